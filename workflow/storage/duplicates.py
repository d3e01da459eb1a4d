"""Records that may be of the same child as one that is being added, and what was asked of those who work with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

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
    Team,
)
from workflow.rules.events import Event
from workflow.storage import trail
from workflow.storage.families import involved_on


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


def told_since(session: Session, person_id: str, since: datetime) -> int:
    """How often somebody was told since then that a record may exist."""
    told = (col(AuditEvent.person_id) == person_id, col(AuditEvent.kind) == "record.matched")
    return session.scalar(select(func.count()).select_from(AuditEvent).where(*told, col(AuditEvent.at) >= since)) or 0


def questions_to(session: Session, person_id: str, on: date) -> Sequence[Question]:
    """What is asked about the records that somebody leads and is not answered, the oldest first."""
    led = select(col(Involvement.family_id)).where(
        col(Involvement.person_id) == person_id, col(Involvement.part) == Part.LEAD.value, involved_on(on)
    )
    open_ones = (col(RecordQuestion.answered_at).is_(None), col(RecordQuestion.asks).is_(True))
    return _questions(session, col(RecordQuestion.about_family_id).in_(led), *open_ones)


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
