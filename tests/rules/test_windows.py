"""The days over which care is observed: what may be scored, and each refusal at its field."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp.answers import Child
from gcp.instrument import Instrument
from workflow.rules.windows import AHEAD, LONG, age_fault, visit_fault, window_faults
from workflow.services.library import Library

TODAY = date(2026, 3, 20)


def on(month: int, day: int) -> date:
    return date(2026, month, day)


@pytest.fixture
def instrument(library: Library) -> Instrument:
    found = library.find("care-profile@2026.1")
    assert found is not None
    return found.instrument


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (on(3, 2), on(3, 20), {}),
        (on(3, 20), on(3, 20), {}),
        (on(3, 20), on(5, 1), {}),
        (
            on(3, 20),
            on(3, 2),
            {
                "window_end": "The last day, 2 March 2026, is before the first, 20 March 2026. Correct one of the two days."
            },
        ),
        (
            on(3, 21),
            on(3, 22),
            {"window_start": "21 March 2026 is still to come. Enter the first day on which care was observed."},
        ),
        (
            on(3, 20),
            on(5, 2),
            {
                "window_end": "2 May 2026 is more than six weeks ahead. "
                "Enter the last day of the observation, 1 May 2026 at the latest."
            },
        ),
        (
            on(3, 21),
            on(6, 30),
            {
                "window_start": "21 March 2026 is still to come. Enter the first day on which care was observed.",
                "window_end": "30 June 2026 is more than six weeks ahead. "
                "Enter the last day of the observation, 1 May 2026 at the latest.",
            },
        ),
    ],
)
def test_what_is_wrong_with_a_window(start: date, end: date, told: dict[str, str]) -> None:
    assert window_faults(start, end, TODAY) == told


def test_a_long_window_has_to_be_meant() -> None:
    start = TODAY - LONG
    assert window_faults(start + timedelta(days=1), TODAY, TODAY) == {}
    told = window_faults(start, TODAY, TODAY)
    assert list(told) == ["window_end"]
    assert told["window_end"].startswith("This window is 12 weeks long; two to four weeks are usual")
    assert window_faults(start, TODAY, TODAY, long_is_meant=True) == {}


@given(st.dates(), st.dates(), st.dates(), st.booleans())
def test_a_window_that_is_taken_runs_forward_and_has_begun(start: date, end: date, today: date, meant: bool) -> None:
    try:
        faults = window_faults(start, end, today, long_is_meant=meant)
    except OverflowError:
        return  # six weeks after the last day that a date can be
    assert set(faults) <= {"window_start", "window_end"}
    if not faults:
        assert start <= end <= today + AHEAD
        assert start <= today
    assert all(sentence.endswith(".") for sentence in faults.values())


@pytest.mark.parametrize(
    ("child", "last_day", "field", "begins"),
    [
        (Child(born=date(2019, 5, 14)), TODAY, None, ""),
        (Child(born=TODAY), TODAY, None, ""),
        # One day short of eighteen, and eighteen.
        (Child(born=date(2008, 3, 21)), TODAY, None, ""),
        (
            Child(born=date(2008, 3, 20)),
            TODAY,
            "instrument",
            "Robin is 18 years old on 20 March 2026. Care Profile 2026.1",
        ),
        (
            Child(born=date(2026, 3, 21)),
            TODAY,
            "window_end",
            "Robin was born on 21 March 2026, after this window ends. Check the dates.",
        ),
        (
            Child(expected=date(2026, 6, 1)),
            TODAY,
            "instrument",
            "Robin is not born on 20 March 2026, and expected on 1 June 2026. Care Profile 2026.1 is made for these ages:",
        ),
    ],
)
def test_an_instrument_is_made_for_some_ages(
    instrument: Instrument, child: Child, last_day: date, field: str | None, begins: str
) -> None:
    told = age_fault(instrument, "Robin", child, last_day)
    if field is None:
        assert told is None
    else:
        assert told is not None
        assert told[0] == field
        assert told[1].startswith(begins)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (on(3, 2), None),
        (on(3, 20), None),
        (on(3, 1), "1 March 2026 is outside the observation window, 2 March 2026 to 25 March 2026."),
        (on(3, 21), "21 March 2026 is still to come. Record a visit once it has taken place."),
        (on(3, 26), "26 March 2026 is still to come. Record a visit once it has taken place."),
    ],
)
def test_a_visit_is_a_day_of_the_window_that_has_passed(day: date, told: str | None) -> None:
    found = visit_fault(day, on(3, 2), on(3, 25), TODAY)
    assert found == told if told is None else (found or "").startswith(told)
