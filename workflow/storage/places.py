"""Teams and agencies: who works in them, what became of them, and finding one by the name it has or had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from workflow.models import Agency, Family, Involvement, Person, PlaceChange, PlaceDeed, RoleHeld, Team
from workflow.rules.events import Event
from workflow.storage import trail

Place = Agency | Team


@dataclass(frozen=True)
class TeamLine:
    """A team with its agency, when each was closed (UTC; None for open ones), and how many open accounts are in it."""

    id: str
    name: str
    closed_at: datetime | None
    agency_id: str
    agency: str
    agency_closed_at: datetime | None
    people: int


@dataclass(frozen=True)
class Member:
    """Somebody of a team, or (`of_it` false) of another who holds a role in it: whether the account is closed, how many parts in families are
    open, and the keys of the roles held in the team.
    """

    id: str
    username: str
    name: str
    job: str
    closed: bool
    of_it: bool
    parts: int
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One thing that became of a place (UTC), and who did it."""

    deed: PlaceDeed
    name_before: str
    name_after: str
    reason: str
    at: datetime
    by: str


def place(session: Session, place_id: str) -> Place | None:
    """The team or the agency of that id."""
    return session.get(Team, place_id) or session.get(Agency, place_id)


def held(session: Session, place_id: str) -> Place | None:
    """The same, and nobody else changes it, or goes by what it is, until this ends."""
    team = session.get(Team, place_id, with_for_update=True, populate_existing=True)
    return team or session.get(Agency, place_id, with_for_update=True, populate_existing=True)


def agency(session: Session, agency_id: str) -> Agency:
    """The agency of that id, which a team refers to."""
    return session.get_one(Agency, agency_id)


def agencies(session: Session) -> Sequence[Agency]:
    """Every agency, by name."""
    return session.scalars(select(Agency).order_by(func.lower(col(Agency.name)), col(Agency.id))).all()


def teams(session: Session, *where: Any) -> Sequence[TeamLine]:
    """Every team, by agency and name; one query."""
    open_accounts = and_(col(Person.team_id) == col(Team.id), col(Person.disabled_at).is_(None))
    asked: Any = (
        select(
            *(col(Team.id), col(Team.name), col(Team.closed_at)),
            *(col(Agency.id), col(Agency.name), col(Agency.closed_at), func.count(col(Person.id))),
        )
        .join(Agency, col(Agency.id) == col(Team.agency_id))
        .outerjoin(Person, open_accounts)
        .where(*where)
        .group_by(*(col(Team.id), col(Team.name), col(Team.closed_at)))
        .group_by(*(col(Agency.id), col(Agency.name), col(Agency.closed_at)))
        .order_by(func.lower(col(Agency.name)), func.lower(col(Team.name)), col(Team.id))
    )
    return [TeamLine(*row) for row in session.connection().execute(asked)]


def teams_of(session: Session, agency_id: str) -> Sequence[TeamLine]:
    """The teams of an agency, by name."""
    return teams(session, col(Team.agency_id) == agency_id)


def members(session: Session, team_id: str, on: date) -> Sequence[Member]:
    """Whoever is in a team or holds a role there now, by name; those with a closed account only as long as a part of theirs is open. Two queries."""
    practised = select(col(Family.id)).where(col(Family.practice))
    open_part = and_(
        col(Involvement.person_id) == col(Person.id),
        or_(col(Involvement.until).is_(None), col(Involvement.until) >= on),
        col(Involvement.family_id).not_in(practised),
    )
    held = select(col(RoleHeld.person_id)).where(col(RoleHeld.team_id) == team_id, col(RoleHeld.until).is_(None))
    facts: tuple[Any, ...] = (
        *(col(Person.id), col(Person.username), col(Person.name), col(Person.job)),
        *(col(Person.disabled_at), col(Person.team_id)),
    )
    asked: Any = (
        select(*facts, func.count(col(Involvement.id)))
        .outerjoin(Involvement, open_part)
        .where(or_(col(Person.team_id) == team_id, and_(col(Person.id).in_(held), col(Person.disabled_at).is_(None))))
        .group_by(*facts)
        .order_by(col(Person.name), col(Person.id))
    )
    roles = _roles_in(session, team_id)
    return [
        Member(id_, username, name, job, closed_at is not None, own == team_id, parts, roles.get(id_, ()))
        for id_, username, name, job, closed_at, own, parts in session.connection().execute(asked)
        if closed_at is None or parts
    ]


def _roles_in(session: Session, team_id: str) -> Mapping[str, tuple[str, ...]]:
    asked = select(col(RoleHeld.person_id), col(RoleHeld.role)).where(
        col(RoleHeld.team_id) == team_id, col(RoleHeld.until).is_(None)
    )
    found: dict[str, list[str]] = {}
    for person_id, role in session.connection().execute(asked.order_by(col(RoleHeld.since), col(RoleHeld.id))):
        found.setdefault(person_id, []).append(role)
    return {person_id: tuple(held) for person_id, held in found.items()}


def history(session: Session, place_id: str) -> Sequence[Change]:
    """What became of a place, the newest first."""
    of_it = or_(col(PlaceChange.team_id) == place_id, col(PlaceChange.agency_id) == place_id)
    one = PlaceChange
    asked: Any = (
        select(
            *(col(one.deed), col(one.name_before), col(one.name_after), col(one.reason), col(one.at), col(Person.name))
        )
        .join(Person, col(Person.id) == col(one.by_id))
        .where(of_it)
        .order_by(col(one.at).desc(), col(one.id).desc())
    )
    return [
        Change(PlaceDeed(deed), before, after, reason, at, by)
        for deed, before, after, reason, at, by in session.connection().execute(asked)
    ]


def agency_named(session: Session, name: str) -> Agency | None:
    """The agency that has this name now; it is not closed, and keeps its name, until this ends."""
    return session.scalars(_as_it_is(select(Agency).where(col(Agency.name) == name))).one_or_none()


def agency_once_named(session: Session, name: str) -> Agency | None:
    """The agency that had this name last, before it got another."""
    was = _once(PlaceChange.agency_id, name)
    return session.scalars(select(Agency).join(was, was.c.place_id == col(Agency.id)).order_by(was.c.at.desc())).first()


def team_named(session: Session, agency_id: str, name: str) -> Team | None:
    """The team of an agency that has this name now; it is not closed, and keeps its name, until this ends."""
    same = (col(Team.agency_id) == agency_id, col(Team.name) == name)
    return session.scalars(_as_it_is(select(Team).where(*same))).one_or_none()


def team_once_named(session: Session, agency_id: str, name: str) -> Team | None:
    """The team of an agency that had this name last, before it got another."""
    was = _once(PlaceChange.team_id, name)
    found = select(Team).join(was, was.c.place_id == col(Team.id)).where(col(Team.agency_id) == agency_id)
    return session.scalars(found.order_by(was.c.at.desc())).first()


def _as_it_is(chosen: Any) -> Any:
    """Read as it stands once whoever is changing it is done, and held against change; SQLite lets one write at a time anyway."""
    return chosen.with_for_update(read=True).execution_options(populate_existing=True)


def _once(column: Any, name: str) -> Any:
    renamed = (col(PlaceChange.deed) == PlaceDeed.RENAMED.value, col(PlaceChange.name_before) == name)
    return select(col(column).label("place_id"), col(PlaceChange.at)).where(*renamed).subquery()


def change(session: Session, row: Place, story: PlaceChange, *, event: Event) -> None:
    """Keep what became of a place, and the place as it is now."""
    session.add(row)
    session.add(story)
    session.flush()
    trail.write(session, event, at=story.at, person_id=story.by_id)
