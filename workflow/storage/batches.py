"""Batches of reports and their jobs. A worker takes a job for a while; what it says of it counts only while the job is still its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlmodel import Session, col

from workflow.models import Batch, Child, Family, IssuedPaper, Job, JobState, Meeting, ReportIssue
from workflow.rules.access import Actor
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.storage import trail
from workflow.storage.families import visible_to

_W = JobState.WORKING.value


@dataclass(frozen=True)
class JobLine:
    """A job as a line of its batch: whom and which meeting it is about, and the number of what came of it, with whose care it tells of; `made` says that its paper is kept."""

    job: Job
    family: str
    called: str
    meeting: Meeting
    number: str
    carers: str
    made: bool


@dataclass(frozen=True)
class Taken:
    """A job that a worker holds now, with whom it is done for, why, and who chairs the meeting."""

    job: Job
    person_id: str
    why: str
    chaired_by: str


def add(session: Session, batch: Batch, jobs: Sequence[Job], *, events: Sequence[Event]) -> None:
    """Add a batch with its jobs, in the transaction of whoever asks for it."""
    session.add(batch)
    session.flush()
    session.add_all(jobs)
    session.flush()
    for event in events:
        trail.write(session, event, at=batch.started_at, person_id=batch.started_by_id)


def find(session: Session, batch_id: str) -> Batch | None:
    """The batch of that id."""
    return session.get(Batch, batch_id)


def newest_of(session: Session, person_id: str) -> Batch | None:
    """What somebody asked for last."""
    own = select(Batch).where(col(Batch.started_by_id) == person_id)
    return session.scalars(own.order_by(col(Batch.started_at).desc(), col(Batch.id).desc()).limit(1)).one_or_none()


def lines(session: Session, batch_id: str, actor: Actor, on: date) -> Sequence[JobLine]:
    """The jobs of a batch in their order, of the families whose reports somebody may issue on a day."""
    rows = session.execute(
        select(Job, col(Family.name), col(Child.called), Meeting, ReportIssue, col(IssuedPaper.issue_id))
        .join(Family, col(Family.id) == col(Job.family_id))
        .join(Child, col(Child.id) == col(Job.child_id))
        .join(Meeting, col(Meeting.id) == col(Job.meeting_id))
        .outerjoin(ReportIssue, col(ReportIssue.id) == col(Job.issue_id))
        .outerjoin(IssuedPaper, col(IssuedPaper.issue_id) == col(Job.issue_id))
        .where(col(Job.batch_id) == batch_id, visible_to(actor, on, Permission.REPORT_ISSUE))
        .order_by(col(Job.place))
    )
    return [
        JobLine(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4].number if row[4] else "",
            row[4].carers if row[4] else "",
            bool(row[5]),
        )
        for row in rows
    ]


def take(session: Session, owner: str, now: datetime, until: datetime) -> Taken | None:
    """The next job that nobody holds: one that waits, or whose worker has let its lease run out. It is this owner's until then.

    Workers that ask at once get each another one: on PostgreSQL what somebody else is just taking is passed over.
    """
    free = or_(
        col(Job.state) == JobState.WAITING.value,
        and_(col(Job.state) == _W, col(Job.leased_until) < now),
    )
    order = (col(Job.changed_at), col(Job.batch_id), col(Job.place))
    chosen = select(col(Job.id)).where(free).order_by(*order).limit(1).with_for_update(skip_locked=True)
    job_id = session.connection().scalar(chosen)
    if job_id is None:
        return None
    values = {"state": _W, "owner": owner, "leased_until": until, "attempts": Job.attempts + 1, "changed_at": now}
    session.connection().execute(update(Job).where(col(Job.id) == job_id).values(values))
    row = session.execute(
        select(Job, col(Batch.started_by_id), col(Batch.why), col(Meeting.chaired_by))
        .join(Batch, col(Batch.id) == col(Job.batch_id))
        .join(Meeting, col(Meeting.id) == col(Job.meeting_id))
        .where(col(Job.id) == job_id)
    ).one()
    return Taken(row[0], row[1], row[2], row[3])


def renew(session: Session, job_id: str, owner: str, until: datetime, issue_id: str | None = None) -> bool:
    """Hold a job longer, and write down what was issued for it; False where it is another's by now."""
    values: dict[str, Any] = {"leased_until": until, **({"issue_id": issue_id} if issue_id else {})}
    mine = (col(Job.id) == job_id, col(Job.owner) == owner, col(Job.state) == _W)
    done: Any = session.connection().execute(update(Job).where(*mine).values(values))
    return bool(done.rowcount == 1)


def finish(
    session: Session, job_id: str, owner: str, state: JobState, problem: str, *, at: datetime, event: Event | None
) -> bool:
    """Say what became of a job; False where it is another's by now. The event of a report that was made is that of its paper."""
    values = {"state": state.value, "problem": problem, "leased_until": None, "changed_at": at}
    mine = (col(Job.id) == job_id, col(Job.owner) == owner, col(Job.state) == _W)
    done: Any = session.connection().execute(update(Job).where(*mine).values(values))
    if done.rowcount == 1 and event is not None:
        trail.write(session, event, at=at, person_id=None)
    return bool(done.rowcount == 1)


def cancel(session: Session, batch: Batch, *, event: Event, at: datetime, by: str) -> None:
    """Stop what has not begun. What is being made goes on."""
    waits = (col(Job.batch_id) == batch.id, col(Job.state) == JobState.WAITING.value)
    session.connection().execute(update(Job).where(*waits).values(state=JobState.CANCELLED.value, changed_at=at))
    session.connection().execute(update(Batch).where(col(Batch.id) == batch.id).values(cancelled_at=at))
    session.expire_all()
    trail.write(session, event, at=at, person_id=by)


def waiting(session: Session, batch_id: str) -> int:
    """How many jobs of a batch have not begun."""
    waits = (col(Job.batch_id) == batch_id, col(Job.state) == JobState.WAITING.value)
    return session.scalar(select(func.count()).select_from(Job).where(*waits)) or 0
