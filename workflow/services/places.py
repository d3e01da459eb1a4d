"""Looking after teams and agencies: who is in them, giving them another name, closing them and opening them again. Needs `people:administer`.

Whoever is put into a team by its name goes through `team_named`, so that nobody comes into a closed one, and no name of before makes a second one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workflow.models import Agency, PlaceChange, PlaceDeed, Team
from workflow.rules import places as rules
from workflow.rules.administration import stamp as stamp_of
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.roles import BY_KEY, Permission
from workflow.services.desk import Desk
from workflow.storage import people
from workflow.storage import places as storage
from workflow.storage.places import Change, Member, Place, TeamLine

_WHAT = {True: "a team", False: "an agency"}


@dataclass(frozen=True)
class AgencyLine:
    """An agency and its teams. `people` is how many open accounts are in them."""

    id: str
    name: str
    closed_at: datetime | None
    teams: tuple[TeamLine, ...]

    @property
    def people(self) -> int:
        """Open accounts in all its teams."""
        return sum(team.people for team in self.teams)


@dataclass(frozen=True)
class PlaceView:
    """A team (`agency` says of what) or an agency ("") as those who look after it see it. `stamp` says which state of it the page shows.

    `stops` is what stops it from being closed, a sentence each; `cannot_open` why it cannot be opened again, "" where it can.
    `by_settings` says that the settings give roles in it by its name.
    """

    id: str
    name: str
    agency: str
    agency_id: str
    closed_at: datetime | None
    stamp: str
    members: tuple[tuple[Member, tuple[str, ...]], ...]
    teams: tuple[TeamLine, ...]
    stops: tuple[str, ...]
    cannot_open: str
    by_settings: bool
    history: Sequence[Change]

    @property
    def is_team(self) -> bool:
        """Whether it is a team, and no agency."""
        return bool(self.agency_id)


def list_places(desk: Desk) -> tuple[AgencyLine, ...]:
    """Every agency with its teams, by name, closed ones too; two queries. Raises Refused."""
    desk.require(Permission.PEOPLE_ADMINISTER)
    teams: dict[str, list[TeamLine]] = {}
    for one in storage.teams(desk.session):
        teams.setdefault(one.agency_id, []).append(one)
    return tuple(
        AgencyLine(one.id, one.name, one.closed_at, tuple(teams.get(one.id, ())))
        for one in storage.agencies(desk.session)
    )


def open_place(desk: Desk, place_id: str) -> PlaceView:
    """One team or agency. Raises Refused or NotFound."""
    row = _place(desk, place_id)
    return _team_view(desk, row) if isinstance(row, Team) else _agency_view(desk, row)


def _place(desk: Desk, place_id: str) -> Place:
    desk.require(Permission.PEOPLE_ADMINISTER)
    row = storage.place(desk.session, place_id) if place_id.isascii() and place_id.isalnum() else None
    if row is None:
        raise NotFound
    return row


def _team_view(desk: Desk, row: Team) -> PlaceView:
    agency = storage.agency(desk.session, row.agency_id)
    members = storage.members(desk.session, row.id, desk.today)
    own = [one for one in members if not one.closed and one.of_it]
    roles = sum(len(one.roles) for one in members if not one.closed)
    parts = sum(one.parts for one in members if one.closed)
    given = desk.practice.settings.group_roles.values()
    return PlaceView(
        id=row.id,
        name=row.name,
        agency=agency.name,
        agency_id=agency.id,
        closed_at=row.closed_at,
        stamp=_stamp(row),
        members=tuple((one, tuple(BY_KEY[key].name if key in BY_KEY else key for key in one.roles)) for one in members),
        teams=(),
        stops=rules.stops_closing_team(len(own), roles, parts),
        cannot_open=rules.AGENCY_CLOSED if agency.closed_at else "",
        by_settings=any((one.agency, one.team) == (agency.name, row.name) for one in given),
        history=storage.history(desk.session, row.id),
    )


def _agency_view(desk: Desk, row: Agency) -> PlaceView:
    teams = tuple(storage.teams_of(desk.session, row.id))
    given = desk.practice.settings.group_roles.values()
    return PlaceView(
        id=row.id,
        name=row.name,
        agency="",
        agency_id="",
        closed_at=row.closed_at,
        stamp=_stamp(row),
        members=(),
        teams=teams,
        stops=rules.stops_closing_agency(sum(one.closed_at is None for one in teams)),
        cannot_open="",
        by_settings=any(one.agency == row.name for one in given),
        history=storage.history(desk.session, row.id),
    )


def _stamp(row: Place) -> str:
    return stamp_of((row.name, row.closed_at))


def rename(desk: Desk, place_id: str, name: str, reason: str, stamp: str) -> None:
    """Give a team or an agency another name. What was issued keeps the name of its time; everything else says the new one.

    Raises Refused, NotFound, Invalid by field (name, name_reason), or Conflict where it was changed since the page was opened.
    """
    row, new = _to_change(desk, place_id, stamp), name.strip()
    beside = storage.teams_of(desk.session, row.agency_id) if isinstance(row, Team) else storage.agencies(desk.session)
    others = [one.name for one in beside if one.id != row.id]
    once = _once_named(desk, row, new)
    fault = rules.name_fault(new, row.name, others, once.name if once and once.id != row.id else "")
    _refuse({"name": fault, "name_reason": rules.reason_fault(reason)})
    before, row.name = row.name, new
    _keep(desk, row, PlaceDeed.RENAMED, reason, before)


def _once_named(desk: Desk, row: Place, name: str) -> Place | None:
    if isinstance(row, Team):
        return storage.team_once_named(desk.session, row.agency_id, name)
    return storage.agency_once_named(desk.session, name)


def close(desk: Desk, place_id: str, reason: str, stamp: str) -> None:
    """Close a team or an agency: nobody is put into it any more, and it stays readable. Raises as `rename`; Blocked where something stops it."""
    row = _to_change(desk, place_id, stamp)
    if row.closed_at:
        raise Blocked(rules.CLOSED_ALREADY)
    if stops := open_place(desk, place_id).stops:
        raise Blocked(" ".join(stops))
    _refuse({"reason": rules.reason_fault(reason)})
    row.closed_at = desk.now
    _keep(desk, row, PlaceDeed.CLOSED, reason, row.name)


def open_again(desk: Desk, place_id: str, reason: str, stamp: str) -> None:
    """Open a closed team or agency again. Raises as `rename`; Blocked where it is open, or the team's agency is closed."""
    row = _to_change(desk, place_id, stamp)
    if not row.closed_at:
        raise Blocked(rules.OPEN_ALREADY)
    if cannot := open_place(desk, place_id).cannot_open:
        raise Blocked(cannot)
    _refuse({"reason": rules.reason_fault(reason)})
    row.closed_at = None
    _keep(desk, row, PlaceDeed.OPENED, reason, row.name)


def _to_change(desk: Desk, place_id: str, stamp: str) -> Place:
    _place(desk, place_id)
    row = storage.held(desk.session, place_id)
    if row is None:
        raise NotFound
    if stamp != _stamp(row):
        raise Conflict(rules.STALE)
    return row


def _refuse(faults: dict[str, str | None]) -> None:
    found = {field: fault for field, fault in faults.items() if fault}
    if found:
        raise Invalid(found)


_KINDS = {
    PlaceDeed.RENAMED: "place.renamed",
    PlaceDeed.CLOSED: "place.closed",
    PlaceDeed.OPENED: "place.opened",
}


def _keep(desk: Desk, row: Place, deed: PlaceDeed, reason: str, before: str) -> None:
    team = isinstance(row, Team)
    story = PlaceChange(
        id=desk.new_id(),
        agency_id=None if team else row.id,
        team_id=row.id if team else None,
        deed=deed.value,
        name_before=before,
        name_after=row.name,
        reason=reason.strip(),
        at=desk.now,
        by_id=desk.who.person_id,
    )
    event = Event(_KINDS[deed], subject_id=row.id, details={"what": _WHAT[team]})
    storage.change(desk.session, row, story, event=event)


# --- putting somebody into a team


def faults_of(desk: Desk, agency: str, team: str) -> dict[str, str]:
    """Why nobody can be put into a team of that name, by "agency" and "team": it is closed, or is called otherwise now. Names of new ones have none."""
    known = storage.agency_named(desk.session, agency.strip())
    if known is None:
        once = storage.agency_once_named(desk.session, agency.strip())
        return {"agency": rules.renamed_sentence(agency.strip(), once.name)} if once else {}
    if known.closed_at:
        return {"agency": rules.closed_sentence(known.name, "agency")}
    place = storage.team_named(desk.session, known.id, team.strip())
    if place is None:
        was = storage.team_once_named(desk.session, known.id, team.strip())
        return {"team": rules.renamed_sentence(team.strip(), was.name)} if was else {}
    return {"team": rules.closed_sentence(place.name, "team")} if place.closed_at else {}


def team_named(desk: Desk, agency: str, team: str) -> Team:
    """The team of that name in the agency of that name, both added where they are new. Raises Invalid, by "agency" or "team", as `faults_of` says."""
    if faults := faults_of(desk, agency, team):
        raise Invalid(faults)
    return people.find_or_add_team(
        desk.session,
        Agency(id=desk.new_id(), name=agency.strip()),
        Team(id=desk.new_id(), agency_id="", name=team.strip()),
    )


def team_of_settings(desk: Desk, agency: str, team: str) -> Team | None:
    """The team that settings name, which may not know yet that it is called otherwise now; added where it is new, None where it is closed."""
    known = storage.agency_named(desk.session, agency) or storage.agency_once_named(desk.session, agency)
    found = None
    if known is not None:
        found = storage.team_named(desk.session, known.id, team) or storage.team_once_named(
            desk.session, known.id, team
        )
    if (known and known.closed_at) or (found and found.closed_at):
        return None
    if found is not None:
        return found
    return people.find_or_add_team(
        desk.session,
        Agency(id=desk.new_id(), name=known.name if known else agency),
        Team(id=desk.new_id(), agency_id="", name=team),
    )


@dataclass(frozen=True)
class Offered:
    """The names of the open agencies and of the open teams, for whoever types one."""

    agencies: tuple[str, ...]
    teams: tuple[str, ...]


def offered(desk: Desk) -> Offered:
    """The names that are offered: none of what is closed. Needs `people:administer`."""
    found = [one for one in list_places(desk) if not one.closed_at]
    teams = sorted({team.name for one in found for team in one.teams if not team.closed_at}, key=str.casefold)
    return Offered(tuple(one.name for one in found), tuple(teams))
