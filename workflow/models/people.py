"""The people who work here: agencies, teams, persons, the roles they hold, and where they are signed in."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from workflow.models.base import SQLModel


class Agency(SQLModel, table=True):
    """An organisation in the partnership, such as a council's social care or a health trust. A closed one has closed teams alone."""

    id: str = Field(primary_key=True, max_length=20)
    name: str = Field(max_length=120, unique=True)
    closed_at: datetime | None = None


class Team(SQLModel, table=True):
    """People of one agency who share a supervisor. Nobody joins a closed one."""

    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    id: str = Field(primary_key=True, max_length=20)
    agency_id: str = Field(foreign_key="agency.id", index=True)
    name: str = Field(max_length=120)
    closed_at: datetime | None = None


class Person(SQLModel, table=True):
    """Somebody with an account. `username` is lower case; `password_hash` is Argon2id, empty where there is no password (yet)."""

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
    """A role (a row of `rules.roles`) held by a person in a team, from and until. `from_provider` where a sign-on provider's group gave it."""

    __tablename__ = "role_held"

    id: str = Field(primary_key=True, max_length=20)
    person_id: str = Field(foreign_key="person.id", index=True)
    team_id: str = Field(foreign_key="team.id", index=True)
    role: str = Field(max_length=40)
    since: datetime
    until: datetime | None = None
    from_provider: bool = False


class SignIn(SQLModel, table=True):
    """One signed-in browser. Only the SHA-256 of its token is kept, so the table opens no door.

    `address` and `browser` tell its owner where it is; `method` is how the first step was made, `second` how the second ("" for not at all).
    """

    __tablename__ = "sign_in"

    id: str = Field(primary_key=True, max_length=20)
    token_hash: str = Field(max_length=64, unique=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    started_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    address: str = Field(default="", max_length=45)
    browser: str = Field(default="", max_length=80)
    method: str = Field(default="password", max_length=20)
    second: str = Field(default="", max_length=20)


class Training(SQLModel, table=True):
    """That a person was trained in an instrument, on a day. Some instruments ask for it before a person can score with them."""

    __table_args__ = (UniqueConstraint("person_id", "instrument_key", "on"),)

    id: str = Field(primary_key=True, max_length=20)
    person_id: str = Field(foreign_key="person.id", index=True)
    instrument_key: str = Field(max_length=80)
    on: date
    recorded_at: datetime
    recorded_by_id: str | None = Field(default=None, foreign_key="person.id")


class DraftsKey(SQLModel, table=True):
    """What the key is made of under which one browser encrypts what it could not send yet. It is gone at sign-out, and so is all that it opens.

    `id` is the name that the browser gave its store; the newest sign-in of the same person in that browser takes it over, at `given_at`.
    `secret` begins with the mark of the settings' secret that it was made under (`services.sealing`).
    """

    __tablename__ = "drafts_key"

    id: str = Field(primary_key=True, max_length=40)
    person_id: str = Field(foreign_key="person.id", index=True)
    sign_in_id: str = Field(foreign_key="sign_in.id", index=True)
    secret: str = Field(max_length=64)
    given_at: datetime
