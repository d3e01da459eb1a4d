"""The core path where no script runs: score a part, be told what is wrong, see what is left, add a visit, sign, decide."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page

from tests import scoring_ground
from tests.browser.conftest import overflow, serving
from tests.browser.journeys import card, direct, enter, fill_day, item, note, say_around, says
from tests.scoring_ground import Ground
from workflow.rules.wording import LONGEST_NOTE
from workflow.services.desk import Practice

pytestmark = pytest.mark.browser

SENTENCE = "Toast for tea. "
TOO_LONG = SENTENCE * (LONGEST_NOTE // len(SENTENCE) + 1)


def test_score_sign_and_sign_off_without_a_script(embedded_practice: Practice, open_page: Callable[..., Page]) -> None:
    ground = scoring_ground.stand(embedded_practice)
    answer_everything_but_nutrition(ground)
    with serving(embedded_practice) as url:
        page, supervisor = (open_page(url, javascript=False) for _ in range(2))
        page.goto(f"/scorings/{ground.scoring_id}")
        enter(page)
        assert page.url.endswith(f"/scorings/{ground.scoring_id}")
        page.get_by_role("button", name="Go on with Nutrition").click()
        score_nutrition(page)
        sign(page)
        supervisor.goto(f"/scorings/{ground.scoring_id}/review")
        enter(supervisor, "supervisor")
        decide(supervisor)


def answer_everything_but_nutrition(ground: Ground) -> None:
    for line in ground.view().parts:
        for one in line.items:
            if line.sub_area.id != "A1":
                ground.save(one.id, 2)


def score_nutrition(page: Page) -> None:
    for item_id, answer in (("A1a", 3), ("A1b", 2), ("A1c", "Not observed"), ("A1d", 2)):
        card(page, item_id, answer).check()
    note(page, "A1b").fill(TOO_LONG)
    note(page, "A1c").fill("The kitchen was shut on both visits.")
    page.get_by_role("button", name="Save and continue").click()
    says(page, "There is something to put right")
    assert page.title().startswith("Error: Nutrition")
    assert note(page, "A1b").input_value() == TOO_LONG
    assert card(page, "A1b", 2).is_checked()
    assert item(page, "A1b").get_by_text("Not saved: the note.").is_visible()
    assert item(page, "A1b").get_by_text("The rest of it is saved.").is_visible()
    assert item(page, "A1a").get_by_text("Saved 12:00").is_visible()
    assert note(page, "A1c").input_value() == "The kitchen was shut on both visits."
    says(page, "31 of 33 graded; 1 not observed · 1 to do")
    assert overflow(page) == 0
    page.get_by_role("alert").get_by_role("link").click()
    assert page.url.endswith("#note-A1b")
    note(page, "A1b").fill(SENTENCE)
    card(page, "A1e", "Does not apply").check()
    page.get_by_role("button", name="Save and go to overview").click()
    says(page, "31 of 32 graded")


def sign(page: Page) -> None:
    page.get_by_role("link", name="No visit is recorded.").click()
    page.get_by_role("button", name="Add the visit").click()
    assert page.title().startswith("Error: ")
    assert overflow(page) == 0
    fill_day(page, "Day of the visit", date(2026, 3, 6))
    page.get_by_label("Yes, it was announced").check()
    page.get_by_role("button", name="Add the visit").click()
    says(page, "The visit is added.")
    page.get_by_role("link", name="Back to overview").click()
    say_around(page, page.url.partition("?")[0], "Robin")
    page.get_by_role("button", name="Sign and send to your supervisor").click()
    page.get_by_role("button", name="Sign and send to your supervisor").click()
    says(page, "The scoring is signed by you and with your supervisor.")


def decide(supervisor: Page) -> None:
    supervisor.get_by_role("button", name="Return to the scorer").click()
    assert supervisor.title().startswith("Error: ")
    supervisor.get_by_label("Your words to the scorer").fill("Read on Friday.")
    direct(supervisor)
    supervisor.get_by_role("button", name="Sign off").click()
    says(supervisor, "The scoring is signed off.")
