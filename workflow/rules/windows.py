"""The days over which care is observed, and the age at their end: what may be scored, each refusal with its field and its sentence."""

from collections.abc import Sequence
from datetime import date, timedelta

from gcp.answers import Child
from gcp.instrument import Instrument
from gcp.words import age, day, listed

AHEAD = timedelta(days=42)
"""How far ahead the last day of an open window may lie: grading can go on while it runs, signing waits until it has ended."""
LONG = timedelta(weeks=12)
"""A scoring grades a short, steady period (two to four weeks in practice; domain page 2.5). A longer one has to be meant."""


def window_faults(start: date, end: date, today: date, *, long_is_meant: bool = False) -> dict[str, str]:
    """What is wrong with a window, by field; empty where nothing is. Both days are part of the window."""
    if end < start:
        return {
            "window_end": f"The last day, {day(end)}, is before the first, {day(start)}. Correct one of the two days."
        }
    faults: dict[str, str] = {}
    if start > today:
        faults["window_start"] = f"{day(start)} is still to come. Enter the first day on which care was observed."
    if end > today + AHEAD:
        faults["window_end"] = (
            f"{day(end)} is more than six weeks ahead. Enter the last day of the observation, {day(today + AHEAD)} at the latest."
        )
    elif end - start >= LONG and not long_is_meant:
        weeks = ((end - start).days + 1) // 7
        faults["window_end"] = (
            f"This window is {weeks} weeks long; two to four weeks are usual, so that the grades speak of one time. "
            "Shorten it, or tick that a long one is meant."
        )
    return faults


def already_open_fault(named: Sequence[str]) -> dict[str, str]:
    """What is said before one more scoring of the same is started; empty where none is open. `named` are those that are."""
    if not named:
        return {}
    open_ones = "A scoring of this is" if len(named) == 1 else "Scorings of this are"
    return {
        "another_meant": f"{open_ones} open already over these days: {'; '.join(named)}. Go on with it, or tick that another one is meant."
    }


def age_fault(instrument: Instrument, name: str, child: Child, last_day: date) -> tuple[str, str] | None:
    """The field and the sentence where the instrument is not made for the child's age on the window's last day; None where it is."""
    months = child.age_months(last_day)
    if instrument.band(months) is not None:
        return None
    edition = f"{instrument.title} {instrument.edition}"
    made_for = listed((band.name for band in instrument.age_bands), "or")
    if months is not None:
        words = f"{name} is {age(months)} old on {day(last_day)}. {edition} is made for these ages: {made_for}."
        return "instrument", f"{words} Choose an instrument made for that age, or check the dates."
    if child.born is not None:
        return "window_end", f"{name} was born on {day(child.born)}, after this window ends. Check the dates."
    due = f", and expected on {day(child.expected)}" if child.expected else ""
    return "instrument", (
        f"{name} is not born on {day(last_day)}{due}. {edition} is made for these ages: {made_for}. "
        "Choose an instrument for unborn children, or score after the birth."
    )


def visit_fault(on: date, start: date, end: date, today: date) -> str | None:
    """What is wrong with a visit's day: it is part of the window, and has passed. None where it may stand."""
    if on > today:
        return f"{day(on)} is still to come. Record a visit once it has taken place."
    if not start <= on <= end:
        return f"{day(on)} is outside the observation window, {day(start)} to {day(end)}. Correct the day, or the window first."
    return None
