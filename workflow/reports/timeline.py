"""The areas of a child's care over time as values: what the chart draws and what the table beside it says, made once from one series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gcp.grades import Change, ItemState, Scale
from gcp.profile import AreaResult, Profile, State
from gcp.progress import Comparison, Series
from workflow.reports.base import Level, Scored
from workflow.reports.rows import STATES
from workflow.reports.wording import short_day


@dataclass(frozen=True)
class Moment:
    """One scoring on the time axis. `other_scorer` where somebody else scored the one before."""

    on: date
    label: str
    by: str
    draft: bool
    other_scorer: bool


@dataclass(frozen=True)
class Point:
    """One area at one moment. `broken` says why the line to the moment before may not be drawn; empty where it may.

    `worst` of `graded` items stand at the two worst grades, `unscored` items have no grade.
    """

    grade: int | None
    state: str
    provisional: bool
    worst: int
    graded: int
    unscored: int
    broken: str = ""

    @property
    def tally(self) -> str:
        """6 of 17; nothing graded is said, and so is what has no grade."""
        return f"{self.worst} of {self.graded}" if self.graded else "none graded"


@dataclass(frozen=True)
class Panel:
    """One area's line: a point for each moment."""

    id: str
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Timeline:
    """The whole: moments in order of time, areas in the instrument's order, grades best first. `title` says what it shows."""

    title: str
    moments: tuple[Moment, ...]
    panels: tuple[Panel, ...]
    levels: tuple[Level, ...]
    worst_two: str
    breaks: tuple[str, ...]


def timeline(called: str, scored: Sequence[Scored], series: Series, worst_two: str) -> Timeline:
    """The timeline of a series; `scored` are its profiles' scorings in the same order."""
    newest = series.profiles[-1]
    scale = newest.instrument.scale
    first, last = series.profiles[0].on, newest.on
    when = f"on {short_day(last)}" if first == last else f"from {short_day(first)} to {short_day(last)}"
    panels = tuple(_panel(area, series) for area in newest.areas)
    breaks = dict.fromkeys(
        f"{short_day(moment.on)}, {panel.name}: {point.broken}"
        for panel in panels
        for moment, point in zip(scored_moments(scored), panel.points, strict=True)
        if point.broken
    )
    return Timeline(
        f"Grades of the {len(panels)} areas of care for {called} {when}. The table after it gives the same figures.",
        scored_moments(scored),
        panels,
        levels(scale),
        worst_two,
        tuple(breaks),
    )


def levels(scale: Scale) -> tuple[Level, ...]:
    """The grades of a scale, best first."""
    return tuple(Level(g.value, g.name, g.value in scale.worst_two) for g in scale.grades)


def scored_moments(scored: Sequence[Scored]) -> tuple[Moment, ...]:
    """One moment a scoring."""
    befores: list[Scored | None] = [None, *scored[:-1]]
    return tuple(
        Moment(one.profile.on, short_day(one.profile.on), one.by, one.draft, before is not None and before.by != one.by)
        for before, one in zip(befores, scored, strict=True)
    )


def _panel(area: AreaResult, series: Series) -> Panel:
    steps: list[Comparison | None] = [None, *series.steps]
    points = tuple(
        _point(profile, next((a for a in profile.areas if a.id == area.id), None), step)
        for profile, step in zip(series.profiles, steps, strict=True)
    )
    return Panel(area.id, area.name, points)


def _point(profile: Profile, area: AreaResult | None, step: Comparison | None) -> Point:
    if area is None:
        return Point(None, "not asked", provisional=False, worst=0, graded=0, unscored=0)
    items = [i for s in area.sub_areas if s.state is not State.EXCLUDED for i in s.items]
    asked = [item for item in items if item.state is not ItemState.NOT_APPLICABLE]
    graded = [item.grade for item in asked if item.grade is not None]
    worst = profile.instrument.scale.worst_two
    change = next((a for a in step.areas if a.id == area.id), None) if step else None
    broken = change.why if change and change.change is Change.NOT_COMPARABLE else ""
    return Point(
        area.grade,
        STATES[area.state],
        area.state is State.PROVISIONAL,
        sum(grade in worst for grade in graded),
        len(graded),
        len(asked) - len(graded),
        broken,
    )
