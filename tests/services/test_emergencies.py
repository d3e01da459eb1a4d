"""Opening a record in an emergency: found exactly, for reading only, for some hours, told to those who lead, and looked into afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from tests import build
from tests.build import BuiltFamily
from tests.web.visitors import browser_of, summary_of, words_of
from workflow.clock import SetClock
from workflow.models import Adult, AuditEvent, Child, EmergencyAccess, EmergencyLook, Person
from workflow.rules.emergency import CLOSED_MEANWHILE, LASTS, SEEN_ANYWAY, SEVERAL_FOUND, FoundBy
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound, Refused
from workflow.services import emergencies, emergency_reviews, families, family_people, notices, trails
from workflow.services.desk import Practice
from workflow.services.emergencies import Sought
from workflow.services.families import NewAdult
from workflow.services.trails import Asked

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
        came = emergencies.open_record(desk, sought or Sought(FoundBy.NHS_NUMBER, NUMBER), WHY)
    return came.opened[0] if came.opened else None


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
        Sought(FoundBy.NAME_AND_BIRTH, name="Robyn Example", born=date(2019, 5, 14)),
    ],
)
def test_nothing_near_is_found_and_the_looking_stays_in_the_trail(
    practice: Practice, family: BuiltFamily, duty: Person, sought: Sought
):
    assert opened(practice, duty, sought) is None
    assert kinds(practice) == [("emergency.not-found", None, {"found_by": str(sought.by)})]
    assert not reads(practice, duty, family.id)
    with practice.database.open() as session:
        look = session.scalars(select(EmergencyLook)).one()
    assert (look.reason, look.found_by, look.records) == (WHY, str(sought.by), 0)


@pytest.fixture
def other(practice: Practice, family: BuiltFamily) -> BuiltFamily:
    """The record of another agency, on which the number stands too."""
    lead = build.person(practice, "other", team="Health visiting", agency="Sample Health")
    built = build.family(practice, lead, name="Sample")
    with practice.database.open() as session:
        session.get_one(Child, built.child_id).nhs_number = NUMBER
    return built


def test_of_several_records_the_teams_are_told_and_what_is_chosen_is_opened(
    practice: Practice, family: BuiltFamily, other: BuiltFamily, duty: Person, lead: Person
):
    sought = Sought(FoundBy.NHS_NUMBER, NUMBER)
    with practice.open_for(duty.id) as desk:
        came = emergencies.open_record(desk, sought, WHY, ["of another page"])
        look = desk.session.scalars(select(EmergencyLook)).one()
    assert came.opened == ()
    assert {(fit.family_id, fit.family) for fit in came.fits} == {(family.id, ""), (other.id, "")}
    assert {fit.team for fit in came.fits if fit.family_id == other.id} == {"Health visiting, Sample Health"}
    told = {"found_by": "NHS number", "records": 2}
    assert sorted(kinds(practice)) == sorted(("emergency.several", one, told) for one in (family.id, other.id))
    assert (look.reason, look.records, look.person_id) == (WHY, 2, duty.id)
    assert not reads(practice, duty, family.id)
    with practice.open_for(duty.id) as desk:
        came = emergencies.open_record(desk, sought, WHY, [other.id])
    assert [one.family_id for one in came.opened] == [other.id]
    assert (reads(practice, duty, other.id), reads(practice, duty, family.id)) == (True, False)
    with practice.open_for(duty.id) as desk:
        both = emergencies.open_record(desk, sought, WHY, [family.id, other.id]).opened
    assert {one.family_id for one in both} == {family.id, other.id}
    assert [kind for kind, _, _ in kinds(practice)].count("emergency.opened") == 2


def test_of_several_records_one_that_is_seen_anyway_is_named_and_not_opened(
    practice: Practice, family: BuiltFamily, other: BuiltFamily, lead: Person
):
    with practice.open_for(lead.id) as desk:
        sought = Sought(FoundBy.NHS_NUMBER, NUMBER)
        came = emergencies.open_record(desk, sought, WHY)
        assert {(fit.family_id, fit.family) for fit in came.fits} == {(family.id, "Example family"), (other.id, "")}
        assert emergencies.open_record(desk, sought, WHY, [family.id]).opened == ()


@pytest.mark.parametrize(
    ("called", "surname", "typed"),
    [
        ("Zoë", "O’Neill-Smith", "Zoe O'Neill Smith"),
        ("Zoë", "O’Neill-Smith", "ZOE\u0308 O'NEILL-SMITH"),
        ("Zoë", "O’Neill-Smith", "Oneill-Smith, Zoe"),
        ("Kai", "Fictional", "Fictional Kai"),
        ("Michał", "Łącki", "Michal Lacki"),
        ("Robin", "", "Robin Example"),
        ("Robin", "", "robin"),
    ],
)
def test_a_name_is_the_same_however_its_letters_are_typed(
    practice: Practice, family: BuiltFamily, duty: Person, called: str, surname: str, typed: str
):
    with practice.database.open() as session:
        child = session.get_one(Child, family.child_id)
        child.called, child.surname = called, surname
    assert opened(practice, duty, Sought(FoundBy.NAME_AND_BIRTH, name=typed, born=date(2019, 5, 14)))


@pytest.mark.parametrize(
    ("carer", "day", "found"),
    [
        ("Maryam Exampel", date(2026, 6, 1), True),
        ("exampel maryam", date(2026, 6, 20), True),
        ("Maryam Exampel", date(2026, 3, 20), True),  # born tonight, long before it was expected
        ("Maryam Exampel", date(2026, 6, 23), False),
        ("Maryam Exampel", date(2026, 2, 28), False),
        ("Mariam Exampel", date(2026, 6, 1), False),
        ("Maryam Exampel", date(2019, 5, 14), True),  # her other child, by the very day
        ("Maryam Exampel", date(2019, 5, 15), False),
    ],
)
def test_a_child_is_found_by_who_cares_for_it_and_the_day(
    practice: Practice, family: BuiltFamily, duty: Person, carer: str, day: date, found: bool
):
    build.sibling(practice, family, "Bump", family.carer_id, born=None, expected=date(2026, 6, 1))
    with practice.database.open() as session:
        session.get_one(Adult, family.carer_id).name = "Maryam Exampel"
    assert (opened(practice, duty, Sought(FoundBy.CARER_AND_DAY, carer=carer, day=day)) is not None) == found


def test_pressed_twice_at_once_it_is_opened_once(practice: Practice, family: BuiltFamily, duty: Person):
    start = Barrier(4)

    def press(_: int) -> str:
        start.wait(timeout=10)
        row = opened(practice, duty)
        assert row is not None
        return row.id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(press, range(4)))) == 1
    assert len(kinds(practice)) == 1


def test_of_many_who_close_a_review_at_once_one_is_first_and_the_others_are_told_and_may_add(
    practice: Practice, family: BuiltFamily, duty: Person, clock: SetClock
):
    people = [build.person(practice, f"quality{n}", roles=("quality",), team="Quality") for n in range(4)]
    row = opened(practice, duty)
    assert row is not None
    clock.forward(LASTS)
    start = Barrier(4)

    def close(who: Person) -> bool:
        start.wait(timeout=10)
        try:
            with practice.open_for(who.id) as desk:
                emergency_reviews.review(desk, family.id, row.id, f"Words of {who.username}.")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(close, people))
    assert sorted(done) == [False, False, False, True]
    first, second = people[done.index(True)], people[done.index(False)]
    for _ in range(2):  # the same again is a button pressed twice
        with practice.open_for(first.id) as desk:
            emergency_reviews.review(desk, family.id, row.id, f"Words of {first.username}.")
        with practice.open_for(second.id) as desk:
            emergency_reviews.review(desk, family.id, row.id, "Referred on.", adds=True)
    with practice.open_for(second.id) as desk:
        (one,) = emergency_reviews.of_family(desk, family.id).opened
    assert (one.reviewer, one.review_words) == (first.name, f"Words of {first.username}.")
    assert [(note.name, note.row.words) for note in one.notes] == [(second.name, "Referred on.")]
    assert [kind for kind, _, _ in kinds(practice)] == ["emergency.opened", "emergency.closed", "emergency.added-to"]


def test_what_is_missing_is_said(practice: Practice, family: BuiltFamily, duty: Person, lead: Person):
    cases = [
        (Sought(FoundBy.NHS_NUMBER, "999"), WHY, {"known_nhs_number"}),
        (Sought(FoundBy.PUPIL_NUMBER, upn="A999000018001"), WHY, {"known_upn"}),
        (Sought(FoundBy.NAME_AND_BIRTH), "  ", {"known_name", "known_born", "reason"}),
        (Sought(FoundBy.NHS_NUMBER, NUMBER), "x" * 2001, {"reason"}),
        (Sought(FoundBy.CARER_AND_DAY, carer="Maryam"), WHY, {"known_carer", "known_day"}),
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
        emergency_reviews.review(desk, family.id, row.id, "It was needed; Robin slept at his aunt's.")
    assert [told(who) for who in (lead, supervisor, quality)] == [[]] * 3
    with practice.open_for(lead.id) as desk:
        (one,) = emergency_reviews.of_family(desk, family.id).opened
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
            emergency_reviews.review(desk, family_id, row.id, words)

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
    with pytest.raises(Conflict, match="closed this review"):
        close(quality, words="Other words.")


def test_nobody_closes_the_review_of_their_own(practice: Practice, family: BuiltFamily, clock: SetClock):
    both = build.person(practice, "both", roles=("practitioner", "quality"), team="Quality")
    boss = build.person(practice, "boss", roles=("supervisor",), team="Elsewhere")
    row = opened(practice, boss)
    assert row is not None
    with pytest.raises(Invalid, match="already"):
        opened(practice, both)
    clock.forward(LASTS)
    with pytest.raises(Refused), practice.open_for(boss.id) as desk:
        emergency_reviews.review(desk, family.id, row.id, "Fine.")


def test_why_somebody_looked_is_read_with_the_trail_and_what_they_typed_of_the_child_is_nowhere(
    practice: Practice, family: BuiltFamily, duty: Person
):
    opened(practice, duty, Sought(FoundBy.NHS_NUMBER, "9990000018"))
    opened(practice, duty)
    quality = build.person(practice, "quality", roles=("quality",), team="Quality")
    with practice.open_for(quality.id) as desk:
        found, _ = trails.search(desk, Asked(what="emergency.not-found"))
        told = trails.of_family(desk, family.id, Asked(what="emergency.opened")).found
    (line,) = found.days[0].lines
    assert (line.reason, line.person, line.family) == (WHY, duty.name, "")
    assert "by NHS number" in line.sentence
    assert told.days[0].lines[0].reason == WHY
    with practice.database.open() as session:
        kept = [*session.scalars(select(AuditEvent)), *session.scalars(select(EmergencyLook))]
    assert not [row for row in kept if "9990000018" in row.model_dump_json()]


def test_the_page_offers_the_teams_of_several_records_and_opens_those_that_are_ticked(
    practice: Practice, family: BuiltFamily, other: BuiltFamily, duty: Person
):
    browser = browser_of(practice, "duty")
    typed = {"by": "NHS number", "known_nhs_number": NUMBER, "reason": WHY}
    assert browser.post("/emergency", data=typed).status_code == 422
    words = words_of(browser)
    assert SEVERAL_FOUND in words
    assert "Health visiting, Sample Health" in words
    assert "Robin" not in words.replace(WHY, "")
    assert summary_of(browser) == []
    assert browser.post("/emergency", data={**typed, "choosing": "yes"}).status_code == 422
    assert summary_of(browser) == [SEVERAL_FOUND]
    answer = browser.post("/emergency", data={**typed, "choosing": "yes", "records": [family.id, other.id]})
    assert answer.status_code == 200
    assert [reads(practice, duty, one.id) for one in (family, other)] == [True, True]


def test_whoever_closes_second_reads_what_stands_and_keeps_what_they_typed(
    practice: Practice, family: BuiltFamily, duty: Person, clock: SetClock
):
    for n in range(2):
        build.person(practice, f"quality{n}", roles=("quality",), team="Quality")
    row = opened(practice, duty)
    assert row is not None
    with practice.open_for(duty.id) as desk:
        emergencies.end(desk)
    path = f"/families/{family.id}/emergencies"
    first, second = browser_of(practice, "quality0"), browser_of(practice, "quality1")
    assert first.post(path, data={"emergency": row.id, "words": "NOT justified."}).status_code == 200
    assert second.post(path, data={"emergency": row.id, "words": "Fine."}).status_code == 409
    words = words_of(second)
    assert CLOSED_MEANWHILE in words
    assert "NOT justified." in words
    assert "It stays with the record. Fine. Add to the review" in words
    second.post(path, data={"emergency": row.id, "words": "Fine.", "adds": "yes"})
    assert "NOT justified. Added by Quality1 Example" in words_of(second)
    second.get(f"{path}?emergency={row.id}")
    assert "Add to the review" in words_of(second)
