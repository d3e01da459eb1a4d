"""Records whose work was closed so long ago that they may be past the day until which they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from workflow.models import Child, Family
from workflow.rules.access import Actor
from workflow.rules.roles import Permission
from workflow.storage.families import visible_to


@dataclass(frozen=True)
class Closed:
    """A record whose work is closed: its name, the day, and the latest day a child of it was born, or expected."""

    family_id: str
    name: str
    closed_on: date
    youngest: date | None


def closed_before(
    session: Session, actor: Actor, on: date, *, closed: date, born: date | None, limit: int
) -> Sequence[Closed]:
    """Those that somebody sees, closed before a day, and with no child born on another day or later (None: whenever); the longest closed first."""
    youngest = func.max(func.coalesce(col(Child.born), col(Child.expected)))
    asked = (
        select(col(Family.id), col(Family.name), col(Family.closed_on), youngest)
        .outerjoin(Child, col(Child.family_id) == col(Family.id))
        .where(col(Family.closed_on) < closed, col(Family.merged_into_id).is_(None), col(Family.practice).is_(False))
        .where(visible_to(actor, on, Permission.RECORD_KEEPING))
        .group_by(col(Family.id), col(Family.name), col(Family.closed_on))
        .order_by(col(Family.closed_on), col(Family.name), col(Family.id))
        .limit(limit)
    )
    if born is not None:
        asked = asked.having(func.coalesce(youngest, date.min) < born)
    return [Closed(*row) for row in session.execute(asked)]
