"""The database's bad days come out as a sentence with something to do in it; faults of the code stay errors of ours."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.build import LONG_AGO
from workflow.models import Agency, Family
from workflow.rules.errors import Unavailable
from workflow.storage.engine import Database

OLDER = "The database is older than this version of Care Profile. Ask your administrator to run: careprofile migrate"
IN_USE = "The database is busy with somebody else's work, so nothing was saved. Wait a moment, then try again."
READ_ONLY = (
    "The database can only be read at the moment, so nothing was saved. "
    "Tell your administrator; what you typed is still here."
)
CLOSED = "The database cannot be opened. Tell your administrator."
FULL = "The disk of the database is full, so nothing was saved. Tell your administrator."
UNREACHABLE = "The database cannot be reached, so nothing was saved. Wait a moment, then try again."


def write(database: Database, words: str = "Example") -> None:
    with database.open() as session:
        session.add(Family(id="f", name=words, created_at=LONG_AGO))


def told(database: Database, words: str = "Example") -> str:
    with pytest.raises(Unavailable) as refusal:
        write(database, words)
    return refusal.value.sentence


def test_a_locked_file_is_said_and_works_again_when_it_is_free(embedded_database: Database) -> None:
    hasty = Database(str(embedded_database.url), wait=0.01)
    somebody = sqlite3.connect(str(embedded_database.url.database), isolation_level=None)
    somebody.execute("BEGIN IMMEDIATE")
    assert told(hasty) == IN_USE
    somebody.execute("ROLLBACK")
    somebody.close()
    write(hasty)
    hasty.close()


def test_a_row_that_somebody_holds_is_said(server_database: Database) -> None:
    write(server_database)
    hasty = Database(str(server_database.url), wait=0.01)

    def rename() -> None:
        with hasty.open() as session:
            session.get_one(Family, "f").name = "Mine"

    with server_database.open() as session:
        session.get_one(Family, "f").name = "Theirs"
        session.flush()
        with pytest.raises(Unavailable) as refusal:
            rename()
    assert refusal.value.sentence == IN_USE
    with server_database.open() as session:
        assert session.get_one(Family, "f").name == "Theirs"
    hasty.close()


def test_of_two_that_wait_for_each_other_one_is_told_and_one_goes_on(server_database: Database) -> None:
    with server_database.open() as session:
        session.add_all([Agency(id="a", name="A"), Agency(id="b", name="B")])
    both_hold = threading.Barrier(2)
    outcomes: list[str] = []

    def change(first: str, second: str) -> None:
        try:
            with server_database.open() as session:
                session.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
                session.execute(text("UPDATE agency SET name = name || '!' WHERE id = :id"), {"id": first})
                both_hold.wait(timeout=10)
                session.execute(text("UPDATE agency SET name = name || '!' WHERE id = :id"), {"id": second})
            outcomes.append("done")
        except Unavailable as refusal:
            outcomes.append(refusal.sentence)

    other = threading.Thread(target=change, args=("a", "b"))
    other.start()
    change("b", "a")
    other.join()
    assert sorted(outcomes) == sorted(["done", IN_USE])
    with server_database.open() as session:
        assert sorted(session.scalars(select(Agency.name))) == ["A!", "B!"], "who went on changed both, the other none"


def test_a_file_that_may_only_be_read_is_said(embedded_database: Database) -> None:
    embedded_database.close()
    read_only = Database(f"sqlite:///file:{embedded_database.url.database}?mode=ro&uri=true")
    assert told(read_only) == READ_ONLY
    read_only.close()


def test_a_server_that_may_only_be_read_is_said(server_database: Database) -> None:
    name = server_database.url.database
    with server_database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    server_database.close()
    assert told(server_database) == READ_ONLY


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    database = Database(f"postgresql+psycopg://postgres@/nothing?host={tmp_path}")
    assert told(database) == UNREACHABLE
    database.close()


def test_a_full_disk_is_said_and_nothing_is_kept(embedded_database: Database) -> None:
    def fill() -> None:
        with embedded_database.open() as session:
            pages = session.scalar(text("PRAGMA page_count"))
            session.execute(text(f"PRAGMA max_page_count = {pages}"))
            session.add(Family(id="f", name="x" * 1_000_000, created_at=LONG_AGO))

    with pytest.raises(Unavailable) as refusal:
        fill()
    assert refusal.value.sentence == FULL
    with embedded_database.open() as session:
        assert session.get(Family, "f") is None


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Not a database, and long enough for nobody to take it for one. " * 40)
    database = Database(f"sqlite:///{path}")
    assert told(database) == CLOSED
    database.close()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    database = Database(f"sqlite:///{tmp_path}/taken/careprofile.db")
    assert told(database) == CLOSED
    database.close()


@pytest.mark.parametrize("statement", ["SELECT * FROM not_made_yet", "SELECT not_made_yet FROM family"])
def test_a_schema_older_than_the_code_is_said(database: Database, statement: str) -> None:
    with pytest.raises(Unavailable) as refusal, database.open() as session:
        session.execute(text(statement))
    assert refusal.value.sentence == OLDER


@pytest.mark.parametrize("statement", ["SELEKT 1", "SELECT 1 +", "INSERT INTO family (id) VALUES ('f')"])
def test_faults_of_the_code_stay_faults(database: Database, statement: str) -> None:
    with pytest.raises(DBAPIError), database.open() as session:
        session.execute(text(statement))


def test_a_broken_rule_stays_a_broken_rule(database: Database) -> None:
    write(database)
    with pytest.raises(IntegrityError):
        write(database)
