"""The log stream: one line a request, and in none of them a name, a note, a password, a token or a query, whatever is asked or goes wrong."""

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.client import Client
from tests.web.grounds import (
    FAMILIES,
    GETS,
    NOBODY,
    OUTSIDER,
    PAPERS,
    PASSWORD,
    POSTS,
    SEVEN,
    TWO_HOMES,
    Ground,
    parameters,
)
from tests.web.test_every_page import names_in
from tests.web.walk import FoundForm
from workflow import logs

SECRET = "Zyxwv-secret-of-a-child"
"""What is typed everywhere: no word of ours holds it."""


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Everything that this process logs meanwhile."""
    root, ours = logging.getLogger(), logging.getLogger(logs.OURS)
    before = root.handlers[:], root.level, ours.level
    kept = io.StringIO()
    logs.configure(kept)
    root.setLevel(logging.DEBUG)
    yield kept
    root.handlers[:], level, ours_level = before
    root.setLevel(level)
    ours.setLevel(ours_level)
    logging.captureWarnings(capture=False)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def requests(stream: io.StringIO) -> list[dict[str, Any]]:
    return [line for line in lines(stream) if line["event"] == "request"]


def test_a_request_is_one_line_of_what_it_was(ground: Ground, stream: io.StringIO) -> None:
    url = f"/families/{ground.stands(TWO_HOMES)['family_id']}"
    answer = ground.visitor("practitioner").get(f"{url}?done=family-added")
    (line,) = requests(stream)
    assert {name: line[name] for name in ("level", "log", "method", "route", "status", "person")} == {
        "level": "info",
        "log": "careprofile.request",
        "method": "GET",
        "route": "/families/{family_id}",
        "status": 200,
        "person": ground.person_id("practitioner"),
    }
    assert line["request"] == answer.headers["x-request-id"]
    assert line["ms"] > 0
    assert line["at"].endswith("+00:00")
    number, hash_, request_id = ground.ask(
        "SELECT number, hash, request_id FROM audit_event ORDER BY number DESC LIMIT 1"
    )[0]
    assert line["trail"] == f"{number}:{hash_}"
    assert request_id == line["request"]


def test_an_address_that_is_none_of_ours_is_not_repeated(ground: Ground, stream: io.StringIO) -> None:
    visitor = ground.visitor("practitioner")
    for url in (f"/{SECRET}", f"/families/{SECRET}", f"/static/{SECRET}.css", f"/families?number={SECRET}"):
        assert visitor.get(url).status_code == 404, url
    assert [line["route"] for line in requests(stream)] == ["", "/families/{family_id}", "/static", "/families"]
    assert SECRET not in stream.getvalue()


def test_whoever_is_turned_away_leaves_a_line_that_says_why(ground: Ground, stream: io.StringIO) -> None:
    family, visitor = f"/families/{ground.stands(TWO_HOMES)['family_id']}", ground.visitor("practitioner")
    visitor.get(family)
    ground.visitor(OUTSIDER).get(family)
    ground.visitor(NOBODY).get(family)
    visitor.get("/nowhere")
    visitor.post("/families/new", data={"name": ""})
    visitor.post("/families/new", content=b"{}", headers={"content-type": "application/json"})
    visitor.post("/families/new", data={"name": "New"}, headers={"sec-fetch-site": "cross-site"})
    visitor.post("/families/new", content=b"name=%ff", headers={"content-type": "application/x-www-form-urlencoded"})
    ground.clock.forward(timedelta(minutes=20))
    visitor.post("/account/app/new")
    assert [(line["status"], line.get("turned")) for line in requests(stream)] == [
        (200, None),
        (404, "not theirs"),
        (303, None),
        (404, "nothing there"),
        (422, "cannot be taken"),
        (415, "no form"),
        (403, "from elsewhere"),
        (400, "unreadable"),
        (401, "sign-in too old"),
    ]


def everything_asked(ground: Ground, forms: dict[str, FoundForm]) -> Iterator[int]:
    """Every page and every write, with secrets in whatever can be typed: the status of each answer."""
    for who in (*SEVEN[:3], NOBODY):
        visitor = ground.visitor(who)
        for route in GETS:
            if route.name not in PAPERS:
                yield visitor.get(f"{ground.address(route, ground.stands(TWO_HOMES))}?next={SECRET}").status_code
    for route in POSTS:
        form = forms[route.name]
        for body in (form.filled(f"{SECRET} note"), form.filled("", **dict.fromkeys(_names(form), SECRET))):
            yield post(ground.visitor(form.who), form.action, body)


def _names(form: FoundForm) -> list[str]:
    return [one.name for one in form.fields]


def post(visitor: Client, url: str, pairs: list[tuple[str, str]]) -> int:
    data: dict[str, list[str]] = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    return visitor.post(url, data=data).status_code


def test_no_secret_reaches_the_log_from_any_page(
    ground: Ground, forms: dict[str, FoundForm], stream: io.StringIO
) -> None:
    statuses = list(everything_asked(ground, forms))
    asked = len(requests(stream))
    assert asked == len(statuses) > 200
    assert {200, 303, 404} <= set(statuses)
    text = stream.getvalue()
    for secret in (SECRET, PASSWORD, "demonstration", *ground.tokens.values()):
        assert secret not in text, secret
    found = {one for line in lines(stream) for value in line.values() if (one := names_in(ground).search(str(value)))}
    assert not found
    assert not [name for name in FAMILIES if f"{name} " in text]
    assert all(
        set(line)
        <= {"at", "level", "log", "event", "request", "method", "route", "status", "ms", "person", "trail", "turned"}
        for line in requests(stream)
    )


def test_the_pattern_of_every_route_is_what_is_logged(ground: Ground, stream: io.StringIO) -> None:
    visitor = ground.visitor("practitioner")
    bound = [route for route in GETS if parameters(route) and route.name not in PAPERS]
    for route in bound:
        visitor.get(ground.address(route, ground.stands(TWO_HOMES)))
    assert [line["route"] for line in requests(stream)] == [route.path for route in bound]
    assert not [line for line in requests(stream) if re.search(r"/t0", line["route"])]


def test_what_goes_wrong_is_told_by_type_and_place(stream: io.StringIO) -> None:
    try:
        try:
            {}[SECRET]
        except KeyError as error:
            raise ValueError(f"{SECRET} again") from error
    except ValueError:
        logs.logger("test").exception("unexpected", of="us")
        logging.getLogger("uvicorn.error").exception("Exception in %s application", SECRET)
        logging.getLogger("of.others").exception(f"with {SECRET} in its words")  # noqa: G004
    ours, servers, others = lines(stream)
    assert (ours["event"], ours["of"], ours["error"]) == ("unexpected", "us", "ValueError from KeyError")
    assert any("test_logs.py" in place for place in ours["place"])
    assert servers["event"] == "Exception in %s application"
    assert others["event"] == "another program said something"
    assert SECRET not in stream.getvalue()
