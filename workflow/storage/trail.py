"""Writing the trail. Every writing function of this package demands an `Event`, so that forgetting one is a type error."""

from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session

from workflow.models import AuditEvent
from workflow.rules.events import Event

_INSERT = insert(AuditEvent.__table__)  # type: ignore[attr-defined]  # SQLModel does not type __table__


def write(session: Session, event: Event, *, at: datetime, person_id: str | None) -> None:
    """Append one event in the session's transaction. `at` is UTC; `person_id` is None where nobody is signed in."""
    session.connection().execute(
        _INSERT,
        {
            "at": at,
            "kind": event.kind,
            "person_id": person_id,
            "family_id": event.family_id,
            "subject_id": event.subject_id,
            "details": dict(event.details),
        },
    )
