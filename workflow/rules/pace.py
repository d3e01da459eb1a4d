"""How many requests one person may make: so many at once, and so many a minute from then on. More is work of a program, not of a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

HELD_BACK = (
    "One person does not do so much by hand, so this waits. Try again in {seconds}; nothing that was saved is lost."
)


@dataclass(frozen=True)
class Left:
    """How many requests somebody has left at a moment."""

    number: float
    at: datetime


def spend(left: Left | None, now: datetime, a_minute: int) -> tuple[Left, timedelta]:
    """What is left after one more, and how long it has to wait: nothing where it is taken. What has to wait spends nothing.

    Whoever has not asked for a minute has all of them again. A clock that goes back gives nothing and takes nothing.
    """
    each = timedelta(minutes=1) / a_minute
    number = float(a_minute)
    if left is not None:
        number = min(number, left.number + max(now - left.at, timedelta(0)) / each)
    if number >= 1:
        return Left(number - 1, now), timedelta(0)
    return Left(number, now), (1 - number) * each


def sentence(wait: timedelta) -> str:
    """What somebody is told who has to wait."""
    seconds = max(1, ceil(wait.total_seconds()))
    return HELD_BACK.format(seconds="a second" if seconds == 1 else f"{seconds} seconds")
