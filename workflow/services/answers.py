"""Answers: saving one, safely and again and again, and all that an answer has been."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from gcp.errors import UnknownItem
from gcp.grades import ItemState, Scale
from gcp.instrument import Instrument, Item
from gcp.words import asked_ages, listed
from workflow.clock import BRITISH
from workflow.models import Answer, Scoring, ScoringStatus
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.evidence import NO_EVIDENCE, Evidence, evidence_of
from workflow.rules.roles import Permission
from workflow.rules.statuses import lock
from workflow.rules.wording import LONGEST_NOTE, words_fault
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.storage import answers, people, scorings
from workflow.storage.answers import Accepted, Place, PreviousGrades, Standing


@dataclass(frozen=True)
class Given:
    """What is answered to one item: a grade of the scale, or a state (`UNANSWERED` clears it); the note beside it, and what it rests on."""

    answer: int | ItemState
    note: str = ""
    evidence: Evidence = NO_EVIDENCE

    @property
    def grade(self) -> int | None:
        """The grade, None for a state."""
        return None if isinstance(self.answer, ItemState) else self.answer

    @property
    def state(self) -> ItemState:
        """The state; `SCORED` for a grade."""
        return self.answer if isinstance(self.answer, ItemState) else ItemState.SCORED


NOTHING = Given(ItemState.UNANSWERED)
"""How an item stands before anything was answered."""


@dataclass(frozen=True)
class Kept:
    """An answer as it stands: what is given, its version (0 where nothing ever was), and who changed it when (UTC)."""

    given: Given = NOTHING
    version: int = 0
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True)
class Tally:
    """How far a scoring is: `graded` of `expected` items have a grade, `to_do` have neither a grade nor a state.

    Expected are the items asked at this age and under these conditions, without excluded sub-areas and items marked not applicable.
    """

    graded: int
    expected: int
    to_do: int


@dataclass(frozen=True)
class Previous:
    """The grade of the same item in the last signed-off scoring of the same child and carers, and whether the same person gave it."""

    grade: int
    on: date
    scorer: str
    same_scorer: bool


@dataclass(frozen=True)
class Saved:
    """What a save answers. `repeated` where the same content stood already; `version` is 0 where nothing was answered and nothing is.

    `previous` is there where this save gives the item its first grade; a page that shows a grade shows last time's beside it already.
    """

    item: Item
    scale: Scale
    kept: Kept
    repeated: bool
    tally: Tally
    previous: Previous | None


class AnswerConflict(Conflict):
    """Another version of the answer stands: `theirs` is Kept, `yours` Given, `scale` that of their grades."""

    def __init__(self, sentence: str, theirs: Kept, yours: Given, scale: Scale) -> None:
        self.scale = scale
        super().__init__(sentence, theirs, yours)


@dataclass(frozen=True)
class Changed:
    """One accepted change: version, when (UTC) and by whom, from what to what."""

    version: int
    at: datetime
    by: str
    old: Given
    new: Given


def save(desk: Desk, scoring_id: str, item_id: str, given: Given, based_on_version: int) -> Saved:
    """Put one answer of one's own draft or returned scoring, on top of the version that the page showed (0 for none).

    The same content again changes nothing and is no error. Raises NotFound or Refused; Blocked where the scoring is locked for this
    person; Invalid (keys "answer", "note", "item"); AnswerConflict where another version stands.
    """
    place = _place(desk, scoring_id, item_id)
    item, standing, repeated = _accept(desk, place, given, based_on_version)
    return _saved(desk, place, item, standing, repeated=repeated)


def save_all(
    desk: Desk, scoring_id: str, given: Mapping[str, tuple[Given, int]]
) -> dict[str, Invalid | AnswerConflict]:
    """Put several answers, each with the version that the page showed, by item id. What cannot be kept is answered by item id,
    as `save` would raise it; the others are kept. Raises NotFound, Refused and Blocked as `save` does, and then keeps nothing.
    """
    rejected: dict[str, Invalid | AnswerConflict] = {}
    for item_id, (one, version) in given.items():
        try:
            _accept(desk, _place(desk, scoring_id, item_id), one, version)
        except (Invalid, AnswerConflict) as reason:  # both are raised before anything of this item is written
            rejected[item_id] = reason
    return rejected


def _place(desk: Desk, scoring_id: str, item_id: str) -> Place:
    place = answers.place(desk.session, scoring_id, item_id, desk.today)
    if place is None:
        raise NotFound
    desk.require(Permission.SCORING_ANSWER, place.network, scoring_id)
    locked = lock(ScoringStatus(place.status), by_scorer=place.scorer_id == desk.who.person_id)
    if locked:
        raise Blocked(locked)
    return place


def _accept(desk: Desk, place: Place, given: Given, based_on_version: int) -> tuple[Item, Standing | None, bool]:
    """The item, the answer that stands now, and whether it stood already."""
    item = _check(instrument_of(desk, place.edition_id), place, given)
    standing = place.answer
    if _same(standing, given):
        return item, standing, True
    if (standing.version if standing else 0) != based_on_version:
        raise _conflict(desk, place, standing, given)
    return item, _put(desk, place, given), False


def _put(desk: Desk, place: Place, given: Given) -> Standing:
    """Write the change, or lose the race: with the same content harmlessly, with another as a conflict."""
    version = (place.answer.version if place.answer else 0) + 1
    by = desk.who.person_id
    what = (given.grade, str(given.state), given.note)
    rests_on = given.evidence.stored()
    change = Accepted(place.scoring_id, place.item_id, place.answer, version, *what, desk.now, by, rests_on)
    details = {"item": place.item_id, "version": version}
    event = Event("answer.saved", place.family_id, place.scoring_id, details)
    if answers.save(desk.session, change, event=event, new_ids=(desk.new_id(), desk.new_id())):
        return Standing(version, given.grade, given.state, given.note, desk.now, by, rests_on)
    now = answers.standing(desk.session, place.scoring_id, place.item_id)
    if now is None or not _same(now, given):
        raise _conflict(desk, place, now, given)
    return now


def _same(standing: Standing | None, given: Given) -> bool:
    return given_of(standing) == given


def given_of(row: Standing | Answer | None) -> Given:
    """What a stored answer says."""
    if row is None:
        return NOTHING
    return _given(row.grade, row.state, row.note, row.evidence)


def _saved(desk: Desk, place: Place, item: Item, standing: Standing | None, *, repeated: bool) -> Saved:
    instrument = instrument_of(desk, place.edition_id)
    given = given_of(standing)
    by = desk.who.name if standing and standing.changed_by_id == desk.who.person_id else ""
    kept = Kept(given, standing.version, standing.changed_at, by) if standing else Kept()
    tally = tally_of(instrument, place, {**place.states, item.id: given.state})
    first_grade = given.grade is not None and (place.answer is None or place.answer.grade is None)
    before = previous(desk, place.scoring_id, instrument, [item.id]).get(item.id) if first_grade else None
    return Saved(item, instrument.scale, kept, repeated, tally, before)


def _conflict(desk: Desk, place: Place, standing: Standing | None, given: Given) -> AnswerConflict:
    scale = instrument_of(desk, place.edition_id).scale
    if standing is None:
        sentence = "This page is not the one we have now. Reload it, then answer again."
        return AnswerConflict(sentence, Kept(), given, scale)
    mine = standing.changed_by_id == desk.who.person_id
    found = people.named(desk.session, [standing.changed_by_id])
    name = found[standing.changed_by_id].name
    at = f"{standing.changed_at.astimezone(BRITISH):%H:%M}"
    who = f"You changed this somewhere else at {at}" if mine else f"{name} changed this at {at}"
    sentence = f"{who}, after this page was opened. Nothing was overwritten: choose which of the two stays."
    return AnswerConflict(sentence, Kept(given_of(standing), standing.version, standing.changed_at, name), given, scale)


def _check(instrument: Instrument, place: Place, given: Given) -> Item:
    """The item. Raises Invalid where it is not asked here, the grade is off the scale, or the note cannot be kept."""
    try:
        item = instrument.item(place.item_id)
    except UnknownItem:
        raise Invalid({"item": f"{instrument.title} {instrument.edition} has no item of that name."}) from None
    faults: dict[str, str] = {}
    not_asked = why_not_asked(instrument, place, item)
    if not_asked and given.state is not ItemState.UNANSWERED:
        faults["answer"] = not_asked
    elif given.state is ItemState.SCORED and given.grade not in instrument.scale:  # also SCORED without a grade
        faults["answer"] = (
            f"Choose one of the grades for {item.name}: {listed(sorted(instrument.scale.values), 'or')}; "
            "or not observed, or not applicable."
        )
    note = words_fault(given.note, LONGEST_NOTE)
    if note:
        faults["note"] = note
    if faults:
        raise Invalid(faults)
    return item


def why_not_asked(instrument: Instrument, place: Place | Scoring, item: Item) -> str | None:
    """The sentence that says why an item is not asked in this scoring; None where it is."""
    if not item.fits_age(instrument.age_band(place.age_band), place.age_months):
        return f"{item.id} {item.name} is asked only {asked_ages(instrument, item)}, which this child is not."
    if not item.fits_conditions(frozenset(place.conditions)):
        names = listed(condition.name for condition in instrument.conditions if condition.key in item.conditions)
        return f"{item.id} {item.name} is asked only where this is recorded for the child: {names}. Record it in the details first."
    return None


_MOST_KEPT = 500
_asked: dict[tuple[int, str, int | None, tuple[str, ...]], tuple[Instrument, tuple[Item, ...]]] = {}


def asked(instrument: Instrument, place: Place | Scoring) -> tuple[Item, ...]:
    """The items asked in this scoring, in order: by the band stored with it and the conditions recorded.

    Worked out once for all scorings alike, for every save and every page needs it.
    """
    key = (id(instrument), place.age_band, place.age_months, tuple(place.conditions))
    kept = _asked.get(key)
    if kept is not None and kept[0] is instrument:  # an id may be used again once its instrument is gone
        return kept[1]
    band = instrument.age_band(place.age_band)
    holding = frozenset(place.conditions)
    items = tuple(
        item for item in instrument.items if item.fits_age(band, place.age_months) and item.fits_conditions(holding)
    )
    if len(_asked) >= _MOST_KEPT:
        _asked.clear()
    _asked[key] = (instrument, items)
    return items


def tally_of(instrument: Instrument, place: Place | Scoring, states: Mapping[str, str]) -> Tally:
    """How far a scoring is, from the states of its answers."""
    left_out = {item.id for key in place.exclusions for item in instrument.sub_area(key).items}
    here = [states.get(i.id, ItemState.UNANSWERED) for i in asked(instrument, place) if i.id not in left_out]
    return Tally(
        graded=sum(state == ItemState.SCORED for state in here),
        expected=sum(state != ItemState.NOT_APPLICABLE for state in here),
        to_do=sum(state == ItemState.UNANSWERED for state in here),
    )


def previous(desk: Desk, scoring_id: str, instrument: Instrument, graded_items: Collection[str]) -> dict[str, Previous]:
    """The grades that these items had in the last signed-off scoring of the same child and carers, by this edition's item id.

    Ask only for items that are graded now: a scorer looks before looking back. An item of another edition counts only where
    this edition declares it the same (`same_as`).
    """
    if not graded_items:
        return {}
    found = answers.previous(desk.session, scoring_id, _ids_ever(instrument, graded_items))
    if found is None:
        return {}
    same = found.scorer_id == desk.who.person_id
    return {
        item_id: Previous(found.grades[then], found.on, found.scorer, same)
        for item_id, then in _then(instrument, found, graded_items)
        if then in found.grades
    }


def _ids_ever(instrument: Instrument, item_ids: Collection[str]) -> set[str]:
    """What these items are called in this edition and in every earlier one that it may be compared with."""
    earlier = (then for pairs in instrument.same_as.values() for then, now in pairs.items() if now in item_ids)
    return {*item_ids, *earlier}


def _then(instrument: Instrument, found: PreviousGrades, item_ids: Iterable[str]) -> Iterable[tuple[str, str]]:
    if found.instrument == instrument.name:
        return [(item_id, item_id) for item_id in item_ids]
    pairs = instrument.same_as.get(found.instrument, {})
    return [(now, then) for then, now in pairs.items() if now in item_ids]


class History(NamedTuple):
    """One answer of a scoring with every accepted change, the newest first; `called` is the child's name."""

    scoring: Scoring
    item: Item
    changes: Sequence[Changed]
    instrument: Instrument
    called: str


def history(desk: Desk, scoring_id: str, item_id: str) -> History:
    """Every accepted change of one answer, the newest first. Reading it is an event."""
    found = scorings.find(desk.session, scoring_id, desk.today)
    if found is None:
        raise NotFound
    desk.require(Permission.SCORING_READ, found.network, scoring_id)
    instrument = instrument_of(desk, found.scoring.edition_id)
    try:
        item = instrument.item(item_id)
    except UnknownItem:
        raise NotFound from None
    rows = answers.changes(desk.session, scoring_id, item_id)
    names = people.named(desk.session, [row.changed_by_id for row in rows])
    desk.record(Event("scoring.read", found.scoring.family_id, scoring_id, {"page": "history"}))
    changes = [
        Changed(
            row.version,
            row.changed_at,
            names[row.changed_by_id].name,
            _given(row.old_grade, row.old_state, row.old_note, row.old_evidence),
            _given(row.new_grade, row.new_state, row.new_note, row.new_evidence),
        )
        for row in reversed(rows)
    ]
    return History(found.scoring, item, changes, instrument, found.called)


def clear(desk: Desk, scoring: Scoring, row: Answer) -> None:
    """Take back an answer that a correction of the scoring leaves without its question; the note and the history stay."""
    old = Standing(row.version, row.grade, row.state, row.note, row.changed_at, row.changed_by_id, row.evidence)
    what = (None, str(ItemState.UNANSWERED), row.note)
    change = Accepted(scoring.id, row.item_id, old, row.version + 1, *what, desk.now, desk.who.person_id, row.evidence)
    event = Event("answer.saved", scoring.family_id, scoring.id, {"item": row.item_id, "version": change.version})
    if not answers.save(desk.session, change, event=event, new_ids=(desk.new_id(), desk.new_id())):
        raise Conflict("An answer was changed at the same moment. Try again.")


def _given(grade: int | None, state: str | None, note: str, evidence: Mapping[str, Any]) -> Given:
    answer = grade if grade is not None else ItemState(state or ItemState.UNANSWERED)
    return Given(answer, note, evidence_of(evidence))
