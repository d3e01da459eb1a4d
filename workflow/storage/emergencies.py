"""Records opened in an emergency: finding one by an exact identifier, opening, ending and reviewing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workflow.models import (
    Adult,
    Agency,
    Child,
    EmergencyAccess,
    EmergencyLook,
    EmergencyNote,
    Family,
    Involvement,
    Part,
    Person,
    Team,
)
from workflow.rules.access import Actor
from workflow.rules.events import Event
from workflow.rules.matching import BORN_BEFORE_DUE, DUE_WITHIN
from workflow.rules.roles import Permission
from workflow.storage import trail
from workflow.storage.families import involved_on, visible_to


@dataclass(frozen=True)
class Opened:
    """An emergency access, with the family's name, who opened it, and who closed the review ("" while nobody has)."""

    row: EmergencyAccess
    family: str
    name: str
    job: str
    agency: str
    reviewer: str


@dataclass(frozen=True)
class Found:
    """A child as it was written, and the record in which it stands now, with the name of that."""

    row: Child
    family_id: str
    family: str


@dataclass(frozen=True)
class Note:
    """What somebody added to a review, with their name."""

    row: EmergencyNote
    name: str


def by_nhs_number(session: Session, number: str) -> Sequence[Found]:
    """The children of real families with this NHS number."""
    return _children(session, col(Child.nhs_number) == number)


def by_pupil_number(session: Session, number: str) -> Sequence[Found]:
    """The children of real families with this UPN."""
    return _children(session, col(Child.upn) == number)


def born_on(session: Session, day: date) -> Sequence[Found]:
    """The children of real families who were born on a day."""
    return _children(session, col(Child.born) == day)


def expected_or_born(session: Session, day: date) -> Sequence[Found]:
    """The children of real families who were born on a day, or are expected about it and of whom no birth is written down."""
    expected = col(Child.expected).between(day - DUE_WITHIN, day + BORN_BEFORE_DUE)
    return _children(session, or_(col(Child.born) == day, and_(col(Child.born).is_(None), expected)))


def adults(session: Session, family_ids: Collection[str]) -> dict[str, list[str]]:
    """The full names of the adults of each of these families, by family id."""
    found = session.connection().execute(
        select(col(Adult.family_id), col(Adult.name))
        .where(col(Adult.family_id).in_(family_ids))
        .order_by(col(Adult.id))
    )
    named: dict[str, list[str]] = {}
    for family_id, name in found:
        named.setdefault(family_id, []).append(name)
    return named


def _children(session: Session, which: ColumnElement[bool]) -> Sequence[Found]:
    stands, child_id = aliased(Child, name="stands"), func.coalesce(col(Child.merged_into_id), col(Child.id))
    joined = select(Child, col(Family.id), col(Family.name)).join(stands, col(stands.id) == child_id)
    real = joined.join(Family, col(Family.id) == col(stands.family_id)).where(col(Family.practice).is_(False))
    return [Found(*row) for row in session.execute(real.where(which).order_by(col(Child.id)))]


def running(session: Session, person_id: str, now: datetime) -> Sequence[EmergencyAccess]:
    """What somebody has opened and not ended, and that is open still."""
    mine = (col(EmergencyAccess.person_id) == person_id, col(EmergencyAccess.ended_at).is_(None))
    return session.scalars(select(EmergencyAccess).where(*mine, col(EmergencyAccess.ends_at) > now)).all()


def of_family(session: Session, family_id: str) -> Sequence[Opened]:
    """Every emergency access to a family, the newest first."""
    return _opened(session, col(EmergencyAccess.family_id) == family_id)


def to_review(session: Session, family_id: str, emergency_id: str) -> EmergencyAccess | None:
    """One emergency access to a family, as it stands at this moment; whoever asks holds the family."""
    this = (col(EmergencyAccess.id) == emergency_id, col(EmergencyAccess.family_id) == family_id)
    asked = select(EmergencyAccess).where(*this).execution_options(populate_existing=True)
    return session.scalars(asked).one_or_none()


def notes(session: Session, emergency_ids: Collection[str]) -> dict[str, list[Note]]:
    """What was added to each of these reviews, the oldest first."""
    found = session.execute(
        select(EmergencyNote, col(Person.name))
        .join(Person, col(Person.id) == col(EmergencyNote.by_id))
        .where(col(EmergencyNote.emergency_id).in_(emergency_ids))
        .order_by(col(EmergencyNote.at), col(EmergencyNote.id))
    )
    added: dict[str, list[Note]] = {}
    for row, name in found:
        added.setdefault(row.emergency_id, []).append(Note(row, name))
    return added


def to_look_into(session: Session, actor: Actor, on: date, *, closes: bool) -> Sequence[Opened]:
    """Every emergency access whose review is open: of the families that somebody leads and, where they close reviews, of all that they see."""
    leads = select(col(Involvement.family_id)).where(
        col(Involvement.person_id) == actor.person_id, col(Involvement.part) == Part.LEAD.value, involved_on(on)
    )
    told = col(Family.id).in_(leads)
    which = or_(told, visible_to(actor, on, Permission.EMERGENCY_CLOSE)) if closes else told
    return _opened(session, and_(which, col(EmergencyAccess.reviewed_at).is_(None)))


def _opened(session: Session, which: ColumnElement[bool]) -> Sequence[Opened]:
    reviewers = select(col(Person.id).label("id"), col(Person.name).label("name")).subquery()
    found = session.execute(
        select(
            EmergencyAccess,
            col(Family.name),
            col(Person.name),
            col(Person.job),
            col(Agency.name),
            reviewers.c.name,
        )
        .join(Family, col(Family.id) == col(EmergencyAccess.family_id))
        .join(Person, col(Person.id) == col(EmergencyAccess.person_id))
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(Agency, col(Agency.id) == col(Team.agency_id))
        .outerjoin(reviewers, reviewers.c.id == col(EmergencyAccess.reviewed_by_id))
        .where(which)
        .order_by(col(EmergencyAccess.opened_at).desc(), col(EmergencyAccess.id))
    )
    return [Opened(row[0], row[1], row[2], row[3], row[4], row[5] or "") for row in found]


def add(session: Session, row: EmergencyAccess | EmergencyNote, *, event: Event, at: datetime, by: str) -> None:
    """Open a record, or add to a review."""
    session.add(row)
    session.flush()
    trail.write(session, event, at=at, person_id=by)


def keep_look(session: Session, row: EmergencyLook, *, events: Sequence[Event], at: datetime, by: str) -> None:
    """Keep that somebody looked, and why, where that opened nothing."""
    session.add(row)
    session.flush()
    for event in events:
        trail.write(session, event, at=at, person_id=by)


def change(session: Session, row: EmergencyAccess, *, event: Event, at: datetime, by: str) -> None:
    """Keep that an access is over, or that its review is closed."""
    session.add(row)
    session.flush()
    trail.write(session, event, at=at, person_id=by)
