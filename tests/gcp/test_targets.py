"""Targets: met, met late, not yet, not met, not graded; and steps that can be taken."""

from datetime import date, timedelta

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gcp.targets import TargetOutcome, outcome, step_fault, step_warning
from tests.gcp.build import COLUMNS, FIVE, SCALING
from tests.gcp.strategies import scales, thorough

SET = date(2026, 3, 20)
BY = SET + timedelta(weeks=8)


@pytest.mark.parametrize(
    ("grade", "on", "expected"),
    [
        (4, date(2026, 5, 8), TargetOutcome.NOT_YET),
        (4, BY, TargetOutcome.NOT_YET),
        (4, BY + timedelta(days=1), TargetOutcome.NOT_MET),
        (3, date(2026, 5, 8), TargetOutcome.MET),
        (3, BY, TargetOutcome.MET),
        (3, BY + timedelta(days=1), TargetOutcome.MET_LATE),
        (2, date(2026, 5, 8), TargetOutcome.MET),
        (1, date(2026, 9, 18), TargetOutcome.MET_LATE),
        (5, date(2026, 9, 18), TargetOutcome.NOT_MET),
        (None, date(2026, 5, 8), TargetOutcome.NOT_GRADED),
    ],
)
def test_a_four_aimed_at_three_in_eight_weeks(grade, on, expected):
    """S8: still 4 once the day has passed is not met, before that not yet; T3 actual 3 is met late where it is after the day."""
    assert outcome(FIVE, 3, BY, grade, on) is expected


@thorough
@examples(st.data(), scales, st.dates(), st.dates())
def test_a_better_grade_never_stands_worse_and_a_later_day_never_better(data, scale, by, on):
    aim, grade = (data.draw(st.sampled_from(scale.values)) for _ in range(2))
    here = outcome(scale, aim, by, grade, on)
    reached = {TargetOutcome.MET, TargetOutcome.MET_LATE}
    assert (here in reached) == (scale.rank(grade) <= scale.rank(aim))
    assert (here is TargetOutcome.MET) == (here in reached and on <= by)
    assert (here is TargetOutcome.NOT_YET) == (here not in reached and on <= by)
    assert outcome(scale, aim, by, aim, by) is TargetOutcome.MET


@pytest.mark.parametrize(
    ("scale", "now", "aim", "sentence"),
    [
        (FIVE, 3, 3, "This stands at 3 already. Aim at 2, the next better grade."),
        (FIVE, 3, 4, "4 is worse than 3, where this stands now. Aim at 2, the next better grade."),
        (FIVE, 3, 7, "There is no grade 7. Aim at 2, the next better grade."),
        (FIVE, 1, 1, "This stands at 1, the best grade there is. There is nothing better to aim at."),
        (COLUMNS, 15, 20, "20 is worse than 15, where this stands now. Aim at 10, the next better grade."),
        (SCALING, 4, 3, "3 is worse than 4, where this stands now. Aim at 5, the next better grade."),
    ],
)
def test_aims_that_are_refused(scale, now, aim, sentence):
    assert step_fault(scale, now, aim) == sentence
    assert step_warning(scale, now, aim) is None


@pytest.mark.parametrize(
    ("scale", "now", "aim", "said"),
    [
        (
            FIVE,
            4,
            1,
            "From 4 to 1 is 3 grades at once. One grade at a time can be seen and kept: think of aiming at 3 first.",
        ),
        (
            FIVE,
            3,
            1,
            "From 3 to 1 is 2 grades at once. One grade at a time can be seen and kept: think of aiming at 2 first.",
        ),
        (
            COLUMNS,
            20,
            10,
            "From 20 to 10 is 2 grades at once. One grade at a time can be seen and kept: think of aiming at 15 first.",
        ),
        (FIVE, 4, 3, None),
        (COLUMNS, 20, 15, None),
        (SCALING, 4, 5, None),
    ],
)
def test_more_than_one_grade_at_a_time_warns(scale, now, aim, said):
    assert step_fault(scale, now, aim) is None
    assert step_warning(scale, now, aim) == said


@thorough
@examples(st.data(), scales)
def test_an_aim_is_refused_exactly_where_it_is_not_better(data, scale):
    now, aim = (data.draw(st.sampled_from(scale.values)) for _ in range(2))
    better = scale.rank(aim) < scale.rank(now)
    assert (step_fault(scale, now, aim) is None) == better
    assert (step_warning(scale, now, aim) is not None) == (scale.rank(now) - scale.rank(aim) > 1)
    with pytest.raises(KeyError):
        step_fault(scale, 99, aim)
