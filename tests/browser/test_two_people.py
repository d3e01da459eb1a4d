"""Two people on one scoring, each at their own browser: different items merge, the same item shows both values and asks."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests import scoring_ground
from tests.browser.conftest import overflow, serving
from tests.browser.journeys import card, check, choose, come_in, item, note, open_part, saving, write
from tests.scoring_ground import Ground, colleague
from workflow.services.desk import Practice

pytestmark = pytest.mark.browser
PHONE = 375


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    """A scoring that is just started, and a colleague who works with the family."""
    ground = scoring_ground.stand(embedded_practice)
    colleague(ground)
    return ground


@pytest.fixture
def url(ground: Ground) -> Iterator[str]:
    """Where the practice is served."""
    with serving(ground.practice) as address:
        yield address


def ask_in(page: Page, ground: Ground) -> None:
    """The scorer lets the colleague grade it too, by the pages alone."""
    page.goto(f"/scorings/{ground.scoring_id}")
    page.get_by_role("link", name="Score together with a colleague").click()
    page.get_by_label("Colleague Example").check()
    page.get_by_role("button", name="Score together").click()
    page.get_by_text("Your colleague can grade this scoring with you now.").wait_for()
    check(page)


def test_two_people_score_one_child_together(ground: Ground, url: str, open_page: Callable[..., Page]) -> None:
    mine, theirs = open_page(url), open_page(url, PHONE)
    come_in(mine, ground.practice, url)
    come_in(theirs, ground.practice, url, "colleague")
    ask_in(mine, ground)
    for page in (mine, theirs):
        open_part(page, ground.scoring_id, "A1")

    # Different items merge.
    choose(mine, "A1a", 2)
    write(mine, "A1a", "Fruit on the table.")
    choose(theirs, "A1b", 3)

    # The same one shows both, and asks.
    note(theirs, "A1a").fill("Crisps for tea.")
    with saving(theirs):
        card(theirs, "A1a", 4).click()
    item(theirs, "A1a").get_by_text("Practitioner Example changed this at 12:00").wait_for()
    both = [" ".join(one.split()) for one in item(theirs, "A1a").locator(".conflict__both > div").all_inner_texts()]
    assert both == [
        "Saved 12:00 by Practitioner Example grade 2 Child first most of the time Fruit on the table.",
        "Yours, not saved grade 4 Child second Crisps for tea.",
    ]
    assert overflow(theirs) == 0
    check(theirs)
    with saving(theirs):
        theirs.get_by_role("button", name="Keep mine").click()
    item(theirs, "A1a").get_by_text("Saved 12:00").wait_for()

    answers = ground.view().answers
    assert {key: (kept.given.grade, kept.by) for key, kept in answers.items()} == {
        "A1a": (4, "Colleague Example"),
        "A1b": (3, "Colleague Example"),
    }
    theirs.goto(f"/scorings/{ground.scoring_id}/sign")
    assert theirs.get_by_text("Only the person who scored can do this.").count() > 0
