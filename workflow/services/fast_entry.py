"""Typing in a sheet that was filled in by hand: every item on one page, one mark and a note each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gcp.errors import UnknownItem
from gcp.grades import ItemState
from gcp.instrument import Kind
from workflow.rules.errors import Blocked, Invalid
from workflow.rules.evidence import Basis, BasisKind, Evidence
from workflow.rules.marks import mark_fault, read_mark
from workflow.services.answers import NOTHING, AnswerConflict, Given, save_all
from workflow.services.desk import Desk
from workflow.services.scorings import ScoringView, found, open_scoring, view_of

PERSON_BY_PERSON = "Here each person gives a number of their own. Type them in on the scoring’s own pages."


@dataclass(frozen=True)
class Typed:
    """What was typed for one item: the mark, the note, what it rests on (`visit:` with an id, a `BasisKind`, or ""), and the page's version."""

    mark: str
    note: str
    rests_on: str
    version: int


def open_sheet(desk: Desk, scoring_id: str) -> ScoringView:
    """The scoring, for typing in a sheet. Reading it is an event. Raises NotFound, Refused; Blocked where nothing can be typed in."""
    view = open_scoring(desk, scoring_id, "sheet")
    if view.instrument.kind is Kind.SCALED:
        raise Blocked(PERSON_BY_PERSON)
    return view


def save_sheet(desk: Desk, scoring_id: str, typed: Mapping[str, Typed]) -> dict[str, Invalid | AnswerConflict]:
    """Keep what was typed, item by item; what cannot be kept is answered by item id (keys "mark", "rests", else as `answers.save`).

    What an answer rests on already stays, and what is typed here is added to it. An item with nothing typed that never had an answer
    is left alone. Raises NotFound, Refused and Blocked, and then keeps nothing.
    """
    view = view_of(desk, found(desk, scoring_id))
    rejected: dict[str, Invalid | AnswerConflict] = {}
    given: dict[str, tuple[Given, int]] = {}
    for item_id, one in typed.items():
        try:
            given[item_id] = (_given(view, item_id, one), one.version)
        except Invalid as fault:
            rejected[item_id] = fault
    return rejected | save_all(
        desk, scoring_id, {key: one for key, one in given.items() if not _nothing(view, key, one[0])}
    )


def _nothing(view: ScoringView, item_id: str, given: Given) -> bool:
    return given == NOTHING and item_id not in view.answers


def _given(view: ScoringView, item_id: str, one: Typed) -> Given:
    answer = read_mark(view.instrument, one.mark)
    if answer is None:
        raise Invalid({"mark": mark_fault(view.instrument, _name(view, item_id))})
    if view.instrument.kind is Kind.OPEN and one.note.strip() and answer is ItemState.UNANSWERED:
        answer = ItemState.NOTED
    standing = view.answers[item_id].given.evidence if item_id in view.answers else Evidence()
    return Given(answer, one.note, _resting(view, standing, one.rests_on))


def _name(view: ScoringView, item_id: str) -> str:
    try:
        return f"{item_id} {view.instrument.item(item_id).name}"
    except UnknownItem:
        return "this"


def _resting(view: ScoringView, evidence: Evidence, rests_on: str) -> Evidence:
    if not rests_on:
        return evidence
    visit_id = rests_on.removeprefix("visit:") if rests_on.startswith("visit:") else ""
    said = {str(kind): Basis(kind) for kind in (BasisKind.CARER, BasisKind.CHILD)}
    basis = Basis(BasisKind.SEEN, visit_id) if visit_id in {visit.id for visit in view.visits} else said.get(rests_on)
    if basis is None:
        raise Invalid({"rests": "Choose what it rests on from the list."})
    return evidence if basis in evidence.basis else replace(evidence, basis=(*evidence.basis, basis))
