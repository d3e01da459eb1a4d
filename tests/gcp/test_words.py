"""Days, ages and lists in sentences."""

from datetime import date

import pytest

from gcp.instrument import Item
from gcp.words import age, asked_ages, day, lasting, listed, short_day
from tests.gcp.build import SKELETON


def test_a_day():
    assert day(date(2026, 3, 2)) == "2 March 2026"


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (None, "not yet born"),
        (0, "under 1 month"),
        (1, "1 month"),
        (11, "11 months"),
        (12, "1 year"),
        (25, "2 years 1 month"),
        (82, "6 years 10 months"),
    ],
)
def test_an_age(months, words):
    assert age(months) == words


@pytest.mark.parametrize(
    ("things", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), ([1, 2, 3], "1, 2 and 3")]
)
def test_a_list(things, words):
    assert listed(things) == words


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (Item("a", "a"), "at any age"),
        (Item("a", "a", ages=("under-2", "2-to-4")), "at Under 2 and 2 to 4"),
        (Item("a", "a", from_months=60, to_months=120), "from 5 years, before 10 years"),
        (Item("a", "a", ages=("11-to-17",), from_months=144), "at 11 to 17, from 12 years"),
    ],
)
def test_the_ages_an_item_is_asked_at(item, words):
    assert asked_ages(SKELETON, item) == words


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "0 days"),
        (13, "13 days"),
        (14, "2 weeks"),
        (55, "8 weeks"),
        (56, "2 months"),
        (426, "14 months"),
        (760, "2 years 1 month"),
        (730, "2 years"),
    ],
)
def test_how_long_something_has_lasted(days: int, said: str) -> None:
    assert lasting(days) == said


def test_a_day_short_enough_for_a_table() -> None:
    assert short_day(date(2026, 3, 20)) == "20 Mar 2026"
