"""What a supervisor said of single items, with the move it came with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from workflow.models import ItemComment, Person, Scoring, ScoringMove, ScoringStatus


@dataclass(frozen=True)
class Said:
    """One comment: on which item, in what words, by whom, and with which move."""

    move_id: str
    item_id: str
    words: str
    by: str


_SAID: Any = select(
    *(col(ItemComment.move_id), col(ItemComment.item_id), col(ItemComment.words), col(Person.name).label("by"))
).join(Person, col(Person.id) == col(ItemComment.by_id))


def of_scoring(session: Session, scoring_id: str) -> Sequence[Said]:
    """Every comment on a scoring's items, the oldest first, and by item."""
    chosen = _SAID.where(col(ItemComment.scoring_id) == scoring_id)
    rows = session.connection().execute(chosen.order_by(col(ItemComment.at), col(ItemComment.item_id)))
    return [Said(*row) for row in rows]


def to_mend(session: Session, scoring: Scoring) -> dict[str, Said]:
    """What the last return said of single items, by item id, until the scoring is sent again; empty where it is not returned."""
    if scoring.status != ScoringStatus.RETURNED.value:
        return {}
    returns = (col(ScoringMove.scoring_id) == scoring.id, col(ScoringMove.move) == "return")
    last = select(col(ScoringMove.id)).where(*returns).order_by(col(ScoringMove.at).desc(), col(ScoringMove.id).desc())
    rows = session.connection().execute(_SAID.where(col(ItemComment.move_id) == last.limit(1).scalar_subquery()))
    return {row.item_id: Said(*row) for row in rows}
