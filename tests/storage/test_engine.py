"""A transaction is a block: kept at its end, undone by a raise, and never reported as kept when it was not."""

import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlmodel import Session

from tests.build import LONG_AGO
from workflow.models import Agency, Family
from workflow.rules.errors import Unavailable
from workflow.storage.engine import Database

BUSY = r"^The database is busy\. Wait a moment, then try again\.$"
PROMISE = "CREATE TABLE promise (family_id VARCHAR(20) REFERENCES family (id) DEFERRABLE INITIALLY DEFERRED)"


def families(database: Database) -> list[str]:
    with database.open() as session:
        return list(session.scalars(select(Family.id).order_by(Family.id)))


def new_family(number: int = 1) -> Family:
    return Family(id=f"f{number:03d}", name="Example", created_at=LONG_AGO)


def test_what_is_written_in_a_block_is_there_afterwards(database: Database) -> None:
    with database.open() as session:
        session.add(new_family())
    assert families(database) == ["f001"]


def test_a_raise_undoes_the_whole_block(database: Database) -> None:
    def half_way() -> None:
        with database.open() as session:
            session.add(new_family(1))
            session.flush()
            session.add(new_family(2))
            raise LookupError("half way")

    with pytest.raises(LookupError, match="half way"):
        half_way()
    assert families(database) == []


def test_rows_can_be_read_after_their_block(database: Database) -> None:
    row = new_family()
    with database.open() as session:
        session.add(row)
    assert (row.id, row.name) == ("f001", "Example")


def test_a_commit_that_fails_is_raised_and_nothing_is_kept(database: Database) -> None:
    """The constraint is looked at only when the transaction ends, so every statement inside the block succeeds."""
    with database.open() as session:
        session.connection().execute(text(PROMISE))
    reached_the_end = False

    def act() -> None:
        nonlocal reached_the_end
        with database.open() as session:
            session.add(new_family())
            session.flush()
            session.connection().execute(text("INSERT INTO promise (family_id) VALUES ('nobody')"))
            reached_the_end = True

    with pytest.raises(IntegrityError):
        act()
    assert reached_the_end
    assert families(database) == []
    with database.open() as session:
        session.add(new_family())
    assert families(database) == ["f001"], "a failed commit must not stand in the way of the next"


def test_a_connection_cut_before_the_commit_is_raised_and_nothing_is_kept(database: Database) -> None:
    def act() -> None:
        with database.open() as session:
            session.add(new_family())
            session.flush()
            cut(session)

    with pytest.raises((Unavailable, ProgrammingError)):
        act()
    assert families(database) == []


def cut(session: Session) -> None:
    """Close the connection under the session's feet."""
    connection = session.connection().connection.driver_connection
    assert connection is not None
    connection.close()


def test_a_server_that_ends_the_connection_is_said_in_words(server_database: Database) -> None:
    def act() -> None:
        with server_database.open() as session, server_database.open() as other:
            session.add(new_family())
            session.flush()
            number = session.scalar(text("SELECT pg_backend_pid()"))
            other.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})

    with pytest.raises(Unavailable, match="The database cannot be reached, so nothing was saved"):
        act()
    assert families(server_database) == []


# --- what an embedded database needs, on every connection


def test_every_embedded_connection_keeps_what_it_was_given(embedded_database: Database) -> None:
    with embedded_database.engine.connect() as one, embedded_database.engine.connect() as another:
        assert one.connection.driver_connection is not another.connection.driver_connection
        for connection in (one, another):
            raw = connection.connection.driver_connection
            assert raw is not None
            asked = [
                raw.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
            assert asked == ["wal", 2, 1]


def test_an_embedded_database_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "careprofile.db"
    database = Database(f"sqlite:///{path}")
    assert not path.exists(), "naming a database makes nothing yet"
    with database.open() as session:
        session.connection().execute(text("CREATE TABLE some (id INTEGER)"))
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    database.close()


# --- many at once


def at_once(number: int, work: Callable[[int], None]) -> None:
    """Start `number` threads together and wait for them; the first raise comes out."""
    together = threading.Barrier(number)

    def run(index: int) -> None:
        together.wait(timeout=10)
        work(index)

    with ThreadPoolExecutor(number) as pool:
        for done in [pool.submit(run, index) for index in range(number)]:
            done.result()


def test_writers_at_once_lose_no_row(database: Database) -> None:
    def write(writer: int) -> None:
        for number in range(10):
            with database.open() as session:
                session.add(new_family(writer * 10 + number))

    at_once(6, write)
    assert families(database) == [f"f{number:03d}" for number in range(60)]


def test_two_programs_on_one_file_lose_no_row(embedded_database: Database) -> None:
    """Each program has its own turn; between the two there is only SQLite's lock."""
    programs = [Database(str(embedded_database.url)) for _ in range(2)]

    def write(writer: int) -> None:
        for number in range(10):
            with programs[writer].open() as session:
                session.add(new_family(writer * 10 + number))

    at_once(2, write)
    for program in programs:
        program.close()
    assert len(families(embedded_database)) == 20


def test_reading_first_and_writing_later_loses_no_update(embedded_database: Database) -> None:
    """The write lock is taken when the transaction begins, so no other program writes between the look and the write."""
    programs = [Database(str(embedded_database.url)) for _ in range(2)]
    with embedded_database.open() as session:
        session.add(Agency(id="a", name="0"))

    def add_one(writer: int) -> None:
        for _ in range(20):
            with programs[writer % 2].open() as session:
                row = session.get_one(Agency, "a")
                row.name = str(int(row.name) + 1)

    at_once(4, add_one)
    for program in programs:
        program.close()
    with embedded_database.open() as session:
        assert session.get_one(Agency, "a").name == "80"


def test_a_second_writer_of_one_process_waits_its_turn_and_is_told(embedded_database: Database) -> None:
    hasty = Database(str(embedded_database.url), wait=0.01)
    with (
        hasty.open(),
        pytest.raises(Unavailable, match=BUSY),
        hasty.open(),
    ):
        pytest.fail("two writers had their turn at once")
    hasty.close()


def test_more_than_the_pool_holds_are_told_so(server_database: Database) -> None:
    hasty = Database(str(server_database.url), wait=0.01)
    held = [hasty.engine.connect() for _ in range(40)]

    def one_more() -> int | None:
        with hasty.open() as session:
            return session.scalar(select(func.count()).select_from(Family))

    with pytest.raises(Unavailable, match=BUSY):
        one_more()
    held.pop().close()
    assert one_more() == 0
    for connection in held:
        connection.close()
    hasty.close()
