"""What a scoring has been, as a bundle for a court prints it: every change with what stood before and after, every move, and the trail's entries."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One change: when (in Britain), by whom, of what, and what stood there before and after ("" for nothing)."""

    at: str
    by: str
    what: str
    old: str
    new: str


@dataclass(frozen=True)
class TrailLine:
    """One entry of the trail: its number, when, what it says, and the first of the seal that chains it to the one before."""

    number: int
    at: str
    said: str
    seal: str


@dataclass(frozen=True)
class Record:
    """All that one scoring has been; `version` says which one it is where it is not the one that counts. Or all that was corrected of its child."""

    scoring_id: str
    title: str
    version: str
    moves: tuple[Change, ...]
    changes: tuple[Change, ...]
    trail: tuple[TrailLine, ...]
