"""The scoring page of a child who was scored before: graded by keyboard alone, and last time's grade not shown before this time's."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Page

from tests import scoring_ground
from tests.browser.conftest import serving
from tests.browser.journeys import card, check, choose, come_in, item, open_part, saving, says
from tests.scoring_ground import Ground
from workflow.services.desk import Practice

pytestmark = pytest.mark.browser

MOST_TABS = 12
FOCUSED = """() => {
    const element = document.activeElement;
    const drawn = element.matches('.descriptor-card__input') ? element.nextElementSibling : element;
    const box = drawn.getBoundingClientRect();
    const bar = document.getElementById('bar').getBoundingClientRect();
    const style = getComputedStyle(drawn);
    const marked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
    return {
        lost: element === document.body,
        marked,
        inView: box.bottom > bar.bottom && box.top < innerHeight,
        what: element.id || element.textContent.trim(),
    };
}"""


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    """A child whom the same person scored in February and scores again in March."""
    before = scoring_ground.stand(embedded_practice, started=False)
    february = before.start(window_start=date(2026, 2, 2), window_end=date(2026, 2, 20)).id
    before.fill({"A1a": 4, "A1b": 1}, february)
    before.visit(february, on=date(2026, 2, 6))
    before.sign_off(february)
    return Ground(before.practice, before.scorer, before.supervisor, before.family, before.start().id)


@pytest.fixture
def page(ground: Ground, open_page: Callable[..., Page]) -> Iterator[Page]:
    """Its page of Nutrition."""
    with serving(ground.practice) as url:
        shown = open_page(url)
        come_in(shown, ground.practice, url)
        open_part(shown, ground.scoring_id, "A1")
        yield shown


def tab_to(page: Page, element_id: str) -> None:
    """Press Tab until an element has the focus; the focus is to be seen at every step."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["marked"], focused
        assert focused["inView"], focused
        if focused["what"] == element_id:
            return
    pytest.fail(f"{element_id} is not reached by {MOST_TABS} presses of Tab, only {focused['what']}")


def test_three_items_are_graded_by_keyboard_alone_and_the_focus_is_never_lost(page: Page) -> None:
    page.locator("#bar").click()  # somewhere on the page, so that Tab goes on from there
    page.get_by_role("link", name="A1a Quality").focus()
    page.keyboard.press("Enter")
    tab_to(page, "answer-A1a")
    with saving(page):
        page.keyboard.press("Space")
    assert page.evaluate(FOCUSED) == {"lost": False, "marked": True, "inView": True, "what": "answer-A1a"}
    for grade, key in ((2, "ArrowRight"), (3, "ArrowDown")):
        with saving(page):
            page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == {"lost": False, "marked": True, "inView": True, "what": f"answer-A1a-{grade}"}
    tab_to(page, "note-A1a")
    page.keyboard.type("Soup, twice.")
    with saving(page):
        page.keyboard.press("Tab")  # on to what the grade rests on, which the save leaves alone
    assert page.evaluate("document.activeElement.textContent").strip() == "What this rests on"
    page.keyboard.press("Tab")  # on to a link that the save brought anew
    assert page.evaluate("document.activeElement.textContent") == "History of A1a"
    tab_to(page, "answer-A1b")
    with saving(page):
        page.keyboard.press("Space")
    tab_to(page, "answer-A1c")
    with saving(page):
        page.keyboard.press(
            "ArrowUp"
        )  # round to the last of the group, not safe to ask: there is no answer to take back yet
    for _ in ("refused", "does not apply"):
        with saving(page):
            page.keyboard.press("ArrowUp")
    assert page.evaluate(FOCUSED)["what"] == "answer-A1c-not-applicable"
    says(page, "2 of 32 graded · 30 to do")
    page.reload()
    assert card(page, "A1a", 3).is_checked()
    assert item(page, "A1a").get_by_role("textbox").input_value() == "Soup, twice."
    assert card(page, "A1b", 1).is_checked()
    assert card(page, "A1c", "Does not apply").is_checked()


def test_last_times_grade_is_told_only_after_this_times(page: Page) -> None:
    assert "Last time:" not in page.content()
    choose(page, "A1a", 3)
    assert last_time(page, "A1a") == "Last time: grade 4 on 20 February 2026, same scorer"
    assert item(page, "A1b").get_by_text("Last time:").count() == 0
    choose(page, "A1a", "Not observed")
    assert item(page, "A1a").get_by_text("Last time:").count() == 0
    choose(page, "A1b", 1)
    page.reload()
    assert last_time(page, "A1b") == "Last time: grade 1 on 20 February 2026, same scorer"
    assert page.content().count("Last time:") == 1
    check(page)


def last_time(page: Page, item_id: str) -> str:
    return " ".join(item(page, item_id).get_by_text("Last time:").inner_text().split())


def test_the_focus_goes_with_the_grade_that_a_key_chose(page: Page) -> None:
    page.locator("#answer-A1a").focus()
    for key, chosen in (("4", "answer-A1a-4"), ("n", "answer-A1a-not-observed"), ("2", "answer-A1a-2")):
        with saving(page):
            page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == {"lost": False, "marked": True, "inView": True, "what": chosen}
    with saving(page):
        page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED)["what"] == "answer-A1a-3"
    assert card(page, "A1a", 3).is_checked()
