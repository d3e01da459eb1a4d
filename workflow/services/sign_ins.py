"""One's own sign-ins: where they are, ending them, and whether this one is fresh enough for what matters most."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.rules.errors import NotFound, ProofNeeded
from workflow.rules.events import Event
from workflow.services.desk import IDLE, Desk, token_hash
from workflow.storage import sign_ins

RECENT = timedelta(minutes=15)
"""How old a sign-in may be that changes how its owner signs in."""


@dataclass(frozen=True)
class Place:
    """Where somebody is signed in: since when, when it was last used, from where, and whether it is this browser."""

    id: str
    since: datetime
    seen_at: datetime
    browser: str
    address: str
    here: bool


def places(desk: Desk) -> tuple[Place, ...]:
    """Everywhere that the person who asks is signed in; this browser first, then the newest."""
    who = desk.who
    rows = [row for row in sign_ins.of(desk.session, who.person_id, desk.now) if desk.now - row.seen_at < IDLE]
    found = [
        Place(row.id, row.started_at, row.seen_at, row.browser, row.address, row.id == who.sign_in_id) for row in rows
    ]
    return tuple(sorted(found, key=lambda place: not place.here))


def end(desk: Desk, sign_in_id: str) -> None:
    """End one of one's own sign-ins elsewhere; one that is ended already stays so. Raises NotFound where it is somebody else's."""
    who = desk.who
    row = sign_ins.find(desk.session, sign_in_id)
    if row is None or row.person_id != who.person_id or row.id == who.sign_in_id:
        raise NotFound
    event = Event("person.sign-in-ended", subject_id=who.person_id)
    sign_ins.end(desk.session, row.id, desk.now, event=event, by=who.person_id)


def end_others(desk: Desk) -> None:
    """End all of one's own sign-ins but this one, and know no browser but this any more."""
    who = desk.who
    event = Event("person.sign-ins-ended", subject_id=who.person_id)
    sign_ins.end_all(
        desk.session, who.person_id, desk.now, event=event, by=who.person_id, keep=who.sign_in_id, forget=False
    )


def renewed(desk: Desk, second: str = "") -> str:
    """Another token for this sign-in; the old one opens nothing any more. `second` is how the second step was made just now, if it was."""
    who = desk.who
    token = secrets.token_urlsafe(32)
    sign_ins.renew(desk.session, who.sign_in_id, token_hash(token), desk.now, second)
    return token


def require_recent(desk: Desk, *, second: bool) -> None:
    """Raise ProofNeeded unless this sign-in is a few minutes old at most, and was made with a second step where `second` asks for one."""
    row = sign_ins.find(desk.session, desk.who.sign_in_id)
    if row is None or desk.now - row.started_at >= RECENT or (second and not row.second):
        raise ProofNeeded
