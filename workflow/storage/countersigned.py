"""What was said on signing scorings off: when, what happens next, and who looks again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session, col

from workflow.models import Scoring, ScoringMove, ScoringStatus


@dataclass(frozen=True)
class Countersigned:
    """One sign-off (UTC). `direction` is what happens next; then the day of the follow-up, or why none is needed."""

    signed_off_at: datetime
    direction: str
    follow_up_on: date | None
    no_follow_up: str


_SIGNED: Any = (
    select(
        *(col(Scoring.id), col(Scoring.signed_off_at)),
        *(col(ScoringMove.direction), col(ScoringMove.follow_up_on), col(ScoringMove.no_follow_up)),
    )
    .outerjoin(
        ScoringMove,
        and_(
            col(ScoringMove.scoring_id) == col(Scoring.id),
            col(ScoringMove.to_status) == ScoringStatus.SIGNED_OFF.value,
        ),
    )
    .where(col(Scoring.signed_off_at).is_not(None))
)


def of_scorings(session: Session, scoring_ids: Collection[str]) -> dict[str, Countersigned]:
    """What was said on signing these off, by scoring id; those never signed off are left out."""
    rows = session.connection().execute(_SIGNED.where(col(Scoring.id).in_(set(scoring_ids))))
    return {
        row.id: Countersigned(row.signed_off_at, row.direction or "", row.follow_up_on, row.no_follow_up or "")
        for row in rows
    }
