"""The people who work here: agencies, teams, persons, the roles they hold, and where they are signed in."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from workflow.models.base import SQLModel


class Agency(SQLModel, table=True):
    """An organisation in the partnership, such as a council's social care or a health trust."""

    id: str = Field(primary_key=True, max_length=20)
    name: str = Field(max_length=120, unique=True)


class Team(SQLModel, table=True):
    """People of one agency who share a supervisor."""

    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    id: str = Field(primary_key=True, max_length=20)
    agency_id: str = Field(foreign_key="agency.id", index=True)
    name: str = Field(max_length=120)


class Person(SQLModel, table=True):
    """Somebody with an account. `username` is lower case; `password_hash` is Argon2id."""

    id: str = Field(primary_key=True, max_length=20)
    username: str = Field(max_length=80, unique=True)
    name: str = Field(max_length=120)
    job: str = Field(default="", max_length=120)
    team_id: str = Field(foreign_key="team.id", index=True)
    password_hash: str = Field(max_length=255)
    demonstration: bool = False
    created_at: datetime
    disabled_at: datetime | None = None


class RoleHeld(SQLModel, table=True):
    """A role (a row of `rules.roles`) held by a person in a team, from and until."""

    __tablename__ = "role_held"

    id: str = Field(primary_key=True, max_length=20)
    person_id: str = Field(foreign_key="person.id", index=True)
    team_id: str = Field(foreign_key="team.id", index=True)
    role: str = Field(max_length=40)
    since: datetime
    until: datetime | None = None


class SignIn(SQLModel, table=True):
    """One signed-in browser. Only the SHA-256 of its token is kept, so the table opens no door."""

    __tablename__ = "sign_in"

    id: str = Field(primary_key=True, max_length=20)
    token_hash: str = Field(max_length=64, unique=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    started_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
