"""Emergency access: opening for some hours a record that one does not see, and ending it. Looking into it afterwards is in `emergency_reviews`.

What it opens and for how long is in `rules.access` and `rules.emergency`. It is for reading; nothing can be written by it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workflow.models import EmergencyAccess, EmergencyLook
from workflow.rules.access import sees_family
from workflow.rules.emergency import HOURS, JUST_MOVED, LASTS, LONGEST_WORDS, SEEN_ANYWAY, FoundBy, is_that_child
from workflow.rules.errors import Blocked, Invalid
from workflow.rules.events import Event
from workflow.rules.identifiers import NOT_NHS, NOT_UPN, nhs_number, pupil_number
from workflow.rules.matching import exactly_the_name, parts_of
from workflow.rules.roles import Permission
from workflow.services.desk import Desk
from workflow.services.family_views import title_of
from workflow.storage import duplicates, families
from workflow.storage import emergencies as storage
from workflow.storage.emergencies import Found

_REASON = "Say why you have to see this record now. Whoever leads the work reads it."
NOBODY_LEADS = "a record that nobody leads now"


@dataclass(frozen=True)
class Sought:
    """By what a record is sought: exactly one number, the name and the date of birth together, or the full name of a parent or carer (`carer`) with
    the day on which the child is expected or was born.
    """

    by: FoundBy
    nhs_number: str = ""
    upn: str = ""
    name: str = ""
    born: date | None = None
    carer: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Fit:
    """One of several records that fit: the team and agency of whoever leads it, and nothing else; its name only where whoever asks sees it anyway."""

    family_id: str
    team: str
    family: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a look: the records that are open now; or, where more than one fits and none was chosen, those to choose from."""

    opened: tuple[EmergencyAccess, ...] = ()
    fits: tuple[Fit, ...] = ()


def open_record(desk: Desk, sought: Sought, reason: str, chosen: Collection[str] = ()) -> Outcome:
    """Open the record that is found by exactly this, for four hours. Where more than one is, those of them that are `chosen`, by family id; without a
    choice they are told by their teams. That, and that there is none, is recorded with the reason.

    What is open already stays open until the same time. Needs `emergency:open`. Raises Invalid with a sentence a field, also for a record that the person sees anyway.
    """
    desk.require(Permission.EMERGENCY_OPEN)
    faults: dict[str, str] = {}
    words = typed_words(faults, "reason", reason, _REASON)
    sought = _checked(faults, sought)
    if faults:
        raise Invalid(faults)
    found = sorted({child.family_id for child in _found(desk, sought)})
    strange = [one for one in found if not sees_family(desk.who, families.network(desk.session, one, desk.today))]
    if found and not strange:
        raise Invalid({"": SEEN_ANYWAY})
    wanted = strange if len(found) == 1 else [one for one in strange if one in chosen]
    if not wanted:
        return _not_opened(desk, sought, words, found, strange)
    return Outcome(tuple(_open(desk, one, sought, words) for one in wanted))


def _not_opened(desk: Desk, sought: Sought, reason: str, found: Sequence[str], strange: Collection[str]) -> Outcome:
    by = {"found_by": str(sought.by)}
    me = desk.who.person_id
    look = EmergencyLook(
        id=desk.new_id(), person_id=me, found_by=str(sought.by), reason=reason, records=len(found), at=desk.now
    )
    told = [Event("emergency.several", one, look.id, {**by, "records": len(found)}) for one in found]
    events = told or [Event("emergency.not-found", subject_id=look.id, details=by)]
    storage.keep_look(desk.session, look, events=events, at=desk.now, by=me)
    keepers = duplicates.keepers(desk.session, found, desk.today)
    fits = []
    for one in found:
        keeper = keepers.get(one)
        family = None if one in strange else families.family(desk.session, one)
        team = f"{keeper.team}, {keeper.agency}" if keeper else NOBODY_LEADS
        fits.append(Fit(one, team, title_of(family.name) if family else ""))
    return Outcome(fits=tuple(fits))


def _open(desk: Desk, family_id: str, sought: Sought, reason: str) -> EmergencyAccess:
    """Open one record, which is held first: of two presses of one button the second finds what the first has opened."""
    if families.hold(desk.session, family_id) is None:
        raise Blocked(JUST_MOVED)
    me = desk.who.person_id
    standing = next((one for one in storage.running(desk.session, me, desk.now) if one.family_id == family_id), None)
    if standing:
        return standing
    row = EmergencyAccess(
        id=desk.new_id(),
        family_id=family_id,
        person_id=me,
        found_by=str(sought.by),
        reason=reason,
        opened_at=desk.now,
        ends_at=desk.now + LASTS,
    )
    event = Event("emergency.opened", family_id, row.id, {"found_by": str(sought.by), "hours": HOURS})
    storage.add(desk.session, row, event=event, at=desk.now, by=me)
    return row


def end(desk: Desk) -> None:
    """End every emergency access of whoever asks, before its time. Needs `emergency:open`; nothing happens where there is none."""
    desk.require(Permission.EMERGENCY_OPEN)
    for row in storage.running(desk.session, desk.who.person_id, desk.now):
        row.ended_at = desk.now
        event = Event("emergency.ended", row.family_id, row.id)
        storage.change(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)


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
    if sought.by is FoundBy.CARER_AND_DAY:
        if len(parts_of(sought.carer)) < 2:  # noqa: PLR2004  # a first name alone would be leafing
            faults["known_carer"] = "Enter the first name and the surname of a parent or carer."
        if sought.day is None:
            faults["known_day"] = "Enter the day the child is expected, or was born."
        return sought
    if not parts_of(sought.name):
        faults["known_name"] = "Enter the child's full name as it is on the record."
    if sought.born is None:
        faults["known_born"] = "Enter the child's date of birth."
    return sought


def _found(desk: Desk, sought: Sought) -> Sequence[Found]:
    if sought.by is FoundBy.NHS_NUMBER:
        return storage.by_nhs_number(desk.session, sought.nhs_number)
    if sought.by is FoundBy.PUPIL_NUMBER:
        return storage.by_pupil_number(desk.session, sought.upn)
    if sought.by is FoundBy.CARER_AND_DAY:
        return _found_by_carer(desk, sought.carer, sought.day) if sought.day else ()
    born = storage.born_on(desk.session, sought.born) if sought.born else ()
    return [one for one in born if any(exactly_the_name(sought.name, name) for name in _full_names(one))]


def _found_by_carer(desk: Desk, carer: str, day: date) -> Sequence[Found]:
    """The children of a day, of whose family an adult has that name."""
    near = [
        one for one in storage.expected_or_born(desk.session, day) if is_that_child(day, one.row.born, one.row.expected)
    ]
    named = storage.adults(desk.session, {one.family_id for one in near})
    return [one for one in near if any(exactly_the_name(carer, name) for name in named.get(one.family_id, ()))]


def _full_names(one: Found) -> tuple[str, ...]:
    """A child's name with the surname; where none is written down, alone or with the name of the family."""
    row = one.row
    return (f"{row.called} {row.surname}",) if row.surname else (row.called, f"{row.called} {one.family}")


def typed_words(faults: dict[str, str], field: str, typed: str, missing: str) -> str:
    """Words that have to be given, without the space around them; or a sentence into `faults`."""
    words = typed.strip()
    if not any(c.isalnum() for c in words):
        faults[field] = missing
    elif len(words) > LONGEST_WORDS:
        faults[field] = f"Use at most {LONGEST_WORDS:,} characters; this has {len(words):,}."
    return words
