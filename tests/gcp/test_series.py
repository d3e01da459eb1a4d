"""What a series says beyond its steps: order, what has stood at the worst grades, improvement and relapse."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as examples

from gcp.answers import Window
from gcp.changes import Relapse, Standing
from gcp.errors import NotComparable
from gcp.grades import Change
from gcp.progress import series
from gcp.scoring import score
from tests.gcp.build import (
    JUNE,
    MARCH,
    NOT_APPLICABLE,
    NOT_OBSERVED,
    SCALING,
    SEPTEMBER,
    SKELETON,
    flat,
    given,
    sheet,
)
from tests.gcp.strategies import sheets, thorough

FIRST_DAY = date(2024, 1, 8)


def window(number: int) -> Window:
    """The number-th of windows of a week, thirty days apart."""
    start = FIRST_DAY + timedelta(days=30 * number)
    return Window(start, start + timedelta(days=6))


def day(number: int) -> date:
    return window(number).end


def over(*answers: dict, instrument=SKELETON, **more):
    """A series of one child's scorings, thirty days apart."""
    return series([score(instrument, sheet(a, window=window(n), **more)) for n, a in enumerate(answers)])


def a4(*grades):
    """A series of the directly graded A4; None is unanswered."""
    return over(*({} if grade is None else {"A4": grade} for grade in grades))


def test_a_series_of_one_has_no_steps():
    found = a4(4)
    assert (found.steps, found.first_to_last, found.relapses) == ((), None, ())
    assert found.standing == (Standing("A4", "Item A4", 4, day(0), 1, 0),)


def test_a_series_of_none_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        series([])


def test_profiles_come_in_any_order():
    profiles = [score(SKELETON, sheet({"A4": grade}, window=w)) for grade, w in ((2, SEPTEMBER), (4, MARCH), (3, JUNE))]
    found = series(profiles)
    assert [profile.on for profile in found.profiles] == [MARCH.end, JUNE.end, SEPTEMBER.end]
    assert [(step.earlier.on, step.later.on) for step in found.steps] == [
        (MARCH.end, JUNE.end),
        (JUNE.end, SEPTEMBER.end),
    ]
    assert (found.first_to_last.earlier.on, found.first_to_last.later.on) == (MARCH.end, SEPTEMBER.end)
    assert found.first_to_last.areas[0].change is Change.BETTER


def test_two_children_are_refused():
    with pytest.raises(NotComparable, match="two children"):
        series([score(SKELETON, sheet()), score(SKELETON, sheet(born=date(2020, 1, 1)))])


# Standing


@pytest.mark.parametrize(
    ("grades", "standing"),
    [
        ((4, 4, 5), (5, 0, 3, 60, None)),
        ((4, 3, 4), (4, 2, 1, 0, None)),
        ((3, 4, 4), (4, 1, 2, 30, None)),
        ((4, NOT_OBSERVED, 4), (4, 0, 2, 60, None)),
        ((4, None, 4), (4, 0, 2, 60, None)),
        ((4, NOT_APPLICABLE, 4), (4, 0, 2, 60, None)),
        ((4, 4, NOT_OBSERVED), (4, 0, 2, 30, 1)),
        ((4, 3, NOT_OBSERVED), None),
        ((4, 4, NOT_APPLICABLE), None),
        ((5, 4, 3), None),
        ((None, None), None),
    ],
)
def test_how_long_an_item_has_stood_at_the_two_worst_grades(grades, standing):
    expected = ()
    if standing:
        grade, since, scorings, days, last = standing
        expected = (Standing("A4", "Item A4", grade, day(since), scorings, days, None if last is None else day(last)),)
    assert a4(*grades).standing == expected


def test_standing_follows_the_scale():
    found = over({"X1a": 1}, {"X1a": 0}, {"X1a": 1}, instrument=flat("X1a", scale=SCALING))
    assert [(one.id, one.grade, one.scorings) for one in found.standing] == [("X1a", 1, 3)]


def test_another_carers_scorings_do_not_count():
    mum = [score(SKELETON, sheet({"A4": 4}, window=window(n))) for n in (0, 2)]
    dad = score(SKELETON, sheet({"A4": 2}, window=window(1), carer="Dad"))
    assert series([*mum, dad]).standing == (Standing("A4", "Item A4", 4, day(0), 2, 60),)


def test_a_part_left_out_now_does_not_stand_and_one_left_out_before_does_not_count():
    grades = given("C2 4,4")
    whole = [sheet(grades, window=window(n)) for n in range(3)]
    out = [replace(one, exclude={"C2": "shyness"}) for one in whole]
    now = series([score(SKELETON, one) for one in (whole[0], whole[1], out[2])])
    before = series([score(SKELETON, one) for one in (whole[0], out[1], whole[2])])
    assert now.standing == ()
    assert {(one.id, one.scorings) for one in before.standing} == {("C2a", 2), ("C2b", 2)}


def test_standing_goes_on_through_an_edition_that_declares_its_items():
    second = replace(SKELETON, edition="2", same_as={"skeleton@1": {"A4": "A4"}})
    old = score(SKELETON, sheet(given("A4 4 | B2 4"), window=window(0)))
    new = score(second, sheet(given("A4 4 | B2 4"), window=window(1)))
    assert {one.id: one.scorings for one in series([old, new]).standing} == {"A4": 2, "B2": 1}


# Relapse


@pytest.mark.parametrize(
    ("grades", "turns"),
    [
        ((4, 2, 3), ((0, 4), (1, 2), (2, 3))),
        ((4, 4, 2, 2, 3, 3), ((1, 4), (3, 2), (5, 3))),
        ((4, 1, 2, 2, 3), ((0, 4), (1, 1), (4, 3))),
        ((5, 2, 4, 3), ((0, 5), (1, 2), (3, 3))),
        ((4, 1, 3, 2, 3), ((2, 3), (3, 2), (4, 3))),
        ((3, 4, 3, 2, 4), ((1, 4), (3, 2), (4, 4))),
        ((4, NOT_OBSERVED, 2, None, 3), ((0, 4), (2, 2), (4, 3))),
        ((4, 2, 3, NOT_OBSERVED), ((0, 4), (1, 2), (2, 3))),
    ],
)
def test_better_and_now_worse_again(grades, turns):
    worst, best, now = ((day(n), grade) for n, grade in turns)
    assert Relapse("A4", "Part A4", worst, best, now) in a4(*grades).relapses


@pytest.mark.parametrize(
    "grades", [(4,), (4, 2), (2, 4), (4, 3, 2), (2, 3, 4), (4, 2, 3, 2), (2, 2), (2, 4, 3), (4, 4, 4), (None, 3)]
)
def test_no_relapse(grades):
    assert a4(*grades).relapses == ()


def test_areas_sub_areas_and_items_relapse_each_with_their_own_turns():
    whole = "A2 {},2,2"
    answers = [given(whole.format(grade)) for grade in (4, 2, 5)]
    every = {item.id: NOT_APPLICABLE for item in SKELETON.areas[0].items}
    found = {one.id: one for one in over(*(every | one for one in answers)).relapses}
    assert set(found) == {"A", "A2", "A2a"}
    assert found["A"].now == found["A2a"].now == (day(2), 5)


def test_a_directly_graded_part_is_told_once():
    assert [one.id for one in a4(4, 2, 4).relapses if one.id != "A"] == ["A4"]


def test_not_seeing_the_worst_item_is_no_improvement():
    answers = [given("A3 2,2,4"), given("A3 2,2,-"), given("A3 2,2,4")]
    assert over(*answers).relapses == ()


def test_a_sub_area_whose_items_changed_with_age_has_no_turns_across_the_birthday():
    fifth_birthday = date(2019, 2, 1)
    answers = [given("B1 4,2,2,2"), given("B1 2,2,2,2,2"), given("B1 4,2,2,2,2")]
    found = over(*answers, born=fifth_birthday)
    assert [one.id for one in found.relapses] == ["B1a"]


def test_an_area_under_another_rule_has_no_turns():
    every = {item.id: NOT_APPLICABLE for item in SKELETON.areas[1].items}
    grades = [4, 2, 4]
    profiles = [
        score(SKELETON, sheet(every | {"B2": grade}, window=window(n)), rule)
        for n, (grade, rule) in enumerate(zip(grades, ("worst", "worst", "mode"), strict=True))
    ]
    assert [one.id for one in series(profiles).relapses] == ["B2"]


# Properties


@thorough
@examples(sheets())
def test_what_stands_in_a_series_of_one_is_what_is_at_the_two_worst_grades(answered):
    profile = score(SKELETON, answered)
    found = series([profile])
    assert [one.id for one in found.standing] == [item.id for item in profile.at_worst_two]
    assert {(one.scorings, one.days, one.last_graded) for one in found.standing} <= {(1, 0, None)}
    assert found.relapses == ()


@thorough
@examples(sheets(born=date(2012, 2, 29)), sheets(born=date(2012, 2, 29)))
def test_the_overall_of_two_is_their_only_step(one, other):
    found = series([score(SKELETON, replace(one, window=SEPTEMBER)), score(SKELETON, replace(other, window=MARCH))])
    assert found.first_to_last is found.steps[0]
