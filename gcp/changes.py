"""What changed between scorings, as values: made by `gcp.progress`, read by pages, reports and documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gcp.grades import Change, ItemState
from gcp.profile import Profile, State


@dataclass(frozen=True)
class ItemChange:
    """One item between two scorings. `before` and `after` are grades or None; `why` is filled for NOT_COMPARABLE.

    `change` is None where neither scoring graded it.
    """

    id: str
    name: str
    before: int | None
    after: int | None
    before_state: ItemState
    after_state: ItemState
    change: Change | None
    why: str = ""


@dataclass(frozen=True)
class Counts:
    """How many items moved which way. Items that neither scoring graded are in none of these."""

    better: int = 0
    same: int = 0
    worse: int = 0
    newly_scored: int = 0
    no_longer_scored: int = 0
    not_comparable: int = 0


@dataclass(frozen=True)
class SubAreaChange:
    """One sub-area between two scorings, with its items."""

    id: str
    name: str
    before: int | None
    after: int | None
    before_state: State
    after_state: State
    change: Change | None
    counts: Counts
    items: tuple[ItemChange, ...]
    why: str = ""


@dataclass(frozen=True)
class AreaChange:
    """One area between two scorings, with its sub-areas; `counts` are of all its items."""

    id: str
    name: str
    before: int | None
    after: int | None
    before_state: State
    after_state: State
    change: Change | None
    counts: Counts
    sub_areas: tuple[SubAreaChange, ...]
    why: str = ""


@dataclass(frozen=True)
class WorstTwo:
    """Items at the two worst grades: `count` of `graded` items, beside `unscored` items that apply and have no grade.

    Items of an excluded sub-area are in none of the three.
    """

    count: int
    graded: int
    unscored: int


@dataclass(frozen=True)
class Comparison:
    """All that changed from one profile to a later one.

    `cautions` are sentences for the reader. `why` is filled where nothing at all may be compared, such as with another carer.
    """

    earlier: Profile
    later: Profile
    areas: tuple[AreaChange, ...]
    worst_two_before: WorstTwo
    worst_two_after: WorstTwo
    counts: Counts
    cautions: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True)
class Standing:
    """An item that stands at the two worst grades now.

    `since` is the first day (window end) of the unbroken run of scorings at those grades, `scorings` how many there
    are in that run (1 = only the newest), `days` from `since` to the newest scoring that graded it. A scoring without a
    grade for it neither breaks nor counts; where that is so of the newest one, `last_graded` is the day it last had one.
    """

    id: str
    name: str
    grade: int
    since: date
    scorings: int
    days: int
    last_graded: date | None = None


@dataclass(frozen=True)
class Relapse:
    """An item or part that got better and is now worse again, each by at least one rank.

    The three turning points as (last day at it, grade): where it stood before it got better, the best it then reached, and
    the newest grade. Where it happened more than once, these are of the latest time.
    """

    id: str
    name: str
    worst_before: tuple[date, int]
    best_between: tuple[date, int]
    now: tuple[date, int]


@dataclass(frozen=True)
class Series:
    """Profiles of one child and carer in order of time, with every step between neighbours and first to last.

    `courses` has, by the newest profile's item ids, the days and grades of each item over the scorings that graded it and may be compared
    with the newest, oldest first.
    """

    profiles: tuple[Profile, ...]
    steps: tuple[Comparison, ...]
    first_to_last: Comparison | None
    standing: tuple[Standing, ...]
    relapses: tuple[Relapse, ...]
    courses: Mapping[str, Sequence[tuple[date, int]]]
