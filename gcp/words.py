"""Days, ages and lists as people write them, for the sentences of this package."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from gcp.grades import ItemState
from gcp.instrument import Instrument, Item

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

STATES: Final[Mapping[ItemState, str]] = {
    ItemState.SCORED: "graded",
    ItemState.NOT_OBSERVED: "not observed",
    ItemState.REFUSED: "refused",
    ItemState.NOT_SAFE: "not safe to ask",
    ItemState.NOT_APPLICABLE: "not applicable",
    ItemState.NOTED: "noted",
    ItemState.UNANSWERED: "not answered",
}
"""How an item stands, as it is said in the middle of a sentence."""


_DAYS_UNTIL_WEEKS = 14
_DAYS_UNTIL_MONTHS = 56
_MONTHS_UNTIL_YEARS = 24
_DAYS_A_MONTH = 30.44


def day(on: date) -> str:
    """A day as `20 March 2026`, whatever the machine's language."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def age(months: int | None) -> str:
    """An age in completed months as `6 years 10 months`; None is `not yet born`."""
    if months is None:
        return "not yet born"
    years, rest = divmod(months, 12)
    said = [counted(years, "year")] * bool(years) + [counted(rest, "month")] * bool(rest)
    return " ".join(said) or "under 1 month"


def listed(words: Iterable[object], last: str = "and") -> str:
    """`a, b and c`; empty for nothing."""
    *most, final = [str(word) for word in words] or [""]
    return f"{', '.join(most)} {last} {final}" if most else final


def asked_ages(instrument: Instrument, item: Item) -> str:
    """At which ages an item is asked: `at 5 to 10 and 11 to 17, from 10 years`, `at any age`."""
    names = [band.name for band in instrument.age_bands if band.key in item.ages]
    said = [f"at {listed(names)}"] * bool(names)
    said += [f"from {age(item.from_months)}"] * (item.from_months is not None)
    said += [f"before {age(item.to_months)}"] * (item.to_months is not None)
    return ", ".join(said) or "at any age"


def counted(number: int, thing: str) -> str:
    """How many of a thing: `1 fault`, `2 faults`."""
    return f"{number} {thing}{'s' * (number != 1)}"


def short_day(on: date) -> str:
    """20 Mar 2026, for tables and charts."""
    return f"{on.day} {MONTHS[on.month - 1][:3]} {on.year}"


def lasting(days: int) -> str:
    """How long, as people say it: 10 days, 6 weeks, 8 months, 2 years 1 month. Rounded to the nearest."""
    if days < _DAYS_UNTIL_WEEKS:
        return counted(days, "day")
    if days < _DAYS_UNTIL_MONTHS:
        return counted(round(days / 7), "week")
    months = round(days / _DAYS_A_MONTH)
    if months < _MONTHS_UNTIL_YEARS:
        return counted(months, "month")
    years, rest = divmod(months, 12)
    return counted(years, "year") + (f" {counted(rest, 'month')}" if rest else "")
