"""The scaling questions of a scoring with everybody's number: its own, where its instrument is scaled, and those asked beside its grades."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gcp.grades import ItemState
from gcp.instrument import Instrument, Item, Kind
from workflow.models import ScalingMark, Scoring, Voice
from workflow.services.asked import asked
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of, offered
from workflow.storage import people
from workflow.storage import scaling as stored


@dataclass(frozen=True)
class Mark:
    """A mark as it was at one version, and who wrote it down when (UTC)."""

    id: str
    version: int
    who: str
    part: Voice
    number: int | None
    words: str
    on: date
    at: datetime
    by: str


@dataclass(frozen=True)
class MarkNow:
    """A mark as it stands, with what it was before, the newest first."""

    now: Mark
    before: tuple[Mark, ...]


@dataclass(frozen=True)
class Question:
    """One scaling question with everybody's number. `marks` stand; `taken_back` do not any more, and stay readable."""

    item: Item
    marks: tuple[MarkNow, ...]
    taken_back: tuple[MarkNow, ...]


@dataclass(frozen=True)
class Questions:
    """The scaling questions of one instrument in a scoring."""

    instrument: Instrument
    questions: tuple[Question, ...]

    @property
    def item_ids(self) -> frozenset[str]:
        """The ids of the questions."""
        return frozenset(one.item.id for one in self.questions)


def questions_of(desk: Desk, scoring: Scoring, *, every: bool = False) -> tuple[Questions, ...]:
    """The scaling questions of a scoring with their marks: of its own instrument where that is scaled, else of those that were asked.

    `every` adds the newest editions at hand, so that they can be asked.
    """
    rows = stored.of_scoring(desk.session, scoring.id)
    own = instrument_of(desk, scoring.edition_id)
    used = {row.edition_id: instrument_of(desk, row.edition_id) for row in rows}
    instruments = [own] if own.kind is Kind.SCALED else list({one.name: one for one in used.values()}.values())
    if every and own.kind is not Kind.SCALED:
        known = {one.key for one in instruments}
        instruments += [one for one in _newest(desk) if one.key not in known]
    names = people.named(desk.session, sorted({row.changed_by_id for row in rows}))
    by = {key: person.name for key, person in names.items()}
    found_here = []
    for instrument in instruments:
        here = [row for row in rows if used[row.edition_id].name == instrument.name]
        items = items_for(instrument, scoring, own)
        found_here.append(Questions(instrument, tuple(_question(item, here, by) for item in items)))
    return tuple(one for one in found_here if one.questions)


def _newest(desk: Desk) -> Sequence[Instrument]:
    """The newest edition at hand of every scaled instrument, of those that are not retired."""
    return [one.instrument for one in offered(desk) if one.instrument.kind is Kind.SCALED]


def items_for(instrument: Instrument, scoring: Scoring, own: Instrument) -> Sequence[Item]:
    """The questions for a child of this age; of the scoring's own instrument those that it asks."""
    return asked(instrument, scoring) if instrument is own else instrument.items_for(scoring.age_months)


def _question(item: Item, rows: Sequence[ScalingMark], by: Mapping[str, str]) -> Question:
    versions: dict[str, list[Mark]] = {}
    for row in rows:
        if row.item_id == item.id:
            versions.setdefault(row.mark_id, []).insert(0, _mark(row, by))
    marks = [MarkNow(newest, tuple(before)) for newest, *before in versions.values()]
    standing = tuple(one for one in marks if one.now.number is not None)
    return Question(item, standing, tuple(one for one in marks if one.now.number is None))


def _mark(row: ScalingMark, by: Mapping[str, str]) -> Mark:
    part = Voice(row.part)
    who = by[row.changed_by_id]
    return Mark(row.mark_id, row.version, row.who, part, row.number, row.words, row.on, row.changed_at, who)


def noted(desk: Desk, instrument: Instrument, scoring_id: str) -> dict[str, str]:
    """The state of each question of a scaled scoring that somebody gave a number on; it is answered, whatever else was said of it."""
    if instrument.kind is not Kind.SCALED:
        return {}
    standing = {row.mark_id: row for row in stored.of_scoring(desk.session, scoring_id)}
    return {row.item_id: str(ItemState.NOTED) for row in standing.values() if row.number is not None}
