"""The professionals involved with families, and those who could be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlmodel import Session, col

from workflow.models import Agency, Family, Involvement, Part, Person, RoleHeld, Team
from workflow.storage.families import involved_on


@dataclass(frozen=True)
class Professional:
    """Somebody's part in a family, past or present, with their name, job and agency; `closed` says that their account is."""

    involvement: Involvement
    name: str
    job: str
    agency: str
    closed: bool


@dataclass(frozen=True)
class Colleague:
    """Somebody with an account who could be involved, the keys of the roles they hold now, and the name that they sign in with."""

    id: str
    name: str
    job: str
    agency: str
    roles: frozenset[str]
    username: str


def professionals(session: Session, family_id: str) -> Sequence[Professional]:
    """Everybody who is or was involved with a family, in order of their start."""
    found = session.execute(
        select(
            Involvement,
            col(Person.name),
            col(Person.job),
            col(Agency.name).label("agency"),
            col(Person.disabled_at).is_not(None),
        )
        .join(Person, col(Person.id) == col(Involvement.person_id))
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(Agency, col(Agency.id) == col(Team.agency_id))
        .where(col(Involvement.family_id) == family_id)
        .order_by(col(Involvement.since), col(Person.name), col(Involvement.id))
    )
    return [Professional(row[0], row[1], row[2], row[3], bool(row[4])) for row in found]


def how_many(session: Session, person_id: str, on: date) -> tuple[int, int]:
    """In how many families somebody leads on a day, and in how many they have another part; practice families do not count."""
    leads = col(Involvement.part) == Part.LEAD.value
    found = session.execute(
        select(leads, func.count(col(Involvement.family_id).distinct()))
        .join(Family, col(Family.id) == col(Involvement.family_id))
        .where(col(Involvement.person_id) == person_id, involved_on(on), col(Family.practice).is_(False))
        .group_by(leads)
    )
    counted = {bool(row[0]): int(row[1]) for row in found}
    return counted.get(True, 0), counted.get(False, 0)


def colleagues(session: Session) -> Sequence[Colleague]:
    """Everybody with an account that is not disabled, by name, with the roles they hold now."""
    now = and_(col(RoleHeld.person_id) == col(Person.id), col(RoleHeld.until).is_(None))
    found: Sequence[Any] = (
        session.connection()
        .execute(
            select(
                *(col(Person.id), col(Person.name), col(Person.job), col(Person.username)),
                *(col(Agency.name).label("agency"), col(RoleHeld.role)),
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
        Colleague(
            *(key, rows[0].name, rows[0].job, rows[0].agency),
            roles=frozenset(row.role for row in rows if row.role),
            username=rows[0].username,
        )
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
