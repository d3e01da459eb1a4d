"""Tries that failed, counted so that those made at the same moment are counted too."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from workflow.models import FailedTries

_TABLE: Any = FailedTries.__table__  # type: ignore[attr-defined]  # SQLModel does not type __table__
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_OLD = timedelta(days=2)


def hold(session: Session, key: str, at: datetime) -> tuple[int, datetime]:
    """The failures of a key and when the last was, held until the end of the transaction: nobody else tries in between."""
    connection = session.connection()
    row = _INSERT[connection.dialect.name](_TABLE).values(key=key, failures=0, last_at=at)
    connection.execute(row.on_conflict_do_nothing())
    return _found(session, select(_TABLE).where(_TABLE.c.key == key).with_for_update(), at)


def look(session: Session, key: str, at: datetime) -> tuple[int, datetime]:
    """The failures of a key and when the last was, held from nobody."""
    return _found(session, select(_TABLE).where(_TABLE.c.key == key), at)


def _found(session: Session, statement: Any, at: datetime) -> tuple[int, datetime]:
    row = session.connection().execute(statement).one_or_none()
    return (row.failures, row.last_at) if row else (0, at)


def note(session: Session, failures: dict[str, int], at: datetime) -> None:
    """Keep new counts of keys, and forget those of the day before yesterday."""
    connection = session.connection()
    connection.execute(delete(FailedTries).where(col(FailedTries.last_at) < at - _OLD))
    for key, count in sorted(failures.items()):
        values = {"failures": count, "last_at": at}
        row = _INSERT[connection.dialect.name](_TABLE).values(key=key, **values)
        connection.execute(row.on_conflict_do_update(index_elements=[_TABLE.c.key], set_=values))


def forget(session: Session, keys: Iterable[str]) -> None:
    """Somebody got in: what failed before counts for nothing."""
    session.connection().execute(delete(FailedTries).where(col(FailedTries.key).in_(list(keys))))
