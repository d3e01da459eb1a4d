"""Which grades of a scoring are others now than they were at a moment, out of every change that was accepted."""

from datetime import datetime

from sqlalchemy import and_, select
from sqlmodel import Session, col

from workflow.models import Answer, AnswerChange


def before(session: Session, scoring_id: str, since: datetime) -> dict[str, int | None]:
    """The grades at that moment of the items whose grade is another now, by item id in order; None where there was none."""
    this = and_(
        col(Answer.scoring_id) == col(AnswerChange.scoring_id), col(Answer.item_id) == col(AnswerChange.item_id)
    )
    rows = session.execute(
        select(col(AnswerChange.item_id), col(AnswerChange.old_grade), col(Answer.grade))
        .join(Answer, this)
        .where(col(AnswerChange.scoring_id) == scoring_id, col(AnswerChange.changed_at) > since)
        .order_by(col(AnswerChange.item_id), col(AnswerChange.version))
    )
    first: dict[str, tuple[int | None, int | None]] = {}
    for item_id, old, now in rows:
        first.setdefault(item_id, (old, now))
    return {item_id: then for item_id, (then, now) in first.items() if then != now}
