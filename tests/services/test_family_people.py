"""Adding and correcting the people of a family, on both kinds of database."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests import build
from workflow.models import AuditEvent, Child, Living, Part, Person
from workflow.rules.errors import Invalid, NotFound, Refused
from workflow.services import families
from workflow.services.desk import Practice
from workflow.services.families import NewAdult, NewChild
from workflow.storage import families as storage

TODAY = date(2026, 3, 20)


@pytest.fixture
def lead(practice: Practice) -> Person:
    return build.person(practice)


def add(practice: Practice, lead: Person, family_id: str, **facts) -> Child:
    with practice.open_for(lead.id) as desk:
        return families.add_child(desk, family_id, NewChild(**{"called": "Hana", "born": date(2020, 1, 2), **facts}))


def faults(practice: Practice, lead: Person, family_id: str, **facts) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        add(practice, lead, family_id, **facts)
    return refused.value.fields


def events(practice: Practice, kind: str) -> list[AuditEvent]:
    with practice.database.open() as session:
        return list(session.scalars(select(AuditEvent).where(AuditEvent.kind == kind)))


def test_a_child_is_kept_as_typed_and_tidied(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    child = add(practice, lead, family.id, called="  Hana \t Mae ", surname="Exampleová", nhs_number="999 000 0018")
    with practice.database.open() as session:
        kept = storage.child(session, child.id)
    assert kept is not None
    assert (kept.called, kept.surname, kept.born, kept.nhs_number) == (
        "Hana Mae",
        "Exampleová",
        date(2020, 1, 2),
        "9990000018",
    )


def test_a_child_comes_with_carers_and_homes(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    child = add(practice, lead, family.id, carers={family.carer_id: "mother"}, homes=(family.household_id,))
    with practice.open_for(lead.id) as desk:
        view = families.open_family(desk, family.id)
    shown = view.child(child.id)
    assert shown is not None
    assert [(carer.called, carer.relationship) for carer in shown.carers] == [("Mum", "mother")]
    assert [one.child.called for one in view.households[0].people if one.child] == ["Robin", "Hana"]
    assert view.alone == ()


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"called": " \t "}, "called", "Enter the name"),
        ({"called": "\u200b"}, "called", "Enter the name"),
        ({"called": "a" * 81}, "called", "at most 80 characters; this has 81"),
        ({"surname": "b" * 81}, "surname", "at most 80"),
        ({"called": "Ha\x00na"}, "called", "cannot be shown"),
        ({"called": "Ha\u202ena"}, "called", "cannot be shown"),
        ({"born": None}, "born", "Enter the date of birth or"),
        ({"expected": TODAY}, "born", "not both"),
        ({"born": TODAY + timedelta(days=1)}, "born", "21 March 2026 has not come yet"),
        ({"born": date(2008, 3, 20)}, "born", "18 or older"),
        ({"born": None, "expected": TODAY + timedelta(days=301)}, "expected", "more than 10 months away"),
        ({"born": None, "expected": TODAY - timedelta(days=61)}, "expected", "long past"),
        ({"nhs_number": "9990000019"}, "nhs_number", "not an NHS number"),
        ({"nhs_number": "999 000"}, "nhs_number", "not an NHS number"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence_at_its_field(
    embedded_practice: Practice, facts: dict, field: str, words: str
):
    lead = build.person(embedded_practice)
    family = build.family(embedded_practice, lead)
    found = faults(embedded_practice, lead, family.id, **facts)
    assert list(found) == [field]
    assert words in found[field]
    assert events(embedded_practice, "family.changed") == []


@pytest.mark.parametrize(
    "facts",
    [
        {"called": "هنا"},
        {"called": "Zoë-Åsa 🌻"},
        {"called": "D’Arcy"},
        {"called": "a" * 80},
        {"born": TODAY},
        {"born": date(2008, 3, 21)},
        {"born": None, "expected": TODAY + timedelta(days=300)},
        {"born": None, "expected": TODAY - timedelta(days=60)},
    ],
)
def test_the_edges_that_are_allowed(embedded_practice: Practice, facts: dict):
    lead = build.person(embedded_practice)
    family = build.family(embedded_practice, lead)
    assert add(embedded_practice, lead, family.id, **facts).id


def test_every_fault_is_said_at_once(embedded_practice: Practice):
    lead = build.person(embedded_practice)
    family = build.family(embedded_practice, lead)
    found = faults(embedded_practice, lead, family.id, called="", born=date(1990, 1, 1), nhs_number="1")
    assert set(found) == {"called", "born", "nhs_number"}


def test_two_children_of_a_family_are_told_apart(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    add(practice, lead, family.id, nhs_number="9990000018")
    assert "already a hana" in faults(practice, lead, family.id, called="hana")["called"]
    assert (
        "NHS number of Hana" in faults(practice, lead, family.id, called="Ben", nhs_number="9990000018")["nhs_number"]
    )
    elsewhere = build.family(practice, lead, name="Sample")
    assert add(practice, lead, elsewhere.id, nhs_number="9990000018").called == "Hana"


def test_an_unborn_child_is_born_and_keeps_the_date_it_was_expected(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    child = add(practice, lead, family.id, called="Baby Example", born=None, expected=date(2026, 4, 1))
    with practice.open_for(lead.id) as desk:
        families.correct_child(desk, child.id, NewChild("Mia", born=date(2026, 3, 18), expected=date(2026, 4, 1)), 1)
    with practice.database.open() as session:
        kept = storage.child(session, child.id)
    assert kept is not None
    assert (kept.called, kept.born, kept.expected) == ("Mia", date(2026, 3, 18), date(2026, 4, 1))


def test_a_correction_to_nothing_is_refused_and_changes_nothing(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    with pytest.raises(Invalid) as refused, practice.open_for(lead.id) as desk:
        families.correct_child(desk, family.child_id, NewChild("Robin", born=None), 1)
    assert set(refused.value.fields) == {"born"}
    with practice.database.open() as session:
        kept = storage.child(session, family.child_id)
    assert kept is not None
    assert kept.born == date(2019, 5, 14)


def test_the_record_of_somebody_grown_up_can_still_be_corrected(embedded_practice: Practice):
    lead = build.person(embedded_practice)
    family = build.family(embedded_practice, lead, born=date(2007, 1, 1))
    with embedded_practice.open_for(lead.id) as desk:
        child = families.correct_child(desk, family.child_id, NewChild("Robyn", born=date(2007, 1, 1)), 1)
    assert child.called == "Robyn"


def test_adults_are_called_differently_within_a_family(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    with pytest.raises(Invalid) as refused, practice.open_for(lead.id) as desk:
        families.add_adult(desk, family.id, NewAdult("mum"))
    assert "There is already a mum" in refused.value.fields["called"]
    with practice.open_for(lead.id) as desk:
        added = families.add_adult(desk, family.id, NewAdult("Nan", "Joy Example", homes=(family.household_id,)))
        families.correct_adult(desk, added.id, NewAdult("Gran", "Joy Example"), 1)
        families.correct_adult(desk, family.carer_id, NewAdult("Mum", "Ana Example"), 1)
    with practice.open_for(lead.id) as desk:
        view = families.open_family(desk, family.id)
    assert [(adult.called, adult.name) for adult in view.adults] == [("Gran", "Joy Example"), ("Mum", "Ana Example")]
    assert {one.adult.called for one in view.households[0].people if one.adult} == {"Gran", "Mum"}


def test_care_is_said_changed_and_taken_back(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    with practice.open_for(lead.id) as desk:
        dad = families.add_adult(desk, family.id, NewAdult("Dad"))
        first = families.cares_for(desk, dad.id, family.child_id, "father")
        again = families.cares_for(desk, dad.id, family.child_id, "stepfather")
    assert first.id == again.id
    with practice.database.open() as session:
        assert [adult.called for adult in storage.carers_of(session, family.child_id)] == ["Dad", "Mum"]
    with practice.open_for(lead.id) as desk:
        families.set_care(desk, family.child_id, {dad.id: "father"}, 3)
    with practice.open_for(lead.id) as desk:
        child = families.open_family(desk, family.id).child(family.child_id)
    assert child is not None
    assert [(one.called, one.relationship) for one in child.carers] == [("Dad", "father")]


def test_a_child_lives_in_two_homes(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    with practice.open_for(lead.id) as desk:
        dads = families.add_household(desk, family.id, "Dad's flat")
        families.live_in(desk, dads.id, child_id=family.child_id, note="weekends")
        families.live_in(desk, dads.id, child_id=family.child_id, note="every other weekend")
    with practice.open_for(lead.id) as desk:
        homes = families.open_family(desk, family.id).households
    assert [(home.name, [(one.child.called, one.note) for one in home.people if one.child]) for home in homes] == [
        ("Dad's flat", [("Robin", "every other weekend")]),
        ("Home", [("Robin", "")]),
    ]


def test_a_home_is_set_anew_and_those_left_out_live_there_no_more(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    with practice.open_for(lead.id) as desk:
        families.set_household(desk, family.household_id, "Nan's house", {family.carer_id: "term time"}, 1)
    with practice.open_for(lead.id) as desk:
        view = families.open_family(desk, family.id)
    assert view.households[0].name == "Nan's house"
    assert [(one.adult.called, one.note) for one in view.households[0].people if one.adult] == [("Mum", "term time")]
    assert [one.child.called for one in view.alone if one.child] == ["Robin"]


def test_a_home_has_a_name_of_its_own(embedded_practice: Practice):
    lead = build.person(embedded_practice)
    family = build.family(embedded_practice, lead)
    with pytest.raises(Invalid) as refused, embedded_practice.open_for(lead.id) as desk:
        families.add_household(desk, family.id, "HOME")
    assert "already a home called HOME" in refused.value.fields["name"]
    with embedded_practice.open_for(lead.id) as desk:
        assert families.set_household(desk, family.household_id, "home", {}, 1).name == "home"


def test_people_and_homes_of_another_family_are_not_found(practice: Practice, lead: Person):
    ours, theirs = build.family(practice, lead), build.family(practice, lead, name="Sample")
    attempts = (
        lambda desk: families.cares_for(desk, theirs.carer_id, ours.child_id),
        lambda desk: families.set_care(desk, ours.child_id, {theirs.carer_id: ""}, 1),
        lambda desk: families.live_in(desk, ours.household_id, child_id=theirs.child_id),
        lambda desk: families.live_in(desk, ours.household_id, adult_id=theirs.carer_id),
        lambda desk: families.set_household(desk, ours.household_id, "Home", {theirs.child_id: ""}, 1),
        lambda desk: families.add_child(desk, ours.id, NewChild("A", born=TODAY, carers={theirs.carer_id: ""})),
        lambda desk: families.add_child(desk, ours.id, NewChild("A", born=TODAY, homes=(theirs.household_id,))),
        lambda desk: families.add_adult(desk, ours.id, NewAdult("B", homes=(theirs.household_id,))),
        lambda desk: families.correct_child(desk, "nothing", NewChild("A", born=TODAY), 1),
        lambda desk: families.add_household(desk, "nothing", "Home"),
    )
    for attempt in attempts:
        with pytest.raises(NotFound), practice.open_for(lead.id) as desk:
            attempt(desk)
    with practice.database.open() as session:
        assert len(session.scalars(select(Living)).all()) == 4
    assert events(practice, "family.changed") == []


def test_exactly_one_person_lives_in_a_home(embedded_practice: Practice):
    lead = build.person(embedded_practice)
    family = build.family(embedded_practice, lead)
    with pytest.raises(ValueError, match="One child or one adult"), embedded_practice.open_for(lead.id) as desk:
        families.live_in(desk, family.household_id)


def test_only_those_who_see_and_may_edit_change_a_family(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    chair = build.person(practice, "chair", roles=("chair",), team="Chairs")
    stranger = build.person(practice, "stranger", team="Elsewhere")
    build.involve(practice, family.id, chair, Part.CHAIR)
    attempts = (
        lambda desk: families.add_child(desk, family.id, NewChild("Hana", born=TODAY)),
        lambda desk: families.correct_child(desk, family.child_id, NewChild("Hana", born=TODAY), 1),
        lambda desk: families.add_adult(desk, family.id, NewAdult("Nan")),
        lambda desk: families.correct_adult(desk, family.carer_id, NewAdult("Nan"), 1),
        lambda desk: families.add_household(desk, family.id, "Flat"),
        lambda desk: families.set_household(desk, family.household_id, "Flat", {}, 1),
        lambda desk: families.live_in(desk, family.household_id, child_id=family.child_id),
        lambda desk: families.cares_for(desk, family.carer_id, family.child_id),
        lambda desk: families.set_care(desk, family.child_id, {}, 1),
        lambda desk: families.rename(desk, family.id, "Other"),
    )
    for who in (chair, stranger):
        for attempt in attempts:
            with pytest.raises(Refused), practice.open_for(who.id) as desk:
                attempt(desk)
    assert events(practice, "family.changed") == []
    assert len(events(practice, "refused")) == 2 * len(attempts)


def test_every_change_is_in_the_trail_with_ids_only(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    child = add(practice, lead, family.id, nhs_number="9990000018")
    with practice.open_for(lead.id) as desk:
        adult = families.add_adult(desk, family.id, NewAdult("Nan", "Joy Example"))
        home = families.add_household(desk, family.id, "Nan's house")
        families.live_in(desk, home.id, child_id=child.id, note="weekends")
        families.cares_for(desk, adult.id, child.id, "grandmother")
        families.rename(desk, family.id, "Example-Sample")
    kept = events(practice, "family.changed")
    assert [(event.subject_id, event.details["what"]) for event in kept] == [
        (child.id, "child added"),
        (adult.id, "adult added"),
        (home.id, "household added"),
        (home.id, "household changed"),
        (child.id, "care changed"),
        (family.id, "name corrected"),
    ]
    assert {(event.family_id, event.person_id) for event in kept} == {(family.id, lead.id)}
    assert not any(word in str(event.details) for event in kept for word in ("Hana", "Nan", "999"))
