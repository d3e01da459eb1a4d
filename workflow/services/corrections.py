"""What stood in a family's record before it was corrected: what, when, by whom, from what to what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from workflow.models import Corrected, MeetingKind
from workflow.rules import corrections as words
from workflow.rules import meetings
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.services.desk import Desk
from workflow.services.family_people import found
from workflow.services.family_views import title_of
from workflow.storage import corrections as storage
from workflow.storage import families
from workflow.storage.corrections import Before, Subject

SOMEBODY_ELSE = "somebody who is not in this record any more"
_ORDER = tuple(Corrected)


@dataclass(frozen=True)
class Line:
    """One fact: what it is, what stood there, and what was put in its place."""

    what: str
    was: str
    became: str


@dataclass(frozen=True)
class Saved:
    """What somebody wrote over at one time (UTC); `by` is "" where nobody was signed in."""

    at: datetime
    by: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class OfOne:
    """All that was corrected of one thing, the newest first: its id, and how it is called now."""

    id: str
    title: str
    saved: tuple[Saved, ...]


@dataclass(frozen=True)
class Earlier:
    """The earlier details of a record: of the family itself, of each child and adult, of homes, of parts and of meetings."""

    family_id: str
    family: str
    of: tuple[OfOne, ...]


def look(desk: Desk, family_id: str) -> Earlier:
    """What a family's record said before. Needs `family:read`; the reading is recorded. What is kept from the reader leaves no trace here either."""
    row = found(families.family(desk.session, family_id))
    desk.require(Permission.FAMILY_READ, families.network(desk.session, family_id, desk.today))
    desk.record(Event("family.read", family_id, family_id))
    by_subject: dict[str, list[Before]] = {}
    for one in storage.of_record(desk.session, family_id):
        by_subject.setdefault(one.subject.id, []).append(one)
    every = [_of_one(rows) for rows in sorted(by_subject.values(), key=_place)]
    return Earlier(family_id, title_of(row.name), tuple(every))


def _place(rows: Sequence[Before]) -> tuple[int, str, str]:
    subject = rows[0].subject
    return _ORDER.index(subject.of), subject.called.casefold(), subject.id


def _of_one(rows: Sequence[Before]) -> OfOne:
    subject = rows[0].subject
    saves = groupby(rows, key=lambda one: (one.at, one.by))
    saved = (Saved(at, by, tuple(_line(one) for one in reversed(list(of)))) for (at, by), of in saves)
    return OfOne(subject.id, _title(subject), tuple(saved))


def _title(subject: Subject) -> str:
    if subject.of is Corrected.FAMILY:
        return "The family"
    if subject.of is Corrected.MEETING:
        return meetings.line(MeetingKind(subject.called), date.fromisoformat(subject.more))
    return f"{subject.called}, {subject.more}" if subject.more else subject.called


def _line(one: Before) -> Line:
    of, pair = one.subject.of, one.about is not None
    name = words.NAMES[of][one.field].format(other=one.about or SOMEBODY_ELSE)
    was, became = (words.shown(of, one.field, text, pair=pair) for text in (one.was, one.became))
    return Line(name, was, became)
