"""Targets: what an item may be aimed at and by when, and in words how an earlier target came out at a later scoring."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gcp.grades import Scale
from gcp.instrument import Instrument
from gcp.targets import TargetOutcome, outcome, step_fault, step_warning
from gcp.words import day
from workflow.rules.wording import LONGEST_REASON, words_fault

FURTHEST = timedelta(days=730)
"""How long after a scoring's window a target may lie; a plan for longer than that is not about this child's days any more."""
OUTCOMES = {
    TargetOutcome.MET: "Met",
    TargetOutcome.MET_LATE: "Met late",
    TargetOutcome.NOT_YET: "Not yet",
    TargetOutcome.NOT_MET: "Not met",
    TargetOutcome.NOT_GRADED: "Not graded",
}
DONE = frozenset({TargetOutcome.MET, TargetOutcome.MET_LATE})
"""Those after which a target is asked about no more: it was met, and keeps the day on which it was."""


@dataclass(frozen=True)
class Aim:
    """One target as it was set: the item (by the id of the edition it was set with), its grade then, the grade aimed at, the last day it counts
    as met in time, and who helps. `set_on` is the last day of the window it was set in, `instrument` the edition's name.
    """

    item_id: str
    now: int
    aim: int
    by: date
    helps: str
    set_on: date
    instrument: str


@dataclass(frozen=True)
class CameOut:
    """How a target stands at a later scoring: the item as it is called there, the grade it has now (None for none), on which day."""

    target: Aim
    item_id: str
    name: str
    grade: int | None
    on: date
    outcome: TargetOutcome

    @property
    def word(self) -> str:
        """Met, met late, not yet, not met, or not graded."""
        return OUTCOMES[self.outcome]

    @property
    def sentence(self) -> str:
        """The same with its dates."""
        due = f"to be {self.target.aim} by {day(self.target.by)}"
        meant = f"it {'is' if self.on <= self.target.by else 'was'} {due}"
        if self.grade is None:
            return f"Not graded on {day(self.on)}; {meant}."
        return f"{self.word}: {self.grade} on {day(self.on)}; {meant}."


@dataclass(frozen=True)
class Looked:
    """A scoring that can have met a target: its edition, the grade of each item asked (None for none), and the last day of its window."""

    instrument: Instrument
    grades: Mapping[str, int | None]
    on: date


def target_faults(
    scale: Scale, now: int, aim: int, by: date, *, after: date, helps: str = "", more_is_meant: bool = False
) -> dict[str, str]:
    """What is wrong with a target, by field; empty where nothing is. `after` is the last day of the scoring's window.

    More than one grade at a time has to be meant: the field is `more_meant`.
    """
    faults: dict[str, str] = {}
    fault = step_fault(scale, now, aim)
    warning = None if fault else step_warning(scale, now, aim)
    if fault:
        faults["aim"] = fault
    elif warning and not more_is_meant:
        faults["more_meant"] = f"{warning} If you mean it, tick the box and save again."
    if by <= after:
        faults["by"] = f"{day(by)} is not after the days that were scored. Enter a day after {day(after)}."
    elif by > after + FURTHEST:
        faults["by"] = f"{day(by)} is more than two years ahead. Aim at something nearer, and set the next target then."
    words = words_fault(helps, LONGEST_REASON)
    return {**faults, **({"helps": words} if words else {})}


def here(instrument: Instrument, target: Aim) -> str | None:
    """What a target's item is called in an edition; None where that edition does not ask the same."""
    if target.instrument == instrument.name:
        return target.item_id
    return instrument.same_as.get(target.instrument, {}).get(target.item_id)


def came_out(
    instrument: Instrument,
    earlier: Iterable[Aim],
    grades: Mapping[str, int | None],
    on: date,
    between: Iterable[Looked] = (),
) -> tuple[CameOut, ...]:
    """How earlier targets stand at a scoring, in the order of its items: of several for one item only the newest is still one.

    `grades` are those of every item asked there, None for one without a grade; a target whose item is not asked any more is left out, and so is
    one that was met at a scoring `between`: that is over, and none that it had replaced comes back.
    """
    newest, looked = dict[str, Aim](), list(between)
    for target in sorted(earlier, key=lambda one: one.set_on):
        item_id = here(instrument, target)
        if item_id is not None and item_id in grades:
            newest[item_id] = target
    return tuple(
        CameOut(
            newest[item.id],
            item.id,
            item.name,
            grades[item.id],
            on,
            outcome(instrument.scale, newest[item.id].aim, newest[item.id].by, grades[item.id], on),
        )
        for item in instrument.items
        if item.id in newest and not _met(newest[item.id], looked)
    )


def _met(target: Aim, looked: Iterable[Looked]) -> bool:
    """Whether one of these scorings, after the one that set it, met a target."""
    later = (one for one in looked if one.on > target.set_on)
    return any(
        found.outcome in DONE for one in later for found in came_out(one.instrument, [target], one.grades, one.on)
    )
