"""Dates, spans and lists as a report says them."""

from datetime import date

import pytest

from gcp.grades import Grade, Scale
from workflow.reports import wording
from workflow.reports.base import Subject

JANUARY, MARCH, SEPTEMBER = date(2026, 1, 20), date(2026, 3, 20), date(2026, 9, 18)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (MARCH, SEPTEMBER, "Between March and September 2026"),
        (date(2025, 11, 3), MARCH, "Between November 2025 and March 2026"),
        (date(2026, 3, 2), MARCH, "Between 2 and 20 March 2026"),
        (MARCH, MARCH, "On 20 March 2026"),
    ],
)
def test_a_period_is_named_by_its_months(first: date, last: date, said: str) -> None:
    assert wording.between(first, last) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2026, 3, 2), MARCH, "2 to 20 March 2026"),
        (date(2026, 2, 28), MARCH, "28 February to 20 March 2026"),
        (date(2025, 12, 20), date(2026, 1, 3), "20 December 2025 to 3 January 2026"),
        (MARCH, MARCH, "20 March 2026"),
    ],
)
def test_a_window_is_said_once(start: date, end: date, said: str) -> None:
    assert wording.span(start, end) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "1 day"),
        (13, "13 days"),
        (14, "2 weeks"),
        (55, "8 weeks"),
        (59, "2 months"),
        (241, "8 months"),
        (761, "2 years 1 month"),
        (731, "2 years"),
    ],
)
def test_how_long_is_said_as_people_say_it(days: int, said: str) -> None:
    assert wording.lasting(days) == said


def test_since_names_the_year_only_where_it_is_another() -> None:
    assert wording.since(JANUARY, SEPTEMBER) == "since January"
    assert wording.since(date(2025, 11, 3), MARCH) == "since November 2025"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d"], "a, b and 2 more parts"),
    ],
)
def test_a_row_of_names_says_how_many_it_leaves_out(names: list[str], said: str) -> None:
    assert wording.named(names, 3) == said


@pytest.mark.parametrize(
    ("born", "expected", "said"),
    [
        (date(2026, 3, 18), None, "newborn"),
        (date(2026, 2, 20), None, "4 weeks"),
        (date(2025, 1, 20), None, "14 months"),
        (date(2019, 5, 14), None, "6 years 10 months"),
        (date(2019, 3, 20), None, "7 years"),
        (None, date(2026, 6, 1), "not yet born, expected 1 June 2026"),
        (None, None, "age not known"),
    ],
)
def test_ages_are_said_as_health_visitors_say_them(born: date | None, expected: date | None, said: str) -> None:
    assert Subject("Hana", born=born, expected=expected).age(MARCH) == said


def test_initials_in_a_name_keep_their_capitals() -> None:
    assert (wording.lower_first("Hygiene"), wording.lower_first("GP visits")) == ("hygiene", "GP visits")


def test_the_two_worst_grades_are_read_from_the_scale() -> None:
    columns = Scale(tuple(Grade(value) for value in (5, 10, 15, 20)))
    best_on_top = Scale(tuple(Grade(value) for value in range(10, -1, -1)), lower_is_better=False)
    assert (wording.worst_two(columns), wording.worst_two(best_on_top)) == ("15 or 20", "1 or 0")
