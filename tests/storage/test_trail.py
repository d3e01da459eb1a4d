"""The trail and the stored editions: written with what they speak of, in one transaction, in order."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests import build
from tests.build import LONG_AGO
from tests.conftest import NOON
from workflow.models import AuditEvent, InstrumentEdition
from workflow.rules.events import Event
from workflow.services.desk import Practice
from workflow.storage import instruments, trail
from workflow.storage.engine import Database


def entries(database: Database) -> Sequence[AuditEvent]:
    with database.open() as session:
        return session.scalars(select(AuditEvent).order_by(col(AuditEvent.number))).all()


def test_an_event_is_kept_as_it_is(database: Database) -> None:
    event = Event(
        "involvement.added",
        "family",
        "involvement",
        {"person_id": "somebody", "part": "chair", "since": "2026-03-20", "until": ""},
    )
    with database.open() as session:
        trail.write(session, event, at=NOON, person_id="person")
    (entry,) = entries(database)
    assert (entry.kind, entry.person_id, entry.at) == ("involvement.added", "person", NOON)
    assert (entry.family_id, entry.subject_id) == ("family", "involvement")
    assert entry.details == event.details


def test_entries_are_numbered_in_the_order_of_writing(database: Database) -> None:
    kinds = ["person.password-changed", "family.read", "person.signed-out"]
    for kind in kinds:
        with database.open() as session:
            trail.write(session, Event(kind), at=NOON, person_id=None)
    kept = entries(database)
    assert [entry.kind for entry in kept] == kinds
    assert [entry.number for entry in kept] == [1, 2, 3]


def test_an_event_is_undone_with_what_it_speaks_of(database: Database) -> None:
    def half_way() -> None:
        with database.open() as session:
            trail.write(session, Event("family.read"), at=NOON, person_id=None)
            raise LookupError

    with pytest.raises(LookupError):
        half_way()
    assert entries(database) == []


def test_an_edition_is_found_by_id_and_by_name(practice: Practice) -> None:
    row = build.edition(practice, key="example", edition="1.10")
    with practice.database.open() as session:
        by_id, by_name = instruments.edition(session, row.id), instruments.named(session, "example", "1.10")
        assert by_id is not None
        assert by_id is by_name
        assert (by_id.edition, by_id.first_used_at) == ("1.10", LONG_AGO)
        assert instruments.edition(session, "nothing") is None
        assert instruments.named(session, "example", "1.1") is None


def test_keeping_an_edition_leaves_an_entry(database: Database) -> None:
    facts = {"key": "example", "edition": "1", "fingerprint": "f", "text": "words", "first_used_at": NOON}
    event = Event("instrument.first-used", subject_id="e", details={"instrument": "example@1", "fingerprint": "f"})
    with database.open() as session:
        instruments.add(session, InstrumentEdition(id="e", **facts), event=event, by="person")
    (entry,) = entries(database)
    assert (entry.kind, entry.subject_id, entry.at, entry.person_id) == ("instrument.first-used", "e", NOON, "person")
