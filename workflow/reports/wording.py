"""Dates, ages, counts and lists as a report says them: sentences that somebody could read out in a room."""

from collections.abc import Iterable, Sequence
from datetime import date

from gcp import words
from gcp.answers import months_between
from gcp.grades import Change, ItemState, Scale
from gcp.words import MONTHS
from workflow.reports.language import _, day, month_name

short_day, lasting = words.short_day, words.lasting

_WEEKS_UNTIL_MONTHS = 3
_MONTHS_UNTIL_YEARS = 24

CHANGES: dict[Change, str] = {
    Change.BETTER: "Better",
    Change.WORSE: "Worse",
    Change.SAME: "Same",
    Change.NEWLY_SCORED: "Newly graded",
    Change.NO_LONGER_SCORED: "No longer graded",
    Change.NOT_COMPARABLE: "Not comparable",
}
"""How each kind of change is named in a table."""

ITEM_STATES: dict[ItemState, str] = {
    ItemState.SCORED: "Graded",
    ItemState.NOT_OBSERVED: "Not observed",
    ItemState.REFUSED: "Refused",
    ItemState.NOT_SAFE: "Not safe to ask",
    ItemState.NOT_APPLICABLE: "Does not apply",
    ItemState.NOTED: "Noted",
    ItemState.UNANSWERED: "Not answered",
}
"""How an item without a grade is named; never a number, never a blank."""


def count(number: int, one: str, many: str = "") -> str:
    """1 visit, 3 visits."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(parts: Iterable[str], last: str = "and") -> str:
    """a, b and c; empty for nothing."""
    *most, final = list(parts) or [""]
    return f"{', '.join(most)} {last} {final}" if most else final


def named(names: Sequence[str], most: int = 4, thing: str = "part") -> str:
    """The names in a row; beyond `most` of them the first few and how many more, so that nobody thinks that is all."""
    if len(names) <= most:
        return listed(names)
    rest = len(names) - (most - 1)
    return f"{', '.join(names[: most - 1])} and {count(rest, f'more {thing}', f'more {thing}s')}"


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
    return f"{name}\N{RIGHT SINGLE QUOTATION MARK}s"


def month(on: date, *, year: bool = True) -> str:
    """March 2026, or March."""
    return f"{MONTHS[on.month - 1]} {on.year}" if year else MONTHS[on.month - 1]


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
        return f"On {day(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"Between {first.day} and {day(last)}"
    return f"Between {month(first, year=first.year != last.year)} and {month(last)}"


def since(start: date, spoken_in: date) -> str:
    """Since January; since November 2025 where that is another year than the one spoken of."""
    return f"since {month(start, year=start.year != spoken_in.year)}"


def age(born: date | None, expected: date | None, on: date) -> str:
    """Age on a day: weeks under 3 months, months under 2 years, then years and months, as health visitors say it."""
    if born is None or born > on:
        due = expected or born
        return f"not yet born, expected {day(due)}" if due else "age not known"
    months = months_between(born, on)
    if months < _WEEKS_UNTIL_MONTHS:
        weeks = (on - born).days // 7
        return count(weeks, "week") if weeks else "newborn"
    if months < _MONTHS_UNTIL_YEARS:
        return count(months, "month")
    years, rest = divmod(months, 12)
    return count(years, "year") + (f" {count(rest, 'month')}" if rest else "")


def worst_two(scale: Scale) -> str:
    """4 or 5: the two worst grades of a scale, the less bad one first."""
    return " or ".join(str(value) for value in scale.values[-2:])
