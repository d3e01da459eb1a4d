"""How far a draft is: expected by age, condition and exclusion; answered by a grade or a state."""

from datetime import date

from gcp.completeness import completeness
from gcp.grades import ItemState
from tests.gcp.build import NOT_APPLICABLE, NOT_OBSERVED, SKELETON, given, sheet


def progress(**more):
    return {area.id: area for area in completeness(SKELETON, sheet(**more)).areas}


def test_nothing_answered():
    found = completeness(SKELETON, sheet())
    assert (found.answered, found.graded, found.expected) == (0, 0, 33)
    assert len(found.unanswered) == 33
    assert [area.id for area in found.without_grade] == ["A", "B", "C", "D"]


def test_a_state_is_an_answer_and_not_a_grade():
    physical = progress(answers={"A2a": 2, "A2b": NOT_OBSERVED, "A2c": NOT_APPLICABLE, "A4": ItemState.UNANSWERED})["A"]
    assert (physical.answered, physical.graded, physical.expected) == (3, 1, 15)
    assert "A4" in physical.unanswered
    assert not {"A2a", "A2b", "A2c"} & set(physical.unanswered)
    assert physical.name == "Physical"


def test_items_are_expected_by_age():
    assert progress(born=date(2025, 6, 1))["D"].expected == 4
    assert progress(born=date(2023, 6, 1))["D"].expected == 7
    assert progress(born=date(2015, 6, 1))["B"].expected == 7


def test_items_are_expected_by_condition():
    assert progress(conditions=frozenset({"disability"}))["A"].expected == progress()["A"].expected + 1


def test_a_part_left_out_is_not_expected():
    love = progress(answers=given("C1 2,2,2"), exclude={"C2": "shyness"})["C"]
    assert (love.answered, love.expected, love.unanswered) == (3, 3, ())


def test_an_area_seen_by_nobody_has_no_grade_although_it_is_answered():
    found = completeness(SKELETON, sheet(given("C1 -,-,- | C2 -,-")))
    assert "C" in [area.id for area in found.without_grade]
    assert found.areas[2].unanswered == ()


def test_a_draft_outside_every_age_is_not_refused():
    found = completeness(SKELETON, sheet({"A1a": 2}, born=date(1999, 1, 1)))
    assert (found.expected, found.without_grade) == (0, ())
