"""Who was trained in which instrument, and when."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from workflow.models import Training
from workflow.rules.events import Event
from workflow.storage import trail


def of_person(session: Session, person_id: str) -> Sequence[Training]:
    """Every training of a person, by instrument and day."""
    mine = select(Training).where(col(Training.person_id) == person_id)
    return session.scalars(mine.order_by(col(Training.instrument_key), col(Training.on))).all()


def trained(session: Session, person_ids: Collection[str], instrument_key: str, by: date) -> frozenset[str]:
    """Those of some people who were trained in an instrument on or before a day."""
    found = session.connection().execute(
        select(col(Training.person_id)).where(
            col(Training.person_id).in_(person_ids),
            col(Training.instrument_key) == instrument_key,
            col(Training.on) <= by,
        )
    )
    return frozenset(row.person_id for row in found)


def keys_of(session: Session, person_id: str, by: date) -> frozenset[str]:
    """The keys of the instruments in which a person was trained on or before a day."""
    mine = (col(Training.person_id) == person_id, col(Training.on) <= by)
    found = session.connection().execute(select(col(Training.instrument_key)).where(*mine))
    return frozenset(row.instrument_key for row in found)


def add(session: Session, row: Training, *, event: Event, by: str | None) -> None:
    """Keep a day of training."""
    session.add(row)
    session.flush()
    trail.write(session, event, at=row.recorded_at, person_id=by)
