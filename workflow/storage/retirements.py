"""Which editions are retired, and how much each edition is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workflow.models import EditionRetirement, Family, InstrumentEdition, Person, Scoring
from workflow.rules.events import Event
from workflow.storage import trail

_TABLE: Any = EditionRetirement.__table__  # type: ignore[attr-defined]  # SQLModel does not type __table__
# One retirement stands at a time: the table itself says so. Without `preserve_rowcount` an INSERT does not tell whether it wrote.
_RETIRE: dict[str, Any] = {
    kind: insert(_TABLE).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    for kind, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


@dataclass(frozen=True)
class Retirement:
    """One time that an edition was retired (UTC): by whom and why; and when, by whom and why it was brought back, None and "" where it was not."""

    id: str
    name: str
    reason: str
    at: datetime
    by: str
    back_at: datetime | None
    back_by: str
    back_reason: str


@dataclass(frozen=True)
class Stored:
    """An edition that was used: its name, the fingerprint its text had then, what kind it is, and since when (UTC)."""

    name: str
    fingerprint: str
    exportable: bool
    first_used_at: datetime


def standing(session: Session) -> Mapping[str, Retirement]:
    """The editions that are retired now, by name; one query."""
    return {one.name: one for one in _found(session, col(EditionRetirement.brought_back_at).is_(None))}


def of_edition(session: Session, key: str, edition: str) -> Sequence[Retirement]:
    """Every time that an edition was retired, the newest first."""
    return _found(session, col(EditionRetirement.key) == key, col(EditionRetirement.edition) == edition)


def _found(session: Session, *where: Any) -> Sequence[Retirement]:
    one = EditionRetirement
    retirer: Any = aliased(Person)
    bringer: Any = aliased(Person)
    asked: Any = (
        select(
            *(col(one.id), col(one.key), col(one.edition), col(one.reason), col(one.at), retirer.name.label("by")),
            *(col(one.brought_back_at), bringer.name.label("back_by"), col(one.back_reason)),
        )
        .join(retirer, retirer.id == col(one.by_id))
        .outerjoin(bringer, bringer.id == col(one.brought_back_by_id))
        .where(*where)
        .order_by(col(one.at).desc(), col(one.id).desc())
    )
    return [
        Retirement(id_, f"{key}@{edition}", reason, at, by, back_at, back_by or "", back_reason)
        for id_, key, edition, reason, at, by, back_at, back_by, back_reason in session.connection().execute(asked)
    ]


def stored(session: Session) -> Sequence[Stored]:
    """Every edition that was ever used, without its text."""
    one = InstrumentEdition
    asked = select(
        *(col(one.key), col(one.edition), col(one.fingerprint), col(one.descriptors_exportable), col(one.first_used_at))
    )
    rows = session.connection().execute(asked.order_by(col(one.key), col(one.edition)))
    return [Stored(f"{row[0]}@{row[1]}", row[2], row[3], row[4]) for row in rows]


def uses(session: Session) -> Mapping[str, Mapping[str, int]]:
    """How many scorings there are with each edition, by its name and their status; what is only practised counts nowhere. One query."""
    asked = (
        select(col(InstrumentEdition.key), col(InstrumentEdition.edition), col(Scoring.status), func.count())
        .join(Scoring, col(Scoring.edition_id) == col(InstrumentEdition.id))
        .join(Family, col(Family.id) == col(Scoring.family_id))
        .where(col(Family.practice).is_(False))
        .group_by(col(InstrumentEdition.key), col(InstrumentEdition.edition), col(Scoring.status))
    )
    found: dict[str, dict[str, int]] = {}
    for key, edition, status, number in session.connection().execute(asked):
        found.setdefault(f"{key}@{edition}", {})[status] = number
    return found


def retire(session: Session, row: EditionRetirement, *, event: Event) -> bool:
    """Retire an edition; False where somebody did already, a moment before."""
    connection = session.connection()
    if connection.execute(_RETIRE[connection.dialect.name], row.model_dump()).rowcount != 1:
        return False
    trail.write(session, event, at=row.at, person_id=row.by_id)
    return True


def bring_back(session: Session, key: str, edition: str, reason: str, *, event: Event, at: datetime, by: str) -> bool:
    """Bring an edition back; False where somebody did already."""
    there = (
        *(col(EditionRetirement.key) == key, col(EditionRetirement.edition) == edition),
        col(EditionRetirement.brought_back_at).is_(None),
    )
    values = {"brought_back_at": at, "brought_back_by_id": by, "back_reason": reason}
    done: Any = session.connection().execute(update(EditionRetirement).where(*there).values(**values))
    if not done.rowcount:
        return False
    trail.write(session, event, at=at, person_id=by)
    return True
