"""What may be said about a meeting, and until when it can be changed. Facts in, sentences out."""

from datetime import date, timedelta

from gcp.words import day
from workflow.models import MeetingKind

HINTS = {
    MeetingKind.CORE_GROUP: "The professionals and the family who work on the plan.",
    MeetingKind.INITIAL_CONFERENCE: "Decides whether there is to be a plan.",
    MeetingKind.REVIEW_CONFERENCE: "Looks at how the plan has gone.",
    MeetingKind.OTHER: "Any other meeting that a report is made for.",
}
"""What each kind is, for whoever chooses."""

FARTHEST = timedelta(days=366)
"""How far ahead a meeting can be written down: a date further off is a slip of the pen."""
CANCELLED = "This meeting is cancelled, so it stays as it is. Add another if it takes place after all."


def day_fault(on: date, today: date) -> str:
    """The sentence that says why a day is no day for a meeting; "" where it is one. A meeting of the past may be written down late."""
    if on > today + FARTHEST:
        return f"Give a day before {day(today + FARTHEST)}."
    return f"Give a day after {day(today - FARTHEST)}." if on < today - FARTHEST else ""


def spoken(kind: MeetingKind) -> str:
    """The kind as a heading says it: Review conference."""
    return kind.value.capitalize()
