"""Never lose a word on a form that is sent as a whole: a reload, a lost connection, a sign-in that ran out, a mistake to mend."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests import build, scoring_ground
from tests.browser.conftest import serving
from tests.browser.journeys import check, come_in, end_sign_in, enter, says, wait_until_it_keeps
from tests.browser.test_keeping import NETWORK, wait_until_kept
from tests.scoring_ground import Ground
from workflow.services.desk import Practice

pytestmark = pytest.mark.browser

NEXT = "Nan has Robin on Tuesdays; ask the club for a place."
BACK = "What you had typed is back. It is not sent yet."


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
def visiting(ground: Ground, url: str, open_page: Callable[..., Page]) -> Page:
    """The form for a visit, filled in on a phone and kept."""
    page = open_page(url, 375)
    come_in(page, ground.practice, url)
    page.goto(f"/scorings/{ground.scoring_id}/details")
    wait_until_it_keeps(page)
    day = page.get_by_role("group", name="Day of the visit")
    for label, number in (("Day", "6"), ("Month", "3"), ("Year", "2026")):
        day.get_by_label(label).fill(number)
    page.get_by_label("No, it was unannounced").check()
    page.get_by_label("Who was seen").fill("Mum, Nan and Robin")
    wait_until_kept(page, 1)
    return page


def test_a_review_is_back_after_a_reload(ground: Ground, url: str, open_page: Callable[..., Page]) -> None:
    ground.fill()
    ground.visit()
    ground.move("send")
    page = open_page(url)
    come_in(page, ground.practice, url, "supervisor")
    page.goto(f"/scorings/{ground.scoring_id}/review")
    wait_until_it_keeps(page)
    page.get_by_label("What happens next?").fill(NEXT)
    page.get_by_label("No follow-up is needed").check()
    page.get_by_label("Why none is needed").fill("The core group looks at it.")
    wait_until_kept(page, 1)
    page.reload()
    says(page, BACK)
    assert page.get_by_label("What happens next?").input_value() == NEXT
    assert page.get_by_label("No follow-up is needed").is_checked()
    assert page.get_by_label("Why none is needed").is_visible()
    check(page)
    page.get_by_role("button", name="Sign off").click()
    page.wait_for_url(lambda address: "/review" not in address)
    wait_until_kept(page, 0)
    signed = ground.view().countersigned
    assert signed is not None
    assert signed.direction == NEXT


def test_a_visit_outlives_a_sign_in_that_ran_out(ground: Ground, visiting: Page) -> None:
    page = visiting
    end_sign_in(page, ground.practice)
    page.get_by_role("button", name="Add the visit").click()
    says(page, "You have been signed out. What you typed is kept in this browser, encrypted.")
    check(page)
    page.get_by_role("link", name="Sign in again").click()
    enter(page)
    says(page, BACK)
    assert page.get_by_label("No, it was unannounced").is_checked()
    page.get_by_role("button", name="Add the visit").click()
    says(page, "6 March 2026")
    wait_until_kept(page, 0)
    assert [(visit.seen, visit.announced) for visit in ground.view().visits] == [("Mum, Nan and Robin", False)]


def test_a_lost_connection_leaves_everything_where_it_is(ground: Ground, visiting: Page) -> None:
    page = visiting
    page.context.set_offline(True)
    page.get_by_role("button", name="Add the visit").click()
    says(page, "Nothing was saved: Care Profile cannot be reached. What you typed is kept in this browser")
    assert page.get_by_label("Who was seen").input_value() == "Mum, Nan and Robin"
    box = page.locator("#problem").bounding_box()
    assert box is not None
    assert box["height"] < 130
    page.context.set_offline(False)
    says(page, "The connection is back. What you typed is not sent yet")
    assert page.get_by_text("cannot be reached").count() == 0
    page.get_by_role("button", name="Add the visit").click()
    says(page, "6 March 2026")
    wait_until_kept(page, 0)
    assert len(ground.view().visits) == 1


def test_what_is_to_be_mended_comes_back_once_and_is_then_let_go(ground: Ground, visiting: Page) -> None:
    page = visiting
    page.get_by_role("group", name="Day of the visit").get_by_label("Month").fill("13")
    page.get_by_role("button", name="Add the visit").click()
    says(page, "There is something")
    assert page.get_by_label("Who was seen").input_value() == "Mum, Nan and Robin"
    assert page.get_by_text(BACK).count() == 0
    page.get_by_role("group", name="Day of the visit").get_by_label("Month").fill("3")
    page.get_by_role("button", name="Add the visit").click()
    says(page, "6 March 2026")
    wait_until_kept(page, 0)


def test_it_can_be_let_go_and_signing_out_asks(visiting: Page) -> None:
    page = visiting
    page.reload()
    says(page, BACK)
    page.get_by_role("button", name="Sign out").click()
    says(page, "What you typed into a form is not sent yet.")
    page.get_by_role("button", name="Stay signed in").click()
    page.get_by_role("button", name="Discard it").click()
    wait_until_kept(page, 0)
    assert page.get_by_label("Who was seen").input_value() == ""
    page.reload()
    wait_until_it_keeps(page)
    assert page.get_by_text(BACK).count() == 0


def test_a_sheet_that_is_typed_in_saves_row_by_row_and_outlives_a_reload(
    ground: Ground, url: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(url, 375)
    come_in(page, ground.practice, url)
    page.goto(f"/scorings/{ground.scoring_id}/sheet")
    wait_until_it_keeps(page)
    first, second = (page.get_by_role("group", name=name) for name in ("A1a Quality", "A1b Quantity"))
    first.get_by_label("Mark").fill("4")
    first.get_by_label("Note").fill("Crisps for tea.")
    first.get_by_label("Robin said").check()
    first.get_by_text("Saved 12:00").wait_for()
    page.route("**/sheet/*", lambda route: route.abort())
    second.get_by_label("Mark").fill("n")
    second.get_by_label("Note").fill("Asleep upstairs.")
    second.get_by_label("Note").blur()
    second.get_by_text("Not saved, will keep trying").wait_for()
    wait_until_kept(page, 2)  # the save of the mark, whose fate nobody knows, and what was typed since
    page.reload()
    page.wait_for_function("() => document.getElementById('note-A1b').value === 'Asleep upstairs.'")
    page.unroute("**/sheet/*")
    page.reload()
    second.get_by_text("Saved 12:00").wait_for()
    wait_until_kept(page, 0)
    check(page)
    answers = ground.view().answers
    assert answers["A1a"].given.grade == 4
    assert [str(one.kind) for one in answers["A1a"].given.evidence.basis] == ["child-said"]
    assert (str(answers["A1b"].given.state), answers["A1b"].given.note) == ("not-observed", "Asleep upstairs.")


def test_enter_in_a_mark_keeps_the_row_and_goes_on_to_the_next(
    ground: Ground, url: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(url)
    come_in(page, ground.practice, url)
    page.goto(f"/scorings/{ground.scoring_id}/sheet")
    page.locator("#mark-A1a").focus()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.locator("#state-A1a").get_by_text("Saved 12:00").wait_for()
    assert page.url.endswith("/sheet")
    assert page.evaluate("document.activeElement.id") == "mark-A1b"
    assert ground.view().answers["A1a"].given.grade == 3


def test_what_was_typed_to_start_for_one_child_is_not_the_other_s(
    ground: Ground, url: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(url)
    come_in(page, ground.practice, url)
    start = f"/families/{ground.family.id}/scorings/start?child="
    sibling = build.sibling(ground.practice, ground.family, "Rosie", ground.family.carer_id)
    page.goto(f"{start}{ground.family.child_id}")
    wait_until_it_keeps(page)
    page.get_by_role("group", name="First day").get_by_label("Day").fill("2")
    wait_until_kept(page, 1)
    page.goto(f"{start}{sibling}")
    wait_until_it_keeps(page)
    assert page.get_by_text(BACK).count() == 0
    assert page.get_by_role("group", name="First day").get_by_label("Day").input_value() == ""
    page.goto(f"{start}{ground.family.child_id}")
    says(page, BACK)
