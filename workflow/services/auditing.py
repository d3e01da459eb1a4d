"""Checking the trail: every entry from the first to the head, a stretch at a time, while others go on writing."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.rules.chain import Break, Broken, Check, Head, key_of, out_of_order
from workflow.rules.errors import Invalid
from workflow.services.desk import Practice
from workflow.storage import trail

_NOTED = (
    "is no head of a trail. It is written as this command prints it: the number, a colon, and 64 letters and digits."
)
_HASH = 64


@dataclass(frozen=True)
class Checked:
    """How a trail was found: where it ends, or how far it holds, and the first entry that does not (None where all do)."""

    head: Head
    broken: Broken | None = None


def verify(practice: Practice, noted: Sequence[Head] = ()) -> Checked:
    """Walk along the whole trail. `noted` are heads that were written down outside the database, which the trail must still hold.

    Nobody is held up meanwhile: entries are read a stretch at a time, each in a transaction of its own. Raises Unavailable.
    """
    with practice.database.open() as session:
        head = trail.head(session)
    if head is None:
        return Checked(
            Head(), Broken(0, Break.REMOVED, "The head of the trail, which says where it ends, was removed.")
        )
    check = Check(_keys(practice), (head, *noted))
    last: int | None = None
    while True:
        with practice.database.open() as session:
            entries, whole = trail.stretch(session, last)
        for entry in entries:
            broken = check.take(entry)
            if broken:
                return Checked(check.head, _explained(practice, broken, entry.previous))
            last = entry.number
        if not whole:
            unreadable = check.head.number + 1
            return Checked(
                check.head, Broken(unreadable, Break.ALTERED, f"Entry {unreadable} was altered: it cannot be read.")
            )
        if not entries:
            return Checked(check.head, check.end() or _beyond(practice, check.head))


def _keys(practice: Practice) -> list[bytes]:
    return [*map(key_of, practice.settings.former_secrets), practice.database.trail_key]


def _explained(practice: Practice, broken: Broken, previous: str) -> Broken:
    """Of an entry that does not follow the one before it: whether the one it follows is elsewhere, or gone."""
    if broken.how is not Break.OUT_OF_ORDER:
        return broken
    with practice.database.open() as session:
        return out_of_order(broken.number, trail.place_of(session, previous))


def _beyond(practice: Practice, end: Head) -> Broken | None:
    """Entries that stand behind the head. The head is asked again: it has moved with whatever was written during the walk."""
    with practice.database.open() as session:
        head = trail.head(session)
    if head is None or head.number < end.number:
        first = (head.number if head else 0) + 1
        return Broken(
            first,
            Break.ADDED,
            f"Entry {first} stands behind the head of the trail: the head was put back, or it was added.",
        )
    return None


def head_from(text: str) -> Head:
    """A head as it was noted. Raises Invalid for anything else."""
    number, _, hash_ = text.strip().partition(":")
    if not (text.isascii() and number.isdigit() and len(hash_) == _HASH and hash_.isalnum()):
        raise Invalid({"": f"{text!r} {_NOTED}"})
    return Head(int(number), hash_.lower())
