"""Meetings of families: adding, changing and cancelling them, and those that lie ahead. Every change is guarded by the meeting's version."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from workflow.models import Child, Corrected, Family, Meeting, MeetingChild
from workflow.rules.events import Event
from workflow.storage import trail
from workflow.storage.facts import FACTS, Changed, note, text


@dataclass(frozen=True)
class MeetingRow:
    """A meeting with what its family is called, and the children it is about, eldest first."""

    meeting: Meeting
    family: str
    children: tuple[Child, ...]


def find(session: Session, meeting_id: str) -> MeetingRow | None:
    """The meeting of that id."""
    rows = _rows(session, col(Meeting.id) == meeting_id)
    return rows[0] if rows else None


def of_family(session: Session, family_id: str) -> Sequence[MeetingRow]:
    """The meetings of a family, the newest day first."""
    return _rows(session, col(Meeting.family_id) == family_id)[::-1]


def ahead(session: Session, family_ids: Collection[str], first: date, last: date) -> Sequence[MeetingRow]:
    """The meetings of some families from a day to a day that are not cancelled, the earliest first."""
    between = (col(Meeting.on) >= first, col(Meeting.on) <= last, col(Meeting.cancelled_at).is_(None))
    return _rows(session, col(Meeting.family_id).in_(family_ids), *between)


def _rows(session: Session, *where: Any) -> list[MeetingRow]:
    eldest_first = (col(Child.born).is_(None), col(Child.born), col(Child.expected), col(Child.called), col(Child.id))
    found = session.execute(
        select(Meeting, col(Family.name), Child)
        .join(Family, col(Family.id) == col(Meeting.family_id))
        .outerjoin(MeetingChild, col(MeetingChild.meeting_id) == col(Meeting.id))
        .outerjoin(Child, col(Child.id) == col(MeetingChild.child_id))
        .where(*where)
        .order_by(col(Meeting.on), col(Meeting.id), *eldest_first)
    )
    meetings: dict[str, tuple[Meeting, str, list[Child]]] = {}
    for meeting, family, child in found:
        children = meetings.setdefault(meeting.id, (meeting, family, []))[2]
        children += [child] if child else []
    return [MeetingRow(meeting, family, tuple(children)) for meeting, family, children in meetings.values()]


def add(session: Session, meeting: Meeting, child_ids: Collection[str], *, event: Event) -> None:
    """Add a meeting about some children."""
    session.add(meeting)
    session.flush()
    session.add_all(MeetingChild(meeting_id=meeting.id, child_id=child_id) for child_id in child_ids)
    session.flush()
    trail.write(session, event, at=meeting.changed_at, person_id=meeting.changed_by_id)


def _facts(before: Meeting, now: Meeting) -> Iterator[Changed]:
    of, names = FACTS[Meeting]
    for name in names:
        yield Changed(of, now.id, name, text(getattr(before, name)), text(getattr(now, name)))


def _children(session: Session, meeting_id: str, child_ids: Collection[str]) -> Iterator[Changed]:
    """Whom the meeting is about no more, and whom it is about now."""
    standing = set(
        session.scalars(select(col(MeetingChild.child_id)).where(col(MeetingChild.meeting_id) == meeting_id))
    )
    for child_id in sorted(standing ^ set(child_ids)):
        was, became = (None, "") if child_id in child_ids else ("", None)
        yield Changed(Corrected.MEETING, meeting_id, "child", was, became, child_id)


def change(
    session: Session,
    meeting: Meeting,
    values: Mapping[str, Any],
    child_ids: Collection[str] | None = None,
    *,
    event: Event,
) -> bool:
    """Change a meeting that still stands as it was read, and whom it is about where that is given; False where it does not stand so any more.

    `values` say who and when.
    """
    same = (col(Meeting.id) == meeting.id, col(Meeting.version) == meeting.version)
    before = Meeting(**meeting.model_dump())
    done: Any = session.connection().execute(update(Meeting).where(*same).values(**values, version=meeting.version + 1))
    session.refresh(meeting)
    if done.rowcount != 1:
        return False
    note(session, *_facts(before, meeting))
    if child_ids is not None:
        note(session, *_children(session, meeting.id, child_ids))
        session.connection().execute(delete(MeetingChild).where(col(MeetingChild.meeting_id) == meeting.id))
        session.expire_all()
        session.add_all(MeetingChild(meeting_id=meeting.id, child_id=child_id) for child_id in child_ids)
        session.flush()
    trail.write(session, event, at=values["changed_at"], person_id=values["changed_by_id"])
    return True
