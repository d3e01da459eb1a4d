"""What the carer and the child say of items themselves, read for the pages on which it stands beside the practitioner's grade."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session, col

from workflow.models import Child, Entry, Scoring


@dataclass(frozen=True)
class Voices:
    """The entries of some items' voices by key, who speaks (as they are called), and whether they are kept apart (`Scoring.blind`)."""

    values: Mapping[str, Mapping[str, Any]]
    carers: str
    child: str
    apart: bool


def of_items(session: Session, scoring_id: str, keys: Collection[str]) -> Voices:
    """The voices of these keys as they stand, in one query."""
    asked: Any = (
        select(
            *(col(Scoring.carer_names), col(Scoring.blind), col(Child.called)),
            *(col(Entry.key), col(Entry.value)),
        )
        .join(Child, col(Child.id) == col(Scoring.child_id))
        .outerjoin(Entry, and_(col(Entry.scoring_id) == col(Scoring.id), col(Entry.key).in_(keys)))
        .where(col(Scoring.id) == scoring_id)
    )
    rows = session.connection().execute(asked).all()
    values = {row.key: row.value for row in rows if row.key is not None and row.value}
    return Voices(values, rows[0].carer_names, rows[0].called, rows[0].blind)
