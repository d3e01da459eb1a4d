"""What administrators decide about the practice itself: which editions are retired, and what became of teams and agencies."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from workflow.models.base import SQLModel, one_of


class EditionRetirement(SQLModel, table=True):
    """That no new scoring starts with an edition: since when, by whom and why; and whether it was brought back. Rows are never deleted.
    Of an edition one stands at a time, however many retire it at the same moment.

    The edition goes by its name, for one that nobody has used yet has no row of its own.
    """

    __tablename__ = "edition_retirement"
    __table_args__ = (
        Index(
            "uq_edition_retirement_standing",
            *("key", "edition"),
            unique=True,
            sqlite_where=text("brought_back_at IS NULL"),
            postgresql_where=text("brought_back_at IS NULL"),
        ),
    )

    id: str = Field(primary_key=True, max_length=20)
    key: str = Field(max_length=80)
    edition: str = Field(max_length=40)
    reason: str = Field(max_length=2000)
    at: datetime
    by_id: str = Field(foreign_key="person.id")
    brought_back_at: datetime | None = None
    brought_back_by_id: str | None = Field(default=None, foreign_key="person.id")
    back_reason: str = Field(default="", max_length=2000)


class PlaceDeed(StrEnum):
    """What can become of a team or an agency."""

    RENAMED = "renamed"
    CLOSED = "closed"
    OPENED = "opened again"


class PlaceChange(SQLModel, table=True):
    """One thing that became of a team or an agency, for ever: what, when, by whom and why, and how it was called before and after."""

    __tablename__ = "place_change"
    __table_args__ = (
        one_of("deed", PlaceDeed),
        CheckConstraint("(agency_id IS NULL) <> (team_id IS NULL)", name="one_place"),
    )

    id: str = Field(primary_key=True, max_length=20)
    agency_id: str | None = Field(default=None, foreign_key="agency.id", index=True)
    team_id: str | None = Field(default=None, foreign_key="team.id", index=True)
    deed: str = Field(max_length=20)
    name_before: str = Field(max_length=120)
    name_after: str = Field(max_length=120)
    reason: str = Field(max_length=2000)
    at: datetime
    by_id: str = Field(foreign_key="person.id")
