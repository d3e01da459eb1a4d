"""Of what the keys are made under which browsers encrypt what they could not send yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from workflow.models import DraftsKey
from workflow.rules.events import Event
from workflow.storage import trail

_KEYS: Any = DraftsKey.__table__  # type: ignore[attr-defined]  # SQLModel does not type __table__
# Without `preserve_rowcount` an INSERT does not tell whether it wrote.
_ADD: dict[str, Any] = {
    kind: insert(_KEYS).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    for kind, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def find(session: Session, store_id: str) -> DraftsKey | None:
    """What the key of a browser's store is made of."""
    return session.get(DraftsKey, store_id)


def add(session: Session, row: DraftsKey, *, event: Event) -> DraftsKey:
    """Keep what a new key is made of; what stands, where another page of the same browser was first."""
    connection = session.connection()
    done = connection.execute(_ADD[connection.dialect.name], row.model_dump())
    if done.rowcount == 1:
        trail.write(session, event, at=row.given_at, person_id=row.person_id)
    return session.get_one(DraftsKey, row.id)


def take_over(session: Session, row: DraftsKey, sign_in_id: str, at: datetime, *, event: Event) -> None:
    """Let a newer sign-in of the same person have the key."""
    values = {"sign_in_id": sign_in_id, "given_at": at}
    session.connection().execute(update(DraftsKey).where(col(DraftsKey.id) == row.id).values(values))
    trail.write(session, event, at=at, person_id=row.person_id)


def forget_older(session: Session, than: datetime, at: datetime, *, event: Event, by: str) -> None:
    """Delete what no sign-in asked for since a day; what was encrypted under it is gone with it."""
    gone = session.connection().execute(delete(DraftsKey).where(col(DraftsKey.given_at) < than))
    if gone.rowcount:
        trail.write(session, event, at=at, person_id=by)
