"""The vocabulary everybody speaks: tables as plain rows. No queries here, and no relationships that load by themselves."""

from workflow.models.access import CaseMove, CaseStatus, EmergencyAccess, LeadOffer, OfferStatus, RecordQuestion
from workflow.models.around import Entry, EntryChange, ScalingMark, Target, Voice
from workflow.models.base import metadata
from workflow.models.batches import Batch, Job, JobState
from workflow.models.families import Adult, Care, Child, Family, Household, Involvement, Living, Part
from workflow.models.issuing import IssuedDocument, IssuedPaper, RecipientKind, ReportIssue
from workflow.models.meetings import Meeting, MeetingChild, MeetingKind
from workflow.models.people import Agency, DraftsKey, Person, RoleHeld, SignIn, Team, Training
from workflow.models.scorings import (
    Answer,
    AnswerChange,
    CoScorer,
    InstrumentEdition,
    ItemComment,
    Reconciled,
    Scoring,
    ScoringCarer,
    ScoringMove,
    ScoringStatus,
    ScoringVisit,
    Visit,
)
from workflow.models.trail import AuditEvent, TrailHead

__all__ = [
    "Adult",
    "Agency",
    "Answer",
    "AnswerChange",
    "AuditEvent",
    "Batch",
    "Care",
    "CaseMove",
    "CaseStatus",
    "Child",
    "CoScorer",
    "DraftsKey",
    "EmergencyAccess",
    "Entry",
    "EntryChange",
    "Family",
    "Household",
    "InstrumentEdition",
    "Involvement",
    "IssuedDocument",
    "IssuedPaper",
    "ItemComment",
    "Job",
    "JobState",
    "LeadOffer",
    "Living",
    "Meeting",
    "MeetingChild",
    "MeetingKind",
    "OfferStatus",
    "Part",
    "Person",
    "RecipientKind",
    "Reconciled",
    "RecordQuestion",
    "ReportIssue",
    "RoleHeld",
    "ScalingMark",
    "Scoring",
    "ScoringCarer",
    "ScoringMove",
    "ScoringStatus",
    "ScoringVisit",
    "SignIn",
    "Target",
    "Team",
    "TrailHead",
    "Training",
    "Visit",
    "Voice",
    "metadata",
]
