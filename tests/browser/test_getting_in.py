"""Getting in, in a real browser: a passkey with Chromium's own authenticator, codes without a script, and pages that are for everybody."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import CDPSession, Page

from tests import build, scoring_ground
from tests.browser.conftest import WIDTHS, overflow, serving
from tests.browser.journeys import (
    card,
    check,
    choose,
    come_in,
    end_sign_in,
    item,
    note,
    open_part,
    saving,
    says,
    wait_until_it_keeps,
    wait_until_told,
)
from tests.scoring_ground import Ground
from workflow.services import links, second_factor
from workflow.services.answers import Given
from workflow.services.desk import Practice

pytestmark = pytest.mark.browser
TYPED = "Robin said: “There's tea when Mum's not poorly.”"


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    """A scoring that is just started."""
    return scoring_ground.stand(embedded_practice)


@pytest.fixture
def url(ground: Ground) -> Iterator[str]:
    """Where the practice is served, by a name: passkeys belong to no bare number."""
    with serving(ground.practice) as address:
        yield address.replace("127.0.0.1", "localhost")


@contextmanager
def authenticator(page: Page, *, verifies: bool = True) -> Iterator[tuple[CDPSession, str]]:
    """An authenticator of the browser's own, which knows its owner by their finger."""
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    made = client.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield client, made["authenticatorId"]


def at_every_width(page: Page) -> None:
    for width in (*WIDTHS.values(), 320):
        page.set_viewport_size({"width": width, "height": 900})
        check(page)
        assert overflow(page) == 0
    page.set_viewport_size({"width": WIDTHS["desktop"], "height": 900})


def first_step(page: Page) -> None:
    page.get_by_label("Username").fill("practitioner")
    page.get_by_label("Password", exact=True).fill(build.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1, name="Sign in: second step").wait_for()


def second_step(page: Page, totp: pyotp.TOTP, practice: Practice) -> None:
    page.get_by_label("Code").fill(totp.at(practice.clock.now()))
    page.get_by_role("button", name="Go on").click()


def add_passkey(page: Page, name: str) -> None:
    page.goto("/account/passkeys/new")
    page.get_by_label("What do you call it?").fill(name)
    page.get_by_role("button", name="Add a passkey").click()


def app_of(practice: Practice, username: str = "practitioner") -> pyotp.TOTP:
    """An app, added without the pages."""
    token = build.token(practice, username)
    with practice.open(token) as desk:
        second_factor.offer_app(desk)
    with practice.open(token) as desk:
        offered = second_factor.offered_app(desk)
        assert offered
        totp = pyotp.TOTP(offered.secret.replace(" ", ""))
        second_factor.confirm_app(desk, totp.at(desk.now))
    practice.clock.forward(timedelta(minutes=1))  # type: ignore[attr-defined]
    return totp


def test_a_passkey_is_added_used_and_removed(ground: Ground, url: str, open_page: Callable[..., Page]) -> None:
    page = open_page(url)
    come_in(page, ground.practice, url)
    with authenticator(page):
        page.goto("/account/passkeys/new")
        at_every_width(page)
        add_passkey(page, "work laptop")
        page.get_by_role("heading", level=1, name="Recovery codes").wait_for()
        at_every_width(page)
        page.get_by_role("button", name="I have written them down").click()
        says(page, "work laptop")
        at_every_width(page)
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.get_by_role("heading", level=1, name="Sign in").wait_for()
        page.goto("/families")
        first_step(page)
        at_every_width(page)
        page.get_by_role("button", name="Use a passkey").click()
        page.get_by_role("heading", level=1, name="Families").wait_for()
        page.goto("/account")
        page.get_by_text(re.compile("last used 20 March 2026")).first.wait_for()
        page.get_by_role("button", name="Remove work laptop").click()
        says(page, "The passkey is removed.")


def test_an_authenticator_that_does_not_know_its_owner_is_not_enough(
    ground: Ground, url: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(url)
    come_in(page, ground.practice, url)
    with authenticator(page) as (client, key):
        add_passkey(page, "work laptop")
        page.get_by_role("heading", level=1, name="Recovery codes").wait_for()
        client.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.get_by_role("heading", level=1, name="Sign in").wait_for()
        first_step(page)
        page.get_by_role("button", name="Use a passkey").click()
        says(page, "The passkey was not used.")
        at_every_width(page)


def test_without_a_script_an_app_is_added_and_used(ground: Ground, url: str, open_page: Callable[..., Page]) -> None:
    page = open_page(url, javascript=False)
    come_in(page, ground.practice, url)
    page.goto("/account")
    page.get_by_role("button", name="Add an app").click()
    secret = page.locator(".spelt").inner_text().replace(" ", "")
    totp = pyotp.TOTP(secret)
    assert page.get_by_role("img", name="A square code").bounding_box()["width"] > 150  # type: ignore[index]
    page.get_by_label("Code").fill(totp.at(ground.practice.clock.now()))
    page.get_by_role("button", name="Add this app").click()
    says(page, "not shown again")
    page.get_by_role("button", name="Sign out", exact=True).click()
    ground.practice.clock.forward(timedelta(minutes=1))  # type: ignore[attr-defined]
    first_step(page)
    assert page.get_by_role("button", name="Use a passkey").count() == 0
    page.get_by_label("Code").fill(totp.at(ground.practice.clock.now()))
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", level=1, name="Your work").wait_for()


def test_the_pages_of_an_app_and_a_link_are_for_everybody(
    ground: Ground, url: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(url)
    come_in(page, ground.practice, url)
    page.goto("/account")
    page.get_by_role("button", name="Add an app").click()
    at_every_width(page)
    page.get_by_role("button", name="Add this app").click()
    page.get_by_role("heading", name="There is something to put right").wait_for()
    at_every_width(page)
    with ground.practice.open_to_all() as desk:
        token = links.make(desk, "practitioner").token
    page.goto(f"/set-up/{token}")
    page.get_by_role("heading", level=1, name="Choose a password").wait_for()
    assert token not in page.url
    at_every_width(page)


def test_words_typed_before_the_sign_in_ended_outlive_both_steps(
    ground: Ground, url: str, open_page: Callable[..., Page]
) -> None:
    page, totp = open_page(url), app_of(ground.practice)
    page.goto("/sign-in")
    first_step(page)
    second_step(page, totp, ground.practice)
    page.get_by_role("heading", level=1, name="Your work").wait_for()
    open_part(page, ground.scoring_id, "A1")
    wait_until_it_keeps(page)
    end_sign_in(page, ground.practice)
    ground.practice.clock.forward(timedelta(minutes=1))  # type: ignore[attr-defined]
    with saving(page):
        card(page, "A1a", 2).click()
    with saving(page):
        note(page, "A1a").fill(TYPED)
        note(page, "A1a").blur()
    says(page, "You have been signed out. What you typed is kept in this browser, encrypted")
    page.locator("#problem").get_by_role("link", name="Sign in again").click()
    first_step(page)
    second_step(page, totp, ground.practice)
    item(page, "A1a").get_by_text(re.compile(r"Saved 12:0\d")).wait_for()
    assert page.url.endswith(f"/scorings/{ground.scoring_id}/parts/A1#item-A1a")
    wait_until_told(page)
    assert note(page, "A1a").input_value() == TYPED
    assert ground.view().answers["A1a"].given == Given(2, TYPED)


def test_a_form_sent_while_signed_out_goes_through_after_both_steps_without_a_script(
    ground: Ground, url: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(url, javascript=False)
    come_in(page, ground.practice, url)
    open_part(page, ground.scoring_id, "A1")
    end_sign_in(page, ground.practice)
    totp = app_of(ground.practice)
    card(page, "A1a", 2).check()
    note(page, "A1a").fill(TYPED)
    page.get_by_role("button", name="Save and continue").click()
    says(page, TYPED)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens in a new tab)").click()
    first_step(opened.value)
    second_step(opened.value, totp, ground.practice)
    opened.value.get_by_role("heading", level=1, name="Your work").wait_for()
    opened.value.close()
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("heading", level=1, name="Housing").wait_for()
    assert ground.view().answers["A1a"].given == Given(2, TYPED)


def test_choosing_goes_on_after_a_passkey_is_added_in_the_same_browser(
    ground: Ground, url: str, open_page: Callable[..., Page]
) -> None:
    """The sign-in gets another token; what its pages keep and save goes on."""
    page = open_page(url)
    come_in(page, ground.practice, url)
    open_part(page, ground.scoring_id, "A1")
    wait_until_it_keeps(page)
    with page.context.expect_page() as opened:
        page.evaluate("window.open('/account/passkeys/new')")
    other = opened.value
    with authenticator(other):
        add_passkey(other, "work laptop")
        other.get_by_role("heading", level=1, name="Recovery codes").wait_for()
    other.close()
    choose(page, "A1a", 3)
