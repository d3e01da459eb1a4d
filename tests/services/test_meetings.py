"""Meetings of a family: adding one, changing it, cancelling it with the reason, and who may."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests import build
from tests.build import BuiltFamily
from workflow.models import MeetingKind, Part, Person
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound, Refused
from workflow.services import meetings
from workflow.services.desk import Practice
from workflow.services.meetings import MeetingsPage, NewMeeting

ON = date(2026, 3, 26)


@pytest.fixture
def lead(practice: Practice) -> Person:
    return build.person(practice)


@pytest.fixture
def family(practice: Practice, lead: Person) -> BuiltFamily:
    return build.family(practice, lead)


def new(family: BuiltFamily) -> NewMeeting:
    return NewMeeting(MeetingKind.REVIEW_CONFERENCE, ON, "Chris Example", (family.child_id,))


def add(practice: Practice, who: Person, family: BuiltFamily, one: NewMeeting | None = None) -> str:
    with practice.open_for(who.id) as desk:
        return meetings.add(desk, family.id, one or new(family)).id


def shown(practice: Practice, who: Person, family: BuiltFamily) -> MeetingsPage:
    with practice.open_for(who.id) as desk:
        return meetings.open_meetings(desk, family.id)


def test_a_meeting_is_added_changed_and_cancelled_and_stays_in_the_list(
    practice: Practice, lead: Person, family: BuiltFamily
) -> None:
    meeting_id = add(practice, lead, family)
    (one,) = shown(practice, lead, family).ahead
    assert (one.name, one.on, one.chaired_by) == ("Review conference", ON, "Chris Example")
    assert [child.called for child in one.children] == ["Robin"]
    other = build.sibling(practice, family, "Noor")
    with practice.open_for(lead.id) as desk:
        meetings.change(desk, meeting_id, replace(new(family), chaired_by="", children=(other,)), 1)
    (one,) = shown(practice, lead, family).ahead
    assert (one.chaired_by, [child.called for child in one.children], one.version) == ("", ["Noor"], 2)
    with practice.open_for(lead.id) as desk:
        meetings.cancel(desk, meeting_id, "The family is ill.", 2)
    page = shown(practice, lead, family)
    assert (page.ahead, page.past[0].cancel_reason) == ((), "The family is ill.")
    for late in (
        lambda desk: meetings.cancel(desk, meeting_id, "Again.", 3),
        lambda desk: meetings.change(desk, meeting_id, new(family), 3),
    ):
        with pytest.raises(Blocked, match="cancelled"), practice.open_for(lead.id) as desk:
            late(desk)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    practice: Practice, lead: Person, family: BuiltFamily
) -> None:
    meeting_id = add(practice, lead, family)
    with practice.open_for(lead.id) as desk:
        meetings.change(desk, meeting_id, new(family), 1)
    with pytest.raises(Conflict), practice.open_for(lead.id) as desk:
        meetings.change(desk, meeting_id, replace(new(family), chaired_by="Lee"), 1)
    assert shown(practice, lead, family).ahead[0].chaired_by == "Chris Example"


def test_a_meeting_is_of_children_of_the_family_and_not_far_off(
    embedded_practice: Practice,
) -> None:
    lead = build.person(embedded_practice)
    family = build.family(embedded_practice, lead)
    elsewhere = build.family(embedded_practice, lead, name="Other")
    for fault, one in (
        ("children", replace(new(family), children=())),
        ("children", replace(new(family), children=(elsewhere.child_id,))),
        ("on", replace(new(family), on=ON + timedelta(days=400))),
        ("on", replace(new(family), on=ON - timedelta(days=400))),
        ("chaired_by", replace(new(family), chaired_by="x" * 121)),
    ):
        with pytest.raises(Invalid) as refused:
            add(embedded_practice, lead, family, one)
        assert list(refused.value.fields) == [fault]
    with pytest.raises(Invalid, match="Say why"), embedded_practice.open_for(lead.id) as desk:
        meetings.cancel(desk, meetings.add(desk, family.id, new(family)).id, " ", 1)


def test_those_of_the_family_see_its_meetings_and_only_some_change_them(embedded_practice: Practice) -> None:
    lead = build.person(embedded_practice)
    family = build.family(embedded_practice, lead)
    member = build.person(embedded_practice, "member", roles=("member",), team="School", agency="Example School")
    build.involve(embedded_practice, family.id, member, Part.CORE_GROUP)
    meeting_id = add(embedded_practice, lead, family)
    page = shown(embedded_practice, member, family)
    assert (len(page.ahead), page.may_edit) == (1, False)
    with pytest.raises(Refused):
        add(embedded_practice, member, family)
    stranger = build.person(embedded_practice, "stranger", team="Elsewhere", agency="Example Trust")
    with pytest.raises(Refused):
        shown(embedded_practice, stranger, family)
    with pytest.raises(Refused), embedded_practice.open_for(stranger.id) as desk:
        meetings.form_of(desk, meeting_id)
    with pytest.raises(NotFound), embedded_practice.open_for(lead.id) as desk:
        meetings.form_of(desk, "nothing")
