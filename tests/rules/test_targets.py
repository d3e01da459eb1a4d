"""What may be aimed at, each refusal by its field, and in words how a target came out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp.grades import Grade, Scale
from gcp.targets import TargetOutcome
from tests.reports.stock import care_profile
from workflow.rules.targets import Aim, Looked, came_out, here, target_faults

SCALE = Scale(tuple(Grade(value) for value in range(1, 6)))
AFTER = date(2026, 3, 20)
MAY = date(2026, 5, 14)
T1, T2, T3 = date(2026, 3, 20), date(2026, 5, 8), date(2026, 9, 18)
NAME = care_profile().name


def aim(item_id: str = "A1a", **more) -> Aim:
    return Aim(
        **{"item_id": item_id, "now": 4, "aim": 3, "by": MAY, "helps": "", "set_on": T1, "instrument": NAME, **more}
    )


def test_one_grade_at_a_time_after_the_window_may_be_aimed_at() -> None:
    assert target_faults(SCALE, 4, 3, MAY, after=AFTER) == {}


@pytest.mark.parametrize(("now", "aimed"), [(4, 4), (3, 4), (1, 1), (4, 7)])
def test_the_same_or_worse_is_refused(now: int, aimed: int) -> None:
    assert set(target_faults(SCALE, now, aimed, MAY, after=AFTER)) == {"aim"}


def test_more_than_one_grade_has_to_be_meant() -> None:
    faults = target_faults(SCALE, 4, 1, MAY, after=AFTER)
    assert set(faults) == {"more_meant"}
    assert "3 grades at once" in faults["more_meant"]
    assert target_faults(SCALE, 4, 1, MAY, after=AFTER, more_is_meant=True) == {}


def test_the_day_lies_after_the_window_and_within_two_years() -> None:
    assert "is not after the days that were scored" in target_faults(SCALE, 4, 3, AFTER, after=AFTER)["by"]
    assert "more than two years ahead" in target_faults(SCALE, 4, 3, date(2028, 3, 20), after=AFTER)["by"]
    assert target_faults(SCALE, 4, 3, date(2026, 3, 21), after=AFTER) == {}
    assert target_faults(SCALE, 4, 3, MAY, after=AFTER, helps="x" * 2_001)["helps"]


@given(st.integers(1, 5), st.integers(-1, 7), st.booleans())
def test_what_is_taken_is_better_and_more_than_one_step_was_meant(now: int, aimed: int, meant: bool) -> None:
    if not target_faults(SCALE, now, aimed, MAY, after=AFTER, more_is_meant=meant):
        assert SCALE.rank(aimed) < SCALE.rank(now)
        assert meant or SCALE.rank(now) - SCALE.rank(aimed) == 1


def test_a_target_missed_at_the_next_scoring_is_met_late_at_the_one_after() -> None:
    """Scenario S8: A1a from 4 to 3 in eight weeks; still 4 at the second scoring, 3 at the third."""
    (second,) = came_out(care_profile(), [aim()], {"A1a": 4}, date(2026, 5, 20))
    assert second.outcome is TargetOutcome.NOT_MET
    assert second.sentence == "Not met: 4 on 20 May 2026; it was to be 3 by 14 May 2026."
    (third,) = came_out(care_profile(), [aim()], {"A1a": 3}, T3)
    assert third.outcome is TargetOutcome.MET_LATE
    assert third.sentence == "Met late: 3 on 18 September 2026; it was to be 3 by 14 May 2026."


def test_a_target_whose_day_is_still_to_come_says_so() -> None:
    (met,) = came_out(care_profile(), [aim()], {"A1a": 2}, T2)
    assert met.sentence == "Met: 2 on 8 May 2026; it is to be 3 by 14 May 2026."
    (short,) = came_out(care_profile(), [aim()], {"A1a": 4}, T2)
    assert short.sentence == "Not yet: 4 on 8 May 2026; it is to be 3 by 14 May 2026."
    (open_,) = came_out(care_profile(), [aim()], {"A1a": None}, T2)
    assert open_.sentence == "Not graded on 8 May 2026; it is to be 3 by 14 May 2026."


def test_of_several_targets_for_one_item_only_the_newest_is_still_one() -> None:
    newer = aim(now=3, aim=2, set_on=T2, by=T3)
    (one,) = came_out(care_profile(), [newer, aim()], {"A1a": 2}, T3)
    assert one.target is newer


def test_one_that_was_met_in_between_is_over_and_none_that_it_replaced_comes_back() -> None:
    between = Looked(care_profile(), {"A1a": 2}, T2)
    assert came_out(care_profile(), [aim()], {"A1a": 4}, T3, [between]) == ()
    newer = aim(now=4, aim=2, set_on=date(2026, 4, 1), by=T3)
    assert came_out(care_profile(), [aim(), newer], {"A1a": 4}, T3, [between]) == ()
    set_there = aim(now=2, aim=1, set_on=T2, by=T3)
    assert [one.target for one in came_out(care_profile(), [aim(), set_there], {"A1a": 2}, T3, [between])] == [
        set_there
    ]


def test_targets_stand_in_the_order_of_the_items_and_only_for_what_is_asked() -> None:
    found = came_out(care_profile(), [aim("C1a"), aim("A1a"), aim("B1a")], {"A1a": 3, "C1a": 3}, T3)
    assert [one.item_id for one in found] == ["A1a", "C1a"]
    assert found[0].name == "Quality"


def test_an_item_of_another_edition_counts_where_it_is_declared_the_same() -> None:
    assert here(care_profile(), aim()) == "A1a"
    assert here(care_profile(), aim(instrument="other@1")) is None
