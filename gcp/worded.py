"""Words that remember what they are made of. They are the English they say, everywhere; a paper in another language says them again from what they
are made of (`workflow.reports.language`). Nothing is translated here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any


class Worded(str):
    """English words of ours. `template` is the whole of them with its places named, `values` what stands in the places: text that is not ours, numbers,
    or such words again. Where something is counted, `many` is the template for more than one of it, and `number` how many there are.

    What is cut out of such words, or put together with other text, is text like any other. As JSON, and compared, they are their English.
    """

    __slots__ = ("many", "number", "template", "values")

    template: str
    values: Mapping[str, object]
    many: str
    number: int

    def __deepcopy__(self, memo: dict[int, Any]) -> "Worded":
        return self


class Day(str):
    """A day in English that remembers which it is. `short` says that its month is."""

    __slots__ = ("on", "short")

    on: date
    short: bool

    def __deepcopy__(self, memo: dict[int, Any]) -> "Day":
        return self


def worded(template: str, /, **values: object) -> Worded:
    """Whole words of ours with `{name}` filled from `values`."""
    return _worded(template.format(**values), template, values)


def worded_n(one: str, many: str, number: int, /, **values: object) -> Worded:
    """The words for a number of things, in which it is `{number}`. Other languages have more forms than these two."""
    filled = {**values, "number": number}
    return _worded((one if number == 1 else many).format(**filled), one, filled, many, number)


def _worded(english: str, template: str, values: Mapping[str, object], many: str = "", number: int = 0) -> Worded:
    made = Worded(english)
    made.template, made.values, made.many, made.number = template, values, many, number
    return made


def day_worded(english: str, on: date, *, short: bool = False) -> Day:
    """A day as it is said in English."""
    made = Day(english)
    made.on, made.short = on, short
    return made


def row(parts: Iterable[object], between: str = ", ") -> str:
    """Things one after the other with a sign between them. Where none of them is words of ours, the row is none either."""
    named = {f"part{at}": part for at, part in enumerate(parts)}
    if not any(isinstance(part, Worded | Day) for part in named.values()):
        return between.join(map(str, named.values()))
    return worded(between.join(f"{{{name}}}" for name in named), **named)
