"""The scored tree of one sheet. Provisional and not-scored are states, never numbers; there is no overall grade."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from gcp.answers import AnswerSheet
from gcp.grades import ItemState, why_no_grade
from gcp.instrument import AgeBand, Area, Instrument, Item, SubArea


class State(StrEnum):
    """How an area or sub-area stands."""

    COMPLETE = "complete"
    PROVISIONAL = "provisional"
    NOT_SCORED = "not-scored"
    EXCLUDED = "excluded"
    NOT_APPLICABLE = "not-applicable"


class DecidedBy(StrEnum):
    """What settled a grade."""

    DIRECT = "direct"
    MODE = "mode"
    OVERRIDE = "override"
    TIE = "tie"
    WORST = "worst"
    ONLY = "only"


@dataclass(frozen=True)
class ItemResult:
    """One item of the profile; `grade` is None unless `state` is scored."""

    item: Item
    state: ItemState
    grade: int | None = None

    @property
    def id(self) -> str:
        return self.item.id

    @property
    def name(self) -> str:
        return self.item.name


@dataclass(frozen=True)
class SubAreaResult:
    """One sub-area: its grade, how it was decided and which items hold it there. `scored` of `expected` items have a grade;
    not-applicable ones are not expected. An excluded one has no grade, keeps its items', and `reason` says why it was left out.
    `drivers` are empty unless decided by override or worst.
    """

    sub_area: SubArea
    state: State
    grade: int | None
    decided_by: DecidedBy | None
    drivers: tuple[str, ...]
    scored: int
    expected: int
    items: tuple[ItemResult, ...]
    reason: str = ""

    @property
    def reasons(self) -> Mapping[ItemState, int]:
        """Why items that count here have no grade, with how many of each reason; nothing counts in an excluded one."""
        return {} if self.state is State.EXCLUDED else why_no_grade(item.state for item in self.items)

    @property
    def id(self) -> str:
        return self.sub_area.id

    @property
    def name(self) -> str:
        return self.sub_area.name


@dataclass(frozen=True)
class AreaResult:
    """One area: as a sub-area, but rolled up from sub-areas; `scored` of `expected` counts sub-areas; drivers are items."""

    area: Area
    state: State
    grade: int | None
    decided_by: DecidedBy | None
    drivers: tuple[str, ...]
    scored: int
    expected: int
    sub_areas: tuple[SubAreaResult, ...]

    @property
    def reasons(self) -> Mapping[ItemState, int]:
        """Why items that count here have no grade, with how many of each reason."""
        return _together(sub.reasons for sub in self.sub_areas)

    @property
    def id(self) -> str:
        return self.area.id

    @property
    def name(self) -> str:
        return self.area.name


@dataclass(frozen=True)
class Profile:
    """One sheet scored with one instrument. `age_months` and `band` are those of the window's last day."""

    instrument: Instrument
    sheet: AnswerSheet
    rule: str
    age_months: int | None
    band: AgeBand
    areas: tuple[AreaResult, ...]

    @cached_property
    def sub_areas(self) -> tuple[SubAreaResult, ...]:
        """Every sub-area, in the instrument's order."""
        return tuple(sub for area in self.areas for sub in area.sub_areas)

    @cached_property
    def items(self) -> tuple[ItemResult, ...]:
        """Every item asked at this age, in the instrument's order."""
        return tuple(item for sub in self.sub_areas for item in sub.items)

    @cached_property
    def by_id(self) -> dict[str, "AreaResult | SubAreaResult | ItemResult"]:
        """Areas, sub-areas and items by id; a directly graded sub-area answers as the sub-area."""
        found: dict[str, AreaResult | SubAreaResult | ItemResult] = {item.id: item for item in self.items}
        found.update({sub.id: sub for sub in self.sub_areas})
        found.update({area.id: area for area in self.areas})
        return found

    @cached_property
    def counted(self) -> tuple[ItemResult, ...]:
        """The items that count: all but those of an excluded sub-area, whose grades stay visible there and nowhere else."""
        return tuple(item for sub in self.sub_areas if sub.state is not State.EXCLUDED for item in sub.items)

    @cached_property
    def grades(self) -> dict[str, int]:
        """The grade of every counted item that has one, by id."""
        return {item.id: item.grade for item in self.counted if item.grade is not None}

    @property
    def reasons(self) -> Mapping[ItemState, int]:
        """Why counted items have no grade, with how many of each reason."""
        return _together(area.reasons for area in self.areas)

    @property
    def on(self) -> date:
        """The day the profile speaks of: the last of its observation window."""
        return self.sheet.window.end

    @property
    def at_worst_two(self) -> Iterator[ItemResult]:
        """The counted items at the two worst grades of the scale."""
        worst = self.instrument.scale.worst_two
        return (item for item in self.counted if item.grade in worst)


def _together(reasons: Iterable[Mapping[ItemState, int]]) -> Mapping[ItemState, int]:
    return why_no_grade(state for one in reasons for state in Counter(one).elements())
