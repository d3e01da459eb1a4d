"""What is recorded around the grades, in a real browser: it saves itself, two tabs are asked, and a target is set on a phone."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page

from tests import scoring_ground
from tests.browser.conftest import serving
from tests.browser.journeys import check, come_in, fill_day, says, wait_until_told
from tests.scoring_ground import Ground
from workflow.services.desk import Practice

pytestmark = pytest.mark.browser

WORDS = "“I like it when Nan comes.”"
PHONE = {"width": 375, "height": 812}


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    """A scoring that is just started."""
    return scoring_ground.stand(embedded_practice)


@pytest.fixture
def url(ground: Ground) -> Iterator[str]:
    """Where the practice is served."""
    with serving(ground.practice) as address:
        yield address


def opened(page: Page, ground: Ground, section: str) -> Page:
    page.goto(f"/scorings/{ground.scoring_id}/around/{section}", wait_until="load")
    return page


def entry(page: Page, key: str) -> Locator:
    return page.locator(f"[data-saves='{key}']")


def write(page: Page, key: str, label: str, words: str) -> None:
    """Write into an entry, leave its field, and wait until the page has said what came of it."""
    with page.expect_response(lambda response: response.request.method == "POST" and "/entries/" in response.url):
        entry(page, key).get_by_label(label).fill(words)
        entry(page, key).get_by_label(label).blur()
    wait_until_told(page)


def test_the_childs_words_save_themselves_and_are_there_after_a_reload(
    ground: Ground, url: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(url)
    come_in(page, ground.practice, url)
    opened(page, ground, "voice")
    write(page, "child-voice", "What does Robin say?", WORDS)
    says(page, "Saved 12:00")
    entry(page, "child-voice").get_by_label("Drawing").check()
    wait_until_told(page)
    opened(page, ground, "voice")
    assert entry(page, "child-voice").get_by_label("What does Robin say?").input_value() == WORDS
    assert entry(page, "child-voice").get_by_label("Drawing").is_checked()
    check(page)
    page.get_by_role("link", name="History").click()
    says(page, WORDS)
    check(page)


def test_two_tabs_on_one_entry_see_both_values_and_choose(
    ground: Ground, url: str, open_page: Callable[..., Page]
) -> None:
    first = open_page(url)
    come_in(first, ground.practice, url)
    second = first.context.new_page()
    for tab in (first, second):
        opened(tab, ground, "analysis")
    write(first, "going-well", "What is going well", "Fed.")
    write(second, "going-well", "What is going well", "Up for school.")
    entry(second, "going-well").get_by_text("Not saved. You changed this somewhere else at 12:00").wait_for()
    shown = [
        " ".join(one.split()) for one in entry(second, "going-well").locator(".conflict__both > div").all_inner_texts()
    ]
    assert shown == ["Saved 12:00 by Practitioner Example Fed.", "Yours, not saved Up for school."]
    check(second)
    second.get_by_role("button", name="Keep mine").click()
    entry(second, "going-well").get_by_text("Saved 12:00").wait_for()
    opened(first, ground, "analysis")
    assert entry(first, "going-well").get_by_label("What is going well").input_value() == "Up for school."


def test_a_target_is_set_on_a_phone(ground: Ground, url: str, open_page: Callable[..., Page]) -> None:
    ground.save("A1a", 4)
    page = open_page(url)
    page.set_viewport_size(PHONE)
    come_in(page, ground.practice, url)
    page.goto(f"/scorings/{ground.scoring_id}/targets")
    page.get_by_role("link", name="A1a Quality").click()
    check(page)
    page.get_by_role("radio", name="2").check()
    fill_day(page, "By when?", ground.practice.clock.today().replace(month=5))
    page.get_by_role("button", name="Save the target").click()
    says(page, "From 4 to 2 is 2 grades at once.")
    check(page)
    page.get_by_label("More than one grade at once is meant").check()
    page.get_by_role("button", name="Save the target").click()
    says(page, "The target is set.")
    check(page)
