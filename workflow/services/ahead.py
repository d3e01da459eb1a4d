"""What lies ahead in somebody's own families, for their start page: the meetings of the coming week, and what was to be looked at again by now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.models import Family, MeetingKind
from workflow.rules import meetings as rules
from workflow.rules.roles import Permission
from workflow.services.blindness import hidden
from workflow.services.desk import Desk
from workflow.services.family_views import title_of
from workflow.services.following_up import FollowUp, follow_ups
from workflow.storage import families, meetings

WEEK = timedelta(days=7)
MOST_FAMILIES = 1_000


@dataclass(frozen=True)
class MeetingAhead:
    """One meeting of the coming week: its kind in words, its day, and the ids and names of the children it is about."""

    family_id: str
    family: str
    kind: str
    on: date
    children: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Ahead:
    """What lies ahead: `meetings` and `due`, the earliest first. `due` is what supervisors asked for that is overdue, or falls into the week,
    of each child and carers the longest due; the family's page has all of it.
    `reads` says whether this person reads scorings.
    """

    meetings: tuple[MeetingAhead, ...] = ()
    due: tuple[FollowUp, ...] = ()
    reads: bool = False

    @property
    def families(self) -> tuple[str, ...]:
        """The ids of the families that it names."""
        return (*(one.family_id for one in self.meetings), *(one.scoring.family_id for one in self.due))


NOTHING = Ahead()


def ahead(desk: Desk) -> Ahead:
    """What lies ahead in the families in which this person has a part; nothing for somebody who may not open families. Whoever shows it records
    that the families it names were listed.

    The number of queries is the same however many families there are, but for one more where something is rated twice.
    """
    if not desk.who.may(Permission.FAMILY_READ):
        return NOTHING
    mine, _ = families.seen_by(
        desk.session, desk.who, desk.today, own=True, practice=False, start=0, limit=MOST_FAMILIES
    )
    if not mine:
        return NOTHING
    return Ahead(_meetings(desk, mine), _due(desk, mine), desk.who.may(Permission.SCORING_READ))


def _meetings(desk: Desk, mine: Sequence[Family]) -> tuple[MeetingAhead, ...]:
    return tuple(
        MeetingAhead(
            row.meeting.family_id,
            title_of(row.family),
            rules.spoken(MeetingKind(row.meeting.kind)),
            row.meeting.on,
            tuple((child.id, child.called) for child in row.children),
        )
        for row in meetings.ahead(desk.session, [one.id for one in mine], desk.today, desk.today + WEEK)
    )


def _due(desk: Desk, mine: Sequence[Family]) -> tuple[FollowUp, ...]:
    open_ones = [one.id for one in mine if one.closed_on is None]
    if not desk.who.may(Permission.SCORING_READ) or not open_ones:
        return ()
    every = families.scoring_lines(desk.session, open_ones)
    rated_twice = {line.family_id for line in every if line.second_of_id}
    away = frozenset[str]().union(*(hidden(desk, family_id) for family_id in sorted(rated_twice)))
    lines = [line for line in every if line.id not in away]
    first: dict[tuple[str, frozenset[str]], FollowUp] = {}
    for one in follow_ups(desk, lines):
        if one.on <= desk.today + WEEK:
            first.setdefault((one.scoring.child_id, one.scoring.carers), one)
    return tuple(first.values())
