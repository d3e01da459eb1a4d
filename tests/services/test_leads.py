"""Handing over the lead: offered, accepted or declined; until then the old lead stays. On both kinds of database."""

from datetime import date, timedelta

import pytest

from tests import build
from tests.build import BuiltFamily
from workflow.clock import SetClock
from workflow.models import Involvement, LeadOffer, Part, Person
from workflow.rules.errors import Blocked, Invalid, NotFound, Refused
from workflow.services import families, leads, notices
from workflow.services.desk import Practice
from workflow.storage import involved

TODAY = date(2026, 3, 20)


@pytest.fixture
def lead(practice: Practice) -> Person:
    return build.person(practice, "lead")


@pytest.fixture
def other(practice: Practice) -> Person:
    return build.person(practice, "other", team="Health Visitors", agency="Sample Health Trust")


@pytest.fixture
def family(practice: Practice, lead: Person) -> BuiltFamily:
    return build.family(practice, lead)


def offered(practice: Practice, lead: Person, family: BuiltFamily, to: Person, since: date | None = None) -> LeadOffer:
    with practice.open_for(lead.id) as desk:
        return leads.offer(desk, family.id, to.id, "The family has moved", since)


def parts(practice: Practice, family: BuiltFamily) -> list[Involvement]:
    with practice.database.open() as session:
        return [one.involvement for one in involved.professionals(session, family.id)]


def leading(practice: Practice, family: BuiltFamily) -> list[tuple[str, date, date | None]]:
    return [(one.person_id, one.since, one.until) for one in parts(practice, family) if one.part == Part.LEAD]


def sees(practice: Practice, who: Person, family: BuiltFamily) -> bool:
    with practice.open_for(who.id) as desk:
        return family.id in {line.id for line in families.mine(desk)}


def test_until_it_is_accepted_the_old_lead_stays(
    practice: Practice, family: BuiltFamily, lead: Person, other: Person, clock: SetClock
):
    row = offered(practice, lead, family, other)
    assert leading(practice, family) == [(lead.id, date(2026, 1, 5), None)]
    assert not sees(practice, other, family)
    with practice.open_for(other.id) as desk:
        (told,) = leads.offered_to_me(desk)
        assert (told.family, told.children, told.reason) == ("Example family", ("Robin",), "The family has moved")
        leads.accept(desk, row.id)
    assert leading(practice, family) == [(lead.id, date(2026, 1, 5), TODAY), (other.id, TODAY, None)]
    assert sees(practice, other, family)
    assert sees(practice, lead, family)
    clock.forward(timedelta(days=1))
    assert not sees(practice, lead, family)
    assert sees(practice, other, family)


def test_a_day_to_come_is_kept_and_a_day_gone_by_is_today(
    practice: Practice, family: BuiltFamily, lead: Person, other: Person, clock: SetClock
):
    row = offered(practice, lead, family, other, TODAY + timedelta(days=2))
    clock.forward(timedelta(days=5))
    with practice.open_for(other.id) as desk:
        leads.accept(desk, row.id)
    now = TODAY + timedelta(days=5)
    assert leading(practice, family) == [(lead.id, date(2026, 1, 5), now), (other.id, now, None)]


def test_declining_needs_a_reason_and_changes_nothing_else(
    practice: Practice, family: BuiltFamily, lead: Person, other: Person, clock: SetClock
):
    row = offered(practice, lead, family, other)
    with pytest.raises(Invalid, match="Say why"), practice.open_for(other.id) as desk:
        leads.decline(desk, row.id, "  ")
    with practice.open_for(other.id) as desk:
        leads.decline(desk, row.id, "I leave in April")
    assert leading(practice, family) == [(lead.id, date(2026, 1, 5), None)]
    with practice.open_for(lead.id) as desk:
        (told,) = notices.of(desk).answered
    assert (told.to, str(told.status), told.answer) == (other.name, "declined", "I leave in April")
    clock.forward(leads.TOLD_FOR + timedelta(days=1))
    with practice.open_for(lead.id) as desk:
        assert notices.of(desk).answered == ()
    offered(practice, lead, family, other)


def test_one_offer_at_a_time_and_it_can_be_withdrawn(
    practice: Practice, family: BuiltFamily, lead: Person, other: Person
):
    row = offered(practice, lead, family, other)
    with pytest.raises(Blocked, match="offered to somebody already"):
        offered(practice, lead, family, other)
    with practice.open_for(lead.id) as desk:
        leads.withdraw(desk, family.id)
    for answer in (lambda desk: leads.accept(desk, row.id), lambda desk: leads.decline(desk, row.id, "No")):
        with pytest.raises(Blocked, match="answered or withdrawn"), practice.open_for(other.id) as desk:
            answer(desk)
    with pytest.raises(Blocked), practice.open_for(lead.id) as desk:
        leads.withdraw(desk, family.id)


def test_only_the_one_asked_answers_and_only_those_involved_ask(
    practice: Practice, family: BuiltFamily, lead: Person, other: Person
):
    third = build.person(practice, "third", team="Elsewhere")
    chair = build.person(practice, "chair", roles=("chair",), team="Chairs")
    build.involve(practice, family.id, chair, Part.CHAIR)
    row = offered(practice, lead, family, other)
    with pytest.raises(NotFound), practice.open_for(third.id) as desk:
        leads.accept(desk, row.id)
    for who in (third, chair):
        with pytest.raises(Refused), practice.open_for(who.id) as desk:
            leads.withdraw(desk, family.id)
    with pytest.raises(Refused), practice.open_for(chair.id) as desk:
        leads.accept(desk, row.id)
    with practice.open_for(third.id) as desk:
        assert leads.offered_to_me(desk) == ()


def test_what_cannot_be_offered(practice: Practice, family: BuiltFamily, lead: Person, other: Person):
    chair = build.person(practice, "chair", roles=("chair",), team="Chairs")
    cases = [
        (lead.id, "x", TODAY, {"person"}),
        (chair.id, "x", TODAY, {"person"}),
        ("nobody", "x", TODAY, {"person"}),
        (other.id, "", TODAY - timedelta(days=1), {"reason", "since"}),
    ]
    for person_id, reason, since, fields in cases:
        with pytest.raises(Invalid) as refused, practice.open_for(lead.id) as desk:
            leads.offer(desk, family.id, person_id, reason, since)
        assert set(refused.value.fields) == fields


def test_a_supervisor_hands_on_the_lead_of_somebody_who_is_away(
    practice: Practice, family: BuiltFamily, lead: Person, other: Person
):
    supervisor = build.person(practice, "supervisor", roles=("supervisor",))
    row = offered(practice, supervisor, family, other)
    with practice.open_for(other.id) as desk:
        leads.accept(desk, row.id)
    assert [one for one, _, until in leading(practice, family) if until is None] == [other.id]
