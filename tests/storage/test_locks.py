"""The database's own locks, on both kinds: what a signed scoring holds stands, what is recorded for ever is never rewritten."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, Table, inspect, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from gcp.grades import ItemState
from tests.rows import step_by_step
from tests.scoring_ground import VISITED, Ground, stand
from workflow.models import Answer, Scoring, ScoringStatus, metadata
from workflow.rules.errors import Blocked
from workflow.services.desk import Practice
from workflow.storage import locks, migrate
from workflow.storage.engine import Database
from workflow.storage.problems import breach_of

OPEN = (ScoringStatus.DRAFT, ScoringStatus.RETURNED)
CLOSED = tuple(status for status in ScoringStatus if status not in OPEN)


def hang_on_a_scoring() -> set[str]:
    """Every table with a reference to a scoring, but the scoring itself."""
    return {
        table.name
        for table in metadata.sorted_tables
        if table.name != "scoring"
        for key in table.foreign_keys
        if key.column.table.name == "scoring"
    }


def put_at(session: Session, status: ScoringStatus) -> None:
    """Bring the one scoring to a status past the locks, which are then on."""
    connection = session.connection()
    locks.remove(connection)
    connection.execute(update(metadata.tables["scoring"]).values(status=status.value))
    locks.put(connection)


def breach(connection: Connection, statement: Any) -> str | None:
    """The sentence of the lock that refuses a statement, None where it is carried out. Nothing of it stays."""
    with connection.begin_nested() as nested:
        try:
            connection.execute(statement)
        except DBAPIError as problem:
            nested.rollback()
            sentence = breach_of(problem)
            if sentence is None:
                raise
            return sentence
        nested.rollback()
    return None


def writes(connection: Connection, table: Table) -> dict[str, Any]:
    """Each way to write the one row of a table; the insert is of a twin, which a constraint refuses where no lock does."""
    row = dict(connection.execute(table.select()).mappings().one())
    column = next(name for name in row if name not in ("id", "scoring_id"))
    return {
        "insert": table.insert().values(row),
        "update": table.update().values({column: row[column]}),
        "delete": table.delete(),
    }


def test_every_table_that_hangs_on_a_scoring_has_its_lock() -> None:
    placed = {*locks.WITH_ITS_SCORING, *locks.FOR_EVER, *locks.OF_ITS_OWN}
    # What is kept for named people is decided whenever it becomes known, also of a scoring that is signed off; it changes nothing in it.
    assert hang_on_a_scoring() - placed == {"restriction"}
    kept = {"audit_event", "case_move", "place_change", "report_issue", "issued_document", "issued_paper"}
    assert placed - hang_on_a_scoring() == kept | {"record_merge_change", "correction"}, (
        "the trail, what became of the work and of teams, what was issued, what a merge moved and what was corrected hang on no scoring"
    )


@pytest.mark.parametrize("status", CLOSED)
def test_nothing_of_a_scoring_that_is_out_of_hand_is_written(filled: Database, status: ScoringStatus) -> None:
    with filled.open() as session:
        put_at(session, status)
        connection = session.connection()
        for name in locks.WITH_ITS_SCORING:
            for way, statement in writes(connection, metadata.tables[name]).items():
                assert breach(connection, statement), (name, way)


@pytest.mark.parametrize("status", OPEN)
def test_what_is_being_written_can_be_written(filled: Database, status: ScoringStatus) -> None:
    with filled.open() as session:
        put_at(session, status)
        connection = session.connection()
        for name in set(locks.WITH_ITS_SCORING) - set(locks.FOR_EVER):
            ways = writes(connection, metadata.tables[name])
            assert breach(connection, ways["update"]) is None, name
            assert breach(connection, ways["delete"]) is None, name


def test_a_row_cannot_be_moved_to_a_signed_scoring_or_out_of_one(filled: Database) -> None:
    with filled.open() as session:
        connection = session.connection()
        row = connection.execute(metadata.tables["scoring"].select()).mappings().one()
        connection.execute(metadata.tables["scoring"].insert().values({**row, "id": "s2", "status": "signed off"}))
        assert breach(connection, text("UPDATE answer SET scoring_id = 's2'"))
        assert breach(connection, text("UPDATE target SET scoring_id = 's2'"))
        connection.execute(text("UPDATE scoring SET status = 'signed off' WHERE id = 'g'"))
        connection.execute(metadata.tables["scoring"].insert().values({**row, "id": "s3"}))
        assert breach(connection, text("UPDATE answer SET scoring_id = 's3'"))


def test_what_is_recorded_for_ever_is_neither_changed_nor_taken_away(filled: Database) -> None:
    with filled.open() as session:
        connection = session.connection()
        for name in locks.FOR_EVER:
            ways = writes(connection, metadata.tables[name])
            for way in ("update", "delete"):
                assert (
                    breach(connection, ways[way])
                    == "What is recorded here stays for ever as it was written, so nothing was changed."
                ), (name, way)


def test_what_can_be_taken_back_is_taken_back_once_and_nothing_else_of_it_is_changed(filled: Database) -> None:
    kept = "What is recorded here stays for ever as it was written, so nothing was changed."
    with filled.open() as session:
        connection = session.connection()
        for name, (at, by, why) in locks.ONCE.items():
            table = metadata.tables[name]
            row = dict(connection.execute(table.select()).mappings().one())
            empty = {**row, "id": "fresh", at: None, by: None, why: ""}
            connection.execute(table.insert().values(empty))
            fresh = table.c.id == "fresh"
            for statement in (
                table.delete().where(fresh),
                table.update().where(fresh).values({why: "Needed"}),
                table.update().where(fresh).values({"reason": "Another"}),
                table.update().where(fresh).values({at: row["at"], by: row["by_id"], "reason": "Another"}),
            ):
                assert breach(connection, statement) == kept, (name, statement)
            connection.execute(table.update().where(fresh).values({at: row["at"], by: row["by_id"], why: "Needed"}))
            for values in ({why: "Another"}, {at: None, by: None, why: ""}, {at: row["at"], by: row["by_id"]}):
                assert breach(connection, table.update().where(fresh).values(values)) == kept, (name, values)


@pytest.mark.parametrize("status", CLOSED)
def test_the_facts_of_a_scoring_stand_once_it_is_sent(filled: Database, status: ScoringStatus) -> None:
    with filled.open() as session:
        put_at(session, status)
        connection = session.connection()
        for name, value in (
            ("carer_names", "Dad"),
            ("scorer_id", "nobody"),
            ("exclusions", {"A1": "why"}),
            ("age_months", 3),
            ("blind", True),
        ):
            assert breach(connection, update(metadata.tables["scoring"]).values({name: value})), name
        assert breach(connection, text("DELETE FROM scoring"))


@pytest.mark.parametrize("status", CLOSED)
def test_a_scoring_that_is_over_goes_nowhere_but_from_signed_off_to_superseded(
    filled: Database, status: ScoringStatus
) -> None:
    with filled.open() as session:
        put_at(session, status)
        connection = session.connection()
        for other in ScoringStatus:
            way = text("UPDATE scoring SET version = version + 1, status = :to").bindparams(to=other.value)
            open_still = status is ScoringStatus.WITH_SUPERVISOR
            ends = (status, other) == (ScoringStatus.SIGNED_OFF, ScoringStatus.SUPERSEDED)
            assert (breach(connection, way) is None) == (open_still or ends), other
        words = breach(connection, text("UPDATE scoring SET supervisor_comment = 'Other words.'"))
        assert (words is None) == open_still


def test_a_visit_that_a_signed_scoring_rests_on_stands(filled: Database) -> None:
    with filled.open() as session:
        connection = session.connection()
        assert breach(connection, text("UPDATE visit SET place = 'Elsewhere'")) is None
        put_at(session, ScoringStatus.SIGNED_OFF)
        assert breach(connection, text("UPDATE visit SET place = 'Elsewhere'"))
        assert breach(connection, text("DELETE FROM visit"))


def apart(connection: Connection) -> None:
    """A second family and child, and a merge to write changes of."""
    for name in ("family", "child"):
        row = dict(connection.execute(metadata.tables[name].select()).mappings().one())
        connection.execute(metadata.tables[name].insert().values({**row, "id": f"{row['id']}2"}))


def along(table: str, key: str, column: str, was: str, became: str) -> Any:
    row = {
        "id": f"{table} {was} {became}",
        "merge_id": "rm",
        "undoing": False,
        "place": 1,
        "of_table": table,
        "row_key": key,
    }
    changed = {"of_column": column, "was": was, "became": became}
    return metadata.tables["record_merge_change"].insert().values({**row, **changed})


@pytest.mark.parametrize("status", CLOSED)
def test_a_signed_scoring_changes_its_family_and_child_only_as_a_merge_has_written_down(
    filled: Database, status: ScoringStatus
) -> None:
    with filled.open() as session:
        put_at(session, status)
        connection = session.connection()
        apart(connection)
        scoring = metadata.tables["scoring"]
        for column, was, now in (("family_id", "f", "f2"), ("child_id", "c", "c2")):
            move = update(scoring).values({column: now})
            assert breach(connection, move), column
            connection.execute(along("scoring", "g", column, now, was))
            assert breach(connection, move), "another merge says nothing of this one"
            connection.execute(along("scoring", "g", column, was, now))
            assert breach(connection, move) is None, column
            for more in ({"carer_names": "Dad"}, {"age_months": 3}, {"signed_off_by_id": "p"}):
                open_still = status is ScoringStatus.WITH_SUPERVISOR and "signed_off_by_id" in more
                assert (breach(connection, move.values(more)) is None) == open_still, more


def test_a_visit_that_a_signed_scoring_rests_on_changes_its_family_only_as_a_merge_has_written_down(
    filled: Database,
) -> None:
    with filled.open() as session:
        put_at(session, ScoringStatus.SIGNED_OFF)
        connection = session.connection()
        apart(connection)
        assert breach(connection, text("UPDATE visit SET family_id = 'f2'"))
        connection.execute(along("visit", "v", "family_id", "f", "f2"))
        assert breach(connection, text("UPDATE visit SET family_id = 'f2'")) is None
        assert breach(connection, text("UPDATE visit SET family_id = 'f2', place = 'Elsewhere'"))


def test_what_was_put_under_another_takes_nothing_new(filled: Database) -> None:
    with filled.open() as session:
        connection = session.connection()
        apart(connection)
        for name, stays, gone in (("family", "f", "f2"), ("child", "c", "c2")):
            of = metadata.tables[name]
            connection.execute(update(of).where(of.c.id == gone).values(merged_into_id=stays))
        told = "This record has been put together with another meanwhile"
        tables = {name for name, _ in locks.taking(inspect(connection))}
        assert {"child", "adult", "household", "involvement", "meeting", "scoring", "care", "living"} <= tables
        assert not tables & {"audit_event", "scoring_carer"}
        for name in tables - set(locks.FOR_EVER):
            of = metadata.tables[name]
            for column, gone in (("family_id", "f2"), ("child_id", "c2")):
                if column in of.columns:
                    words = breach(connection, update(of).values({column: gone}))
                    assert words, (name, column)
                    assert words.startswith(told), (name, column)


def test_locks_are_back_after_a_table_is_made_anew(empty_database: Callable[[], Database], tmp_path: Any) -> None:
    from tests.test_migrations import with_revision

    database = empty_database()
    step_by_step(database)
    body = 'with op.batch_alter_table("answer") as batch:\n    batch.create_check_constraint("has_id", "id IS NOT NULL")\nop.execute("UPDATE audit_event SET kind = \'other\'")'
    migrate.upgrade(database, with_revision(tmp_path / "m", "9998", migrate.head(), body))
    with database.open() as session:
        put_at(session, ScoringStatus.SIGNED_OFF)
        for statement in ("UPDATE answer SET note = 'x'", "DELETE FROM audit_event", "DELETE FROM answer"):
            assert breach(session.connection(), text(statement)), statement


def test_putting_the_locks_twice_leaves_each_once(database: Database) -> None:
    def names(session: Session) -> list[str]:
        of = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
            if database.embedded
            else "SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
        )
        return list(session.connection().execute(text(of)).scalars())

    with database.open() as session:
        before = names(session)
        locks.put(session.connection())
        assert names(session) == before
        assert len(before) >= len(locks.WITH_ITS_SCORING)
        locks.remove(session.connection())
        assert names(session) == []


# --- as the services meet them


@pytest.fixture
def signed(practice: Practice) -> Ground:
    ground = stand(practice)
    ground.fill()
    ground.visit()
    ground.sign_off()
    return ground


def test_a_breach_is_told_in_a_sentence(signed: Ground) -> None:
    def by_hand() -> None:
        with signed.practice.database.open() as session:
            session.get_one(Scoring, signed.scoring_id).carer_names = "Somebody else"

    with pytest.raises(Blocked) as told:
        by_hand()
    assert told.value.sentence == (
        "This scoring is signed or withdrawn, so nothing in it can be changed and nothing was saved. Open it again to see how it stands."
    )
    assert signed.view().scoring.carer_names != "Somebody else"


def test_code_that_forgets_to_ask_is_refused_below_the_page(signed: Ground) -> None:
    def forgets() -> None:
        with signed.practice.database.open() as session:
            session.add(
                Answer(
                    id="new",
                    scoring_id=signed.scoring_id,
                    item_id="Z",
                    state=str(ItemState.NOTED),
                    changed_at=signed.practice.clock.now(),
                    changed_by_id=signed.scorer.id,
                )
            )

    with pytest.raises(Blocked):
        forgets()


def test_an_amendment_is_written_while_what_it_amends_stands(signed: Ground) -> None:
    new = signed.amend()
    signed.save("A1a", 3, on=1, scoring_id=new.id)
    signed.visit(new.id, on=VISITED.replace(day=9))
    signed.sign_off(new.id)
    assert [signed.view(one).scoring.status for one in (signed.scoring_id, new.id)] == ["superseded", "signed off"]
    assert inspect(signed.practice.database.engine).has_table("answer")
