"""What a browser keeps is readable to nobody but the same person, signed in; signing out takes it away."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests import scoring_ground
from tests.browser.conftest import serving
from tests.browser.journeys import card, come_in, end_sign_in, enter, item, note, open_part, says, wait_until_it_keeps
from tests.browser.test_keeping import NETWORK, SAVES, TYPED, is_saved, lose, type_in_vain, wait_until_kept
from tests.scoring_ground import Ground, colleague
from workflow.services.desk import Practice

pytestmark = pytest.mark.browser

EVERYTHING = """async () => {
    const found = [Object.entries(localStorage), Object.entries(sessionStorage)];
    for (const {name} of await indexedDB.databases()) {
        const request = indexedDB.open(name);
        await new Promise((done) => (request.onsuccess = done));
        for (const store of request.result.objectStoreNames) {
            const all = request.result.transaction(store).objectStore(store).getAll();
            await new Promise((done) => (all.onsuccess = done));
            for (const row of all.result) {
                const plain = {...row};
                for (const [key, value] of Object.entries(row)) {
                    if (typeof value === 'object') plain[key] = new TextDecoder('latin1').decode(value);
                }
                found.push([name, store, plain]);
            }
        }
        request.result.close();
    }
    return JSON.stringify(found);
}"""
ASK = """async () => {
    const request = indexedDB.open('careprofile');
    await new Promise((done) => (request.onsuccess = done));
    const all = request.result.transaction('stores').objectStore('stores').getAllKeys();
    await new Promise((done) => (all.onsuccess = done));
    request.result.close();
    const answers = [];
    for (const store of all.result) {
        const answer = await fetch('/drafts/key', {method: 'POST', headers: {'HX-Request': 'true'}, body: new URLSearchParams({store})});
        answers.push(answer.status);
    }
    return answers;
}"""


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    """A scoring that is just started, and a colleague who is involved with the family too."""
    stood = scoring_ground.stand(embedded_practice)
    colleague(stood)
    return stood


@pytest.fixture
def url(ground: Ground) -> Iterator[str]:
    """Where the practice is served."""
    with serving(ground.practice) as address:
        yield address


@pytest.fixture
def page(ground: Ground, url: str, open_page: Callable[..., Page]) -> Iterator[Page]:
    """The page of Nutrition with words in it that could not be sent."""
    shown = open_page(url)
    come_in(shown, ground.practice, url)
    open_part(shown, ground.scoring_id, "A1")
    wait_until_it_keeps(shown)
    shown.route(SAVES, lose)
    card(shown, "A1a", 2).click()
    item(shown, "A1a").get_by_text("Not saved, will keep trying").wait_for()
    type_in_vain(shown, kept=2)
    yield shown
    troubles: list[str] = open_page.troubles  # type: ignore[attr-defined]
    troubles[:] = [one for one in troubles if not any(mark in one for mark in NETWORK)]


def test_nothing_in_the_browser_can_be_read(page: Page, ground: Ground) -> None:
    stored = page.evaluate(EVERYTHING)
    assert {row[1] for row in json.loads(stored)[2:]} == {"stores", "waiting"}
    for clear in (
        TYPED,
        "Robin",
        "pancakes",
        "A1a",
        ground.scoring_id,
        ground.scorer.id,
        "answer",
        "note-",
        "/scorings",
    ):
        assert clear not in stored, clear


def test_signing_out_asks_first_and_then_leaves_nothing(page: Page, ground: Ground) -> None:
    page.get_by_role("button", name="Sign out").click()
    says(page, "One answer is not saved yet.")
    assert "/sign-in" not in page.url
    store = json.loads(page.evaluate(EVERYTHING))[2][2]["id"]
    page.get_by_role("button", name="Sign out and let it go").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate("indexedDB.databases()") == []
    enter(page)
    asked = page.request.post("/drafts/key", form={"store": store}, headers={"sec-fetch-site": "same-origin"})
    assert asked.status == 200  # a new key under an old name, and nothing that it opens
    open_part(page, ground.scoring_id, "A1")
    assert note(page, "A1a").input_value() == ""
    assert ground.view().answers == {}


def test_signing_out_with_everything_saved_leaves_nothing_and_asks_nothing(page: Page, ground: Ground) -> None:
    page.unroute(SAVES)
    page.get_by_role("button", name="Sign out").click()  # saves what waits, on the way
    page.wait_for_url("**/sign-in")
    assert page.evaluate("indexedDB.databases()") == []
    assert ground.view().answers["A1a"].given.note == TYPED


def test_somebody_else_at_the_same_browser_neither_reads_it_nor_sends_it(page: Page, ground: Ground) -> None:
    end_sign_in(page, ground.practice)
    page.goto(f"/sign-in?next=/scorings/{ground.scoring_id}/parts/A1")
    page.unroute(SAVES)
    with page.expect_response("**/drafts/key") as told:
        enter(page, "colleague")
    assert told.value.status == 404
    page.get_by_role("heading", level=1, name="Nutrition").wait_for()
    assert note(page, "A1a").input_value() == ""
    assert page.evaluate(ASK) == [404]
    wait_until_kept(page, 2)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    wait_until_kept(page, 2)  # hers stays for her
    assert ground.view().answers == {}
    page.goto(f"/sign-in?next=/scorings/{ground.scoring_id}/parts/A1")
    enter(page)
    is_saved(page)
    assert note(page, "A1a").input_value() == TYPED
    assert ground.view().answers["A1a"].by == ground.scorer.name


def test_a_page_left_open_does_not_send_under_the_name_of_who_signed_in_since(
    page: Page, ground: Ground, url: str
) -> None:
    page.unroute(SAVES)
    is_saved_after_trying(page)
    second = page.context.new_page()
    come_in(second, ground.practice, url, "colleague")
    note(page, "A1b").fill("Mine, not a colleague's.")
    note(page, "A1b").blur()
    says(page, "You have been signed out.")
    assert "A1b" not in ground.view().answers
    come_in(second, ground.practice, url)  # back to the first, and the page goes on by itself
    item(page, "A1b").get_by_text("Saved 12:00").wait_for()
    assert ground.view().answers["A1b"].by == ground.scorer.name


def is_saved_after_trying(page: Page) -> None:
    page.get_by_role("button", name="Try again").click()
    is_saved(page)
