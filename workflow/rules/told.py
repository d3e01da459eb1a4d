"""What prompts read: a series of scorings with what stands behind each, and the words they are told in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gcp.changes import Comparison, ItemChange, Series
from gcp.grades import Change, Scale
from gcp.profile import Profile
from gcp.worded import worded
from gcp.words import listed
from workflow.rules.basis import Visited
from workflow.rules.evidence import Evidence
from workflow.rules.targets import Aim

_NAMED = 4
"""How many items a sentence names; its figures name every one."""


@dataclass(frozen=True)
class Limits:
    """What can be set: over how many scorings without improvement, after how many without a grade, after how many times the same
    target, and how many weeks after a scoring the next is due where no day was set.
    """

    scorings: int = 3
    missed: int = 1
    targets: int = 2
    weeks: int = 13


@dataclass(frozen=True)
class Behind:
    """What stands behind one scoring: what its grades rest on by item id, its visits, what was aimed at in it, and the day of its follow-up."""

    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    visits: Sequence[Visited] = ()
    targets: Sequence[Aim] = ()
    follow_up_on: date | None = None


@dataclass(frozen=True)
class Told:
    """A series with what stands behind each of its profiles, in the same order, and the day on which somebody reads it."""

    series: Series
    behind: Sequence[Behind]
    today: date
    limits: Limits = Limits()
    under_way: bool = False

    @property
    def newest(self) -> Profile:
        return self.series.profiles[-1]

    @property
    def scale(self) -> Scale:
        return self.newest.instrument.scale

    @property
    def step(self) -> Comparison | None:
        """From the scoring before to the newest."""
        return self.series.steps[-1] if self.series.steps else None

    def name(self, item_id: str) -> str:
        """Look (Clothing); a part that is graded directly is only itself."""
        instrument = self.newest.instrument
        name, part = instrument.item(item_id).name, instrument.parents(item_id)[1].name
        return name if name == part else f"{name} ({part})"

    def moved(self, *which: Change) -> list[ItemChange]:
        """The items that moved that way in the last step, of those that count."""
        step, counts = self.step, self.newest.grades
        rows = [item for area in step.areas for sub in area.sub_areas for item in sub.items] if step else []
        return [item for item in rows if item.change in which and item.id in counts]

    def names(self, ids: Iterable[str]) -> str:
        """The items in a row; of many the first few and how many more."""
        names = [self.name(item_id) for item_id in ids]
        if len(names) <= _NAMED:
            return listed(names)
        return worded("{names} and {number} more", names=", ".join(names[: _NAMED - 1]), number=len(names) - _NAMED + 1)

    @property
    def worst(self) -> str:
        """4 or 5: the two worst grades."""
        return listed(self.scale.values[-2:], "or")

    @property
    def days(self) -> str:
        """The days of the last step, as facts."""
        return f"{self.step.earlier.on} {self.step.later.on}" if self.step else ""
