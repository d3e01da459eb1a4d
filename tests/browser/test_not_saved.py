"""The database busy or only to be read, the server stopped: the page says that nothing was saved, keeps it, and saves it later."""

import sqlite3
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests import scoring_ground
from tests.browser.conftest import overflow, serving
from tests.browser.journeys import Served, card, check, choose, come_in, item, note, open_part, saving, says
from tests.scoring_ground import Ground
from workflow.services.answers import Given
from workflow.services.desk import Practice
from workflow.settings import Settings
from workflow.storage.engine import Database

pytestmark = pytest.mark.browser

TYPED = "The cupboard was full; Robin chose the soup."
BUSY = "The database is busy with somebody else's work, so nothing was saved. Wait a moment, then try again."
READ_ONLY = "The database can only be read at the moment, so nothing was saved."
GONE = "Nothing was saved: Care Profile cannot be reached."
PATIENCE = 0.2
"""Seconds that a writer waits for its turn here, so that no test waits for long."""


@pytest.fixture
def ground(
    practice_on: Callable[[Database, Settings], Practice], embedded_database: Database, settings: Settings
) -> Iterator[Ground]:
    """A scoring that is just started, on a database that soon says that it is busy."""
    database = Database(embedded_database.url.render_as_string(), wait=PATIENCE)
    yield scoring_ground.stand(practice_on(database, settings))
    database.close()


@pytest.fixture
def url(ground: Ground) -> Iterator[str]:
    """Where the practice is served."""
    with serving(ground.practice) as address:
        yield address


@pytest.fixture
def page(ground: Ground, url: str, open_page: Callable[..., Page]) -> Page:
    """The page of Nutrition."""
    shown = open_page(url)
    come_in(shown, ground.practice, url)
    open_part(shown, ground.scoring_id, "A1")
    return shown


def answer_in_vain(page: Page, sentence: str) -> None:
    """Grade an item and write a note; the page says that neither was saved, and keeps both."""
    with saving(page):
        note(page, "A1a").fill(TYPED)
        card(page, "A1a", 2).click()
    says(page, sentence)
    assert item(page, "A1a").get_by_text("Not saved").is_visible()
    assert page.locator("#bar").get_by_text("Not saved").is_visible()
    assert note(page, "A1a").input_value() == TYPED
    assert card(page, "A1a", 2).is_checked()
    check(page)


def is_made_good(page: Page, ground: Ground) -> None:
    """The same answer, which the page sends once more by itself, is kept, and the page no longer says otherwise."""
    item(page, "A1a").get_by_text("Saved 12:00").wait_for()
    assert page.get_by_text("saved: ").or_(page.get_by_text("not saved")).count() == 0
    assert page.locator("#problem").inner_text() == ""
    assert note(page, "A1a").input_value() == TYPED
    assert ground.view().answers["A1a"].given == Given(2, TYPED)
    choose(page, "A1b", 3)


def lock(ground: Ground) -> sqlite3.Connection:
    """Somebody else's work on the same file, under way until it is rolled back."""
    connection = sqlite3.connect(str(ground.practice.database.url.database), isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    return connection


def test_a_busy_database_is_told_and_the_answer_saved_later(page: Page, ground: Ground) -> None:
    other = lock(ground)
    answer_in_vain(page, BUSY)
    other.execute("ROLLBACK")
    other.close()
    is_made_good(page, ground)


def test_a_busy_database_is_told_without_a_script(ground: Ground, url: str, open_page: Callable[..., Page]) -> None:
    page = open_page(url, javascript=False)
    come_in(page, ground.practice, url)
    open_part(page, ground.scoring_id, "A1")
    card(page, "A1a", 2).check()
    note(page, "A1a").fill(TYPED)
    other = lock(ground)
    page.get_by_role("button", name="Save and continue").click()
    says(page, BUSY)
    says(page, TYPED)
    assert overflow(page) == 0
    other.execute("ROLLBACK")
    other.close()
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("heading", level=1, name="Housing").wait_for()
    assert ground.view().answers["A1a"].given == Given(2, TYPED)


def test_a_database_turned_read_only_is_told_and_the_answer_saved_later(page: Page, ground: Ground) -> None:
    writable = ground.practice.database
    ground.practice.database = Database(f"sqlite:///file:{writable.url.database}?mode=ro&uri=true", wait=PATIENCE)
    answer_in_vain(page, READ_ONLY)
    ground.practice.database.close()
    ground.practice.database = writable
    is_made_good(page, ground)


def test_a_server_that_stops_is_told_and_the_answer_saved_once_it_is_back(
    ground: Ground, open_page: Callable[..., Page]
) -> None:
    served = Served(ground.practice)
    page = open_page(served.url)
    come_in(page, ground.practice, served.url)
    open_part(page, ground.scoring_id, "A1")
    served.stop()
    note(page, "A1a").fill(TYPED)
    with page.expect_event("requestfailed"):
        card(page, "A1a", 2).click()
    says(page, GONE)
    assert item(page, "A1a").get_by_text("Not saved").is_visible()
    check(page)
    served.start()
    is_made_good(page, ground)
    served.stop()
    troubles: list[str] = open_page.troubles  # type: ignore[attr-defined]
    assert all("ERR_CONNECTION_REFUSED" in one or "Failed to fetch" in one for one in troubles), troubles
    troubles.clear()
