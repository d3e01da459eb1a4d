"""Every request passes the gate, every answer carries the headers, and no route answers without having asked who came."""

import pytest
from fastapi import FastAPI, Response

from tests import build
from tests.client import Client
from tests.page_checks import Browser
from tests.web import small_app
from workflow.services.desk import Practice
from workflow.settings import Environment, Settings
from workflow.web import cookies, headers, protection
from workflow.web.app import create_app
from workflow.web.dependencies import Visit, Visiting
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
    client = Client(app, cookies={"careprofile": build.token(app.state.practice)}, follow_redirects=False)
    answer = client.post("/small/note", data=NOTE, headers=headers)
    assert answer.status_code == (303 if let_in else 403)
    if not let_in:
        assert "nothing was changed" in answer.text


def test_in_production_the_origin_must_be_encrypted(app: FastAPI) -> None:
    practice = app.state.practice
    practice.settings = Settings.model_construct(environment=Environment.PRODUCTION)
    client = Client(small_app.make(practice))
    plain = client.post("/small/note", headers={"origin": "http://testserver"})
    encrypted = client.post("/small/note", headers={"origin": "https://testserver"})
    assert (plain.status_code, encrypted.status_code) == (403, 401)


def test_reading_from_elsewhere_is_no_write(app: FastAPI) -> None:
    assert Client(app).get("/small/plain", headers={"sec-fetch-site": "cross-site"}).status_code == 200


HEADERS = {
    "content-security-policy": headers.CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "origin-agent-cluster": "?1",
    "x-frame-options": "DENY",
    "x-permitted-cross-domain-policies": "none",
    "x-robots-tag": "noindex, nofollow",
    "cache-control": "no-store",
}
"""What every answer says; static files alone may be kept."""


@pytest.mark.parametrize("path", ["/small/plain", "/nowhere", "/small/breaks", "/small/note", f"/{'a' * 9_000}"])
def test_every_answer_carries_the_security_headers(app: FastAPI, path: str) -> None:
    answer = Client(app, follow_redirects=False).get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "camera=()" in answer.headers["permissions-policy"]
    assert len(answer.headers["x-request-id"]) == 12
    for name in ("server", "x-powered-by", "access-control-allow-origin"):
        assert name not in answer.headers


def test_a_static_file_carries_them_too(app: FastAPI) -> None:
    answer = Client(app).get(static_path("app.js"))
    assert {name: answer.headers[name] for name in HEADERS if name != "cache-control"} == {
        name: value for name, value in HEADERS.items() if name != "cache-control"
    }


def test_an_answer_that_says_one_of_them_itself_keeps_its_own(app: FastAPI) -> None:
    @app.get("/small/quiet")
    def quiet(visit: Visiting) -> Response:
        visit.declared = visit.public = True
        return Response("", headers={"Referrer-Policy": "no-referrer"})

    assert Client(app).get("/small/quiet").headers.get_list("referrer-policy") == ["no-referrer"]


def test_the_content_policy_lets_nothing_run_that_is_not_ours() -> None:
    policy = dict(part.split(" ", 1) for part in headers.CONTENT_POLICY.split("; "))
    for word in ("unsafe-inline", "unsafe-eval", "http", "*", "data:", "blob:"):
        assert word not in headers.CONTENT_POLICY
    for name in ("default-src", "object-src", "base-uri", "frame-ancestors"):
        assert policy.pop(name) == "'none'"
    assert policy.pop("require-trusted-types-for") == "'script'"
    assert policy.pop("trusted-types") == "careprofile"
    assert set(policy.values()) == {"'self'"}


def test_only_encrypted_answers_say_that_it_stays_so(app: FastAPI) -> None:
    assert "strict-transport-security" not in Client(app).get("/small/plain").headers
    practice = app.state.practice
    practice.settings = Settings.model_construct(environment=Environment.PRODUCTION)
    said = Client(small_app.make(practice)).get("/small/plain").headers["strict-transport-security"]
    assert said == "max-age=63072000; includeSubDomains"


def test_static_files_may_be_kept_and_nothing_else(app: FastAPI) -> None:
    assert "no-store" not in Client(app).get(static_path("app.css")).headers["cache-control"]


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


def test_an_address_longer_than_any_of_ours_is_refused(app: FastAPI) -> None:
    browser = Browser(app)
    assert browser.get(f"/small/plain?words={'a' * 7_900}").status_code == 200
    for path in (f"/small/plain?words={'a' * 8_000}", f"/{'a' * 8_001}"):
        assert (browser.get(path).status_code, browser.h1) == (414, "That address is too long")


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "text/plain",
        "text/plain; application/x-www-form-urlencoded",
        "",
        "multipart/form-data; boundary=b",
    ],
)
def test_what_is_no_form_is_refused_before_it_is_read(app: FastAPI, kind: str) -> None:
    browser = signed_in(app)
    answer = browser.post("/small/note", content=b"name=Hana", headers={"content-type": kind})
    assert (answer.status_code, browser.h1) == (415, "That could not be read")


def test_a_form_that_says_its_letters_is_taken(app: FastAPI) -> None:
    browser = signed_in(app)
    kind = {"content-type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8"}
    assert browser.post("/small/note", content=b"name=Hana&note=", headers=kind).url.path == "/small/plain"


@pytest.fixture
def named(app: FastAPI) -> FastAPI:
    """The application where people reach it by two names."""
    practice = app.state.practice
    practice.settings = Settings.model_construct(hosts="care.council.example, Care.Other.Example")
    return small_app.make(practice)


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("care.council.example", True),
        ("CARE.council.example", True),
        ("care.council.example:8443", True),
        ("care.other.example", True),
        ("elsewhere.example", False),
        ("care.council.example.elsewhere.example", False),
        ("care.council.example@elsewhere.example", False),
        ("care.council.example:", False),
        ("127.0.0.1", False),
        ("", False),
    ],
)
def test_only_our_own_names_are_answered(named: FastAPI, host: str, *, known: bool) -> None:
    client = Client(named)
    answer = client.get("/small/plain", headers={"host": host})
    assert answer.status_code == (200 if known else 404)
    if not known:
        assert answer.text == "Not found"
        assert answer.headers["content-security-policy"] == headers.CONTENT_POLICY
    posted = client.post("/small/note", data=NOTE, headers={"host": host, "sec-fetch-site": "same-origin"})
    assert posted.status_code == (401 if known else 404)


def test_two_names_are_one_too_many(app: FastAPI, named: FastAPI) -> None:
    twice = [("host", "care.council.example"), ("host", "care.council.example")]
    for one in (app, named):
        assert Client(one).get("/small/plain", headers=twice).status_code == 404


def test_the_two_answers_for_machines_come_by_any_name(embedded_practice: Practice) -> None:
    embedded_practice.settings = Settings.model_construct(hosts="care.council.example")
    client = Client(create_app(embedded_practice))
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).text == "ok"
    assert client.get("/readyz", headers={"host": "10.0.0.7"}).text == "ready"
    assert client.get("/sign-in", headers={"host": "10.0.0.7"}).text == "Not found"


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE", "HEAD", "QUERY", "CONNECT"])
def test_no_method_is_answered_but_those_of_pages(app: FastAPI, method: str) -> None:
    answer = signed_in(app).request(method, "/small/note", headers={"origin": "http://elsewhere.example"})
    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


def test_somebody_signed_in_with_the_permission_is_let_in(app: FastAPI) -> None:
    browser = signed_in(app)
    assert browser.get("/small/note").status_code == 200
    assert "Practitioner Example" in browser.get("/small/note").text


def test_somebody_without_the_permission_finds_nothing(app: FastAPI) -> None:
    browser = signed_in(app, roles=("administrator",))
    assert (browser.get("/small/note").status_code, browser.h1) == (404, "Page not found")


def test_a_visitor_is_sent_to_sign_in_and_back(app: FastAPI) -> None:
    answer = Client(app, follow_redirects=False).get("/small/note?part=A1&x=2")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fsmall%2Fnote%3Fpart%3DA1%26x%3D2"


def test_the_permissions_of_router_and_route_are_both_needed(app: FastAPI) -> None:
    assert signed_in(app).get("/small/both").status_code == 404


def test_the_permissions_of_router_and_route_together_let_in(app: FastAPI) -> None:
    assert signed_in(app, roles=("practitioner", "administrator")).get("/small/both").status_code == 200


def test_a_guarded_router_is_never_opened_by_one_of_its_routes(app: FastAPI) -> None:
    assert Client(app, follow_redirects=False).get("/small/confused").status_code == 303


def test_a_page_for_anybody_signed_in(app: FastAPI) -> None:
    assert Client(app, follow_redirects=False).get("/small/anybody").status_code == 303
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
    cookies.SIGN_IN.put(given, settings, "the-token")
    cookies.forget(taken, settings)
    cookie = given.headers["set-cookie"]
    assert cookies.SIGN_IN.name(settings) == name
    assert cookie.startswith(f"{name}=the-token;")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert ("Secure" in cookie) is secure
    assert "Max-Age=0" in taken.headers["set-cookie"]
    assert taken.headers["clear-site-data"] == '"cache"'
