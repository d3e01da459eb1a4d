"""One's own sign-ins: where they are, ending them, and whether this one is fresh enough for what matters most."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.models import SignIn
from workflow.rules.errors import NotFound, ProofNeeded
from workflow.rules.events import Event
from workflow.services.desk import IDLE, Desk, token_hash
from workflow.storage import sign_ins

RECENT = timedelta(minutes=15)
"""How old a sign-in may be that changes how its owner signs in, or ends another."""
END_NEEDS = "Sign in again first: it is a while since you did, and only you may end what is signed in under your name."


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
    """End one of one's own sign-ins elsewhere; one that is ended already stays so.

    Raises NotFound where it is somebody else's, ProofNeeded where this sign-in is too old: whoever found a browser open shuts nobody out.
    """
    who = desk.who
    row = sign_ins.find(desk.session, sign_in_id)
    if row is None or row.person_id != who.person_id or row.id == who.sign_in_id:
        raise NotFound
    _require_fresh(desk)
    event = Event("person.sign-in-ended", subject_id=who.person_id)
    sign_ins.end(desk.session, row.id, desk.now, event=event, by=who.person_id)


def end_others(desk: Desk) -> None:
    """End all of one's own sign-ins but this one, and know no browser but this any more. Raises ProofNeeded where this one is too old."""
    who = desk.who
    _require_fresh(desk)
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
    if not _fresh(desk, row) or (second and row and not row.second):
        raise ProofNeeded


def may_end(desk: Desk) -> bool:
    """Whether this sign-in is fresh enough to end others with."""
    return _fresh(desk, sign_ins.find(desk.session, desk.who.sign_in_id))


def _require_fresh(desk: Desk) -> None:
    if not may_end(desk):
        raise ProofNeeded(END_NEEDS)


def _fresh(desk: Desk, row: SignIn | None) -> bool:
    return row is not None and desk.now - row.started_at < RECENT
