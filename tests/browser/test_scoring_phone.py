"""Scoring on a phone in a kitchen: cards below each other, targets for a thumb, nothing that moves under it, a bar that stays."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests import scoring_ground
from tests.browser.conftest import WIDTHS, overflow, serving
from tests.browser.journeys import card, check, choose, come_in, item, note, open_part, saving, write
from tests.scoring_ground import Ground
from workflow.services.desk import Practice

pytestmark = pytest.mark.browser

SMALLEST_TARGET = 44
NARROWEST = 320
LONG_WORD = "Kindergartenplatzbestätigungsschreibensammelmappe" * 3
BOXES = """() => [...document.querySelectorAll(
    '#bar, h1, h2, .jump-list a, summary, .descriptor-card, .state-choice, textarea, .item, form#part > div button, .step-links a'
)].map(element => {
    const box = element.getBoundingClientRect();
    return [element.id || element.className || element.tagName, box.top, box.left, box.width, box.height].join(' ');
})"""
TARGETS = """() => [...document.querySelectorAll('a, button, summary, textarea, input:not([type=hidden])')]
    .filter(element => element.checkVisibility() && !element.closest('.govuk-skip-link'))
    .map(element => [element.innerText || element.name || element.id, element.getBoundingClientRect()])
    .filter(([, box]) => Math.round(box.height) < SMALLEST || Math.round(box.width) < SMALLEST)
    .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)""".replace("SMALLEST", str(SMALLEST_TARGET))


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    """A child scored before, and scored again now."""
    before = scoring_ground.stand(embedded_practice)
    before.fill({"A1c": 4})
    before.visit()
    before.sign_off()
    return Ground(before.practice, before.scorer, before.supervisor, before.family, before.start().id)


@pytest.fixture
def phone(ground: Ground, open_page: Callable[..., Page]) -> Iterator[Page]:
    """The scoring page of Nutrition in the hand of the person who scores."""
    with serving(ground.practice) as url:
        shown = open_page(url, WIDTHS["phone"])
        come_in(shown, ground.practice, url)
        open_part(shown, ground.scoring_id, "A1")
        yield shown


def test_the_cards_stand_below_each_other_as_wide_as_the_page(phone: Page) -> None:
    boxes = [card(phone, "A1a", grade).bounding_box() for grade in range(1, 6)]
    assert len({box["x"] for box in boxes}) == 1
    assert all(upper["y"] + upper["height"] <= lower["y"] for upper, lower in pairwise(boxes))
    assert all(box["width"] >= WIDTHS["phone"] - 40 for box in boxes)
    check(phone)


def test_every_target_is_as_large_as_a_thumb_needs(phone: Page) -> None:
    choose(phone, "A1a", 3)
    assert phone.evaluate(TARGETS) == []


def test_choosing_folds_the_other_cards_and_leaves_the_chosen_one_under_the_finger(phone: Page) -> None:
    for grade in (5, 2):
        chosen = card(phone, "A1c", grade)
        chosen.scroll_into_view_if_needed()
        box = chosen.bounding_box()
        with saving(phone):
            phone.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert chosen.is_checked()
        assert chosen.bounding_box()["y"] == pytest.approx(box["y"], abs=1)
        folded = [card(phone, "A1c", other).bounding_box()["height"] for other in range(1, 6) if other != grade]
        assert max(folded) < chosen.bounding_box()["height"]
        assert min(folded) >= SMALLEST_TARGET


@pytest.mark.parametrize("width", [NARROWEST, WIDTHS["phone"], WIDTHS["tablet"], WIDTHS["desktop"]])
def test_nothing_moves_when_a_save_comes_back(phone: Page, width: int) -> None:
    phone.set_viewport_size({"width": width, "height": 900})
    while_saving: list[list[str]] = []

    def measure(route: Route) -> None:
        while_saving.append(phone.evaluate(BOXES))
        route.continue_()

    phone.route("**/answers/*", measure)
    item(phone, "A1c").scroll_into_view_if_needed()
    saves: list[Callable[[], Any]] = [
        lambda: choose(phone, "A1c", 3),
        lambda: write(phone, "A1c", "Tea was on the table."),
        lambda: choose(phone, "A1c", "Not observed"),
    ]
    for number, save in enumerate(saves, start=1):
        save()
        assert len(while_saving) == number
        assert phone.evaluate(BOXES) == while_saving[-1]


def test_the_bar_stays_while_the_page_goes_by(phone: Page) -> None:
    bar = phone.locator("#bar")
    choose(phone, "A1e", 2)
    assert bar.bounding_box()["y"] == 0
    assert bar.get_by_text("1 of 33 graded · 32 to do").is_visible()
    assert bar.get_by_text("Saved 12:00").is_visible()
    assert bar.bounding_box()["height"] < phone.viewport_size["height"] / 6


def test_what_the_supervisor_said_stands_first(phone: Page, ground: Ground) -> None:
    ground.fill(scoring_id=ground.scoring_id)
    ground.visit()
    ground.move("send")
    ground.move("return", "A4 has no words.", who=ground.supervisor)
    phone.goto(f"/scorings/{ground.scoring_id}")
    said = phone.get_by_text("Returned: A4 has no words.").bounding_box()
    assert said["y"] + said["height"] <= phone.viewport_size["height"]
    check(phone)


def test_the_history_shows_what_was_and_what_became_without_moving_sideways(phone: Page, ground: Ground) -> None:
    choose(phone, "A1a", 4)
    phone.goto(f"/scorings/{ground.scoring_id}/answers/A1a/history")
    was, became = phone.get_by_text("Not answered").bounding_box(), phone.get_by_text("Child second").bounding_box()
    assert was["y"] < became["y"]
    assert became["x"] + became["width"] <= WIDTHS["phone"]
    check(phone)


def test_nothing_is_wider_than_the_narrowest_phone(phone: Page, ground: Ground) -> None:
    phone.set_viewport_size({"width": NARROWEST, "height": 700})
    choose(phone, "A1a", 4)
    write(phone, "A1a", LONG_WORD)
    ground.save("A1b", 3, LONG_WORD)
    with saving(phone):
        note(phone, "A1b").fill("Another note, on a page that was opened before.")
        note(phone, "A1b").blur()
    phone.get_by_role("button", name="Keep mine").wait_for()
    assert overflow(phone) == 0
    for path in ("", "/details", "/sign", "/profile", "/answers/A1a/history", "/withdraw"):
        phone.goto(f"/scorings/{ground.scoring_id}{path}")
        assert overflow(phone) == 0, path
