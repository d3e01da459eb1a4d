"""Days, ages and lists as people write them, for the sentences of this package."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Literal

from gcp.grades import ItemState
from gcp.instrument import Instrument, Item
from gcp.worded import Day, Worded, day_worded, row, worded, worded_n

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
    ItemState.SCORED: worded("graded"),
    ItemState.NOT_OBSERVED: worded("not observed"),
    ItemState.REFUSED: worded("refused"),
    ItemState.NOT_SAFE: worded("not safe to ask"),
    ItemState.NOT_APPLICABLE: worded("not applicable"),
    ItemState.NOTED: worded("noted"),
    ItemState.UNANSWERED: worded("not answered"),
}
"""How an item stands, as it is said in the middle of a sentence."""


_DAYS_UNTIL_WEEKS = 14
_DAYS_UNTIL_MONTHS = 56
_MONTHS_UNTIL_YEARS = 24
_DAYS_A_MONTH = 30.44


def day(on: date) -> Day:
    """A day as `20 March 2026`, whatever the machine's language."""
    return day_worded(f"{on.day} {MONTHS[on.month - 1]} {on.year}", on)


def age(months: int | None) -> str:
    """An age in completed months as `6 years 10 months`; None is `not yet born`."""
    if months is None:
        return worded("not yet born")
    years, rest = divmod(months, 12)
    said = [counted(years, "year")] * bool(years) + [counted(rest, "month")] * bool(rest)
    return row(said, " ") or worded("under 1 month")


def listed(words: Iterable[object], last: Literal["and", "or"] = "and") -> str:
    """`a, b and c`; empty for nothing."""
    *most, final = [word if isinstance(word, str) else str(word) for word in words] or [""]
    if not most:
        return final
    if last == "or":
        return worded("{some} or {last}", some=row(most), last=final)
    return worded("{some} and {last}", some=row(most), last=final)


def asked_ages(instrument: Instrument, item: Item) -> str:
    """At which ages an item is asked: `at 5 to 10 and 11 to 17, from 10 years`, `at any age`."""
    names = [band.name for band in instrument.age_bands if band.key in item.ages]
    said = [worded("at {ages}", ages=listed(names))] * bool(names)
    said += [worded("from {age}", age=age(item.from_months))] * (item.from_months is not None)
    said += [worded("before {age}", age=age(item.to_months))] * (item.to_months is not None)
    return row(said) or worded("at any age")


def counted(number: int, thing: str) -> Worded:
    """How many of a thing: `1 fault`, `2 faults`."""
    return worded_n(f"{{number}} {thing}", f"{{number}} {thing}s", number)


def short_day(on: date) -> Day:
    """20 Mar 2026, for tables and charts."""
    return day_worded(f"{on.day} {MONTHS[on.month - 1][:3]} {on.year}", on, short=True)


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
    return row([counted(years, "year"), *[counted(rest, "month")] * bool(rest)], " ")
