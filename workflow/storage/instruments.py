"""Editions as they were when first used."""

from sqlalchemy import select
from sqlmodel import Session, col

from workflow.models import InstrumentEdition
from workflow.rules.events import Event
from workflow.storage import trail


def edition(session: Session, edition_id: str) -> InstrumentEdition | None:
    """The edition of that id, with its text."""
    return session.get(InstrumentEdition, edition_id)


def named(session: Session, key: str, edition: str) -> InstrumentEdition | None:
    """The edition of that key and edition, if it was ever used."""
    same = (col(InstrumentEdition.key) == key, col(InstrumentEdition.edition) == edition)
    return session.scalars(select(InstrumentEdition).where(*same)).one_or_none()


def add(session: Session, row: InstrumentEdition, *, event: Event, by: str) -> None:
    """Keep an edition's text for ever."""
    session.add(row)
    session.flush()
    trail.write(session, event, at=row.first_used_at, person_id=by)
