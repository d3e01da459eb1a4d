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
    """The text of an edition as it was when first used, so that an old scoring never changes its wording.

    `kind` is the instrument's, as its text says: only what is graded has a profile, progress and reports.
    """

    __tablename__ = "instrument_edition"
    __table_args__ = (UniqueConstraint("key", "edition"),)

    id: str = Field(primary_key=True, max_length=20)
    key: str = Field(max_length=80)
    edition: str = Field(max_length=40)
    fingerprint: str = Field(max_length=64)
    text: str = Field(sa_type=Text)
    descriptors_exportable: bool = True
    kind: str = Field(default="graded", max_length=20)
    first_used_at: datetime


class Scoring(SQLModel, table=True):
    """One scoring. Age and band are those of the window's last day, stored and never worked out again.

    `version` counts changes of the scoring's own facts and moves (not of its answers). `amends_id` names the signed-off scoring that this one corrects,
    `second_of_id` the scoring of the same care that this one grades a second time, apart. `blind` hides the carer's and the child's own grades of an item
    until the practitioner's is in. `taken_over_from_id` is who scored it until it was handed on to whoever scores now, the last where it was more than once.
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
    taken_over_from_id: str | None = Field(default=None, foreign_key="person.id")
    status: str = Field(default=ScoringStatus.DRAFT, max_length=20)
    version: int = 1
    amends_id: str | None = Field(default=None, foreign_key="scoring.id", index=True)
    amendment_reason: str = Field(default="", max_length=2000)
    second_of_id: str | None = Field(default=None, foreign_key="scoring.id", index=True)
    blind: bool = False
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


class CoScorer(SQLModel, table=True):
    """Somebody who grades a scoring together with its scorer. The scorer alone signs."""

    __tablename__ = "co_scorer"

    scoring_id: str = Field(foreign_key="scoring.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True, index=True)
    added_at: datetime
    added_by_id: str = Field(foreign_key="person.id")


class Visit(SQLModel, table=True):
    """A visit to a family. `seen` names who was seen, in words. Scorings of several children and carers may rest on it."""

    id: str = Field(primary_key=True, max_length=20)
    family_id: str = Field(foreign_key="family.id", index=True)
    on: date
    announced: bool
    place: str = Field(default="", max_length=120)
    seen: str = Field(default="", max_length=200)


class ScoringVisit(SQLModel, table=True):
    """That a scoring rests on a visit, and whether its child was seen there, and alone."""

    __tablename__ = "scoring_visit"

    scoring_id: str = Field(foreign_key="scoring.id", primary_key=True)
    visit_id: str = Field(foreign_key="visit.id", primary_key=True, index=True)
    child_seen: bool = False
    child_seen_alone: bool = False


class Answer(SQLModel, table=True):
    """The answer to one item as it stands: a grade, or a state without one. `version` starts at 1 and counts accepted changes.

    `evidence` is what the grade rests on, as `rules.evidence` reads and writes it.
    """

    __table_args__ = (
        UniqueConstraint("scoring_id", "item_id"),
        CheckConstraint(
            "state IN ('scored', 'not-observed', 'not-applicable', 'refused', 'not-safe-to-ask', 'noted', 'unanswered')",
            name="state_known",
        ),
        CheckConstraint("(state = 'scored') = (grade IS NOT NULL)", name="grade_where_scored"),
        CheckConstraint("version >= 1", name="version_counts"),
    )

    id: str = Field(primary_key=True, max_length=20)
    scoring_id: str = Field(foreign_key="scoring.id")
    item_id: str = Field(max_length=20)
    grade: int | None = None
    state: str = Field(max_length=20)
    note: str = Field(default="", sa_type=Text)
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    version: int = 1
    changed_at: datetime
    changed_by_id: str = Field(foreign_key="person.id")


class AnswerChange(SQLModel, table=True):
    """One accepted change of an answer, for ever: who, when, old and new. Never updated, never deleted.

    `client_key` is the name that the page gave this save: the same save sent again is known by it and applied once.
    """

    __tablename__ = "answer_change"
    __table_args__ = (
        UniqueConstraint("scoring_id", "item_id", "version"),
        UniqueConstraint("scoring_id", "client_key"),
    )

    id: str = Field(primary_key=True, max_length=20)
    scoring_id: str = Field(foreign_key="scoring.id")
    item_id: str = Field(max_length=20)
    version: int
    old_grade: int | None = None
    old_state: str | None = Field(default=None, max_length=20)
    old_note: str = Field(default="", sa_type=Text)
    old_evidence: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    new_grade: int | None = None
    new_state: str = Field(max_length=20)
    new_note: str = Field(default="", sa_type=Text)
    new_evidence: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    client_key: str | None = Field(default=None, max_length=40)
    changed_at: datetime
    changed_by_id: str = Field(foreign_key="person.id")


class ScoringMove(SQLModel, table=True):
    """One move of a scoring through its process: from, to, who, when, and the words that went with it.

    `direction` and `follow_up_on` are what a supervisor asks for on signing off, and the day on which somebody looks again; `no_follow_up`
    says why nobody needs to.
    """

    __tablename__ = "scoring_move"

    id: str = Field(primary_key=True, max_length=20)
    scoring_id: str = Field(foreign_key="scoring.id", index=True)
    move: str = Field(max_length=40)
    from_status: str = Field(max_length=20)
    to_status: str = Field(max_length=20)
    words: str = Field(default="", max_length=2000)
    direction: str = Field(default="", max_length=2000)
    follow_up_on: date | None = None
    no_follow_up: str = Field(default="", max_length=2000)
    at: datetime
    by_id: str = Field(foreign_key="person.id")


class ItemComment(SQLModel, table=True):
    """What a supervisor says of one item on returning a scoring or signing it off. Never changed; `move_id` is the move it came with."""

    __tablename__ = "item_comment"

    id: str = Field(primary_key=True, max_length=20)
    scoring_id: str = Field(foreign_key="scoring.id", index=True)
    move_id: str = Field(foreign_key="scoring_move.id", index=True)
    item_id: str = Field(max_length=20)
    words: str = Field(max_length=2000)
    at: datetime
    by_id: str = Field(foreign_key="person.id")


class Reconciled(SQLModel, table=True):
    """What two raters settled on for one item, and why. `second_id` is the second rater's scoring; `grade` is None where they leave it open."""

    __table_args__ = (UniqueConstraint("second_id", "item_id"), CheckConstraint("version >= 1", name="version_counts"))

    id: str = Field(primary_key=True, max_length=20)
    second_id: str = Field(foreign_key="scoring.id")
    item_id: str = Field(max_length=20)
    grade: int | None = None
    words: str = Field(default="", max_length=2000)
    version: int = 1
    changed_at: datetime
    changed_by_id: str = Field(foreign_key="person.id")
