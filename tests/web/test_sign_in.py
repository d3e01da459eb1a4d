"""Signing in and out: a right password opens, a wrong one says nothing of which, and `next` never leads away."""

import pytest
from sqlalchemy import select

from tests import build
from tests.web.visitors import browser_of, links_of, summary_of, value_of, words_of
from workflow.models import AuditEvent, RoleHeld, SignIn
from workflow.services.desk import Practice
from workflow.settings import Environment, Settings


@pytest.fixture
def practice(embedded_practice: Practice) -> Practice:
    build.person(embedded_practice)
    return embedded_practice


def sign_in(practice: Practice, password: str = build.PASSWORD, username: str = "practitioner", **more: str):
    browser = browser_of(practice)
    data = {"username": username, "password": password, **more}
    return browser, browser.post("/sign-in", data=data, follow_redirects=False)


def test_the_form_stands_alone(practice: Practice):
    browser = browser_of(practice)
    assert browser.get("/sign-in").status_code == 200
    assert browser.h1 == "Sign in"


def test_a_right_password_opens_the_start_page(practice: Practice):
    browser, answer = sign_in(practice)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.get("/").status_code == 200
    assert browser.h1 == "Your work"


def test_the_cookie_is_for_the_server_alone(practice: Practice):
    _, answer = sign_in(practice)
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("careprofile=")
    for part in ("httponly", "samesite=lax", "path=/"):
        assert part in cookie


def test_in_production_the_cookie_needs_https(practice: Practice, practice_on):
    strict = Settings.model_construct(environment=Environment.PRODUCTION)
    _, answer = sign_in(practice_on(practice.database, strict))
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-careprofile=")
    assert "; secure" in cookie


def test_an_address_of_any_letters_is_led_to_by_htmx_too(practice: Practice):
    browser = browser_of(practice)
    data = {"username": "practitioner", "password": build.PASSWORD, "next": "/families?called=Zoë"}
    answer = browser.post("/sign-in", data=data, headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (200, "/families?called=Zo%C3%AB")


@pytest.mark.parametrize(
    ("username", "password"),
    [("practitioner", "wrong"), ("nobody", build.PASSWORD), ("PRACTITIONER ", "Correct horse battery")],
)
def test_a_wrong_sign_in_keeps_the_username_and_never_the_password(practice: Practice, username: str, password: str):
    browser, answer = sign_in(practice, password, username)
    assert answer.status_code == 422
    assert summary_of(browser) == ["The username or password is not right. Check both and try again."]
    assert value_of(browser, "username") == username
    assert password not in answer.text
    assert "set-cookie" not in answer.headers
    with practice.database.open() as session:
        kinds = session.scalars(select(AuditEvent.kind)).all()
    assert "person.sign-in-refused" in kinds


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ({}, ["Enter your username.", "Enter your password."]),
        ({"username": "practitioner"}, ["Enter your password."]),
        (
            {"username": "x" * 200, "password": "y"},
            ["Shorten your username to 120 characters. It has 200 now, all of them still here."],
        ),
        ({"username": "practitioner", "password": "y" * 2000}, ["The password is too long. Check it and try again."]),
    ],
)
def test_what_is_missing_or_cannot_be_read_is_said(practice: Practice, data: dict, lines: list[str]):
    browser = browser_of(practice)
    assert browser.post("/sign-in", data=data).status_code == 422
    assert summary_of(browser) == lines
    assert "y" * 2000 not in browser.get("/sign-in").text


def test_the_username_is_read_without_capitals_and_spaces(practice: Practice):
    _, answer = sign_in(practice, username="  Practitioner ")
    assert answer.status_code == 303


def test_a_page_that_was_asked_for_comes_after_signing_in(practice: Practice):
    browser = browser_of(practice)
    answer = browser.get("/families?number=1")
    assert answer.url.path == "/sign-in"
    asked = value_of(browser, "next")
    assert asked == "/families?number=1"
    answer = browser.post("/sign-in", data={"username": "practitioner", "password": build.PASSWORD, "next": asked})
    assert (answer.url.path, answer.url.query) == ("/families", b"number=1")


@pytest.mark.parametrize(
    "next_",
    ["//elsewhere.example", "https://elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", "/\n/x", ""],
)
def test_nobody_is_sent_elsewhere(practice: Practice, next_: str):
    _, answer = sign_in(practice, next=next_)
    assert answer.headers["location"] == "/"


def test_next_stays_when_the_password_was_wrong(practice: Practice):
    browser, _ = sign_in(practice, "wrong", next="/families")
    assert value_of(browser, "next") == "/families"


def test_signing_out_ends_the_sign_in_for_good(practice: Practice):
    browser = browser_of(practice, "practitioner")
    token = browser.cookies["careprofile"]
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer.url.path) == (200, "/sign-in")
    assert "careprofile" not in browser.cookies
    with practice.database.open() as session:
        assert all(row.ended_at for row in session.scalars(select(SignIn)))
    browser.cookies.set("careprofile", token)
    assert browser.get("/").url.path == "/sign-in"


def test_signing_out_twice_or_without_a_sign_in_harms_nobody(practice: Practice):
    browser = browser_of(practice)
    assert browser.post("/sign-out").url.path == "/sign-in"
    assert browser.get("/sign-out").status_code == 405


def test_an_administrator_is_told_what_they_can_do_and_sees_no_family(practice: Practice):
    build.person(practice, "administrator", roles=("administrator",))
    build.family(practice, name="Sample")
    browser = browser_of(practice, "administrator")
    browser.get("/")
    words = words_of(browser)
    assert {"/accounts", "/places", "/editions", "/settings"} <= set(links_of(browser).values())
    assert "Families are seen only by those who work with them" in words
    assert "Sample" not in words
    assert browser.get("/families").status_code == 404


def test_somebody_without_a_role_is_told_whom_to_ask(practice: Practice):
    with practice.database.open() as session:
        for row in session.scalars(select(RoleHeld)):
            session.delete(row)
    browser = browser_of(practice, "practitioner")
    browser.get("/")
    assert "Ask your administrator for one" in words_of(browser)
