"""Reading the trail back: entries by who, which family, what and when, the newest first; and who has been at one family."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, union_all
from sqlmodel import Session, col

from workflow.models import AuditEvent, Child, EmergencyAccess, EmergencyLook, Family, Person, Scoring
from workflow.rules.events import KINDS
from workflow.storage import restrictions
from workflow.storage.among import among
from workflow.storage.families import record_of

_LEFT_OUT = "careprofile.left-out"
_NAMING = tuple(key for key, kind in KINDS.items() if "person_id" in kind.keys)


@dataclass(frozen=True)
class Search:
    """What is looked for; None and an empty tuple stand for everything. `until` is the first instant that no longer counts."""

    person_id: str | None = None
    family_id: str | None = None
    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Onlooker:
    """Somebody who has been at a family: how often they read and how often they did something, and when first and last."""

    person_id: str | None
    readings: int
    deeds: int
    first: datetime
    last: datetime


def _shown(session: Session, search: Search) -> list[ColumnElement[bool]]:
    """What whoever searches may see at all: the one place where entries are left out, from pages, counts and files alike.

    Practice families are invented and only their maker's; they are told on their own page. What tells of a part that is kept from the
    reader is told nowhere.
    """
    away = _hidden(session)
    where = [~among(session, col(AuditEvent.number), away)] if away else []
    if search.family_id:
        return [*where, col(AuditEvent.family_id).in_(record_of(search.family_id))]
    invented = select(col(Family.id)).where(col(Family.practice))
    return [*where, or_(col(AuditEvent.family_id).is_(None), col(AuditEvent.family_id).not_in(invented))]


def _hidden(session: Session) -> list[int]:
    """The numbers of the entries that tell of something hidden from the reader: that it was written, or kept for others; found out once.

    Of all families: where two records were put together or taken apart again, a part is kept in one and its entries stand in the other.
    """
    known: dict[str | None, list[int]] = session.info.setdefault(_LEFT_OUT, {})
    asked = restrictions.reader(session)
    if asked not in known:
        known[asked] = _left_out(session)
    return known[asked]


def _left_out(session: Session) -> list[int]:
    hidden, kept = restrictions.told_of_hidden(session)
    if not hidden.places:
        return []
    about = [*kept, *{place.scoring_id or place.key for place in hidden.places}]
    columns: Any = select(
        col(AuditEvent.number), col(AuditEvent.kind), col(AuditEvent.subject_id), col(AuditEvent.details)
    )
    rows = session.connection().execute(columns.where(among(session, col(AuditEvent.subject_id), about)))
    return [row.number for row in rows if row.subject_id in kept or hidden.event(row.kind, row.subject_id, row.details)]


def _where(session: Session, search: Search) -> list[ColumnElement[bool]]:
    where = _shown(session, search)
    if search.person_id:
        where.append(_by_or_about(search.person_id))
    if search.kinds:
        where.append(col(AuditEvent.kind).in_(search.kinds))
    if search.since:
        where.append(col(AuditEvent.at) >= search.since)
    if search.until:
        where.append(col(AuditEvent.at) < search.until)
    return where


def _by_or_about(person_id: str) -> ColumnElement[bool]:
    """What somebody did, and what was done to them: to their account, or to a part or a task that they were given or that was taken from them."""
    named = col(AuditEvent.details)["person_id"].as_string() == person_id
    # Only the few kinds that name somebody are looked into, so that the details of all the others are never read.
    told = and_(col(AuditEvent.kind).in_(_NAMING), named)
    return or_(col(AuditEvent.person_id) == person_id, col(AuditEvent.subject_id) == person_id, told)


def count(session: Session, search: Search) -> int:
    """How many entries there are."""
    return session.scalar(select(func.count()).select_from(AuditEvent).where(*_where(session, search))) or 0


def entries(session: Session, search: Search, *, start: int, limit: int) -> Sequence[AuditEvent]:
    """The entries, the newest first: `limit` of them from number `start` on."""
    found = select(AuditEvent).where(*_where(session, search)).order_by(col(AuditEvent.number).desc())
    return session.scalars(found.offset(start).limit(limit)).all()


def onlookers(session: Session, search: Search, reading: Collection[str]) -> Sequence[Onlooker]:
    """Everybody with an entry, whoever was there last first; `reading` are the kinds that are readings."""
    reads = func.sum(case((col(AuditEvent.kind).in_(reading), 1), else_=0))
    who, at = col(AuditEvent.person_id), col(AuditEvent.at)
    asked = (
        select(who, reads, func.count() - reads, func.min(at), func.max(at))
        .where(*_where(session, search))
        .group_by(who)
        .order_by(func.max(at).desc(), who)
    )
    return [Onlooker(*row) for row in session.connection().execute(asked)]


def names(session: Session) -> dict[str, str]:
    """Everybody who has or had an account: their names by id, in order of name."""
    found = select(col(Person.id), col(Person.name)).order_by(col(Person.name), col(Person.id))
    return {row[0]: row[1] for row in session.connection().execute(found)}


def families(session: Session) -> dict[str, str]:
    """Every family but the invented ones: how it is called by id, in order of name."""
    found = select(col(Family.id), col(Family.name)).where(col(Family.practice).is_(False))
    ordered = session.connection().execute(found.order_by(col(Family.name), col(Family.id)))
    return {row[0]: row[1] for row in ordered}


def subjects(session: Session, ids: Collection[str]) -> dict[str, str]:
    """What entries are about, by id: of a scoring or a child what the child is called; of a look for a record in an emergency, and of an opening, why."""
    scorings: Any = select(col(Scoring.id), col(Child.called)).join(Child, col(Child.id) == col(Scoring.child_id))
    wanted: list[Any] = [scorings.where(among(session, col(Scoring.id), ids))]
    for key, words in (
        (col(Child.id), col(Child.called)),
        (col(EmergencyLook.id), col(EmergencyLook.reason)),
        (col(EmergencyAccess.id), col(EmergencyAccess.reason)),
    ):
        wanted.append(select(key, words).where(among(session, key, ids)))
    return {row[0]: row[1] for row in session.connection().execute(union_all(*wanted))}
