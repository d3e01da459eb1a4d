"""Looking into what was opened in an emergency: who is told, closing the review with words, and adding to it."""

from dataclasses import dataclass
from datetime import datetime

from workflow.models import EmergencyAccess, EmergencyNote
from workflow.rules.emergency import CLOSED_MEANWHILE, why_not_review
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.services.desk import Desk
from workflow.services.emergencies import typed_words
from workflow.services.family_views import title_of
from workflow.storage import emergencies as storage
from workflow.storage import families
from workflow.storage.emergencies import Note, Opened

_WORDS = "Say what you found when you looked into it, and what follows."


@dataclass(frozen=True)
class OpenedView:
    """An emergency access as pages show it. `cannot_review` is the sentence where whoever asks can neither close the review nor add to
    it, "" where they can; `notes` is what was added to it since it was closed.
    """

    id: str
    family_id: str
    family: str
    person_id: str
    name: str
    job: str
    agency: str
    found_by: str
    reason: str
    opened_at: datetime
    over_at: datetime
    running: bool
    reviewed_at: datetime | None
    reviewer: str
    review_words: str
    cannot_review: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class EmergenciesView:
    """Every emergency access to one family; `closes` says whether whoever asks closes reviews, `reads_trail` whether they see what was read and done."""

    family_id: str
    family: str
    opened: tuple[OpenedView, ...]
    closes: bool
    reads_trail: bool


def of_family(desk: Desk, family_id: str) -> EmergenciesView:
    """Who has opened a family in an emergency, and what came of looking into it. Needs `family:read`; the reading is recorded."""
    family = families.family(desk.session, family_id)
    if family is None:
        raise NotFound
    desk.require(Permission.FAMILY_READ, families.network(desk.session, family_id, desk.today))
    found = storage.of_family(desk.session, family_id)
    notes = storage.notes(desk.session, [one.row.id for one in found])
    views = tuple(_view(desk, one, tuple(notes.get(one.row.id, ()))) for one in found)
    desk.record(Event("family.read", family_id, family_id))
    may = desk.who.may
    return EmergenciesView(
        family_id, title_of(family.name), views, may(Permission.EMERGENCY_CLOSE), may(Permission.TRAIL_FAMILY)
    )


def review(desk: Desk, family_id: str, emergency_id: str, words: str, *, adds: bool = False) -> None:
    """Close the review of an emergency access with words; or, where the page showed it closed (`adds`), add to it. Needs `emergency:close`.

    What was written stays. Raises NotFound for one of another family, Invalid without words, Blocked for one's own and for one that runs, Conflict
    where somebody else has closed it since the page was opened.
    """
    if families.hold(desk.session, family_id) is None:
        raise NotFound
    desk.require(Permission.EMERGENCY_CLOSE, families.network(desk.session, family_id, desk.today))
    row = storage.to_review(desk.session, family_id, emergency_id)
    if row is None:
        raise NotFound
    me = desk.who.person_id
    if cannot := why_not_review(own=row.person_id == me, running=_over(row) > desk.now):
        raise Blocked(cannot)
    faults: dict[str, str] = {}
    said = typed_words(faults, "words", words, _WORDS)
    if faults:
        raise Invalid(faults)
    if row.reviewed_at is None:
        _close(desk, row, said)
    elif adds:
        _add(desk, row, said)
    elif (row.reviewed_by_id, row.review_words) != (me, said):  # the same again is a button pressed twice
        raise Conflict(CLOSED_MEANWHILE)


def to_look_into(desk: Desk) -> tuple[OpenedView, ...]:
    """The emergency openings that whoever asks is told of until their review is closed: as lead practitioner, or to close it. Needs `family:list`."""
    desk.require(Permission.FAMILY_LIST)
    closes = desk.who.may(Permission.EMERGENCY_CLOSE)
    found = storage.to_look_into(desk.session, desk.who, desk.today, closes=closes)
    return tuple(_view(desk, one) for one in found)


def _close(desk: Desk, row: EmergencyAccess, words: str) -> None:
    row.ended_at = row.ended_at or row.ends_at
    row.reviewed_at, row.reviewed_by_id, row.review_words = desk.now, desk.who.person_id, words
    event = Event("emergency.closed", row.family_id, row.id)
    storage.change(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)


def _add(desk: Desk, row: EmergencyAccess, words: str) -> None:
    me = desk.who.person_id
    added = storage.notes(desk.session, [row.id]).get(row.id, [])
    if added and (added[-1].row.by_id, added[-1].row.words) == (me, words):
        return
    note = EmergencyNote(id=desk.new_id(), emergency_id=row.id, words=words, at=desk.now, by_id=me)
    event = Event("emergency.added-to", row.family_id, row.id)
    storage.add(desk.session, note, event=event, at=desk.now, by=me)


def _over(row: EmergencyAccess) -> datetime:
    return min(row.ends_at, row.ended_at or row.ends_at)


def _view(desk: Desk, one: Opened, notes: tuple[Note, ...] = ()) -> OpenedView:
    row, over = one.row, _over(one.row)
    return OpenedView(
        row.id,
        row.family_id,
        title_of(one.family),
        *(row.person_id, one.name, one.job, one.agency, row.found_by, row.reason),
        *(row.opened_at, over, over > desk.now, row.reviewed_at, one.reviewer, row.review_words),
        why_not_review(own=row.person_id == desk.who.person_id, running=over > desk.now),
        notes,
    )
