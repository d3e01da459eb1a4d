"""Never lose a word: the connection cut, the page reloaded, left or closed, the answer lost on its way, the server gone and back."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route
from sqlmodel import select

from tests import scoring_ground
from tests.browser.conftest import serving
from tests.browser.journeys import (
    Served,
    card,
    check,
    come_in,
    item,
    note,
    open_part,
    saves,
    says,
    wait_until_it_keeps,
    wait_until_told,
)
from tests.scoring_ground import Ground
from workflow.models import AnswerChange
from workflow.services.answers import Given
from workflow.services.desk import Practice

pytestmark = pytest.mark.browser

TYPED = "Robin said: “There's tea when Mum's not poorly.”"
MORE = f"{TYPED} She had made pancakes."
SAVES = "**/answers/*"
NETWORK = ("net::ERR_", "Failed to fetch")
WAITING = """async () => {
    const request = indexedDB.open('careprofile');
    await new Promise((done) => (request.onsuccess = done));
    const database = request.result;
    if (!database.objectStoreNames.contains('waiting')) return -1;
    const all = database.transaction('waiting').objectStore('waiting').getAll();
    await new Promise((done) => (all.onsuccess = done));
    database.close();
    return all.result.length;
}"""


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    """A scoring that is just started."""
    return scoring_ground.stand(embedded_practice)


@pytest.fixture
def url(ground: Ground) -> Iterator[str]:
    """Where the practice is served."""
    with serving(ground.practice) as address:
        yield address


@pytest.fixture
def open_page(open_page: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """Pages whose connection fails: what Chromium says of that is no trouble here."""
    yield open_page
    troubles: list[str] = open_page.troubles  # type: ignore[attr-defined]
    troubles[:] = [one for one in troubles if not any(mark in one for mark in NETWORK)]


@pytest.fixture
def page(ground: Ground, url: str, open_page: Callable[..., Page]) -> Page:
    """The page of Nutrition, ready to keep what it cannot send; nobody is ever asked whether they really want to leave it."""
    shown = open_page(url)
    come_in(shown, ground.practice, url)
    open_part(shown, ground.scoring_id, "A1")
    wait_until_it_keeps(shown)
    return shown


def lose(route: Route) -> None:
    """The save never arrives."""
    route.abort()


def lose_the_answer(route: Route) -> None:
    """The save arrives, and nobody hears of it."""
    route.fetch()
    route.abort()


def type_in_vain(page: Page, words: str = TYPED, item_id: str = "A1a", kept: int = 1) -> None:
    """Write a note that does not arrive, and see it said and kept: so many changes in all."""
    note(page, item_id).fill(words)
    note(page, item_id).blur()
    item(page, item_id).get_by_text("Not saved, will keep trying").wait_for()
    wait_until_kept(page, kept)


def wait_until_kept(page: Page, count: int) -> None:
    """Until so many changes wait in the browser, 20 seconds at most; in the page, for `wait_for_function` takes a promise for yes."""
    page.evaluate(
        f"""async (count) => {{
            const until = performance.now() + 20000;
            for (let found; (found = await ({WAITING})()) !== count; await new Promise(requestAnimationFrame))
                if (performance.now() > until) throw new Error(`${{found}} wait, not ${{count}}`);
        }}""",
        count,
    )


def is_saved(page: Page, item_id: str = "A1a") -> None:
    item(page, item_id).get_by_text("Saved 12:00").wait_for()
    wait_until_told(page)
    wait_until_kept(page, 0)
    assert page.get_by_text("Not saved").count() == 0


def on_record(ground: Ground) -> list[tuple[str, int, str]]:
    with ground.practice.database.open() as session:
        rows = session.scalars(select(AnswerChange)).all()
    return sorted((row.item_id, row.version, row.new_note) for row in rows)


def test_the_network_is_cut_and_comes_back(page: Page, ground: Ground) -> None:
    page.context.set_offline(True)
    card(page, "A1a", 2).click()
    item(page, "A1a").get_by_text("Not saved, will keep trying").wait_for()
    type_in_vain(page, kept=2)
    card(page, "A1b", "Not observed").click()
    item(page, "A1b").get_by_text("Not saved, will keep trying").wait_for()
    assert page.locator("#bar").get_by_text("Not saved, will keep trying").is_visible()
    alert = page.get_by_role("alert").get_by_text(
        "Care Profile cannot be reached. What you typed is kept in this browser"
    )
    assert alert.count() == 1
    check(page)
    assert ground.view().answers == {}
    page.context.set_offline(False)
    item(page, "A1b").get_by_text("Saved 12:00").wait_for()
    is_saved(page)
    assert page.locator("#problem").inner_text() == ""
    answers = ground.view().answers
    assert answers["A1a"].given == Given(2, TYPED)
    assert str(answers["A1b"].given.state) == "not-observed"


def test_without_a_connection_the_next_page_says_so_and_opens_by_itself_later(page: Page, ground: Ground) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    card(page, "A1a", 2).click()
    item(page, "A1a").get_by_text("Not saved, will keep trying").wait_for()
    type_in_vain(page, kept=2)
    page.locator("a[data-onwards]").click()
    says(page, "There is no connection just now")
    check(page)
    there = page.url
    assert "/parts/A1" not in there
    page.context.set_offline(False)
    page.locator("[data-item]").first.wait_for()
    assert page.url == there
    page.locator("#tally").get_by_text("1 of 33 graded").wait_for()  # what was saved from here counts here
    open_part(page, ground.scoring_id, "A1")
    is_saved(page)
    assert ground.view().answers["A1a"].given.note == TYPED


def test_a_reload_brings_back_what_was_typed_and_saves_it(page: Page, ground: Ground) -> None:
    page.route(SAVES, lose)
    card(page, "A1a", 2).click()
    item(page, "A1a").get_by_text("Not saved, will keep trying").wait_for()
    type_in_vain(page, kept=2)
    page.reload()
    page.wait_for_function(f"() => document.getElementById('note-A1a').value === {TYPED!r}")
    assert card(page, "A1a", 2).is_checked()
    item(page, "A1a").get_by_text("Not saved, will keep trying").wait_for()
    page.unroute(SAVES)
    page.reload()
    is_saved(page)
    assert note(page, "A1a").input_value() == TYPED
    assert ground.view().answers["A1a"].given == Given(2, TYPED)


def test_left_for_another_page_it_is_saved_from_there(page: Page, ground: Ground) -> None:
    page.route(SAVES, lose)
    type_in_vain(page)
    page.unroute(SAVES)
    with page.expect_response(saves):
        page.get_by_role("link", name="Families").first.click()
    wait_until_kept(page, 0)
    assert ground.view().answers["A1a"].given.note == TYPED
    assert page.locator("#problem").inner_text() == ""


def test_a_save_whose_answer_is_lost_is_applied_once(page: Page, ground: Ground) -> None:
    page.route(SAVES, lose_the_answer)
    type_in_vain(page)
    note(page, "A1a").fill(MORE)
    wait_until_kept(page, 2)
    page.unroute(SAVES)
    page.get_by_role("button", name="Try again").click()
    is_saved(page)
    assert on_record(ground) == [("A1a", 1, TYPED), ("A1a", 2, MORE)]


def test_a_lost_answer_and_a_reload_are_applied_once_too(page: Page, ground: Ground) -> None:
    page.route(SAVES, lose_the_answer)
    type_in_vain(page)
    note(page, "A1a").fill(MORE)
    wait_until_kept(page, 2)
    page.unroute(SAVES)
    page.reload()
    wait_until_kept(page, 0)
    is_saved(page)
    assert note(page, "A1a").input_value() == MORE
    assert on_record(ground) == [("A1a", 1, TYPED), ("A1a", 2, MORE)]


def test_a_link_waits_a_moment_for_what_is_being_saved(page: Page, ground: Ground) -> None:
    note(page, "A1a").fill(TYPED)
    page.get_by_role("link", name="Housing").click()
    page.get_by_role("heading", level=1, name="Housing").wait_for()
    assert ground.view().answers["A1a"].given.note == TYPED


def test_save_and_continue_does_not_lead_away_from_what_cannot_be_saved(page: Page, ground: Ground) -> None:
    page.context.set_offline(True)
    type_in_vain(page)
    page.get_by_role("button", name="Save and continue").click()
    item(page, "A1a").get_by_text("Not saved, will keep trying").wait_for()
    assert note(page, "A1a").input_value() == TYPED
    page.context.set_offline(False)
    is_saved(page)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("heading", level=1, name="Housing").wait_for()
    assert ground.view().answers["A1a"].given.note == TYPED


def test_what_somebody_changed_meanwhile_is_told_where_one_is_and_chosen_where_it_belongs(
    page: Page, ground: Ground
) -> None:
    page.route(SAVES, lose)
    type_in_vain(page)
    ground.save("A1a", 4, "Seen at school.")
    page.unroute(SAVES)
    page.get_by_role("link", name="Families").first.click()
    box = page.locator(".problem__box")
    box.get_by_text(
        "Not saved: A1a Quality (Nutrition, Robin’s scoring). You changed this somewhere else at 12:00"
    ).wait_for()
    assert box.get_by_text(TYPED).is_visible()
    check(page)
    box.get_by_role("link", name="Go there").click()
    item(page, "A1a").get_by_text("Nothing was overwritten").wait_for()
    assert note(page, "A1a").input_value() == TYPED
    item(page, "A1a").get_by_role("button", name="Keep mine").click()
    is_saved(page)
    assert on_record(ground) == [("A1a", 1, "Seen at school."), ("A1a", 2, TYPED)]


def test_what_was_typed_can_be_let_go_instead(page: Page, ground: Ground) -> None:
    page.route(SAVES, lose)
    type_in_vain(page)
    ground.save("A1a", 4, "Seen at school.")
    page.unroute(SAVES)
    page.reload()
    item(page, "A1a").get_by_text("Nothing was overwritten").wait_for()
    page.get_by_role("button", name="Keep what is saved").click()
    page.get_by_role("button", name="Keep what is saved").wait_for(state="hidden")
    wait_until_kept(page, 0)
    page.reload()
    assert note(page, "A1a").input_value() == "Seen at school."


def test_a_tab_takes_over_from_one_that_is_closed_and_not_before(page: Page, ground: Ground) -> None:
    page.route(SAVES, lose)
    type_in_vain(page)
    second = page.context.new_page()
    open_part(second, ground.scoring_id, "A1")
    wait_until_it_keeps(second)
    assert note(second, "A1a").input_value() == ""
    page.close()
    second.wait_for_function(f"() => document.getElementById('note-A1a').value === {TYPED!r}")
    is_saved(second)
    assert on_record(ground) == [("A1a", 1, TYPED)]


def test_the_server_stops_and_what_was_typed_is_there_when_it_is_back(
    ground: Ground, open_page: Callable[..., Page]
) -> None:
    served = Served(ground.practice)
    page = open_page(served.url)
    come_in(page, ground.practice, served.url)
    open_part(page, ground.scoring_id, "A1")
    wait_until_it_keeps(page)
    served.stop()
    type_in_vain(page)
    page.goto("about:blank")  # the tab is gone, the browser is not
    served.start()
    open_part(page, ground.scoring_id, "A1")
    is_saved(page)
    assert note(page, "A1a").input_value() == TYPED
    assert on_record(ground) == [("A1a", 1, TYPED)]
    served.stop()


def test_without_encryption_nothing_is_kept_and_the_browser_asks_before_it_is_lost(
    ground: Ground, url: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(url)
    page.add_init_script(
        "Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})"
    )  # as over plain HTTP
    come_in(page, ground.practice, url)
    open_part(page, ground.scoring_id, "A1")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.route(SAVES, lose)
    note(page, "A1a").fill(TYPED)
    note(page, "A1a").blur()
    says(page, "Keep this page open until then.")
    page.evaluate("location.assign('/families')")
    page.wait_for_function("() => true")
    assert asked == ["beforeunload"]
    assert page.evaluate("indexedDB.databases()") == []
    page.unroute(SAVES)
    page.get_by_role("button", name="Try again").click()
    item(page, "A1a").get_by_text("Saved 12:00").wait_for()
    assert ground.view().answers["A1a"].given.note == TYPED
