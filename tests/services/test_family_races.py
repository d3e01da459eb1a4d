"""Several people changing one family at the same moment, on both kinds of database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from tests import build
from tests.merge_ground import two_records
from workflow.models import Part
from workflow.rules.errors import Blocked, Invalid, NotFound, Refused
from workflow.services import editions, families, leads, merging
from workflow.services.desk import Desk, Practice
from workflow.services.families import NewChild
from workflow.storage import families as storage
from workflow.storage import involved

AT_ONCE = 4


def all_at_once(practice: Practice, person_id: str, act: Callable[[Desk, int], object]) -> list[bool]:
    """Who of several got what they asked for, when all begin together."""
    start = Barrier(AT_ONCE)

    def one(number: int) -> bool:
        start.wait(timeout=10)
        try:
            with practice.open_for(person_id) as desk:
                act(desk, number)
        except (Blocked, Invalid):
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_the_same_child_is_added_once(practice: Practice):
    lead = build.person(practice)
    family = build.family(practice, lead)
    done = all_at_once(
        practice, lead.id, lambda desk, _: families.add_child(desk, family.id, NewChild("Hana", born=date(2020, 1, 2)))
    )
    assert sorted(done) == [False, False, False, True]
    with practice.database.open() as session:
        assert [child.called for child in storage.children(session, family.id)] == ["Robin", "Hana"]


def test_care_said_twice_stands_once(practice: Practice):
    lead = build.person(practice)
    family = build.family(practice, lead)
    with practice.open_for(lead.id) as desk:
        dad = families.add_adult(desk, family.id, families.NewAdult("Dad"))
    done = all_at_once(practice, lead.id, lambda desk, _: families.cares_for(desk, dad.id, family.child_id, "father"))
    assert done == [True] * AT_ONCE
    with practice.database.open() as session:
        assert [adult.called for adult in storage.carers_of(session, family.child_id)] == ["Dad", "Mum"]


def test_there_is_one_lead_practitioner_however_often_the_offer_is_accepted(practice: Practice):
    lead, other = build.person(practice), build.person(practice, "colleague")
    family = build.family(practice, lead)
    with practice.open_for(lead.id) as desk:
        offer = leads.offer(desk, family.id, other.id, "Moved").id
    done = all_at_once(practice, other.id, lambda desk, _: leads.accept(desk, offer))
    assert done.count(True) == 1
    with practice.database.open() as session:
        parts = [one.involvement for one in involved.professionals(session, family.id)]
    assert [one.person_id for one in parts if one.part == Part.LEAD and one.until is None] == [other.id]


def test_the_end_of_a_part_is_set_once_and_the_others_are_told(practice: Practice):
    lead, other = build.person(practice), build.person(practice, "colleague")
    family = build.family(practice, lead)
    build.involve(practice, family.id, other, Part.CO_WORKER)
    with practice.database.open() as session:
        (part,) = [one.involvement for one in involved.professionals(session, family.id) if one.name.startswith("Coll")]
    ends = [date(2026, 3, 20 + number) for number in range(AT_ONCE)]
    done = all_at_once(
        practice, lead.id, lambda desk, number: families.end_involvement(desk, part.id, ends[number], "Has moved")
    )
    assert done.count(True) == 1
    with practice.database.open() as session:
        parts = [one.involvement for one in involved.professionals(session, family.id)]
    assert [one.until for one in parts if one.id == part.id] == [ends[done.index(True)]]


def test_what_is_added_while_two_records_are_put_together_is_in_the_one_that_stays_or_not_at_all(practice: Practice):
    two = two_records(practice)
    shown = two.preview()
    start = Barrier(AT_ONCE + 1)

    def add(number: int) -> bool:
        start.wait(timeout=10)
        try:
            with practice.open_for(two.there.scorer.id) as desk:
                families.add_child(desk, two.gone.id, NewChild(f"Child {number}", born=date(2020, 1, number + 1)))
        except (Blocked, Invalid, NotFound, Refused):
            return False
        return True

    def merge() -> bool:
        start.wait(timeout=10)
        try:
            with practice.open_for(two.quality.id) as desk:
                merging.merge(desk, two.kept.id, two.gone.id, two.wanted(shown))
        except Invalid:
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        made = pool.submit(merge)
        added = list(pool.map(add, range(AT_ONCE)))
    in_gone = [row["called"] for row in two.rows("child", family_id=two.gone.id)]
    in_kept = [row["called"] for row in two.rows("child", family_id=two.kept.id)]
    assert sum(name.startswith("Child") for name in (*in_gone, *in_kept)) == added.count(True)
    if made.result():
        assert in_gone == ["Robyn"], "nothing was added to what had gone"


def test_an_edition_is_retired_once_and_the_others_are_told(practice: Practice):
    """Each of them has seen it in use, and sends the form."""
    chief = build.person(practice, "chief", roles=("administrator",))
    done = all_at_once(practice, chief.id, lambda desk, _: editions.retire(desk, "care-profile@2026.1", "Used up."))
    assert sorted(done) == [False, False, False, True]
    with practice.open_for(chief.id) as desk:
        assert len(editions.open_edition(desk, "care-profile@2026.1").history) == 1
        editions.bring_back(desk, "care-profile@2026.1", "Needed after all.")
    assert sorted(
        all_at_once(practice, chief.id, lambda desk, _: editions.retire(desk, "care-profile@2026.1", "Again."))
    ) == [False, False, False, True]
