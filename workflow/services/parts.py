"""One part of a scoring, opened to score: its items as they stand, and where to go on to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gcp.errors import UnknownItem
from gcp.grades import ItemState
from gcp.instrument import AgeBand, Area, Instrument, Item, SubArea
from workflow.models import Scoring
from workflow.rules.errors import NotFound
from workflow.rules.events import Event
from workflow.rules.kinds import on_one_page
from workflow.rules.voices import Spoken
from workflow.services.answers import Kept, given_of
from workflow.services.asked import Tally, tally_of
from workflow.services.beside import of_items
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.previous_grades import Previous, previous
from workflow.services.scaling_questions import noted
from workflow.services.scorings import PartLine, found, locked_for, part_lines
from workflow.storage import answers, comments, visits
from workflow.storage.comments import Said
from workflow.storage.visits import VisitHere


@dataclass(frozen=True)
class ItemView:
    """One item to score: what stands, what was given last time (only where it is graded now), whether its grade asks for a basis, what the
    supervisor asks to be mended, and what the carer and the child say themselves.
    """

    item: Item
    kept: Kept
    previous: Previous | None
    asks_basis: bool = False
    to_mend: Said | None = None
    spoken: tuple[Spoken, ...] = ()


@dataclass(frozen=True)
class PartView:
    """One sub-area of a scoring, to score: its items, every sub-area to go on to, and the visits that a grade can rest on. `locked` as in `ScoringView`.

    Where everything stands on one page, `here` is all of it and `groups` are its sub-areas; otherwise the one group is `here`. `saved_at` is
    when anything in the scoring was answered last (UTC).
    """

    scoring: Scoring
    called: str
    family_name: str
    instrument: Instrument
    band: AgeBand
    here: PartLine
    groups: Sequence[PartLine]
    items: tuple[ItemView, ...]
    parts: Sequence[PartLine]
    tally: Tally
    saved_at: datetime | None
    locked: str | None
    visits: Sequence[VisitHere]

    def before(self, *, left: bool = False) -> PartLine | None:
        """The sub-area before this one; with `left` the nearest with something left to do."""
        earlier = self.parts[: self.parts.index(self.here)] if self.here in self.parts else ()
        return next((line for line in reversed(earlier) if line.left or not left), None)

    def after(self, *, left: bool = False) -> PartLine | None:
        """The sub-area after this one; with `left` the nearest with something left to do."""
        later = self.parts[self.parts.index(self.here) + 1 :] if self.here in self.parts else ()
        return next((line for line in later if line.left or not left), None)


@dataclass(frozen=True)
class About:
    """What the words of one answer speak of: its scoring, how the child is called, and the visits that a grade can rest on."""

    scoring: Scoring
    called: str
    visits: Sequence[VisitHere]


def about(desk: Desk, scoring_id: str) -> About:
    """What the words of an answer speak of, for somebody who has just tried to save one."""
    one = found(desk, scoring_id)
    return About(one.scoring, one.called, visits.of_scoring(desk.session, scoring_id))


def open_part(desk: Desk, scoring_id: str, sub_area_id: str) -> PartView:
    """One sub-area of a scoring, or `WHOLE` of it where it stands on one page, to score or to read. Reading it is an event.

    Raises NotFound where nothing is asked there.
    """
    one = found(desk, scoring_id)
    scoring = one.scoring
    instrument = instrument_of(desk, scoring.edition_id)
    sheet = answers.sheet(desk.session, scoring.id, _item_ids(instrument, sub_area_id))
    lines = sheet.lines.with_states(noted(desk, instrument, scoring.id))
    parts = part_lines(instrument, scoring, lines)
    here, groups = _shown(instrument, parts, sub_area_id)
    graded = [item.id for item in here.items if lines.states.get(item.id) == ItemState.SCORED]
    before = previous(desk, scoring.id, instrument, graded)
    to_mend = comments.to_mend(desk.session, scoring)
    locked = locked_for(desk, one)
    answered = {key for key, state in lines.states.items() if state != ItemState.UNANSWERED}
    mine = {item.id: lines.grades.get(item.id) for item in here.items}
    spoken = of_items(desk, scoring.id, instrument, mine, answered=answered, by_scorer=locked is None)
    desk.record(Event("scoring.read", scoring.family_id, scoring_id, {"page": sub_area_id}))
    return PartView(
        scoring=scoring,
        called=one.called,
        family_name=one.family_name,
        instrument=instrument,
        band=instrument.age_band(scoring.age_band),
        here=here,
        groups=groups,
        items=tuple(
            ItemView(
                item,
                _kept(sheet.standings.get(item.id)),
                before.get(item.id),
                item in here.unbased,
                to_mend.get(item.id),
                spoken.get(item.id, ()),
            )
            for item in here.items
        ),
        parts=parts,
        tally=tally_of(instrument, scoring, lines, [item.id for part in parts for item in part.unbased]),
        saved_at=sheet.saved_at,
        locked=locked,
        visits=visits.of_scoring(desk.session, scoring.id),
    )


WHOLE = "_all"
"""In place of a sub-area's id: everything on one page. No id of an instrument begins so."""


def part_id(instrument: Instrument, sub_area: SubArea) -> str:
    """The page on which a sub-area is answered: its own, or that of the whole where everything stands on one page."""
    return WHOLE if on_one_page(instrument) else sub_area.id


def _item_ids(instrument: Instrument, sub_area_id: str) -> list[str]:
    try:
        items = instrument.items if sub_area_id == WHOLE else instrument.sub_area(sub_area_id).items
    except UnknownItem:
        raise NotFound from None
    return [item.id for item in items]


def _shown(instrument: Instrument, parts: Sequence[PartLine], sub_area_id: str) -> tuple[PartLine, Sequence[PartLine]]:
    """What a page shows as one, and the sub-areas in it."""
    if sub_area_id != WHOLE:
        here = [part for part in parts if part.sub_area.id == sub_area_id]
    else:
        here = list(parts) if on_one_page(instrument) else []
    if not here:
        raise NotFound
    if sub_area_id != WHOLE:
        return here[0], here
    items, unanswered, unbased = (
        tuple(item for part in parts for item in getattr(part, name)) for name in ("items", "unanswered", "unbased")
    )
    whole = SubArea(WHOLE, instrument.title, items)
    return PartLine(Area(WHOLE, "", ()), whole, items, unanswered, unbased), here


def _kept(row: answers.Standing | None) -> Kept:
    return Kept(given_of(row), row.version, row.changed_at) if row else Kept()


def open_item(desk: Desk, scoring_id: str, item_id: str) -> tuple[PartView, ItemView]:
    """One item of a scoring as it stands, within its sub-area. Reading it is an event. Raises NotFound where it is not asked."""
    instrument = instrument_of(desk, found(desk, scoring_id).scoring.edition_id)
    try:
        _, sub_area = instrument.parents(item_id)
    except UnknownItem:
        raise NotFound from None
    part = open_part(desk, scoring_id, part_id(instrument, sub_area))
    shown = next((one for one in part.items if one.item.id == item_id), None)
    if shown is None:
        raise NotFound
    return part, shown
