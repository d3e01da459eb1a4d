"""The words of prompts: how many of how many, which grades over how long, and what was aimed at."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import reduce

from gcp.changes import ItemChange
from gcp.worded import row, worded
from gcp.words import counted, lasting, listed, short_day
from workflow.rules.evidence import BasisKind, Evidence
from workflow.rules.targets import Aim
from workflow.rules.told import Told

Course = Sequence[tuple[date, int]]
"""Days and grades of one item, oldest first."""
_RESTS = {
    BasisKind.CARER: worded("what the carer said"),
    BasisKind.CHILD: worded("what the child said"),
    BasisKind.AGENCY: worded("another agency"),
    BasisKind.RECORD: worded("a record"),
}


def of(some: Collection[object], every: Collection[object], which: str) -> str:
    """1 of the 3 items that got better: a count never stands without what it is of."""
    if len(every) == 1:
        return worded("The 1 item {which}", which=which)
    if len(some) == len(every) == 2:  # noqa: PLR2004
        return worded("Both items {which}", which=which)
    if len(some) == len(every):
        return worded("All {all} items {which}", all=len(every), which=which)
    return worded("{some} of the {all} items {which}", some=len(some), all=len(every), which=which)


def at_worst(told: Told) -> str:
    """At 4 or 5."""
    return worded("at {worst}", worst=told.worst)


def figure(told: Told, item_id: str, said: object) -> str:
    """A figure with the item that it is of."""
    return row([told.name(item_id), said], ": ")


def grades(run: Course) -> str:
    """4, 4, 4 over 14 months (24 Jan 2025 to 20 Mar 2026)."""
    first, last = run[0][0], run[-1][0]
    return worded(
        "{grades} over {time} ({start} to {end})",
        grades=row(grade for _, grade in run),
        time=lasting((last - first).days),
        start=short_day(first),
        end=short_day(last),
    )


def aims(run: Sequence[Aim]) -> str:
    """To be 3 by 19 Jun 2026, then to be 3 by 18 Sep 2026."""
    every = [worded("to be {aim} by {day}", aim=aim.aim, day=short_day(aim.by)) for aim in run]
    return reduce(lambda said, aim: worded("{before}, then {aim}", before=said, aim=aim), every)


def last_graded(last: date, grade: int, missed: int) -> str:
    """Last 4, on 20 Mar 2026; not graded at 2 scorings since."""
    return worded(
        "last {grade}, on {day}; not graded at {scorings} since",
        grade=grade,
        day=short_day(last),
        scorings=counted(missed, "scoring"),
    )


def step(item: ItemChange) -> str:
    """4 to 3."""
    return worded("{before} to {after}", before=item.before, after=item.after)


def rests(evidence: Evidence) -> str:
    """What it rests on instead."""
    kinds = [said for kind, said in _RESTS.items() if evidence.of(kind)]
    if not kinds:
        return worded("nothing is written down that it rests on")
    return worded("it rests on {these}", these=listed(kinds))
