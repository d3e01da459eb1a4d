"""The demonstration's meetings, and the reports that were issued for one of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.models import MeetingKind, RecipientKind
from workflow.services.issuing import NewIssue


@dataclass(frozen=True)
class CaseMeeting:
    """A meeting of a family so many days ahead (before today where that is negative)."""

    kind: MeetingKind
    ahead: int
    chair: str = "Chris Chair"


MEETINGS: Mapping[str, tuple[CaseMeeting, ...]] = {
    "Example": (CaseMeeting(MeetingKind.CORE_GROUP, -28), CaseMeeting(MeetingKind.REVIEW_CONFERENCE, 6)),
    "Sample": (CaseMeeting(MeetingKind.CORE_GROUP, 4, "Pat Practitioner"),),
    "Specimen": (CaseMeeting(MeetingKind.INITIAL_CONFERENCE, 5),),
    "Placeholder": (CaseMeeting(MeetingKind.CORE_GROUP, 3, "Pat Practitioner"),),
    "Invented": (CaseMeeting(MeetingKind.REVIEW_CONFERENCE, -20), CaseMeeting(MeetingKind.CORE_GROUP, 2)),
    "Pretend": (CaseMeeting(MeetingKind.CORE_GROUP, 6, "Pat Practitioner"),),
    "Makebelieve": (CaseMeeting(MeetingKind.OTHER, 9, "Robin Practitioner"),),
    "Imaginary": (CaseMeeting(MeetingKind.INITIAL_CONFERENCE, 12),),
}
"""By the name of the family. Every meeting is about all of its children."""

ISSUED: Mapping[str, tuple[NewIssue, ...]] = {
    "Invented": (
        NewIssue("Chris Chair", RecipientKind.CHAIR, "For the review conference; the family has been through it."),
    ),
}
"""What was issued of the progress of the first child, by the name of the family."""
