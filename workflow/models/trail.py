"""The trail: what was done and read, each entry sealed together with the one before it, and the head that says where the chain ends."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field

from workflow.models.base import SQLModel


class AuditEvent(SQLModel, table=True):
    """One entry of the trail. No foreign keys: the trail outlives what it speaks of. `number` runs from 1 without a gap.

    `address` is where it was asked from, `request_id` the request in the log stream, `reason_id` the emergency that opened the family.
    `hash` seals all of it and `previous`, the hash of the entry before (`rules.chain`).
    """

    __tablename__ = "audit_event"

    number: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    kind: str = Field(max_length=60, index=True)
    person_id: str | None = Field(default=None, max_length=20, index=True)
    family_id: str | None = Field(default=None, max_length=20, index=True)
    subject_id: str | None = Field(default=None, max_length=20, index=True)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    address: str = Field(default="", max_length=45)
    request_id: str = Field(default="", max_length=20)
    reason_id: str | None = Field(default=None, max_length=20)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class TrailHead(SQLModel, table=True):
    """Where the trail ends: the number and the hash of its last entry. One row; it only moves forward."""

    __tablename__ = "trail_head"
    __table_args__ = (
        CheckConstraint("id = 'trail'", name="one_row"),
        CheckConstraint("number >= 0", name="number_counts"),
    )

    id: str = Field(default="trail", primary_key=True, max_length=10)
    number: int
    hash: str = Field(max_length=64)
