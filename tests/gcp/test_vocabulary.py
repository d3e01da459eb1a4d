"""Scales, ages and sheets: the words the rest is said in."""

from dataclasses import FrozenInstanceError
from datetime import date

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gcp.answers import Child, months_between
from gcp.errors import UnknownItem
from gcp.grades import Change
from gcp.instrument import AgeBand, Item
from tests.gcp.build import COLUMNS, FIVE, SCALING, SKELETON, sheet
from tests.gcp.strategies import scales, thorough


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2019, 5, 14), date(2019, 5, 14), 0),
        (date(2019, 5, 14), date(2026, 5, 13), 83),
        (date(2019, 5, 14), date(2026, 5, 14), 84),
        (date(2020, 1, 31), date(2020, 2, 28), 0),
        (date(2020, 1, 31), date(2020, 2, 29), 0),
        (date(2020, 1, 31), date(2020, 3, 1), 1),
        (date(2020, 2, 29), date(2021, 2, 28), 11),
        (date(2020, 2, 29), date(2021, 3, 1), 12),
        (date(2020, 2, 29), date(2024, 2, 28), 47),
        (date(2020, 2, 29), date(2024, 2, 29), 48),
        (date(2020, 2, 28), date(2021, 2, 27), 11),
        (date(2020, 12, 15), date(2021, 1, 14), 0),
        (date(1, 1, 1), date(9999, 12, 31), 9998 * 12 + 11),
    ],
)
def test_completed_months(start, end, months):
    assert months_between(start, end) == months


@thorough
@examples(st.dates(), st.dates(max_value=date(9999, 12, 30)))
def test_age_never_goes_back(born, on):
    child = Child(born)
    today, tomorrow = child.age_months(on), child.age_months(on + date.resolution)
    assert today is None or 0 <= today <= tomorrow <= today + 1


def test_a_child_not_yet_born_has_no_age():
    assert Child(date(2026, 3, 21)).age_months(date(2026, 3, 20)) is None
    assert Child(expected=date(2026, 3, 1)).age_months(date(2026, 3, 20)) is None


@pytest.mark.parametrize(
    ("scale", "worst_two", "worst", "best"),
    [(FIVE, {4, 5}, 5, 1), (COLUMNS, {15, 20}, 20, 5), (SCALING, {0, 1}, 0, 10)],
)
def test_a_scale_knows_its_ends(scale, worst_two, worst, best):
    assert scale.worst_two == worst_two
    assert (scale.worst(scale.values), scale.best(scale.values)) == (worst, best)


@pytest.mark.parametrize("value", [True, 1.0, "1", None, 6, 0])
def test_what_is_no_grade_of_a_scale(value):
    assert value not in FIVE


def test_a_grade_by_its_value():
    assert SCALING[0].value == 0
    with pytest.raises(KeyError):
        FIVE[6]


@thorough
@examples(st.data(), scales)
def test_a_change_backwards_is_turned_round(data, scale):
    before, after = (data.draw(st.none() | st.sampled_from(scale.values)) for _ in range(2))
    turned = {Change.BETTER: Change.WORSE, Change.NEWLY_SCORED: Change.NO_LONGER_SCORED}
    turned |= {there: here for here, there in turned.items()}
    there = scale.change(before, after)
    assert scale.change(after, before) is turned.get(there, there)
    assert (there is None) == (before is None and after is None)


def test_what_an_instrument_does_not_have():
    for ask in (SKELETON.item, SKELETON.sub_area, SKELETON.parents):
        with pytest.raises(UnknownItem, match="skeleton@1 has no item 'Z9'"):
            ask("Z9")


def test_words_of_a_grade_by_age():
    item = Item("a", "a", descriptors={1: "all", 2: "all"}, descriptors_by_age={"under-2": {1: "babies"}})
    band = AgeBand("under-2", "Under 2", 0, 24)
    assert [item.descriptor(1, band), item.descriptor(2, band), item.descriptor(1), item.descriptor(3, band)] == [
        *("babies", "all", "all", ""),
    ]


def test_a_sheet_is_never_changed_only_replaced():
    first = sheet({"A1a": 2})
    second = first.with_answer("A1a", 3)
    assert (first.answers, second.answers, second.carer) == ({"A1a": 2}, {"A1a": 3}, first.carer)
    with pytest.raises(FrozenInstanceError):
        first.carer = "Dad"
