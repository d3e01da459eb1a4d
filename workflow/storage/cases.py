"""When the work with a family was closed and opened again, by whom and why."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from workflow.models import CaseMove, Family, Involvement, Person, Scoring
from workflow.rules.events import Event
from workflow.rules.statuses import UNDER_WAY
from workflow.storage import trail
from workflow.storage.families import record_of


def moves(session: Session, family_id: str) -> Sequence[tuple[CaseMove, str]]:
    """Every closing and opening again, the oldest first, each with the name of whoever did it."""
    found = session.execute(
        select(CaseMove, col(Person.name))
        .join(Person, col(Person.id) == col(CaseMove.by_id))
        .where(col(CaseMove.family_id).in_(record_of(family_id)))
        .order_by(col(CaseMove.at), col(CaseMove.id))
    )
    return [(row[0], row[1]) for row in found]


def under_way(session: Session, family_id: str) -> int:
    """How many scorings of a family are neither signed off nor withdrawn."""
    begun = (col(Scoring.family_id) == family_id, col(Scoring.status).in_([one.value for one in UNDER_WAY]))
    return session.scalar(select(func.count()).select_from(Scoring).where(*begun)) or 0


def move(
    session: Session,
    row: CaseMove,
    family: Family,
    ended: Sequence[Involvement],
    *,
    events: Sequence[Event],
    at: datetime,
    by: str,
) -> None:
    """Close the work or open it again, and end the parts that end with it."""
    session.add_all([row, family, *ended])
    session.flush()
    for event in events:
        trail.write(session, event, at=at, person_id=by)
