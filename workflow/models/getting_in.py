"""What getting in rests on: one-time links, second steps, browsers that are known, tries that failed, and who a provider says somebody is.

Nothing here opens a door by being read: tokens and codes stand as hashes, the secrets of apps sealed under the settings' key.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Column, UniqueConstraint
from sqlmodel import Field

from workflow.models.base import SQLModel, Text


class OneTimeLink(SQLModel, table=True):
    """A link that lets somebody choose a password, handed over outside. `purpose` is "set-up" or "reset"; used once, within its time."""

    __tablename__ = "one_time_link"

    id: str = Field(primary_key=True, max_length=20)
    token_hash: str = Field(max_length=64, unique=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    purpose: str = Field(max_length=20)
    made_at: datetime
    made_by_id: str | None = Field(default=None, foreign_key="person.id")
    expires_at: datetime
    used_at: datetime | None = None
    voided_at: datetime | None = None


class FirstStep(SQLModel, table=True):
    """A browser half way in: the first step is done (`method`: "password", "link" or "provider"), the second still to come. No sign-in."""

    __tablename__ = "first_step"

    id: str = Field(primary_key=True, max_length=20)
    token_hash: str = Field(max_length=64, unique=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    method: str = Field(max_length=20)
    started_at: datetime
    expires_at: datetime
    tries: int = 0


class AuthenticatorApp(SQLModel, table=True):
    """An app that shows a new code every half minute. `last_step` is the half minute of the newest code used, so that none works twice."""

    __tablename__ = "authenticator_app"

    id: str = Field(primary_key=True, max_length=20)
    person_id: str = Field(foreign_key="person.id", index=True)
    sealed_secret: str = Field(max_length=500)
    made_at: datetime
    confirmed_at: datetime | None = None
    last_step: int = 0


class RecoveryCode(SQLModel, table=True):
    """A code that stands in for the second step once. `mark` is its first letter, which says which of the ten it is; the rest is Argon2id."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "mark"),)

    id: str = Field(primary_key=True, max_length=20)
    person_id: str = Field(foreign_key="person.id", index=True)
    mark: str = Field(max_length=1)
    code_hash: str = Field(max_length=255)
    made_at: datetime
    used_at: datetime | None = None


class Passkey(SQLModel, table=True):
    """A passkey (WebAuthn credential): its public key, which opens nothing, and the name its owner gave it."""

    id: str = Field(primary_key=True, max_length=20)
    person_id: str = Field(foreign_key="person.id", index=True)
    credential_id: str = Field(max_length=1400, unique=True)
    public_key: str = Field(sa_column=Column(Text, nullable=False))
    sign_count: int = Field(sa_column=Column(BigInteger, nullable=False))
    name: str = Field(max_length=80)
    made_at: datetime
    used_at: datetime | None = None


class KnownBrowser(SQLModel, table=True):
    """A browser that somebody got in with before. It opens nothing; tries that fail elsewhere do not make it wait."""

    __tablename__ = "known_browser"
    __table_args__ = (UniqueConstraint("token_hash", "person_id"),)

    id: str = Field(primary_key=True, max_length=20)
    token_hash: str = Field(max_length=64)
    person_id: str = Field(foreign_key="person.id", index=True)
    made_at: datetime
    seen_at: datetime


class FailedTries(SQLModel, table=True):
    """How often in a row something failed, under a keyed hash of what: nobody reads from it which name was tried from where."""

    __tablename__ = "failed_tries"

    key: str = Field(primary_key=True, max_length=64)
    failures: int = 0
    last_at: datetime = Field(index=True)


class ProviderIdentity(SQLModel, table=True):
    """Who a sign-on provider says that somebody is: the pair of issuer and subject, which never changes hands."""

    __tablename__ = "provider_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: str = Field(primary_key=True, max_length=20)
    person_id: str = Field(foreign_key="person.id", index=True)
    issuer: str = Field(max_length=500)
    subject: str = Field(max_length=255)
    linked_at: datetime
    linked_by_id: str | None = Field(default=None, foreign_key="person.id")
