"""Everything that an embedded database keeps, looked at often: only what was written since the last look is read again."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Rows = Mapping[str, list[tuple[Any, ...]]]
"""The rows of tables."""
Version = tuple[int, int]
"""How often a database was written to, by others and over one connection."""

LOG = "tests_log"
"""The table of the tests in which the database notes by itself which row of which table was written. No part of the schema."""
_LEFT_OUT = {LOG, "trail_head"}
"""What is not looked at: the log itself, and the head of the trail, which only follows its entries."""


@dataclass(frozen=True)
class Changed:
    """What a request did to the database: the rows that came and those that went, by table."""

    came: Rows
    went: Rows

    @property
    def tables(self) -> set[str]:
        """The tables that are not as they were."""
        return {*self.came, *self.went}

    @property
    def events(self) -> list[dict[str, Any]]:
        """The entries of the trail that were added."""
        names = ("number", "at", "kind", "person_id", "family_id", "subject_id", "details", "address", "request_id")
        return [dict(zip(names, row, strict=False)) for row in self.came.get("audit_event", ())]

    @property
    def only_trail(self) -> bool:
        """Whether nothing happened but that the trail grew."""
        return self.tables <= {"audit_event"} and not self.went


def changed(before: Rows, after: Rows) -> Changed:
    """What came and what went between two looks at the database."""
    other = [name for name in after if after[name] is not before[name] and after[name] != before[name]]
    return Changed(
        {name: rows for name in other if (rows := _more(after[name], before[name]))},
        {name: rows for name in other if (rows := _more(before[name], after[name]))},
    )


def _more(these: list[tuple[Any, ...]], those: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows that stand in one list and not in the other; where only more came at the end, without a look at each."""
    if these[: len(those)] == those:
        return these[len(those) :]
    if those[: len(these)] == these:
        return []
    return list((Counter(these) - Counter(those)).elements())


def watch(connection: sqlite3.Connection) -> None:
    """Have a database note every row that comes, changes or goes, whoever writes it: also what a foreign key takes along."""
    connection.execute(f"CREATE TABLE {LOG} (number INTEGER PRIMARY KEY, name TEXT, place INTEGER)")
    for name in _tables(connection):
        for deed, place in (("INSERT", "new.rowid"), ("UPDATE", "NULL"), ("DELETE", "NULL")):
            connection.execute(
                f'CREATE TRIGGER "{LOG}_{deed}_{name}" AFTER {deed} ON "{name}" '  # noqa: S608  # out of the schema
                f"BEGIN INSERT INTO {LOG} (name, place) VALUES ('{name}', {place}); END"
            )
    connection.commit()


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [name for (name,) in found if name not in _LEFT_OUT]


class Kept:
    """The rows of a watched database. A look costs what was written since the one before."""

    def __init__(self, file: Path) -> None:
        self.connection = sqlite3.connect(file, isolation_level=None)
        self.tables = _tables(self.connection)
        self._rows: Rows = {}
        self._version: Version = (-1, -1)
        self._seen = -1

    def rows(self) -> Rows:
        """Everything that is kept."""
        version = self.version()
        if version != self._version:
            self._rows = {**self._rows, **dict(self._again())} if self._rows else self.all_rows()
            self._seen = self._last()
            self._version = version
        return self._rows

    def all_rows(self) -> Rows:
        """Everything that is kept, every row of it read."""
        return {name: self._read(name) for name in self.tables}

    def version(self) -> Version:
        """What is another one after each write, of somebody else's or over this connection."""
        ((version,),) = self.connection.execute("PRAGMA data_version").fetchall()
        return version, self.connection.total_changes

    def is_now(self, rows: Rows) -> None:
        """Believe the rows: the database was put back to where they stood, and its log is empty again."""
        self._rows, self._version, self._seen = rows, self.version(), self._last()

    def _last(self) -> int:
        ((last,),) = self.connection.execute(f"SELECT coalesce(max(number), 0) FROM {LOG}").fetchall()  # noqa: S608
        return int(last)

    def _again(self) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
        """The tables that were written to, as they are now."""
        places: dict[str, list[int | None]] = defaultdict(list)
        log = f"SELECT name, place FROM {LOG} WHERE number > ?"  # noqa: S608
        for name, place in self.connection.execute(log, (self._seen,)):
            places[name].append(place)
        for name, new in places.items():
            yield name, self._grown(name, [one for one in new if one is not None]) if all(new) else self._read(name)

    def _grown(self, name: str, new: list[int]) -> list[tuple[Any, ...]]:
        """The rows of a table to which rows were added and nothing else was done."""
        added, before = self._read(name, f"WHERE rowid >= {min(new)}"), self._rows[name]
        ((count,),) = self.connection.execute(f'SELECT count(*) FROM "{name}"').fetchall()  # noqa: S608
        # Where one of them took an earlier place, or the place of another, there is no telling the new ones from the others.
        plain = len(added) == len(new) and count == len(before) + len(new)
        return [*before, *added] if plain else self._read(name)

    def _read(self, name: str, where: str = "") -> list[tuple[Any, ...]]:
        return self.connection.execute(f'SELECT * FROM "{name}" {where}').fetchall()  # noqa: S608  # out of the schema
