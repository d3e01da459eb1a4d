"""How records come to be open to other people: emergency access with its review, the lead handed over, work closed and opened again."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from workflow.models.base import SQLModel, one_of


class EmergencyAccess(SQLModel, table=True):
    """That a person opened a record in an emergency: found by what, why, from when until when, and who looked into it afterwards.

    It is over at `ends_at`, or at `ended_at` where that is earlier. The review is open until somebody closes it with words; those stand, and more
    can be added (`EmergencyNote`).
    """

    __tablename__ = "emergency_access"
    __table_args__ = (CheckConstraint("(reviewed_at IS NULL) = (reviewed_by_id IS NULL)", name="review_whole"),)

    id: str = Field(primary_key=True, max_length=20)
    family_id: str = Field(foreign_key="family.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    found_by: str = Field(max_length=40)
    reason: str = Field(max_length=2000)
    opened_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None
    reviewed_at: datetime | None = None
    reviewed_by_id: str | None = Field(default=None, foreign_key="person.id")
    review_words: str = Field(default="", max_length=2000)


class EmergencyLook(SQLModel, table=True):
    """That somebody looked for a record in an emergency and none, or more than one, was it: by what kind of fact, and why. Never the fact itself."""

    __tablename__ = "emergency_look"

    id: str = Field(primary_key=True, max_length=20)
    person_id: str = Field(foreign_key="person.id", index=True)
    found_by: str = Field(max_length=40)
    reason: str = Field(max_length=2000)
    records: int
    at: datetime


class EmergencyNote(SQLModel, table=True):
    """What somebody added to the review of an emergency access once it was closed."""

    __tablename__ = "emergency_note"

    id: str = Field(primary_key=True, max_length=20)
    emergency_id: str = Field(foreign_key="emergency_access.id", index=True)
    words: str = Field(max_length=2000)
    at: datetime
    by_id: str = Field(foreign_key="person.id")


class OfferStatus(StrEnum):
    """Where the offer of a lead stands. The moves are a table in `rules.leads`."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class LeadOffer(SQLModel, table=True):
    """That somebody is asked to lead the work with a family from a day on. Until they accept, the old lead stays; `answer` says why not."""

    __tablename__ = "lead_offer"
    __table_args__ = (one_of("status", OfferStatus),)

    id: str = Field(primary_key=True, max_length=20)
    family_id: str = Field(foreign_key="family.id", index=True)
    to_id: str = Field(foreign_key="person.id", index=True)
    by_id: str = Field(foreign_key="person.id", index=True)
    since: date
    reason: str = Field(default="", max_length=200)
    status: str = Field(default=OfferStatus.OFFERED, max_length=20)
    offered_at: datetime
    answered_at: datetime | None = None
    answer: str = Field(default="", max_length=200)


class CaseStatus(StrEnum):
    """Whether the work with a family goes on. The moves are a table in `rules.cases`."""

    OPEN = "open"
    CLOSED = "closed"


class CaseMove(SQLModel, table=True):
    """One closing or opening again of the work with a family, for ever: which, when, by whom and why."""

    __tablename__ = "case_move"

    id: str = Field(primary_key=True, max_length=20)
    family_id: str = Field(foreign_key="family.id", index=True)
    move: str = Field(max_length=20)
    on: date
    reason: str = Field(default="", max_length=1000)
    at: datetime
    by_id: str = Field(foreign_key="person.id")


class RecordQuestion(SQLModel, table=True):
    """That a child is being added to `family_id` of whom a record may exist, and what the worker did: went on and why, or asked (`asks`) and what.

    What is asked is answered by whoever leads the work with `about_family_id`.
    """

    __tablename__ = "record_question"

    id: str = Field(primary_key=True, max_length=20)
    family_id: str = Field(foreign_key="family.id", index=True)
    about_family_id: str = Field(foreign_key="family.id", index=True)
    about_child_id: str = Field(foreign_key="child.id")
    asks: bool
    words: str = Field(max_length=1000)
    at: datetime
    by_id: str = Field(foreign_key="person.id", index=True)
    answer: str = Field(default="", max_length=1000)
    answered_at: datetime | None = None
    answered_by_id: str | None = Field(default=None, foreign_key="person.id")


class Restriction(SQLModel, table=True):
    """That one part of a record is kept for named people: which part (`rules.restrictions.Place`), why, who decided, and when it is looked at again.

    `mode` says whether the people in `RestrictionPerson` are those who see it, or those who do not. Whoever decided looks after it, until somebody
    who answers for the record has taken it over (`taken_over_by_id`), because nobody looked after it any more.
    """

    id: str = Field(primary_key=True, max_length=20)
    family_id: str = Field(foreign_key="family.id", index=True)
    kind: str = Field(max_length=20)
    scoring_id: str | None = Field(default=None, foreign_key="scoring.id", index=True)
    key: str = Field(max_length=80)
    mode: str = Field(max_length=40)
    category: str = Field(max_length=40)
    reason: str = Field(max_length=1000)
    decided_by_id: str = Field(foreign_key="person.id", index=True)
    decided_at: datetime
    review_on: date
    taken_over_at: datetime | None = None
    taken_over_by_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    taken_over_reason: str = Field(default="", max_length=1000)
    lifted_at: datetime | None = None
    lifted_by_id: str | None = Field(default=None, foreign_key="person.id")
    lift_reason: str = Field(default="", max_length=1000)


class RestrictionPerson(SQLModel, table=True):
    """Somebody named in a restriction."""

    __tablename__ = "restriction_person"

    restriction_id: str = Field(foreign_key="restriction.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True, index=True)
