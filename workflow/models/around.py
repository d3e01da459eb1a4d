"""What is recorded around the grades of a scoring: entries by key, targets, and numbers on scaling questions."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from workflow.models.base import SQLModel, Text, one_of


class Entry(SQLModel, table=True):
    """One thing recorded around the grades, as it stands: the child's voice, the agreement to the work, a carer's own grade of an item.

    `rules.entries` lists the keys there are and what the `value` of each holds. `version` starts at 1 and counts accepted changes.
    """

    __table_args__ = (UniqueConstraint("scoring_id", "key"), CheckConstraint("version >= 1", name="version_counts"))

    id: str = Field(primary_key=True, max_length=20)
    scoring_id: str = Field(foreign_key="scoring.id")
    key: str = Field(max_length=80)
    value: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    version: int = 1
    changed_at: datetime
    changed_by_id: str = Field(foreign_key="person.id")


class EntryChange(SQLModel, table=True):
    """One accepted change of an entry, for ever: who, when, old and new. Never updated, never deleted; `client_key` as in `AnswerChange`."""

    __tablename__ = "entry_change"
    __table_args__ = (UniqueConstraint("scoring_id", "key", "version"), UniqueConstraint("scoring_id", "client_key"))

    id: str = Field(primary_key=True, max_length=20)
    scoring_id: str = Field(foreign_key="scoring.id")
    key: str = Field(max_length=80)
    version: int
    old_value: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    new_value: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    client_key: str | None = Field(default=None, max_length=40)
    changed_at: datetime
    changed_by_id: str = Field(foreign_key="person.id")


class Target(SQLModel, table=True):
    """What one item is to come to: its grade `now`, the grade aimed at, by when, and who helps with what (in words).

    One that is taken out stays as it was, with when and by whom; of an item one stands at a time. `version` counts on through all of an item's.
    """

    __table_args__ = (
        Index(
            "uq_target_standing",
            *("scoring_id", "item_id"),
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: str = Field(primary_key=True, max_length=20)
    scoring_id: str = Field(foreign_key="scoring.id")
    item_id: str = Field(max_length=20)
    now: int
    aim: int
    by: date
    helps: str = Field(default="", sa_type=Text)
    version: int = 1
    changed_at: datetime
    changed_by_id: str = Field(foreign_key="person.id")
    removed_at: datetime | None = None
    removed_by_id: str | None = Field(default=None, foreign_key="person.id")


class Voice(StrEnum):
    """Who gives a number on a scaling question."""

    CHILD = "child"
    CARER = "carer"
    FAMILY = "family"
    PROFESSIONAL = "professional"


class ScalingMark(SQLModel, table=True):
    """One person's number, 0 to 10, on one scaling question, with their reason, as it was at one version. Never averaged, never drawn with grades.

    A correction is the next version of the same `mark_id`, with `number` None where the mark was taken back; the highest version stands.
    Rows are never updated and never deleted. `edition_id` and `item_id` name the question in the wording it had; `who` is the person in words.
    """

    __tablename__ = "scaling_mark"
    __table_args__ = (
        UniqueConstraint("scoring_id", "mark_id", "version"),
        CheckConstraint("number BETWEEN 0 AND 10", name="number_on_scale"),
        CheckConstraint("version >= 1", name="version_counts"),
        one_of("part", Voice),
    )

    id: str = Field(primary_key=True, max_length=20)
    scoring_id: str = Field(foreign_key="scoring.id")
    mark_id: str = Field(max_length=20)
    version: int = 1
    edition_id: str = Field(foreign_key="instrument_edition.id")
    item_id: str = Field(max_length=20)
    who: str = Field(max_length=120)
    part: str = Field(max_length=20)
    number: int | None = None
    words: str = Field(default="", sa_type=Text)
    on: date
    changed_at: datetime
    changed_by_id: str = Field(foreign_key="person.id")
