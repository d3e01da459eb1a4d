"""What came to the two worst grades since the scoring before, what left them, and what stays there; and movement that an area's grade hides.

Counted, never added up: each count stands beside how many it is of.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from gcp.changes import AreaChange, Comparison, ItemChange, Series
from gcp.grades import Change, Scale
from gcp.profile import AreaResult, DecidedBy, Profile
from workflow.reports.language import _, _n, day, translated
from workflow.reports.wording import either, lasting, scorings


@dataclass(frozen=True)
class Crossing:
    """One item: its name, its two grades (None for none), and how long it has stood there or why it has no grade, in words."""

    id: str
    name: str
    before: int | None
    now: int | None
    words: str = ""


@dataclass(frozen=True)
class Crossings:
    """Items at the two worst grades, between two scorings: of the `were` that stood there, those that `left`, those `still` there and those whose grade is
    `unknown` now; of the `were_not`, those that are `new` there. `newly` had no grade before, or none that may be compared. `hidden` are sentences.
    """

    new: tuple[Crossing, ...] = ()
    left: tuple[Crossing, ...] = ()
    still: tuple[Crossing, ...] = ()
    unknown: tuple[Crossing, ...] = ()
    newly: tuple[Crossing, ...] = ()
    were: int = 0
    were_not: int = 0
    hidden: tuple[str, ...] = ()


def crossings(found: Series) -> Crossings:
    """Those of the last step of a series; nothing for a first scoring."""
    if not found.steps:
        return Crossings()
    step, newest = found.steps[-1], found.profiles[-1]
    worst = newest.instrument.scale.worst_two
    counted = newest.grades.keys() | step.earlier.grades.keys()
    items = [item for area in step.areas for sub in area.sub_areas for item in sub.items if item.id in counted]
    compared = [item for item in items if item.change is not Change.NOT_COMPARABLE]
    were = [item for item in compared if item.before in worst]
    were_not = [item for item in compared if item.before is not None and item.before not in worst]
    since = {
        one.id: _(
            "since {day}: {time} over {scorings}",
            day=day(one.since),
            time=lasting(one.days),
            scorings=scorings(one.scorings),
        )
        for one in found.standing
    }
    name = _names(newest)
    return Crossings(
        new=_rows(name, (item for item in were_not if item.after in worst)),
        left=_rows(name, (item for item in were if item.after is not None and item.after not in worst)),
        still=_rows(name, (item for item in were if item.after in worst), since),
        unknown=_rows(name, (item for item in were if item.after is None)),
        newly=_rows(
            name, (i for i in items if i.after in worst and (i.before is None or i not in compared)), _why(items)
        ),
        were=len(were),
        were_not=sum(item.after is not None for item in were_not),
        hidden=tuple(sentence for area in step.areas if (sentence := _hidden(step, area))),
    )


def _names(profile: Profile) -> dict[str, str]:
    return {
        item.id: item.name if item.name == sub.name else f"{item.name} ({sub.name})"
        for sub in profile.sub_areas
        for item in sub.items
    }


def _rows(
    name: dict[str, str], items: Iterable[ItemChange], words: dict[str, str] | None = None
) -> tuple[Crossing, ...]:
    return tuple(
        Crossing(one.id, name.get(one.id, one.name), one.before, one.after, (words or {}).get(one.id, ""))
        for one in items
    )


def _why(items: Iterable[ItemChange]) -> dict[str, str]:
    return {item.id: translated(item.why) or _("no grade before") for item in items}


def _hidden(step: Comparison, area: AreaChange) -> str:
    """The movement of items under an area whose grade is the same; empty where there is none."""
    counts = area.counts
    if area.change is not Change.SAME or not (counts.better or counts.worse):
        return ""
    scale, after = step.later.instrument.scale, area.after
    items = [item for sub in area.sub_areas for item in sub.items]
    at_worst = [item for item in items if item.before in scale.worst_two and item.change in _COMPARED]
    better = sum(item.change is Change.BETTER for item in at_worst)
    if at_worst and better and after is not None and _held(step.later, area, scale):
        return _n(
            "{area} stays at {grade} until its last {grade} clears: {better} of the {number} item that was at {worst} got better.",
            "{area} stays at {grade} until its last {grade} clears: {better} of the {number} items that were at {worst} got better.",
            len(at_worst),
            area=area.name,
            grade=after,
            better=better,
            worst=either(scale.values[-2:]),
        )
    return _n(
        "{area} is {grade} as before; of the {number} item beneath it {better} got better and {worse} got worse.",
        "{area} is {grade} as before; of the {number} items beneath it {better} got better and {worse} got worse.",
        counts.better + counts.worse + counts.same,
        area=area.name,
        grade=after,
        better=counts.better or _("none"),
        worse=counts.worse or _("none"),
    )


_COMPARED = (Change.BETTER, Change.SAME, Change.WORSE)


def _held(later: Profile, area: AreaChange, scale: Scale) -> bool:
    """Whether single items hold the area at one of the two worst grades, however the others move."""
    result = later.by_id.get(area.id)
    held = isinstance(result, AreaResult) and result.decided_by in (DecidedBy.OVERRIDE, DecidedBy.WORST)
    return held and area.after in scale.worst_two
