"""What the carers and the child say of items themselves, read for the pages on which it stands beside the practitioner's grade."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
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


# Made once: the scoring page asks both, and a save that opens what was kept apart.
_SPEAKERS: Any = (
    select(
        *(col(Scoring.carer_names), col(Scoring.blind), col(Child.called)),
        *(col(Adult.id).label("adult_id"), col(Adult.called).label("carer")),
    )
    .join(Child, col(Child.id) == col(Scoring.child_id))
    .outerjoin(ScoringCarer, col(ScoringCarer.scoring_id) == col(Scoring.id))
    .outerjoin(Adult, col(Adult.id) == col(ScoringCarer.adult_id))
    .where(col(Scoring.id) == bindparam("scoring"))
    .order_by(col(Adult.called), col(Adult.id))
)
_OF_KEYS: Any = select(col(Entry.key), col(Entry.value)).where(
    col(Entry.scoring_id) == bindparam("scoring"), col(Entry.key).in_(bindparam("keys", expanding=True))
)


def speakers(session: Session, scoring_id: str) -> Speakers:
    """Who speaks in a scoring; one query."""
    rows = session.connection().execute(_SPEAKERS, {"scoring": scoring_id}).all()
    carers = {row.adult_id: row.carer for row in rows if row.adult_id is not None}
    return Speakers(carers, rows[0].carer_names, rows[0].called, rows[0].blind)


def of_keys(session: Session, scoring_id: str, keys: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """What the entries of these keys say, by key; only those that say anything; one query."""
    rows = session.connection().execute(_OF_KEYS, {"scoring": scoring_id, "keys": list(keys)})
    kept_back = restrictions.hidden(session, [scoring_id])
    return {row.key: row.value for row in rows if row.value and not kept_back.entry(scoring_id, row.key)}
