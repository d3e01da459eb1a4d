"""Those who grade a scoring together with its scorer. Every change is guarded by the scoring's version, as all its facts are."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from workflow.models import CoScorer, Scoring
from workflow.rules.events import Event
from workflow.storage import scorings


def add(session: Session, scoring: Scoring, row: CoScorer, *, event: Event) -> bool:
    """Let somebody grade a scoring that still stands as it was read together with its scorer; False where it does not."""
    if not scorings.change(session, scoring, {}, event=event, at=row.added_at, by=row.added_by_id):
        return False
    session.add(row)
    session.flush()
    return True


def remove(session: Session, scoring: Scoring, person_id: str, *, event: Event, at: datetime, by: str) -> bool:
    """Let somebody grade a scoring no longer; what they wrote stays. False where the scoring does not stand as it was read."""
    if not scorings.change(session, scoring, {}, event=event, at=at, by=by):
        return False
    here = (col(CoScorer.scoring_id) == scoring.id, col(CoScorer.person_id) == person_id)
    session.connection().execute(delete(CoScorer).where(*here))
    return True
