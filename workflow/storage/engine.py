"""The engine and the session of each kind of database, and what each needs to keep what it was given.

SQLite: write-ahead log, foreign keys on, durable commits, and one writer at a time in this process: threads that contend for SQLite's own
lock sleep in its back-off, which makes the slowest saves ten times slower. PostgreSQL: a pool as large as the web's threads.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session

from workflow.rules.errors import Unavailable
from workflow.storage.problems import sentence_for

__all__ = ["WAIT_SECONDS", "Database", "Session"]

WAIT_SECONDS = 5.0
"""How long a writer waits for its turn before the page says that the database is busy."""


class Database:
    """One database, of either kind. `open()` gives a session whose commit is over when the block is."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.embedded = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.embedded else _postgresql(url)
        self._turn = threading.Lock()

    @contextmanager
    def open(self) -> Iterator[Session]:
        """A session in one transaction: committed at the end of the block, rolled back on any raise.

        Raises Unavailable, in words, where the database cannot be reached, read or written.
        """
        try:
            with self._my_turn(), Session(self.engine, expire_on_commit=False) as session:
                yield session
                session.commit()
        except DBAPIError as problem:
            sentence = sentence_for(problem)
            if sentence is None:
                raise
            raise Unavailable(sentence) from problem
        except SQLAlchemyError as problem:
            if "QueuePool limit" in str(problem):
                raise Unavailable("The database is busy. Wait a moment, then try again.") from problem
            raise

    def _my_turn(self) -> AbstractContextManager[Any]:
        return self._wait() if self.embedded else nullcontext()

    @contextmanager
    def _wait(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise Unavailable("The database is busy. Wait a moment, then try again.")
        try:
            yield
        finally:
            self._turn.release()

    def close(self) -> None:
        """Let every connection go."""
        self.engine.dispose()


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # Taking the write lock at the start: a transaction that reads first and writes later could lose its place.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgresql(url: str) -> Engine:
    return create_engine(url, pool_size=20, max_overflow=20, pool_timeout=WAIT_SECONDS)
