"""What stands around the grades on paper: the child's own words, what the carers said of the scores, and what became of the targets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from workflow.reports.language import _, day, translated
from workflow.rules.prompts import Prompt
from workflow.rules.targets import DONE, OUTCOMES, Aim, CameOut, came_out, here

if TYPE_CHECKING:
    from workflow.reports.base import Scored


@dataclass(frozen=True)
class CarerSaid:
    """What one carer said of the scores: `seen` the sentence that says whether they saw them (`saw`) and why not, their comments, whether they agree in
    their words. `id` is the carer's, for a paper that is for one of them.
    """

    name: str
    seen: str
    comments: str = ""
    agrees: str = ""
    saw: bool = True
    why_not: str = ""
    id: str = ""


@dataclass(frozen=True)
class Said:
    """What was said in one scoring: the child's words, how they were gathered and who wrote them down, or why there are none; and the carers'."""

    words: str = ""
    how: str = ""
    by: str = ""
    why_not: str = ""
    carers: tuple[CarerSaid, ...] = ()

    def translated(self) -> "Said":
        """The same with our own words in the language spoken."""
        carers = tuple(replace(one, seen=translated(one.seen)) for one in self.carers)
        return replace(self, how=translated(self.how), carers=carers)


NOTHING_SAID = Said()


@dataclass(frozen=True)
class Noted:
    """One thing recorded around the grades: the section of the pages it stands in, its key, its title, and its parts as (title, words)."""

    section: str
    key: str
    title: str
    parts: tuple[tuple[str, str], ...]

    def translated(self) -> "Noted":
        """The same with our own words in the language spoken."""
        parts = tuple((translated(title), translated(words)) for title, words in self.parts)
        return replace(self, title=translated(self.title), parts=parts)


@dataclass(frozen=True)
class SetAside:
    """That somebody set a prompt aside: when (UTC), who, and why."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class Prompted:
    """A prompt that the scorings of a report raise; `aside` is None where it is for the readers to think about."""

    prompt: Prompt
    aside: SetAside | None = None


@dataclass(frozen=True)
class TargetRow:
    """A target with what became of it at each scoring after the one it was set in: `told` are sentences, `outcome` the last of them as a word
    ("" while no scoring has followed), `state` the same as a word of the code.
    """

    item_id: str
    name: str
    set_on: str
    now: int
    aim: int
    by: str
    helps: str
    outcome: str
    state: str
    told: tuple[str, ...]


def target_rows(ordered: Sequence["Scored"]) -> tuple[TargetRow, ...]:
    """Every target of a series of scorings in order of time, the newest first, each followed until it was met or another took its place."""
    found = [_row(ordered, at, target) for at, one in enumerate(ordered) for target in one.targets]
    return tuple(reversed(found))


class StillOpen(NamedTuple):
    """A target that is still to be worked towards, and the last day on which it counts as met in time."""

    row: TargetRow
    by: date


def still_open(ordered: Sequence["Scored"]) -> dict[str, StillOpen]:
    """The newest target of each item that is not met, by the item's id in the newest edition. One that another took the place of is none any more,
    whatever became of the other.
    """
    newest, found = ordered[-1].profile.instrument, dict[str, StillOpen]()
    aims = reversed([aim for one in ordered for aim in one.targets])
    for row, aim in zip(target_rows(ordered), aims, strict=True):
        item_id = here(newest, aim)
        if item_id is not None:
            found.setdefault(item_id, StillOpen(row, aim.by))
    return {item_id: one for item_id, one in found.items() if one.row.state not in DONE}


def _row(ordered: Sequence["Scored"], at: int, target: Aim) -> TargetRow:
    followed: list[CameOut] = []
    for one in ordered[at + 1 :]:
        instrument = one.profile.instrument
        item_id = here(instrument, target)
        grades = {item.id: item.grade for sub in one.profile.sub_areas for item in sub.items}
        followed += came_out(instrument, [target], grades, one.profile.on)
        again = any(here(instrument, other) == item_id for other in one.targets)
        if again or (followed and followed[-1].outcome in DONE):
            break
    item = ordered[at].profile.instrument.item(target.item_id)
    part = ordered[at].profile.instrument.parents(target.item_id)[1]
    last = followed[-1].outcome if followed else None
    return TargetRow(
        target.item_id,
        item.name if item.name == part.name else f"{item.name} ({part.name})",
        day(target.set_on),
        target.now,
        target.aim,
        day(target.by),
        target.helps,
        _(OUTCOMES[last]) if last else "",
        str(last or ""),
        tuple(_told(one) for one in followed),
    )


def _told(one: CameOut) -> str:
    """What became of a target at one scoring, word for word as `CameOut.sentence` says it on pages."""
    said = {"aim": one.target.aim, "by": day(one.target.by)}
    still = one.on <= one.target.by
    due = _("it is to be {aim} by {by}", **said) if still else _("it was to be {aim} by {by}", **said)
    if one.grade is None:
        return _("Not graded on {day}; {due}.", day=day(one.on), due=due)
    outcome = _(OUTCOMES[one.outcome])
    return _("{outcome}: {grade} on {day}; {due}.", outcome=outcome, grade=one.grade, day=day(one.on), due=due)
