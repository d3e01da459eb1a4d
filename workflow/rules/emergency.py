"""Emergency access: how long it lasts, and who may close its review."""

from datetime import date, timedelta
from enum import StrEnum

from workflow.rules.matching import BORN_BEFORE_DUE, DUE_WITHIN

LASTS = timedelta(hours=4)
"""Long enough to read a record, make the visit of a night and hand over in the morning; too short to take the place of being involved."""
HOURS = int(LASTS.total_seconds() // 3600)
LONGEST_WORDS = 2000


class FoundBy(StrEnum):
    """What a record is found by: exactly, so that nobody leafs through families."""

    NHS_NUMBER = "NHS number"
    PUPIL_NUMBER = "UPN"
    NAME_AND_BIRTH = "full name and date of birth"
    CARER_AND_DAY = "a carer and the day expected or born"


NOTHING_FOUND = "No record has exactly this. Check it, try something else, or ring the duty team: it is written down that you looked."
SEVERAL_FOUND = "More than one record has exactly this. Choose which to open."
SEEN_ANYWAY = "You can open this record already: it is on your list of families."
"""For a record that the person sees as somebody involved; their own list says where."""
JUST_MOVED = "This record was put together with another at this moment. Send what you typed again."
CLOSED_MEANWHILE = (
    "Somebody else has closed this review while you had it open. What they wrote stands. You can add what you found."
)


def is_that_child(day: date, born: date | None, expected: date | None) -> bool:
    """Whether a child known by who cares for it is the one of a day: born on it or, where no birth is written down, expected about it.

    A scan moves a date, and a child that comes early is born before it: `matching` says by how much.
    """
    if born or expected is None:
        return born == day
    return expected - BORN_BEFORE_DUE <= day <= expected + DUE_WITHIN


def why_not_review(*, own: bool, running: bool) -> str:
    """Why a person cannot close a review, or add to it, now, as a sentence; "" where they can."""
    if own:
        return "You opened this record yourself, so somebody else looks into it."
    return "This access still runs. Its review is closed once it is over." if running else ""
