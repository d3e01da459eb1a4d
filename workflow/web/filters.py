"""How dates, times, ages and counts are written on pages: 20 March 2026, 14:32, 6 years 10 months, 3 visits."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from gcp.answers import months_between
from gcp.grades import ItemState
from gcp.words import MONTHS, STATES
from workflow.clock import BRITISH

_WEEKS_UNTIL_MONTHS = 3
_MONTHS_UNTIL_YEARS = 24


def _british(value: date) -> date:
    """The day in Britain of an instant (naive ones are UTC), or the day itself."""
    return _british_time(value) if isinstance(value, datetime) else value


def _british_time(value: datetime) -> datetime:
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(BRITISH)


def day(value: date | None, none: str = "no date") -> str:
    """20 March 2026. An instant becomes its day in Britain; `none` where there is no date."""
    if value is None:
        return none
    on = _british(value)
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def short_day(value: date | None, none: str = "") -> str:
    """20 Mar 2026, for tables and charts."""
    if value is None:
        return none
    on = _british(value)
    return f"{on.day} {MONTHS[on.month - 1][:3]} {on.year}"


def iso_day(value: date | None) -> str:
    """2026-03-20, for the `datetime` attribute of <time>."""
    return "" if value is None else _british(value).isoformat()[:10]


def clock_time(value: datetime) -> str:
    """14:32, in British time."""
    at = _british_time(value)
    return f"{at.hour:02}:{at.minute:02}"


def day_and_time(value: datetime) -> str:
    """20 March 2026, 14:32, in British time."""
    return f"{day(value)}, {clock_time(value)}"


def span(start: date, end: date) -> str:
    """2 to 20 March 2026; 28 February to 20 March 2026; 20 December 2025 to 3 January 2026; one day alone."""
    if start == end:
        return day(end)
    if start.year != end.year:
        return f"{day(start)} to {day(end)}"
    if start.month != end.month:
        return f"{start.day} {MONTHS[start.month - 1]} to {day(end)}"
    return f"{start.day} to {day(end)}"


def age(born: date | None, on: date, expected: date | None = None) -> str:
    """Age on a day: "expected 4 March 2027", "newborn", "3 weeks", "14 months", "6 years 10 months".

    Weeks under 3 months, months under 2 years, then years and months, as health visitors say it.
    """
    if born is None or born > on:
        due = expected or born
        return f"expected {day(due)}" if due else "age not known"
    months = months_between(born, on)
    if months < _WEEKS_UNTIL_MONTHS:
        weeks = (on - born).days // 7
        return count(weeks, "week") if weeks else "newborn"
    if months < _MONTHS_UNTIL_YEARS:
        return count(months, "month")
    years, rest = divmod(months, 12)
    return f"{count(years, 'year')} {count(rest, 'month')}" if rest else count(years, "year")


def age_of(child: object, on: date) -> str:
    """`age` of anything with `born` and `expected`."""
    return age(getattr(child, "born", None), on, getattr(child, "expected", None))


def count(number: int, one: str, many: str | None = None) -> str:
    """1 visit, 3 visits; `many` where the plural is not an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def plural(number: int, one: str = "", many: str = "s") -> str:
    """Only the ending, for words that a count does not stand beside."""
    return one if number == 1 else many


def possessive(name: str) -> str:
    """Hana's, James's: "Hana" -> "Hana\N{RIGHT SINGLE QUOTATION MARK}s"."""
    return f"{name}\N{RIGHT SINGLE QUOTATION MARK}s"


def sentence(text: str) -> str:
    """The text with its first letter raised and nothing else changed."""
    return text[:1].upper() + text[1:]


def words(parts: list[str] | tuple[str, ...], joiner: str = "and") -> str:
    """a; a and b; a, b and c."""
    listed = [str(part) for part in parts]
    return f" {joiner} ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


def reasons(why: Mapping[ItemState, int], things: str = "") -> str:
    """Why items have no grade: 2 not observed, 1 refused. What nobody has answered yet is told apart from these; "" for none."""
    return ", ".join(f"{number}{things} {STATES[state]}" for state, number in why.items() if state.without_grade)


FILTERS = {
    "day": day,
    "short_day": short_day,
    "iso_day": iso_day,
    "clock_time": clock_time,
    "day_and_time": day_and_time,
    "age": age,
    "age_of": age_of,
    "count": count,
    "plural": plural,
    "possessive": possessive,
    "sentence": sentence,
    "words": words,
}
"""Every filter, by the name templates use. `count` stands before Jinja's own alias of `length`, which nothing here uses."""
