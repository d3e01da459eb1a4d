"""What is recorded around the grades of a scoring: the parts an entry is made of, whom it may speak of, and what of it can be kept.

The table of all entries there are is `rules.entry_kinds`. An entry is kept as it is, however little of it is filled in: only what could not
be read again, or would say something that is not so, is refused, each part with its own sentence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from gcp.grades import Scale
from gcp.worded import worded
from gcp.words import day, listed
from workflow.rules.errors import NOT_THIS_PAGE
from workflow.rules.wording import LONGEST_NOTE, words_fault

LONGEST_LINE = 120
EARLIEST = date(1990, 1, 1)
_DIGITS = re.compile(r"-?[0-9]{1,4}")


class PartKind(StrEnum):
    """What one part of an entry holds."""

    WORDS = "words"
    LINE = "line"
    CHOICE = "choice"
    DAY = "day"
    GRADE = "grade"


class Of(StrEnum):
    """Whom or what the rest of a key names, for entries of which there are several."""

    NOTHING = ""
    CARER = "carer"
    AREA = "area"
    ITEM = "item"
    CARER_ON_ITEM = "carer-on-item"


@dataclass(frozen=True)
class Part:
    """One field of an entry. `choices` are (value, text); `title` and `hint` may name {child}, {carers} and {name} (whom the entry is of).
    It is asked only of children of `from_months` and over, where that says anything.
    """

    name: str
    title: str
    kind: PartKind = PartKind.WORDS
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    from_months: int = 0

    @property
    def longest(self) -> int:
        """The most characters that can be kept."""
        return LONGEST_NOTE if self.kind is PartKind.WORDS else LONGEST_LINE

    def text(self, value: Any) -> str:
        """How a kept value of this part reads: the words of a choice, a day in words, anything else as it is."""
        if self.kind is PartKind.CHOICE:
            return worded(chosen) if (chosen := dict(self.choices).get(value)) else str(value)
        return day(date.fromisoformat(value)) if self.kind is PartKind.DAY else str(value)


@dataclass(frozen=True)
class EntryKind:
    """One kind of entry: its key (the beginning of it where there are several, see `of`), the section of the pages it belongs to ("" where it
    stands beside an item), and its parts. `rests_on_grades` are the values, by part, that say something of grades and need some to be there.
    `born` says whether it is only there once the child is born, or only before; None for both.
    """

    key: str
    section: str
    title: str
    parts: tuple[Part, ...]
    of: Of = Of.NOTHING
    hint: str = ""
    rests_on_grades: Mapping[str, frozenset[str]] = field(default_factory=dict)
    born: bool | None = None

    def fits(self, about: "About") -> bool:
        """Whether there is such an entry for a child of this age."""
        return self.born is None or self.born is not about.unborn

    def part(self, name: str) -> Part:
        """The part of that name. Raises KeyError."""
        return {part.name: part for part in self.parts}[name]


@dataclass(frozen=True)
class About:
    """What the entries of one scoring may speak of: the child and the carers as they are called, areas and items asked (by id), the scale,
    how many items are graded, and the day it is. `age_months` is the child's age on the last day of the window; None before birth.
    """

    child: str
    carers: Mapping[str, str]
    areas: Mapping[str, str]
    items: Mapping[str, str]
    scale: Scale
    graded: int
    today: date
    age_months: int | None

    @property
    def unborn(self) -> bool:
        """Whether the child is not born yet."""
        return self.age_months is None

    def named(self, of: Of) -> Mapping[str, str]:
        """The names, by id, of everything that an entry of this kind can be of. What a carer says of an item has the ids of both."""
        if of is Of.CARER_ON_ITEM:
            return {
                f"{adult_id}.{item_id}": f"{called} on {name}"
                for item_id, name in self.items.items()
                for adult_id, called in self.carers.items()
            }
        return {Of.CARER: self.carers, Of.AREA: self.areas, Of.ITEM: self.items}.get(of, {"": ""})


@dataclass(frozen=True)
class EntryHere:
    """An entry of one scoring, filled in or not: its kind, its whole key, and whom or what it is of (`subject` an id, `name` as called)."""

    kind: EntryKind
    key: str
    about: About
    subject: str = ""
    name: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that are asked for a child of this age."""
        return tuple(part for part in self.kind.parts if (self.about.age_months or 0) >= part.from_months)

    @property
    def title(self) -> str:
        """The title, the names in it."""
        return self.say(self.kind.title)

    def say(self, text: str) -> str:
        """A title or a hint of this entry, the names in it."""
        carers = listed(self.about.carers.values())
        return worded(text, child=self.about.child, carers=carers, name=self.name)


def checked(here: EntryHere, value: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The value as it is kept (what is empty is left out), and what is wrong with it by part; nothing is to be kept where anything is."""
    kept: dict[str, Any] = {}
    faults: dict[str, str] = {}
    if set(value) - {part.name for part in here.parts}:
        return {}, {here.parts[0].name: NOT_THIS_PAGE}
    for part in here.parts:
        given = value.get(part.name)
        if given is None or (isinstance(given, str) and not given.strip()):
            continue
        one, fault = _read(part, given, here.about)
        if fault:
            faults[part.name] = fault
        else:
            kept[part.name] = one
    for name, values in here.kind.rests_on_grades.items():
        if kept.get(name) in values and not here.about.graded:
            faults[name] = (
                "Nothing is graded yet, so there is nothing to show. Grade first, then record who has seen it."
            )
    return kept, faults


def _read(part: Part, given: Any, about: About) -> tuple[Any, str]:
    """A part's value as it is kept, and the sentence that says why it cannot be; "" where it can."""
    if part.kind is PartKind.CHOICE:
        return given, "" if given in [value for value, _ in part.choices] else "Choose one of the answers on the page."
    if part.kind is PartKind.DAY:
        return _day(given, about.today)
    if part.kind is PartKind.GRADE:
        return _grade(given, about.scale)
    if not isinstance(given, str):
        return None, NOT_THIS_PAGE
    text = given.replace("\r\n", "\n").replace("\r", "\n")
    if part.kind is PartKind.LINE:
        text = text.strip()
        if "\n" in text:
            return None, "Put this on one line."
    return text, words_fault(text, part.longest) or ""


def _day(given: Any, today: date) -> tuple[Any, str]:
    try:
        on = given if isinstance(given, date) else date.fromisoformat(given)
    except (TypeError, ValueError):
        return None, "Enter the day as a real date, such as 20 March 2026."
    if on < EARLIEST:
        return None, f"{day(on)} is too long ago. Check the year."
    if on > today:
        return None, f"{day(on)} is still to come. Enter the day on which it was."
    return on.isoformat(), ""


def _grade(given: Any, scale: Scale) -> tuple[Any, str]:
    number = int(given) if isinstance(given, str) and _DIGITS.fullmatch(given) else given
    if number in scale:
        return number, ""
    return None, f"Choose one of the grades: {listed(sorted(scale.values), 'or')}."
