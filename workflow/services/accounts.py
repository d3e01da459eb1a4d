"""Accounts: adding people, closing their accounts, and their passwords. Signing in is `signing_in`."""

from dataclasses import dataclass
from pathlib import Path

from workflow.models import Person, RoleHeld
from workflow.rules.errors import Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.roles import BY_KEY, Permission
from workflow.rules.wording import words_fault
from workflow.services import passwords, places, sign_ins, throttling
from workflow.services.desk import Desk
from workflow.storage import people, trail

LONGEST_USERNAME = 80
LONGEST_NAME = 120
_MARKS = str.maketrans("", "", ".-_")
_MISSING = {
    "username": "Enter a username of letters, digits, dots and dashes.",
    "name": "Enter the person's name.",
    "agency": "Enter the agency that the person works for.",
    "team": "Enter the person's team.",
}
_NOT_YOURS = "This is not your password. Type the one you sign in with now."
_TOO_OFTEN = "A wrong password was given too often. Wait a quarter of an hour, then try again."


@dataclass(frozen=True)
class NewPerson:
    """Who is to be added. `roles` are keys of `rules.roles`; agency and team are found by name, or added.

    `password` is empty for somebody who is to choose it themselves, by a one-time link (`links`).
    """

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

    Raises Invalid, by field, for what is missing or too long, a username that is taken, an unknown role, a password that is short or guessed easily.
    """
    if desk.actor is not None:
        desk.require(Permission.PEOPLE_ADMINISTER)
    username = new.username.strip().lower()
    _check(desk, new, username)
    team = places.team_named(desk, new.agency, new.team)
    row = Person(
        id=desk.new_id(),
        username=username,
        name=new.name.strip(),
        job=new.job.strip(),
        team_id=team.id,
        password_hash=desk.practice.passwords.hashed(new.password) if new.password else "",
        demonstration=new.demonstration,
        created_at=desk.now,
    )
    roles = [
        RoleHeld(id=desk.new_id(), person_id=row.id, team_id=team.id, role=role, since=desk.now) for role in new.roles
    ]
    event = Event("person.added", subject_id=row.id, details={"roles": sorted(new.roles)})
    people.add(desk.session, row, roles, event=event, at=desk.now, by=desk.actor.person_id if desk.actor else None)
    return row


@dataclass(frozen=True)
class Account:
    """What somebody's own account says of them."""

    username: str
    name: str
    job: str
    agency: str
    has_password: bool


def own(desk: Desk) -> Account:
    """The account of the person who asks."""
    row = people.person(desk.session, desk.who.person_id)
    if row is None:
        raise NotFound
    agency = people.agencies_of(desk.session, [row.id]).get(row.id, "")
    return Account(row.username, row.name, row.job, agency, bool(row.password_hash))


def disable_person(desk: Desk, username: str) -> Person:
    """Close an account: it signs in no more, and is out wherever it is signed in. What the person did stays in their name.

    Needs `people:administer`, except at a desk of a command. Raises Invalid where there is no such open account.
    """
    row = to_change(desk, username)
    row.disabled_at = desk.now
    _keep(desk, row, "person.disabled")
    return row


def set_password(desk: Desk, username: str, password: str) -> Person:
    """Give an account a new password, and end its sign-ins.

    Needs `people:administer`, except at a desk of a command. Raises Invalid for a password that is short or guessed easily, or no such open account.
    """
    row = to_change(desk, username)
    check_password(desk, row, password)
    renew_password(desk, row, password)
    return row


def renew_password(desk: Desk, row: Person, password: str) -> None:
    """Keep a password that was checked, and end the account's sign-ins. For services that have decided who may."""
    row.password_hash = desk.practice.passwords.hashed(password)
    _keep(desk, row, "person.password-set")


def change_own_password(desk: Desk, current: str, new: str) -> str | Invalid:
    """Give oneself a new password: this sign-in gets another token, which is returned, and all others end.

    Where the current password is wrong, or the new one cannot be taken, the answer is an Invalid and not a raise: a wrong one is counted.
    """
    who = desk.who
    row = people.person(desk.session, who.person_id)
    attempt = throttling.own_password(desk)
    right = desk.practice.passwords.right(row.password_hash if row else None, current[: passwords.LONGEST + 1])
    if row is None or not right or not attempt.counts:
        event = Event("person.proof-refused", subject_id=who.person_id)
        trail.write(desk.session, event, at=desk.now, person_id=who.person_id)
        if attempt.counts:
            throttling.failed(desk, attempt)
        return Invalid({"current_password": _NOT_YOURS if attempt.counts else _TOO_OFTEN})
    fault = passwords.fault(new, row.username, row.name, leaks=desk.practice.settings.leaked_passwords)
    if fault:
        return Invalid({"password": fault})
    throttling.succeeded(desk, attempt)
    row.password_hash = desk.practice.passwords.hashed(new)
    event = Event("person.password-changed", subject_id=row.id)
    people.replace(desk.session, row, event=event, at=desk.now, by=row.id, keep=who.sign_in_id)
    return sign_ins.renewed(desk)


def check_password(desk: Desk, person: Person, password: str) -> None:
    """Raise Invalid where a person cannot have this password."""
    fault = passwords.fault(password, person.username, person.name, leaks=desk.practice.settings.leaked_passwords)
    if fault:
        raise Invalid({"password": fault})


def to_change(desk: Desk, username: str) -> Person:
    """The open account of that name, for whoever may change it: `people:administer`, or a command. Raises Invalid where there is none."""
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


def _check(desk: Desk, new: NewPerson, username: str) -> None:
    found = faults(new, desk.practice.settings.leaked_passwords)
    if "username" not in found and people.by_username(desk.session, username):
        found["username"] = "That username is taken. Choose another."
    if found:
        raise Invalid(found)


def faults(new: NewPerson, leaks: Path | None = None) -> dict[str, str]:
    """What is wrong with a new account, by field, but for whether the username is taken."""
    username = new.username.strip().lower()
    texts = {"username": username, "name": new.name, "job": new.job, "agency": new.agency, "team": new.team}
    found = {field: fault for field, text in texts.items() if (fault := _text_fault(field, text))}
    # The demonstration's password is on the page that offers it.
    asked = new.password and not new.demonstration
    fault = passwords.fault(new.password, username, new.name, leaks=leaks) if asked else None
    if fault:
        found["password"] = fault
    if not new.roles or set(new.roles) - set(BY_KEY):
        found["roles"] = f"Choose at least one role out of: {', '.join(BY_KEY)}."
    return found


def _text_fault(field: str, text: str) -> str | None:
    if not text.strip() and field in _MISSING:
        return _MISSING[field]
    if field == "username" and not text.translate(_MARKS).isalnum():
        return _MISSING[field]
    return words_fault(text, LONGEST_USERNAME if field == "username" else LONGEST_NAME)
