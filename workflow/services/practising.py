"""Practising: an invented family of one's own, ready to score, that can be cleared and begun again."""

from dataclasses import dataclass
from datetime import timedelta

from workflow.models import Family, Involvement, Part
from workflow.rules.errors import NotFound
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.services.desk import Desk
from workflow.services.family_people import NewAdult, NewChild, add_adult, add_child, add_household
from workflow.services.involvements import added
from workflow.storage import families
from workflow.storage import practising as storage

NAME = "Practice"
"""How every practice family is called, and the surname of its children."""
_DAYS_A_MONTH = 30.44


@dataclass(frozen=True)
class Invented:
    """One child of a practice family: how old in months now, None for one still expected."""

    called: str
    months: int | None


CHILDREN = (
    Invented("Pip", 10),
    Invented("Tam", 40),
    Invented("Wren", 98),
    Invented("Kit", 170),
    Invented("Bump", None),
)
"""A child of every age that instruments tell apart: a baby, a small child, a school child, a young person, and one still expected."""
_EXPECTED_IN = timedelta(weeks=8)


def begin(desk: Desk) -> Family:
    """The practice family of the person who asks, made now where they have none. Needs `scoring:start` and `family:create`."""
    desk.require(Permission.SCORING_START)
    desk.require(Permission.FAMILY_CREATE)
    mine = storage.of_person(desk.session, desk.who.person_id)
    return mine[0] if mine else _make(desk)


def begin_again(desk: Desk, family_id: str) -> Family:
    """Clear the practice family of the person who asks, and make a fresh one. Nobody sees the old one any more; its trail stays.

    Raises NotFound or Refused; NotFound too for a real family and for somebody else's practice: of those nothing is ever cleared.
    """
    family = families.hold(desk.session, family_id)
    if family is None:
        raise NotFound
    desk.require(Permission.SCORING_START, families.network(desk.session, family_id, desk.today), family_id)
    if family.id not in {one.id for one in storage.of_person(desk.session, desk.who.person_id)}:
        raise NotFound
    event = Event("practice.cleared", family.id, family.id)
    storage.let_go(desk.session, family.id, event=event, at=desk.now, by=desk.who.person_id)
    return _make(desk)


def _make(desk: Desk) -> Family:
    me = desk.who.person_id
    row = Family(id=desk.new_id(), name=NAME, created_at=desk.now, practice=True)
    lead = Involvement(
        id=desk.new_id(),
        family_id=row.id,
        person_id=me,
        part=Part.LEAD.value,
        since=desk.today,
        reason="Practises here.",
    )
    events = (
        Event("practice.begun", row.id, row.id),
        added(lead),
    )
    families.create(desk.session, row, lead, events=events, at=desk.now, by=me)
    home = add_household(desk, row.id, "The practice house").id
    carers = {
        add_adult(desk, row.id, NewAdult("Sol", f"Sol {NAME}", homes=(home,))).id: "father",
        add_adult(desk, row.id, NewAdult("Bea", f"Bea {NAME}", homes=(home,))).id: "mother",
    }
    for child in CHILDREN:
        days = None if child.months is None else timedelta(days=int(child.months * _DAYS_A_MONTH))
        new = NewChild(
            child.called,
            NAME,
            born=desk.today - days if days is not None else None,
            expected=desk.today + _EXPECTED_IN if days is None else None,
            carers=carers,
            homes=[home],
        )
        add_child(desk, row.id, new)
    return row
