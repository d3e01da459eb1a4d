"""What administrators decide about the practice itself: which editions are retired."""

from datetime import datetime

from sqlmodel import Field

from workflow.models.base import SQLModel


class EditionRetirement(SQLModel, table=True):
    """That no new scoring starts with an edition: since when, by whom and why; and whether it was brought back. Rows are never deleted.

    The edition goes by its name, for one that nobody has used yet has no row of its own.
    """

    __tablename__ = "edition_retirement"

    id: str = Field(primary_key=True, max_length=20)
    key: str = Field(max_length=80)
    edition: str = Field(max_length=40)
    reason: str = Field(max_length=2000)
    at: datetime
    by_id: str = Field(foreign_key="person.id")
    brought_back_at: datetime | None = None
    brought_back_by_id: str | None = Field(default=None, foreign_key="person.id")
    back_reason: str = Field(default="", max_length=2000)
