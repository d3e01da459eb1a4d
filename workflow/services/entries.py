"""Entries around the grades: saving one by itself, safely and again and again, as it stands, and all that it has been."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from gcp.grades import ItemState
from workflow.clock import BRITISH
from workflow.models import Adult, Entry, EntryChange, Scoring
from workflow.rules.entries import About, EntryHere, checked
from workflow.rules.entry_kinds import find
from workflow.rules.errors import NOT_THIS_PAGE, Blocked, Conflict, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.voices import KEPT_APART, hidden, is_voice, item_of
from workflow.services.asked import asked
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.scorings import ScoringView, found, held, locked_for
from workflow.storage import answers, entries, people, scorings
from workflow.storage.scorings import Found


@dataclass(frozen=True)
class Standing:
    """An entry as it stands: its value by part, its version (0 where nothing ever was), and who changed it when (UTC)."""

    value: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    at: datetime | None = None
    by: str = ""


NOTHING = Standing()


@dataclass(frozen=True)
class SavedEntry:
    """What a save answers. `repeated` where the same content stood already, or this very save was applied before."""

    entry: EntryHere
    kept: Standing
    repeated: bool


class EntryConflict(Conflict):
    """Another version of the entry stands: `theirs` is Standing, `yours` the value that was sent, by part."""

    def __init__(self, sentence: str, entry: EntryHere, theirs: Standing, yours: Mapping[str, Any]) -> None:
        self.entry = entry
        super().__init__(sentence, theirs, yours)


def save(
    desk: Desk,
    scoring_id: str,
    key: str,
    value: Mapping[str, Any],
    based_on_version: int,
    *,
    client_key: str | None = None,
) -> SavedEntry:
    """Put one entry of a scoring, on top of the version that the page showed (0 for none). A save with a client key is applied once.

    The same content again changes nothing and is no error. Raises NotFound (also for an entry that this scoring has not) or Refused;
    Blocked where the scoring is locked for this person; Invalid, by part; EntryConflict where another version stands.
    """
    return _accept(desk, _held(desk, scoring_id), key, (value, based_on_version), client_key)


def save_all(
    desk: Desk, scoring_id: str, given: Mapping[str, tuple[Mapping[str, Any], int]]
) -> dict[str, Invalid | EntryConflict]:
    """Put several entries, each with the version that the page showed, by key. What cannot be kept is answered by key, as `save` would
    raise it; the others are kept. Raises NotFound, Refused and Blocked as `save` does, and then keeps nothing.
    """
    place = _held(desk, scoring_id)
    rejected: dict[str, Invalid | EntryConflict] = {}
    for key, sent in given.items():
        try:
            _accept(desk, place, key, sent)
        except (Invalid, EntryConflict) as reason:  # both are raised before anything of this entry is written
            rejected[key] = reason
    return rejected


@dataclass(frozen=True)
class _Held:
    scoring: Scoring
    about: About


def _held(desk: Desk, scoring_id: str) -> _Held:
    """The scoring, kept from other writers, so that what was read of an entry stays true until it is written."""
    one = held(desk, scoring_id)
    return _Held(one.scoring, about(desk, one))


def about(desk: Desk, one: Found) -> About:
    """Whom and what the entries of a scoring may speak of."""
    carers = scorings.carers(desk.session, [one.scoring.id]).get(one.scoring.id, [])
    graded = sum(row.grade is not None for row in answers.of_scoring(desk.session, one.scoring.id))
    return _about(desk, one.scoring, one.called, carers, graded)


def about_view(desk: Desk, view: ScoringView) -> About:
    """The same of a scoring that is open."""
    return _about(desk, view.scoring, view.child.called, view.carers, view.tally.graded)


def _about(desk: Desk, scoring: Scoring, called: str, carers: Sequence[Adult], graded: int) -> About:
    instrument = instrument_of(desk, scoring.edition_id)
    items = asked(instrument, scoring)
    here = {item.id for item in items}
    return About(
        child=called,
        carers={adult.id: adult.called for adult in carers},
        areas={area.id: area.name for area in instrument.areas if here & {item.id for item in area.items}},
        items={item.id: item.name for item in items},
        scale=instrument.scale,
        graded=graded,
        today=desk.today,
        age_months=scoring.age_months,
    )


def _accept(
    desk: Desk, held: _Held, key: str, sent: tuple[Mapping[str, Any], int], client_key: str | None = None
) -> SavedEntry:
    """Keep what was sent for one entry, on top of the version that it names."""
    entry = find(key, held.about)
    if entry is None:
        raise NotFound
    value, based_on_version = sent
    kept, faults = checked(entry, value)
    if faults:
        raise Invalid(faults)
    scoring = held.scoring
    row = entries.standing(desk.session, scoring.id, key)
    before = entries.applied(desk.session, scoring.id, client_key) if client_key else None
    if before:
        return SavedEntry(entry, _applied(desk, before, key, kept), repeated=True)
    stale = (row.version if row else 0) != based_on_version
    if stale and row and _waits(desk, scoring, entry):  # neither what stands nor whether it is the same is told
        raise Conflict(KEPT_APART)
    if kept == (row.value if row else {}):
        return SavedEntry(entry, _standing(desk, row), repeated=True)
    if stale:
        raise _conflict(desk, entry, row, kept)
    change = entries.Accepted(scoring.id, key, row, kept, desk.now, desk.who.person_id, client_key)
    details = {"entry": key, "version": change.version}
    event = Event("entry.saved", scoring.family_id, scoring.id, details)
    if not entries.save(desk.session, change, event=event, new_ids=(desk.new_id(), desk.new_id())):
        raise _conflict(desk, entry, entries.standing(desk.session, scoring.id, key), kept)
    return SavedEntry(entry, Standing(kept, change.version, desk.now, desk.who.name), repeated=False)


def _waits(desk: Desk, scoring: Scoring, entry: EntryHere) -> bool:
    """Whether an entry is somebody's own grade that waits for that of the person who asks, who scores (`rules.voices.hidden`)."""
    if not scoring.blind or not is_voice(entry.key):
        return False
    mine = answers.standing(desk.session, scoring.id, item_of(entry.key))
    answered = mine is not None and mine.state != ItemState.UNANSWERED
    return hidden(apart=True, answered=answered, by_scorer=True)


def _applied(desk: Desk, before: EntryChange, key: str, kept: Mapping[str, Any]) -> Standing:
    """What this very save made of the entry. Its version is that of then: what others made of it since is met by the next save of the page."""
    if (before.key, before.new_value) != (key, kept):
        raise Conflict(NOT_THIS_PAGE)
    return Standing(before.new_value, before.version, before.changed_at, desk.who.name)


def _standing(desk: Desk, row: Entry | None) -> Standing:
    return _standings(desk, {"": row}).get("", NOTHING) if row else NOTHING


def _standings(desk: Desk, rows: Mapping[str, Entry]) -> dict[str, Standing]:
    names = people.named(desk.session, sorted({row.changed_by_id for row in rows.values()}))
    return {
        key: Standing(row.value, row.version, row.changed_at, names[row.changed_by_id].name)
        for key, row in rows.items()
    }


def _conflict(desk: Desk, entry: EntryHere, row: Entry | None, yours: Mapping[str, Any]) -> EntryConflict:
    if row is None:
        return EntryConflict(NOT_THIS_PAGE, entry, NOTHING, yours)
    theirs = _standing(desk, row)
    at = f"{row.changed_at.astimezone(BRITISH):%H:%M}"
    mine = row.changed_by_id == desk.who.person_id
    who = f"You changed this somewhere else at {at}" if mine else f"{theirs.by} changed this at {at}"
    sentence = f"{who}, after this page was opened. Nothing was overwritten: choose which of the two stays."
    return EntryConflict(sentence, entry, theirs, yours)


def named(desk: Desk, scoring_id: str, key: str) -> EntryHere:
    """The entry of that key. Raises NotFound or Refused, NotFound also where the scoring has no such entry."""
    entry = find(key, about(desk, found(desk, scoring_id)))
    if entry is None:
        raise NotFound
    return entry


def of_scoring(desk: Desk, scoring_id: str) -> dict[str, Standing]:
    """Every entry of a scoring as it stands, by key. Whoever asks has been let in to the scoring, and records its reading."""
    return _standings(desk, entries.of_scorings(desk.session, [scoring_id])[scoring_id])


@dataclass(frozen=True)
class EntryChanged:
    """One accepted change: version, when (UTC) and by whom, from which value to which."""

    version: int
    at: datetime
    by: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]


class EntryHistory(NamedTuple):
    """One entry of a scoring with every accepted change, the newest first."""

    scoring: Scoring
    entry: EntryHere
    changes: Sequence[EntryChanged]


def history(desk: Desk, scoring_id: str, key: str) -> EntryHistory:
    """Every accepted change of one entry, the newest first. Reading it is an event."""
    one = found(desk, scoring_id)
    entry = find(key, about(desk, one))
    if entry is None:
        raise NotFound
    if locked_for(desk, one) is None and _waits(desk, one.scoring, entry):
        raise Blocked(KEPT_APART)
    rows = entries.changes(desk.session, scoring_id, key)
    names = people.named(desk.session, sorted({row.changed_by_id for row in rows}))
    desk.record(Event("scoring.read", one.scoring.family_id, scoring_id, {"page": "history"}))
    changes = [
        EntryChanged(row.version, row.changed_at, names[row.changed_by_id].name, row.old_value, row.new_value)
        for row in reversed(rows)
    ]
    return EntryHistory(one.scoring, entry, changes)


def copy(desk: Desk, old_id: str, new_id: str) -> None:
    """Take every entry over into an amendment, as the first version of its own. The event is that of the amendment."""
    made: dict[str, Any] = {"scoring_id": new_id, "version": 1, "changed_at": desk.now}
    made |= {"changed_by_id": desk.who.person_id}
    rows = entries.of_scorings(desk.session, [old_id])[old_id].values()
    copies = [Entry(id=desk.new_id(), key=row.key, value=row.value, **made) for row in rows]
    changes = [EntryChange(id=desk.new_id(), key=row.key, new_value=row.value, **made) for row in rows]
    entries.copy(desk.session, copies, changes)
