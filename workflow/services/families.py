"""Families: adding one, opening one, and the list of one's own. What else can be done with a family is gathered here by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from workflow.models import Child, Family, Involvement, Part, ScoringStatus
from workflow.rules.access import Actor
from workflow.rules.errors import Invalid
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.rules.statuses import COUNTS_IN_PROGRESS
from workflow.services import keeping
from workflow.services.ahead import Ahead, ahead
from workflow.services.beginnings import history
from workflow.services.blindness import hidden
from workflow.services.desk import Desk
from workflow.services.family_people import (
    NewAdult,
    NewChild,
    add_adult,
    add_child,
    add_household,
    cares_for,
    correct_adult,
    correct_child,
    found,
    live_in,
    set_care,
    set_household,
)
from workflow.services.family_views import FamilyRows, FamilyView, family_view, title_of
from workflow.services.following_up import follow_ups
from workflow.services.instruments import titles
from workflow.services.involvements import REASON_LENGTH, added, end_involvement, involve, who_can_join
from workflow.services.latest_grades import grades_now
from workflow.services.names import take
from workflow.storage import families as storage
from workflow.storage import involved
from workflow.storage.families import ScoringLine

__all__ = [
    "ChildLine",
    "FamilyLine",
    "FamilyPage",
    "FamilyView",
    "NewAdult",
    "NewChild",
    "NewFamily",
    "Waiting",
    "Work",
    "add_adult",
    "add_child",
    "add_household",
    "cares_for",
    "correct_adult",
    "correct_child",
    "create",
    "end_involvement",
    "family_to_edit",
    "involve",
    "live_in",
    "mine",
    "my_work",
    "open_family",
    "page_of_mine",
    "rename",
    "set_care",
    "set_household",
    "waiting",
    "who_can_join",
]

T = TypeVar("T")
ADDED = "Added the family."
"""Why somebody leads who added a family and said nothing else."""
A_PAGE = 50
"""Families on one page of the list."""
LAST_PAGE = 1_000_000
"""No list is longer; a larger number in an address would not fit the database's own."""
_TO_FINISH = {
    ScoringStatus.DRAFT.value: "Finish it, then send it to your supervisor.",
    ScoringStatus.RETURNED.value: "Your supervisor returned it. Read why, mend it, then send it again.",
}
_TOGETHER = "Score it together with "
_TO_RATE_AGAIN = (
    "You are asked for a second rating. Grade what you see yourself; the other rating is hidden until both are in."
)
_TO_DECIDE = "Read it, then sign it off or return it."


@dataclass(frozen=True)
class NewFamily:
    """A family as typed: how the practice calls it, and why the person who adds it is involved ("" where that is plain)."""

    name: str
    reason: str = ""


@dataclass(frozen=True)
class Waiting:
    """A scoring that waits for the person who asks, what to do with it, as a sentence, and the instrument's title where it is not graded."""

    scoring: ScoringLine
    to_do: str
    instrument: str = ""

    @property
    def family(self) -> str:
        """How pages speak of its family."""
        return title_of(self.scoring.family)


@dataclass(frozen=True)
class ChildLine:
    """A child on the list: what they are called, and when they were born or are expected."""

    called: str
    born: date | None
    expected: date | None


@dataclass(frozen=True)
class FamilyLine:
    """A family on the list of those one sees. `part` is one's own part today, "" where one sees the family through a team or a role;
    `closed_on` since when the work with it is closed.
    """

    id: str
    name: str
    children: tuple[ChildLine, ...]
    lead: str
    part: str
    scorings: int
    last_scored: date | None
    waiting: tuple[Waiting, ...]
    closed_on: date | None

    @property
    def title(self) -> str:
        """How pages speak of the family: "Example family"."""
        return title_of(self.name)


@dataclass(frozen=True)
class FamilyPage:
    """One page of the list: its families, its number from 1, how many pages and how many families there are."""

    families: tuple[FamilyLine, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class Work:
    """The start page of somebody who works with families. `own` says whether they have a part in the families listed.

    `practice` are the practice families they see.
    """

    waiting: tuple[Waiting, ...]
    ahead: Ahead
    families: FamilyPage
    own: bool
    practice: tuple[FamilyLine, ...] = ()

    @property
    def practises(self) -> bool:
        """Whether one of the practice families is the person's own."""
        return any(family.part for family in self.practice)


def create(desk: Desk, new: NewFamily) -> Family:
    """Add a family; whoever adds it is its lead practitioner from today. Needs `family:create`. Raises Invalid with a sentence a field."""
    desk.require(Permission.FAMILY_CREATE)
    faults: dict[str, str] = {}
    name = take(faults, "name", new.name, "Enter the name you use for the family.")
    reason = take(faults, "reason", new.reason, longest=REASON_LENGTH) or ADDED
    if faults:
        raise Invalid(faults)
    me = desk.who.person_id
    row = Family(id=desk.new_id(), name=name, created_at=desk.now)
    lead = Involvement(
        id=desk.new_id(), family_id=row.id, person_id=me, part=Part.LEAD.value, since=desk.today, reason=reason
    )
    events = (
        Event("family.created", row.id, row.id),
        added(lead),
    )
    storage.create(desk.session, row, lead, events=events, at=desk.now, by=me)
    return row


def rename(desk: Desk, family_id: str, name: str) -> Family:
    """Correct how the family is called. Needs `family:edit`."""
    row = found(storage.hold(desk.session, family_id))
    desk.require(Permission.FAMILY_EDIT, storage.network(desk.session, family_id, desk.today))
    faults: dict[str, str] = {}
    taken = take(faults, "name", name, "Enter the name you use for the family.")
    if faults:
        raise Invalid(faults)
    fields = ["name"] if row.name != taken else []
    row.name = taken
    event = Event("family.changed", family_id, family_id, {"what": "name corrected", "fields": fields})
    storage.change(desk.session, [row], event=event, at=desk.now, by=desk.who.person_id)
    return row


def open_family(desk: Desk, family_id: str) -> FamilyView:
    """Everything the family page shows; the reading is recorded. Needs `family:read`. Raises NotFound, or Refused, which looks the same."""
    view = _view(desk, family_id, Permission.FAMILY_READ)
    desk.record(Event("family.read", family_id, family_id))
    return view


def family_to_edit(desk: Desk, family_id: str, permission: Permission = Permission.FAMILY_EDIT) -> FamilyView:
    """What a page that changes the family shows of it. Needs `permission`; the reading is recorded, for it shows as much."""
    view = _view(desk, family_id, permission)
    desk.record(Event("family.read", family_id, family_id))
    return view


def mine(desk: Desk) -> Sequence[FamilyLine]:
    """The first families that one sees: each with its children, lead, scorings and what waits for oneself. Needs `family:list`.

    The number of queries is the same however many families there are.
    """
    return page_of_mine(desk).families


def page_of_mine(desk: Desk, number: int = 1, *, own: bool = False, practice: bool = False) -> FamilyPage:
    """One page of the families one sees, by name; with `own`, of those in which one has a part. Needs `family:list`.

    With `practice`, of the invented ones instead, which stand on no other list.

    A page that is not there is the nearest that is. What is listed is recorded, for children's names stand on it.
    """
    desk.require(Permission.FAMILY_LIST)
    page = _page_of_mine(desk, number, own=own, practice=practice)
    _record_list(desk, [family.id for family in page.families])
    return page


def _record_list(desk: Desk, family_ids: Iterable[str]) -> None:
    listed = sorted(set(family_ids))
    if listed:
        desk.record(Event("families.listed", details={"families": listed}))


def _page_of_mine(desk: Desk, number: int = 1, *, own: bool = False, practice: bool = False) -> FamilyPage:
    number = min(max(number, 1), LAST_PAGE)
    start = A_PAGE * (number - 1)
    families, total = storage.seen_by(
        desk.session, desk.who, desk.today, own=own, practice=practice, start=start, limit=A_PAGE
    )
    pages = max(1, -(-total // A_PAGE))
    if number > pages:
        return _page_of_mine(desk, pages, own=own, practice=practice)
    ids = [family.id for family in families]
    children = _by_family((row.family_id, row) for row in storage.children_of(desk.session, ids))
    parts = _by_family((part[0], part) for part in involved.parts_now(desk.session, ids, desk.today))
    lines = _by_family((line.family_id, line) for line in storage.scoring_lines(desk.session, ids))
    decides = storage.those_seen(desk.session, desk.who, desk.today, ids, Permission.SCORING_REVIEW)
    rows = tuple(
        _line(
            desk,
            family,
            children.get(family.id, []),
            parts.get(family.id, []),
            lines.get(family.id, []),
            decides=family.id in decides,
        )
        for family in families
    )
    return FamilyPage(rows, number, pages, total)


def my_work(desk: Desk) -> Work | None:
    """What the start page shows: what waits, and one's own families, or those one sees where one has none of one's own.

    None for somebody whose work is not with families.
    """
    if not desk.who.may(Permission.FAMILY_LIST):
        return None
    own = _page_of_mine(desk, own=True)
    practice = _page_of_mine(desk, practice=True).families
    listed = own if own.total else _page_of_mine(desk)
    waits, coming = waiting(desk), ahead(desk)
    families = [*(family.id for family in (*listed.families, *practice)), *(one.scoring.family_id for one in waits)]
    _record_list(desk, (*families, *coming.families))
    return Work(waits, coming, listed, own=own.total > 0, practice=practice)


def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """Every scoring that waits for the person who asks, what was returned first, then the longest waiting. Needs `family:list`."""
    desk.require(Permission.FAMILY_LIST)
    return _waiting(desk, storage.waiting_lines(desk.session, desk.who, desk.today))


def _view(desk: Desk, family_id: str, permission: Permission) -> FamilyView:
    session = desk.session
    # First whether it is there at all: a refusal goes into the trail, and words out of an address are no id.
    family = found(storage.family(session, family_id))
    desk.require(permission, storage.network(session, family_id, desk.today))
    away = hidden(desk, family_id)
    lines = [replace(line, hidden=line.id in away) for line in storage.scoring_lines(session, [family_id])]
    children = storage.children(session, family_id)
    shows_grades = permission is Permission.FAMILY_READ and desk.who.may(Permission.SCORING_READ)
    professionals = involved.professionals(session, family_id)
    rows = FamilyRows(
        family,
        children,
        storage.adults(session, family_id),
        storage.households(session, family_id),
        storage.care(session, family_id),
        storage.livings(session, family_id),
        professionals,
        lines,
        grades_now(desk, lines, children) if shows_grades else {},
        titles(desk, {line.edition_id: line.instrument for line in lines if not line.graded}),
        follow_ups(desk, lines) if shows_grades else (),
        history(desk, family_id, lines, professionals),
    )
    view = family_view(rows, desk.who.permissions, desk.today)
    if not family.closed_on or not desk.who.may(Permission.RECORD_KEEPING):
        return view
    return replace(view, kept=keeping.kept(desk, family, children).sentence)


def _waiting(desk: Desk, lines: Iterable[ScoringLine]) -> tuple[Waiting, ...]:
    """What waits for somebody: what was returned first, then by the last day of the window."""
    waits = [(line, to_do) for line in lines if (to_do := _to_do(desk.who, line))]
    named = titles(desk, {line.edition_id: line.instrument for line, _ in waits if not line.graded})
    mine = [Waiting(line, to_do, named.get(line.edition_id, "")) for line, to_do in waits]
    mine.sort(key=lambda one: (one.scoring.status != ScoringStatus.RETURNED, one.scoring.window_end, one.scoring.id))
    return tuple(mine)


def _to_do(who: Actor, line: ScoringLine) -> str:
    if who.person_id in line.scorers and line.status in _TO_FINISH:
        return _to_finish(who, line) if who.may(Permission.SCORING_ANSWER) else ""
    if who.person_id in line.scorers:
        return ""
    reviews = who.may(Permission.SCORING_REVIEW) and line.status == ScoringStatus.WITH_SUPERVISOR
    return _TO_DECIDE if reviews else ""


def _to_finish(who: Actor, line: ScoringLine) -> str:
    if line.scorer_id != who.person_id:
        return f"{_TOGETHER}{line.scorer}, who signs it."
    first_time = line.second_of_id and line.status == ScoringStatus.DRAFT
    return _TO_RATE_AGAIN if first_time else _TO_FINISH[line.status]


def _line(
    desk: Desk,
    family: Family,
    children: Sequence[Child],
    parts: Sequence[tuple[str, str, str, str]],
    lines: Sequence[ScoringLine],
    *,
    decides: bool,
) -> FamilyLine:
    to_decide = ScoringStatus.WITH_SUPERVISOR
    counted = [line for line in lines if line.status in COUNTS_IN_PROGRESS and line.in_series]
    return FamilyLine(
        id=family.id,
        name=family.name,
        children=tuple(ChildLine(child.called, child.born, child.expected) for child in children),
        lead=next((name for _, _, name, part in parts if part == Part.LEAD), ""),
        part=next((part for _, person_id, _, part in parts if person_id == desk.who.person_id), ""),
        scorings=len(counted),
        last_scored=max((line.window_end for line in counted), default=None),
        waiting=_waiting(desk, [line for line in lines if decides or line.status != to_decide]),
        closed_on=family.closed_on,
    )


def _by_family(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    grouped: dict[str, list[T]] = {}
    for family_id, thing in pairs:
        grouped.setdefault(family_id, []).append(thing)
    return grouped
