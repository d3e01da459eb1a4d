"""One's own account and the steps of signing in, as pages: every write of them, whoever sends it and whatever is in it."""

import re
from datetime import timedelta

import pyotp
import pytest
from fastapi.routing import RouteContext

from tests import build
from tests.web.fuzz import MISCHIEF
from tests.web.grounds import OWN_ACCOUNT, WRITES, named, public
from tests.web.test_matrix import FOREIGN
from tests.web.visitors import browser_of, links_of, summary_of, value_of, words_of
from tests.web.walk import Field, FoundForm, fault_in
from workflow.clock import SetClock
from workflow.services import links, sign_ins
from workflow.services.desk import Practice
from workflow.settings import Environment, Settings

OWN = [route for route in WRITES if route.name in OWN_ACCOUNT]
FIELDS = ("code", "next", "password", "current_password", "name", "sealed", "answer", "sign_in_id", "passkey_id")
each_write = pytest.mark.parametrize("route", OWN, ids=named)
NEW = "ledger mango tarmac"


@pytest.fixture
def practice(embedded_practice: Practice) -> Practice:
    build.person(embedded_practice)
    return embedded_practice


def sign_in(browser, password: str = build.PASSWORD, **more: str):
    return browser.post("/sign-in", data={"username": "practitioner", "password": password, **more})


def add_app(browser, practice: Practice) -> tuple[pyotp.TOTP, list[str]]:
    """Add an app on the pages, as somebody without a script does."""
    browser.post("/account/app/new")
    assert browser.h1 == "Add an authenticator app"
    secret = re.search(r'class="spelt">([A-Z2-7 ]+)<', browser.get("/account/app").text)
    assert secret
    totp = pyotp.TOTP(secret[1].replace(" ", ""))
    browser.post("/account/app", data={"code": totp.at(practice.clock.now())})
    assert browser.h1 == "Recovery codes"
    codes = re.findall(r'<li class="spelt">([a-z0-9-]+)</li>', browser.get("/account/recovery-codes").text)
    return totp, codes


# --- every write of it


def test_every_write_of_it_is_known() -> None:
    assert {route.name for route in OWN} == OWN_ACCOUNT


@each_write
def test_signed_out_nothing_is_done(practice: Practice, route: RouteContext) -> None:
    browser = browser_of(practice)
    answer = browser.post(str(route.path), follow_redirects=False)
    assert answer.status_code in ((303, 422, 200) if public(route) else (401,))
    assert "careprofile=" not in str(answer.headers.get_list("set-cookie"))


@each_write
@pytest.mark.parametrize("headers", FOREIGN, ids=lambda one: " ".join(filter(None, one.values())) or "nothing")
def test_what_no_page_of_ours_sent_is_refused(practice: Practice, route: RouteContext, headers: dict[str, str]) -> None:
    browser = browser_of(practice, "practitioner")
    del browser.headers["sec-fetch-site"]
    browser.headers.pop("origin", None)
    answer = browser.post(str(route.path), headers={name: value for name, value in headers.items() if value})
    assert answer.status_code == 403


@each_write
def test_mischief_is_answered_in_our_words(practice: Practice, route: RouteContext) -> None:
    fields = tuple(Field(name, "password" if "password" in name else "text") for name in FIELDS)
    form = FoundForm("practitioner", str(route.path), fields)
    browser = browser_of(practice, "practitioner")
    add_app(browser, practice)
    for what, make in MISCHIEF.items():
        body = make(form)
        answer = browser.post(
            str(route.path), content=body.content, headers={"content-type": body.kind}, follow_redirects=False
        )
        expected = {200, 303, 401, 404, 409, 413, 422} | (set() if body.text else {400, 415})
        assert answer.status_code in expected, what
        assert fault_in(answer) == "", what


# --- signing in, step by step


def test_after_a_password_comes_the_code_and_then_the_page_that_was_asked_for(
    practice: Practice, clock: SetClock
) -> None:
    totp, _ = add_app(browser_of(practice, "practitioner"), practice)
    clock.forward(timedelta(minutes=1))
    browser = browser_of(practice)
    browser.get("/families?number=1")
    answer = sign_in(browser, next=value_of(browser, "next"))
    assert answer.url.path == "/sign-in/second-step"
    assert browser.h1 == "Sign in: second step"
    assert "careprofile" not in browser.cookies
    assert browser.get("/families").url.path == "/sign-in", "half way in is not in"
    browser.get("/sign-in/second-step?next=%2Ffamilies%3Fnumber%3D1")
    answer = browser.post("/sign-in/second-step", data={"code": "000000", "next": value_of(browser, "next")})
    assert answer.status_code == 422
    assert summary_of(browser)[0].startswith("The code is not right.")
    code = totp.at(practice.clock.now())
    answer = browser.post("/sign-in/second-step", data={"code": code, "next": value_of(browser, "next")})
    assert (answer.url.path, answer.url.query) == ("/families", b"number=1")
    assert "careprofile-step" not in browser.cookies


def test_the_second_step_without_the_first_leads_to_the_first(practice: Practice) -> None:
    browser = browser_of(practice)
    assert browser.get("/sign-in/second-step?next=/families").url.path == "/sign-in"
    assert value_of(browser, "next") == "/families"
    browser.get("/sign-in/second-step?next=//elsewhere.example")
    assert value_of(browser, "next") == ""
    for path in ("/sign-in/second-step", "/sign-in/passkey"):
        browser.post(path, data={"code": "123456", "answer": "{}", "next": "/families"})
        assert "Start again with your username and password." in summary_of(browser)[0]
        assert value_of(browser, "next") == "/families"


def test_a_recovery_code_does_as_well(practice: Practice) -> None:
    _, codes = add_app(browser_of(practice, "practitioner"), practice)
    browser = browser_of(practice)
    sign_in(browser)
    assert browser.post("/sign-in/second-step", data={"code": codes[0]}).url.path == "/"
    browser.get("/account")
    assert "9 codes left of 10" in words_of(browser)


def test_in_production_only_the_account_is_open_until_there_is_a_second_step(practice: Practice, practice_on) -> None:
    strict = practice_on(practice.database, Settings.model_construct(environment=Environment.PRODUCTION))
    browser = browser_of(strict)
    browser.base_url = "https://testserver"
    assert sign_in(browser).url.path == "/account"
    assert "Add a second step to go on." in words_of(browser)
    for path in ("/", "/families", "/account/recovery-codes"):
        assert browser.get(path).url.path == "/account"
    answer = browser.post("/families/new", data={"name": "What I typed before", "reason": ""})
    assert answer.status_code == 401
    assert "Add a second step to your account first" in answer.text
    add_app(browser, strict)
    assert browser.get("/families").url.path == "/families"
    assert browser.post("/sign-out").url.path == "/sign-in"


def test_signing_out_works_before_there_is_a_second_step(practice: Practice, practice_on) -> None:
    strict = practice_on(practice.database, Settings.model_construct(environment=Environment.PRODUCTION))
    browser = browser_of(strict)
    browser.base_url = "https://testserver"
    sign_in(browser)
    browser.post("/sign-out")
    assert browser.get("/account").url.path == "/sign-in"


# --- the account


def test_the_account_is_a_click_away_on_every_page(practice: Practice) -> None:
    browser = browser_of(practice, "practitioner")
    header = next(browser.get("/") and browser.page.iter("header"))
    assert "/account" in {link.get("href") for link in header.iter("a")}
    browser.get("/account")
    assert browser.h1 == "Your account"
    words = words_of(browser)
    for one in ("Practitioner Example", "practitioner", "Example Council", "Practitioner", "(this browser)"):
        assert one in words
    assert links_of(browser)["Change your password"] == "/account/password"


def test_recovery_codes_are_shown_until_they_are_written_down_and_kept_sealed(
    practice: Practice, clock: SetClock
) -> None:
    browser = browser_of(practice, "practitioner")
    _, codes = add_app(browser, practice)
    assert len(codes) == 10
    assert codes[0] not in browser.cookies["careprofile-codes"]
    assert codes[0] in browser.get("/account/recovery-codes").text
    browser.post("/account/recovery-codes/noted")
    assert codes[0] not in browser.get("/account/recovery-codes").text
    browser.post("/account/recovery-codes")
    assert "I have written them down" in browser.get("/account/recovery-codes").text
    clock.forward(timedelta(minutes=11))
    assert "I have written them down" not in browser.get("/account/recovery-codes").text


def test_a_password_is_changed_and_this_browser_stays_in(practice: Practice) -> None:
    browser, other = browser_of(practice, "practitioner"), browser_of(practice, "practitioner")
    token = browser.cookies["careprofile"]
    data = {"current_password": "wrong", "password": NEW}
    assert browser.post("/account/password", data=data).status_code == 422
    assert summary_of(browser) == ["This is not your password. Type the one you sign in with now."]
    browser.post("/account/password", data={"current_password": build.PASSWORD, "password": "password1234"})
    assert summary_of(browser)[0].startswith("This password is easy to guess")
    answer = browser.post("/account/password", data={"current_password": build.PASSWORD, "password": NEW})
    assert answer.url.path == "/account"
    assert browser.cookies["careprofile"] != token
    assert other.get("/").url.path == "/sign-in"
    assert sign_in(browser_of(practice), NEW).url.path == "/"


def test_a_sign_in_elsewhere_is_ended(practice: Practice) -> None:
    here, there = browser_of(practice, "practitioner"), browser_of(practice, "practitioner")
    here.get("/account")
    here.post("/account/sign-ins/end", data={"sign_in_id": value_of(here, "sign_in_id")})
    assert "That sign-in is ended." in words_of(here)
    assert there.get("/").url.path == "/sign-in"
    third = browser_of(practice, "practitioner")
    here.post("/account/sign-ins/end-others")
    assert third.get("/").url.path == "/sign-in"
    assert here.get("/").url.path == "/"


def test_ending_a_sign_in_elsewhere_asks_for_a_fresh_one(practice: Practice, clock: SetClock) -> None:
    here = browser_of(practice, "practitioner")
    clock.forward(timedelta(minutes=20))
    there = browser_of(practice, "practitioner")
    here.get("/account")
    assert "Sign out there" not in words_of(here)
    sign_in_id = next(place.id for place in _places(practice, there) if place.here)
    for path, data in (("end", {"sign_in_id": sign_in_id}), ("end-others", {})):
        answer = here.post(f"/account/sign-ins/{path}", data=data)
        assert (answer.status_code, here.h1) == (401, "Sign in again first")
        assert there.get("/").url.path == "/"
    here.get(links_of(here.get("/account") and here)["Sign in again to sign out elsewhere"])
    assert sign_in(here, next="/account").url.path == "/account"
    assert here.post("/account/sign-ins/end", data={"sign_in_id": sign_in_id}).url.path == "/account"
    assert there.get("/").url.path == "/sign-in"


def _places(practice: Practice, browser) -> tuple[sign_ins.Place, ...]:
    with practice.open(browser.cookies["careprofile"]) as desk:
        return sign_ins.places(desk)


def test_what_changes_signing_in_asks_for_a_fresh_sign_in_and_comes_back(practice: Practice, clock: SetClock) -> None:
    browser = browser_of(practice, "practitioner")
    clock.forward(timedelta(minutes=20))
    answer = browser.get("/account/app")
    assert (answer.url.path, value_of(browser, "next")) == ("/sign-in", "/account/app")
    answer = browser.post("/account/app/new")
    assert answer.status_code == 401
    assert "Sign in again first" in answer.text
    assert sign_in(browser, next="/account/app").url.path == "/account/app"


def test_the_picture_for_an_app_is_there_for_its_owner_until_the_app_is_added(practice: Practice) -> None:
    browser = browser_of(practice, "practitioner")
    assert browser.get("/account/app/picture.svg").status_code == 404
    browser.post("/account/app/new")
    picture = browser.get("/account/app/picture.svg")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/svg+xml")
    assert picture.headers["cache-control"] == "no-store"
    assert browser_of(practice).get("/account/app/picture.svg").url.path == "/sign-in"
    build.person(practice, "other")
    assert browser_of(practice, "other").get("/account/app/picture.svg").status_code == 404
    add_app(browser, practice)
    assert browser.get("/account/app/picture.svg").status_code == 404


# --- one-time links


def link_of(practice: Practice) -> str:
    with practice.open_to_all() as desk:
        return links.make(desk, "practitioner").token


def test_a_link_hides_its_token_at_once_and_lets_a_password_be_chosen(practice: Practice) -> None:
    token, browser = link_of(practice), browser_of(practice)
    first = browser.get(f"/set-up/{token}", follow_redirects=False)
    assert (first.status_code, first.headers["location"]) == (303, "/set-up")
    assert first.headers["referrer-policy"] == "no-referrer"
    assert first.headers["cache-control"] == "no-store"
    page = browser.get("/set-up")
    assert token not in page.text
    assert "practitioner" in words_of(browser)
    browser.post("/set-up", data={"password": "short"})
    assert summary_of(browser) == ["Choose a password of 12 to 256 characters."]
    assert browser.post("/set-up", data={"password": NEW}).url.path == "/"
    assert "careprofile-link" not in browser.cookies
    again = browser_of(practice)
    again.get(f"/set-up/{token}")
    assert again.h1 == "This link does not work any more"


@pytest.mark.parametrize("token", ["nonsense", "x" * 3_000, "%20"])
def test_a_link_that_never_was_says_no_more_than_one_that_is_used(practice: Practice, token: str) -> None:
    browser = browser_of(practice)
    browser.get(f"/set-up/{token}")
    assert browser.h1 == "This link does not work any more"
    browser.post("/set-up", data={"password": NEW})
    assert browser.h1 == "This link does not work any more"
