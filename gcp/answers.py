"""A sheet of answers: one child, one carer (or carers together), one observation window, one answer an item. Immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gcp.grades import ItemState

Answer = int | ItemState
"""A grade of the instrument's scale (or a value of a counted or scaled one), or a state without one."""


@dataclass(frozen=True)
class Window:
    """The days over which care was observed, both included."""

    start: date
    end: date


@dataclass(frozen=True)
class Child:
    """What scoring needs of a child: the day of birth, or the day it is expected."""

    born: date | None = None
    expected: date | None = None

    def age_months(self, on: date) -> int | None:
        """Completed months of age on a day, the birthday included; None where the child is not born by then."""
        if self.born is None or self.born > on:
            return None
        return months_between(self.born, on)


def months_between(start: date, end: date) -> int:
    """Completed calendar months from `start` to `end` (0 or more where start <= end).

    Where a month lacks the day, it is completed on the first of the next: who was born on 29 February is a year older on
    1 March of a common year (so says the Age of Legal Capacity (Scotland) Act 1991, section 6; England has no statute).
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if end.day >= start.day else months - 1


@dataclass(frozen=True)
class AnswerSheet:
    """Everything a practitioner answered in one scoring.

    `answers` maps item ids to a grade or a state; an item that is not there is unanswered.
    `exclude` maps a sub-area's id to the reason it was left out of its area (only where the instrument allows it).
    """

    instrument: str
    child: Child
    carer: str
    window: Window
    answers: Mapping[str, Answer] = field(default_factory=dict)
    conditions: frozenset[str] = frozenset()
    exclude: Mapping[str, str] = field(default_factory=dict)
    scorer: str = ""

    @property
    def age_months(self) -> int | None:
        """Age on the last day of the observation window; None for a child not yet born then."""
        return self.child.age_months(self.window.end)

    def with_answer(self, item_id: str, answer: Answer) -> "AnswerSheet":
        """The same sheet with one answer put or replaced."""
        return AnswerSheet(
            self.instrument,
            self.child,
            self.carer,
            self.window,
            {**self.answers, item_id: answer},
            self.conditions,
            self.exclude,
            self.scorer,
        )
