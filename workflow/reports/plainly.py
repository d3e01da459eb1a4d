"""A scoring in plain words: what is going well, a few things to work on, and what nobody could see. For families and young people.

Nothing here is a number and nothing a code. What practitioners wrote for each other (notes, what a grade rests on, the thinking) stays out, and so do
the child's own words from what their carers are given: those may have been said in confidence.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gcp.grades import Change, ItemState
from gcp.profile import ItemResult, SubAreaResult
from gcp.progress import series
from workflow.clock import BRITISH
from workflow.reports.around import StillOpen, still_open
from workflow.reports.base import Scored
from workflow.reports.language import _, day
from workflow.reports.sentence import spoken_parts
from workflow.reports.wording import upper_first

MOST_TO_WORK_ON = 3
"""More than a family can keep in mind is no help to it."""
_MOST_STRENGTHS = 8
_MOST_TOLD = 5


@dataclass(frozen=True)
class Strength:
    """Something that is going well: its name, the line that says it plainly, whether it got better since last time, and the line put to the child."""

    name: str
    plain: str
    better: bool
    child: str


@dataclass(frozen=True)
class WorkOn:
    """Something to work on: what it is about, how it looks now and what good looks like (in the instrument's words), by when, who helps; and what
    it is about as the `child` is asked.

    `by` is worded so that it is right before that day and after it: the paper is read for longer than it is new. What good looks like is the second best grade, not the next one up: nobody is asked to make half a mess of something.
    """

    name: str
    plain: str
    now: str
    better: str
    by: str
    helps: str
    child: str


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

    @property
    def put_as_questions(self) -> bool:
        """Whether the strengths are told in the instrument's questions, which read oddly unless it is said that they are."""
        return any(one.plain.endswith("?") for one in self.strengths)


def plainly(ordered: Sequence[Scored]) -> Plainly:
    """The newest of these scorings in plain words, beside the one before."""
    newest = ordered[-1]
    items = [(sub, item) for sub in newest.profile.sub_areas for item in sub.items]
    asked = [(sub, item) for sub, item in items if item.state is not ItemState.NOT_APPLICABLE]
    open_ = still_open(ordered)
    chosen = _chosen(newest, open_, [item for _sub, item in asked])
    scale = newest.profile.instrument.scale
    worst = [item for _sub, item in asked if item.grade in scale.worst_two]
    named = {item.id for item in chosen}
    strong = _strong(ordered, named)
    return Plainly(
        strengths=tuple(strong[:_MOST_STRENGTHS]),
        more_strengths=len(strong[_MOST_STRENGTHS:]),
        work_on=tuple(_works(newest, open_, chosen)),
        others=sum(item.id not in named for item in worst),
        unseen=tuple(item.item.plain or _name(sub, item) for sub, item in asked if item.grade is None),
        graded=sum(item.grade is not None for _sub, item in asked),
        asked=len(asked),
        again_on=day(newest.follow_up_on) if newest.follow_up_on else "",
    )


def _name(sub: SubAreaResult, item: ItemResult) -> str:
    """Clothing: look."""
    return sub.name if item.name == sub.name else f"{sub.name}: {item.name.lower()}"


def _strong(ordered: Sequence[Scored], work_on: Collection[str]) -> list[Strength]:
    """What got better first, then what is best, then what is good; a grade in the better half of the scale without its middle.

    Nothing that is to `work_on` (item ids): a family that reads the same line in both lists believes neither.
    """
    newest = ordered[-1].profile
    scale = newest.instrument.scale
    good = set(scale.values[: (len(scale.values)) // 2])
    improved, names = _improved(ordered), spoken_parts(newest)
    found = [
        (
            item.id not in improved,
            scale.rank(item.grade),
            Strength(
                _name(sub, item),
                item.item.plain,
                item.id in improved,
                item.item.plain_child or upper_first(names[sub.id]),
            ),
        )
        for sub in newest.sub_areas
        for item in sub.items
        if item.grade is not None
        and item.id not in work_on
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


def _chosen(newest: Scored, aimed: Mapping[str, StillOpen], asked: Sequence[ItemResult]) -> list[ItemResult]:
    """At most three: those with a target that is not met, the worst first; then what stands at the worst grades without one."""
    scale = newest.profile.instrument.scale
    wanted = [item for item in asked if item.grade is not None and (item.id in aimed or item.grade in scale.worst_two)]
    wanted.sort(key=lambda item: (item.id not in aimed, -scale.rank(item.grade or 0)))
    return wanted[:MOST_TO_WORK_ON]


def _works(of: Scored, open_: Mapping[str, StillOpen], chosen: Sequence[ItemResult]) -> Iterator[WorkOn]:
    newest = of.profile
    instrument, scale = newest.instrument, newest.instrument.scale
    names = spoken_parts(newest)
    parts = {item.id: sub for sub in newest.sub_areas for item in sub.items}
    for item in chosen:
        target, grade = open_.get(item.id), item.grade or 0
        good = scale.values[min(1, max(scale.rank(grade) - 1, 0))]
        words = instrument.descriptors_exportable
        yield WorkOn(
            _name(parts[item.id], item),
            item.item.plain,
            item.item.descriptor(grade, newest.band) if words else "",
            item.item.descriptor(good, newest.band) if words else "",
            _by_when(target, of) if target else _("We have not agreed a day yet."),
            target.row.helps if target and target.row.helps else _("We will agree this with you."),
            item.item.plain_child or upper_first(names[parts[item.id].id]),
        )


def _by_when(target: StillOpen, of: Scored) -> str:
    """The day that was agreed. That it has passed is said where it had when anything of the scoring last changed: what day it is read on is not known."""
    known = max(of.profile.on, of.as_of.astimezone(BRITISH).date())
    if target.by < known:
        return _("We agreed {day}. That day has passed, so we will agree a new one.", day=target.row.by)
    return _("We agreed {day}.", day=target.row.by)


def aimed_at(ordered: Sequence[Scored]) -> tuple[WorkOn, ...]:
    """Only what the family has a target for: at most three."""
    newest, open_ = ordered[-1], still_open(ordered)
    asked = [item for sub in newest.profile.sub_areas for item in sub.items if item.id in open_]
    return tuple(_works(newest, open_, _chosen(newest, open_, asked)))


def told_to_child(ordered: Sequence[Scored]) -> tuple[Strength, ...]:
    """The first few things that are going well, for the child: none of those that the grown-ups work on, and nothing said twice."""
    found = {one.child: one for one in reversed(_strong(ordered, still_open(ordered)))}
    return tuple(reversed(found.values()))[:_MOST_TOLD]
