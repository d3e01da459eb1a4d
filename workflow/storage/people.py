"""Accounts, roles and sign-ins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, select, update
from sqlmodel import Session, col

from workflow.models import Agency, EmergencyAccess, Person, RoleHeld, SignIn, Team
from workflow.rules.access import Actor, Emergency, RoleGrant
from workflow.rules.events import Event
from workflow.storage import sign_ins, trail

_PERSON = (col(Person.id), col(Person.name), col(Person.team_id), col(Person.job))
_ROLES_NOW = and_(col(RoleHeld.person_id) == col(Person.id), col(RoleHeld.until).is_(None))
_NOT_ENDED = and_(col(EmergencyAccess.person_id) == col(Person.id), col(EmergencyAccess.ended_at).is_(None))
# Almost nobody has one, so that it is asked for by its own statement only where there is one.
_EMERGENCY = exists().where(_NOT_ENDED).label("emergency")
_ACTOR: Any = (
    select(*_PERSON, col(RoleHeld.role), col(RoleHeld.team_id).label("role_team"), _EMERGENCY)
    .outerjoin(RoleHeld, _ROLES_NOW)
    .where(col(Person.disabled_at).is_(None))
)
# Asked on every request, so the statement is made once.
_SIGNED_IN: Any = (
    _ACTOR.add_columns(
        col(Person.demonstration),
        col(SignIn.id).label("sign_in_id"),
        col(SignIn.seen_at),
        col(SignIn.expires_at),
        col(SignIn.second),
    )
    .join(SignIn, col(SignIn.person_id) == col(Person.id))
    .where(col(SignIn.token_hash) == bindparam("token"), col(SignIn.ended_at).is_(None))
)


@dataclass(frozen=True)
class SignInTimes:
    """When a signed-in browser was last seen, and when its sign-in ends (UTC); how the second step was made, "" for not at all."""

    id: str
    seen_at: datetime
    expires_at: datetime
    second: str


def by_username(session: Session, username: str) -> Person | None:
    """The account of that name (lower case), disabled or not."""
    return session.scalars(select(Person).where(col(Person.username) == username)).one_or_none()


def person(session: Session, person_id: str) -> Person | None:
    """The account of that id."""
    return session.get(Person, person_id)


def named(session: Session, person_ids: Sequence[str]) -> dict[str, Person]:
    """The accounts of these ids, by id; ids without one are left out."""
    rows = session.scalars(select(Person).where(col(Person.id).in_(set(person_ids))))
    return {row.id: row for row in rows}


def agencies_of(session: Session, person_ids: Sequence[str]) -> dict[str, str]:
    """The name of each person's agency, by person id."""
    found = session.connection().execute(
        select(col(Person.id), col(Agency.name))
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(Agency, col(Agency.id) == col(Team.agency_id))
        .where(col(Person.id).in_(set(person_ids)))
    )
    return {row.id: row.name for row in found}


def count(session: Session) -> int:
    """How many accounts there are."""
    return session.scalar(select(func.count()).select_from(Person)) or 0


def actor(session: Session, person_id: str, now: datetime) -> Actor | None:
    """The person with the roles they hold now; None where there is no such account or it is disabled."""
    return _actor(session, session.connection().execute(_ACTOR.where(col(Person.id) == person_id)).all(), now)


def actor_signed_in(
    session: Session, token_hash: str, now: datetime, *, demonstration: bool = True
) -> tuple[Actor, SignInTimes] | None:
    """The person behind a token's hash with their roles, and the times of the sign-in; None where it is ended or unknown.

    Where `demonstration` is false a demonstration account is nobody, even one that signed in before.
    """
    rows = session.connection().execute(_SIGNED_IN, {"token": token_hash}).all()
    if rows and rows[0].demonstration and not demonstration:
        return None
    found = _actor(session, rows, now, rows[0].sign_in_id if rows else "")
    if found is None:
        return None
    first = rows[0]
    return found, SignInTimes(first.sign_in_id, first.seen_at, first.expires_at, first.second)


def _actor(session: Session, rows: Sequence[Any], now: datetime, sign_in_id: str = "") -> Actor | None:
    if not rows:
        return None
    grants = tuple(RoleGrant(row.role, row.role_team) for row in rows if row.role is not None)
    first = rows[0]
    emergencies = _emergencies(session, first.id, now) if first.emergency else ()
    return Actor(first.id, first.name, first.team_id, grants, sign_in_id, first.job, emergencies)


def _emergencies(session: Session, person_id: str, now: datetime) -> tuple[Emergency, ...]:
    """The records that somebody has opened in an emergency and that are open now."""
    running = (col(EmergencyAccess.ended_at).is_(None), col(EmergencyAccess.ends_at) > now)
    mine = select(EmergencyAccess).where(col(EmergencyAccess.person_id) == person_id, *running)
    found = session.scalars(mine.order_by(col(EmergencyAccess.ends_at), col(EmergencyAccess.id)))
    return tuple(Emergency(row.id, row.family_id, row.ends_at) for row in found)


def find_or_add_team(session: Session, agency: Agency, team: Team) -> Team:
    """The team of that name in the agency of that name; both are added where they are missing."""
    standing = session.scalars(select(Agency).where(col(Agency.name) == agency.name)).one_or_none()
    if standing is None:
        session.add(agency)
        session.flush()
    team.agency_id = (standing or agency).id
    same = (col(Team.agency_id) == team.agency_id, col(Team.name) == team.name)
    existing = session.scalars(select(Team).where(*same)).one_or_none()
    if existing is None:
        session.add(team)
        session.flush()
    return existing or team


def add(
    session: Session, row: Person, roles: Sequence[RoleHeld], *, event: Event, at: datetime, by: str | None
) -> None:
    """Add an account with its roles."""
    session.add(row)
    session.flush()
    session.add_all(roles)
    session.flush()
    trail.write(session, event, at=at, person_id=by)


def seen(session: Session, sign_in_id: str, at: datetime) -> None:
    """Note that the browser is in use. Not an act of the person's, so it is no event."""
    session.connection().execute(update(SignIn).where(col(SignIn.id) == sign_in_id).values(seen_at=at))


def replace(session: Session, row: Person, *, event: Event, at: datetime, by: str | None, keep: str = "") -> None:
    """Keep what was changed of an account, and end every sign-in of it but `keep`: whoever holds an old token is out, and opens no drafts either."""
    session.add(row)
    session.flush()
    sign_ins.end_all(session, row.id, at, event=event, by=by, keep=keep, forget=not keep)
