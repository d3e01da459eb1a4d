"""Meetings about a family's children: core groups and conferences, so far as a report has to know of them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from workflow.models.base import SQLModel, one_of


class MeetingKind(StrEnum):
    """What sort of meeting it is."""

    CORE_GROUP = "core group"
    INITIAL_CONFERENCE = "initial conference"
    REVIEW_CONFERENCE = "review conference"
    OTHER = "other meeting"


class Meeting(SQLModel, table=True):
    """A meeting about children of one family: its kind, its day, and who chairs it (in words). Cancelled where `cancelled_at` is set, with the reason."""

    __table_args__ = (one_of("kind", MeetingKind), CheckConstraint("version >= 1", name="version_counts"))

    id: str = Field(primary_key=True, max_length=20)
    family_id: str = Field(foreign_key="family.id", index=True)
    kind: str = Field(max_length=40)
    on: date = Field(index=True)
    chaired_by: str = Field(default="", max_length=120)
    version: int = 1
    changed_at: datetime
    changed_by_id: str = Field(foreign_key="person.id")
    cancelled_at: datetime | None = None
    cancel_reason: str = Field(default="", max_length=2000)


class MeetingChild(SQLModel, table=True):
    """That a meeting is about a child."""

    __tablename__ = "meeting_child"

    meeting_id: str = Field(foreign_key="meeting.id", primary_key=True)
    child_id: str = Field(foreign_key="child.id", primary_key=True, index=True)
