"""Prompts that were set aside: by whom, when and why, and whether somebody brought them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workflow.models import Person, PromptAside
from workflow.rules.events import Event
from workflow.storage import trail


@dataclass(frozen=True)
class Aside:
    """One time that a prompt was set aside (UTC), and when and by whom it was brought back ("" and None where it was not).

    `by` is a name, `by_id` the person; `hidden` where the reason is not what they wrote, because the reader may not see that yet.
    """

    id: str
    prompt: str
    mark: str
    reason: str
    at: datetime
    by: str
    back_at: datetime | None
    back_by: str
    by_id: str
    hidden: bool = False


def of_child(session: Session, child_id: str, carers: str) -> Sequence[Aside]:
    """Every time that a prompt of a child with these carers was set aside, the newest first; one query."""
    setter: Any = aliased(Person)
    bringer: Any = aliased(Person)
    asked: Any = (
        select(
            *(col(PromptAside.id), col(PromptAside.prompt), col(PromptAside.mark), col(PromptAside.reason)),
            *(col(PromptAside.at), setter.name.label("by"), col(PromptAside.by_id)),
            *(col(PromptAside.brought_back_at), bringer.name.label("back_by")),
        )
        .join(setter, setter.id == col(PromptAside.by_id))
        .outerjoin(bringer, bringer.id == col(PromptAside.brought_back_by_id))
        .where(col(PromptAside.child_id) == child_id, col(PromptAside.carers) == carers)
        .order_by(col(PromptAside.at).desc(), col(PromptAside.id).desc())
    )
    rows = session.connection().execute(asked)
    return [
        Aside(
            *(one.id, one.prompt, one.mark, one.reason, one.at, one.by),
            *(one.brought_back_at, one.back_by or "", one.by_id),
        )
        for one in rows
    ]


def add(session: Session, row: PromptAside, *, event: Event) -> None:
    """Set a prompt aside."""
    session.add(row)
    session.flush()
    trail.write(session, event, at=row.at, person_id=row.by_id)


def bring_back(session: Session, aside_id: str, *, event: Event, at: datetime, by: str) -> bool:
    """Bring a prompt back; False where somebody did already."""
    there = (col(PromptAside.id) == aside_id, col(PromptAside.brought_back_at).is_(None))
    values = {"brought_back_at": at, "brought_back_by_id": by}
    done: Any = session.connection().execute(update(PromptAside).where(*there).values(**values))
    if done.rowcount != 1:
        return False
    trail.write(session, event, at=at, person_id=by)
    return True
