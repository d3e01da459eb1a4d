"""A scale of grades: its values, their order and their wording. 'Not observed' is a state and never a number."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from gcp.worded import worded


class ItemState(StrEnum):
    """How an item stands in a sheet. Only `SCORED` comes with a grade.

    `NOT_APPLICABLE` leaves the set; the reasons for no grade (`without_grade`) stay in it and leave their parent provisional.
    `NOTED` is an open prompt answered in words; it never stands in a graded or counted sheet.
    """

    SCORED = "scored"
    NOT_OBSERVED = "not-observed"
    REFUSED = "refused"
    NOT_SAFE = "not-safe-to-ask"
    NOT_APPLICABLE = "not-applicable"
    NOTED = "noted"
    UNANSWERED = "unanswered"

    @property
    def without_grade(self) -> bool:
        """Whether this is a reason given for no grade: the item is asked and answered, and yet has no number."""
        return self in NO_GRADE_REASONS


NO_GRADE_REASONS: Final = frozenset({ItemState.NOT_OBSERVED, ItemState.REFUSED, ItemState.NOT_SAFE})
"""Why an item that applies has no grade: not seen, refused by the family, or not safe to ask about in that room."""


def why_no_grade(states: Iterable[ItemState]) -> dict[ItemState, int]:
    """How many of these states stand in place of a grade, by state: the reasons given, and unanswered. None where there are none."""
    times, stands_for = Counter(states), NO_GRADE_REASONS | {ItemState.UNANSWERED}
    return {state: times[state] for state in ItemState if times[state] and state in stands_for}


class Change(StrEnum):
    """How a part moved between two scorings, read by the scale's own direction."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    NEWLY_SCORED = "newly-scored"
    NO_LONGER_SCORED = "no-longer-scored"
    NOT_COMPARABLE = "not-comparable"


@dataclass(frozen=True)
class Grade:
    """One value of a scale with its parallel readings (all but `value` may be empty in a bare definition)."""

    value: int
    name: str = ""
    needs: str = ""
    commitment: str = ""
    quality: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Scale:
    """The grades of an instrument, ordered best first, whichever way its numbers run.

    `grades` is best first; `lower_is_better` says which way the numbers run. 2 to 11 values, strictly monotone. Where they are not `numbered`,
    the values only stand for their names, as those of yes and no do, and are never shown.
    """

    grades: tuple[Grade, ...]
    lower_is_better: bool = True
    numbered: bool = True

    @cached_property
    def values(self) -> tuple[int, ...]:
        """Every value, best first."""
        return tuple(grade.value for grade in self.grades)

    @cached_property
    def _rank(self) -> dict[int, int]:
        return {value: rank for rank, value in enumerate(self.values)}

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and value in self._rank

    def __getitem__(self, value: int) -> Grade:
        return self.grades[self._rank[value]]

    def rank(self, value: int) -> int:
        """0 for the best grade, counting up towards the worst. Raises KeyError off the scale."""
        return self._rank[value]

    def worst(self, values: Iterable[int]) -> int:
        """The worst of one or more values. Raises ValueError where there is none."""
        return max(values, key=self.rank)

    def best(self, values: Iterable[int]) -> int:
        """The best of one or more values. Raises ValueError where there is none."""
        return min(values, key=self.rank)

    @cached_property
    def worst_two(self) -> frozenset[int]:
        """The two worst values, whose items every report counts."""
        return frozenset(self.values[-2:])

    def at_or_beyond(self, value: int, limit: int) -> bool:
        """Whether `value` is as bad as `limit` or worse."""
        return self.rank(value) >= self.rank(limit)

    def change(self, before: int | None, after: int | None) -> Change | None:
        """How a grade moved; None where neither scoring gave one."""
        if before is None and after is None:
            return None
        if before is None:
            return Change.NEWLY_SCORED
        if after is None:
            return Change.NO_LONGER_SCORED
        step = self.rank(after) - self.rank(before)
        return Change.SAME if step == 0 else Change.WORSE if step > 0 else Change.BETTER


YES_OR_NO: Final = Scale((Grade(1, worded("Yes")), Grade(0, worded("No"))), lower_is_better=False, numbered=False)
"""The two answers of a counted instrument. Which of them is good news depends on the item, so the order says nothing of it."""

SCALING: Final = Scale(tuple(Grade(value) for value in range(10, -1, -1)), lower_is_better=False)
"""The answers to a scaling question: 0 to 10, and 10 is best. Each person has their own; they are never put together."""
