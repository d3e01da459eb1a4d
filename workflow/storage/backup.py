"""A copy of the whole database in one file, and the way back from it. Each kind of database by its own means: never a copied file.

SQLite writes itself out into a new file while people go on working; PostgreSQL's own programs, `pg_dump` and `pg_restore`, do the same there.
"""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from sqlalchemy import create_engine, inspect

from workflow.rules.errors import Unavailable
from workflow.storage import migrate
from workflow.storage.engine import Database
from workflow.storage.problems import in_words

_SQLITE = b"SQLite format 3\0"
_POSTGRESQL = b"PGDMP"
_THERE = "{file} is there already, and nothing is written over it. Name a file that is not there."
_FOREIGN = "{file} is no backup that Care Profile made of {kind}. Name one."
_DAMAGED = "{file} is damaged, so nothing was changed. Use an earlier backup."
_HOLDS = "The database holds something already, so nothing was changed. Restore into an empty one, or say --replace to lose what is there."
_PROGRAM = (
    "{name} is not on this machine. Install PostgreSQL's own programs (Debian: postgresql-client), then try again."
)


def make(database: Database, file: Path) -> None:
    """Write the whole database into a new file that nobody else on the machine may read.

    Raises Unavailable, in words, where the file is there already or cannot be written, or where the database cannot be read.
    """
    path = Path(database.url.database or "")
    if database.embedded and not path.exists():
        raise Unavailable("There is no database yet, so there is nothing to keep.")
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise Unavailable(_THERE.format(file=file)) from None
    except OSError as problem:
        raise Unavailable(f"{file} cannot be written: {problem.strerror}.") from problem
    try:
        if database.embedded:
            with _opened(
                path
            ) as source:  # a connection of its own: the engine's begin by themselves, and VACUUM wants no transaction
                source.execute("VACUUM INTO ?", (str(file),))
        else:
            _run(database, "pg_dump", "--format=custom", "--no-owner", f"--file={file}")
    except sqlite3.Error as problem:
        file.unlink(missing_ok=True)
        raise Unavailable(f"The database could not be read: {problem}.") from problem
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def restore(database: Database, file: Path, *, replace: bool = False) -> str:
    """Bring back everything as it was when the file was made; the revision of the schema it brings. All or nothing.

    Raises Unavailable, in words, where the file is no such backup, is damaged or newer than this code, and where the database holds
    something unless `replace` says that it may be lost.
    """
    _check(database, file)
    if _holds_something(database) and not replace:
        raise Unavailable(_HOLDS)
    if database.embedded:
        _restore_sqlite(database, file)
    else:
        clean = ("--clean", "--if-exists") if replace else ()
        _run(database, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", *clean, str(file))
    return migrate.current(database) or ""


def _check(database: Database, file: Path) -> None:
    try:
        with file.open("rb") as opened:
            start = opened.read(len(_SQLITE))
    except OSError as problem:
        raise Unavailable(f"{file} cannot be read: {problem.strerror}.") from problem
    known = start == _SQLITE if database.embedded else start.startswith(_POSTGRESQL)
    if not known:
        raise Unavailable(_FOREIGN.format(file=file, kind="SQLite" if database.embedded else "PostgreSQL"))


def _restore_sqlite(database: Database, file: Path) -> None:
    path = Path(database.url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
    with _opened(file, "?mode=ro") as source, _opened(path) as target:
        try:
            if source.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise Unavailable(_DAMAGED.format(file=file))
            if not source.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
                raise Unavailable(_FOREIGN.format(file=file, kind="SQLite"))
            source.backup(target)
        except sqlite3.DatabaseError:
            raise Unavailable(_DAMAGED.format(file=file)) from None
    database.close()  # connections that were open before know the old pages


class _opened:  # noqa: N801  # reads as the function it stands for; sqlite3's own context manager closes nothing
    def __init__(self, path: Path, query: str = "") -> None:
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}{query}", uri=True)

    def __enter__(self) -> sqlite3.Connection:
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _holds_something(database: Database) -> bool:
    path = database.url.database or ""
    if database.embedded and (not Path(path).exists() or Path(path).stat().st_size == 0):
        return False
    with in_words():
        engine = create_engine(database.url, connect_args=database.waits)
        try:
            return bool(inspect(engine).get_table_names())
        finally:
            engine.dispose()


def _run(database: Database, name: str, *arguments: str) -> None:
    """One of PostgreSQL's programs, in its own words where it fails. The password goes by the environment, where other people cannot read it."""
    program = shutil.which(name)
    if program is None:
        raise Unavailable(_PROGRAM.format(name=name))
    url = database.url.set(drivername="postgresql", password=None)
    where = {"PGPASSWORD": database.url.password} if database.url.password else {}
    done = subprocess.run(  # noqa: S603  # a program of the system, and arguments that no shell reads
        (program, f"--dbname={url.render_as_string(hide_password=False)}", *arguments),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **where},
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise Unavailable(f"{name} did not do it, so nothing was changed: {said[0] if said else done.returncode}")
