"""Every write there is, sent as no page would send it: answered in our own words, nothing typed lost, nothing kept that is not sound."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi.routing import RouteContext
from sqlmodel import SQLModel

from tests.page_checks import HTMX
from tests.web.fuzz import MISCHIEF, Body, encoded, filled
from tests.web.grounds import (
    FAMILIES,
    LOOKS,
    NOBODY,
    POSTS,
    SHOWS,
    Ground,
    kept_though_refused,
    named,
    of_a_family,
    public,
)
from tests.web.kept import Changed
from tests.web.walk import FoundForm, fault_in
from workflow.rules.events import KINDS

EXPECTED = {303, 200, 404, 409, 413, 422}
UNREADABLE = {400, 415}
"""What a body is answered with that is no text, or no form at all; a browser of ours cannot send one."""
ONLY_TOLD = {"refused", "person.sign-in-refused"}
"""What a write that was not accepted may leave in the trail."""
ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but tabs and line ends, and halves of characters."""
NAME_PEOPLE = {"add_child", "set_care", "add_adult", "add_household", "set_household", "create_scoring"}
"""Writes whose forms name people or homes of the family."""
IN_PART = {"save_part", "save_answer", "save_sheet", "save_row"}
"""Writes of which a fault keeps back its own field only: the rest is kept, and has to be as sound as ever."""
AFRESH = {"amend"}
"""Writes that rest on no version though their page has one: an amendment is a scoring of its own."""
NEEDED = {"who"}
"""Lines without which a form has no version to compare yet: they are asked for first."""
each_write = pytest.mark.parametrize("route", POSTS, ids=named)


@pytest.fixture(scope="session")
def limits(migrated_file: Path) -> dict[tuple[str, int], int]:
    """The longest text of each column that has a limit, by table and place. SQLite holds nobody to it; the other kind does."""
    tables = SQLModel.metadata.tables
    with closing(sqlite3.connect(migrated_file)) as connection:
        # A column that a later migration added stands last, wherever the model has it.
        columns = {name: connection.execute(f"PRAGMA table_info({name})").fetchall() for name in tables}
    return {
        (name, place): length
        for name, found in columns.items()
        for place, column, *_ in found
        if (length := getattr(tables[name].columns[column].type, "length", None))
    }


def send(ground: Ground, form: FoundForm, body: Body, **headers: str):
    """Post a body where a form leads, as the person who was shown it; the answer, and what it did."""
    visitor, before = ground.visitor(form.who, **headers), ground.rows()
    answer = visitor.post(form.action, content=body.content, headers={"content-type": body.kind})
    return answer, ground.since(before)


def told(answer) -> str:
    """What an answer says is wrong, for the failure of a test."""
    return " ".join(re.findall(r"<title>[^<]*|error-message.*?</p>|<p[^>]*>[^<]*", answer.text, re.DOTALL))[:600]


def unsound(done: Changed, limits: dict[tuple[str, int], int]) -> list[str]:
    """What was kept and ought not to have been: characters that are none, and more of them than the column takes."""
    texts = [
        (table, place, value)
        for table, rows in done.came.items()
        for row in rows
        for place, value in enumerate(row)
        if isinstance(value, str)
    ]
    odd = [f"{table}: {text[:50]!r}" for table, _, text in texts if ODD.search(text)]
    return odd + [
        f"{table}: {len(text)}" for table, place, text in texts if len(text) > limits.get((table, place), 10**6)
    ]


@each_write
def test_a_form_filled_in_by_anybody_is_taken(
    ground: Ground, route: RouteContext, forms: dict[str, FoundForm], limits: dict[tuple[str, int], int]
) -> None:
    form = forms[route.name]
    answer, done = send(ground, form, filled(form))
    assert answer.status_code == (200 if route.name in SHOWS else 303), told(answer)
    assert not unsound(done, limits)
    events = [event for event in done.events if not KINDS[event["kind"]].reading]
    assert bool(events) == (route.name not in LOOKS)
    if form.who != NOBODY:
        assert {event["person_id"] for event in events} <= {ground.person_id(form.who)}
    if of_a_family(route):
        assert all(event["family_id"] for event in events)
    visitor, led_to = ground.visitor(form.who or "practitioner"), answer.headers.get("location", "")
    after = visitor.get(led_to.partition("#")[0]) if led_to else answer
    assert fault_in(after) == ""


@each_write
def test_mischief_is_answered_in_our_words_and_does_nothing(
    ground: Ground, route: RouteContext, forms: dict[str, FoundForm], limits: dict[tuple[str, int], int]
) -> None:
    form = forms[route.name]
    faults = []
    for mischief, make in MISCHIEF.items():
        body = make(form)
        for headers in ({}, HTMX) if form.htmx else ({},):
            answer, done = send(ground, form, body, **headers)
            in_part = route.name in IN_PART
            faults += [f"{mischief}: {fault}" for fault in wrong(answer, done, body, form, limits, in_part=in_part)]
            if done.tables - {"audit_event"}:
                ground.restore()
    assert not faults


def wrong(
    answer, done: Changed, body: Body, form: FoundForm, limits: dict[tuple[str, int], int], *, in_part: bool
) -> Iterator[str]:
    """What is wrong with the answer to a body, and with what it did."""
    if answer.status_code not in (EXPECTED if body.text else EXPECTED | UNREADABLE):
        yield f"answered {answer.status_code}"
    if fault := fault_in(answer):
        yield fault
    if answer.status_code in (200, 303) or (in_part and answer.status_code == 422):
        yield from unsound(done, limits)
    else:
        kinds = {event["kind"] for event in done.events}
        if kept_though_refused(done, form.action) or {kind for kind in kinds if not KINDS[kind].reading} - ONLY_TOLD:
            yield f"answered {answer.status_code} and kept {done}"
    if answer.status_code == 422 and not form.htmx:
        lost = [name for name, text in body.shown.items() if not stands(text, answer.text)]
        if lost:
            yield f"what was typed into {lost} is not on the page"


def stands(text: str, html: str) -> bool:
    """Whether a page shows what was typed; characters that no page can hold are let go, and lines of what is one line."""
    shown = " ".join(ODD.sub("", text).split())
    return shown in " ".join(unescape(html).split())


@each_write
def test_ids_of_another_family_do_nothing(ground: Ground, route: RouteContext, forms: dict[str, FoundForm]) -> None:
    """Somebody who sees both families sends ids of the one with a form of the other."""
    form = forms[route.name]
    of = {id_: (family, table) for family in FAMILIES for id_, table in people_of(ground, family)}
    tried = 0
    for one in form.fields:
        mine = next((value for value in (*one.values, *one.choices) if value in of), None)
        if mine is None:
            continue
        theirs = next(id_ for id_, (family, table) in of.items() if family != of[mine][0] and table == of[mine][1])
        answer, done = send(ground, form, Body(encoded(form.filled("Words", **{one.name: theirs}))))
        assert answer.status_code in (404, 422), f"{one.name}: {answer.status_code}"
        assert not done.tables - {"audit_event"}
        assert fault_in(answer) == ""
        tried += 1
    assert tried or route.name not in NAME_PEOPLE


def people_of(ground: Ground, family: str) -> list[tuple[str, str]]:
    """The ids of a family's children, adults and homes, each with its table."""
    family_id = ground.stands(family)["family_id"]
    return [
        (id_, table)
        for table in ("child", "adult", "household")
        for (id_,) in ground.ask(f"SELECT id FROM {table} WHERE family_id = ?", family_id)  # noqa: S608  # of these three
    ]


@each_write
def test_the_same_form_twice_is_no_fault(ground: Ground, route: RouteContext, forms: dict[str, FoundForm]) -> None:
    form = forms[route.name]
    first, _ = send(ground, form, filled(form))
    again, done = send(ground, form, filled(form))
    assert first.status_code == (200 if route.name in SHOWS else 303), told(first)
    late = MISCHIEF["100,000 characters in every text"](form)
    much, _ = send(ground, form, late)
    assert much.status_code in EXPECTED | {401}, told(much)
    assert fault_in(much) == ""
    # What is too large to be read at all cannot be given back.
    if much.status_code >= 400 and much.status_code != 413 and not form.htmx:
        assert not [name for name, text in late.shown.items() if not stands(text, much.text)]
    assert again.status_code in EXPECTED | {401}, told(again)
    assert fault_in(again) == ""
    if again.status_code >= 400:
        assert not kept_though_refused(done, form.action)


@each_write
def test_what_was_typed_outlives_the_sign_in(ground: Ground, route: RouteContext, forms: dict[str, FoundForm]) -> None:
    form, body = forms[route.name], MISCHIEF["NUL in every text"](forms[route.name])
    if form.who == NOBODY or public(route):
        return
    ground.clock.forward(timedelta(hours=2))
    answer, done = send(ground, form, body)
    assert answer.status_code == 401
    assert fault_in(answer) == ""
    assert not done.tables
    assert not [name for name, text in body.shown.items() if not stands(text, answer.text)]


@each_write
def test_a_form_of_an_older_page_is_refused_and_gives_the_words_back(
    ground: Ground, route: RouteContext, forms: dict[str, FoundForm]
) -> None:
    form = forms[route.name]
    versions = {one.name: "99" for one in form.fields if one.name.startswith("version")}
    if not versions or route.name in AFRESH or form.htmx:
        return
    words = {one.name: f"my words, number {place}" for place, one in enumerate(form.fields) if one.kind == "textarea"}
    needed = {one.name: "Somebody" for one in form.fields if one.name in NEEDED}
    answer, done = send(ground, form, Body(encoded(form.filled("", **versions, **words, **needed))))
    assert answer.status_code == 409
    assert not done.tables - {"audit_event"}
    assert fault_in(answer) == ""
    assert not [name for name, text in words.items() if not stands(text, answer.text)]
