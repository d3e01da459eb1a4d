"""The chain of the trail: how an entry is sealed together with the one before it, and how a break is found and named.

A seal is an HMAC-SHA256 under a key that the database never sees, so that whoever can rewrite every row still cannot make one that holds.
The number of an entry is not sealed: it is its place in the chain, which the seals before it fix.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

START = "0" * 64
"""What stands for the hash before the first entry."""
_PURPOSE = b"careprofile trail"
_json = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Facts:
    """What an entry says: all of it but its place in the chain."""

    at: datetime
    kind: str
    person_id: str | None
    family_id: str | None
    subject_id: str | None
    details: Mapping[str, Any]
    address: str
    request_id: str
    reason_id: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is found: its number, what it says, the hash before it and its own."""

    number: int
    facts: Facts
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a trail ended at some moment: the number and the hash of its last entry (0 and `START` where there is none)."""

    number: int = 0
    hash: str = START

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


class Break(StrEnum):
    """What happened to a trail that does not hold."""

    REMOVED = "removed"
    ADDED = "added"
    ALTERED = "altered"
    OUT_OF_ORDER = "out of order"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Broken:
    """The first entry that does not hold: its number, what happened, and the sentence that says so."""

    number: int
    how: Break
    sentence: str


def key_of(secret: str) -> bytes:
    """The key that seals the trail, made from the installation's secret so that neither can be had from the other's use elsewhere."""
    return hmac.digest(secret.encode(), _PURPOSE, "sha256")


def seal(key: bytes, previous: str, facts: Facts) -> str:
    """The hash of an entry that follows the one of hash `previous`, in hexadecimal; the same whichever database kept it."""
    at = facts.at.astimezone(UTC)
    written = _json(
        [
            previous,
            f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond:06d}",
            *(facts.kind, facts.person_id, facts.family_id, facts.subject_id),
            *(facts.address, facts.request_id, facts.reason_id),
            facts.details,
        ]
    )
    return hmac.digest(key, written.encode(), "sha256").hex()


class Check:
    """A walk along the trail, entry by entry from the first: `take` answers with the first break.

    `keys` seal the trail, the oldest first. Once an entry was sealed by a newer key, an older one counts no more. `noted` are heads that
    were written down before, of the database's own and elsewhere: the trail must still hold them.
    """

    def __init__(self, keys: Sequence[bytes], noted: Sequence[Head] = ()) -> None:
        self.keys = list(keys)
        self.noted = {head.number: head.hash for head in noted}
        self.clash = next((head for head in noted if self.noted[head.number] != head.hash), None)
        self.head = Head()

    def take(self, entry: Entry) -> Broken | None:
        """Go on to the next entry; what is wrong with it, None where it holds."""
        expected = self.head.number + 1
        if entry.number > expected:
            return missing(expected, entry.number - 1)
        if entry.number < expected:
            return _broken(entry.number, Break.ADDED, "has no place in the trail: it was added")
        if not self._holds(entry):
            return _broken(entry.number, Break.ALTERED, "was altered: what it says is not what was sealed")
        if entry.previous != self.head.hash:
            return _broken(entry.number, Break.OUT_OF_ORDER, "does not follow the one before it")
        self.head = Head(entry.number, entry.hash)
        if self.noted.get(entry.number, entry.hash) != entry.hash:
            return _rewritten(entry.number)
        return None

    def end(self) -> Broken | None:
        """What is missing at the end: everything up to the last head that was noted."""
        if self.clash is not None:
            return _rewritten(self.clash.number)
        last = max(self.noted, default=0)
        if last > self.head.number:
            return missing(self.head.number + 1, last)
        return _rewritten(0) if self.noted.get(0, START) != START else None

    def _holds(self, entry: Entry) -> bool:
        """Whether the seal is that of one of the keys still in force; the older ones are then let go."""
        for place, key in enumerate(self.keys):
            if _is_sealed(key, entry):
                del self.keys[:place]
                return True
        return False


def _is_sealed(key: bytes, entry: Entry) -> bool:
    try:
        made = seal(key, entry.previous, entry.facts)
    except (TypeError, ValueError, AttributeError, OverflowError):  # whatever stands there, it is nothing that we wrote
        return False
    return hmac.compare_digest(made.encode(), str(entry.hash).encode())


def missing(first: int, last: int) -> Broken:
    """The break of entries that are not there, from one number to another."""
    if first == last:
        return _broken(first, Break.REMOVED, "is missing: it was removed")
    return Broken(first, Break.REMOVED, f"Entries {first} to {last} are missing: they were removed.")


def out_of_order(number: int, after: int | None) -> Broken:
    """The break of an entry that does not follow the one before it; `after` is where the one that it follows stands, None for nowhere."""
    if after is None:
        return _broken(number, Break.REMOVED, "does not follow the one before it: what stood between them was removed")
    return _broken(
        number, Break.OUT_OF_ORDER, f"is out of order: it was written after the one that is now entry {after}"
    )


def _rewritten(number: int) -> Broken:
    words = "is not the one that was there when the head of the trail was noted: the trail was written anew"
    return _broken(number, Break.REWRITTEN, words)


def _broken(number: int, how: Break, words: str) -> Broken:
    return Broken(number, how, f"Entry {number} {words}.")
