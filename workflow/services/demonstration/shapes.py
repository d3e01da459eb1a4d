"""What a family of the demonstration is made of: its people, its homes, and how its scorings went."""

from collections.abc import Mapping
from dataclasses import dataclass, field

INSTRUMENT = "care-profile@2026.2"


@dataclass(frozen=True)
class CaseScoring:
    """One scoring. `ended` is how many days ago its window ended, which began `days` before that; `reaches` is how far it got in the process; `together` who grades it too.

    `rests` says for some items what they rest on: a word of `bases.RESTS`. A return has its `comments` on items; a sign-off its `direction`, and a `follow_up` so many days later, where one is needed.
    """

    child: str
    carers: tuple[str, ...]
    ended: int
    grades: Mapping[str, str]
    reaches: str = "signed off"
    scorer: str = "practitioner"
    notes: Mapping[str, str] = field(default_factory=dict)
    visits: tuple[tuple[int, bool, str], ...] = ((14, True, "home"), (6, False, "home"))
    conditions: tuple[str, ...] = ()
    exclude: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    together: tuple[str, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    rests: Mapping[str, str] = field(default_factory=dict)
    direction: str = "Go on with what was agreed, and score again before the next review."
    follow_up: int | None = 42
    instrument: str = INSTRUMENT
    days: int = 18


@dataclass(frozen=True)
class CaseChild:
    """A child: how old in months now, or in how many days expected; the homes they live in."""

    called: str
    months: int | None
    homes: tuple[str, ...]
    expected_in: int | None = None
    nhs_number: str = ""
    upn: str = ""


@dataclass(frozen=True)
class CaseAdult:
    """An adult: how the family calls them, their name, the home, and the children they care for with the relationship."""

    called: str
    name: str
    home: str
    cares_for: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One family: its name, what it is there to show, its people, who is involved, and its scorings, oldest first."""

    name: str
    shows: str
    homes: tuple[str, ...]
    children: tuple[CaseChild, ...]
    adults: tuple[CaseAdult, ...]
    scorings: tuple[CaseScoring, ...] = ()
    lead: str = "practitioner"
    involved: Mapping[str, str] = field(
        default_factory=lambda: {"practitioner2": "co-worker", "chair": "chair", "member": "core group member"}
    )
