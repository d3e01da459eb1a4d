"""What the carers and the child say of items themselves, read for the pages on which it stands beside the practitioner's grade."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from workflow.models import Adult, Child, Entry, Scoring, ScoringCarer
from workflow.storage import restrictions


@dataclass(frozen=True)
class Speakers:
    """Who speaks in a scoring, as they are called: each carer by id, all of them as one, the child; and whether they are kept apart (`Scoring.blind`)."""

    carers: Mapping[str, str]
    together: str
    child: str
    apart: bool


def speakers(session: Session, scoring_id: str) -> Speakers:
    """Who speaks in a scoring; one query."""
    asked: Any = (
        select(
            *(col(Scoring.carer_names), col(Scoring.blind), col(Child.called)),
            *(col(Adult.id).label("adult_id"), col(Adult.called).label("carer")),
        )
        .join(Child, col(Child.id) == col(Scoring.child_id))
        .outerjoin(ScoringCarer, col(ScoringCarer.scoring_id) == col(Scoring.id))
        .outerjoin(Adult, col(Adult.id) == col(ScoringCarer.adult_id))
        .where(col(Scoring.id) == scoring_id)
        .order_by(col(Adult.called), col(Adult.id))
    )
    rows = session.connection().execute(asked).all()
    carers = {row.adult_id: row.carer for row in rows if row.adult_id is not None}
    return Speakers(carers, rows[0].carer_names, rows[0].called, rows[0].blind)


def of_keys(session: Session, scoring_id: str, keys: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """What the entries of these keys say, by key; only those that say anything; one query."""
    asked: Any = select(col(Entry.key), col(Entry.value)).where(
        col(Entry.scoring_id) == scoring_id, col(Entry.key).in_(keys)
    )
    rows, kept_back = session.connection().execute(asked), restrictions.hidden(session, [scoring_id])
    return {row.key: row.value for row in rows if row.value and not kept_back.entry(scoring_id, row.key)}
