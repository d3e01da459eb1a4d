"""What stood in a record before it was corrected: one row for every fact that was written over, for ever."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from workflow.models.base import SQLModel, Text, one_of


class Corrected(StrEnum):
    """What a fact is of."""

    FAMILY = "family"
    CHILD = "child"
    ADULT = "adult"
    HOME = "home"
    PART = "part"
    MEETING = "meeting"


class Correction(SQLModel, table=True):
    """One fact that was changed: of what (`of`, `subject_id`), which (`field`), what it was and what it became. Never updated, never deleted.

    Where two things belong together (who cares for a child, who lives in a home, whom a meeting is about), `about_id` is the other one, and None in
    `was` or `became` says that they did not belong together; else it is what was said of it. `entry` is the number of the entry in the trail that tells
    of the change. No row points at its subject: what was put together with another keeps its own history, and is read with the other's.
    """

    __table_args__ = (one_of("of", Corrected), CheckConstraint("place >= 1", name="place_counts"))

    id: str = Field(primary_key=True, max_length=20)
    entry: int
    place: int
    of: str = Field(max_length=20)
    subject_id: str = Field(max_length=20, index=True)
    field: str = Field(max_length=40)
    about_id: str | None = Field(default=None, max_length=20)
    was: str | None = Field(default=None, sa_type=Text)
    became: str | None = Field(default=None, sa_type=Text)
    at: datetime
    by_id: str | None = Field(default=None, foreign_key="person.id")
