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
