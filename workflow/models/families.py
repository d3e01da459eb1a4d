"""Families: households of children and adults, who cares for whom, and which professionals are involved."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from workflow.models.base import SQLModel, one_of


class Part(StrEnum):
    """The part a professional plays for a family."""

    LEAD = "lead practitioner"
    CO_WORKER = "co-worker"
    CORE_GROUP = "core group member"
    CHAIR = "chair"


class Family(SQLModel, table=True):
    """The people a piece of work is about. `name` is how the practice calls it, such as "Example".

    `closed_on` is the day on which the work was closed, None while it goes on. A `practice` family is invented, for trying things out: marked as such everywhere, and in no figure.
    `merged_into_id` is the record that it is read under since the two were put together (`models.merging`); it is never one that is itself read under another.
    """

    id: str = Field(primary_key=True, max_length=20)
    name: str = Field(max_length=120)
    created_at: datetime
    practice: bool = False
    closed_on: date | None = None
    merged_into_id: str | None = Field(default=None, foreign_key="family.id", index=True)


class Household(SQLModel, table=True):
    """A home of the family; a child may live in more than one. `version` counts changes of its name and of who lives there."""

    __table_args__ = (CheckConstraint("version >= 1", name="version_counts"),)

    id: str = Field(primary_key=True, max_length=20)
    family_id: str = Field(foreign_key="family.id", index=True)
    name: str = Field(max_length=120)
    version: int = 1


class Child(SQLModel, table=True):
    """A child or unborn child. `called` is the name they wish to be called by; a born child keeps its expected date.

    `merged_into_id` is the child that this turned out to be: nothing stands under this one any more but what was issued about it.

    `version` counts changes of what is written of the child, `care_version` those of who cares for them.
    """

    __table_args__ = (
        CheckConstraint("born IS NOT NULL OR expected IS NOT NULL", name="born_or_expected"),
        CheckConstraint("version >= 1 AND care_version >= 1", name="versions_count"),
    )

    id: str = Field(primary_key=True, max_length=20)
    family_id: str = Field(foreign_key="family.id", index=True)
    called: str = Field(max_length=80)
    surname: str = Field(default="", max_length=80)
    born: date | None = None
    expected: date | None = None
    nhs_number: str | None = Field(default=None, max_length=10, index=True)
    upn: str | None = Field(default=None, max_length=13, index=True)
    version: int = 1
    care_version: int = 1
    merged_into_id: str | None = Field(default=None, foreign_key="child.id", index=True)


class Adult(SQLModel, table=True):
    """A carer or another adult of the family. `called` is how the family says it: "Mum" only where they do. `version` counts corrections.

    `merged_into_id` is the adult that this turned out to be: scorings that were made with this one are read with the other's.
    """

    __table_args__ = (CheckConstraint("version >= 1", name="version_counts"),)

    id: str = Field(primary_key=True, max_length=20)
    family_id: str = Field(foreign_key="family.id", index=True)
    called: str = Field(max_length=80)
    name: str = Field(default="", max_length=120)
    version: int = 1
    merged_into_id: str | None = Field(default=None, foreign_key="adult.id", index=True)


class Care(SQLModel, table=True):
    """That an adult cares for a child, and how they are related."""

    __table_args__ = (UniqueConstraint("adult_id", "child_id"),)

    id: str = Field(primary_key=True, max_length=20)
    adult_id: str = Field(foreign_key="adult.id", index=True)
    child_id: str = Field(foreign_key="child.id", index=True)
    relationship: str = Field(default="", max_length=80)


class Living(SQLModel, table=True):
    """Who lives in a household: one child or one adult a row, wholly or in part (`note`, such as "weekends")."""

    __table_args__ = (CheckConstraint("(child_id IS NULL) <> (adult_id IS NULL)", name="one_person"),)

    id: str = Field(primary_key=True, max_length=20)
    household_id: str = Field(foreign_key="household.id", index=True)
    child_id: str | None = Field(default=None, foreign_key="child.id", index=True)
    adult_id: str | None = Field(default=None, foreign_key="adult.id", index=True)
    note: str = Field(default="", max_length=120)


class Involvement(SQLModel, table=True):
    """A professional's part in a family, with its start, its end and the reason for each. It is what makes a family visible."""

    __table_args__ = (one_of("part", Part),)

    id: str = Field(primary_key=True, max_length=20)
    family_id: str = Field(foreign_key="family.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    part: str = Field(max_length=40)
    since: date
    until: date | None = None
    reason: str = Field(default="", max_length=200)
    end_reason: str = Field(default="", max_length=200)
