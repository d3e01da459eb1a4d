"""Reports as they were issued: what was given to whom and why, the document, and the very bytes. Rows are added and never changed.

The number comes first, with the document that bears it; the paper is made of the document afterwards, so that nothing is lost in between.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, LargeBinary, UniqueConstraint
from sqlmodel import Field

from workflow.models.base import SQLModel, Text, one_of


class RecipientKind(StrEnum):
    """What somebody is to whom a report is given."""

    CHAIR = "chair"
    CORE_GROUP = "core group member"
    PARENT = "parent or carer"
    YOUNG_PERSON = "child or young person"
    SOLICITOR = "solicitor"
    COURT = "court"
    AGENCY = "agency"


class ReportIssue(SQLModel, table=True):
    """One report given to one recipient. `number` runs without a gap through `year`, one row a `serial`.

    `title`, `child`, `carers` and `dates` are as printed; `rests_on` names each scoring with its version and when it was signed off; `made_with` the
    edition of the software and of its templates. `fingerprint` is that of the values printed.
    """

    __tablename__ = "report_issue"
    __table_args__ = (one_of("recipient_kind", RecipientKind), UniqueConstraint("year", "serial"))

    id: str = Field(primary_key=True, max_length=20)
    year: int
    serial: int
    number: str = Field(max_length=20, unique=True)
    family_id: str = Field(foreign_key="family.id", index=True)
    child_id: str = Field(foreign_key="child.id", index=True)
    meeting_id: str | None = Field(default=None, foreign_key="meeting.id", index=True)
    report: str = Field(max_length=40)
    title: str = Field(max_length=200)
    carers: str = Field(max_length=400)
    dates: str = Field(max_length=200)
    recipient: str = Field(max_length=200)
    recipient_kind: str = Field(max_length=40)
    why: str = Field(sa_type=Text)
    language: str = Field(max_length=20)
    large_print: bool = False
    rests_on: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    made_with: str = Field(max_length=80)
    fingerprint: str = Field(max_length=64)
    replaces_id: str | None = Field(default=None, foreign_key="report_issue.id", unique=True)
    issued_at: datetime
    issued_by_id: str = Field(foreign_key="person.id")


class IssuedDocument(SQLModel, table=True):
    """The document of an issued report, of which its paper is made: the same document gives the same bytes, whenever that is."""

    __tablename__ = "issued_document"

    issue_id: str = Field(foreign_key="report_issue.id", primary_key=True)
    html: str = Field(sa_type=Text)


class IssuedPaper(SQLModel, table=True):
    """The bytes of an issued report, and their SHA-256 in hexadecimal."""

    __tablename__ = "issued_paper"

    issue_id: str = Field(foreign_key="report_issue.id", primary_key=True)
    sha256: str = Field(max_length=64)
    content: bytes = Field(sa_type=LargeBinary)
    made_at: datetime
