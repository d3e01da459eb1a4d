"""Adding many people at once out of a table of text, with a rehearsal first: all of them or none, and what is wrong named by its line."""

import csv
import io
from dataclasses import dataclass

from workflow.rules.errors import Invalid
from workflow.rules.roles import Permission
from workflow.services import accounts, places
from workflow.services.accounts import NewPerson
from workflow.services.desk import Desk
from workflow.storage import administration as storage

COLUMNS = ("username", "name", "job", "agency", "team", "roles")
MOST_LINES = 1_000
_HEADS = f"The first line has to be: {','.join(COLUMNS)}"


@dataclass(frozen=True)
class Line:
    """One line of the table, as it would be added. `known` says that the username is taken: that account stays as it is."""

    number: int
    person: NewPerson
    known: bool


@dataclass(frozen=True)
class Rehearsal:
    """What a table would do. `faults` are sentences, each with its line; where there is one, nothing can be added."""

    lines: tuple[Line, ...]
    faults: tuple[str, ...]

    @property
    def new(self) -> tuple[Line, ...]:
        """The lines that would add somebody."""
        return tuple(line for line in self.lines if not line.known)


def rehearse(desk: Desk, text: str) -> Rehearsal:
    """What would come of a table of people; nothing is written. Needs `people:administer`, except at a desk of a command.

    The columns are username, name, job, agency, team and roles (several between semicolons). A username that is taken is left as it is.
    """
    if desk.actor is not None:
        desk.require(Permission.PEOPLE_ADMINISTER)
    read, faults = _read(text)
    taken = storage.usernames(desk.session, [person.username for _, person in read])
    seen: dict[str, int] = {}
    teams: dict[tuple[str, str], dict[str, str]] = {}
    for number, person in read:
        if person.username in seen:
            faults.append(f"Line {number}: {person.username} stands in line {seen[person.username]} already.")
        seen.setdefault(person.username, number)
        if person.username not in taken:
            where = (person.agency, person.team)
            wrong = accounts.faults(person) or teams.get(where)
            if wrong is None:
                wrong = teams[where] = places.faults_of(desk, *where)
            faults += [f"Line {number}: {sentence}" for sentence in wrong.values()]
    lines = tuple(Line(number, person, person.username in taken) for number, person in read)
    return Rehearsal(lines, tuple(faults))


def add_all(desk: Desk, found: Rehearsal) -> None:
    """Add everybody of a table that was rehearsed who is new, without a password: each gets a one-time link afterwards. All or nothing.

    Needs `people:administer`, except at a desk of a command. Raises Invalid where anything in the table is wrong.
    """
    if found.faults:
        raise Invalid({"table": " ".join(found.faults[:5])})
    for line in found.new:
        accounts.add_person(desk, line.person)


def _read(text: str) -> tuple[list[tuple[int, NewPerson]], list[str]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    found: list[tuple[int, NewPerson]] = []
    faults: list[str] = []
    try:
        heads = [one.strip().lower() for one in next(reader, [])]
        if tuple(heads) != COLUMNS:
            return [], [_HEADS]
        for cells in reader:
            number = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(found) == MOST_LINES:
                return [], [f"More than {MOST_LINES:,} lines. Add them in several goes."]
            if len(cells) != len(COLUMNS):
                faults.append(f"Line {number}: {len(cells)} columns instead of {len(COLUMNS)}.")
                continue
            found.append((number, _person(cells)))
    except csv.Error:
        faults.append(f"Line {reader.line_num}: a quotation mark is not closed, or stands where none can.")
    if not found and not faults:
        faults.append("There is nobody in it.")
    return found, faults


def _person(cells: list[str]) -> NewPerson:
    username, name, job, agency, team, roles = (cell.strip() for cell in cells)
    held = tuple(dict.fromkeys(role.strip().lower() for role in roles.split(";") if role.strip()))
    return NewPerson(username.lower(), name, "", agency, team, held, job)
