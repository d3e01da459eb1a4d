"""Meetings of a family, so far as reports are made for them: adding one, changing it, cancelling it with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow.models import Child, Meeting, MeetingKind
from workflow.rules import meetings as rules
from workflow.rules.errors import Blocked, Conflict, Invalid
from workflow.rules.events import Event
from workflow.rules.meetings import CANCELLED, MEETING, MeetingFacts, MeetingStatus
from workflow.rules.processes import Move
from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON, words_fault
from workflow.services.desk import Desk
from workflow.services.family_people import family_to_change, found
from workflow.services.family_views import title_of
from workflow.services.names import take
from workflow.storage import families
from workflow.storage import meetings as storage
from workflow.storage.meetings import MeetingRow

LONGEST_CHAIR = 120
_CHANGED = "Somebody has changed this meeting since you opened the page. Open it again to see how it stands."
NO_CHILD = "Choose at least one child."


@dataclass(frozen=True)
class NewMeeting:
    """A meeting as typed: the kind, the day, who chairs it (in words, "" where that is open), and the children it is about."""

    kind: MeetingKind
    on: date
    chaired_by: str
    children: tuple[str, ...]


@dataclass(frozen=True)
class MeetingView:
    """A meeting as pages show it: what it is called, its day, who chairs it, whom it is about, and whether it lies ahead."""

    id: str
    family_id: str
    family: str
    kind: MeetingKind
    on: date
    chaired_by: str
    children: tuple[Child, ...]
    version: int
    ahead: bool
    cancelled_at: datetime | None
    cancel_reason: str

    @property
    def name(self) -> str:
        """Review conference."""
        return rules.spoken(self.kind)


@dataclass(frozen=True)
class MeetingsPage:
    """The meetings of a family, and whether whoever asks may change them."""

    family_id: str
    family: str
    ahead: tuple[MeetingView, ...]
    past: tuple[MeetingView, ...]
    may_edit: bool


@dataclass(frozen=True)
class MeetingForm:
    """What the form of a meeting needs: the family, its children, and the meeting where there is one."""

    family_id: str
    family: str
    children: Sequence[Child]
    meeting: MeetingView | None = None

    @property
    def typed(self) -> dict[str, Any]:
        """The meeting as somebody would have typed it."""
        one = self.meeting
        if one is None:
            return {}
        return {
            "kind": one.kind,
            "on": one.on,
            "chaired_by": one.chaired_by,
            "children": [child.id for child in one.children],
        }


def open_meetings(desk: Desk, family_id: str) -> MeetingsPage:
    """The meetings of a family. Reading them is an event. Raises NotFound or Refused."""
    family = found(families.family(desk.session, family_id))
    desk.require(Permission.FAMILY_READ, families.network(desk.session, family_id, desk.today), family_id)
    every = [_view(row, desk.today) for row in storage.of_family(desk.session, family_id)]
    desk.record(Event("meeting.read", family_id))
    return MeetingsPage(
        family_id,
        title_of(family.name),
        tuple(reversed([one for one in every if one.ahead])),
        tuple(one for one in every if not one.ahead),
        desk.who.may(Permission.MEETING_EDIT),
    )


def form_for(desk: Desk, family_id: str) -> MeetingForm:
    """What the form of a new meeting needs. Raises NotFound or Refused."""
    family = found(families.family(desk.session, family_id))
    desk.require(Permission.MEETING_EDIT, families.network(desk.session, family_id, desk.today), family_id)
    desk.record(Event("meeting.read", family_id))
    return MeetingForm(family_id, title_of(family.name), families.children(desk.session, family_id))


def form_of(desk: Desk, meeting_id: str) -> MeetingForm:
    """What the form of a standing meeting needs. Raises NotFound or Refused."""
    row = found(storage.find(desk.session, meeting_id))
    form = form_for(desk, row.meeting.family_id)
    return MeetingForm(form.family_id, form.family, form.children, _view(row, desk.today))


def add(desk: Desk, family_id: str, new: NewMeeting) -> Meeting:
    """Add a meeting. Needs `meeting:edit`. Raises NotFound, Refused, or Invalid with a sentence a field."""
    family_to_change(desk, family_id, Permission.MEETING_EDIT)
    chaired_by = _checked(desk, family_id, new)
    row = Meeting(
        id=desk.new_id(),
        family_id=family_id,
        kind=new.kind.value,
        on=new.on,
        chaired_by=chaired_by,
        changed_at=desk.now,
        changed_by_id=desk.who.person_id,
    )
    event = Event("meeting.added", family_id, row.id, {"kind": row.kind, "on": row.on.isoformat()})
    storage.add(desk.session, row, sorted(set(new.children)), event=event)
    return row


def change(desk: Desk, meeting_id: str, new: NewMeeting, version: int) -> None:
    """Change a meeting, as it stood at `version`. Needs `meeting:edit`. Raises as `add`; Blocked where it is cancelled, Conflict where it is another now."""
    row = _to_change(desk, MEETING.move("change"), meeting_id, version)
    values = {"kind": new.kind.value, "on": new.on, "chaired_by": _checked(desk, row.meeting.family_id, new)}
    _write(desk, row, values, sorted(set(new.children)), event="meeting.changed")


def cancel(desk: Desk, meeting_id: str, reason: str, version: int) -> None:
    """Cancel a meeting with the reason. It stays in the list. Needs `meeting:edit`. Raises as `change`."""
    move = MEETING.move("cancel")
    row = _to_change(desk, move, meeting_id, version)
    faults = {gap.part: gap.sentence for gap in move.gaps(MeetingFacts(reason=reason))}
    if fault := words_fault(reason, LONGEST_REASON):
        faults["reason"] = fault
    if faults:
        raise Invalid(faults)
    values = {"cancelled_at": desk.now, "cancel_reason": reason.strip()}
    _write(desk, row, values, None, event="meeting.cancelled")


def _to_change(desk: Desk, move: Move, meeting_id: str, version: int) -> MeetingRow:
    row = found(storage.find(desk.session, meeting_id))
    family_to_change(desk, row.meeting.family_id, move.permission, meeting_id)
    if row.meeting.version != version:
        raise Conflict(_CHANGED)
    status = MeetingStatus.CANCELLED if row.meeting.cancelled_at else MeetingStatus.PLANNED
    if status not in move.from_:
        raise Blocked(CANCELLED)
    return row


def _write(desk: Desk, row: MeetingRow, values: dict[str, Any], children: list[str] | None, event: str) -> None:
    details = {"version": row.meeting.version + 1} if event == "meeting.changed" else {}
    kept = {**values, "changed_at": desk.now, "changed_by_id": desk.who.person_id}
    written = Event(event, row.meeting.family_id, row.meeting.id, details)
    if not storage.change(desk.session, row.meeting, kept, children, event=written):
        raise Conflict(_CHANGED)


def _checked(desk: Desk, family_id: str, new: NewMeeting) -> str:
    """Who chairs it, tidied. Raises Invalid with a sentence a field."""
    faults: dict[str, str] = {}
    chaired_by = take(faults, "chaired_by", new.chaired_by, longest=LONGEST_CHAIR)
    known = {child.id for child in families.children(desk.session, family_id)}
    if not new.children or not set(new.children) <= known:
        faults["children"] = NO_CHILD
    faults |= {gap.part: gap.sentence for gap in MEETING.move("change").gaps(MeetingFacts(new.on, desk.today))}
    if faults:
        raise Invalid(faults)
    return chaired_by


def _view(row: MeetingRow, today: date) -> MeetingView:
    one = row.meeting
    ahead = one.on >= today and one.cancelled_at is None
    return MeetingView(
        id=one.id,
        family_id=one.family_id,
        family=title_of(row.family),
        kind=MeetingKind(one.kind),
        on=one.on,
        chaired_by=one.chaired_by,
        children=row.children,
        version=one.version,
        ahead=ahead,
        cancelled_at=one.cancelled_at,
        cancel_reason=one.cancel_reason,
    )
