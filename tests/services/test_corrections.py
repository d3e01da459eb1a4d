"""Two people at the record of one family: whoever comes second is shown both, and nothing is written over unseen. On both kinds of database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from tests import build
from tests.build import BuiltFamily
from workflow.models import Adult, Child, Household, Person
from workflow.rules.errors import Conflict
from workflow.services import families
from workflow.services.desk import Desk, Practice
from workflow.services.families import NewAdult, NewChild
from workflow.storage import families as storage

BORN = date(2019, 5, 14)
Act = Callable[[Desk], object]


@pytest.fixture
def lead(practice: Practice) -> Person:
    return build.person(practice)


@pytest.fixture
def family(practice: Practice, lead: Person) -> BuiltFamily:
    return build.family(practice, lead)


def do(practice: Practice, lead: Person, act: Act) -> None:
    with practice.open_for(lead.id) as desk:
        act(desk)


def refused(practice: Practice, lead: Person, act: Act) -> bool:
    try:
        do(practice, lead, act)
    except Conflict:
        return True
    return False


def child(practice: Practice, family: BuiltFamily) -> Child:
    with practice.database.open() as session:
        return session.get_one(Child, family.child_id)


def correct(family: BuiltFamily, called: str, version: int, **more: object) -> Act:
    facts = {"born": BORN, "surname": "Example", **more}
    return lambda desk: families.correct_child(desk, family.child_id, NewChild(called, **facts), version)


def test_the_second_of_two_is_told_and_what_the_first_wrote_stands(
    practice: Practice, lead: Person, family: BuiltFamily
) -> None:
    do(practice, lead, correct(family, "Robyn", 1, nhs_number="9990000018"))
    assert refused(practice, lead, correct(family, "Robin", 1, born=date(2019, 5, 15)))
    kept = child(practice, family)
    assert (kept.called, kept.born, kept.nhs_number, kept.version) == ("Robyn", BORN, "9990000018", 2)
    do(practice, lead, correct(family, "Robin", 2, born=date(2019, 5, 15)))
    assert (child(practice, family).called, child(practice, family).version) == ("Robin", 3)


def test_who_says_the_same_is_no_fault_and_writes_nothing(
    practice: Practice, lead: Person, family: BuiltFamily
) -> None:
    do(practice, lead, correct(family, "Robyn", 1, nhs_number="999 000 0018"))
    do(practice, lead, correct(family, " Robyn ", 1, nhs_number="9990000018"))
    assert child(practice, family).version == 2
    assert refused(practice, lead, correct(family, "", 1))
    assert refused(practice, lead, correct(family, "Robyn", 7))


def test_an_adult_is_corrected_on_what_was_seen(practice: Practice, lead: Person, family: BuiltFamily) -> None:
    def named(called: str, version: int) -> Act:
        return lambda desk: families.correct_adult(desk, family.carer_id, NewAdult(called, "Ana Example"), version)

    do(practice, lead, named("Ana", 1))
    assert refused(practice, lead, named("Mama", 1))
    do(practice, lead, named("Ana", 1))
    do(practice, lead, named("Mama", 2))
    with practice.database.open() as session:
        row = session.get_one(Adult, family.carer_id)
    assert (row.called, row.version) == ("Mama", 3)


def test_care_is_set_on_what_was_seen_of_it(practice: Practice, lead: Person, family: BuiltFamily) -> None:
    def cares(version: int, **said: str) -> Act:
        return lambda desk: families.set_care(desk, family.child_id, {family.carer_id: "mother", **said}, version)

    # Somebody is added who cares for the child, while another has the form open in which they do not stand.
    do(
        practice,
        lead,
        lambda desk: families.add_adult(desk, family.id, NewAdult("Dad", cares_for={family.child_id: ""})),
    )
    assert refused(practice, lead, lambda desk: families.set_care(desk, family.child_id, {family.carer_id: "aunt"}, 1))
    with practice.database.open() as session:
        dad = next(adult.id for adult in storage.carers_of(session, family.child_id) if adult.called == "Dad")
    do(practice, lead, cares(1, **{dad: ""}))
    do(practice, lead, cares(2, **{dad: "father"}))
    do(practice, lead, lambda desk: families.cares_for(desk, dad, family.child_id, "stepfather"))
    assert refused(practice, lead, cares(3, **{dad: "father"}))
    kept = child(practice, family)
    assert (kept.care_version, kept.version) == (4, 1)


def test_a_home_is_set_on_what_was_seen_of_it(practice: Practice, lead: Person, family: BuiltFamily) -> None:
    def lives(version: int, name: str = "Home", **notes: str) -> Act:
        return lambda desk: families.set_household(desk, family.household_id, name, notes, version)

    everybody = {family.child_id: "", family.carer_id: ""}
    new = NewChild("Wren", born=date(2022, 1, 1), homes=(family.household_id,))
    do(practice, lead, lambda desk: families.add_child(desk, family.id, new))
    assert refused(practice, lead, lives(1, **everybody))
    do(
        practice,
        lead,
        lambda desk: families.live_in(desk, family.household_id, child_id=family.child_id, note="weekends"),
    )
    assert refused(practice, lead, lives(2, **everybody))
    do(practice, lead, lives(3, "Flat", **everybody))
    do(practice, lead, lives(3, " Flat", **everybody))
    with practice.database.open() as session:
        row = session.get_one(Household, family.household_id)
        assert (row.name, row.version) == ("Flat", 4)
        assert len(storage.livings(session, family.id)) == 2


def test_of_many_at_once_one_is_first_and_the_others_are_told(
    practice: Practice, lead: Person, family: BuiltFamily
) -> None:
    start = Barrier(4)

    def one(number: int) -> bool:
        start.wait(timeout=10)
        try:
            do(practice, lead, correct(family, f"Robin {number}", 1))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == [False, False, False, True]
    assert child(practice, family).version == 2
