"""The record behind some scorings, in words for paper and in its language: what was changed, by whom, from what to what; each move; and the trail's entries. And what
was corrected in the details of their child.

Readings are left out: the trail would grow with every copy, and no two copies of one bundle would be the same.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gcp.errors import UnknownItem
from gcp.grades import ItemState
from gcp.instrument import Instrument, Kind
from workflow.clock import BRITISH
from workflow.models import AnswerChange, Child, EntryChange, ScalingMark, Scoring
from workflow.reports.language import _, day, translated
from workflow.reports.record import Change, Record, TrailLine
from workflow.reports.wording import ITEM_STATES, span
from workflow.rules import corrections as details
from workflow.rules.entries import Of
from workflow.rules.entry_kinds import kind_of
from workflow.rules.events import KINDS, SOMEBODY
from workflow.rules.evidence import evidence_of
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.storage import corrections, records
from workflow.storage.corrections import Before
from workflow.storage.records import Done, Rows

_SEAL = 16
_WRITING = frozenset(key for key, kind in KINDS.items() if not kind.reading)


def records_of(desk: Desk, of: Sequence[Scoring]) -> tuple[Record, ...]:
    """The record of each of these scorings and of the versions before it, the oldest window first."""
    every = [*of, *records.earlier_versions(desk.session, of)]
    every.sort(key=lambda one: (one.window_end, one.started_at, one.id))
    ids = [one.id for one in every]
    rows = records.of_scorings(desk.session, ids)
    done = records.done_to(desk.session, ids, _WRITING)
    counted = {one.id for one in of}
    return tuple(_record(desk, one, rows, done, counts=one.id in counted) for one in every)


def details_of(desk: Desk, child: Child) -> tuple[Record, ...]:
    """What was corrected in the details of a child and of who cares for them, as a record beside those of the scorings; none where nothing was."""
    every = corrections.of_record(desk.session, child.family_id)
    told = tuple(_detail(one) for one in reversed(every) if one.subject.id == child.id)
    title = _("The details of {child}", child=child.called)
    return (Record(child.id, title, "", (), told, ()),) if told else ()


def _detail(one: Before) -> Change:
    of, pair = one.subject.of, one.about is not None
    was, became = (details.shown(of, one.field, text, pair=pair) for text in (one.was, one.became))
    what = _(details.NAMES[of][one.field], other=one.about or "–")
    return Change(_when(one.at), one.by or _("Nobody signed in"), what, was, became)


def _record(desk: Desk, scoring: Scoring, rows: Rows, done: Sequence[Done], *, counts: bool) -> Record:
    instrument = instrument_of(desk, scoring.edition_id)
    answered = [
        (row.changed_at, _answer(instrument, row, rows)) for row in rows.answers if row.scoring_id == scoring.id
    ]
    numbers = [(row.changed_at, _number(desk, row, rows)) for row in rows.marks if row.scoring_id == scoring.id]
    recorded = [(row.changed_at, _entry(row, rows)) for row in rows.entries if row.scoring_id == scoring.id]
    told = sorted([*answered, *recorded, *numbers], key=lambda one: one[0])
    version = "" if counts else _("An earlier version, replaced by an amendment.")
    return Record(
        scoring.id,
        _of(scoring, instrument),
        version,
        _moves(scoring, rows, instrument),
        tuple(change for _at, change in told),
        tuple(_line(one) for one in done if one.subject_id == scoring.id),
    )


def _of(scoring: Scoring, instrument: Instrument) -> str:
    """Which scoring it is: by whose care it grades, and what it is where it is no grading, or a second one."""
    days = span(scoring.window_start, scoring.window_end)
    if instrument.kind is not Kind.GRADED:
        return f"{instrument.title} {instrument.edition}, {days}"
    if scoring.second_of_id:
        return _("Second rating: care by {names}, {days}", names=scoring.carer_names, days=days)
    return _("Care by {names}, {days}", names=scoring.carer_names, days=days)


def _number(desk: Desk, row: ScalingMark, rows: Rows) -> Change:
    """One version of somebody's number on a scaling question, after the one before it."""
    before = [one for one in rows.marks if (one.scoring_id, one.mark_id) == (row.scoring_id, row.mark_id)]
    old = next((one for one in before if one.version == row.version - 1), None)
    what = f"{_name(instrument_of(desk, row.edition_id), row.item_id)}, {row.who}"
    return Change(_when(row.changed_at), rows.names[row.changed_by_id], what, _numbered(old), _numbered(row))


def _numbered(row: ScalingMark | None) -> str:
    if row is None:
        return ""
    said = str(row.number) if row.number is not None else _("Taken back")
    return " ".join(_ended(words) for words in (said, row.words) if words)


def _when(at: datetime) -> str:
    """20 March 2026, 14:32, in Britain."""
    here = at.astimezone(BRITISH)
    return f"{day(here.date())}, {here:%H:%M}"


def _name(instrument: Instrument, item_id: str) -> str:
    try:
        return f"{item_id} {instrument.item(item_id).name}"
    except UnknownItem:
        return item_id


def _answer(instrument: Instrument, row: AnswerChange, rows: Rows) -> Change:
    old = _given(instrument, row.old_grade, row.old_state, row.old_note, row.old_evidence)
    new = _given(instrument, row.new_grade, row.new_state, row.new_note, row.new_evidence)
    return Change(_when(row.changed_at), rows.names[row.changed_by_id], _name(instrument, row.item_id), old, new)


def _given(instrument: Instrument, grade: int | None, state: str | None, note: str, stored: Mapping[str, Any]) -> str:
    """A grade or the reason for none, the note, and what it rests on."""
    if state is None:
        return ""
    evidence = evidence_of(stored)
    basis = ", ".join(f"{_(one.kind)}{f' ({one.who})' if one.who else ''}" for one in evidence.basis)
    parts = {
        "": _answered(instrument, grade) if grade is not None else _(ITEM_STATES[ItemState(state)]),
        _("Note"): note,
        _("Rests on"): basis,
        _("What it is like for the child"): evidence.impact,
        _("How often"): evidence.how_often,
        _("Since when"): evidence.since,
        _("Why it differs"): evidence.change_reason,
    }
    return " ".join(_ended(f"{title}: {words}" if title else words) for title, words in parts.items() if words)


def _answered(instrument: Instrument, grade: int) -> str:
    """A grade as its number; where things are counted, yes or no."""
    return translated(instrument.scale[grade].name) if instrument.kind is Kind.COUNTED else str(grade)


def _ended(words: str) -> str:
    """The words with a full stop, where they do not end by themselves."""
    return words if words.rstrip()[-1:] in {".", "!", "?"} else f"{words}."


def _entry(row: EntryChange, rows: Rows) -> Change:
    return Change(
        _when(row.changed_at),
        rows.names[row.changed_by_id],
        _title(row.key),
        _value(row.key, row.old_value),
        _value(row.key, row.new_value),
    )


def _title(key: str) -> str:
    """What an entry is called where nobody is named: its title, and the item or the area that it is of."""
    kind = kind_of(key)
    if kind is None:
        return key
    of = key.rpartition(".")[2]
    name = {Of.CARER: _("a carer"), Of.CARER_ON_ITEM: _("a carer on {item}", item=of)}.get(kind.of, of)
    return _(kind.title, child=_("the child"), carers=_("the carers"), name=name)


def _value(key: str, value: Mapping[str, Any]) -> str:
    """The parts of an entry that say something."""
    kind = kind_of(key)
    if kind is None:
        return ""
    return " ".join(_ended(translated(part.text(value[part.name]))) for part in kind.parts if value.get(part.name))


def _moves(scoring: Scoring, rows: Rows, instrument: Instrument) -> tuple[Change, ...]:
    """Each move with the words that went with it, and the comments on single items that came with it."""
    told = []
    for row in rows.moves:
        if row.scoring_id != scoring.id:
            continue
        with_it = [
            _("On {item}: {words}", item=_name(instrument, one.item_id), words=one.words)
            for one in rows.comments
            if one.move_id == row.id
        ]
        words = " ".join(filter(None, (row.words, row.direction, *with_it)))
        old, new = (_(status) if status else "" for status in (row.from_status, row.to_status))
        told.append(Change(_when(row.at), rows.names[row.by_id], words, old, new))
    return tuple(told)


def _line(one: Done) -> TrailLine:
    who = one.by or _("Nobody signed in")
    details = dict(one.details)
    if "entry" in details:
        details["entry"] = f"“{_title(details['entry'])}”"
    if "move" in details:
        details["move"] = _(details["move"])
    said = translated(KINDS[one.kind].told(who, details, one.person or SOMEBODY))
    return TrailLine(one.number, _when(one.at), f"{said}.", one.hash[:_SEAL])
