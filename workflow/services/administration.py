"""Looking after accounts: finding one, what it may do and since when, and changing it. Everything here needs `people:administer`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workflow.models import Person, RoleHeld, Training
from workflow.rules import administration as rules
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound, ProofNeeded
from workflow.rules.events import Event
from workflow.rules.places import TEAM_CLOSED
from workflow.rules.roles import BY_KEY, ROLES, Permission
from workflow.rules.wording import words_fault
from workflow.services import accounts, links, places, second_factor, sign_ins
from workflow.services.desk import Desk
from workflow.services.links import NewLink
from workflow.services.second_factor import Ways
from workflow.storage import administration as storage
from workflow.storage import identities, involved, people, scorings
from workflow.storage import training as trainings
from workflow.storage.administration import HeldRole, PersonLine

PROOF_NEEDS = "Sign in again first: it is a while since you did, and this opens the records of others."
A_PAGE = 50
"""Accounts on one page of the list."""
_ADMINISTRATORS = frozenset(role.key for role in ROLES if Permission.PEOPLE_ADMINISTER in role.permissions)


@dataclass(frozen=True)
class PeoplePage:
    """One page of the accounts that were looked for: each with the names of the roles held now. `pages` is at least 1."""

    lines: tuple[tuple[PersonLine, tuple[str, ...]], ...]
    total: int
    number: int
    pages: int


@dataclass(frozen=True)
class PersonView:
    """One account as those who look after it see it. `stamp` says which state of it the page shows.

    `cannot_close` and `cannot_change_roles` say why not, "" where that can be done. `leads` and `involved` are numbers of families: how many
    they lead, and in how many they have another part; which ones is not for whoever looks after accounts. `by_provider` is since when somebody
    of the organisation's provider comes in with it; `proven` says that whoever looks signed in a short while ago.
    """

    line: PersonLine
    held: tuple[HeldRole, ...]
    over: tuple[HeldRole, ...]
    trainings: Sequence[Training]
    ways: Ways
    has_password: bool
    last_seen: datetime | None
    stamp: str
    cannot_close: str
    cannot_change_roles: str
    leads: int
    involved: int
    scores: int
    by_provider: datetime | None
    proven: bool


def find_people(desk: Desk, words: str = "", number: int = 1) -> PeoplePage:
    """The accounts whose name, username, job, team or agency has these words in it, 50 a page; five queries however many there are."""
    desk.require(Permission.PEOPLE_ADMINISTER)
    number = max(1, min(number, 10_000))
    lines, total = storage.people(desk.session, words.strip(), skip=(number - 1) * A_PAGE, most=A_PAGE)
    held: dict[str, list[str]] = {}
    for one in storage.roles(desk.session, [line.id for line in lines]):
        if one.until is None:
            held.setdefault(one.person_id, []).append(role_name(one.role))
    rows = tuple((line, tuple(dict.fromkeys(held.get(line.id, ())))) for line in lines)
    return PeoplePage(rows, total, number, max(1, -(-total // A_PAGE)))


def role_name(key: str) -> str:
    """What a role is called; its key where the table has it no more."""
    return BY_KEY[key].name if key in BY_KEY else key


def open_person(desk: Desk, person_id: str) -> PersonView:
    """One account with its roles, trainings and ways in. Raises NotFound."""
    desk.require(Permission.PEOPLE_ADMINISTER)
    line, row = storage.line(desk.session, person_id), people.person(desk.session, person_id)
    if line is None or row is None:
        raise NotFound
    roles = storage.roles(desk.session, [person_id])
    leads, others = involved.how_many(desk.session, person_id, desk.today)
    asking = desk.who.person_id
    return PersonView(
        line=line,
        held=tuple(one for one in roles if one.until is None),
        over=tuple(one for one in roles if one.until is not None),
        trainings=trainings.of_person(desk.session, person_id),
        ways=second_factor.ways(desk, person_id),
        has_password=bool(row.password_hash),
        last_seen=storage.last_seen(desk.session, person_id),
        stamp=_stamp(line),
        cannot_close=rules.closing_fault(asking, person_id) or "",
        cannot_change_roles=rules.roles_fault(asking, person_id) or "",
        leads=leads,
        involved=others,
        scores=scorings.how_many_open(desk.session, person_id),
        by_provider=identities.linked_since(desk.session, person_id),
        proven=_is_proven(desk),
    )


def _stamp(line: PersonLine) -> str:
    return rules.stamp((line.name, line.job, line.agency, line.team, line.disabled_at))


@dataclass(frozen=True)
class PersonFacts:
    """What can be changed of an account: the name, the job, and where the person works; agency and team are found by name, or added."""

    name: str
    job: str
    agency: str
    team: str


def change_person(desk: Desk, person_id: str, facts: PersonFacts, stamp: str) -> None:
    """Correct an account. Their roles stay in the teams they were given for. Raises NotFound, Invalid by field, or Conflict where
    somebody else has changed it since the page was opened.
    """
    row, line = _account(desk, person_id)
    if stamp != _stamp(line):
        raise Conflict(rules.STALE)
    texts = {"name": facts.name, "job": facts.job, "agency": facts.agency, "team": facts.team}
    faults = {field: fault for field, text in texts.items() if (fault := words_fault(text, accounts.LONGEST_NAME))}
    if faults:
        raise Invalid(faults)
    if (facts.name, facts.job, facts.agency, facts.team) == (line.name, line.job, line.agency, line.team):
        return
    if (facts.agency, facts.team) != (line.agency, line.team):
        row.team_id = places.team_named(desk, facts.agency, facts.team).id
    row.name, row.job = facts.name, facts.job
    event = Event("person.changed", subject_id=row.id)
    storage.change(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)


def give_role(desk: Desk, person_id: str, role: str, agency: str, team: str) -> None:
    """Give somebody a role in a team, found by name or added; they sign in again. The same twice is given once.

    Raises NotFound; Blocked for one's own account; Invalid (role, role_agency, role_team) for an unknown role, a name that cannot be kept, or
    what is closed.
    """
    row, _ = _account(desk, person_id)
    _prove(desk)
    _refuse(rules.roles_fault(desk.who.person_id, row.id))
    faults = {name: fault for name, text in (("agency", agency), ("team", team)) if (fault := words_fault(text, 120))}
    faults = {f"role_{name}": fault for name, fault in (faults or places.faults_of(desk, agency, team)).items()}
    if role not in BY_KEY:
        faults["role"] = "Choose one of the roles in the list."
    if faults:
        raise Invalid(faults)
    place = places.team_named(desk, agency, team)
    held = [one for one in storage.roles(desk.session, [row.id]) if one.until is None]
    if any((one.role, one.agency, one.team) == (role, agency.strip(), team.strip()) for one in held):
        return
    new = RoleHeld(id=desk.new_id(), person_id=row.id, team_id=place.id, role=role, since=desk.now)
    event = Event("person.role-given", subject_id=row.id, details={"role": role, "team_id": place.id})
    storage.give_role(desk.session, new, event=event, at=desk.now, by=desk.who.person_id)


def end_role(desk: Desk, person_id: str, role_id: str) -> None:
    """End a role that somebody holds; they sign in again. Raises NotFound; Blocked for one's own account and for the last administrator."""
    row, _ = _account(desk, person_id)
    _refuse(rules.roles_fault(desk.who.person_id, row.id))
    held = storage.role(desk.session, role_id) if role_id.isascii() and role_id.isalnum() else None
    if held is None or held.person_id != row.id:
        raise NotFound
    if held.until is not None:
        return
    if held.role in _ADMINISTRATORS:
        _refuse(rules.last_fault(storage.holders(desk.session, _ADMINISTRATORS, row.id)))
    event = Event("person.role-ended", subject_id=row.id, details={"role": held.role, "team_id": held.team_id})
    storage.end_role(desk.session, held, event=event, at=desk.now, by=desk.who.person_id)


def close(desk: Desk, person_id: str) -> None:
    """Close an account: it signs in no more, and is out wherever it is signed in. Closing a closed one is no error.

    Raises NotFound; Blocked for one's own account and for the last administrator.
    """
    row, _ = _account(desk, person_id)
    _refuse(rules.closing_fault(desk.who.person_id, row.id))
    if row.disabled_at:
        return
    if any(one.until is None and one.role in _ADMINISTRATORS for one in storage.roles(desk.session, [row.id])):
        _refuse(rules.last_fault(storage.holders(desk.session, _ADMINISTRATORS, row.id)))
    accounts.disable_person(desk, row.username)


def open_again(desk: Desk, person_id: str) -> None:
    """Open a closed account. Its password and roles are as they were. Opening an open one is no error. Raises NotFound; Blocked where its team is
    closed.
    """
    row, line = _account(desk, person_id)
    if not row.disabled_at:
        return
    if line.team_closed:
        raise Blocked(TEAM_CLOSED)
    row.disabled_at = None
    event = Event("person.opened-again", subject_id=row.id)
    storage.change(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)


def make_link(desk: Desk, person_id: str) -> NewLink:
    """Make a one-time link for an account. Raises NotFound; ProofNeeded where whoever does it signed in too long ago."""
    row, _ = _account(desk, person_id)
    _prove(desk)
    return links.make(desk, row.username)


def reset_second_step(desk: Desk, person_id: str) -> None:
    """Take away what an account has for the second step. Raises NotFound; ProofNeeded where whoever does it signed in too long ago."""
    row, _ = _account(desk, person_id)
    _prove(desk)
    second_factor.reset(desk, row.username)


def unlink_provider(desk: Desk, person_id: str) -> None:
    """Have nobody of the organisation's provider come in with an account any more, and end its sign-ins. Where nobody did it is no error.

    Raises NotFound; ProofNeeded where whoever does it signed in too long ago.
    """
    row, _ = _account(desk, person_id)
    _prove(desk)
    if identities.linked_since(desk.session, row.id) is None:
        return
    event = Event("person.provider-unlinked", subject_id=row.id)
    identities.unlink(desk.session, row.id, event=event, at=desk.now, by=desk.who.person_id)


def username_of(desk: Desk, person_id: str) -> str:
    """The username of an account, for the services that go by it. Raises NotFound."""
    return _account(desk, person_id)[0].username


def _account(desk: Desk, person_id: str) -> tuple[Person, PersonLine]:
    desk.require(Permission.PEOPLE_ADMINISTER)
    row, line = people.person(desk.session, person_id), storage.line(desk.session, person_id)
    if row is None or line is None:
        raise NotFound
    return row, line


def _prove(desk: Desk) -> None:
    if not _is_proven(desk):
        raise ProofNeeded(PROOF_NEEDS)


def _is_proven(desk: Desk) -> bool:
    """Whether it is the administrator who asks, and not whoever found their browser open. A command has no sign-in: who runs it has the machine."""
    return not desk.who.sign_in_id or sign_ins.may_end(desk)


def _refuse(fault: str | None) -> None:
    if fault:
        raise Blocked(fault)
