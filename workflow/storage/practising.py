"""Practice families: which one is somebody's own now, and letting one go."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from workflow.models import Family, Involvement
from workflow.rules.events import Event
from workflow.storage import trail


def of_person(session: Session, person_id: str) -> Sequence[Family]:
    """The practice families in which a person has a part, the newest first."""
    mine = select(col(Involvement.family_id)).where(col(Involvement.person_id) == person_id)
    chosen = select(Family).where(col(Family.practice).is_(True), col(Family.id).in_(mine))
    return session.scalars(chosen.order_by(col(Family.created_at).desc(), col(Family.id))).all()


def let_go(session: Session, family_id: str, *, event: Event, at: datetime, by: str) -> None:
    """End every part in a practice family, so that nobody sees it any more. The statement itself leaves real families alone."""
    practice = select(col(Family.id)).where(col(Family.id) == family_id, col(Family.practice).is_(True))
    session.connection().execute(delete(Involvement).where(col(Involvement.family_id).in_(practice)))
    trail.write(session, event, at=at, person_id=by)
