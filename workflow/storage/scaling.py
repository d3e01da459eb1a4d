"""Numbers on scaling questions. Every version of a mark is kept; the highest stands."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from workflow.models import ScalingMark
from workflow.rules.events import Event
from workflow.storage import restrictions, trail

_MARK: Any = ScalingMark.__table__  # type: ignore[attr-defined]  # SQLModel does not type __table__
_COUNTED = {"preserve_rowcount": True}  # without it an INSERT does not tell whether it wrote
_NEXT: dict[str, Any] = {
    "sqlite": sqlite.insert(_MARK).on_conflict_do_nothing().execution_options(**_COUNTED),
    "postgresql": postgresql.insert(_MARK).on_conflict_do_nothing().execution_options(**_COUNTED),
}


def of_scoring(session: Session, scoring_id: str) -> Sequence[ScalingMark]:
    """Every version of every mark of a scoring, mark by mark in the order they were first given, each from its first version on."""
    return of_scorings(session, [scoring_id])


def of_scorings(session: Session, scoring_ids: Collection[str]) -> Sequence[ScalingMark]:
    """Every version of every mark of some scorings, as `of_scoring` orders them; none that is kept from the reader."""
    kept_back = restrictions.hidden(session, scoring_ids)
    rows = session.scalars(select(ScalingMark).where(col(ScalingMark.scoring_id).in_(scoring_ids))).all()
    rows = [row for row in rows if not kept_back.number(row.scoring_id, row.mark_id)]
    first = {(row.scoring_id, row.mark_id): (row.changed_at, row.mark_id) for row in rows if row.version == 1}
    return sorted(rows, key=lambda row: (row.scoring_id, first[row.scoring_id, row.mark_id], row.version))


def save(session: Session, row: ScalingMark, *, event: Event) -> bool:
    """Keep the next version of a mark. False, with nothing written, where somebody else was first with that version."""
    connection = session.connection()
    if connection.execute(_NEXT[connection.dialect.name], row.model_dump()).rowcount != 1:
        return False
    trail.write(session, event, at=row.changed_at, person_id=row.changed_by_id)
    return True


def copy(session: Session, rows: Sequence[ScalingMark]) -> None:
    """Add the marks that an amendment takes over. The event is that of the amendment."""
    session.add_all(rows)
    session.flush()
