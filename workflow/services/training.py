"""Recording who was trained in which instrument, and asking whether somebody may start with one that demands it."""

from collections.abc import Mapping, Sequence
from datetime import date

from gcp.instrument import Instrument
from gcp.words import day
from workflow.models import Person, Training
from workflow.rules.errors import Invalid
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.rules.training import known_key, training_fault
from workflow.rules.wording import words_fault
from workflow.services.desk import Desk
from workflow.storage import people
from workflow.storage import training as storage

LONGEST_USERNAME = 80


def record(desk: Desk, username: str, instrument_key: str, on: date) -> Training:
    """Record that a person was trained in an instrument on a day; the same twice is recorded once.

    Needs `people:administer`, except at a desk of a command. Raises Invalid, by field (username, instrument, on).
    """
    row = _account(desk, username)
    faults: dict[str, str] = {}
    unknown = known_key(instrument_key, {one.instrument.key for one in desk.library.editions()})
    if unknown:
        faults["instrument"] = unknown
    if on > desk.today:
        faults["on"] = f"{day(on)} is still to come. Record a training once it has taken place."
    if faults:
        raise Invalid(faults)
    standing = storage.of_person(desk.session, row.id)
    same = next((one for one in standing if (one.instrument_key, one.on) == (instrument_key, on)), None)
    if same is not None:
        return same
    by = desk.actor.person_id if desk.actor else None
    new = Training(
        id=desk.new_id(),
        person_id=row.id,
        instrument_key=instrument_key,
        on=on,
        recorded_at=desk.now,
        recorded_by_id=by,
    )
    event = Event("person.trained", subject_id=row.id, details={"instrument": instrument_key, "on": on.isoformat()})
    storage.add(desk.session, new, event=event, by=by)
    return new


def of(desk: Desk, username: str) -> Sequence[Training]:
    """Every training of a person. Needs `people:administer`, except at a desk of a command. Raises Invalid for no such account."""
    return storage.of_person(desk.session, _account(desk, username).id)


def _account(desk: Desk, username: str) -> Person:
    if desk.actor is not None:
        desk.require(Permission.PEOPLE_ADMINISTER)
    name = username.strip().lower()
    row = None if words_fault(name, LONGEST_USERNAME) else people.by_username(desk.session, name)
    if row is None:
        raise Invalid({"username": "There is no account of that name."})
    return row


def faults(desk: Desk, instruments: Sequence[Instrument]) -> Mapping[str, str]:
    """Why the person who asks may not start with some of these instruments yet, by the instruments' names; one query for all.

    Nothing stands in the way where the desk is about a practice family.
    """
    if not any(one.requires_training for one in instruments):
        return {}
    mine = storage.keys_of(desk.session, desk.who.person_id, desk.today)
    found = {
        one.name: training_fault(
            one.title, asked_for=one.requires_training, trained=one.key in mine, practice=desk.practising
        )
        for one in instruments
    }
    return {name: words for name, words in found.items() if words}
