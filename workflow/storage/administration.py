"""Accounts as those who look after them see them: found by name, with the roles they hold, and changed one fact at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from workflow.models import Agency, Person, RoleHeld, SignIn, Team
from workflow.rules.events import Event
from workflow.storage import sign_ins, trail


@dataclass(frozen=True)
class PersonLine:
    """One account in the list: who, where they work, whether it is closed, and whether that team is."""

    id: str
    username: str
    name: str
    job: str
    agency: str
    team: str
    disabled_at: datetime | None
    team_closed: bool = False


@dataclass(frozen=True)
class HeldRole:
    """A role somebody holds or held: its key, in which team of which agency, since when and until when (UTC)."""

    id: str
    person_id: str
    role: str
    agency: str
    team: str
    since: datetime
    until: datetime | None


_LINE: tuple[Any, ...] = (
    *(col(Person.id), col(Person.username), col(Person.name), col(Person.job)),
    *(col(Agency.name).label("agency"), col(Team.name).label("team"), col(Person.disabled_at)),
    col(Team.closed_at).is_not(None).label("team_closed"),
)


def _like(words: str) -> str:
    plain = words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"


def people(session: Session, words: str, *, skip: int, most: int) -> tuple[Sequence[PersonLine], int]:
    """The accounts that a name, a username, a job, a team or an agency has these words in, by name; and how many there are in all."""
    wanted = _like(words)
    columns = (Person.name, Person.username, Person.job, Team.name, Agency.name)
    found = (
        select(*_LINE)
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(Agency, col(Agency.id) == col(Team.agency_id))
        .where(or_(*(func.lower(col(one)).like(wanted, escape="\\") for one in columns)))
    )
    run = session.connection().execute
    total = run(select(func.count()).select_from(found.subquery())).scalar_one()
    rows = run(found.order_by(col(Person.name), col(Person.id)).offset(skip).limit(most))
    return [PersonLine(*row) for row in rows], total


def line(session: Session, person_id: str) -> PersonLine | None:
    """One account."""
    found = (
        select(*_LINE)
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(Agency, col(Agency.id) == col(Team.agency_id))
        .where(col(Person.id) == person_id)
    )
    row = session.connection().execute(found).one_or_none()
    return PersonLine(*row) if row else None


def roles(session: Session, person_ids: Collection[str]) -> Sequence[HeldRole]:
    """Every role that these people hold or held, the newest first."""
    found = (
        select(
            *(col(RoleHeld.id), col(RoleHeld.person_id), col(RoleHeld.role), col(Agency.name), col(Team.name)),
            *(col(RoleHeld.since), col(RoleHeld.until)),
        )
        .join(Team, col(Team.id) == col(RoleHeld.team_id))
        .join(Agency, col(Agency.id) == col(Team.agency_id))
        .where(col(RoleHeld.person_id).in_(person_ids))
        .order_by(col(RoleHeld.until).is_not(None), col(RoleHeld.since).desc(), col(RoleHeld.id))
    )
    return [HeldRole(*row) for row in session.connection().execute(found)]


def last_seen(session: Session, person_id: str) -> datetime | None:
    """When any browser of somebody's was last in use (UTC)."""
    return (
        session.connection()
        .execute(select(func.max(col(SignIn.seen_at))).where(col(SignIn.person_id) == person_id))
        .scalar()
    )


def holders(session: Session, roles: Collection[str], but: str) -> int:
    """How many people with an open account hold one of these roles now, besides one person. All who do are held, so that of two who take the last
    ones from one another the second waits, and sees what the first has done.
    """
    found = (
        select(col(Person.id))
        .join(RoleHeld, col(RoleHeld.person_id) == col(Person.id))
        .where(col(RoleHeld.role).in_(roles), col(RoleHeld.until).is_(None), col(Person.disabled_at).is_(None))
        .order_by(col(RoleHeld.id))
        .with_for_update()
    )
    return len({person_id for (person_id,) in session.connection().execute(found)} - {but})


def usernames(session: Session, wanted: Collection[str]) -> frozenset[str]:
    """Those of some usernames (lower case) that are taken."""
    return frozenset(session.scalars(select(col(Person.username)).where(col(Person.username).in_(wanted))))


def role(session: Session, role_id: str) -> RoleHeld | None:
    """A role held, by its id."""
    return session.get(RoleHeld, role_id)


def change(session: Session, row: Person, *, event: Event, at: datetime, by: str | None) -> None:
    """Keep what was changed of an account. Who they are and what they may do stay, so nobody is signed out."""
    session.add(row)
    session.flush()
    trail.write(session, event, at=at, person_id=by)


def give_role(session: Session, row: RoleHeld, *, event: Event, at: datetime, by: str | None) -> None:
    """Give a role, and end the sign-ins: what somebody may do is settled when they come in."""
    session.add(row)
    session.flush()
    sign_ins.ask_again(session, row.person_id, at, event=event, by=by)


def end_role(session: Session, row: RoleHeld, *, event: Event, at: datetime, by: str | None) -> None:
    """End a role at this moment, and the sign-ins with it."""
    row.until = at
    session.add(row)
    session.flush()
    sign_ins.ask_again(session, row.person_id, at, event=event, by=by)
