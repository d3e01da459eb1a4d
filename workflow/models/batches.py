"""Work that goes on after the page: a batch of reports to issue, one job each. A job is taken by a worker for a while and is its own progress."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from workflow.models.base import SQLModel, Text, one_of


class JobState(StrEnum):
    """Where a job stands. One that is `WORKING` past its lease is free to be taken again."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Batch(SQLModel, table=True):
    """Reports that somebody asked for together, for the meetings up to a day, with the sentence why. `cancelled_at` stops what has not begun."""

    id: str = Field(primary_key=True, max_length=20)
    started_by_id: str = Field(foreign_key="person.id", index=True)
    started_at: datetime
    until: date
    why: str = Field(sa_type=Text)
    cancelled_at: datetime | None = None


class Job(SQLModel, table=True):
    """One report of a batch. `owner` holds it until `leased_until`; `problem` says in words why it could not be made; `issue_id` is what came of it."""

    __table_args__ = (
        one_of("state", JobState),
        UniqueConstraint("batch_id", "place"),
        CheckConstraint("attempts >= 0", name="attempts_count"),
        Index(None, "state", "leased_until"),
    )

    id: str = Field(primary_key=True, max_length=20)
    batch_id: str = Field(foreign_key="batch.id")
    place: int
    meeting_id: str = Field(foreign_key="meeting.id")
    family_id: str = Field(foreign_key="family.id")
    child_id: str = Field(foreign_key="child.id")
    report: str = Field(max_length=40)
    carers: str = Field(default="", max_length=400)
    state: str = Field(default=JobState.WAITING, max_length=20)
    attempts: int = 0
    owner: str = Field(default="", max_length=60)
    leased_until: datetime | None = None
    problem: str = Field(default="", max_length=500)
    issue_id: str | None = Field(default=None, foreign_key="report_issue.id")
    changed_at: datetime
