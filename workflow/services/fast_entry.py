"""Typing in a sheet that was filled in by hand: every item on one page, one mark and a note each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gcp.errors import UnknownItem
from gcp.grades import ItemState
from gcp.instrument import Instrument, Kind
from workflow.rules.errors import Blocked, Invalid, NotFound
from workflow.rules.evidence import NO_EVIDENCE, Evidence
from workflow.rules.marks import mark_fault, read_mark
from workflow.services.answers import AnswerConflict, Given, Saved, save, save_all
from workflow.services.asked import asked
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.scorings import ScoringView, found, open_scoring, view_of

PERSON_BY_PERSON = "Here each person gives a number of their own. Type them in on the scoring’s own pages."


@dataclass(frozen=True)
class Typed:
    """What was typed for one item: the mark, the note, what it rests on (None where the page does not ask), the page's version, and the fields
    that could not be read, each with its sentence.
    """

    mark: str
    note: str
    evidence: Evidence | None
    version: int
    unread: Mapping[str, str] = field(default_factory=dict)


def open_sheet(desk: Desk, scoring_id: str) -> ScoringView:
    """The scoring, for typing in a sheet. Reading it is an event. Raises NotFound, Refused; Blocked where nothing can be typed in."""
    view = open_scoring(desk, scoring_id, "sheet")
    if view.instrument.kind is Kind.SCALED:
        raise Blocked(PERSON_BY_PERSON)
    return view


def save_row(
    desk: Desk, scoring_id: str, item_id: str, read: Callable[[], Typed], *, client_key: str | None = None
) -> Saved:
    """Keep what was typed for one item, which `read` makes of the form once it is known that there is such a row for this person.

    Raises as `answers.save` and `read` do, Invalid also by "mark", which keeps back no more than the mark.
    """
    scoring = found(desk, scoring_id).scoring
    instrument = instrument_of(desk, scoring.edition_id)
    if item_id not in {item.id for item in asked(instrument, scoring)}:
        raise NotFound
    typed = read()
    given, unread = _given(instrument, item_id, typed, NO_EVIDENCE)
    return save(desk, scoring_id, item_id, given, typed.version, client_key=client_key, unread=unread)


def save_sheet(desk: Desk, scoring_id: str, typed: Mapping[str, Typed]) -> dict[str, Invalid | AnswerConflict]:
    """Keep what was typed, item by item; what cannot be kept is answered by item id (key "mark", else as `answers.save`).

    An item with nothing typed that never had an answer is left alone. Raises NotFound, Refused and Blocked, and then keeps nothing.
    """
    view = view_of(desk, found(desk, scoring_id))
    given: dict[str, tuple[Given, int]] = {}
    unread: dict[str, Mapping[str, str]] = {}
    for item_id, one in typed.items():
        stands = view.answers[item_id].given.evidence if item_id in view.answers else NO_EVIDENCE
        sent, unread[item_id] = _given(view.instrument, item_id, one, stands)
        given[item_id] = sent, one.version
    return save_all(desk, scoring_id, given, unread)


def _given(instrument: Instrument, item_id: str, one: Typed, stands: Evidence) -> tuple[Given, Mapping[str, str]]:
    """What was typed for an item, and the fields of it that cannot be read."""
    answer = read_mark(instrument, one.mark)
    odd = {} if answer is not None else {"mark": mark_fault(instrument, _name(instrument, item_id))}
    kept = ItemState.UNANSWERED if answer is None else answer
    return Given(kept, one.note, stands if one.evidence is None else one.evidence), {**one.unread, **odd}


def _name(instrument: Instrument, item_id: str) -> str:
    try:
        return f"{item_id} {instrument.item(item_id).name}"
    except UnknownItem:
        return "this"
