"""A whole scoring without a mouse: every item graded by its keys, a visit, the child's words, what the carer saw, and signed."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import scoring_ground
from tests.browser.conftest import serving
from tests.browser.journeys import come_in, says
from tests.scoring_ground import Ground
from workflow.services.desk import Practice

pytestmark = pytest.mark.browser

MOST_TABS = 160
BY_STATE = {
    "A1b": ("n", "Not observed"),
    "A1c": ("a", "Does not apply"),
    "B1e": ("r", "Refused"),
    "C2b": ("s", "Not safe to ask"),
}
"""Items answered with the key of a state, and what the page then has chosen."""


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    return scoring_ground.stand(embedded_practice)


@pytest.fixture
def page(ground: Ground, open_page: Callable[..., Page]) -> Iterator[Page]:
    with serving(ground.practice) as url:
        shown = open_page(url)
        come_in(shown, ground.practice, url)
        shown.goto(f"/scorings/{ground.scoring_id}")
        yield shown


def to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what the selector names."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached by {MOST_TABS} presses of Tab")


def enter(page: Page) -> None:
    """Press Enter on what leads to another page, and be there: a form that waits for its saves first tells the browser of a navigation
    that is none, so what is waited for is a document that this one is not.
    """
    page.evaluate("window.left = true")
    page.keyboard.press("Enter")
    page.wait_for_function("() => !window.left && document.readyState === 'complete'")


def test_a_whole_scoring_is_made_and_signed_by_keyboard_alone(ground: Ground, page: Page) -> None:
    overview = page.url
    to(page, "a.govuk-button[href*='/parts/']")
    enter(page)
    grade_everything(ground, page)
    page.wait_for_url(overview)
    record_a_visit(page)
    to(page, f"a[href='/scorings/{ground.scoring_id}']")
    enter(page)
    say_what_is_asked_for(page, overview)
    to(page, "a[href$='/sign']")
    enter(page)
    says(page, "By signing you say")
    to(page, "form[action$='/send'] button")
    enter(page)
    says(page, "The scoring is signed by you and with your supervisor.")


def grade_everything(ground: Ground, page: Page) -> None:
    """Item after item: its key, then Enter, which leads on to the next item and to the next part."""
    items = [item.id for line in ground.view().parts for item in line.items]
    assert len(items) > 30
    to(page, f"#item-{items[0]} input[type=radio]")
    for item_id in items:
        page.wait_for_function("id => document.activeElement?.closest('[data-item]')?.dataset.item === id", arg=item_id)
        key, chosen = BY_STATE.get(item_id, ("2", ""))
        page.keyboard.press(key)
        expect(page.locator(f"#state-{item_id}")).to_contain_text("Saved")
        label = "id => document.querySelector(`[name='answer-${id}']:checked + label`).innerText"
        assert page.evaluate(label, item_id).split("\n")[:2] == (["grade ", "2"] if not chosen else [chosen]), item_id
        page.keyboard.press("Enter")


def record_a_visit(page: Page) -> None:
    to(page, "a[href$='/details']")
    enter(page)
    for field, typed in (("on-day", "6"), ("on-month", "3"), ("on-year", "2026")):
        to(page, f"#{field}")
        page.keyboard.type(typed)
    to(page, "[name=announced]")
    page.keyboard.press("Space")
    to(page, "form[action$='/visits'] button")
    enter(page)
    says(page, "The visit is added.")


def say_what_is_asked_for(page: Page, overview: str) -> None:
    """The child's own words, and why the carer has not seen the scores."""
    to(page, "a[href$='/around/voice']")
    enter(page)
    to(page, "#words-child-voice")
    page.keyboard.type("I like it when Nan comes.")
    to(page, "button[name=then]")
    enter(page)
    page.wait_for_url(overview)
    to(page, "a[href$='/around/seen']")
    enter(page)
    to(page, "[name^='how-seen']")
    page.keyboard.press("ArrowUp")
    to(page, "[name^='why-not-seen']")
    page.keyboard.type("At work until Friday.")
    to(page, "#part button[type=submit]")
    enter(page)
