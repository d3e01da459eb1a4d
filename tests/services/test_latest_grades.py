"""The grades on the page of a family: those of the newest signed-off scoring with each carer, beside the one before."""

from datetime import date

from gcp.grades import Change
from tests import build, scoring_ground
from tests.scoring_ground import Ground
from workflow.models import Part
from workflow.services import families
from workflow.services.desk import Practice
from workflow.services.families import FamilyView, NewAdult, NewChild


def opened(ground: Ground) -> FamilyView:
    with ground.practice.open_for(ground.scorer.id) as desk:
        return families.open_family(desk, ground.family.id)


def scored(ground: Ground, start: date, end: date, **grades: int) -> str:
    """The id of a signed-off scoring in which everything is 2 but the items given."""
    one = ground.start(window_start=start, window_end=end).id
    ground.fill(grades, one)
    ground.visit(one, on=end)
    ground.sign_off(one)
    return one


def test_before_anything_is_signed_off_there_are_no_grades(embedded_practice: Practice):
    ground = scoring_ground.stand(embedded_practice)
    ground.fill()
    view = opened(ground)
    assert (view.grades, view.children[0].latest) == ({}, ())


def test_a_first_scoring_has_grades_and_no_change(embedded_practice: Practice):
    ground = scoring_ground.stand(embedded_practice, started=False)
    first = scored(ground, date(2026, 1, 5), date(2026, 1, 20), A3c=4)
    now = opened(ground).grades[first]
    assert now.before is None
    assert [(area.grade, area.change) for area in now.areas] == [(4, None), (2, None), (2, None), (2, None)]


def test_the_newest_stands_beside_the_one_before(practice: Practice):
    ground = scoring_ground.stand(practice, started=False)
    first = scored(ground, date(2026, 1, 5), date(2026, 1, 20), A3c=4)
    second = scored(ground, date(2026, 2, 2), date(2026, 2, 20), B2=3)
    draft = ground.start().id
    view = opened(ground)
    assert [line.id for line in view.scorings] == [draft, second, first]
    assert [line.id for line in view.children[0].latest] == [second]
    now = view.grades[second]
    assert now.before is not None
    assert now.before.id == first
    assert now.areas[0].grade == 2
    assert [area.change for area in now.areas] == [Change.BETTER, Change.WORSE, Change.SAME, Change.SAME]


def test_a_carer_whose_name_was_corrected_is_still_the_same(practice: Practice):
    ground = scoring_ground.stand(practice, started=False)
    first = scored(ground, date(2026, 1, 5), date(2026, 1, 20), A3c=4)
    with practice.open_for(ground.scorer.id) as desk:
        families.correct_adult(desk, ground.family.carer_id, NewAdult("Mama"), 1)
    with practice.open_for(ground.scorer.id) as desk:
        families.correct_child(desk, ground.family.child_id, NewChild("Robin", born=date(2019, 5, 20)), 1)
    second = scored(ground, date(2026, 2, 2), date(2026, 2, 20))
    view = opened(ground)
    assert [line.id for line in view.children[0].latest] == [second]
    now = view.grades[second]
    assert now.before is not None
    assert now.before.id == first
    assert now.areas[0].change is Change.BETTER


def test_somebody_else_called_the_same_is_another_carer(practice: Practice):
    ground = scoring_ground.stand(practice, started=False)
    first = scored(ground, date(2026, 1, 5), date(2026, 1, 20), A3c=4)
    with practice.open_for(ground.scorer.id) as desk:
        called = families.open_family(desk, ground.family.id).adults[0].called
        families.correct_adult(desk, ground.family.carer_id, NewAdult(f"{called} before"), 1)
        other = families.add_adult(desk, ground.family.id, NewAdult(called, cares_for={ground.family.child_id: ""}))
    second = ground.start(adult_ids=(other.id,), window_start=date(2026, 2, 2), window_end=date(2026, 2, 20)).id
    ground.fill({}, second)
    ground.visit(second, on=date(2026, 2, 20))
    ground.sign_off(second)
    view = opened(ground)
    assert {line.id for line in view.children[0].latest} == {first, second}
    assert view.grades[second].before is None


def test_an_edition_that_can_no_longer_be_read_leaves_the_page_standing(embedded_practice: Practice):
    lead = build.person(embedded_practice, "practitioner")
    supervisor = build.person(embedded_practice, "supervisor", roles=("supervisor",))
    family = build.family(embedded_practice, lead)
    build.involve(embedded_practice, family.id, supervisor, Part.CO_WORKER)
    broken = build.edition(embedded_practice, text="not: an instrument")
    build.scoring(embedded_practice, family, lead, broken.id, status="signed off")
    view = opened(Ground(embedded_practice, lead, supervisor, family))
    assert view.grades == {}
    assert len(view.children[0].latest) == 1
