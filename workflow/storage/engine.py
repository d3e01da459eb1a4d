"""The engine and the session of each kind of database, and what each needs to keep what it was given.

SQLite: write-ahead log, foreign keys on, durable commits, and one writer at a time in this process: threads that contend for SQLite's own
lock sleep in its back-off, which makes the slowest saves ten times slower. PostgreSQL: a pool as large as the web's threads.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlmodel import Session

from workflow.rules.chain import Head, key_of
from workflow.rules.errors import Unavailable
from workflow.rules.events import NOWHERE, Origin
from workflow.storage import trail
from workflow.storage.problems import BUSY, in_words

__all__ = ["WAIT_SECONDS", "Database", "Session"]

WAIT_SECONDS = 5.0
"""How long a writer waits for its turn before the page says that the database is busy."""


class Database:
    """One database, of either kind. `open()` gives a session whose commit is over when the block is.

    `wait` is how many seconds a writer waits for its turn, or a connection for the server; `secret` is what the trail's seals are made with.
    """

    def __init__(self, url: str, *, wait: float = WAIT_SECONDS, secret: str = "") -> None:
        self.url = make_url(url)
        self.wait = wait
        self.trail_key = key_of(secret)
        self.embedded = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self) if self.embedded else _postgresql(self)
        self._turn = threading.Lock()
        self._trail_ends: Head | None = None  # where this program last saw it end; other programs write to it too

    @contextmanager
    def open(self, origin: Origin = NOWHERE) -> Iterator[Session]:
        """A session in one transaction: its trail chained and all committed at the end of the block, rolled back on any raise.

        `origin` is where what is done comes from. Raises Unavailable, in words, where the database cannot be reached, read or written.
        """
        book = trail.Book(self.trail_key, origin)
        with (
            in_words(),
            self._my_turn(),
            Session(self.engine, expire_on_commit=False, info={"trail": book}) as session,
        ):
            yield session
            end = trail.chain(session, self._trail_ends)
            session.commit()
            book.end = end
            self._trail_ends = end or self._trail_ends

    @property
    def waits(self) -> dict[str, Any]:
        """What the driver is told about waiting. Whoever waits for a lock is told so and does not hold a thread for ever."""
        if self.embedded:
            return {"timeout": self.wait}
        return {"connect_timeout": max(2, round(self.wait)), "options": f"-c lock_timeout={round(self.wait * 1000)}"}

    def _my_turn(self) -> AbstractContextManager[Any]:
        return self._wait() if self.embedded else nullcontext()

    @contextmanager
    def _wait(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=self.wait):
            raise Unavailable(BUSY)
        try:
            yield
        finally:
            self._turn.release()

    def close(self) -> None:
        """Let every connection go."""
        self.engine.dispose()


def make_private_file(engine: Engine) -> None:
    """Have SQLite's file made, where it is missing, so that nobody else on the machine may read it: it holds children's records."""

    @event.listens_for(engine, "do_connect")
    def _make(_dialect: Any, _record: Any, _args: Any, _options: Any) -> None:
        name = engine.url.database
        if not name or name.startswith(
            ("file:", ":")
        ):  # SQLite's own ways of naming, which say for themselves what may be made
            return
        path = Path(name)
        with suppress(OSError):  # then opening it fails too, and that error is answered in words
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.touch(mode=0o600)


def _sqlite(database: Database) -> Engine:
    engine = create_engine(database.url, connect_args={**database.waits, "check_same_thread": False})
    make_private_file(engine)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # Taking the write lock at the start: a transaction that reads first and writes later could lose its place.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def _leave_nothing_open(connection: Any, _record: Any) -> None:
        # A commit that fails leaves SQLite's transaction standing, with the write lock; nobody else would ever write again.
        if connection is not None and connection.in_transaction:
            connection.rollback()

    return engine


def _postgresql(database: Database) -> Engine:
    pool = {"pool_size": 20, "max_overflow": 20, "pool_timeout": database.wait}
    return create_engine(database.url, connect_args=database.waits, **pool)
