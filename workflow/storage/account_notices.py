"""What was done to accounts of late that opens records: links to choose a password anew, second steps taken away, roles that see or give much."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workflow.models import AuditEvent, OneTimeLink, Person, RoleHeld


@dataclass(frozen=True)
class Done:
    """Something done to an account: the kind of the trail's entry, when, by whom ("" for a command), to whose account, and the role, if it was one."""

    kind: str
    at: datetime
    by: str
    name: str
    role: str = ""


def to_one(session: Session, person_id: str, kinds: Collection[str], since: datetime, *, first: str) -> Sequence[Done]:
    """What others did to one account, of these kinds, the newest first; no links of the purpose `first`, which every account begins with."""
    by = aliased(Person)
    mine = (col(AuditEvent.subject_id) == person_id, col(AuditEvent.kind).in_(kinds), col(AuditEvent.at) >= since)
    others = or_(col(AuditEvent.person_id).is_(None), col(AuditEvent.person_id) != person_id)
    rows = session.execute(
        select(col(AuditEvent.kind), col(AuditEvent.at), func.coalesce(col(by.name), ""), col(AuditEvent.details))
        .outerjoin(by, col(by.id) == col(AuditEvent.person_id))
        .where(*mine, others)
        .order_by(col(AuditEvent.number).desc())
    )
    return [
        Done(kind, at, who, "", details.get("role", ""))
        for kind, at, who, details in rows
        if details.get("purpose") != first
    ]


def links_made(session: Session, but: str, purpose: str, since: datetime) -> Sequence[Done]:
    """The links of a purpose made for any account but one, the newest first."""
    by = aliased(Person)
    rows = session.execute(
        select(col(OneTimeLink.made_at), func.coalesce(col(by.name), ""), col(Person.name))
        .join(Person, col(Person.id) == col(OneTimeLink.person_id))
        .outerjoin(by, col(by.id) == col(OneTimeLink.made_by_id))
        .where(col(OneTimeLink.made_at) >= since, col(OneTimeLink.purpose) == purpose, col(Person.id) != but)
        .order_by(col(OneTimeLink.made_at).desc(), col(OneTimeLink.id))
    )
    return [Done("person.link-made", at, who, name) for at, who, name in rows]


def roles_given(session: Session, but: str, roles: Collection[str], since: datetime) -> Sequence[Done]:
    """Who but one was given one of these roles and holds it still, the newest first. By whom is in the trail."""
    rows = session.execute(
        select(col(RoleHeld.since), col(Person.name), col(RoleHeld.role))
        .join(Person, col(Person.id) == col(RoleHeld.person_id))
        .where(col(RoleHeld.since) >= since, col(RoleHeld.until).is_(None), col(RoleHeld.role).in_(roles))
        .where(col(Person.id) != but, col(Person.demonstration).is_(False))
        .order_by(col(RoleHeld.since).desc(), col(RoleHeld.id))
    )
    return [Done("person.role-given", at, "", name, role) for at, name, role in rows]
