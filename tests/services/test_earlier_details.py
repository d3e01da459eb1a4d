"""What a record said before it was corrected: kept whoever writes, shown to whoever sees the record, and nowhere to whoever may not see the part."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from tests import build
from tests.build import BuiltFamily
from tests.conftest import NOON
from tests.merge_ground import Two, two_records
from workflow.clock import SetClock
from workflow.models import AuditEvent, Correction, MeetingKind, Part, Person
from workflow.rules.restrictions import Category, Kind, Mode, Place
from workflow.services import cases, corrections, families, meetings, restricting, trails
from workflow.services.desk import Desk, Practice
from workflow.services.families import NewAdult, NewChild
from workflow.services.meetings import NewMeeting
from workflow.services.restricting import NewRestriction
from workflow.services.trails import Asked

BORN, DUE = date(2019, 5, 14), date(2026, 4, 2)


@pytest.fixture
def lead(practice: Practice) -> Person:
    return build.person(practice)


@pytest.fixture
def family(practice: Practice, lead: Person) -> BuiltFamily:
    return build.family(practice, lead)


def do(practice: Practice, who: Person, act: Callable[[Desk], Any]) -> Any:
    """Something done a minute after what was done before."""
    assert isinstance(practice.clock, SetClock)
    practice.clock.forward(timedelta(minutes=1))
    with practice.open_for(who.id) as desk:
        return act(desk)


def told(practice: Practice, who: Person, family_id: str) -> list[tuple[str, str, str, str]]:
    """What somebody reads of the earlier details: of what, which, was and became."""
    with practice.open_for(who.id) as desk:
        every = corrections.look(desk, family_id).of
    return [(of.title, line.what, line.was, line.became) for of in every for saved in of.saved for line in saved.lines]


def test_what_stood_there_before_is_shown_with_when_and_by_whom(
    practice: Practice, lead: Person, family: BuiltFamily
) -> None:
    do(practice, lead, lambda desk: families.rename(desk, family.id, "Sample"))
    new = NewChild("Robyn", "Example", born=date(2019, 5, 15), nhs_number="9990000018")
    do(practice, lead, lambda desk: families.correct_child(desk, family.child_id, new, 1))
    late = NewChild("Robyn", "Example", born=date(2019, 5, 15), nhs_number="999 000 0034", upn="")
    do(practice, lead, lambda desk: families.correct_child(desk, family.child_id, late, 2))
    do(practice, lead, lambda desk: families.correct_adult(desk, family.carer_id, NewAdult("Mama", "Mum Example"), 1))
    assert told(practice, lead, family.id) == [
        ("The family", "Name", "Example", "Sample"),
        ("Robyn", "NHS number", "999 000 0018", "999 000 0034"),
        ("Robyn", "Called", "Robin", "Robyn"),
        ("Robyn", "Date of birth", "14 May 2019", "15 May 2019"),
        ("Robyn", "NHS number", "Nothing", "999 000 0018"),
        ("Mama", "Called", "Mum", "Mama"),
    ]
    with practice.open_for(lead.id) as desk:
        child = corrections.look(desk, family.id).of[1]
    assert [(saved.at - NOON, saved.by) for saved in child.saved] == [
        (timedelta(minutes=3), lead.name),
        (timedelta(minutes=2), lead.name),
    ]


def test_who_cares_and_who_lives_where_is_kept_too(practice: Practice, lead: Person, family: BuiltFamily) -> None:
    dad = do(
        practice,
        lead,
        lambda desk: families.add_adult(desk, family.id, NewAdult("Dad", cares_for={family.child_id: ""})),
    )
    cares = {dad.id: "father"}
    do(practice, lead, lambda desk: families.set_care(desk, family.child_id, cares, 2))
    do(
        practice,
        lead,
        lambda desk: families.set_household(
            desk, family.household_id, "Flat", {dad.id: "weekends", family.child_id: ""}, 1
        ),
    )
    do(practice, lead, lambda desk: families.live_in(desk, family.household_id, adult_id=dad.id))
    assert told(practice, lead, family.id) == [
        ("Robin", "Cared for by Dad", "Yes", "Yes (father)"),
        ("Robin", "Cared for by Mum", "Yes (mother)", "No"),
        ("Robin", "Cared for by Dad", "No", "Yes"),
        ("Flat", "Dad lives here", "Yes (weekends)", "Yes"),
        ("Flat", "Name", "Home", "Flat"),
        ("Flat", "Mum lives here", "Yes", "No"),
        ("Flat", "Dad lives here", "No", "Yes (weekends)"),
    ]


def test_parts_and_meetings_are_kept_too(practice: Practice, lead: Person, family: BuiltFamily) -> None:
    wren = build.sibling(practice, family, "Wren")
    chris = build.person(practice, "chris", roles=("chair",), team="Chairs")
    manager = build.person(practice, "manager", roles=("supervisor",))
    new = NewMeeting(MeetingKind.CORE_GROUP, DUE, "", (family.child_id,))
    one = do(practice, lead, lambda desk: meetings.add(desk, family.id, new))
    late = NewMeeting(MeetingKind.CORE_GROUP, date(2026, 4, 9), "Chris", (wren,))
    do(practice, lead, lambda desk: meetings.change(desk, one.id, late, 1))
    do(practice, lead, lambda desk: families.involve(desk, family.id, chris.id, Part.CHAIR, reason="Chairs it."))
    do(practice, manager, lambda desk: cases.close(desk, family.id, "The plan is over."))
    when = "Core group, 9 April 2026"
    found = told(practice, lead, family.id)
    assert [*found[:4], *sorted(found[4:])] == [
        ("Chris Example, chair", "Last day", "Nothing", "20 March 2026"),
        ("Chris Example, chair", "Why it ended", "Nothing", "The work with the family was closed."),
        (when, "Day", "2 April 2026", "9 April 2026"),
        (when, "Chaired by", "Nothing", "Chris"),
        (when, "About Robin", "Yes", "No"),
        (when, "About Wren", "No", "Yes"),
    ]


def test_what_is_saved_again_as_it_was_is_no_correction(practice: Practice, lead: Person, family: BuiltFamily) -> None:
    same = NewChild("Robin", "Example", born=BORN)
    do(practice, lead, lambda desk: families.correct_child(desk, family.child_id, same, 1))
    do(practice, lead, lambda desk: families.set_care(desk, family.child_id, {family.carer_id: "mother"}, 1))
    everybody = {family.child_id: "", family.carer_id: ""}
    do(practice, lead, lambda desk: families.set_household(desk, family.household_id, "Home", everybody, 1))
    do(practice, lead, lambda desk: families.add_child(desk, family.id, NewChild("Wren", born=BORN)))
    assert told(practice, lead, family.id) == []


def test_each_is_kept_with_the_entry_of_the_trail_that_tells_of_it(
    practice: Practice, lead: Person, family: BuiltFamily
) -> None:
    new = NewChild("Robin", "Example", born=BORN, nhs_number="9990000018", upn="")
    do(practice, lead, lambda desk: families.correct_child(desk, family.child_id, new, 1))
    with practice.database.open() as session:
        (kept,) = session.scalars(select(Correction))
        entry = session.get_one(AuditEvent, kept.entry)
    assert (entry.kind, entry.subject_id, entry.details) == (
        "family.changed",
        family.child_id,
        {"what": "child corrected", "fields": ["nhs_number"]},
    )
    assert (kept.was, kept.became, kept.by_id, kept.at) == (None, "9990000018", lead.id, entry.at)


def test_the_trail_says_what_was_corrected_and_never_the_value(
    practice: Practice, lead: Person, family: BuiltFamily
) -> None:
    manager = build.person(practice, "manager", roles=("supervisor",))
    new = NewChild("Robyn", "Example", born=BORN, nhs_number="9990000018")
    do(practice, lead, lambda desk: families.correct_child(desk, family.child_id, new, 1))
    do(practice, lead, lambda desk: families.rename(desk, family.id, "Sample"))
    do(practice, lead, lambda desk: families.set_household(desk, family.household_id, "Flat", {}, 1))
    do(practice, lead, lambda desk: families.set_care(desk, family.child_id, {}, 1))
    with practice.open_for(manager.id) as desk:
        days = trails.of_family(desk, family.id, Asked(what="writing")).found.days
    assert [line.sentence.removeprefix(f"{lead.name} ") for day in days for line in day.lines] == [
        "changed who cares for a child",
        "changed the name of a home and who lives in a home",
        "changed the name of the family",
        "corrected the name and the NHS number of a child",
    ]


def test_a_home_that_is_kept_leaves_no_trace_here_or_in_the_trail(
    practice: Practice, lead: Person, family: BuiltFamily
) -> None:
    manager = build.person(practice, "manager", roles=("supervisor",))
    do(practice, lead, lambda desk: families.set_household(desk, family.household_id, "The refuge", {}, 1))
    shown = told(practice, manager, family.id)
    assert ("The refuge", "Name", "Home", "The refuge") in shown
    place = Place(Kind.HOME, "", family.household_id).text
    new = NewRestriction(place, Mode.ONLY, (lead.id,), Category.SAFE_ADDRESS, "They fled.", date(2026, 6, 1))
    do(practice, lead, lambda desk: restricting.keep(desk, family.id, new))
    assert told(practice, lead, family.id) == shown
    assert told(practice, manager, family.id) == []
    with practice.open_for(manager.id) as desk:
        found = trails.of_family(desk, family.id, Asked(what="writing")).found
    assert found.total == 0
    with practice.open_for(manager.id) as desk:
        found = trails.of_family(desk, family.id, Asked(what="family.changed")).found
    assert found.total == 0


def test_what_was_put_together_is_read_with_the_other_and_apart_again(practice: Practice) -> None:
    two = two_records(practice)
    lead, other = two.here.scorer, two.there.scorer
    new = NewChild("Robyn", "Other", born=BORN, nhs_number="9990000018")
    do(practice, other, lambda desk: families.correct_child(desk, two.gone.child_id, new, 1))
    do(practice, other, lambda desk: families.rename(desk, two.gone.id, "Sample"))
    theirs = told(practice, other, two.gone.id)
    assert [row[1:] for row in theirs] == [
        ("Name", "Example", "Sample"),
        ("Surname", "Example", "Other"),
        ("NHS number", "Nothing", "999 000 0018"),
    ]
    merge_id = two.merge()
    assert {row for row in told(practice, lead, two.kept.id) if "Example" in row} >= {
        ("The family", "Name", "Example", "Sample"),
        ("Robyn", "Surname", "Example", "Other"),
    }
    with practice.open_for(lead.id) as desk:
        wren = next(child for child in families.open_family(desk, two.kept.id).children if child.called == "Wren")
    later = NewChild("Wrenna", born=wren.born)
    do(practice, lead, lambda desk: families.correct_child(desk, wren.id, later, wren.version))
    two.undo(merge_id)
    assert ("Wrenna", "Called", "Wren", "Wrenna") in told(practice, other, two.gone.id)
    assert not {row[0] for row in told(practice, lead, two.kept.id)} & {"Wrenna", "Robyn"}
    assert [row for row in told(practice, other, two.gone.id) if row[0] == "The family"] == theirs[:1]


def called_before(two: Two) -> list[tuple[str, str, str, str]]:
    return [row for row in told(two.practice, two.here.scorer, two.kept.id) if row[1] == "Called"]


def test_what_a_merge_wrote_over_is_told_too(practice: Practice) -> None:
    two = two_records(practice)
    shown = two.preview()
    (called,) = [each.key for one in shown.same for each in one.differences if each.key.endswith(".called")]
    merge_id = two.merge(take=[called])
    assert called_before(two) == [("Robyn", "Called", "Robin", "Robyn")]
    do(practice, two.quality, lambda _desk: None)
    two.undo(merge_id)
    assert called_before(two) == [
        ("Robin", "Called", "Robyn", "Robin"),
        ("Robin", "Called", "Robin", "Robyn"),
    ]
    with practice.open_for(two.here.scorer.id) as desk:
        saved = corrections.look(desk, two.kept.id).of[0].saved
    assert {one.by for one in saved} == {two.quality.name}


def test_it_costs_the_same_however_much_was_corrected(practice: Practice, lead: Person, family: BuiltFamily) -> None:
    counts = set()
    for version in range(1, 4):
        new = NewChild(f"Robin {version}", "Example", born=BORN)
        do(
            practice,
            lead,
            lambda desk, new=new, version=version: families.correct_child(desk, family.child_id, new, version),
        )
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any, sent: list[str] = sent) -> None:
            sent.append(statement)

        event.listen(practice.database.engine, "before_cursor_execute", note)
        told(practice, lead, family.id)
        event.remove(practice.database.engine, "before_cursor_execute", note)
        counts.add(len(sent))
    assert len(counts) == 1
