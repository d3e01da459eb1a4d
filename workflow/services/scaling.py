"""Scaling questions inside a scoring: each person's number, 0 to 10, with their reason. Never put together, and never beside grades on one axis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gcp.errors import UnknownItem
from gcp.instrument import Instrument, Kind
from workflow.clock import ID_LENGTH
from workflow.models import ScalingMark, Scoring, Voice
from workflow.rules.errors import NOT_THIS_PAGE, Conflict, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.rules.scaling import mark_faults
from workflow.services.answers import Kept, given_of
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of, pin
from workflow.services.scaling_questions import MarkNow, Questions, items_for, questions_of
from workflow.services.scorings import found, held, locked_for
from workflow.storage import answers
from workflow.storage import scaling as stored

STALE = "This number was changed after the page was opened. Nothing was overwritten: look at it as it stands, then change it again."


@dataclass(frozen=True)
class NewMark:
    """Somebody's number on a question of an edition (`key@edition`). `number` None takes the mark back; the reason is in `words`."""

    instrument: str
    item_id: str
    who: str
    part: Voice
    number: int | None
    on: date
    words: str = ""


@dataclass(frozen=True)
class ScalingView:
    """The scaling questions of a scoring, for their page. `locked` is the sentence why this person cannot change them, None where they can."""

    scoring: Scoring
    called: str
    instrument: Instrument
    asked: tuple[Questions, ...]
    answers: Mapping[str, Kept]
    locked: str | None
    today: date
    new_id: str

    @property
    def own(self) -> bool:
        """Whether the questions are those of the scoring's own instrument, so that each needs a number or a reason why there is none."""
        return self.instrument.kind is Kind.SCALED

    @property
    def first(self) -> tuple[str, str]:
        """The first question, by its edition and its id; two empty ones where there is none."""
        return next(((one.instrument.name, one.questions[0].item.id) for one in self.asked), ("", ""))

    def asks(self, instrument: str, item_id: str) -> bool:
        """Whether that is one of the questions."""
        return any(one.instrument.name == instrument and item_id in one.item_ids for one in self.asked)

    def mark(self, mark_id: str) -> tuple[str, str, MarkNow] | None:
        """A mark that stands, with the edition and the id of its question; None where there is none."""
        every = (
            (one.instrument.name, asked.item.id, mark)
            for one in self.asked
            for asked in one.questions
            for mark in asked.marks
        )
        return next((found for found in every if found[2].now.id == mark_id), None)


def open_scaling(desk: Desk, scoring_id: str) -> ScalingView:
    """Every scaling question that can be asked in a scoring, with everybody's number. Reading it is an event."""
    one = found(desk, scoring_id)
    scoring = one.scoring
    own = instrument_of(desk, scoring.edition_id)
    desk.record(Event("scoring.read", scoring.family_id, scoring_id, {"page": "scaling"}))
    asked_here = questions_of(desk, scoring, every=True)
    rows = answers.of_scoring(desk.session, scoring.id) if own.kind is Kind.SCALED else []
    kept = {row.item_id: Kept(given_of(row), row.version, row.changed_at) for row in rows}
    return ScalingView(scoring, one.called, own, asked_here, kept, locked_for(desk, one), desk.today, desk.new_id())


def save(desk: Desk, scoring_id: str, mark_id: str, new: NewMark, based_on_version: int) -> int:
    """Put somebody's number, or correct or take back one that stands, on top of the version that the page showed (0 for a new one).

    Answers with the version that stands. The same again changes nothing and is no error, also where it was changed since. Raises NotFound
    or Refused; Blocked where the scoring is locked for this person; Invalid by field (who, part, number, words, on; "" where there is no such
    question); Conflict where another version stands.
    """
    one = held(desk, scoring_id)
    if not 0 < len(mark_id) <= ID_LENGTH:
        raise Invalid({"": NOT_THIS_PAGE})
    versions = [row for row in stored.of_scoring(desk.session, scoring_id) if row.mark_id == mark_id]
    edition_id = _edition(desk, one.scoring, new)
    faults = mark_faults(new.who, new.number, new.words, new.on, desk.today)
    if new.part is Voice.CHILD and new.number is not None and one.scoring.age_months is None:
        faults["part"] = "A child who is not born yet gives no number. Say who gave it."
    if faults:
        raise Invalid(faults)
    ids = {"scoring_id": scoring_id, "mark_id": mark_id, "edition_id": edition_id}
    row = _row(desk, ids, new, based_on_version + 1)
    if any(_same(row, kept) for kept in (*versions[-1:], *versions[based_on_version : based_on_version + 1])):
        return versions[-1].version
    if len(versions) != based_on_version or any(kept.item_id != row.item_id for kept in versions):
        raise Conflict(STALE)
    kind = "scaling.saved" if new.number is not None else "scaling.taken-back"
    details = {"mark": mark_id, "item": new.item_id, "version": row.version}
    if not stored.save(desk.session, row, event=Event(kind, one.scoring.family_id, scoring_id, details)):
        raise Conflict(STALE)
    return row.version


def take_back(desk: Desk, scoring_id: str, mark_id: str, version: int) -> str:
    """Take back a mark that was written down by mistake, and answer with its question's id; one taken back already is no error.

    Raises as `save` does; NotFound where there is no such mark.
    """
    one = found(desk, scoring_id, Permission.SCORING_ANSWER)
    versions = [row for row in stored.of_scoring(desk.session, scoring_id) if row.mark_id == mark_id]
    if not versions:
        raise NotFound
    last = versions[-1]
    instrument = instrument_of(desk, last.edition_id).name
    gone = NewMark(instrument, last.item_id, last.who, Voice(last.part), None, last.on, last.words)
    save(desk, one.scoring.id, mark_id, gone, version)
    return last.item_id


def _edition(desk: Desk, scoring: Scoring, new: NewMark) -> str:
    """The stored edition of the question, and that it is one for this child. Raises Invalid where it is not."""
    own = instrument_of(desk, scoring.edition_id)
    shelved = desk.library.find(new.instrument)
    instrument = own if own.name == new.instrument else shelved.instrument if shelved else None
    try:
        item = instrument.item(new.item_id) if instrument and instrument.kind is Kind.SCALED else None
    except UnknownItem:
        item = None
    if instrument is None or item is None or item not in items_for(instrument, scoring, own):
        raise Invalid({"": NOT_THIS_PAGE})
    return scoring.edition_id if instrument is own else pin(desk, new.instrument).id


def _row(desk: Desk, ids: Mapping[str, str], new: NewMark, version: int) -> ScalingMark:
    return ScalingMark(
        id=desk.new_id(),
        **ids,
        version=version,
        item_id=new.item_id,
        who=new.who.strip(),
        part=new.part,
        number=new.number,
        words=new.words.strip(),
        on=new.on,
        changed_at=desk.now,
        changed_by_id=desk.who.person_id,
    )


def _same(row: ScalingMark, kept: ScalingMark) -> bool:
    """Whether a version that is kept says what this one says, by whom and when apart."""
    own = {"id", "version", "changed_at", "changed_by_id"}
    return row.model_dump(exclude=own) == kept.model_dump(exclude=own)


def copies(desk: Desk, old_id: str, new_id: str) -> Sequence[ScalingMark]:
    """The marks that stand in a scoring, as the first versions of an amendment's own."""
    standing = {row.mark_id: row for row in stored.of_scoring(desk.session, old_id)}
    return [
        ScalingMark(**{**row.model_dump(), "id": desk.new_id(), "scoring_id": new_id, "version": 1})
        for row in standing.values()
        if row.number is not None
    ]
