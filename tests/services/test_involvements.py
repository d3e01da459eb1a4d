"""Who is involved with a family, from when and until when, on both kinds of database."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests import build
from workflow.clock import SetClock
from workflow.models import AuditEvent, Involvement, Part, Person
from workflow.rules.errors import Blocked, Invalid, NotFound, Refused
from workflow.services import families
from workflow.services.desk import Practice
from workflow.services.families import NewFamily
from workflow.storage import involved

TODAY = date(2026, 3, 20)
WHY, GONE = "Health visits", "Has moved to another team"


@pytest.fixture
def lead(practice: Practice) -> Person:
    return build.person(practice)


@pytest.fixture
def other(practice: Practice) -> Person:
    return build.person(practice, "practitioner2", team="Health Visitors", agency="Sample Health Trust")


def family_of(practice: Practice, lead: Person) -> str:
    with practice.open_for(lead.id) as desk:
        return families.create(desk, NewFamily("Example", "Family help")).id


def rows(practice: Practice, family_id: str) -> list[Involvement]:
    with practice.database.open() as session:
        return [one.involvement for one in involved.professionals(session, family_id)]


def opens(practice: Practice, who: Person, family_id: str) -> bool:
    try:
        with practice.open_for(who.id) as desk:
            families.open_family(desk, family_id)
    except NotFound:
        return False
    return True


def test_being_involved_is_what_opens_a_family(practice: Practice, lead: Person, other: Person):
    family_id = family_of(practice, lead)
    assert not opens(practice, other, family_id)
    with practice.open_for(lead.id) as desk:
        families.involve(desk, family_id, other.id, Part.CO_WORKER, TODAY, "Health visits")
    assert opens(practice, other, family_id)


def test_a_part_that_begins_later_opens_nothing_before(
    practice: Practice, lead: Person, other: Person, clock: SetClock
):
    family_id = family_of(practice, lead)
    with practice.open_for(lead.id) as desk:
        families.involve(desk, family_id, other.id, Part.CO_WORKER, TODAY + timedelta(days=1), WHY)
    assert not opens(practice, other, family_id)
    clock.forward(timedelta(days=1))
    assert opens(practice, other, family_id)


def test_an_ended_part_opens_until_its_last_day_is_over(
    practice: Practice, lead: Person, other: Person, clock: SetClock
):
    family_id = family_of(practice, lead)
    with practice.open_for(lead.id) as desk:
        row = families.involve(desk, family_id, other.id, Part.CO_WORKER, reason=WHY)
        families.end_involvement(desk, row.id, reason=GONE)
    assert opens(practice, other, family_id)
    clock.forward(timedelta(days=1))
    assert not opens(practice, other, family_id)
    with practice.open_for(lead.id) as desk:
        view = families.open_family(desk, family_id)
    assert [one.name for one in view.involved] == [lead.name]
    assert [(one.name, one.until) for one in view.involved_before] == [(other.name, TODAY)]


def test_a_part_cannot_end_before_it_began_nor_once_it_is_over(
    practice: Practice, lead: Person, other: Person, clock: SetClock
):
    family_id = family_of(practice, lead)
    with practice.open_for(lead.id) as desk:
        row = families.involve(desk, family_id, other.id, Part.CHAIR, TODAY, WHY)
    with pytest.raises(Invalid) as refused, practice.open_for(lead.id) as desk:
        families.end_involvement(desk, row.id, TODAY - timedelta(days=1), GONE)
    assert "began on 20 March 2026" in refused.value.fields["until"]
    with practice.open_for(lead.id) as desk:
        families.end_involvement(desk, row.id, TODAY, GONE)
    clock.forward(timedelta(days=1))
    with pytest.raises(Blocked, match="ended on 20 March 2026"), practice.open_for(lead.id) as desk:
        families.end_involvement(desk, row.id, TODAY + timedelta(days=9), GONE, TODAY)


def test_an_end_that_lies_ahead_is_moved_and_never_far_away(practice: Practice, lead: Person, other: Person):
    family_id = family_of(practice, lead)
    build.involve(practice, family_id, other, Part.CO_WORKER)
    row = next(one for one in rows(practice, family_id) if one.person_id == other.id)
    with pytest.raises(Invalid) as refused, practice.open_for(lead.id) as desk:
        families.end_involvement(desk, row.id, date(2062, 11, 27), GONE)
    assert "at most two years ahead" in refused.value.fields["until"]
    end, stood = TODAY + timedelta(days=300), None
    for last in (end, end + timedelta(days=90), TODAY - timedelta(days=1)):
        assert opens(practice, other, family_id)
        with practice.open_for(lead.id) as desk:
            families.end_involvement(desk, row.id, last, GONE, stood)
        stood = last
    assert not opens(practice, other, family_id), "it was closed to them that day"


def test_whoever_saw_another_end_is_told_which_one_stands(practice: Practice, lead: Person, other: Person):
    family_id = family_of(practice, lead)
    with practice.open_for(lead.id) as desk:
        row = families.involve(desk, family_id, other.id, Part.CO_WORKER, TODAY, WHY)
        families.end_involvement(desk, row.id, TODAY, GONE)
    with pytest.raises(Invalid) as refused, practice.open_for(lead.id) as desk:
        families.end_involvement(desk, row.id, TODAY + timedelta(days=300), GONE)
    assert "ends on 20 March 2026 now" in refused.value.fields["until"]
    with practice.open_for(lead.id) as desk:
        assert families.end_involvement(desk, row.id, TODAY, GONE).until == TODAY, "they say the same"


def test_every_part_and_every_end_has_a_reason_and_days_that_can_be(practice: Practice, lead: Person, other: Person):
    family_id = family_of(practice, lead)

    def refused(**more: object) -> set[str]:
        with pytest.raises(Invalid) as said, practice.open_for(lead.id) as desk:
            families.involve(desk, family_id, other.id, Part.CORE_GROUP, **{"reason": WHY, **more})
        return set(said.value.fields)

    assert refused(reason=" ") == {"reason"}
    assert refused(since=date(1900, 1, 1)) == {"since"}
    assert refused(since=date(2126, 1, 1)) == {"since"}
    assert refused(until=TODAY - timedelta(days=1)) == {"until"}
    assert refused(until=date(2062, 1, 1)) == {"until"}
    review = TODAY + timedelta(days=90)
    with practice.open_for(lead.id) as desk:
        row = families.involve(desk, family_id, other.id, Part.CORE_GROUP, TODAY - timedelta(days=7), WHY, review)
        assert (row.until, row.reason) == (review, WHY)
    with pytest.raises(Invalid) as said, practice.open_for(lead.id) as desk:
        families.end_involvement(desk, row.id, TODAY, " ", review)
    assert set(said.value.fields) == {"reason"}


def test_an_end_is_not_moved_into_the_same_part_of_later(practice: Practice, lead: Person, other: Person):
    family_id = family_of(practice, lead)
    with practice.open_for(lead.id) as desk:
        row = families.involve(desk, family_id, other.id, Part.CO_WORKER, TODAY, WHY, TODAY + timedelta(days=3))
        families.involve(desk, family_id, other.id, Part.CO_WORKER, TODAY + timedelta(days=10), WHY)
    with pytest.raises(Invalid) as refused, practice.open_for(lead.id) as desk:
        families.end_involvement(desk, row.id, TODAY + timedelta(days=10), GONE, TODAY + timedelta(days=3))
    assert set(refused.value.fields) == {"until"}


def test_nobody_writes_down_that_they_lead_without_a_reason(practice: Practice, lead: Person):
    with practice.open_for(lead.id) as desk:
        family_id = families.create(desk, NewFamily("Example")).id
    assert [one.reason for one in rows(practice, family_id)] == ["Added the family."]


def test_nobody_plays_the_same_part_twice_at_once(practice: Practice, lead: Person, other: Person):
    family_id = family_of(practice, lead)
    with practice.open_for(lead.id) as desk:
        first = families.involve(desk, family_id, other.id, Part.CO_WORKER, TODAY, WHY)
    with pytest.raises(Invalid) as refused, practice.open_for(lead.id) as desk:
        families.involve(desk, family_id, other.id, Part.CO_WORKER, TODAY - timedelta(days=20), WHY)
    assert "already involved as co-worker" in refused.value.fields["person"]
    with practice.open_for(lead.id) as desk:
        families.involve(desk, family_id, other.id, Part.CORE_GROUP, TODAY, WHY)
        families.end_involvement(desk, first.id, TODAY, GONE)
        families.involve(desk, family_id, other.id, Part.CO_WORKER, TODAY + timedelta(days=5), WHY)
    assert [one.part for one in rows(practice, family_id) if one.person_id == other.id].count("co-worker") == 2


def test_the_lead_is_not_ended_and_nobody_is_made_to_lead(practice: Practice, lead: Person, other: Person):
    family_id = family_of(practice, lead)
    first = rows(practice, family_id)[0]
    with pytest.raises(Blocked, match="always has a lead practitioner"), practice.open_for(lead.id) as desk:
        families.end_involvement(desk, first.id)
    with pytest.raises(Invalid) as refused, practice.open_for(lead.id) as desk:
        families.involve(desk, family_id, other.id, Part.LEAD, reason=WHY)
    assert set(refused.value.fields) == {"part"}
    assert len(rows(practice, family_id)) == 1


def test_only_people_whose_work_is_with_families_can_be_involved(practice: Practice, lead: Person):
    administrator = build.person(practice, "administrator", roles=("administrator",), team="Office")
    family_id = family_of(practice, lead)
    with practice.open_for(lead.id) as desk:
        assert administrator.id not in {one.id for one in families.who_can_join(desk, family_id)}
    for person_id in (administrator.id, "nobody"):
        with pytest.raises(Invalid) as refused, practice.open_for(lead.id) as desk:
            families.involve(desk, family_id, person_id, Part.CO_WORKER, reason=WHY)
        assert refused.value.fields == {"person": "Choose somebody from the list."}


def test_a_reason_of_a_book_is_refused(embedded_practice: Practice):
    lead = build.person(embedded_practice)
    family_id = family_of(embedded_practice, lead)
    with pytest.raises(Invalid) as refused, embedded_practice.open_for(lead.id) as desk:
        families.involve(desk, family_id, lead.id, Part.CO_WORKER, None, "x" * 100_000)
    assert "this has 100,000" in refused.value.fields["reason"]


def test_only_those_who_see_and_may_change_who_is_involved(practice: Practice, lead: Person, other: Person):
    family_id = family_of(practice, lead)
    chair = build.person(practice, "chair", roles=("chair",), team="Chairs")
    with practice.open_for(lead.id) as desk:
        row = families.involve(desk, family_id, chair.id, Part.CHAIR, reason=WHY)
    attempts = (
        lambda desk: families.involve(desk, family_id, other.id, Part.CO_WORKER),
        lambda desk: families.end_involvement(desk, row.id),
        lambda desk: families.who_can_join(desk, family_id),
    )
    for who in (chair, other):
        for attempt in attempts:
            with pytest.raises(Refused), practice.open_for(who.id) as desk:
                attempt(desk)
    assert len(rows(practice, family_id)) == 2


def test_the_trail_names_who_was_involved_and_in_which_part(practice: Practice, lead: Person, other: Person):
    family_id = family_of(practice, lead)
    with practice.open_for(lead.id) as desk:
        row = families.involve(desk, family_id, other.id, Part.CHAIR, reason=WHY)
        families.end_involvement(desk, row.id, TODAY + timedelta(days=9), GONE)
        families.end_involvement(desk, row.id, TODAY, GONE, TODAY + timedelta(days=9))
    with practice.database.open() as session:
        kept = session.scalars(
            select(AuditEvent).where(AuditEvent.kind.startswith("involvement.")).order_by(AuditEvent.number)
        ).all()
    first, begins = rows(practice, family_id)[0], {"since": "2026-03-20", "until": ""}
    assert [(event.kind, event.subject_id, event.details) for event in kept] == [
        ("involvement.added", first.id, {"person_id": lead.id, "part": "lead practitioner", **begins}),
        ("involvement.added", row.id, {"person_id": other.id, "part": "chair", **begins}),
        ("involvement.ended", row.id, {"person_id": other.id, "part": "chair", "until": "2026-03-29", "before": ""}),
        (
            "involvement.ended",
            row.id,
            {"person_id": other.id, "part": "chair", "until": "2026-03-20", "before": "2026-03-29"},
        ),
    ]
    assert {(event.family_id, event.person_id) for event in kept} == {(family_id, lead.id)}
