"""Answers: saving one, safely and again and again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from gcp.errors import UnknownItem
from gcp.grades import ItemState, Scale
from gcp.instrument import Instrument, Item
from gcp.words import listed
from workflow.clock import BRITISH
from workflow.models import Answer, Scoring, ScoringStatus
from workflow.rules.errors import NOT_THIS_PAGE, Blocked, Conflict, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.evidence import NO_EVIDENCE, Evidence, evidence_faults, evidence_of, without
from workflow.rules.kinds import answering, in_words, takes
from workflow.rules.roles import Permission
from workflow.rules.statuses import lock
from workflow.rules.voices import Spoken
from workflow.rules.wording import LONGEST_NOTE, words_fault
from workflow.services.asked import Tally, tally_of, why_not_asked, without_basis
from workflow.services.beside import of_items
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.previous_grades import Previous, previous
from workflow.services.scaling_questions import noted
from workflow.storage import answers, people, visits
from workflow.storage.answers import Accepted, Place, Standing


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
class Saved:
    """What a save answers. `repeated` where the same content stood already, or this very save was applied before; `version` is 0 where
    nothing was answered and nothing is.

    `asks_basis` says that the grade asks for a basis and has none; `previous` is there where this save, or one before of the same content, changes the grade or why
    it differs; a page that shows a grade shows last time's beside it already. `spoken` is there where this save lets the carer's and the child's own grades
    be shown, or hides them again; None where they stand as they did. `faults` are the fields of this save that could not be kept, each with
    its sentence: they stay as they were, and the rest is kept.
    """

    item: Item
    scale: Scale
    kept: Kept
    repeated: bool
    tally: Tally
    previous: Previous | None
    asks_basis: bool = False
    spoken: tuple[Spoken, ...] | None = None
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def in_part(self) -> "KeptInPart | None":
        """What is told of a save of which not everything was kept; None where all was."""
        return KeptInPart(self.faults, self.kept) if self.faults else None


class KeptInPart(Invalid):
    """Some fields of an answer could not be kept, and the rest was: `kept` is the answer as it stands. Never raised, for it is no refusal."""

    def __init__(self, fields: Mapping[str, str], kept: Kept) -> None:
        self.kept = kept
        super().__init__(fields)


class AnswerConflict(Conflict):
    """Another version of the answer stands: `theirs` is Kept, `yours` Given, `scale` that of their grades."""

    def __init__(self, sentence: str, theirs: Kept, yours: Given, scale: Scale) -> None:
        self.scale = scale
        super().__init__(sentence, theirs, yours)


ALL_READ: Mapping[str, str] = {}
"""What stands for the fields of an answer that could not be read, where every one could."""


def save(
    desk: Desk,
    scoring_id: str,
    item_id: str,
    given: Given,
    based_on_version: int,
    *,
    client_key: str | None = None,
    unread: Mapping[str, str] = ALL_READ,
) -> Saved:
    """Put one answer of one's own draft or returned scoring, on top of the version that the page showed (0 for none). `unread` are fields that
    could not be read as they were typed, each with its sentence.

    A field that cannot be kept stays as it stands, and the others are kept (`Saved.faults`); where there is nothing else to keep it is Invalid.

    The same content again changes nothing and is no error; nor does the same save again, known by its `client_key`, after others
    changed the answer: it is kept as it was then. Raises NotFound or Refused; Blocked where the scoring is locked for this
    person; Invalid (keys "answer", "note", "item", and those of `rules.evidence`); AnswerConflict where another version stands.
    """
    place = _place(desk, scoring_id, item_id)
    item, standing, repeated, faults = _accept(desk, place, given, based_on_version, client_key, unread)
    return replace(_saved(desk, place, item, standing, repeated=repeated), faults=faults)


def save_all(
    desk: Desk,
    scoring_id: str,
    given: Mapping[str, tuple[Given, int]],
    unread: Mapping[str, Mapping[str, str]] = {},  # nobody writes it
) -> dict[str, Invalid | AnswerConflict]:
    """Put several answers, each with the version that the page showed, by item id; `unread` as in `save`, by item id. What cannot be kept is
    answered by item id, as `save` would raise it or as `Saved.in_part`; the rest is kept. Raises NotFound, Refused and Blocked as `save`
    does, and then keeps nothing.
    """
    rejected: dict[str, Invalid | AnswerConflict] = {}
    for item_id, (one, version) in given.items():
        try:
            place, odd = _place(desk, scoring_id, item_id), unread.get(item_id, ALL_READ)
            _, standing, _, faults = _accept(desk, place, one, version, unread=odd)
            if faults:
                rejected[item_id] = KeptInPart(faults, _kept(desk, standing))
        except (Invalid, AnswerConflict) as reason:  # both are raised before anything of this item is written
            rejected[item_id] = reason
    return rejected


def _place(desk: Desk, scoring_id: str, item_id: str) -> Place:
    place = answers.place(desk.session, scoring_id, item_id, desk.today)
    if place is None:
        raise NotFound
    desk.require(Permission.SCORING_ANSWER, place.network, scoring_id)
    locked = lock(ScoringStatus(place.status), by_scorer=desk.who.person_id in place.scorers)
    if locked:
        raise Blocked(locked)
    return place


class _Accepted(NamedTuple):
    """The item, the answer as a save leaves it, whether it was there already, and the fields that could not be kept."""

    item: Item
    standing: Standing | None
    repeated: bool
    faults: Mapping[str, str]


def _accept(  # noqa: PLR0917  # what was sent, in the order in which it is taken
    desk: Desk,
    place: Place,
    given: Given,
    based_on_version: int,
    client_key: str | None = None,
    unread: Mapping[str, str] = ALL_READ,
) -> _Accepted:
    instrument = instrument_of(desk, place.edition_id)
    given = replace(given, answer=in_words(instrument, given.answer, given.note))
    item, faults = _check(desk, place, given)
    faults |= unread
    standing = place.answer
    fresh = (standing.version if standing else 0) == based_on_version
    if faults:
        given = _but_for(instrument, given, given_of(standing), faults)
    if _same(standing, given):
        if faults and fresh:  # there is nothing besides
            raise Invalid(faults)
        if not faults:
            return _Accepted(item, standing, True, faults)
    if fresh:
        return _Accepted(item, _put(desk, place, given, client_key), False, faults)
    applied = _applied(desk, place, given, client_key)
    if applied is None:
        raise _conflict(desk, place, standing, given)
    return _Accepted(item, applied, True, faults)


def _but_for(instrument: Instrument, sent: Given, stands: Given, faults: Collection[str]) -> Given:
    """What was sent, but that the fields that cannot be kept stay as they stand."""
    answer = stands.answer if {"answer", "mark"} & set(faults) else sent.answer
    note = stands.note if "note" in faults else sent.note
    return Given(in_words(instrument, answer, note), note, without(sent.evidence, stands.evidence, faults))


def _applied(desk: Desk, place: Place, given: Given, client_key: str | None) -> Standing | None:
    """What this very save made of the answer, where it was applied before. Its version is that of then: what others made of the answer
    since is met, and shown, by the next save of the page.
    """
    found = answers.applied(desk.session, place.scoring_id, place.item_id, client_key) if client_key else None
    return found if _same(found, given) else None


def _put(desk: Desk, place: Place, given: Given, client_key: str | None) -> Standing:
    """Write the change, or lose the race: with the same content harmlessly, with another as a conflict."""
    version = (place.answer.version if place.answer else 0) + 1
    by = desk.who.person_id
    what = (given.grade, str(given.state), given.note)
    rests_on = given.evidence.stored()
    change = Accepted(place.scoring_id, place.item_id, place.answer, version, *what, desk.now, by, rests_on, client_key)
    details = {"item": place.item_id, "version": version}
    event = Event("answer.saved", place.family_id, place.scoring_id, details)
    if answers.save(desk.session, change, event=event, new_ids=(desk.new_id(), desk.new_id())):
        return Standing(version, given.grade, given.state, given.note, desk.now, by, rests_on)
    now = answers.standing(desk.session, place.scoring_id, place.item_id)
    found = now if _same(now, given) else _applied(desk, place, given, client_key)
    if found is None:
        raise _conflict(desk, place, now, given)
    return found


def _same(standing: Standing | None, given: Given) -> bool:
    return given_of(standing) == given


def given_of(row: Standing | Answer | None) -> Given:
    """What a stored answer says."""
    if row is None:
        return NOTHING
    return given_as(row.grade, row.state, row.note, row.evidence)


def given_as(grade: int | None, state: str | None, note: str, evidence: Mapping[str, Any]) -> Given:
    """What the columns of an answer, or of a change, say."""
    answer = grade if grade is not None else ItemState(state or ItemState.UNANSWERED)
    return Given(answer, note, evidence_of(evidence))


def _saved(desk: Desk, place: Place, item: Item, standing: Standing | None, *, repeated: bool) -> Saved:
    instrument = instrument_of(desk, place.edition_id)
    given = given_of(standing)
    kept = _kept(desk, standing)
    lines = place.lines.with_answer(item.id, str(given.state), given.grade, based=bool(given.evidence.basis))
    lines = lines.with_states(noted(desk, instrument, place.scoring_id))
    # A repeated save may be one whose answer never arrived: the page has not seen last time's grade yet.
    old = given_of(place.answer)
    compared = (old.grade, old.evidence.change_reason) != (given.grade, given.evidence.change_reason)
    looks_back = given.grade is not None and (repeated or compared)
    before = previous(desk, place.scoring_id, instrument, [item.id]).get(item.id) if looks_back else None
    unbased = without_basis(instrument, place, lines)
    told = _spoken(desk, place, instrument, item.id, given) if repeated or old.state is not given.state else None
    tally = tally_of(instrument, place, lines, unbased)
    return Saved(item, instrument.scale, kept, repeated, tally, before, item.id in unbased, told)


def _kept(desk: Desk, standing: Standing | None) -> Kept:
    if standing is None:
        return Kept()
    by = desk.who.name if standing.changed_by_id == desk.who.person_id else ""
    return Kept(given_of(standing), standing.version, standing.changed_at, by)


def _spoken(desk: Desk, place: Place, instrument: Instrument, item_id: str, given: Given) -> tuple[Spoken, ...] | None:
    """What the carer and the child say of the item, where that waits for the practitioner's answer."""
    if not place.apart:
        return None
    answered = [item_id] if given.state is not ItemState.UNANSWERED else []
    mine = {item_id: given.grade}
    return of_items(desk, place.scoring_id, instrument, mine, answered=answered, by_scorer=True).get(item_id, ())


def _conflict(desk: Desk, place: Place, standing: Standing | None, given: Given) -> AnswerConflict:
    scale = instrument_of(desk, place.edition_id).scale
    if standing is None:
        return AnswerConflict(NOT_THIS_PAGE, Kept(), given, scale)
    mine = standing.changed_by_id == desk.who.person_id
    found = people.named(desk.session, [standing.changed_by_id])
    name = found[standing.changed_by_id].name
    at = f"{standing.changed_at.astimezone(BRITISH):%H:%M}"
    who = f"You changed this somewhere else at {at}" if mine else f"{name} changed this at {at}"
    sentence = f"{who}, after this page was opened. Nothing was overwritten: choose which of the two stays."
    return AnswerConflict(sentence, Kept(given_of(standing), standing.version, standing.changed_at, name), given, scale)


def _check(desk: Desk, place: Place, given: Given) -> tuple[Item, dict[str, str]]:
    """The item, and what of the answer cannot be kept, by field: a grade off the scale, words, or a basis. Raises Invalid where it is not asked here."""
    instrument = instrument_of(desk, place.edition_id)
    try:
        item = instrument.item(place.item_id)
    except UnknownItem:
        raise Invalid({"item": f"{instrument.title} {instrument.edition} has no item of that name."}) from None
    faults: dict[str, str] = {}
    not_asked = why_not_asked(instrument, place, item)
    if not_asked and given.state is not ItemState.UNANSWERED:
        raise Invalid({"answer": not_asked})
    if not takes(instrument, given.answer):
        values = listed(sorted(instrument.scale.values), "or")
        faults["answer"] = answering(instrument).off.format(item=item.name, values=values)
    note = words_fault(given.note, LONGEST_NOTE)
    if note:
        faults["note"] = note
    named = _visit_ids(desk, place, given.evidence)
    faults |= evidence_faults(given.evidence, named, desk.today, unborn=place.age_months is None)
    return item, faults


def _visit_ids(desk: Desk, place: Place, evidence: Evidence) -> Collection[str]:
    """The visits that a basis may name. Those that it named before are not looked for again: nobody removes a visit that an answer rests on."""
    before = given_of(place.answer).evidence.visit_ids
    if set(evidence.visit_ids) <= set(before):
        return before
    return {visit.id for visit in visits.of_scoring(desk.session, place.scoring_id)}


def clear(desk: Desk, scoring: Scoring, row: Answer) -> None:
    """Take back an answer that a correction of the scoring leaves without its question; the note and the history stay."""
    old = Standing(row.version, row.grade, row.state, row.note, row.changed_at, row.changed_by_id, row.evidence)
    what = (None, str(ItemState.UNANSWERED), row.note)
    change = Accepted(scoring.id, row.item_id, old, row.version + 1, *what, desk.now, desk.who.person_id, row.evidence)
    event = Event("answer.saved", scoring.family_id, scoring.id, {"item": row.item_id, "version": change.version})
    if not answers.save(desk.session, change, event=event, new_ids=(desk.new_id(), desk.new_id())):
        raise Conflict("An answer was changed at the same moment. Try again.")
