"""Records that may be of the same child as one that is being added, and what was asked of those who work with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workflow.models import (
    Adult,
    Agency,
    AuditEvent,
    Care,
    Child,
    Family,
    Involvement,
    Part,
    Person,
    RecordQuestion,
    RoleHeld,
    Team,
)
from workflow.rules.access import Actor
from workflow.rules.answering import Answers, who_answers
from workflow.rules.events import Event
from workflow.rules.roles import ROLES, Permission
from workflow.storage import trail
from workflow.storage.families import involved_on, visible_to

_SUPERVISE = [role.key for role in ROLES if role.supervises]
_SEE_ALL = [role.key for role in ROLES if role.sees_all]


@dataclass(frozen=True)
class Candidate:
    """A child as it was written, and where it stands: itself, or the child it turned out to be, in the record that this is in now."""

    row: Child
    child_id: str
    family_id: str


@dataclass(frozen=True)
class Keeper:
    """The lead practitioner of a record, with the team and agency to ask."""

    person_id: str
    team: str
    agency: str


@dataclass(frozen=True)
class Question:
    """What was asked about a record, with the asker and the family and child that it is about."""

    row: RecordQuestion
    name: str
    job: str
    agency: str
    family: str
    called: str


def candidates(
    session: Session,
    family_id: str,
    *,
    numbers: Collection[str],
    births: Collection[date],
    due: tuple[date, date] | None,
) -> Sequence[Candidate]:
    """The children of other real families whose number or dates are of these: few, to be looked at one by one.

    An entry that was put together with another is looked at as it was written, and leads to the other.
    """
    which: list[ColumnElement[bool]] = []
    if numbers:
        which += [col(Child.nhs_number).in_(numbers), col(Child.upn).in_(numbers)]
    if births:
        which.append(col(Child.born).in_(births))
    if due:
        which += [col(Child.expected).between(*due), col(Child.born).between(*due)]
    if not which:
        return ()
    stands, child_id = aliased(Child, name="stands"), func.coalesce(col(Child.merged_into_id), col(Child.id))
    elsewhere = and_(col(Family.id) != family_id, col(Family.practice).is_(False))
    joined = select(Child, col(stands.id), col(Family.id)).join(stands, col(stands.id) == child_id)
    inside = joined.join(Family, col(Family.id) == col(stands.family_id))
    found = session.execute(inside.where(elsewhere, or_(*which)).order_by(col(Child.id)))
    return [Candidate(*row) for row in found]


def carers(session: Session, child_ids: Collection[str]) -> dict[str, list[str]]:
    """The full names of those who care for each of these children, by child id."""
    found = session.connection().execute(
        select(col(Care.child_id), col(Adult.name))
        .join(Adult, col(Adult.id) == col(Care.adult_id))
        .where(col(Care.child_id).in_(child_ids))
        .order_by(col(Care.id))
    )
    named: dict[str, list[str]] = {}
    for child_id, name in found:
        named.setdefault(child_id, []).append(name)
    return named


def keepers(session: Session, family_ids: Collection[str], on: date) -> dict[str, Keeper]:
    """Who leads each of these families on a day, by family id."""
    found = session.connection().execute(
        select(col(Involvement.family_id), col(Person.id), col(Team.name), col(Agency.name))
        .join(Person, col(Person.id) == col(Involvement.person_id))
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(Agency, col(Agency.id) == col(Team.agency_id))
        .where(col(Involvement.family_id).in_(family_ids), col(Involvement.part) == Part.LEAD.value, involved_on(on))
        .order_by(col(Involvement.since), col(Involvement.id))
    )
    return {row[0]: Keeper(row[1], row[2], row[3]) for row in found}


def told_since(session: Session, person_id: str, since: datetime) -> set[str]:
    """Of which families somebody was told since then that a record may exist, by id."""
    told = (col(AuditEvent.person_id) == person_id, col(AuditEvent.kind) == "record.matched")
    asked = select(col(AuditEvent.family_id)).where(*told, col(AuditEvent.at) >= since).distinct()
    return {family_id for family_id in session.scalars(asked) if family_id}


def answerers(session: Session, family_ids: Collection[str], on: date) -> dict[str, Answers]:
    """Who answers what is asked about each of these families on a day, by family id."""
    led, supervised = (
        set(session.scalars(one.where(col(Involvement.family_id).in_(family_ids))))
        for one in (_led(on), _supervised(on))
    )
    all_seeing = select(col(Person.id)).join(RoleHeld, _held_by(_SEE_ALL)).where(col(Person.disabled_at).is_(None))
    quality = session.scalar(all_seeing.limit(1)) is not None
    return {one: who_answers(led=one in led, supervised=one in supervised, quality=quality) for one in set(family_ids)}


def _led(on: date) -> Any:
    """The families that somebody with an open account leads on a day."""
    of_lead = (col(Involvement.part) == Part.LEAD.value, involved_on(on), col(Person.disabled_at).is_(None))
    return select(col(Involvement.family_id)).join(Person, col(Person.id) == col(Involvement.person_id)).where(*of_lead)


def _supervised(on: date) -> Any:
    """The families with which somebody is involved on a day whose team has a supervisor with an open account."""
    worker, boss = aliased(Person, name="worker"), aliased(Person, name="boss")
    return (
        select(col(Involvement.family_id))
        .join(worker, col(worker.id) == col(Involvement.person_id))
        .join(RoleHeld, col(RoleHeld.team_id) == col(worker.team_id))
        .join(boss, col(boss.id) == col(RoleHeld.person_id))
        .where(involved_on(on), col(RoleHeld.role).in_(_SUPERVISE), col(RoleHeld.until).is_(None))
        .where(col(boss.disabled_at).is_(None))
    )


def _held_by(roles: Collection[str]) -> ColumnElement[bool]:
    return and_(col(RoleHeld.person_id) == col(Person.id), col(RoleHeld.role).in_(roles), col(RoleHeld.until).is_(None))


def questions_to(session: Session, actor: Actor, on: date) -> Sequence[Question]:
    """What is asked about the records that somebody answers for on a day and is not answered, the oldest first."""
    about, led, sight = col(RecordQuestion.about_family_id), _led(on), actor.sight()
    mine: list[ColumnElement[bool]] = [about.in_(led.where(col(Involvement.person_id) == actor.person_id))]
    if sight.teams:
        of_team = select(col(Involvement.family_id)).join(Person, col(Person.id) == col(Involvement.person_id))
        theirs = of_team.where(involved_on(on), col(Person.team_id).in_(sight.teams))
        mine.append(and_(about.not_in(led), about.in_(theirs)))
    if sight.everything:
        mine.append(and_(about.not_in(led), about.not_in(_supervised(on))))
    open_ones = (col(RecordQuestion.answered_at).is_(None), col(RecordQuestion.asks).is_(True))
    return _questions(session, or_(*mine), *open_ones)


def open_to(session: Session, actor: Actor, on: date, permission: Permission, ids: Collection[str]) -> frozenset[str]:
    """Those of these families with which somebody may do a thing on a day."""
    asked = select(col(Family.id)).where(col(Family.id).in_(ids), visible_to(actor, on, permission))
    return frozenset(session.scalars(asked))


def answers_to(session: Session, person_id: str, since: datetime) -> Sequence[Question]:
    """What somebody asked and was answered since."""
    return _questions(session, col(RecordQuestion.by_id) == person_id, col(RecordQuestion.answered_at) >= since)


def _questions(session: Session, *where: ColumnElement[bool]) -> Sequence[Question]:
    found = session.execute(
        select(RecordQuestion, col(Person.name), col(Person.job), col(Agency.name), col(Family.name), col(Child.called))
        .join(Person, col(Person.id) == col(RecordQuestion.by_id))
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(Agency, col(Agency.id) == col(Team.agency_id))
        .join(Family, col(Family.id) == col(RecordQuestion.about_family_id))
        .join(Child, col(Child.id) == col(RecordQuestion.about_child_id))
        .where(*where)
        .order_by(col(RecordQuestion.at), col(RecordQuestion.id))
    )
    return [Question(row[0], row[1], row[2], row[3], row[4], row[5]) for row in found]


def add(session: Session, rows: Sequence[RecordQuestion], *, event: Event, at: datetime, by: str) -> None:
    """Keep what was asked, or why somebody went on."""
    session.add_all(rows)
    session.flush()
    trail.write(session, event, at=at, person_id=by)


def answer(session: Session, row: RecordQuestion, *, event: Event, at: datetime, by: str) -> None:
    """Keep the answer."""
    session.add(row)
    session.flush()
    trail.write(session, event, at=at, person_id=by)
