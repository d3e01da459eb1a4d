"""What every table shares: names of constraints, text-valued vocabularies, and times that are always UTC."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Text
from sqlmodel import SQLModel

# Named before any table exists: without names SQLite could never drop a constraint.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = SQLModel.metadata


def one_of(column: str, vocabulary: type[StrEnum]) -> CheckConstraint:
    """A check that a text column holds one of a vocabulary's values (enums are stored as text on both databases)."""
    values = ", ".join(f"'{member.value}'" for member in vocabulary)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")


__all__ = ["SQLModel", "Text", "metadata", "one_of"]
