"""Signed out in the middle of a page: nothing typed is lost, and once signed in again elsewhere it is saved."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests import scoring_ground
from tests.browser.conftest import overflow, serving
from tests.browser.journeys import (
    card,
    check,
    choose,
    come_in,
    end_sign_in,
    enter,
    item,
    note,
    open_part,
    saving,
    says,
    wait_until_it_keeps,
    wait_until_told,
    write,
)
from tests.scoring_ground import Ground
from workflow.services.answers import Given
from workflow.services.desk import Practice

pytestmark = pytest.mark.browser

TYPED = "Robin said: “There's tea when Mum's not poorly.”\nShe had made pancakes."


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    """A scoring that is just started."""
    return scoring_ground.stand(embedded_practice)


@pytest.fixture
def url(ground: Ground) -> Iterator[str]:
    """Where the practice is served."""
    with serving(ground.practice) as address:
        yield address


def scoring_page(shown: Page, ground: Ground, url: str, *, javascript: bool = True) -> Page:
    """The page of Nutrition, open and then signed out in the database."""
    come_in(shown, ground.practice, url)
    open_part(shown, ground.scoring_id, "A1")
    if javascript:
        wait_until_it_keeps(shown)
    end_sign_in(shown, ground.practice)
    return shown


def sign_in_elsewhere(page: Page) -> None:
    """Follow the link of a page that cannot keep anything itself, which opens another tab, and come back."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens in a new tab)").click()
    enter(opened.value)
    opened.value.close()


def test_a_save_says_so_and_is_made_good(ground: Ground, url: str, open_page: Callable[..., Page]) -> None:
    page = scoring_page(open_page(url), ground, url)
    with saving(page):
        card(page, "A1a", 2).click()
    with saving(page):
        note(page, "A1a").fill(TYPED)
        note(page, "A1a").blur()
    says(page, "You have been signed out. What you typed is kept in this browser, encrypted")
    assert item(page, "A1a").get_by_text("Not saved").is_visible()
    assert page.locator("#bar").get_by_text("Not saved").is_visible()
    check(page)
    assert ground.view().answers == {}
    page.locator("#problem").get_by_role("link", name="Sign in again").click()
    enter(page)
    item(page, "A1a").get_by_text("Saved 12:00").wait_for()
    assert page.url.endswith(f"/scorings/{ground.scoring_id}/parts/A1#item-A1a")
    wait_until_told(page)
    assert page.get_by_text("Not saved").count() == 0
    assert page.get_by_text("You have been signed out").count() == 0
    assert card(page, "A1a", 2).is_checked()
    assert note(page, "A1a").input_value() == TYPED
    assert ground.view().answers["A1a"].given == Given(2, TYPED)
    choose(page, "A1b", 3)


def test_the_whole_page_without_a_script(ground: Ground, url: str, open_page: Callable[..., Page]) -> None:
    page = scoring_page(open_page(url, javascript=False), ground, url, javascript=False)
    card(page, "A1a", 2).check()
    note(page, "A1a").fill(TYPED)
    card(page, "A1b", "Not observed").check()
    page.get_by_role("button", name="Save and continue").click()
    says(page, "You have been signed out")
    says(page, TYPED.splitlines()[0])
    assert overflow(page) == 0
    assert ground.view().answers == {}
    sign_in_elsewhere(page)
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("heading", level=1, name="Housing").wait_for()
    assert ground.view().answers["A1a"].given == Given(2, TYPED)
    assert ground.view().tally.to_do == ground.view().tally.expected - 2


def test_a_page_asked_for_comes_after_signing_in(ground: Ground, url: str, open_page: Callable[..., Page]) -> None:
    page = scoring_page(open_page(url), ground, url)
    page.get_by_role("link", name="Housing").click()
    says(page, "Forgotten your password?")
    enter(page)
    page.get_by_role("heading", level=1, name="Housing").wait_for()
    write(page, "A2a", TYPED)
    assert ground.view().answers["A2a"].given.note == TYPED


def test_words_to_the_supervisor_are_not_lost(ground: Ground, url: str, open_page: Callable[..., Page]) -> None:
    ground.fill()
    ground.visit()
    page = open_page(url)
    come_in(page, ground.practice, url)
    page.goto(f"/scorings/{ground.scoring_id}/sign")
    wait_until_it_keeps(page)
    page.get_by_label("Anything your supervisor should know").fill(TYPED)
    end_sign_in(page, ground.practice)
    page.get_by_role("button", name="Sign and send to your supervisor").click()
    says(page, "You have been signed out")
    assert ground.view().status == "draft"
    page.locator("#problem").get_by_role("link", name="Sign in again").click()
    enter(page)
    says(page, "What you had typed is back.")
    page.get_by_role("button", name="Sign and send to your supervisor").click()
    says(page, "The scoring is signed by you and with your supervisor.")
    assert ground.view().moves[-1].words == TYPED
