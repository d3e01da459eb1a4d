"""What the tables refuse, whoever writes to them: every constraint that the models declare is broken here once, on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKeyConstraint,
    Integer,
    Table,
    UniqueConstraint,
    insert,
    null,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from tests.rows import AT, DAY, ROWS
from workflow.models import metadata
from workflow.storage import locks
from workflow.storage.engine import Database

Values = dict[str, Any]

# For every check, what has to be true for it, and what breaks it: values to put into the one good row of its table.
BROKEN: dict[str, list[Values]] = {
    "ck_child_born_or_expected": [{"born": None, "expected": None}],
    "ck_living_one_person": [{"child_id": None, "adult_id": None}, {"child_id": "c", "adult_id": "m"}],
    "ck_involvement_part_known": [{"part": "onlooker"}, {"part": ""}, {"part": "Lead practitioner"}],
    "ck_scoring_status_known": [{"status": "finished"}, {"status": "SIGNED_OFF"}],
    "ck_scoring_window_runs_forward": [{"window_start": DAY.replace(day=6), "window_end": DAY}],
    "ck_scoring_version_counts": [{"version": 0}, {"version": -1}],
    "ck_answer_state_known": [{"state": "maybe", "grade": None}],
    "ck_answer_grade_where_scored": [
        {"state": "scored", "grade": None},
        {"state": "not-observed", "grade": 3},
        {"state": "unanswered", "grade": 1},
    ],
    "ck_answer_version_counts": [{"version": 0}],
    "ck_entry_version_counts": [{"version": 0}],
    "ck_reconciled_version_counts": [{"version": 0}],
    "ck_scaling_mark_number_on_scale": [{"number": 11}, {"number": -1}],
    "ck_scaling_mark_version_counts": [{"version": 0}],
    "ck_scaling_mark_part_known": [{"part": "onlooker"}, {"part": ""}],
    "ck_emergency_access_review_whole": [{"reviewed_at": None, "reviewed_by_id": "p"}],
    "ck_lead_offer_status_known": [{"status": "maybe"}, {"status": ""}],
    "ck_meeting_kind_known": [{"kind": "tea"}, {"kind": ""}],
    "ck_meeting_version_counts": [{"version": 0}],
    "ck_report_issue_recipient_kind_known": [{"recipient_kind": "neighbour"}, {"recipient_kind": ""}],
    "ck_job_state_known": [{"state": "lost"}, {"state": ""}],
    "ck_job_attempts_count": [{"attempts": -1}],
    "ck_household_version_counts": [{"version": 0}],
    "ck_adult_version_counts": [{"version": 0}],
    "ck_child_versions_count": [{"version": 0}, {"care_version": 0}],
    "ck_place_change_deed_known": [{"deed": "lost"}, {"deed": ""}],
    "ck_place_change_one_place": [{"agency_id": None, "team_id": None}, {"agency_id": "a", "team_id": "t"}],
    "ck_record_merge_undone_whole": [{"undone_at": AT, "undone_by_id": None}, {"undone_at": None, "undone_by_id": "p"}],
    "ck_correction_of_known": [{"of": "neighbour"}, {"of": ""}],
    "ck_correction_place_counts": [{"place": 0}],
    "ck_record_merge_change_place_counts": [{"place": 0}],
    "ck_trail_head_one_row": [{"id": "another"}],
    "ck_trail_head_number_counts": [{"number": -1}],
}
FITTING: list[tuple[str, Values]] = [
    ("child", {"born": None, "expected": DAY}),
    ("child", {"born": DAY, "expected": DAY}),
    ("living", {"child_id": None, "adult_id": "m"}),
    *(("involvement", {"part": part}) for part in ("co-worker", "core group member", "chair")),
    *(
        ("scoring", {"status": status})
        for status in ("with supervisor", "returned", "signed off", "withdrawn", "superseded")
    ),
    ("scoring", {"window_start": DAY, "window_end": DAY}),
    *(
        ("answer", {"state": state, "grade": None})
        for state in ("not-observed", "not-applicable", "refused", "not-safe-to-ask", "noted", "unanswered")
    ),
    *(("scaling_mark", {"number": number}) for number in (0, 10, None)),
    *(("scaling_mark", {"part": part}) for part in ("child", "family", "professional")),
    # A scale may run to ten, or in fives; the definition knows which grades there are.
    *(("answer", {"grade": grade, "state": "scored"}) for grade in (0, 1, 10, 20)),
]


@pytest.fixture
def connection(filled: Database) -> Iterator[Connection]:
    """A database with one good row in every table."""
    with filled.open() as session:
        # The locks would refuse most of this first; test_locks looks at them.
        locks.remove(session.connection())
        session.connection().execute(update(metadata.tables["answer_change"]).values(client_key="k"))
        yield session.connection()


def declared(kind: type) -> list[tuple[Table, Any]]:
    """Every constraint of a kind that the models declare, with its table."""
    return [(t, c) for t in metadata.sorted_tables for c in t.constraints if isinstance(c, kind)]


def refused(connection: Connection, statement: Any) -> bool:
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except IntegrityError:
        return True
    return False


def test_every_check_that_is_declared_is_broken_here() -> None:
    assert {str(check.name) for _, check in declared(CheckConstraint)} == set(BROKEN)


def test_every_check_bites(connection: Connection) -> None:
    for table, check in declared(CheckConstraint):
        for values in BROKEN[str(check.name)]:
            with pytest.raises(IntegrityError, match=str(check.name)), connection.begin_nested():
                connection.execute(update(table).values(values))


def test_what_fits_is_taken(connection: Connection) -> None:
    for name, values in FITTING:
        row = connection.execute(update(metadata.tables[name]).values(values))
        assert row.rowcount == 1, (name, values)


def test_every_reference_bites(connection: Connection) -> None:
    references = declared(ForeignKeyConstraint)
    assert len(references) >= 30
    for table, reference in references:
        (column,) = reference.columns
        assert refused(connection, update(table).values({column.name: "nobody"})), reference.name


def test_nothing_that_is_pointed_at_can_be_deleted(connection: Connection) -> None:
    pointed_at = {reference.referred_table for _, reference in declared(ForeignKeyConstraint)}
    assert len(pointed_at) > 8
    for table in pointed_at:
        assert refused(connection, table.delete()), table.name


def test_every_promise_of_only_one_bites(connection: Connection) -> None:
    promises = declared(UniqueConstraint)
    assert {table.name for table, _ in promises} == {
        *("agency", "team", "person", "sign_in", "care", "instrument_edition", "answer", "answer_change"),
        *("entry", "entry_change", "scaling_mark", "reconciled", "training"),
        *("first_step", "known_browser", "one_time_link", "passkey", "provider_identity", "recovery_code"),
        *("report_issue", "job"),
    }
    for table, promise in promises:
        row = dict(connection.execute(select(table)).mappings().one())
        # What the table's other promises ask for is different already, so that this one alone is broken.
        others = {
            c.name: c for _, other in promises if other.table is table and other is not promise for c in other.columns
        }
        apart = {name: another(c) for name, c in others.items() if name not in promise.columns and not c.foreign_keys}
        twin = {**row, "id": "another", **apart}
        assert refused(connection, insert(table).values(twin)), promise.name
        for column in promise.columns:
            if not column.foreign_keys and column.name != "version":
                refers = {name: None for name in others if others[name].foreign_keys and others[name].nullable}
                different = {**twin, **refers, column.name: another(column)}
                assert not refused(connection, insert(table).values(different)), (promise.name, column.name)
                connection.execute(table.delete().where(table.c.id == "another"))


def another(column: Column[Any]) -> Any:
    """A value that the one good row does not have."""
    words = "different"[: getattr(column.type, "length", None) or 9]
    return {Date: DAY.replace(day=6), Integer: 2}.get(type(column.type), words)


def test_every_key_is_there_once(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        row = dict(connection.execute(select(table)).mappings().one())
        assert refused(connection, insert(table).values(row)), table.name


def test_nothing_that_must_be_there_may_be_missing(connection: Connection) -> None:
    asked = 0
    for table in metadata.sorted_tables:
        for column in table.columns:
            if not column.nullable and not column.primary_key:
                asked += 1
                assert refused(connection, update(table).values({column.name: null()})), column
    assert asked > 60


def test_the_trail_points_at_nothing_so_it_outlives_what_it_speaks_of() -> None:
    assert not metadata.tables["audit_event"].foreign_keys


def test_every_constraint_and_index_has_its_conventional_name() -> None:
    starts = {CheckConstraint: "ck", ForeignKeyConstraint: "fk", UniqueConstraint: "uq"}
    for kind, start in starts.items():
        for table, constraint in declared(kind):
            assert str(constraint.name).startswith(f"{start}_{table.name}_")
            assert len(str(constraint.name)) <= 63, "PostgreSQL would cut the name"
    assert {table for rows in ROWS.values() for table in rows} == set(metadata.tables)
