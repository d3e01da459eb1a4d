"""The professionals involved with families, and those who could be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session, col

from workflow.models import Agency, Involvement, Part, Person, RoleHeld, Team
from workflow.storage.families import involved_on


@dataclass(frozen=True)
class Professional:
    """Somebody's part in a family, past or present, with their name, job and agency."""

    involvement: Involvement
    name: str
    job: str
    agency: str


@dataclass(frozen=True)
class Colleague:
    """Somebody with an account who could be involved, and the keys of the roles they hold now."""

    id: str
    name: str
    job: str
    agency: str
    roles: frozenset[str]


def professionals(session: Session, family_id: str) -> Sequence[Professional]:
    """Everybody who is or was involved with a family, in order of their start."""
    found = session.execute(
        select(Involvement, col(Person.name), col(Person.job), col(Agency.name).label("agency"))
        .join(Person, col(Person.id) == col(Involvement.person_id))
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(Agency, col(Agency.id) == col(Team.agency_id))
        .where(col(Involvement.family_id) == family_id)
        .order_by(col(Involvement.since), col(Person.name), col(Involvement.id))
    )
    return [Professional(row[0], row[1], row[2], row[3]) for row in found]


def colleagues(session: Session) -> Sequence[Colleague]:
    """Everybody with an account that is not disabled, by name, with the roles they hold now."""
    now = and_(col(RoleHeld.person_id) == col(Person.id), col(RoleHeld.until).is_(None))
    found: Sequence[Any] = (
        session.connection()
        .execute(
            select(
                col(Person.id), col(Person.name), col(Person.job), col(Agency.name).label("agency"), col(RoleHeld.role)
            )
            .join(Team, col(Team.id) == col(Person.team_id))
            .join(Agency, col(Agency.id) == col(Team.agency_id))
            .outerjoin(RoleHeld, now)
            .where(col(Person.disabled_at).is_(None))
            .order_by(col(Person.name), col(Person.id))
        )
        .all()
    )
    people: dict[str, list[Any]] = {}
    for row in found:
        people.setdefault(row.id, []).append(row)
    return [
        Colleague(key, rows[0].name, rows[0].job, rows[0].agency, frozenset(r.role for r in rows if r.role))
        for key, rows in people.items()
    ]


def parts_now(session: Session, family_ids: Collection[str], on: date) -> Sequence[tuple[str, str, str, str]]:
    """Who plays a part in these families on a day: family id, person id, name, part.

    The lead practitioner comes first; on the day of a handover whoever takes over.
    """
    found = session.connection().execute(
        select(col(Involvement.family_id), col(Person.id), col(Person.name), col(Involvement.part))
        .join(Person, col(Person.id) == col(Involvement.person_id))
        .where(col(Involvement.family_id).in_(family_ids), involved_on(on))
        .order_by(col(Involvement.part) != Part.LEAD.value, col(Involvement.since).desc(), col(Involvement.id))
    )
    return [(row[0], row[1], row[2], row[3]) for row in found]
