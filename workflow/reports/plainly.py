"""A scoring in plain words: what is going well, a few things to work on, and what nobody could see. For families and young people.

Nothing here is a number and nothing a code. What practitioners wrote for each other (notes, what a grade rests on, the thinking) stays out, and so do
the child's own words from what their carers are given: those may have been said in confidence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gcp.grades import Change, ItemState
from gcp.profile import ItemResult, SubAreaResult
from gcp.progress import series
from workflow.reports.around import target_rows
from workflow.reports.base import Scored
from workflow.reports.language import _, day
from workflow.reports.sentence import spoken_parts
from workflow.reports.wording import upper_first
from workflow.rules.targets import here

MOST_TO_WORK_ON = 3
"""More than a family can keep in mind is no help to it."""
_MOST_STRENGTHS = 8
_NAMED = 3
_MET = {"met", "met-late"}


@dataclass(frozen=True)
class Strength:
    """Something that is going well: its name, the line that says it plainly, and whether it got better since last time."""

    name: str
    plain: str
    better: bool


@dataclass(frozen=True)
class WorkOn:
    """Something to work on: what it is about, how it looks now and what good looks like (in the instrument's words), by when, who helps.

    What good looks like is the second best grade, not the next one up: nobody is asked to make half a mess of something.
    """

    name: str
    part: str
    plain: str
    now: str
    better: str
    by: str
    helps: str


@dataclass(frozen=True)
class Plainly:
    """A scoring in plain words. `others` is how many more things stand at the worst grades than are named, `unseen` what has no grade."""

    strengths: tuple[Strength, ...]
    more_strengths: int
    work_on: tuple[WorkOn, ...]
    others: int
    unseen: tuple[str, ...]
    graded: int
    asked: int
    again_on: str


def plainly(ordered: Sequence[Scored]) -> Plainly:
    """The newest of these scorings in plain words, beside the one before."""
    newest = ordered[-1]
    items = [(sub, item) for sub in newest.profile.sub_areas for item in sub.items]
    asked = [(sub, item) for sub, item in items if item.state is not ItemState.NOT_APPLICABLE]
    strong = _strong(ordered)
    chosen = _chosen(ordered, [item for _sub, item in asked])
    scale = newest.profile.instrument.scale
    worst = [item for _sub, item in asked if item.grade in scale.worst_two]
    named = {item.id for item in chosen}
    return Plainly(
        strengths=tuple(strong[:_MOST_STRENGTHS]),
        more_strengths=len(strong[_MOST_STRENGTHS:]),
        work_on=tuple(_works(ordered, chosen)),
        others=sum(item.id not in named for item in worst),
        unseen=tuple(item.item.plain or _name(sub, item) for sub, item in asked if item.grade is None),
        graded=sum(item.grade is not None for _sub, item in asked),
        asked=len(asked),
        again_on=day(newest.follow_up_on) if newest.follow_up_on else "",
    )


def _name(sub: SubAreaResult, item: ItemResult) -> str:
    """Clothing: look."""
    return sub.name if item.name == sub.name else f"{sub.name}: {item.name.lower()}"


def _strong(ordered: Sequence[Scored]) -> list[Strength]:
    """What got better first, then what is best, then what is good; a grade in the better half of the scale without its middle."""
    newest = ordered[-1].profile
    scale = newest.instrument.scale
    good = set(scale.values[: (len(scale.values)) // 2])
    improved = _improved(ordered)
    found = [
        (
            item.id not in improved,
            scale.rank(item.grade),
            Strength(_name(sub, item), item.item.plain, item.id in improved),
        )
        for sub in newest.sub_areas
        for item in sub.items
        if item.grade is not None
        and (item.grade in good or (item.id in improved and item.grade not in scale.worst_two))
    ]
    return [strength for *_order, strength in sorted(found, key=lambda one: one[:2])]


def _improved(ordered: Sequence[Scored]) -> set[str]:
    step = series([one.profile for one in ordered]).steps[-1:]
    return {
        item.id
        for one in step
        for area in one.areas
        for sub in area.sub_areas
        for item in sub.items
        if item.change is Change.BETTER
    }


def _chosen(ordered: Sequence[Scored], asked: Sequence[ItemResult]) -> list[ItemResult]:
    """At most three: those with a target that is not met, the worst first; then what stands at the worst grades without one."""
    newest = ordered[-1].profile
    scale = newest.instrument.scale
    aimed = {here(newest.instrument, aim) for aim in ordered[-1].targets} | {
        one.item_id for one in target_rows(ordered) if one.state not in _MET
    }
    wanted = [item for item in asked if item.grade is not None and (item.id in aimed or item.grade in scale.worst_two)]
    wanted.sort(key=lambda item: (item.id not in aimed, -scale.rank(item.grade or 0)))
    return wanted[:MOST_TO_WORK_ON]


def _works(ordered: Sequence[Scored], chosen: Sequence[ItemResult]) -> Iterator[WorkOn]:
    newest = ordered[-1].profile
    instrument, scale = newest.instrument, newest.instrument.scale
    names = spoken_parts(newest)
    parts = {item.id: sub for sub in newest.sub_areas for item in sub.items}
    targets = {one.item_id: one for one in reversed(target_rows(ordered)) if one.state not in _MET}
    for item in chosen:
        target, grade = targets.get(item.id), item.grade or 0
        good = scale.values[min(1, max(scale.rank(grade) - 1, 0))]
        words = instrument.descriptors_exportable
        yield WorkOn(
            _name(parts[item.id], item),
            upper_first(names[parts[item.id].id]),
            item.item.plain,
            item.item.descriptor(grade, newest.band) if words else "",
            item.item.descriptor(good, newest.band) if words else "",
            target.by if target else _("We have not agreed a day yet."),
            target.helps if target and target.helps else _("We will agree this with you."),
        )


def aimed_at(ordered: Sequence[Scored]) -> tuple[WorkOn, ...]:
    """Only what the family has a target for: at most three."""
    aimed = {one.item_id for one in target_rows(ordered) if one.state not in _MET}
    newest = ordered[-1].profile
    asked = [item for sub in newest.sub_areas for item in sub.items if item.id in aimed and item.grade is not None]
    return tuple(_works(ordered, _chosen(ordered, asked)))


@dataclass(frozen=True)
class Parts:
    """How many parts of care are so, out of how many, with the first few of them by name."""

    number: int
    of: int
    names: tuple[str, ...]


def strong_parts(newest: Scored) -> Parts:
    """The parts of care that stand in the better half of the scale, of those that have a grade."""
    scale = newest.profile.instrument.scale
    good = set(scale.values[: len(scale.values) // 2])
    graded = [sub for sub in newest.profile.sub_areas if sub.grade is not None]
    return _parts(newest, [sub.id for sub in graded if sub.grade in good], len(graded))


def improved_parts(ordered: Sequence[Scored]) -> Parts:
    """The parts of care that got better since last time, of those that can be compared."""
    step = series([one.profile for one in ordered]).steps[-1:]
    changes = [(sub.id, sub.change) for one in step for area in one.areas for sub in area.sub_areas]
    compared = [key for key, change in changes if change in {Change.BETTER, Change.WORSE, Change.SAME}]
    return _parts(ordered[-1], [key for key, change in changes if change is Change.BETTER], len(compared))


def _parts(newest: Scored, ids: Sequence[str], of: int) -> Parts:
    names = spoken_parts(newest.profile)
    return Parts(len(ids), of, tuple(names[key] for key in ids if key in names)[:_NAMED])
