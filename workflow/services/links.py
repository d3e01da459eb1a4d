"""One-time links: an administrator makes one and hands it over outside; whoever opens it chooses the account's password.

The first link of an account (set-up) works for three days, one for somebody who forgot the password (reset) for an hour. Only the hash of its token is
kept. The link stands for the password alone: who has a second step makes it as always.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.models import OneTimeLink, Person
from workflow.rules.errors import NotFound
from workflow.rules.events import Event
from workflow.services import accounts, signing_in
from workflow.services.callers import UNKNOWN, Caller
from workflow.services.desk import Desk, token_hash
from workflow.services.signing_in import Entered, HalfWay
from workflow.storage import links, people

SET_UP, RESET = "set-up", "reset"
LASTS = {SET_UP: timedelta(hours=72), RESET: timedelta(hours=1)}
GONE = "This link does not work any more: it was used, a newer one was made, or its time is up. Ask your administrator for another."


@dataclass(frozen=True)
class NewLink:
    """A link as it is handed over: the token that belongs into its address, what it is for, and until when it works."""

    token: str
    purpose: str
    expires_at: datetime


@dataclass(frozen=True)
class Opened:
    """A link that somebody opened: whose it is and what it is for."""

    username: str
    name: str
    purpose: str


def make(desk: Desk, username: str) -> NewLink:
    """Make a link for an account; older ones work no more. Needs `people:administer`, except at a desk of a command.

    Raises Invalid where there is no such open account.
    """
    person = accounts.to_change(desk, username)
    purpose = RESET if person.password_hash else SET_UP
    token = secrets.token_urlsafe(32)
    row = OneTimeLink(
        id=desk.new_id(),
        token_hash=token_hash(token),
        person_id=person.id,
        purpose=purpose,
        made_at=desk.now,
        made_by_id=desk.actor.person_id if desk.actor else None,
        expires_at=desk.now + LASTS[purpose],
    )
    links.make(desk.session, row, event=Event("person.link-made", subject_id=person.id, details={"purpose": purpose}))
    return NewLink(token, purpose, row.expires_at)


def opened(desk: Desk, token: str) -> Opened:
    """What a link is for; opening it does not use it up. Raises NotFound where it does not work."""
    row, person = standing(desk, token)
    return Opened(person.username, person.name, row.purpose)


def use(desk: Desk, token: str, password: str, caller: Caller = UNKNOWN) -> Entered | HalfWay:
    """Give the account the password, end its sign-ins, and go on to the second step, or in.

    Raises NotFound where the link does not work, Invalid where the password cannot be taken; the link then works on.
    """
    if not desk.practice.settings.passwords:
        raise NotFound(GONE)
    row, person = standing(desk, token)
    accounts.check_password(desk, person, password)
    used = Event("person.link-used", subject_id=person.id, details={"purpose": row.purpose})
    if not links.use(desk.session, row.id, desk.now, event=used):
        raise NotFound(GONE)
    accounts.renew_password(desk, person, password)
    return signing_in.first_step_done(desk, person, caller, "link")


def standing(desk: Desk, token: str) -> tuple[OneTimeLink, Person]:
    """A link that works, and whose it is. Raises NotFound where it does not work."""
    row = links.standing(desk.session, token_hash(token), desk.now) if token else None
    person = people.person(desk.session, row.person_id) if row else None
    if row is None or person is None or person.disabled_at:
        raise NotFound(GONE)
    return row, person
