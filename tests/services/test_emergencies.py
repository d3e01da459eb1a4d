"""Opening a record in an emergency: found exactly, for reading only, for some hours, told to those who lead, and looked into afterwards."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests import build
from tests.build import BuiltFamily
from workflow.clock import SetClock
from workflow.models import AuditEvent, Child, EmergencyAccess, Person
from workflow.rules.emergency import LASTS, SEEN_ANYWAY, FoundBy
from workflow.rules.errors import Blocked, Invalid, NotFound, Refused
from workflow.services import emergencies, families, family_people, notices
from workflow.services.desk import Practice
from workflow.services.emergencies import Sought
from workflow.services.families import NewAdult

NUMBER, UPN = "9990000034", "Z999000018001"
WHY = "The school rang: nobody has come for Robin."


@pytest.fixture
def lead(practice: Practice) -> Person:
    return build.person(practice, "lead")


@pytest.fixture
def family(practice: Practice, lead: Person) -> BuiltFamily:
    built = build.family(practice, lead)
    with practice.open_for(lead.id) as desk:
        child = desk.session.get(Child, built.child_id)
        assert child is not None
        child.nhs_number, child.upn = NUMBER, UPN
    return built


@pytest.fixture
def duty(practice: Practice) -> Person:
    return build.person(practice, "duty", team="Duty Team", agency="Night Agency")


def opened(practice: Practice, who: Person, sought: Sought | None = None) -> EmergencyAccess | None:
    with practice.open_for(who.id) as desk:
        return emergencies.open_record(desk, sought or Sought(FoundBy.NHS_NUMBER, NUMBER), WHY)


def reads(practice: Practice, who: Person, family_id: str) -> bool:
    try:
        with practice.open_for(who.id) as desk:
            families.open_family(desk, family_id)
    except NotFound:
        return False
    return True


def kinds(practice: Practice) -> list[tuple[str, str | None, dict]]:
    with practice.database.open() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.number)).all()
        return [(row.kind, row.family_id, row.details) for row in rows if row.kind.startswith("emergency.")]


@pytest.mark.parametrize(
    "sought",
    [
        Sought(FoundBy.NHS_NUMBER, "999 000 0034"),
        Sought(FoundBy.PUPIL_NUMBER, upn="z99 9000018001"),
        Sought(FoundBy.NAME_AND_BIRTH, name="robin  EXAMPLE", born=date(2019, 5, 14)),
    ],
    ids=lambda one: one.by,
)
def test_a_record_found_exactly_is_open_for_four_hours(
    practice: Practice, family: BuiltFamily, duty: Person, clock: SetClock, sought: Sought
):
    assert not reads(practice, duty, family.id)
    row = opened(practice, duty, sought)
    assert row is not None
    assert (row.family_id, row.ends_at - row.opened_at) == (family.id, timedelta(hours=4))
    assert reads(practice, duty, family.id)
    clock.forward(LASTS - timedelta(seconds=1))
    assert reads(practice, duty, family.id)
    clock.forward(timedelta(seconds=1))
    assert not reads(practice, duty, family.id)


@pytest.mark.parametrize(
    "sought",
    [
        Sought(FoundBy.NHS_NUMBER, "9990000018"),
        Sought(FoundBy.PUPIL_NUMBER, upn="A999000034001"),
        Sought(FoundBy.NAME_AND_BIRTH, name="Robin", born=date(2019, 5, 14)),
        Sought(FoundBy.NAME_AND_BIRTH, name="Robin Example", born=date(2019, 5, 15)),
    ],
)
def test_nothing_near_is_found_and_the_looking_stays_in_the_trail(
    practice: Practice, family: BuiltFamily, duty: Person, sought: Sought
):
    assert opened(practice, duty, sought) is None
    assert kinds(practice) == [("emergency.not-found", None, {"found_by": str(sought.by)})]
    assert not reads(practice, duty, family.id)


def test_two_records_of_one_name_open_neither(practice: Practice, family: BuiltFamily, duty: Person, lead: Person):
    build.family(practice, lead, name="Example")
    assert opened(practice, duty, Sought(FoundBy.NAME_AND_BIRTH, name="Robin Example", born=date(2019, 5, 14))) is None


def test_what_is_missing_is_said(practice: Practice, family: BuiltFamily, duty: Person, lead: Person):
    cases = [
        (Sought(FoundBy.NHS_NUMBER, "999"), WHY, {"known_nhs_number"}),
        (Sought(FoundBy.PUPIL_NUMBER, upn="A999000018001"), WHY, {"known_upn"}),
        (Sought(FoundBy.NAME_AND_BIRTH), "  ", {"known_name", "known_born", "reason"}),
        (Sought(FoundBy.NHS_NUMBER, NUMBER), "x" * 2001, {"reason"}),
    ]
    for sought, why, fields in cases:
        with pytest.raises(Invalid) as refused, practice.open_for(duty.id) as desk:
            emergencies.open_record(desk, sought, why)
        assert set(refused.value.fields) == fields
    with pytest.raises(Invalid, match=SEEN_ANYWAY[:20]):
        opened(practice, lead)


def test_it_is_for_reading_only(practice: Practice, family: BuiltFamily, duty: Person):
    opened(practice, duty)
    with practice.open_for(duty.id) as desk:
        view = families.open_family(desk, family.id)
    assert (view.may_edit, view.may_involve, view.may_start) == (False, False, False)
    with pytest.raises(Refused), practice.open_for(duty.id) as desk:
        family_people.add_adult(desk, family.id, NewAdult("Nan"))
    with practice.open_for(duty.id) as desk:
        assert [line.id for line in families.mine(desk)] == []


def test_it_opens_no_other_family_and_only_for_those_who_may(
    practice: Practice, family: BuiltFamily, duty: Person, lead: Person
):
    other = build.family(practice, lead, name="Sample")
    opened(practice, duty)
    assert not reads(practice, duty, other.id)
    for role in ("chair", "member", "quality", "administrator"):
        who = build.person(practice, role, roles=(role,), team=role)
        with pytest.raises(Refused):
            opened(practice, who)


def test_it_is_ended_early_and_opened_once(practice: Practice, family: BuiltFamily, duty: Person):
    first, again = opened(practice, duty), opened(practice, duty)
    assert first is not None
    assert again is not None
    assert first.id == again.id
    with practice.open_for(duty.id) as desk:
        emergencies.end(desk)
        emergencies.end(desk)
    assert not reads(practice, duty, family.id)
    assert [kind for kind, _, _ in kinds(practice)] == ["emergency.opened", "emergency.ended"]


def test_what_is_read_names_the_emergency(practice: Practice, family: BuiltFamily, duty: Person, lead: Person):
    row = opened(practice, duty)
    assert row is not None
    reads(practice, duty, family.id)
    reads(practice, lead, family.id)
    with practice.database.open() as session:
        read = session.scalars(select(AuditEvent).where(AuditEvent.kind == "family.read")).all()
        told = {event.person_id: event.reason_id for event in read}
    assert told == {duty.id: row.id, lead.id: None}


def test_lead_supervisor_and_quality_are_told_until_it_is_closed(
    practice: Practice, family: BuiltFamily, duty: Person, lead: Person
):
    supervisor = build.person(practice, "supervisor", roles=("supervisor",))
    elsewhere = build.person(practice, "elsewhere", roles=("supervisor",), team="Elsewhere")
    quality = build.person(practice, "quality", roles=("quality",), team="Quality")
    row = opened(practice, duty)
    assert row is not None

    def told(who: Person) -> list[str]:
        with practice.open_for(who.id) as desk:
            return [one.reason for one in notices.of(desk).emergencies]

    assert [told(who) for who in (lead, supervisor, quality)] == [[WHY]] * 3
    assert [told(who) for who in (duty, elsewhere)] == [[], []]
    with practice.open_for(duty.id) as desk:
        emergencies.end(desk)
    with practice.open_for(supervisor.id) as desk:
        emergencies.close(desk, family.id, row.id, "It was needed; Robin slept at his aunt's.")
    assert [told(who) for who in (lead, supervisor, quality)] == [[]] * 3
    with practice.open_for(lead.id) as desk:
        (one,) = emergencies.of_family(desk, family.id).opened
    assert (one.reviewer, one.review_words) == (supervisor.name, "It was needed; Robin slept at his aunt's.")
    assert kinds(practice)[-1] == ("emergency.closed", family.id, {})


def test_who_cannot_close_a_review_and_when(
    practice: Practice, family: BuiltFamily, duty: Person, lead: Person, clock: SetClock
):
    quality = build.person(practice, "quality", roles=("quality",), team="Quality")
    row = opened(practice, duty)
    assert row is not None

    def close(who: Person, family_id: str = family.id, words: str = "Looked into.") -> None:
        with practice.open_for(who.id) as desk:
            emergencies.close(desk, family_id, row.id, words)

    with pytest.raises(Blocked, match="still runs"):
        close(quality)
    clock.forward(LASTS)
    for who in (lead, duty):
        with pytest.raises(Refused):
            close(who)
    with pytest.raises(Invalid):
        close(quality, words=" … ")
    with pytest.raises(NotFound):
        close(quality, build.family(practice, lead, name="Sample").id)
    close(quality)
    with pytest.raises(Blocked, match="closed already"):
        close(quality)


def test_nobody_closes_the_review_of_their_own(practice: Practice, family: BuiltFamily, clock: SetClock):
    both = build.person(practice, "both", roles=("practitioner", "quality"), team="Quality")
    boss = build.person(practice, "boss", roles=("supervisor",), team="Elsewhere")
    row = opened(practice, boss)
    assert row is not None
    with pytest.raises(Invalid, match="already"):
        opened(practice, both)
    clock.forward(LASTS)
    with pytest.raises(Refused), practice.open_for(boss.id) as desk:
        emergencies.close(desk, family.id, row.id, "Fine.")
