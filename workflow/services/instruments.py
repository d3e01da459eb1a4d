"""Which instrument a scoring uses: pinned to the text that its edition had when it was first used."""

from collections.abc import Mapping, Sequence

from gcp.errors import GcpError
from gcp.instrument import Instrument, Kind
from workflow.models import InstrumentEdition
from workflow.rules.errors import Blocked, Invalid, NotFound
from workflow.rules.events import Event
from workflow.services.desk import Desk
from workflow.services.library import Shelved
from workflow.storage import instruments, retirements
from workflow.storage.retirements import Retirement


def instrument_of(desk: Desk, edition_id: str) -> Instrument:
    """The instrument that a scoring is pinned to; read from the database once a process, for an edition never changes."""
    pinned = desk.library.pinned.get(edition_id)
    if pinned is None:
        row = instruments.edition(desk.session, edition_id)
        if row is None:
            raise NotFound
        pinned = desk.library.parsed(row.text, exportable=row.descriptors_exportable, source=f"{row.key}@{row.edition}")
        desk.library.pinned[edition_id] = pinned
    return pinned


def titles(desk: Desk, editions: Mapping[str, str]) -> dict[str, str]:
    """How editions are called, by id; one whose text cannot be read any more goes by its key and edition, as given."""
    return {key: _title(desk, key, name) for key, name in editions.items()}


def _title(desk: Desk, edition_id: str, name: str) -> str:
    try:
        return instrument_of(desk, edition_id).title or name
    except GcpError:
        return name


def retired(desk: Desk) -> Mapping[str, Retirement]:
    """The editions with which no new scoring starts, by name; what was begun with them goes on."""
    return retirements.standing(desk.session)


def offered(desk: Desk) -> Sequence[Shelved]:
    """What a new scoring can use: of each instrument the newest edition that is not retired, the graded ones first, each kind in order of name."""
    kinds, left = list(Kind), desk.library.newest(without=retired(desk))
    return sorted(left, key=lambda one: kinds.index(one.instrument.kind))


def pin(desk: Desk, name: str) -> InstrumentEdition:
    """The stored edition of a name, stored now if this is its first use.

    Raises Invalid for a name that is not at hand, Blocked where the file was changed after the edition was first used.
    """
    shelved = desk.library.find(name)
    if shelved is None:
        raise Invalid({"instrument": "Choose one of the instruments in the list."})
    instrument = shelved.instrument
    row = instruments.named(desk.session, instrument.key, instrument.edition)
    if row is not None:
        if row.fingerprint != shelved.fingerprint:
            raise Blocked(
                f"{instrument.title} {instrument.edition} was changed after it was first used. "
                "A correction needs a new edition; ask your administrator."
            )
        return row
    row = InstrumentEdition(
        id=desk.new_id(),
        key=instrument.key,
        edition=instrument.edition,
        fingerprint=shelved.fingerprint,
        text=shelved.text,
        descriptors_exportable=instrument.descriptors_exportable,
        kind=instrument.kind,
        first_used_at=desk.now,
    )
    details = {"instrument": instrument.name, "fingerprint": shelved.fingerprint}
    event = Event("instrument.first-used", subject_id=row.id, details=details)
    instruments.add(desk.session, row, event=event, by=desk.who.person_id)
    return row
