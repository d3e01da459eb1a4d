"""Time and ids, injected everywhere so that a test, the demonstration and a report are deterministic."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BRITISH = ZoneInfo("Europe/London")
_ALPHABET = b"abcdefghjkmnpqrstuvwxyz123456789"
"""32 letters and digits without the ones read for another (i, l, o, 0), so that every byte falls on each alike."""
_LETTERS = bytes(_ALPHABET[byte % len(_ALPHABET)] for byte in range(256))
ID_LENGTH = 20


@dataclass
class Clock:
    """The time now, always UTC. `source` is replaced in tests; `today` is the day in Britain."""

    source: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self.source()

    def today(self) -> date:
        return self.now().astimezone(BRITISH).date()


class SetClock(Clock):
    """A clock that stands where it is put, for tests and for the demonstration's past."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        super().__init__(lambda: self.at)

    def put(self, at: datetime) -> None:
        """Set the clock to an instant (UTC)."""
        self.at = at

    def forward(self, step: timedelta) -> None:
        """Let time pass."""
        self.at += step


@dataclass
class Ids:
    """Opaque ids: 20 letters and digits, as the census allows for a child (no hyphens, at most 20)."""

    source: Callable[[], str] = field(default=lambda: secrets.token_bytes(ID_LENGTH).translate(_LETTERS).decode())

    def new(self) -> str:
        return self.source()


class CountedIds(Ids):
    """Ids that come out the same every time, for tests and golden files."""

    def __init__(self, prefix: str = "t") -> None:
        self.count = 0
        self.prefix = prefix
        super().__init__(self._next)

    def _next(self) -> str:
        self.count += 1
        return f"{self.prefix}{self.count:0{ID_LENGTH - len(self.prefix)}d}"
