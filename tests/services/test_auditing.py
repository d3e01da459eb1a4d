"""The trail as a whole, on both kinds of database: chained by many writers at once, kept from every change, and every break found."""

from collections.abc import Callable

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlmodel import select

from tests.conftest import NOON
from tests.storage.test_engine import at_once
from workflow.models import AuditEvent
from workflow.rules.chain import START, Break, Head, key_of
from workflow.rules.errors import Blocked, Invalid, Unavailable
from workflow.rules.events import Event, Origin
from workflow.services import auditing
from workflow.services.desk import Practice
from workflow.settings import NONE_BEFORE, Settings
from workflow.storage import locks, migrate, trail
from workflow.storage.engine import Database

ORIGIN = Origin("192.0.2.7", "0123456789ab")


def leave(database: Database, *kinds: str, family_id: str | None = None) -> None:
    with database.open(ORIGIN) as session:
        for kind in kinds:
            trail.write(session, Event(kind, family_id), at=NOON, person_id="person")


def entries(database: Database) -> list[AuditEvent]:
    with database.open() as session:
        return list(session.scalars(select(AuditEvent).order_by(AuditEvent.number)))  # type: ignore[arg-type]


def by_hand(practice: Practice, *statements: str) -> None:
    """What somebody does who may do everything in the database: takes the locks away first."""
    with practice.database.open() as session:
        locks.remove(session.connection())
        for statement in statements:
            session.connection().execute(text(statement))
        locks.put(session.connection())


@pytest.fixture
def written(practice: Practice) -> Practice:
    """A practice with seven entries in its trail."""
    for _ in range(3):
        leave(practice.database, "person.password-changed", "person.signed-out")
    leave(practice.database, "family.read", family_id="family")
    return practice


def test_an_entry_says_where_it_came_from_and_hangs_on_the_one_before(written: Practice) -> None:
    kept = entries(written.database)
    assert [one.number for one in kept] == list(range(1, 8))
    assert {(one.address, one.request_id, one.reason_id) for one in kept} == {("192.0.2.7", "0123456789ab", None)}
    assert [one.previous for one in kept] == [START, *(one.hash for one in kept[:-1])]
    assert len({one.hash for one in kept}) == 7


def test_a_whole_trail_is_whole(written: Practice) -> None:
    assert auditing.verify(written) == auditing.Checked(Head(7, entries(written.database)[-1].hash))


def test_an_empty_trail_is_whole(practice: Practice) -> None:
    assert auditing.verify(practice) == auditing.Checked(Head())


def test_what_an_emergency_opened_says_so(practice: Practice) -> None:
    with practice.open_to_all(ORIGIN) as desk:
        desk.because("family", "emergency")
        desk.record(Event("family.read", "family"))
        desk.record(Event("family.read", "another"))
    assert [one.reason_id for one in entries(practice.database)] == ["emergency", None]
    assert auditing.verify(practice).broken is None


def test_writers_at_once_make_one_chain(practice: Practice) -> None:
    programs = [practice.database, Database(practice.database.url.render_as_string(hide_password=False))]

    def write(writer: int) -> None:
        for _ in range(8):
            leave(programs[writer % 2], "person.password-changed", *["person.signed-out"] * (writer % 3))

    at_once(6, write)
    programs[1].close()
    assert auditing.verify(practice) == auditing.Checked(Head(96, entries(practice.database)[-1].hash))


def test_a_walk_is_not_confused_by_what_is_written_meanwhile(practice: Practice) -> None:
    leave(practice.database, *["person.password-changed"] * (trail.A_STRETCH * 2 + 1))
    found: list[auditing.Checked] = []

    def walk_or_write(which: int) -> None:
        for _ in range(4):
            if which:
                leave(practice.database, *["person.signed-out"] * 3)
            else:
                found.append(auditing.verify(practice))

    at_once(3, walk_or_write)
    assert len(found) == 4
    assert {one.broken for one in found} == {None}
    assert auditing.verify(practice).head.number == trail.A_STRETCH * 2 + 1 + 24


TAMPERED: dict[str, tuple[tuple[str, ...], int, Break]] = {
    "a person": (("UPDATE audit_event SET person_id = 'somebody' WHERE number = 3",), 3, Break.ALTERED),
    "a time": (("UPDATE audit_event SET at = '2026-03-20 12:00:01.000000' WHERE number = 3",), 3, Break.ALTERED),
    "an address": (("UPDATE audit_event SET address = '' WHERE number = 1",), 1, Break.ALTERED),
    "the details": (("UPDATE audit_event SET details = '{\"a\": 1}' WHERE number = 7",), 7, Break.ALTERED),
    "a hash": (("UPDATE audit_event SET hash = previous WHERE number = 4",), 4, Break.ALTERED),
    "one in the middle": (("DELETE FROM audit_event WHERE number = 4",), 4, Break.REMOVED),
    "the first": (("DELETE FROM audit_event WHERE number = 1",), 1, Break.REMOVED),
    "the last": (("DELETE FROM audit_event WHERE number = 7",), 7, Break.REMOVED),
    "all": (("DELETE FROM audit_event",), 1, Break.REMOVED),
    "a gap closed": (
        (
            "DELETE FROM audit_event WHERE number = 4",
            *(f"UPDATE audit_event SET number = {n} WHERE number = {n + 1}" for n in (4, 5, 6)),  # noqa: S608
        ),
        4,
        Break.REMOVED,
    ),
    "places": (
        (
            "UPDATE audit_event SET number = 99 WHERE number = 3",
            "UPDATE audit_event SET number = 3 WHERE number = 5",
            "UPDATE audit_event SET number = 5 WHERE number = 99",
        ),
        3,
        Break.OUT_OF_ORDER,
    ),
    "one more in front": (
        (
            "INSERT INTO audit_event SELECT 0, at, kind, person_id, family_id, subject_id, details, address, request_id, previous, hash, reason_id FROM audit_event WHERE number = 1",
        ),
        0,
        Break.ADDED,
    ),
    "one more at the end": (
        (
            "INSERT INTO audit_event SELECT 8, at, kind, person_id, family_id, subject_id, details, address, request_id, previous, hash, reason_id FROM audit_event WHERE number = 7",
        ),
        8,
        Break.OUT_OF_ORDER,
    ),
    "the head put back": (
        ("UPDATE trail_head SET number = 5, hash = (SELECT hash FROM audit_event WHERE number = 5)",),
        6,
        Break.ADDED,
    ),
    "the head": (("UPDATE trail_head SET hash = 'x'",), 7, Break.REWRITTEN),
    "no head": (("DELETE FROM trail_head",), 0, Break.REMOVED),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_is_done_to_the_trail_is_found(written: Practice, what: str) -> None:
    statements, number, how = TAMPERED[what]
    by_hand(written, *statements)
    broken = auditing.verify(written).broken
    assert broken
    assert (broken.number, broken.how) == (number, how)
    assert broken.sentence.endswith(".")
    assert str(number) in broken.sentence or not number


def test_what_cannot_even_be_read_is_found(embedded_practice: Practice) -> None:
    leave(embedded_practice.database, "person.password-changed", "person.signed-out", "person.password-changed")
    by_hand(embedded_practice, "UPDATE audit_event SET at = 'yesterday' WHERE number = 2")
    broken = auditing.verify(embedded_practice).broken
    assert broken
    assert (broken.number, broken.how) == (2, Break.ALTERED)


def test_a_trail_cut_together_with_its_head_is_found_by_a_head_noted_elsewhere(written: Practice) -> None:
    noted = auditing.verify(written).head
    by_hand(
        written,
        "DELETE FROM audit_event WHERE number > 5",
        "UPDATE trail_head SET number = 5, hash = (SELECT hash FROM audit_event WHERE number = 5)",
    )
    assert auditing.verify(written).broken is None
    broken = auditing.verify(written, [noted]).broken
    assert broken
    assert (broken.number, broken.how) == (6, Break.REMOVED)


def test_a_head_is_read_as_it_was_printed() -> None:
    head = Head(12, "ab" * 32)
    assert auditing.head_from(f" {head}\n") == head
    for wrong in ("", "12", "12:ab", ":" + "ab" * 32, "-1:" + "ab" * 32, "x:" + "ab" * 32, "12:" + "é" * 64):
        with pytest.raises(Invalid):
            auditing.head_from(wrong)


def test_without_its_head_nothing_more_is_written(written: Practice) -> None:
    by_hand(written, "DELETE FROM trail_head")
    with pytest.raises(Unavailable, match="audit verify"):
        leave(written.database, "person.password-changed")
    assert len(entries(written.database)) == 7


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET person_id = 'x'",
        "DELETE FROM audit_event",
        "DELETE FROM audit_event WHERE number = 7",
        "UPDATE trail_head SET number = 5",
        "UPDATE trail_head SET hash = 'x'",
        "DELETE FROM trail_head",
    ],
)
def test_the_database_itself_refuses_every_change(written: Practice, statement: str) -> None:
    with pytest.raises(Blocked), written.database.open() as session:
        session.connection().execute(text(statement))
    assert auditing.verify(written).broken is None


def test_sqlite_cannot_replace_an_entry(embedded_practice: Practice) -> None:
    leave(embedded_practice.database, "person.password-changed")
    kept = "SELECT number, at, 'family.read', person_id, family_id, subject_id, details, address, request_id, previous, hash, reason_id FROM audit_event"
    for statement in (
        f"INSERT OR REPLACE INTO audit_event {kept}",
        "INSERT OR REPLACE INTO trail_head VALUES ('trail', 0, 'x')",
    ):
        with pytest.raises(Blocked), embedded_practice.database.open() as session:
            session.connection().execute(text(statement))


def test_postgresql_cannot_empty_what_is_kept(server_database: Database) -> None:
    for table in (*locks.FOR_EVER, *locks.ONCE, "trail_head"):
        with pytest.raises(Blocked), server_database.open() as session:
            session.connection().execute(text(f"TRUNCATE {table} CASCADE"))


def test_what_was_there_before_the_trail_was_chained_is_chained_with_the_gaps_closed(
    empty_database: Callable[[], Database],
    practice_on: Callable[[Database, Settings], Practice],
    settings: Settings,
) -> None:
    database = empty_database()
    migrate.upgrade(database, to="0002")
    with database.open() as session:
        for number in (1, 2, 5, 9):
            add = "INSERT INTO audit_event (number, at, kind, family_id, details) VALUES (:n, '2026-03-20 12:00:00.000123', 'family.read', 'f', '{\"b\": 1, \"a\": [2]}')"
            session.connection().execute(text(add), {"n": number})
    migrate.upgrade(database)
    practice = practice_on(database, settings)
    leave(database, "person.password-changed")
    checked = auditing.verify(practice)
    assert (checked.broken, checked.head.number) == (None, 5)


def test_a_trail_sealed_with_a_secret_holds_only_with_every_secret_there_was(
    written: Practice, practice_on: Callable[[Database, Settings], Practice]
) -> None:
    url = written.database.url.render_as_string(hide_password=False)
    later = Database(url, secret="changed since")  # no secret of anybody's
    leave(later, "person.password-changed")
    assert later.trail_key == key_of("changed since")
    assert auditing.verify(practice_on(later, Settings.model_construct())).broken is not None
    both = Settings(former_secret_keys=SecretStr(NONE_BEFORE))
    assert auditing.verify(practice_on(later, both)).broken is None
    broken = auditing.verify(written).broken
    assert broken
    assert (broken.number, broken.how) == (8, Break.ALTERED)
    later.close()
