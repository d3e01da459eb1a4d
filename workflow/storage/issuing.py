"""Reports as they were issued: the next number, the rows that are added and never changed, and the list of what was given to whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workflow.models import (
    Child,
    Family,
    IssuedDocument,
    IssuedPaper,
    Meeting,
    Person,
    ReportIssue,
    Scoring,
    ScoringStatus,
)
from workflow.rules.events import Event
from workflow.storage import trail
from workflow.storage.families import record_of

# A number that nothing else in the database uses; locking the table itself asks for a right to change what is issued, which nobody has.
_IN_TURN = "SELECT pg_advisory_xact_lock(7213005119)"
_GONE = (ScoringStatus.SUPERSEDED.value, ScoringStatus.WITHDRAWN.value)


@dataclass(frozen=True)
class Issued:
    """One issued report as a line of the list: the record and the child it is about, as they stand now (`issue` has them as they were), who issued it, the SHA-256 of its paper ("" while none is made), the numbers of what it
    replaces and of what has replaced it ("" for none), and the meeting it was issued for (None for none).
    """

    issue: ReportIssue
    family_id: str
    child_id: str
    called: str
    surname: str
    by: str
    sha256: str
    replaces: str
    replaced_by: str
    meeting: Meeting | None

    @property
    def scorings(self) -> tuple[str, ...]:
        """The ids of the scorings it rests on."""
        return tuple(str(one["scoring"]) for one in self.issue.rests_on)


def next_serial(session: Session, year: int) -> int:
    """The number after the last one of a year. Whoever asks holds the list until their transaction ends, so that no two get the same and none is left out."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":  # there one writes at a time as it is
        connection.exec_driver_sql(_IN_TURN)
    last = connection.scalar(select(func.max(ReportIssue.serial)).where(col(ReportIssue.year) == year))
    return (last or 0) + 1


def add(session: Session, issue: ReportIssue, document: IssuedDocument, *, event: Event) -> None:
    """Add an issued report with its document."""
    session.add(issue)
    session.flush()
    session.add(document)
    session.flush()
    trail.write(session, event, at=issue.issued_at, person_id=issue.issued_by_id)


def keep_paper(session: Session, paper: IssuedPaper, *, event: Event, at: datetime, by: str | None) -> None:
    """Keep the bytes of an issued report."""
    session.add(paper)
    session.flush()
    trail.write(session, event, at=at, person_id=by)


def document(session: Session, issue_id: str) -> IssuedDocument | None:
    """The document of an issued report."""
    return session.get(IssuedDocument, issue_id)


def paper(session: Session, issue_id: str) -> IssuedPaper | None:
    """The bytes of an issued report, None while they are not made."""
    return session.get(IssuedPaper, issue_id)


def of_family(session: Session, family_id: str) -> Sequence[Issued]:
    """What was issued about a family, the newest first."""
    return _found(session, col(ReportIssue.family_id).in_(record_of(family_id)))


def find(session: Session, issue_id: str) -> Issued | None:
    """The issued report of that id."""
    return next(iter(_found(session, col(ReportIssue.id) == issue_id)), None)


def some(session: Session, issue_ids: Collection[str]) -> dict[str, Issued]:
    """The issued reports of these ids."""
    return {one.issue.id: one for one in _found(session, col(ReportIssue.id).in_(issue_ids))}


def numbered(session: Session, number: str) -> Issued | None:
    """The issued report of that number."""
    return next(iter(_found(session, col(ReportIssue.number) == number)), None)


def _found(session: Session, *where: Any) -> Sequence[Issued]:
    before, after = aliased(ReportIssue, name="before_it"), aliased(ReportIssue, name="after_it")
    rows = session.execute(
        select(
            ReportIssue,
            func.coalesce(col(Family.merged_into_id), col(Family.id)),
            func.coalesce(col(Child.merged_into_id), col(Child.id)),
            col(Child.called),
            col(Child.surname),
            col(Person.name),
            func.coalesce(col(IssuedPaper.sha256), ""),
            func.coalesce(col(before.number), ""),
            func.coalesce(col(after.number), ""),
            Meeting,
        )
        .join(Family, col(Family.id) == col(ReportIssue.family_id))
        .join(Child, col(Child.id) == col(ReportIssue.child_id))
        .join(Person, col(Person.id) == col(ReportIssue.issued_by_id))
        .outerjoin(IssuedPaper, col(IssuedPaper.issue_id) == col(ReportIssue.id))
        .outerjoin(before, col(before.id) == col(ReportIssue.replaces_id))
        .outerjoin(after, col(after.replaces_id) == col(ReportIssue.id))
        .outerjoin(Meeting, col(Meeting.id) == col(ReportIssue.meeting_id))
        .where(*where)
        .order_by(col(ReportIssue.year).desc(), col(ReportIssue.serial).desc())
    )
    return [Issued(*row) for row in rows]


def for_meetings(session: Session, meeting_ids: Collection[str]) -> Sequence[Issued]:
    """What was issued for some meetings, the newest first."""
    return _found(session, col(ReportIssue.meeting_id).in_(meeting_ids))


def signed(session: Session, child_ids: Collection[str]) -> Sequence[tuple[str, str, datetime]]:
    """The scorings of some children that count: the child, the scoring, and when it was signed off."""
    counts = (col(Scoring.child_id).in_(child_ids), col(Scoring.status) == ScoringStatus.SIGNED_OFF.value)
    rows = select(col(Scoring.child_id), col(Scoring.id), col(Scoring.signed_off_at)).where(*counts)
    return [(child_id, scoring_id, at) for child_id, scoring_id, at in session.execute(rows)]


def given_way(session: Session, scoring_ids: Collection[str]) -> frozenset[str]:
    """Those of some scorings that have given way to an amendment."""
    gone = (col(Scoring.id).in_(scoring_ids), col(Scoring.status).in_(_GONE))
    return frozenset(session.scalars(select(col(Scoring.id)).where(*gone)))


def versions(session: Session, scoring_ids: Collection[str]) -> dict[str, tuple[int, datetime | None]]:
    """The version of each of some scorings, and when it was signed off."""
    asked: Any = select(col(Scoring.id), col(Scoring.version), col(Scoring.signed_off_at)).where(
        col(Scoring.id).in_(scoring_ids)
    )
    return {row[0]: (row[1], row[2]) for row in session.connection().execute(asked)}
