"""A quick look at everything that is kept shows what a look at every row shows, whatever was done in between."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.web.kept import Kept, changed, watch

DEEDS = (
    "INSERT INTO mother VALUES ('d', 'four')",
    "INSERT INTO mother VALUES ('e', 'five'), ('f', 'six')",
    "UPDATE mother SET name = 'other' WHERE id = 'b'",
    "DELETE FROM mother WHERE id = 'a'",
    "DELETE FROM mother",
    "INSERT INTO numbered VALUES (3, 'before the rest')",
    "INSERT INTO numbered VALUES (30, 'after the rest'); DELETE FROM numbered WHERE number = 30",
    "INSERT INTO mother VALUES ('b', 'again') ON CONFLICT (id) DO UPDATE SET name = 'again'",
    "INSERT OR REPLACE INTO mother VALUES ('a', 'in its place')",
    "INSERT INTO numbered VALUES (31, 'one'); UPDATE numbered SET name = 'two' WHERE number = 31",
    "INSERT INTO trail_head VALUES ('moved')",
    "SELECT 1",
)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "kept.db")) as connection:
        connection.executescript(
            """
            PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;
            CREATE TABLE mother (id TEXT PRIMARY KEY, name TEXT);
            CREATE TABLE child (id TEXT PRIMARY KEY, mother_id TEXT REFERENCES mother (id) ON DELETE CASCADE);
            CREATE TABLE numbered (number INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE trail_head (name TEXT);
            INSERT INTO mother VALUES ('a', 'one'), ('b', 'two'), ('c', 'three');
            INSERT INTO child VALUES ('x', 'a'), ('y', 'b');
            INSERT INTO numbered VALUES (10, 'ten'), (20, 'twenty');
            """
        )
        watch(connection)
        yield connection


@pytest.fixture
def kept(writer: sqlite3.Connection, tmp_path: Path) -> Iterator[Kept]:
    one = Kept(tmp_path / "kept.db")
    with closing(one.connection):
        yield one


def counted(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, Counter[tuple[object, ...]]]:
    return {name: Counter(found) for name, found in rows.items()}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_quick_look_shows_what_is_there(writer: sqlite3.Connection, kept: Kept, deed: str) -> None:
    before = kept.rows()
    assert set(before) == {"mother", "child", "numbered"}
    writer.executescript(deed)
    after = kept.rows()
    assert counted(after) == counted(kept.all_rows())
    done = changed(before, after)
    for name, rows in after.items():
        was, now = Counter(before[name]), Counter(rows)
        assert Counter(done.came.get(name, [])) == now - was
        assert Counter(done.went.get(name, [])) == was - now


def test_one_deed_after_another(writer: sqlite3.Connection, kept: Kept) -> None:
    for deed in (*DEEDS, *DEEDS[:3]):
        kept.rows()
        writer.executescript(deed)
        assert counted(kept.rows()) == counted(kept.all_rows())


def test_what_was_not_kept_was_not_done(writer: sqlite3.Connection, kept: Kept) -> None:
    before = kept.rows()
    writer.execute("BEGIN")
    writer.execute("DELETE FROM child")
    writer.rollback()
    assert not changed(before, kept.rows()).tables


def test_what_is_written_over_its_own_connection_is_seen(kept: Kept) -> None:
    before = kept.rows()
    kept.connection.execute("UPDATE numbered SET name = 'nine' WHERE number = 10")
    done = changed(before, kept.rows())
    assert (done.came, done.went) == ({"numbered": [(10, "nine")]}, {"numbered": [(10, "ten")]})
    assert done.tables == {"numbered"}
    assert not done.only_trail
