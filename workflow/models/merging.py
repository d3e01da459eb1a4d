"""Two records that turned out to be one: which is read under which, why, and exactly what was moved for it, so that it can be put back."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from workflow.models.base import SQLModel, Text


class RecordMerge(SQLModel, table=True):
    """That one record was put together with another, which it is read under since: by whom, when and why, and whether it was undone.

    `kept_id` and `gone_id` are families, the same one where two entries within a record were of one child or adult.
    """

    __tablename__ = "record_merge"
    __table_args__ = (CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_whole"),)

    id: str = Field(primary_key=True, max_length=20)
    kept_id: str = Field(foreign_key="family.id", index=True)
    gone_id: str = Field(foreign_key="family.id", index=True)
    reason: str = Field(max_length=1000)
    at: datetime
    by_id: str = Field(foreign_key="person.id")
    undone_at: datetime | None = None
    undone_by_id: str | None = Field(default=None, foreign_key="person.id")
    undo_reason: str = Field(default="", max_length=1000)


class RecordMergeChange(SQLModel, table=True):
    """One thing that a merge, or its undoing, changed, in order of `place`; never updated, never deleted.

    `of_column` of the row `row_key` in `of_table` was `was` and became `became`. Where `of_column` is "", the whole row came (`was` is None) or went
    (`became` is None), as JSON text.
    """

    __tablename__ = "record_merge_change"
    __table_args__ = (CheckConstraint("place >= 1", name="place_counts"),)

    id: str = Field(primary_key=True, max_length=20)
    merge_id: str = Field(foreign_key="record_merge.id", index=True)
    undoing: bool = False
    place: int
    of_table: str = Field(max_length=40)
    row_key: str = Field(max_length=80, index=True)
    of_column: str = Field(default="", max_length=40)
    was: str | None = Field(default=None, sa_type=Text)
    became: str | None = Field(default=None, sa_type=Text)
