"""Who looks after what is kept for named people, and what is left because nobody does."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from workflow.models import Family, Involvement, Part, Person, Restriction, RoleHeld
from workflow.rules.access import Actor, Network, RoleGrant, sees_family
from workflow.rules.restrictions import Mode, is_left, who_answers
from workflow.rules.roles import ROLES, Permission
from workflow.storage import restrictions
from workflow.storage.families import involved_on, visible_to
from workflow.storage.restrictions import Kept

_LOOKS = Permission.RESTRICTION_LOOK_AFTER
_WIDE = [role.key for role in ROLES if role.supervises or role.sees_all]


def due(session: Session, actor: Actor, on: date) -> Sequence[Kept]:
    """What somebody looks after and has to look at again, of families that they see."""
    keeper = or_(
        col(Restriction.taken_over_by_id) == actor.person_id,
        (col(Restriction.taken_over_by_id).is_(None)) & (col(Restriction.decided_by_id) == actor.person_id),
    )
    return restrictions.kept(session, keeper, col(Restriction.review_on) <= on, visible_to(actor, on, _LOOKS))


def left(session: Session, actor: Actor, on: date, family_id: str | None = None) -> Sequence[Kept]:
    """What is kept in the families (or the one family) that somebody sees, looked after by nobody, and theirs to take over.

    Here alone it does not matter what the reader may know: of what is found they are told that it is there, and not what it is.
    """
    sight = actor.sight(_LOOKS)
    if not (sight.teams or sight.everything):
        return []
    one = [] if family_id is None else [col(Restriction.family_id) == family_id]
    found = restrictions.kept(session, visible_to(actor, on, _LOOKS), col(Family.practice).is_(False), *one)
    if not found:
        return []
    families = _families(session, {kept.row.family_id for kept in found}, on)
    people = _people(session, {kept.keeper_id for kept in found})
    return [kept for kept in found if _is_told(actor, kept, families[kept.row.family_id], people, on)]


@dataclass(frozen=True)
class _Family:
    """Who is involved with a family today, and the teams of whoever leads."""

    network: Network
    led_by: frozenset[str]


def _is_told(actor: Actor, kept: Kept, family: _Family, people: dict[str, Actor], on: date) -> bool:
    keeper = people.get(kept.keeper_id)
    opens = keeper is not None and sees_family(keeper, family.network, _LOOKS)
    if kept.keeper_id == actor.person_id or not is_left(keeper_opens=opens, review_on=kept.row.review_on, today=on):
        return False
    supervisors = frozenset(key for key, one in people.items() if one.sight(_LOOKS).teams & family.led_by)
    see_all = frozenset(key for key, one in people.items() if one.sight(_LOOKS).everything)
    return actor.person_id in who_answers(supervisors, see_all, Mode(kept.row.mode), frozenset(kept.named))


def _families(session: Session, family_ids: Collection[str], on: date) -> dict[str, _Family]:
    rows = session.connection().execute(
        select(col(Involvement.family_id), col(Involvement.part), col(Person.id), col(Person.team_id))
        .join(Person, col(Person.id) == col(Involvement.person_id))
        .where(col(Involvement.family_id).in_(family_ids), involved_on(on))
    )
    parts = rows.all()
    found = {}
    for family_id in family_ids:
        here = [row for row in parts if row.family_id == family_id]
        network = Network(family_id, frozenset(row.id for row in here), frozenset(row.team_id for row in here))
        found[family_id] = _Family(network, frozenset(row.team_id for row in here if row.part == Part.LEAD))
    return found


def _people(session: Session, keepers: Collection[str]) -> dict[str, Actor]:
    """Those with open accounts who look after something, supervise, or see every family, by id, with their roles."""
    rows: Sequence[Any] = (
        session.connection()
        .execute(
            select(col(Person.id), col(Person.team_id).label("home"), col(RoleHeld.role), col(RoleHeld.team_id))
            .join(RoleHeld, col(RoleHeld.person_id) == col(Person.id))
            .where(
                col(Person.disabled_at).is_(None),
                col(RoleHeld.until).is_(None),
                or_(col(Person.id).in_(keepers), col(RoleHeld.role).in_(_WIDE)),
            )
        )
        .all()
    )
    grants: dict[str, list[RoleGrant]] = {}
    homes: dict[str, str] = {}
    for row in rows:
        homes[row.id] = row.home
        grants.setdefault(row.id, []).append(RoleGrant(row.role, row.team_id))
    return {key: Actor(key, "", homes[key], tuple(held)) for key, held in grants.items()}
