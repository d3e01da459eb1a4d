"""Looking after the editions of the instruments: which are in use and how much, whose words they are, and retiring one. Needs `instrument:administer`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gcp.errors import GcpError
from gcp.instrument import Instrument
from workflow.models import EditionRetirement, ScoringStatus
from workflow.rules import retiring as rules
from workflow.rules.errors import Blocked, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.services.desk import Desk
from workflow.storage import instruments
from workflow.storage import retirements as storage
from workflow.storage.retirements import Retirement, Stored

_OPEN = {ScoringStatus.DRAFT, ScoringStatus.RETURNED, ScoringStatus.WITH_SUPERVISOR}
_SIGNED = {ScoringStatus.SIGNED_OFF, ScoringStatus.SUPERSEDED}


@dataclass(frozen=True)
class EditionLine:
    """One edition: what it is, how many scorings are open, signed off and withdrawn with it, and the retirement that stands.

    `at_hand` says that its file is there, `changed` that the file is not what it was at its first use, so that no scoring starts with it; `local`
    that it is the authority's own; `offered` that a new scoring can use it, as the newest edition of its instrument that is not retired.
    """

    name: str
    title: str
    edition: str
    at_hand: bool
    local: bool
    changed: bool
    offered: bool
    first_used_at: datetime | None
    uses: Mapping[str, int] = field(default_factory=dict)
    retired: Retirement | None = None

    def count(self, statuses: set[ScoringStatus]) -> int:
        """How many scorings stand at one of these."""
        return sum(number for status, number in self.uses.items() if status in statuses)

    @property
    def open(self) -> int:
        """Scorings that are not signed yet."""
        return self.count(_OPEN)

    @property
    def signed(self) -> int:
        """Scorings that are signed off, those that an amendment replaced among them."""
        return self.count(_SIGNED)

    @property
    def withdrawn(self) -> int:
        """Scorings that came to nothing."""
        return self.count({ScoringStatus.WITHDRAWN})


@dataclass(frozen=True)
class Editions:
    """Every edition there is, and what is wrong with the files of one's own that cannot be used."""

    lines: Sequence[EditionLine]
    faulty: Sequence[str]


@dataclass(frozen=True)
class EditionView:
    """One edition, its licence (`instrument` is None where its text cannot be read), and every time that it was retired."""

    line: EditionLine
    instrument: Instrument | None
    history: Sequence[Retirement]


def list_editions(desk: Desk) -> Editions:
    """Every edition at hand or ever used, those with open scorings among them; a fixed number of queries. Raises Refused."""
    desk.require(Permission.INSTRUMENT_ADMINISTER)
    used = {one.name: one for one in storage.stored(desk.session)}
    names = sorted({*desk.library.shelf(), *used})
    retired, uses = storage.standing(desk.session), storage.uses(desk.session)
    offered = {one.instrument.name for one in desk.library.newest(without=retired)}
    lines = [
        _line(desk, name, used.get(name), uses.get(name, {}), retired.get(name), offered=name in offered)
        for name in names
    ]
    return Editions(lines, [str(fault) for fault in desk.library.faulty])


def _line(
    desk: Desk, name: str, used: Stored | None, uses: Mapping[str, int], retired: Retirement | None, *, offered: bool
) -> EditionLine:
    shelved = desk.library.find(name)
    key, _, edition = name.partition("@")
    changed = bool(shelved and used and shelved.fingerprint != used.fingerprint)
    return EditionLine(
        name=name,
        title=(shelved.instrument.title if shelved else "") or key,
        edition=edition,
        at_hand=shelved is not None,
        local=shelved.local if shelved else used is not None and not used.exportable,
        changed=changed,
        offered=offered and not changed,
        first_used_at=used.first_used_at if used else None,
        uses=uses,
        retired=retired,
    )


def open_edition(desk: Desk, name: str) -> EditionView:
    """One edition with its licence and what became of it. Raises Refused or NotFound."""
    lines = {one.name: one for one in list_editions(desk).lines}
    if name not in lines:
        raise NotFound
    key, _, edition = name.partition("@")
    return EditionView(lines[name], _instrument(desk, name), storage.of_edition(desk.session, key, edition))


def _instrument(desk: Desk, name: str) -> Instrument | None:
    shelved = desk.library.find(name)
    if shelved is not None:
        return shelved.instrument
    key, _, edition = name.partition("@")
    row = instruments.named(desk.session, key, edition)
    try:
        return desk.library.parsed(row.text, exportable=row.descriptors_exportable, source=name) if row else None
    except GcpError:
        return None


def retire(desk: Desk, name: str, reason: str) -> None:
    """Have no new scoring start with an edition. Raises Refused, NotFound, Invalid for the reason, or Blocked where it is retired."""
    line = _to_change(desk, name, reason, retired=True)
    key, _, edition = line.name.partition("@")
    row = EditionRetirement(
        id=desk.new_id(), key=key, edition=edition, reason=reason.strip(), at=desk.now, by_id=desk.who.person_id
    )
    if not storage.retire(desk.session, row, event=Event("instrument.retired", details={"instrument": name})):
        raise Blocked(rules.RETIRED_ALREADY)


def bring_back(desk: Desk, name: str, reason: str) -> None:
    """Let scorings start with a retired edition again. Raises Refused, NotFound, Invalid for the reason, or Blocked where it is not retired."""
    line = _to_change(desk, name, reason, retired=False)
    key, _, edition = line.name.partition("@")
    event = Event("instrument.brought-back", details={"instrument": name})
    done = storage.bring_back(
        desk.session, key, edition, reason.strip(), event=event, at=desk.now, by=desk.who.person_id
    )
    if not done:
        raise Blocked(rules.NOT_RETIRED)


def _to_change(desk: Desk, name: str, reason: str, *, retired: bool) -> EditionLine:
    line = open_edition(desk, name).line
    if fault := rules.state_fault(retired=line.retired is not None, wanted=retired):
        raise Blocked(fault)
    if fault := rules.reason_fault(reason):
        raise Invalid({"reason": fault})
    return line
