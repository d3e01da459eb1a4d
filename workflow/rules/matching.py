"""Whether two records may be of one child: by a number, by names spelt differently and the date of birth, or before birth by the mother.

It errs on the side of asking: a worker who is told of a record that is another child's goes on with a reason, and nothing of it was shown.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

DUE_WITHIN = timedelta(days=21)
"""Two dates on which one child is expected differ by no more: a scan moves a date by up to three weeks."""
BORN_BEFORE_DUE = timedelta(days=90)
"""A child that was expected is born no earlier than this before the date."""
SAME_LETTERS, SAME_SOUND, NEARLY_ALL = 75, 0.9, 90
"""How alike two parts of a name are, of 100, of 1, and where the date of birth is only nearly the same."""
SHORTEST_SHORT_NAME = 3
_PARTS = re.compile(r"[^\W\d_]+")
_AS_WRITTEN_HERE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that a keyboard without them writes otherwise, and that no accent makes."""


class Match(StrEnum):
    """By what two records may be of one child."""

    NHS_NUMBER = "NHS number"
    PUPIL_NUMBER = "UPN"
    NAME_AND_BIRTH = "name and date of birth"
    MOTHER_AND_DUE = "mother and date expected"


@dataclass(frozen=True)
class Facts:
    """What is known of a child: names as typed, dates, numbers, and the names of the adults who care for it or are to."""

    name: str
    born: date | None = None
    expected: date | None = None
    nhs_number: str = ""
    upn: str = ""
    adults: tuple[str, ...] = ()


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a name without accents and capitals; a hyphen or an apostrophe parts as a space does."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return tuple(_PARTS.findall(plain.translate(_AS_WRITTEN_HERE)))


def exactly_the_name(one: str, other: str) -> bool:
    """Whether two names have the same letters, whichever part stands first and wherever a space, a hyphen or an apostrophe is put."""
    these, those = parts_of(one), parts_of(other)
    whole = "".join(those) in _turned(these) or "".join(these) in _turned(those)
    return bool(these) and (sorted(these) == sorted(those) or whole)


def _turned(parts: tuple[str, ...]) -> set[str]:
    """A name as one word, with each of its parts first."""
    return {"".join(parts[at:] + parts[:at]) for at in range(len(parts))}


def same_name(one: str, other: str, alike: float = SAME_LETTERS) -> bool:
    """Whether each part of the shorter name is a part of the longer one, in any order and perhaps spelt differently."""
    shorter, longer = sorted((parts_of(one), parts_of(other)), key=len)
    left = list(longer)
    for part in shorter:
        found = max(left, key=lambda candidate: fuzz.ratio(part, candidate), default="")
        if not found or not _same_part(part, found, alike):
            return False
        left.remove(found)
    return bool(shorter)


def _same_part(one: str, other: str, alike: float) -> bool:
    shorter, longer = sorted((one, other), key=len)
    short_form = len(shorter) >= SHORTEST_SHORT_NAME and longer.startswith(shorter)
    return short_form or fuzz.ratio(one, other) >= alike or JaroWinkler.similarity(one, other) >= SAME_SOUND


def births_near(day: date) -> tuple[date, ...]:
    """The days that are easily written for one: itself, day and month the other way round, and a year off by one."""
    found = [day]
    for year, month, on in (
        (day.year, day.day, day.month),
        (day.year - 1, day.month, day.day),
        (day.year + 1, day.month, day.day),
    ):
        try:
            found.append(date(year, month, on))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def match(new: Facts, known: Facts) -> Match | None:
    """By what the record `known` may be of the child `new`; None where nothing says so."""
    if new.nhs_number and new.nhs_number == known.nhs_number:
        return Match.NHS_NUMBER
    if new.upn and new.upn == known.upn:
        return Match.PUPIL_NUMBER
    if new.born and known.born and _same_born(new, known):
        return Match.NAME_AND_BIRTH
    if _due_together(new, known) and _one_mother(new.adults, known.adults):
        return Match.MOTHER_AND_DUE
    return None


def _same_born(new: Facts, known: Facts) -> bool:
    if new.born == known.born:
        return same_name(new.name, known.name)
    several = min(len(parts_of(new.name)), len(parts_of(known.name))) > 1
    near = new.born is not None and known.born in births_near(new.born)
    return near and several and same_name(new.name, known.name, NEARLY_ALL)


def _due_together(new: Facts, known: Facts) -> bool:
    """Whether both are expected about the same day, or one was born where the other is expected."""
    if new.expected and known.expected:
        return abs(new.expected - known.expected) <= DUE_WITHIN
    for due, born in ((new.expected, known.born), (known.expected, new.born)):
        if due and born:
            return due - BORN_BEFORE_DUE <= born <= due + DUE_WITHIN
    return False


def _one_mother(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether an adult of both, by at least two names, may be the same: what the family calls somebody ("Mum") is no name."""
    whole = [name for name in others if len(parts_of(name)) > 1]
    return any(len(parts_of(one)) > 1 and same_name(one, other) for one in some for other in whole)
