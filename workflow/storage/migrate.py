"""The schema, revision by revision. Alembic is configured here, so there is no ini file and an installed wheel can migrate itself.

A migration has a connection of its own: on SQLite foreign keys are off while tables are made anew (with them on, dropping a parent
empties its children through cascades, without an error), checked before the commit, and a backup is taken first. On both kinds all
revisions run in one transaction, behind a lock, so that two programs starting at once do the work once. The locks on what is signed are
off meanwhile and back before the commit, also where there was nothing else to do.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError

from workflow import paths
from workflow.rules.errors import Unavailable
from workflow.storage import locks
from workflow.storage.engine import Database, make_private_file
from workflow.storage.problems import in_words

_LOCK = 7_213_005_118  # any number, as long as nothing else in the database uses it
_TURN = {True: text("BEGIN IMMEDIATE"), False: text(f"SELECT pg_advisory_xact_lock({_LOCK})")}
_NEWER = (
    "The database is newer than this version of Care Profile. Ask your administrator to install the newest version."
)
_NO_BACKUP = (
    "A backup cannot be written beside the database, so nothing was changed. Make its folder writable, then try again."
)


@dataclass(frozen=True)
class MigrationReport:
    """What an upgrade did: the revision before (None for an empty database) and after, and the backup, if one was taken."""

    before: str | None
    after: str
    backup: Path | None


def head(folder: Path | None = None) -> str:
    """The newest revision that this code knows. `folder` holds the revisions; the product's own where it is None."""
    found = _script(folder).get_current_head()
    if found is None:
        raise LookupError(f"There are no revisions in {folder or paths.migrations()}.")
    return found


def current(database: Database) -> str | None:
    """The revision of the database, None where it was never migrated. Raises Unavailable where it cannot be asked."""
    with database.open() as session:
        return _revision(session.connection())


def is_current(database: Database, folder: Path | None = None) -> bool:
    """Whether the database is at the newest revision.

    Raises Unavailable, in words, where the database cannot be asked or is newer than this code.
    """
    return _known(current(database), folder) == head(folder)


def upgrade(database: Database, folder: Path | None = None, to: str = "head") -> MigrationReport:
    """Bring the database to the newest revision (or to revision `to`), all or nothing; on SQLite a backup lies beside it first.

    Raises Unavailable, in words, where the database cannot be reached, is busy, or is newer than this code;
    RuntimeError where a revision would leave rows pointing at nothing (the database then stays as it was).
    """
    target = head(folder) if to == "head" else to
    with in_words(), _own_engine(database) as engine:
        backup = _backup(engine, database, folder, target) if database.embedded else None
        with engine.begin() as connection:
            connection.execute(_TURN[database.embedded])
            before = _known(_revision(connection), folder)
            locks.remove(connection)
            command.upgrade(_config(folder, connection, database.trail_key), target)
            locks.put(connection)
            if database.embedded:
                _refuse_orphans(connection)
            return MigrationReport(before, _revision(connection) or "", backup)


def draft(database: Database, words: str, folder: Path | None = None) -> Path:
    """Write the next revision from what the tables say and the database does not; a person then reads and mends it.

    The database must be at the newest revision. Answers with the new file, numbered after the newest one.
    """
    number = f"{int(head(folder)) + 1:04d}"
    with in_words(), _own_engine(database) as engine, engine.begin() as connection:
        made = command.revision(_config(folder, connection), message=words, autogenerate=True, rev_id=number)
    return Path(made.path)  # type: ignore[union-attr]  # one revision, not a list: there is one head


def _config(folder: Path | None, connection: Connection | None = None, trail_key: bytes = b"") -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder or paths.migrations()).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    config.attributes["trail_key"] = trail_key
    return config


def _script(folder: Path | None) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(folder))


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _known(revision: str | None, folder: Path | None) -> str | None:
    known = {script.revision for script in _script(folder).walk_revisions()}
    if revision is not None and revision not in known:
        raise Unavailable(_NEWER)
    return revision


@contextmanager
def _own_engine(database: Database) -> Iterator[Engine]:
    engine = create_engine(database.url, poolclass=NullPool, connect_args=database.waits)
    if database.embedded:
        make_private_file(engine)
        event.listen(engine, "connect", _bare)
    try:
        yield engine
    finally:
        engine.dispose()


def _bare(connection: Any, _record: Any) -> None:
    connection.isolation_level = (
        None  # we say BEGIN: the driver's own transactions would not cover the making of tables
    )
    connection.execute("PRAGMA foreign_keys = OFF")


def _backup(engine: Engine, database: Database, folder: Path | None, target: str) -> Path | None:
    """The copy taken before an upgrade; None where there is nothing to keep or nothing to do. It wants no transaction."""
    path = Path(database.url.database or "")
    with engine.connect() as connection:
        before = _known(_revision(connection), folder)
        if before == target or not inspect(connection).get_table_names():
            return None
        backup = _new_file(path, f"before-{target}")
        try:
            connection.exec_driver_sql("VACUUM INTO ?", (str(backup),))
        except DBAPIError:
            backup.unlink()
            raise
    return backup


def _new_file(path: Path, reason: str) -> Path:
    """An empty file beside the database that nobody else may read, under a name not taken yet."""
    number = 1
    while True:
        suffix = f"{reason}-{number}" if number > 1 else reason
        candidate = path.with_name(f"{path.stem}.{suffix}.backup.db")
        try:
            os.close(os.open(candidate, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            number += 1
        except OSError as problem:
            raise Unavailable(_NO_BACKUP) from problem
        else:
            return candidate


def _refuse_orphans(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        tables = ", ".join(sorted({re.sub(r"\W", "", str(row[0])) for row in orphans}))
        raise RuntimeError(f"The migration was undone: it would leave rows pointing at nothing in {tables}.")
