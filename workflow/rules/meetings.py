"""What may be said about a meeting, and until when it can be changed. Facts in, sentences out."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gcp.words import day
from workflow.models import MeetingKind
from workflow.rules.processes import Gap, Move, Process
from workflow.rules.roles import Permission

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


def line(kind: MeetingKind, on: date) -> str:
    """A meeting in one line: Review conference, 3 December 2026."""
    return f"{spoken(kind)}, {day(on)}"


class MeetingStatus(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class MeetingFacts:
    """What the requirements look at: the day that was given and the day of today, and why it is cancelled."""

    on: date | None = None
    today: date | None = None
    reason: str = ""


def the_day_is_within_reach(facts: MeetingFacts) -> tuple[Gap, ...]:
    """The day is within a year of today, on either side: a date further off is a slip of the pen."""
    fault = day_fault(facts.on, facts.today) if facts.on and facts.today else ""
    return (Gap(fault, "on"),) if fault else ()


def cancelling_has_a_reason(facts: MeetingFacts) -> tuple[Gap, ...]:
    """Cancelling needs words, so that nobody waits for a meeting without knowing why there is none."""
    return () if facts.reason.strip() else (Gap("Say why, in a sentence. It stays with the record.", "reason"),)


MEETING = Process(
    key="meeting",
    title="A meeting that reports are made for",
    statuses=tuple(MeetingStatus),
    whose_turn={MeetingStatus.PLANNED: "whoever arranges it", MeetingStatus.CANCELLED: ""},
    moves=(
        Move(
            "change",
            "Change the meeting",
            "changed",
            (MeetingStatus.PLANNED,),
            MeetingStatus.PLANNED,
            Permission.MEETING_EDIT,
            (the_day_is_within_reach,),
        ),
        Move(
            "cancel",
            "Cancel the meeting",
            "cancelled",
            (MeetingStatus.PLANNED,),
            MeetingStatus.CANCELLED,
            Permission.MEETING_EDIT,
            (cancelling_has_a_reason,),
            asks_for_words=True,
        ),
    ),
)
"""A meeting that is over needs no move: its day is past."""
