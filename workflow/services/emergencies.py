"""Emergency access: opening for some hours a record that one does not see, ending it, and looking into it afterwards.

What it opens and for how long is in `rules.access` and `rules.emergency`. It is for reading; nothing can be written by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from workflow.models import EmergencyAccess
from workflow.rules.access import sees_family
from workflow.rules.emergency import HOURS, LASTS, LONGEST_WORDS, SEEN_ANYWAY, FoundBy, why_not_close
from workflow.rules.errors import Blocked, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.identifiers import NOT_NHS, NOT_UPN, nhs_number, pupil_number
from workflow.rules.roles import Permission
from workflow.services.desk import Desk
from workflow.services.family_views import title_of
from workflow.storage import emergencies as storage
from workflow.storage import families
from workflow.storage.emergencies import Found, Opened

_REASON = "Say why you have to see this record now. Whoever leads the work reads it."
_WORDS = "Say what you found when you looked into it, and what follows."


@dataclass(frozen=True)
class Sought:
    """By what a record is sought: exactly one number, or the name and the date of birth together."""

    by: FoundBy
    nhs_number: str = ""
    upn: str = ""
    name: str = ""
    born: date | None = None


@dataclass(frozen=True)
class OpenedView:
    """An emergency access as pages show it. `cannot_close` is the sentence where whoever asks cannot close the review, "" where they can."""

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
    cannot_close: str


@dataclass(frozen=True)
class EmergenciesView:
    """Every emergency access to one family; `closes` says whether whoever asks closes reviews, `reads_trail` whether they see what was read and done."""

    family_id: str
    family: str
    opened: tuple[OpenedView, ...]
    closes: bool
    reads_trail: bool


def open_record(desk: Desk, sought: Sought, reason: str) -> EmergencyAccess | None:
    """Open the one record that is found by exactly this, for four hours. None where there is none, or more than one: that is recorded too.

    What is open already stays open until the same time. Needs `emergency:open`. Raises Invalid with a sentence a field, also for a record that the person sees anyway.
    """
    desk.require(Permission.EMERGENCY_OPEN)
    faults: dict[str, str] = {}
    words = _words(faults, "reason", reason, _REASON)
    sought = _checked(faults, sought)
    if faults:
        raise Invalid(faults)
    who, by = desk.who, {"found_by": str(sought.by)}
    found = {child.family_id for child in _found(desk, sought)}
    if len(found) != 1:
        desk.record(Event("emergency.not-found", details=by))
        return None
    (family_id,) = found
    if sees_family(who, families.network(desk.session, family_id, desk.today)):
        raise Invalid({"": SEEN_ANYWAY})
    standing = {one.family_id: one for one in storage.running(desk.session, who.person_id, desk.now)}
    if family_id in standing:
        return standing[family_id]
    row = EmergencyAccess(
        id=desk.new_id(),
        family_id=family_id,
        person_id=who.person_id,
        found_by=str(sought.by),
        reason=words,
        opened_at=desk.now,
        ends_at=desk.now + LASTS,
    )
    event = Event("emergency.opened", family_id, row.id, {**by, "hours": HOURS})
    storage.add(desk.session, row, event=event, at=desk.now, by=who.person_id)
    return row


def end(desk: Desk) -> None:
    """End every emergency access of whoever asks, before its time. Needs `emergency:open`; nothing happens where there is none."""
    desk.require(Permission.EMERGENCY_OPEN)
    for row in storage.running(desk.session, desk.who.person_id, desk.now):
        row.ended_at = desk.now
        event = Event("emergency.ended", row.family_id, row.id)
        storage.change(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)


def of_family(desk: Desk, family_id: str) -> EmergenciesView:
    """Who has opened a family in an emergency, and what came of looking into it. Needs `family:read`; the reading is recorded."""
    view = _of_family(desk, family_id, Permission.FAMILY_READ)
    desk.record(Event("family.read", family_id, family_id))
    return view


def close(desk: Desk, family_id: str, emergency_id: str, words: str) -> None:
    """Close the review of an emergency access with words. Needs `emergency:close`.

    Raises NotFound for one of another family, Invalid without words, Blocked for one's own, for one that runs and for one that is closed.
    """
    view = _of_family(desk, family_id, Permission.EMERGENCY_CLOSE)
    one = next((one for one in view.opened if one.id == emergency_id), None)
    if one is None:
        raise NotFound
    if one.cannot_close:
        raise Blocked(one.cannot_close)
    faults: dict[str, str] = {}
    said = _words(faults, "words", words, _WORDS)
    if faults:
        raise Invalid(faults)
    row = next(found.row for found in storage.of_family(desk.session, family_id) if found.row.id == emergency_id)
    row.ended_at = row.ended_at or row.ends_at
    row.reviewed_at, row.reviewed_by_id, row.review_words = desk.now, desk.who.person_id, said
    event = Event("emergency.closed", family_id, row.id)
    storage.change(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)


def to_look_into(desk: Desk) -> tuple[OpenedView, ...]:
    """The emergency openings that whoever asks is told of until their review is closed: as lead practitioner, or to close it. Needs `family:list`."""
    desk.require(Permission.FAMILY_LIST)
    closes = desk.who.may(Permission.EMERGENCY_CLOSE)
    found = storage.to_look_into(desk.session, desk.who, desk.today, closes=closes)
    return tuple(_view(desk, one) for one in found)


def _of_family(desk: Desk, family_id: str, permission: Permission) -> EmergenciesView:
    family = families.family(desk.session, family_id)
    if family is None:
        raise NotFound
    desk.require(permission, families.network(desk.session, family_id, desk.today))
    found = tuple(_view(desk, one) for one in storage.of_family(desk.session, family_id))
    may = desk.who.may
    return EmergenciesView(
        family_id, title_of(family.name), found, may(Permission.EMERGENCY_CLOSE), may(Permission.TRAIL_FAMILY)
    )


def _view(desk: Desk, one: Opened) -> OpenedView:
    row = one.row
    over = min(row.ends_at, row.ended_at or row.ends_at)
    own, closed = row.person_id == desk.who.person_id, row.reviewed_at is not None
    return OpenedView(
        row.id,
        row.family_id,
        title_of(one.family),
        *(row.person_id, one.name, one.job, one.agency, row.found_by, row.reason),
        *(row.opened_at, over, over > desk.now, row.reviewed_at, one.reviewer, row.review_words),
        why_not_close(own=own, running=over > desk.now, closed=closed),
    )


def _checked(faults: dict[str, str], sought: Sought) -> Sought:
    """What is sought with its number tidied, or a sentence into `faults`."""
    if sought.by is FoundBy.NHS_NUMBER:
        number = nhs_number(sought.nhs_number)
        if number is None:
            faults["known_nhs_number"] = NOT_NHS
        return replace(sought, nhs_number=number or "")
    if sought.by is FoundBy.PUPIL_NUMBER:
        number = pupil_number(sought.upn)
        if number is None:
            faults["known_upn"] = NOT_UPN
        return replace(sought, upn=number or "")
    if not sought.name.strip():
        faults["known_name"] = "Enter the child's full name as it is on the record."
    if sought.born is None:
        faults["known_born"] = "Enter the child's date of birth."
    return sought


def _found(desk: Desk, sought: Sought) -> Sequence[Found]:
    if sought.by is FoundBy.NHS_NUMBER:
        return storage.by_nhs_number(desk.session, sought.nhs_number)
    if sought.by is FoundBy.PUPIL_NUMBER:
        return storage.by_pupil_number(desk.session, sought.upn)
    born = storage.born_on(desk.session, sought.born) if sought.born else ()
    return [one for one in born if _plain(f"{one.row.called} {one.row.surname}") == _plain(sought.name)]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _words(faults: dict[str, str], field: str, typed: str, missing: str) -> str:
    words = typed.strip()
    if not any(c.isalnum() for c in words):
        faults[field] = missing
    elif len(words) > LONGEST_WORDS:
        faults[field] = f"Use at most {LONGEST_WORDS:,} characters; this has {len(words):,}."
    return words
