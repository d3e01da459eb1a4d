"""Accounts: adding people, signing in and out."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from workflow.models import Agency, Person, RoleHeld, SignIn, Team
from workflow.rules.errors import Invalid
from workflow.rules.events import Event
from workflow.rules.roles import BY_KEY, Permission
from workflow.rules.wording import words_fault
from workflow.services.desk import Desk, token_hash
from workflow.storage import people, trail

LONGEST = timedelta(hours=12)
"""A sign-in ends after this long, however busy."""
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
LONGEST_USERNAME = 80
LONGEST_NAME = 120
_MARKS = str.maketrans("", "", ".-_")
_MISSING = {
    "username": "Enter a username of letters, digits, dots and dashes.",
    "name": "Enter the person's name.",
    "agency": "Enter the agency that the person works for.",
    "team": "Enter the person's team.",
}
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

    Raises Invalid, by field, for what is missing or too long, a username that is taken, an unknown role, a password of fewer than 12 characters.
    """
    if desk.actor is not None:
        desk.require(Permission.PEOPLE_ADMINISTER)
    username = new.username.strip().lower()
    _check(desk, new, username)
    agency = Agency(id=desk.new_id(), name=new.agency.strip())
    team = Team(id=desk.new_id(), agency_id="", name=new.team.strip())
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


def disable_person(desk: Desk, username: str) -> Person:
    """Close an account: it signs in no more, and is out wherever it is signed in. What the person did stays in their name.

    Needs `people:administer`, except at a desk of a command. Raises Invalid where there is no such open account.
    """
    row = _to_change(desk, username)
    row.disabled_at = desk.now
    _keep(desk, row, "person.disabled")
    return row


def set_password(desk: Desk, username: str, password: str) -> Person:
    """Give an account a new password, and end its sign-ins.

    Needs `people:administer`, except at a desk of a command. Raises Invalid for a password of fewer than 12 characters, or no such open account.
    """
    row = _to_change(desk, username)
    fault = _password_fault(password)
    if fault:
        raise Invalid({"password": fault})
    row.password_hash = desk.practice.passwords.hashed(password)
    _keep(desk, row, "person.password-set")
    return row


def _to_change(desk: Desk, username: str) -> Person:
    if desk.actor is not None:
        desk.require(Permission.PEOPLE_ADMINISTER)
    name = username.strip().lower()
    row = None if words_fault(name, LONGEST_USERNAME) else people.by_username(desk.session, name)
    if row is None or row.disabled_at:
        raise Invalid({"username": "There is no open account of that name."})
    return row


def _keep(desk: Desk, row: Person, kind: str) -> None:
    event = Event(kind, subject_id=row.id)
    people.replace(desk.session, row, event=event, at=desk.now, by=desk.actor.person_id if desk.actor else None)


def _password_fault(password: str) -> str | None:
    if SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return None
    return f"Choose a password of {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters."


def _check(desk: Desk, new: NewPerson, username: str) -> None:
    texts = {"username": username, "name": new.name, "job": new.job, "agency": new.agency, "team": new.team}
    faults = {field: fault for field, text in texts.items() if (fault := _text_fault(field, text))}
    if "username" not in faults and people.by_username(desk.session, username):
        faults["username"] = "That username is taken. Choose another."
    password = _password_fault(new.password)
    if password:
        faults["password"] = password
    if not new.roles or set(new.roles) - set(BY_KEY):
        faults["roles"] = f"Choose at least one role out of: {', '.join(BY_KEY)}."
    if faults:
        raise Invalid(faults)


def _text_fault(field: str, text: str) -> str | None:
    if not text.strip() and field in _MISSING:
        return _MISSING[field]
    if field == "username" and not text.translate(_MARKS).isalnum():
        return _MISSING[field]
    return words_fault(text, LONGEST_USERNAME if field == "username" else LONGEST_NAME)


def sign_in(desk: Desk, username: str, password: str) -> str | None:
    """The token of a new sign-in, or None where username and password do not belong together.

    None, and not a raise, so that the refusal is kept in the trail. Demonstration accounts are refused outside the demonstration.
    """
    name = username.strip().lower()
    found = None if words_fault(name, LONGEST_USERNAME) else people.by_username(desk.session, name)
    # Cut one character beyond the longest, so that a cut password is never a right one.
    right = desk.practice.passwords.right(found.password_hash if found else None, password[: LONGEST_PASSWORD + 1])
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
