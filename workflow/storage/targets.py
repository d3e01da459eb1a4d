"""Targets of scorings. Every change is guarded by the target's version."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlmodel import Session, col

from workflow.models import Target
from workflow.rules.events import Event
from workflow.storage import restrictions, trail


def of_scorings(session: Session, scoring_ids: Collection[str]) -> dict[str, list[Target]]:
    """The targets that stand in some scorings, by scoring id, each list by item; one query. None that is kept from the reader."""
    return _of_scorings(session, scoring_ids, col(Target.removed_at).is_(None))


def taken_out(session: Session, scoring_id: str) -> Sequence[Target]:
    """The targets of a scoring that were taken out, by item, the newest first. None that is kept from the reader."""
    return _of_scorings(session, [scoring_id], col(Target.removed_at).is_not(None))[scoring_id]


def latest(session: Session, scoring_id: str, item_id: str) -> int:
    """The highest version that a target of an item ever had; 0 where there was none."""
    of_it = (col(Target.scoring_id) == scoring_id, col(Target.item_id) == item_id)
    return session.connection().scalar(select(func.max(col(Target.version))).where(*of_it)) or 0


def _of_scorings(session: Session, scoring_ids: Collection[str], where: ColumnElement[bool]) -> dict[str, list[Target]]:
    kept_back = restrictions.hidden(session, scoring_ids)
    found: dict[str, list[Target]] = {scoring_id: [] for scoring_id in scoring_ids}
    chosen = select(Target).where(col(Target.scoring_id).in_(scoring_ids), where)
    for target in session.scalars(chosen.order_by(col(Target.item_id), col(Target.version).desc())):
        if not kept_back.target(target.scoring_id, target.item_id):
            found[target.scoring_id].append(target)
    return found


def add(session: Session, target: Target, *, event: Event) -> None:
    """Add a target to a scoring that is kept from other writers."""
    session.add(target)
    session.flush()
    trail.write(session, event, at=target.changed_at, person_id=target.changed_by_id)


def change(session: Session, target: Target, values: Mapping[str, Any], *, event: Event) -> bool:
    """Correct a target that still stands as it was read; False where it does not. `values` say who and when."""
    same = (col(Target.id) == target.id, col(Target.version) == target.version)
    done: Any = session.connection().execute(update(Target).where(*same).values(**values, version=target.version + 1))
    session.refresh(target)
    if done.rowcount != 1:
        return False
    trail.write(session, event, at=values["changed_at"], person_id=values["changed_by_id"])
    return True


def remove(session: Session, target: Target, *, event: Event, at: datetime, by: str) -> bool:
    """Take a target out that still stands as it was read: it stays, with when and by whom. False where it does not stand so."""
    same = (col(Target.id) == target.id, col(Target.version) == target.version, col(Target.removed_at).is_(None))
    values = {"removed_at": at, "removed_by_id": by}
    done: Any = session.connection().execute(update(Target).where(*same).values(**values))
    session.refresh(target)
    if done.rowcount != 1:
        return False
    trail.write(session, event, at=at, person_id=by)
    return True


def copy(session: Session, targets: Sequence[Target]) -> None:
    """Add the targets of an amendment. The event is that of the amendment."""
    session.add_all(targets)
    session.flush()
