"""Dates, ages, counts and lists as a report says them: sentences that somebody could read out in a room."""

from collections.abc import Iterable, Sequence
from datetime import date

from gcp import words
from gcp.answers import months_between
from gcp.grades import Change, ItemState, Scale
from gcp.words import STATES
from workflow.reports.language import _, _n, day, later, month_name, month_of, short_day, translated

_WEEKS_UNTIL_MONTHS = 3
_MONTHS_UNTIL_YEARS = 24

CHANGES: dict[Change, str] = {
    Change.BETTER: later("Better"),
    Change.WORSE: later("Worse"),
    Change.SAME: later("Same"),
    Change.NEWLY_SCORED: later("Newly graded"),
    Change.NO_LONGER_SCORED: later("No longer graded"),
    Change.NOT_COMPARABLE: later("Not comparable"),
}
"""How each kind of change is named in a table."""

ITEM_STATES: dict[ItemState, str] = {
    ItemState.SCORED: later("Graded"),
    ItemState.NOT_OBSERVED: later("Not observed"),
    ItemState.REFUSED: later("Refused"),
    ItemState.NOT_SAFE: later("Not safe to ask"),
    ItemState.NOT_APPLICABLE: later("Does not apply"),
    ItemState.NOTED: later("Noted"),
    ItemState.UNANSWERED: later("Not answered"),
}
"""How an item without a grade is named; never a number, never a blank."""


def listed(parts: Iterable[str]) -> str:
    """a, b and c; empty for nothing."""
    *most, final = list(parts) or [""]
    return _("{some} and {last}", some=", ".join(most), last=final) if most else final


def either(parts: Iterable[object]) -> str:
    """a, b or c; empty for nothing."""
    *most, final = [str(part) for part in parts] or [""]
    return _("{some} or {last}", some=", ".join(most), last=final) if most else final


def named(names: Sequence[str], most: int = 4) -> str:
    """The names of parts in a row; beyond `most` of them the first few and how many more, so that nobody thinks that is all."""
    if len(names) <= most:
        return listed(names)
    first, rest = ", ".join(names[: most - 1]), len(names) - (most - 1)
    return _n("{names} and 1 more part", "{names} and {number} more parts", rest, names=first)


def lasting(days: int) -> str:
    """How long, as people say it: 10 days, 6 weeks, 8 months, 2 years 1 month. Rounded to the nearest."""
    return translated(words.lasting(days))


def scorings(number: int) -> str:
    """1 scoring, 3 scorings."""
    return _n("{number} scoring", "{number} scorings", number)


def items(number: int) -> str:
    """1 item, 3 items."""
    return _n("{number} item", "{number} items", number)


def _months(months: int) -> str:
    if months < _MONTHS_UNTIL_YEARS:
        return _n("{number} month", "{number} months", months)
    years, rest = divmod(months, 12)
    said = _n("{number} year", "{number} years", years)
    return f"{said} {_n('{number} month', '{number} months', rest)}" if rest else said


def shortened(words: str, longest: int) -> str:
    """The words as far as there is room for them, cut between two words and with a sign that more was said."""
    folded = " ".join(words.split())
    if len(folded) <= longest:
        return folded
    return f"{folded[:longest].rsplit(None, 1)[0][:longest]} […]"


def lower_first(name: str) -> str:
    """A part's name inside a sentence: "Hygiene" -> "hygiene"; initials stay as they are."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def upper_first(sentence: str) -> str:
    """The sentence with its first letter raised."""
    return sentence[:1].upper() + sentence[1:]


def possessive(name: str) -> str:
    """Hana's, James's, with a typographic apostrophe."""
    return _("{name}’s", name=name)


def month(on: date, *, year: bool = True) -> str:
    """March 2026, or March."""
    return month_of(on) if year else month_name(on.month)


def span(start: date, end: date) -> str:
    """2 to 20 March 2026; 28 February to 20 March 2026; one day alone."""
    if start == end:
        return day(end)
    if start.year != end.year:
        return _("{start} to {end}", start=day(start), end=day(end))
    if start.month != end.month:
        return _("{start} to {end}", start=f"{start.day} {month_name(start.month)}", end=day(end))
    return _("{start} to {end}", start=start.day, end=day(end))


def between(first: date, last: date) -> str:
    """Between March and September 2026; with both years where they differ, with days inside one month."""
    if first == last:
        return _("On {day}", day=day(last))
    if (first.year, first.month) == (last.year, last.month):
        return _("Between {first} and {last}", first=first.day, last=day(last))
    return _("Between {first} and {last}", first=month(first, year=first.year != last.year), last=month(last))


def since(start: date, spoken_in: date) -> str:
    """Since January; since November 2025 where that is another year than the one spoken of."""
    return _("since {month}", month=month(start, year=start.year != spoken_in.year))


def age(born: date | None, expected: date | None, on: date) -> str:
    """Age on a day: weeks under 3 months, months under 2 years, then years and months, as health visitors say it."""
    if born is None or born > on:
        due = expected or born
        return _("not yet born, expected {day}", day=day(due)) if due else _("age not known")
    months = months_between(born, on)
    if months < _WEEKS_UNTIL_MONTHS:
        weeks = (on - born).days // 7
        return _n("{number} week", "{number} weeks", weeks) if weeks else _("newborn")
    return _months(months)


def worst_two(scale: Scale) -> str:
    """4 or 5: the two worst grades of a scale, the less bad one first."""
    return either(scale.values[-2:])


__all__ = [
    "CHANGES",
    "ITEM_STATES",
    "STATES",
    "age",
    "between",
    "either",
    "items",
    "lasting",
    "listed",
    "lower_first",
    "month",
    "named",
    "possessive",
    "scorings",
    "short_day",
    "shortened",
    "since",
    "span",
    "upper_first",
    "worst_two",
]
