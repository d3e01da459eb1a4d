"""The same answer open in two tabs: the second to save sees both values and chooses, and the history knows every change."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page

from tests import scoring_ground
from tests.browser.conftest import overflow, serving
from tests.browser.journeys import card, check, choose, come_in, item, note, open_part, saving, wait_until_told, write
from tests.scoring_ground import Ground
from workflow.services.desk import Practice

pytestmark = pytest.mark.browser

FIRST, SECOND = "Fruit on the table.", "Crisps for tea, and nothing in the fridge."


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    """A scoring that is just started."""
    return scoring_ground.stand(embedded_practice)


@pytest.fixture
def url(ground: Ground) -> Iterator[str]:
    """Where the practice is served."""
    with serving(ground.practice) as address:
        yield address


def tabs(ground: Ground, url: str, first: Page) -> tuple[Page, Page]:
    """Two tabs of one browser, both opened before anything was answered."""
    come_in(first, ground.practice, url)
    second = first.context.new_page()
    for tab in (first, second):
        open_part(tab, ground.scoring_id, "A1")
    return first, second


def both_values(page: Page) -> list[str]:
    """What the page shows beside each other: what is saved, and what is not."""
    shown: Locator = item(page, "A1a").locator(".conflict__both > div")
    return [" ".join(one.split()) for one in shown.all_inner_texts()]


def changes(page: Page, ground: Ground) -> list[tuple[str, str]]:
    """What the history says: was and became, the newest first."""
    page.goto(f"/scorings/{ground.scoring_id}/answers/A1a/history")
    told = [" ".join(one.split()) for one in page.get_by_role("article").all_inner_texts()]
    return [_was_became(one.removeprefix("20 March 2026, 12:00, Practitioner Example Was ")) for one in told]


def _was_became(words: str) -> tuple[str, str]:
    was, _, became = words.partition(" Became ")
    return was, became


ONE = f"grade 2 Child first most of the time {FIRST}"
OTHER = f"grade 4 Child second {SECOND}"
NOTHING = "Not answered"
BOTH = [f"Saved 12:00 by Practitioner Example {ONE}", f"Yours, not saved {OTHER}"]
HISTORY = [("grade 2 Child first most of the time", ONE), (NOTHING, "grade 2 Child first most of the time")]


def save_in_both(first: Page, second: Page) -> None:
    """The first tab's answer is kept; the second's, on top of nothing, is not."""
    choose(first, "A1a", 2)
    write(first, "A1a", FIRST)
    note(second, "A1a").fill(SECOND)
    with saving(second):
        card(second, "A1a", 4).click()
    item(second, "A1a").get_by_text("Not saved. You changed this somewhere else at 12:00").wait_for()
    assert both_values(second) == BOTH
    assert second.locator("#bar").get_by_role("link", name="Not saved").is_visible()
    assert note(second, "A1a").input_value() == SECOND
    check(second)


def test_the_second_tab_keeps_its_own(ground: Ground, url: str, open_page: Callable[..., Page]) -> None:
    first, second = tabs(ground, url, open_page(url))
    save_in_both(first, second)
    with saving(second):
        second.get_by_role("button", name="Keep mine").click()
    item(second, "A1a").get_by_text("Saved 12:00").wait_for()
    assert second.get_by_text("Not saved").count() == 0
    assert second.evaluate("document.activeElement.closest('[data-item]').id") == "item-A1a"
    assert changes(second, ground) == [(ONE, OTHER), *HISTORY]
    check(second)
    with saving(first):  # now it is the first tab that does not know
        card(first, "A1a", 1).click()
    assert both_values(first) == [
        f"Saved 12:00 by Practitioner Example {OTHER}",
        f"Yours, not saved grade 1 Child first {FIRST}",
    ]


def test_the_second_tab_takes_what_is_saved(ground: Ground, url: str, open_page: Callable[..., Page]) -> None:
    first, second = tabs(ground, url, open_page(url))
    save_in_both(first, second)
    second.get_by_role("button", name="Keep what is saved").click()
    second.get_by_role("button", name="Keep what is saved").wait_for(state="hidden")
    wait_until_told(second)
    assert card(second, "A1a", 2).is_checked()
    assert note(second, "A1a").input_value() == FIRST
    assert changes(first, ground) == HISTORY
    choose(second, "A1a", 3)
    assert changes(second, ground)[0] == (ONE, f"grade 3 Child and carer level {FIRST}")


def test_both_are_shown_without_a_script_too(ground: Ground, url: str, open_page: Callable[..., Page]) -> None:
    first, second = tabs(ground, url, open_page(url, javascript=False))
    for tab, grade, words in ((first, 2, FIRST), (second, 4, SECOND)):
        card(tab, "A1a", grade).check()
        note(tab, "A1a").fill(words)
        card(tab, "A1b", 3).check()
        tab.get_by_role("button", name="Save and continue").click()
    first.get_by_role("heading", name="Housing").wait_for()
    assert second.title().startswith("Error: Nutrition")
    assert both_values(second) == BOTH
    assert note(second, "A1a").input_value() == SECOND
    assert item(second, "A1b").get_by_text("Not saved").count() == 0  # both said the same
    assert overflow(second) == 0
    second.get_by_role("button", name="Keep mine").click()
    second.get_by_role("heading", name="Housing").wait_for()
    assert changes(second, ground) == [(ONE, OTHER), (NOTHING, ONE)]
