"""The areas of a child's care over time as values: what the chart draws and what the table beside it says, made once from one series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gcp.grades import Change, ItemState, Scale
from gcp.profile import AreaResult, Profile, State
from gcp.progress import Comparison, Series
from workflow.reports.around import target_rows
from workflow.reports.base import Level, Scored
from workflow.reports.language import _, _n, translated
from workflow.reports.rows import STATES
from workflow.reports.wording import lower_first, short_day
from workflow.rules.targets import here


@dataclass(frozen=True)
class Moment:
    """One scoring on the time axis. `other_scorer` where somebody else scored the one before, `other_edition` where it was made with another
    edition; `instrument` is the edition's name in words.
    """

    on: date
    label: str
    by: str
    draft: bool
    other_scorer: bool
    other_edition: bool = False
    instrument: str = ""


@dataclass(frozen=True)
class Mark:
    """Something on the time axis beside the grades: what happened or was done on a day (`kind` says what, as a word), in a few words."""

    on: date
    kind: str
    words: str


@dataclass(frozen=True)
class AimMark:
    """A target in the panel of its area: the grade that an item was aimed at, by which day, and in words with what became of it."""

    by: date
    grade: int
    words: str


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
        return _("{some} of {all}", some=self.worst, all=self.graded) if self.graded else _("none graded")


@dataclass(frozen=True)
class Panel:
    """One area's line: a point for each moment, and the targets set for its items."""

    id: str
    name: str
    points: tuple[Point, ...]
    aims: tuple[AimMark, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """The whole: moments in order of time, areas in the instrument's order, grades best first. `title` says what it shows.

    `marks` are whatever else is laid on the same axis: events of a chronology, actions of a plan.
    """

    title: str
    moments: tuple[Moment, ...]
    panels: tuple[Panel, ...]
    levels: tuple[Level, ...]
    worst_two: str
    breaks: tuple[str, ...]
    marks: tuple[Mark, ...] = ()


def timeline(
    called: str, scored: Sequence[Scored], series: Series, worst_two: str, marks: Sequence[Mark] = ()
) -> Timeline:
    """The timeline of a series; `scored` are its profiles' scorings in the same order, `marks` what else belongs on the axis."""
    newest = series.profiles[-1]
    scale = newest.instrument.scale
    first, last = series.profiles[0].on, newest.on
    one_day = _("on {day}", day=short_day(last))
    when = one_day if first == last else _("from {first} to {last}", first=short_day(first), last=short_day(last))
    aims = _aims(scored)
    panels = tuple(_panel(area, series, aims.get(area.id, ())) for area in newest.areas)
    breaks = dict.fromkeys(
        f"{short_day(moment.on)}, {panel.name}: {point.broken}"
        for panel in panels
        for moment, point in zip(scored_moments(scored), panel.points, strict=True)
        if point.broken
    )
    return Timeline(
        _n(
            "Grades of the {number} area of care for {name} {when}. The table after it gives the same figures.",
            "Grades of the {number} areas of care for {name} {when}. The table after it gives the same figures.",
            len(panels),
            name=called,
            when=when,
        ),
        scored_moments(scored),
        panels,
        levels(scale),
        worst_two,
        tuple(breaks),
        tuple(sorted(marks, key=lambda mark: mark.on)),
    )


def levels(scale: Scale) -> tuple[Level, ...]:
    """The grades of a scale, best first."""
    return tuple(Level(g.value, g.name, g.value in scale.worst_two) for g in scale.grades)


def scored_moments(scored: Sequence[Scored]) -> tuple[Moment, ...]:
    """One moment a scoring."""
    befores: list[Scored | None] = [None, *scored[:-1]]
    return tuple(
        Moment(
            one.profile.on,
            short_day(one.profile.on),
            one.by,
            one.draft,
            before is not None and before.profile.sheet.scorer != one.profile.sheet.scorer,
            before is not None and before.profile.instrument.name != one.profile.instrument.name,
            f"{one.profile.instrument.title} {one.profile.instrument.edition}",
        )
        for before, one in zip(befores, scored, strict=True)
    )


def _aims(scored: Sequence[Scored]) -> dict[str, list[AimMark]]:
    """Every target by its area's id, the earliest day first."""
    newest, found = scored[-1].profile.instrument, dict[str, list[AimMark]]()
    rows = zip(target_rows(scored), reversed([aim for one in scored for aim in one.targets]), strict=True)
    for row, aim in rows:
        item_id = here(newest, aim)
        if item_id is None or aim.aim not in newest.scale:
            continue
        words = _(
            "{name}, from {now} to {aim} by {day}: {outcome}",
            name=row.name,
            now=row.now,
            aim=row.aim,
            day=row.by,
            outcome=lower_first(row.outcome) or _("no scoring since"),
        )
        found.setdefault(newest.parents(item_id)[0].id, []).append(AimMark(aim.by, aim.aim, words))
    return {key: sorted(aims, key=lambda one: (one.by, one.words)) for key, aims in found.items()}


def _panel(area: AreaResult, series: Series, aims: Sequence[AimMark]) -> Panel:
    steps: list[Comparison | None] = [None, *series.steps]
    points = tuple(
        _point(profile, next((a for a in profile.areas if a.id == area.id), None), step)
        for profile, step in zip(series.profiles, steps, strict=True)
    )
    return Panel(area.id, area.name, points, tuple(aims))


def _point(profile: Profile, area: AreaResult | None, step: Comparison | None) -> Point:
    if area is None:
        return Point(None, _("not asked"), provisional=False, worst=0, graded=0, unscored=0)
    items = [i for s in area.sub_areas if s.state is not State.EXCLUDED for i in s.items]
    asked = [item for item in items if item.state is not ItemState.NOT_APPLICABLE]
    graded = [item.grade for item in asked if item.grade is not None]
    worst = profile.instrument.scale.worst_two
    change = next((a for a in step.areas if a.id == area.id), None) if step else None
    broken = translated(change.why) if change and change.change is Change.NOT_COMPARABLE else ""
    return Point(
        area.grade,
        _(STATES[area.state]),
        area.state is State.PROVISIONAL,
        sum(grade in worst for grade in graded),
        len(graded),
        len(asked) - len(graded),
        broken,
    )
