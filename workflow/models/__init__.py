"""The vocabulary everybody speaks: tables as plain rows. No queries here, and no relationships that load by themselves."""

from workflow.models.base import metadata
from workflow.models.families import Adult, Care, Child, Family, Household, Involvement, Living, Part
from workflow.models.people import Agency, Person, RoleHeld, SignIn, Team
from workflow.models.scorings import (
    Answer,
    AnswerChange,
    AuditEvent,
    InstrumentEdition,
    Scoring,
    ScoringCarer,
    ScoringMove,
    ScoringStatus,
    Visit,
)

__all__ = [
    "Adult",
    "Agency",
    "Answer",
    "AnswerChange",
    "AuditEvent",
    "Care",
    "Child",
    "Family",
    "Household",
    "InstrumentEdition",
    "Involvement",
    "Living",
    "Part",
    "Person",
    "RoleHeld",
    "Scoring",
    "ScoringCarer",
    "ScoringMove",
    "ScoringStatus",
    "SignIn",
    "Team",
    "Visit",
    "metadata",
]
