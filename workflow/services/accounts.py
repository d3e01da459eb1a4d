"""Accounts: adding people, signing in and out."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from workflow.models import Agency, Person, RoleHeld, SignIn, Team
from workflow.rules.errors import Invalid
from workflow.rules.events import Event
from workflow.rules.roles import BY_KEY, Permission
from workflow.services.desk import Desk, token_hash
from workflow.storage import people, trail

LONGEST = timedelta(hours=12)
"""A sign-in ends after this long, however busy."""
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
_WRONG = "The username or password is not right. Check both and try again."


@dataclass(frozen=True)
class NewPerson:
    """Who is to be added. `roles` are keys of `rules.roles`; agency and team are found by name, or added."""

    username: str
    name: str
    password: str
    agency: str
    team: str
    roles: tuple[str, ...]
    job: str = ""
    demonstration: bool = False


def add_person(desk: Desk, new: NewPerson) -> Person:
    """Add an account. Needs `people:administer`, except at a desk of a command (nobody signed in).

    Raises Invalid for a username that is taken, an unknown role or a password of fewer than 12 characters.
    """
    if desk.actor is not None:
        desk.require(Permission.PEOPLE_ADMINISTER)
    username = new.username.strip().lower()
    _check(desk, new, username)
    agency, team = Agency(id=desk.new_id(), name=new.agency), Team(id=desk.new_id(), agency_id="", name=new.team)
    team = people.find_or_add_team(desk.session, agency, team)
    row = Person(
        id=desk.new_id(),
        username=username,
        name=new.name.strip(),
        job=new.job.strip(),
        team_id=team.id,
        password_hash=desk.practice.passwords.hashed(new.password),
        demonstration=new.demonstration,
        created_at=desk.now,
    )
    roles = [
        RoleHeld(id=desk.new_id(), person_id=row.id, team_id=team.id, role=role, since=desk.now) for role in new.roles
    ]
    event = Event("person.added", subject_id=row.id, details={"roles": sorted(new.roles)})
    people.add(desk.session, row, roles, event=event, at=desk.now, by=desk.actor.person_id if desk.actor else None)
    return row


def _check(desk: Desk, new: NewPerson, username: str) -> None:
    faults: dict[str, str] = {}
    if not username or not username.replace(".", "").replace("-", "").replace("_", "").isalnum():
        faults["username"] = "Enter a username of letters, digits, dots and dashes."
    elif people.by_username(desk.session, username):
        faults["username"] = "That username is taken. Choose another."
    if not new.name.strip():
        faults["name"] = "Enter the person's name."
    if not SHORTEST_PASSWORD <= len(new.password) <= LONGEST_PASSWORD:
        faults["password"] = f"Choose a password of {SHORTEST_PASSWORD} characters or more."
    unknown = [role for role in new.roles if role not in BY_KEY]
    if unknown or not new.roles:
        faults["roles"] = f"Choose at least one role out of: {', '.join(BY_KEY)}."
    if faults:
        raise Invalid(faults)


def sign_in(desk: Desk, username: str, password: str) -> str | None:
    """The token of a new sign-in, or None where username and password do not belong together.

    None, and not a raise, so that the refusal is kept in the trail. Demonstration accounts are refused outside the demonstration.
    """
    found = people.by_username(desk.session, username.strip().lower())
    right = desk.practice.passwords.right(found.password_hash if found else None, password[:LONGEST_PASSWORD])
    allowed = found and not found.disabled_at and (desk.practice.settings.demo or not found.demonstration)
    if not (found and right and allowed):
        event = Event("person.sign-in-refused", subject_id=found.id if found else None)
        trail.write(desk.session, event, at=desk.now, person_id=None)
        return None
    token = secrets.token_urlsafe(32)
    row = SignIn(
        id=desk.new_id(),
        token_hash=token_hash(token),
        person_id=found.id,
        started_at=desk.now,
        seen_at=desk.now,
        expires_at=desk.now + LONGEST,
    )
    people.start_sign_in(desk.session, row, event=Event("person.signed-in", subject_id=found.id))
    return token


def wrong_sign_in() -> Invalid:
    """What the sign-in page shows; it never says which of the two was wrong."""
    return Invalid({"username": _WRONG})


def sign_out(desk: Desk) -> None:
    """End this browser's sign-in."""
    who = desk.who
    event = Event("person.signed-out", subject_id=who.person_id)
    people.end_sign_in(desk.session, who.sign_in_id, desk.now, event=event, by=who.person_id)
