"""The turns of phrase that the faults of a definition share."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from gcp.words import listed

_LONGEST_QUOTED: Final = 60
_MOST_LISTED: Final = 12


def shown(text: str) -> str:
    """A text short enough to quote in a sentence, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTED else line[: _LONGEST_QUOTED - 3] + "..."


def nearest(word: str, known: Iterable[str]) -> str:
    """` Did you mean 'x'?` where a known word is close; else the known ones, where they are few; else nothing."""
    by_lower = {name.casefold(): name for name in known}
    close = get_close_matches(word[:_LONGEST_QUOTED].casefold(), by_lower, n=1)
    if close:
        return f" Did you mean '{by_lower[close[0]]}'?"
    return f" Choose {listed(by_lower.values(), 'or')}." if 0 < len(by_lower) <= _MOST_LISTED else ""
