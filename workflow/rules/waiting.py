"""How long somebody waits after tries that failed: not at all for the first few, then twice as long each time, never for good.

Nobody is shut out: a wait ends, tries made during it count for nothing, and the longest is short enough to sit out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Patience:
    """`free` failures cost nothing; the next wait is `first`, each after it twice as long up to `longest`; `forgotten` ends the count."""

    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta = timedelta(hours=24)


PASSWORD = Patience(free=5, first=timedelta(seconds=30), longest=timedelta(minutes=15))
"""One name from one address, or one name in a browser that is known for it."""
ADDRESS = Patience(free=60, first=timedelta(seconds=10), longest=timedelta(minutes=5), forgotten=timedelta(hours=1))
"""Everything from one address, which may be a whole hospital's. A browser that is known does not wait for it."""
SECOND = Patience(free=5, first=timedelta(minutes=1), longest=timedelta(minutes=30))
"""The second step of one person: whoever fails here has the password already."""


def wait(patience: Patience, failures: int) -> timedelta:
    """How long the next try has to wait after so many failures in a row."""
    over = failures - patience.free
    if over < 0:
        return timedelta(0)
    # Far beyond the longest wait the power is not worked out: it would be a number of its own size.
    return min(patience.first * (1 << min(over, 32)), patience.longest)


def opens_at(patience: Patience, failures: int, last_at: datetime) -> datetime:
    """From when on a try counts again."""
    return last_at + wait(patience, failures)


def standing(patience: Patience, failures: int, last_at: datetime, now: datetime) -> int:
    """The failures that still count: none once the last is long enough ago."""
    return failures if now - last_at < patience.forgotten else 0
