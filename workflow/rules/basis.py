"""Which grades ask for a basis, which rest on little, and which differ so much from last time's that somebody will ask why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from gcp.grades import Scale
from gcp.instrument import Instrument, Need
from gcp.words import counted, day
from workflow.rules.evidence import BasisKind, Evidence

JUMP = 2
"""Steps on the scale from last time's grade that ask for a reason, whoever scores."""


class Visited(Protocol):
    """A visit, as far as a basis rests on it."""

    @property
    def id(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def announced(self) -> bool: ...


@dataclass(frozen=True)
class Caution:
    """Something a reader will ask about: its sentence, and the items it is about. It never blocks."""

    sentence: str
    items: tuple[str, ...]


def asking(instrument: Instrument, grades: Mapping[str, int], left_out: Collection[str] = ()) -> tuple[str, ...]:
    """The items whose grade asks for a basis, in order: one of the two worst grades of the scale; and the best, in an area that also holds
    one of those, for it is the contrast that will be asked about. None where the instrument needs no basis; `left_out` are sub-areas.
    """
    if Need.BASIS not in instrument.needs:
        return ()
    scale, found = instrument.scale, []
    for area in instrument.areas:
        items = [item.id for sub in area.sub_areas if sub.id not in left_out for item in sub.items if item.id in grades]
        if any(grades[item_id] in scale.worst_two for item_id in items):
            ask = scale.worst_two | {scale.values[0]}
            found += [item_id for item_id in items if grades[item_id] in ask]
    return tuple(found)


def asks_sentence(grade: int) -> str:
    """What stands beside a grade that asks for a basis and has none."""
    return f"Say what this {grade} rests on: tick or name at least one thing."


def change_asks_why(scale: Scale, before: int, now: int, *, same_scorer: bool) -> str | None:
    """The sentence that asks why a grade differs from last time's: by two steps or more, or at all where somebody else graded then.

    None where it does not ask.
    """
    steps = abs(scale.rank(before) - scale.rank(now))
    if steps >= JUMP:
        return f"{counted(steps, 'grade')} from last time. Say what changed."
    if steps and not same_scorer:
        return "Somebody else graded last time, and the grade is another now. Say what changed."
    return None


def cautions(
    evidence: Mapping[str, Evidence], visits: Sequence[Visited], window: tuple[date, date], carers: str
) -> tuple[Caution, ...]:
    """What a reader will ask about grades that have a basis. `evidence` is that of the graded items, in order; `carers` are their names."""
    seen = {visit.id: visit for visit in visits}
    only_said = tuple(item_id for item_id, one in evidence.items() if _only_carer(one))
    announced = tuple(item_id for item_id, one in evidence.items() if only_announced(one, seen))
    outside = tuple(item_id for item_id, one in evidence.items() if _outside(one, seen, window))
    start, end = window
    told = (
        (
            only_said,
            f"{_rests(only_said)} on {carers or 'the carer'}\N{RIGHT SINGLE QUOTATION MARK}s word alone. Add what was seen, or what somebody else says.",
        ),
        (
            announced,
            f"{_rests(announced)} on announced visits only. An unannounced one may show another day.",
        ),
        (
            outside,
            f"{_rests(outside)} on something from outside the window, {day(start)} to {day(end)}. A grade speaks of those days.",
        ),
    )
    return tuple(Caution(sentence, items) for items, sentence in told if items)


def _rests(items: Sequence[str]) -> str:
    return "1 grade rests" if len(items) == 1 else f"{len(items)} grades rest"


def _only_carer(one: Evidence) -> bool:
    return {basis.kind for basis in one.basis} == {BasisKind.CARER}


def only_announced(one: Evidence, visits: Mapping[str, Visited]) -> bool:
    """Seen at announced visits, with nothing beside it but what the carer said there."""
    at = [visits[visit_id] for visit_id in one.visit_ids if visit_id in visits]
    kinds = {basis.kind for basis in one.basis}
    return bool(at) and kinds <= {BasisKind.SEEN, BasisKind.CARER} and all(visit.announced for visit in at)


def _outside(one: Evidence, visits: Mapping[str, Visited], window: tuple[date, date]) -> bool:
    days = [basis.on for basis in one.basis if basis.on] + [visits[v].on for v in one.visit_ids if v in visits]
    return any(not window[0] <= on <= window[1] for on in days)
