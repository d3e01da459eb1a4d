"""What came to the two worst grades, what left them and what stays: every item in one group only, and every group with what it is of."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gcp.answers import Answer, Window
from gcp.changes import Series
from gcp.grades import ItemState
from gcp.progress import series
from gcp.scoring import score
from tests.gcp.build import JUNE, MARCH, NOT_OBSERVED, SKELETON, flat, sheet
from tests.gcp.strategies import thorough
from workflow.reports.crossings import Crossings, crossings

IDS = ("X1a", "X1b", "X1c", "X1d")


def found(*answers: dict[str, Answer], instrument: Any = None, **more: Any) -> Series:
    windows: list[Window] = [MARCH, JUNE]
    used = instrument or flat(*IDS)
    return series(
        [score(used, sheet(one, window=window, **more)) for one, window in zip(answers, windows, strict=False)]
    )


def told(before: list[Answer], now: list[Answer]) -> Crossings:
    return crossings(found(dict(zip(IDS, before, strict=True)), dict(zip(IDS, now, strict=True))))


def ids(rows: tuple[Any, ...]) -> list[str]:
    return [one.id for one in rows]


def test_a_first_scoring_has_none() -> None:
    assert crossings(found({"X1a": 5})) == Crossings()


def test_each_item_is_where_it_belongs() -> None:
    one = told([3, 4, 5, 4], [4, 2, 5, NOT_OBSERVED])
    assert (ids(one.new), ids(one.left), ids(one.still), ids(one.unknown)) == (["X1a"], ["X1b"], ["X1c"], ["X1d"])
    assert (one.were, one.were_not) == (3, 1)
    assert one.still[0].words == "since 20 March 2026: 3 months over 2 scorings"


def test_what_had_no_grade_before_is_told_apart() -> None:
    one = told([NOT_OBSERVED, 2, 2, 2], [4, 2, 2, 2])
    assert (ids(one.new), ids(one.newly), one.newly[0].words) == ([], ["X1a"], "no grade before")


def test_an_area_that_stays_until_its_last_four_clears_hides_no_movement() -> None:
    one = told([4, 4, 4, 2], [4, 3, 3, 2])
    assert one.hidden == (
        "Area X stays at 4 until its last 4 clears: 2 of the 3 items that were at 4 or 5 got better.",
    )
    assert told([3, 3, 3, 2], [3, 3, 3, 2]).hidden == ()
    assert told([3, 3, 3, 2], [3, 3, 3, 1]).hidden == (
        "Area X is 3 as before; of the 4 items beneath it 1 got better and none got worse.",
    )
    assert told([4, 2, 2, 2], [3, 3, 2, 2]).hidden == ()


def test_what_was_left_out_of_its_area_is_in_no_group() -> None:
    answers: dict[str, Answer] = {"A4": 4, "C2a": 4, "C2b": 4}
    one = crossings(found(answers, answers, instrument=SKELETON, exclude={"C2": "in pain"}))
    assert ids(one.still) == ["A4"]


GRADES = st.one_of(st.integers(1, 5), st.sampled_from([NOT_OBSERVED, ItemState.NOT_APPLICABLE]))
ROWS = st.lists(st.tuples(GRADES, GRADES), min_size=4, max_size=4)


@given(rows=ROWS)
@thorough
def test_the_groups_add_up_and_nothing_stands_in_two(rows: list[tuple[Answer, Answer]]) -> None:
    one = told([before for before, _ in rows], [now for _, now in rows])
    groups = [ids(group) for group in (one.new, one.left, one.still, one.unknown, one.newly)]
    every = [item for group in groups for item in group]
    assert len(every) == len(set(every))
    assert len(one.left) + len(one.still) + len(one.unknown) == one.were
    assert len(one.new) <= one.were_not
    at_worst = sum(now in (4, 5) for _, now in rows)
    assert len(one.new) + len(one.still) + len(one.newly) == at_worst
