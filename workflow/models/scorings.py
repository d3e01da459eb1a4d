"""Scorings: one child, one carer (or carers together), one instrument edition, one window; its answers and all they have been."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from workflow.models.base import SQLModel, Text, one_of


class ScoringStatus(StrEnum):
    """Where a scoring stands. The moves between them are a table in `rules.statuses`."""

    DRAFT = "draft"
    WITH_SUPERVISOR = "with supervisor"
    RETURNED = "returned"
    SIGNED_OFF = "signed off"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"

    @property
    def spoken(self) -> str:
        """The status inside a sentence: this scoring is with a supervisor."""
        return "with a supervisor" if self is ScoringStatus.WITH_SUPERVISOR else str(self)


class InstrumentEdition(SQLModel, table=True):
    """The text of an edition as it was when first used, so that an old scoring never changes its wording."""

    __tablename__ = "instrument_edition"
    __table_args__ = (UniqueConstraint("key", "edition"),)

    id: str = Field(primary_key=True, max_length=20)
    key: str = Field(max_length=80)
    edition: str = Field(max_length=40)
    fingerprint: str = Field(max_length=64)
    text: str = Field(sa_type=Text)
    descriptors_exportable: bool = True
    first_used_at: datetime


class Scoring(SQLModel, table=True):
    """One scoring. Age and band are those of the window's last day, stored and never worked out again.

    `version` counts changes of the scoring's own facts and moves (not of its answers). `amends_id` names the signed-off scoring that this one corrects.
    The carers are in `ScoringCarer`; `carer_names` is how they were called then. `exclusions` maps sub-area ids, `missing_reasons` area ids, to reasons.
    """

    __table_args__ = (
        one_of("status", ScoringStatus),
        CheckConstraint("window_start <= window_end", name="window_runs_forward"),
        CheckConstraint("version >= 1", name="version_counts"),
    )

    id: str = Field(primary_key=True, max_length=20)
    family_id: str = Field(foreign_key="family.id", index=True)
    child_id: str = Field(foreign_key="child.id", index=True)
    edition_id: str = Field(foreign_key="instrument_edition.id", index=True)
    carer_names: str = Field(max_length=200)
    window_start: date
    window_end: date
    child_born: date | None = None
    child_expected: date | None = None
    age_months: int | None = None
    age_band: str = Field(max_length=40)
    conditions: list[str] = Field(default_factory=list, sa_type=JSON)
    exclusions: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    missing_reasons: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    scorer_id: str = Field(foreign_key="person.id", index=True)
    status: str = Field(default=ScoringStatus.DRAFT, max_length=20)
    version: int = 1
    amends_id: str | None = Field(default=None, foreign_key="scoring.id", index=True)
    amendment_reason: str = Field(default="", max_length=2000)
    started_at: datetime
    sent_at: datetime | None = None
    signed_off_at: datetime | None = None
    signed_off_by_id: str | None = Field(default=None, foreign_key="person.id")
    supervisor_comment: str = Field(default="", max_length=2000)


class ScoringCarer(SQLModel, table=True):
    """A carer whose care a scoring grades; several rows where carers are scored together."""

    __tablename__ = "scoring_carer"

    scoring_id: str = Field(foreign_key="scoring.id", primary_key=True)
    adult_id: str = Field(foreign_key="adult.id", primary_key=True, index=True)


class Visit(SQLModel, table=True):
    """A visit on which a scoring rests. `seen` names who was seen, in words."""

    id: str = Field(primary_key=True, max_length=20)
    scoring_id: str = Field(foreign_key="scoring.id", index=True)
    on: date
    announced: bool
    place: str = Field(default="", max_length=120)
    seen: str = Field(default="", max_length=200)
    child_seen: bool = False
    child_seen_alone: bool = False


class Answer(SQLModel, table=True):
    """The answer to one item as it stands: a grade, or a state without one. `version` starts at 1 and counts accepted changes."""

    __table_args__ = (
        UniqueConstraint("scoring_id", "item_id"),
        CheckConstraint("state IN ('scored', 'not-observed', 'not-applicable', 'unanswered')", name="state_known"),
        CheckConstraint("(state = 'scored') = (grade IS NOT NULL)", name="grade_where_scored"),
        CheckConstraint("version >= 1", name="version_counts"),
    )

    id: str = Field(primary_key=True, max_length=20)
    scoring_id: str = Field(foreign_key="scoring.id")
    item_id: str = Field(max_length=20)
    grade: int | None = None
    state: str = Field(max_length=20)
    note: str = Field(default="", sa_type=Text)
    version: int = 1
    changed_at: datetime
    changed_by_id: str = Field(foreign_key="person.id")


class AnswerChange(SQLModel, table=True):
    """One accepted change of an answer, for ever: who, when, old and new. Never updated, never deleted."""

    __tablename__ = "answer_change"
    __table_args__ = (UniqueConstraint("scoring_id", "item_id", "version"),)

    id: str = Field(primary_key=True, max_length=20)
    scoring_id: str = Field(foreign_key="scoring.id")
    item_id: str = Field(max_length=20)
    version: int
    old_grade: int | None = None
    old_state: str | None = Field(default=None, max_length=20)
    old_note: str = Field(default="", sa_type=Text)
    new_grade: int | None = None
    new_state: str = Field(max_length=20)
    new_note: str = Field(default="", sa_type=Text)
    changed_at: datetime
    changed_by_id: str = Field(foreign_key="person.id")


class ScoringMove(SQLModel, table=True):
    """One move of a scoring through its process: from, to, who, when, and the words that went with it."""

    __tablename__ = "scoring_move"

    id: str = Field(primary_key=True, max_length=20)
    scoring_id: str = Field(foreign_key="scoring.id", index=True)
    move: str = Field(max_length=40)
    from_status: str = Field(max_length=20)
    to_status: str = Field(max_length=20)
    words: str = Field(default="", max_length=2000)
    at: datetime
    by_id: str = Field(foreign_key="person.id")


class AuditEvent(SQLModel, table=True):
    """One entry of the trail. No foreign keys: the trail outlives what it speaks of. `number` runs in order of writing."""

    __tablename__ = "audit_event"

    number: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    kind: str = Field(max_length=60)
    person_id: str | None = Field(default=None, max_length=20, index=True)
    family_id: str | None = Field(default=None, max_length=20, index=True)
    subject_id: str | None = Field(default=None, max_length=20, index=True)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
