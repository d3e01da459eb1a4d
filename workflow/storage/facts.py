"""The facts of records, and what stood there before: whatever a session writes over is noted as it is written, and kept with the entry of the trail.

No service has to think of it. What a session is about to write is looked through; a write leaves an entry in the trail, or it is a type error, and
what was noted since the one before is kept under its number, in the same transaction (`trail.chain`). A row that is new has nothing before it. What a
merge of two records moves is not noted here: it is kept with the merge.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import event, inspect, select
from sqlmodel import Session

from workflow.models import Adult, Care, Child, Corrected, Family, Household, Involvement, Living, Meeting

_NOTED, _NEW = "careprofile.facts-noted", "careprofile.facts-new"
FACTS: Mapping[type, tuple[Corrected, tuple[str, ...]]] = {
    Family: (Corrected.FAMILY, ("name",)),
    Child: (Corrected.CHILD, ("called", "surname", "born", "expected", "nhs_number", "upn")),
    Adult: (Corrected.ADULT, ("called", "name")),
    Household: (Corrected.HOME, ("name",)),
    Involvement: (Corrected.PART, ("part", "since", "until", "reason", "end_reason")),
    Meeting: (Corrected.MEETING, ("kind", "on", "chaired_by")),
}
"""The columns that are facts of a record, by what they are of."""

NO_FACTS = {"id", "family_id", "person_id", "version", "care_version", "created_at", "practice"} | {
    *("merged_into_id", "closed_on", "changed_at", "changed_by_id", "cancelled_at", "cancel_reason")
}
"""The other columns of those tables: they are never written over, only count, or are kept where they are told."""


@dataclass(frozen=True)
class Changed:
    """One fact that is written over, as `models.corrections.Correction` keeps it."""

    of: Corrected
    subject_id: str
    field: str
    was: str | None
    became: str | None
    about_id: str | None = None


def note(session: Session, *changed: Changed) -> None:
    """Note what is written over past the session's own rows; what stays the same is none."""
    session.info.setdefault(_NOTED, []).extend(one for one in changed if one.was != one.became)


def noted(session: Session) -> tuple[Changed, ...]:
    """What was noted since this was last asked."""
    return tuple(session.info.pop(_NOTED, ()))


def text(value: object) -> str | None:
    """A fact as it is kept; None where there is none."""
    return value.isoformat() if isinstance(value, date) else str(value) if value not in (None, "") else None


def others_now(row: Any, before: Mapping[str, object]) -> list[str]:
    """The names of the facts of a row that are others now than before."""
    return [name for name in FACTS[type(row)][1] if getattr(row, name) != before[name]]


@event.listens_for(Session, "before_flush")
def _look_through(session: Session, _context: object, _instances: object) -> None:
    new: set[str] = session.info.setdefault(_NEW, set())
    new.update(row.id for row in session.new if type(row) in FACTS)
    for row in session.dirty:
        if type(row) in FACTS:
            note(session, *_written_over(session, row))
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Care | Living) and _pair(row)[1] not in new:
            note(session, _belongs(session, row))


def _written_over(session: Session, row: Any) -> Iterator[Changed]:
    of, names = FACTS[type(row)]
    for name in names:
        if inspect(row).attrs[name].history.has_changes():
            yield Changed(of, row.id, name, text(_before(session, row, name)), text(getattr(row, name)))


def _before(session: Session, row: Any, name: str) -> Any:
    """What stands in the database. A value that was set unread is not known to the session."""
    deleted = inspect(row).attrs[name].history.deleted
    if deleted:
        return deleted[0]
    column = type(row).__table__.c[name]
    return session.connection().execute(select(column).where(type(row).__table__.c.id == row.id)).scalar_one()


def _pair(row: Care | Living) -> tuple[Corrected, str, str, str]:
    """What a row of two is kept under: of what, its id, the name, and the other one's id."""
    if isinstance(row, Care):
        return Corrected.CHILD, row.child_id, "care", row.adult_id
    return Corrected.HOME, row.household_id, "living", row.child_id or row.adult_id or ""


def _belongs(session: Session, row: Care | Living) -> Changed:
    of, subject_id, field, about_id = _pair(row)
    column = "relationship" if isinstance(row, Care) else "note"
    said: str = getattr(row, column)
    if row in session.new:
        return Changed(of, subject_id, field, None, said, about_id)
    was = _before(session, row, column) if inspect(row).attrs[column].history.has_changes() else said
    return Changed(of, subject_id, field, was, None if row in session.deleted else said, about_id)
