"""Targets: whether a grade aimed at was reached by its day, and whether an aim is a step that can be taken.

Source: scenario S8 of the field's facts. An item at 4 aimed at 3 within eight weeks, still 4 at a scoring after them, is not met; 3 at a scoring
after that day is met late. A better grade than the one aimed at has met it too. Until the day has passed nobody has missed anything: still 4 at a
scoring before its end is not yet met.
"""

from datetime import date
from enum import StrEnum

from gcp.grades import Scale
from gcp.words import counted


class TargetOutcome(StrEnum):
    """How a target stands at a scoring."""

    MET = "met"
    MET_LATE = "met-late"
    NOT_YET = "not-yet"
    NOT_MET = "not-met"
    NOT_GRADED = "not-graded"


def outcome(scale: Scale, aim: int, by: date, grade: int | None, on: date) -> TargetOutcome:
    """How a target stands at a scoring whose window ends `on`; `by` is the last day it counts as met in time.

    None is a scoring that gave the item no grade, whatever the reason. Raises KeyError for a grade or an aim off the scale.
    """
    if grade is None:
        return TargetOutcome.NOT_GRADED
    if scale.rank(grade) > scale.rank(aim):
        return TargetOutcome.NOT_YET if on <= by else TargetOutcome.NOT_MET
    return TargetOutcome.MET if on <= by else TargetOutcome.MET_LATE


def step_fault(scale: Scale, now: int, aim: int) -> str | None:
    """Why nobody can aim at that grade from where an item stands; None where they can. KeyError where `now` is off the scale."""
    best = scale.rank(now) == 0
    if best:
        return f"This stands at {now}, the best grade there is. There is nothing better to aim at."
    if aim not in scale:
        return f"There is no grade {aim}. Aim at {_next(scale, now)}, the next better grade."
    if aim == now:
        return f"This stands at {now} already. Aim at {_next(scale, now)}, the next better grade."
    if scale.rank(aim) > scale.rank(now):
        return f"{aim} is worse than {now}, where this stands now. Aim at {_next(scale, now)}, the next better grade."
    return None


def step_warning(scale: Scale, now: int, aim: int) -> str | None:
    """What to think of before aiming more than one grade higher; None for one grade, or for what `step_fault` refuses."""
    if step_fault(scale, now, aim) or scale.rank(now) - scale.rank(aim) == 1:
        return None
    steps = counted(scale.rank(now) - scale.rank(aim), "grade")
    return (
        f"From {now} to {aim} is {steps} at once. One grade at a time can be seen and kept: "
        f"think of aiming at {_next(scale, now)} first."
    )


def _next(scale: Scale, now: int) -> int:
    """The grade one better than a grade that is not the best."""
    return scale.values[scale.rank(now) - 1]
