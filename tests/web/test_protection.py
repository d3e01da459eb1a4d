"""Every request passes the gate, every answer carries the headers, and no route answers without having asked who came."""

import pytest
from fastapi import FastAPI, Response
from starlette.testclient import TestClient

from tests import build
from tests.page_checks import Browser
from tests.web import small_app
from workflow.services.desk import Practice
from workflow.settings import Environment, Settings
from workflow.web import protection
from workflow.web.dependencies import Visit, cookie_name, forget, remember
from workflow.web.static_files import static_path

NOTE = {"name": "Hana", "note": ""}


@pytest.fixture
def app(embedded_practice: Practice) -> FastAPI:
    return small_app.make(embedded_practice)


def signed_in(app: FastAPI, *, roles: tuple[str, ...] = ("practitioner",), **options: bool) -> Browser:
    practice = app.state.practice
    build.person(practice, "practitioner", roles=roles)
    browser = Browser(app, **options)
    browser.cookies.set("careprofile", build.token(practice))
    return browser


@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, False),
        ({"origin": "http://testserver"}, True),
        ({"origin": "http://TESTSERVER"}, True),
        ({"origin": "http://elsewhere.example"}, False),
        ({"origin": "http://testserver.elsewhere.example"}, False),
        ({"origin": "http://testserver:81"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_a_write_is_taken_only_from_our_own_pages(app: FastAPI, headers: dict[str, str], *, let_in: bool) -> None:
    build.person(app.state.practice)
    client = TestClient(app, cookies={"careprofile": build.token(app.state.practice)}, follow_redirects=False)
    answer = client.post("/small/note", data=NOTE, headers=headers)
    assert answer.status_code == (303 if let_in else 403)
    if not let_in:
        assert "nothing was changed" in answer.text


def test_in_production_the_origin_must_be_encrypted(app: FastAPI) -> None:
    practice = app.state.practice
    practice.settings = Settings.model_construct(environment=Environment.PRODUCTION)
    client = TestClient(small_app.make(practice))
    plain = client.post("/small/note", headers={"origin": "http://testserver"})
    encrypted = client.post("/small/note", headers={"origin": "https://testserver"})
    assert (plain.status_code, encrypted.status_code) == (403, 401)
    assert "max-age" in plain.headers["strict-transport-security"]


def test_reading_from_elsewhere_is_no_write(app: FastAPI) -> None:
    assert TestClient(app).get("/small/plain", headers={"sec-fetch-site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("path", ["/small/plain", "/nowhere", "/small/breaks", "/small/note"])
def test_every_answer_carries_the_security_headers(app: FastAPI, path: str) -> None:
    answer = TestClient(app, follow_redirects=False).get(path)
    assert answer.headers["content-security-policy"] == protection.CONTENT_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.headers["x-request-id"]) == 12


def test_the_content_policy_lets_nothing_run_that_is_not_ours() -> None:
    for word in ("unsafe-inline", "unsafe-eval", "http", "*"):
        assert word not in protection.CONTENT_POLICY
    assert protection.CONTENT_POLICY.startswith("default-src 'none'")


def test_static_files_may_be_kept_and_nothing_else(app: FastAPI) -> None:
    assert "no-store" not in TestClient(app).get(static_path("app.css")).headers["cache-control"]


def test_a_body_larger_than_any_page_posts_is_refused_before_it_is_read(app: FastAPI) -> None:
    browser = signed_in(app)
    answer = browser.post("/small/note", content=b"note=" + b"a" * protection.LARGEST_BODY)
    assert (answer.status_code, browser.h1) == (413, "That is too much at once")


def test_a_body_that_hides_its_length_is_counted(app: FastAPI) -> None:
    browser = signed_in(app)
    parts = (b"a" * 1_000_000 for _ in range(5))
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.post("/small/note", content=parts, headers=headers).status_code == 413


def test_a_length_that_is_no_number_is_refused(app: FastAPI) -> None:
    browser = signed_in(app)
    assert browser.post("/small/note", content=b"a=b", headers={"content-length": "-1"}).status_code == 413


@pytest.mark.parametrize(
    "path", ["/small/families/%00/scorings/1", "/small/families/%E2%80%AE/scorings/1", "/small/plain?words=%00"]
)
def test_an_address_that_cannot_be_ours_is_not_found(app: FastAPI, path: str) -> None:
    assert Browser(app).get(path).status_code == 404


def test_somebody_signed_in_with_the_permission_is_let_in(app: FastAPI) -> None:
    browser = signed_in(app)
    assert browser.get("/small/note").status_code == 200
    assert "Practitioner Example" in browser.get("/small/note").text


def test_somebody_without_the_permission_finds_nothing(app: FastAPI) -> None:
    browser = signed_in(app, roles=("administrator",))
    assert (browser.get("/small/note").status_code, browser.h1) == (404, "Page not found")


def test_a_visitor_is_sent_to_sign_in_and_back(app: FastAPI) -> None:
    answer = TestClient(app, follow_redirects=False).get("/small/note?part=A1&x=2")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fsmall%2Fnote%3Fpart%3DA1%26x%3D2"


def test_the_permissions_of_router_and_route_are_both_needed(app: FastAPI) -> None:
    assert signed_in(app).get("/small/both").status_code == 404


def test_the_permissions_of_router_and_route_together_let_in(app: FastAPI) -> None:
    assert signed_in(app, roles=("practitioner", "administrator")).get("/small/both").status_code == 200


def test_a_guarded_router_is_never_opened_by_one_of_its_routes(app: FastAPI) -> None:
    assert TestClient(app, follow_redirects=False).get("/small/confused").status_code == 303


def test_a_page_for_anybody_signed_in(app: FastAPI) -> None:
    assert TestClient(app, follow_redirects=False).get("/small/anybody").status_code == 303
    assert "Practitioner Example" in signed_in(app).get("/small/anybody").text


@pytest.mark.parametrize("path", ["/small/forgetful", "/small/undeclared"])
def test_a_route_that_asked_nobody_sends_nothing(app: FastAPI, path: str) -> None:
    for browser in (Browser(app, expects_failure=True), signed_in(app, expects_failure=True)):
        answer = browser.get(path)
        assert answer.status_code == 500
        assert "child" not in answer.text


def test_a_public_route_opens_no_guarded_desk() -> None:
    visit = Visit(None, None)  # type: ignore[arg-type]  # neither is reached
    with pytest.raises(RuntimeError), visit.open():
        pass
    visit.declared, visit.public = True, True
    with pytest.raises(RuntimeError), visit.open():
        pass
    visit.public = False
    with pytest.raises(RuntimeError), visit.open_to_all():
        pass


@pytest.mark.parametrize(
    ("environment", "name", "secure"), [("demo", "careprofile", False), ("production", "__Host-careprofile", True)]
)
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(environment: str, name: str, *, secure: bool) -> None:
    settings = Settings.model_construct(environment=Environment(environment))
    given, taken = Response(), Response()
    remember(given, settings, "the-token")
    forget(taken, settings)
    cookie = given.headers["set-cookie"]
    assert cookie_name(settings) == name
    assert cookie.startswith(f"{name}=the-token;")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert ("Secure" in cookie) is secure
    assert "Max-Age=0" in taken.headers["set-cookie"]
