"""Whatever goes wrong is answered by one plain page, or by a fragment for htmx, and what was typed is never lost."""

import logging

import pytest
from fastapi import FastAPI

from tests import build
from tests.client import Client
from tests.page_checks import Browser, text_of
from tests.web import small_app
from tests.web.small_app import SECRET_WORDS
from workflow.services.desk import Practice
from workflow.web.errors import WORDS

TYPED = {"name": "Hana", "note": "She was asked twice what she had eaten and said nothing.", "password": "never shown"}


@pytest.fixture
def app(embedded_practice: Practice) -> FastAPI:
    return small_app.make(embedded_practice)


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    """Somebody signed in, in whose browser failures may happen."""
    build.person(app.state.practice)
    browser = Browser(app, expects_failure=True)
    browser.cookies.set("careprofile", build.token(app.state.practice))
    return browser


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("not-found", 404, "This page is not here, or it is not yours to see."),
        ("refused", 404, "This page is not here, or it is not yours to see."),
        ("invalid", 422, "Choose another name."),
        ("blocked", 409, "No visit is recorded. Add one."),
        ("conflict", 409, "Somebody graded this 3 a minute ago; you chose 4."),
        ("unavailable", 503, "The database is busy. Try again in a minute."),
        ("unexpected", 500, "It is our fault, not yours."),
    ],
)
def test_each_error_has_its_page_and_its_fragment(browser: Browser, how: str, status: int, words: str) -> None:
    whole = browser.post(f"/small/fails/{how}", data=TYPED)
    assert whole.status_code == status
    assert words in whole.text
    assert browser.h1 == WORDS[status].heading
    part = browser.save(f"/small/fails/{how}", TYPED)
    assert part.status_code == status
    assert words in part.text
    assert "<html" not in part.text


def test_refused_and_not_found_look_exactly_alike(browser: Browser) -> None:
    answers = [browser.post(f"/small/fails/{how}", data=TYPED) for how in ("refused", "not-found")]
    answers.append(browser.get("/nowhere-at-all"))
    bodies = {
        answer.text.replace("/small/fails/refused", "").replace("/small/fails/not-found", "") for answer in answers[:2]
    }
    assert len(bodies) == 1
    assert {answer.status_code for answer in answers} == {404}
    assert {text_of(browser.page) for answer in answers if browser.page is not None}


def test_a_fragment_is_shown_beside_what_was_typed_and_never_over_it(browser: Browser) -> None:
    answer = browser.save("/small/fails/unavailable", TYPED)
    assert answer.headers["hx-retarget"] == "#problem"
    assert answer.headers["hx-reswap"] == "innerHTML"
    assert answer.headers["retry-after"] == "60"


@pytest.mark.parametrize("how", ["unavailable", "unexpected"])
def test_what_was_typed_can_be_sent_again(browser: Browser, how: str) -> None:
    browser.post(f"/small/fails/{how}", data=TYPED)
    kept = {field.get("name"): field.get("value") for field in browser.page.iter("input")}
    assert kept == {"name": TYPED["name"], "note": TYPED["note"]}
    form = next(form for form in browser.page.iter("form") if form.get("action") != "/sign-out")
    assert (form.get("action"), form.get("method")) == (f"/small/fails/{how}", "post")
    assert TYPED["note"] in text_of(next(browser.page.iter("main")))


def test_signed_out_in_the_middle_of_a_page_loses_nothing(browser: Browser) -> None:
    browser.cookies.clear()
    answer = browser.post("/small/note", data={"name": "Hana", "note": TYPED["note"] + " <b>&"})
    assert (answer.status_code, browser.h1) == (401, "You have been signed out")
    kept = {field.get("name"): field.get("value") for field in browser.page.iter("input")}
    assert kept == {"name": "Hana", "note": TYPED["note"] + " <b>&"}
    browser.cookies.set("careprofile", build.token(browser.app.state.practice))
    assert browser.post("/small/note", data=kept).url.path == "/small/plain"


def test_signed_out_in_the_middle_of_a_save_says_so_and_leaves_the_page(browser: Browser) -> None:
    browser.cookies.clear()
    for answer in (browser.save("/small/note", TYPED), browser.ask("/small/note")):
        assert answer.status_code == 401
        assert "Sign in in another tab, then try again here. What you typed is still on this page." in answer.text
        assert answer.headers["hx-retarget"] == "#problem"


def test_an_unknown_address_and_a_wrong_id_are_not_found(app: FastAPI) -> None:
    browser = Browser(app)
    for path in ("/nowhere", "/small/numbered/three", "/small/numbered/3?of=many"):
        answer = browser.get(path)
        assert (answer.status_code, browser.h1) == (404, "Page not found")
    assert browser.get("/small/numbered/3?of=4").status_code == 200


def test_a_method_that_a_page_has_not_is_refused_in_words(app: FastAPI) -> None:
    browser = Browser(app)
    answer = browser.post("/small/plain", data={})
    assert (answer.status_code, browser.h1) == (405, "That cannot be done here")
    assert answer.headers["allow"] == "GET"


def test_a_restored_page_is_whole_even_when_it_is_an_error(app: FastAPI) -> None:
    answer = Client(app).get("/nowhere", headers={"hx-request": "true", "hx-history-restore-request": "true"})
    assert "<html" in answer.text


def test_what_nobody_expected_is_logged_by_its_place_and_never_by_its_words(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = browser.post("/small/fails/unexpected", data=TYPED)
    reference = answer.headers["x-request-id"]
    assert reference in text_of(browser.page)
    assert reference in caplog.text
    assert "ValueError" in caplog.text
    assert "small_app.py" in caplog.text
    for words in (SECRET_WORDS, TYPED["note"], "Hana"):
        assert words not in caplog.text
    assert SECRET_WORDS not in answer.text
    assert "Traceback" not in answer.text


def test_a_failure_before_anybody_was_asked_reveals_nothing(app: FastAPI) -> None:
    answer = Browser(app, expects_failure=True).get("/small/breaks")
    assert answer.status_code == 500
    assert SECRET_WORDS not in answer.text
    assert "ValueError" not in answer.text


def test_a_database_older_than_the_code_is_said_to_be(app: FastAPI) -> None:
    practice = app.state.practice
    build.person(practice)
    key = build.token(practice)
    with practice.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    older = Practice(practice.settings, practice.database, practice.clock, practice.ids, practice.library)
    browser = Browser(small_app.make(older), cookies={"careprofile": key})
    answer = browser.post("/small/note", data=TYPED)
    assert (answer.status_code, browser.h1) == (503, "Care Profile cannot be used just now")
    assert "careprofile migrate" in answer.text
    assert TYPED["note"] in answer.text
