"""Steps that the journeys share: what somebody clicks and types on the pages, and what every page on the way must be."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import uvicorn
from playwright.sync_api import Locator, Page, Response
from sqlmodel import col, select

from tests import build
from tests.browser.conftest import overflow, violations
from tests.web.visitors import app_of
from workflow.models import SignIn
from workflow.services.desk import Practice, token_hash

Answer = int | str
"""A grade, or the words of a state as the page offers it: "Not observed", "Does not apply", "Clear"."""


# --- coming in ------------------------------------------------------------------------------------------------------------
def come_in(page: Page, practice: Practice, url: str, username: str = "practitioner") -> None:
    """Be signed in without passing the form, for journeys that are about something else."""
    key = {"name": "careprofile", "value": build.token(practice, username), "url": url}
    page.context.add_cookies([key])  # type: ignore[list-item]


def enter(page: Page, username: str = "practitioner") -> None:
    """Fill in the sign-in form that is open, as one of the people whom `tests.build` makes."""
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(build.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def end_sign_in(page: Page, practice: Practice) -> None:
    """Let this browser's sign-in run out in the database; the browser keeps its token and does not know."""
    token = next(one["value"] for one in page.context.cookies() if one["name"] == "careprofile")
    with practice.database.open() as session:
        row = session.scalars(select(SignIn).where(col(SignIn.token_hash) == token_hash(token))).one()
        row.expires_at = practice.clock.now()
        session.add(row)


def open_part(page: Page, scoring_id: str, sub_area_id: str) -> None:
    """Open the scoring page of one sub-area and wait until its script has started."""
    page.goto(f"/scorings/{scoring_id}/parts/{sub_area_id}", wait_until="load")


def wait_until_it_keeps(page: Page) -> None:
    """Touch the page, and wait until it has the key under which it keeps what it cannot send."""
    page.mouse.click(1, 1)
    page.locator("body[data-keeps]").wait_for()


# --- the family and a new scoring -----------------------------------------------------------------------------------------
def open_family(page: Page, name: str) -> None:
    page.get_by_role("link", name="Families").first.click()
    page.get_by_role("link", name=f"{name} family").click()
    page.get_by_role("heading", level=1, name=f"{name} family").wait_for()


def fill_day(page: Page, legend: str, day: date) -> None:
    """Type a day into the three fields under a legend."""
    group = page.get_by_role("group", name=legend)
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(label).fill(str(number))


def start_scoring(page: Page, carer: str, start: date, end: date, instrument: str = "Care Profile") -> str:
    """Start a scoring from the page of a family with one child; the address of its overview."""
    page.get_by_role("button", name="Start a scoring").click()
    page.get_by_label(carer).check()
    page.get_by_role("radio", name=instrument).check()
    fill_day(page, "First day of the observation", start)
    fill_day(page, "Last day of the observation", end)
    page.get_by_role("button", name="Start the scoring").click()
    page.get_by_text("The scoring is started.").wait_for()
    return page.url.partition("?")[0]


# --- scoring ----------------------------------------------------------------------------------------------------------------
def item(page: Page, item_id: str) -> Locator:
    """The part of the page where one item is scored."""
    return page.get_by_role("group", name=re.compile(rf"^{item_id} "))


def card(page: Page, item_id: str, answer: Answer) -> Locator:
    """The target that a finger or a mouse hits for an answer: a grade's whole card, or a state."""
    name = re.compile(rf"^grade {answer} ") if isinstance(answer, int) else str(answer)
    return item(page, item_id).get_by_role("radio", name=name)


def note(page: Page, item_id: str) -> Locator:
    return page.locator(f"#note-{item_id}")


def saves(response: Response) -> bool:
    """Whether a response answers the save of one answer."""
    return response.request.method == "POST" and "/answers/" in response.url


@contextmanager
def saving(page: Page) -> Iterator[None]:
    """Whatever is done inside is over once a save was answered and the page has said what came of it."""
    with page.expect_response(saves):
        yield
    wait_until_told(page)


def wait_until_told(page: Page) -> None:
    """Nothing waits and nothing is on its way any more."""
    page.get_by_text("Saving…").wait_for(state="hidden")


def choose(page: Page, item_id: str, answer: Answer) -> None:
    """Choose an answer and see it saved."""
    with saving(page):
        card(page, item_id, answer).click()
    item(page, item_id).get_by_text("Saved 12:00").wait_for()


def write(page: Page, item_id: str, text: str) -> None:
    """Write a note, leave its field, and see it saved."""
    with saving(page):
        note(page, item_id).fill(text)
        note(page, item_id).blur()
    item(page, item_id).get_by_text("Saved 12:00").wait_for()


def rest_on(page: Page, item_id: str, words: str) -> None:
    """Tick something that a grade rests on, and see it saved."""
    with saving(page):
        item(page, item_id).get_by_role("checkbox", name=words).click()
    item(page, item_id).get_by_text("Saved 12:00").wait_for()


def say_around(page: Page, overview: str, child: str) -> None:
    """What signing asks for around the grades, typed in as forms: the child's own words, and why the carer has not seen the scores yet."""
    page.goto(f"{overview}/around/voice")
    page.get_by_label(f"What does {child} say?").fill("I like it when tea is at the table.")
    page.get_by_role("button", name="Save and go to overview").click()
    says(page, "What it rests on")
    page.goto(f"{overview}/around/seen")
    page.get_by_label("No, not yet").check()
    page.get_by_label("If not: why not?").fill("At work until Friday.")
    page.get_by_role("button", name="Save and").first.click()
    page.wait_for_url(lambda url: url.partition("?")[0].endswith(overview.rpartition("/")[2]))


def direct(page: Page) -> None:
    """What a supervisor says should happen next."""
    page.get_by_label("What happens next?").fill("Ask the after-school club for a place.")
    page.get_by_label("No follow-up is needed").check()
    page.get_by_label("Why none is needed").fill("The next core group looks at it.")


def says(page: Page, text: str) -> None:
    """Wait until the page shows a text."""
    page.get_by_text(text).first.wait_for()


# --- what every page is -----------------------------------------------------------------------------------------------------
def check(page: Page) -> None:
    """The page can be used by everybody and fits its window."""
    assert not violations(page), page.url
    assert overflow(page) == 0, page.url


# --- a server that can be stopped --------------------------------------------------------------------------------------------
class Served:
    """The application on one port of this machine, to be stopped and started again in the middle of a journey."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve on the port it had before, the first time on a free one."""
        app = app_of(self.practice)
        config = uvicorn.Config(app, host="127.0.0.1", port=self.port, log_level="error", access_log=False)
        sockets = [config.bind_socket()]
        sockets[0].listen()  # whoever comes from now on waits for the server and is not turned away
        self.port = sockets[0].getsockname()[1]
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=(sockets,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop serving; over once nobody listens any more."""
        self._server.should_exit = True
        self._thread.join(30)
        assert not self._thread.is_alive(), "the server did not stop"
