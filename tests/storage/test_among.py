"""Conditions on more values than a database takes one by one, and the search of the trail that rests on them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlmodel import col

from tests import build
from tests.conftest import NOON
from workflow.models import AuditEvent, Person, Restriction
from workflow.rules.restrictions import Kind, Mode
from workflow.services.desk import Practice
from workflow.storage import restrictions, trail_search
from workflow.storage.among import among
from workflow.storage.engine import Database
from workflow.storage.trail_search import Search

MANY = 70_000
"""More than either database takes as single values: 32,766 and 65,535."""


def entries(subject_id: str, number: int, start: int, **more: object) -> list[dict[str, object]]:
    """Entries as they stand in the trail, but for the seals."""
    return [
        {
            "number": start + place,
            "at": NOON + timedelta(seconds=place),
            "kind": "entry.saved",
            "person_id": "p",
            "family_id": "f",
            "subject_id": subject_id,
            "details": {"entry": "child-voice", "version": place},
            "address": "",
            "request_id": "",
            "previous": "0" * 64,
            "hash": "0" * 64,
            **more,
        }
        for place in range(number)
    ]


@pytest.mark.parametrize("values", [[], ["a"], ["a", "b", "ä'\"", "a"]])
def test_texts_are_found_and_left_out(database: Database, values: list[str]) -> None:
    with database.open() as session:
        for number, subject in enumerate(("a", "b", "c", "ä'\""), start=1):
            session.execute(insert(AuditEvent), entries(subject, 1, number))
        subject = col(AuditEvent.subject_id)
        here = set(session.scalars(select(subject).where(among(session, subject, values))))
        away = set(session.scalars(select(subject).where(~among(session, subject, values))))
    assert here == set(values) & {"a", "b", "ä'\""}
    assert here | away == {"a", "b", "c", "ä'\""}
    assert not here & away


def test_as_many_numbers_as_there_are(database: Database) -> None:
    with database.open() as session:
        session.execute(insert(AuditEvent), entries("s", MANY + 5, 1))
        number = col(AuditEvent.number)
        asked = select(func.count()).select_from(AuditEvent)
        known = list(range(3, MANY + 3))
        assert session.scalar(asked.where(among(session, number, known))) == MANY
        assert session.scalars(select(number).where(~among(session, number, known)).order_by(number)).all() == [
            *(1, 2, MANY + 3, MANY + 4, MANY + 5)
        ]


def test_the_trail_leaves_out_however_many_entries_are_kept_from_the_reader(practice: Practice) -> None:
    scorer, reader = build.person(practice), build.person(practice, "reader")
    family = build.family(practice, scorer)
    scoring = build.scoring(practice, family, scorer, build.edition(practice).id)
    build.put(practice, kept_from(reader, scorer, family.id, scoring.id))
    with practice.database.open() as session:
        restrictions.reads(session, reader.id)
        before = trail_search.count(session, Search())
        (last,) = session.connection().execute(select(func.max(col(AuditEvent.number)))).one()
        told = entries(scoring.id, MANY, last + 1, family_id=family.id)
        more = entries(scoring.id, 3, last + 1 + MANY, family_id=family.id, kind="scoring.read", details={"page": "x"})
        session.execute(insert(AuditEvent), [*told, *more])
    for who, seen in ((reader, before + 3), (scorer, before + 3 + MANY)):
        with practice.database.open() as session:
            restrictions.reads(session, who.id)
            assert trail_search.count(session, Search()) == seen
            assert trail_search.count(session, Search(family_id=family.id)) == seen - before
            newest = trail_search.entries(session, Search(), start=0, limit=2)
            assert {row.kind for row in newest} <= {"scoring.read", "entry.saved"}
            assert trail_search.onlookers(session, Search(family_id=family.id), ["scoring.read"])
    with practice.database.open() as session:
        ids = [scoring.id, family.child_id, *(f"t{number}" for number in range(MANY))]
        assert trail_search.subjects(session, ids) == {scoring.id: "Robin", family.child_id: "Robin"}


def kept_from(reader: Person, decider: Person, family_id: str, scoring_id: str) -> Restriction:
    """That the child's voice of a scoring is for nobody but whoever wrote it."""
    assert reader.id != decider.id
    return Restriction(
        id="r",
        family_id=family_id,
        kind=Kind.ENTRY.value,
        scoring_id=scoring_id,
        key="child-voice",
        mode=Mode.ONLY.value,
        category="",
        reason="x",
        decided_by_id=decider.id,
        decided_at=NOON,
        review_on=date(2026, 6, 1),
    )
