"""A quick screen and a child's own words on a phone: one page, saved by itself, by keyboard, and led on to a full scoring."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import scoring_ground
from tests.browser.conftest import WIDTHS, serving
from tests.browser.journeys import come_in, open_part
from tests.kinds_ground import COUNT, WORDS, library_of_kinds
from tests.scoring_ground import INSTRUMENT, Ground
from workflow.services.desk import Practice
from workflow.services.library import Library

pytestmark = pytest.mark.browser


@pytest.fixture
def library() -> Library:
    return library_of_kinds()


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    return scoring_ground.stand(embedded_practice, started=False)


@pytest.fixture
def page(ground: Ground, open_page: Callable[..., Page]) -> Iterator[Page]:
    """A phone, signed in."""
    with serving(ground.practice) as url:
        shown = open_page(url, WIDTHS["phone"])
        come_in(shown, ground.practice, url)
        yield shown


def test_a_quick_screen_is_done_on_one_page_and_leads_on(ground: Ground, page: Page) -> None:
    scoring_id = ground.start(instrument=COUNT).id
    open_part(page, scoring_id, "_all")
    for item_id in ("Q1", "R1a", "R1b", "R1c", "R2a"):
        page.locator(f"#answer-{item_id}" if item_id == "R2a" else f"#answer-{item_id}-0").check()
        expect(page.locator(f"#state-{item_id}")).to_contain_text("Saved")
    page.locator("#item-R2a").get_by_text("Add a note").click()
    page.get_by_label("What was seen or said").last.fill("A mattress in the hall.")
    expect(page.locator("#tally")).to_have_text("5 of 5 answered")
    page.get_by_role("button", name="Save and go to overview").click()
    expect(page.get_by_role("main")).to_contain_text("Yes to 1 of 4 seen.")
    kept = ground.view(scoring_id).answers["R2a"].given
    assert (kept.grade, kept.note) == (1, "A mattress in the hall.")
    page.get_by_role("button", name="Start a full scoring").click()
    expect(page.locator(f"input[value='{INSTRUMENT}']")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Mum")).to_be_checked()


def test_yes_and_no_are_reached_by_keyboard(ground: Ground, page: Page) -> None:
    scoring_id = ground.start(instrument=COUNT).id
    open_part(page, scoring_id, "_all")
    page.locator("#answer-R1a").focus()
    page.keyboard.press("Space")
    expect(page.locator("#state-R1a")).to_contain_text("Saved")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#answer-R1a-0")).to_be_checked()
    expect(page.locator("#tally")).to_contain_text("1 of 5 answered")
    with page.expect_response("**/answers/R1a") as answered:
        page.keyboard.press("ArrowRight")
    assert answered.value.ok
    expect(page.locator("#tally")).to_contain_text("1 not seen")


def test_a_childs_words_are_kept_as_they_are_typed(ground: Ground, page: Page) -> None:
    scoring_id = ground.start(instrument=WORDS).id
    open_part(page, scoring_id, "_all")
    page.locator("#note-W1").press_sequentially("The dog next door.")
    expect(page.locator("#state-W1")).to_contain_text("Saved")
    expect(page.locator("#tally")).to_contain_text("1 of 3 answered")
    page.reload()
    expect(page.locator("#note-W1")).to_have_value("The dog next door.")
    expect(page.locator("#answer-W1-noted")).to_be_checked()


def test_words_are_the_answer_also_beside_a_reason_for_there_being_none(ground: Ground, page: Page) -> None:
    scoring_id = ground.start(instrument=WORDS).id
    open_part(page, scoring_id, "_all")
    page.locator("#answer-W1-refused").check()
    expect(page.locator("#tally")).to_contain_text("1 did not want to say")
    page.locator("#note-W1").press_sequentially("The dog.")
    expect(page.locator("#answer-W1-noted")).to_be_checked()
    expect(page.locator("#tally")).to_contain_text("1 of 3 answered")
    page.locator("#note-W1").fill("")
    expect(page.locator("#answer-W1-noted")).not_to_be_checked()
    expect(page.locator("#tally")).to_contain_text("0 of 3 answered")
