"""Emergency access: how long it lasts, and who may close its review."""

from datetime import timedelta
from enum import StrEnum

LASTS = timedelta(hours=4)
"""Long enough to read a record, make the visit of a night and hand over in the morning; too short to take the place of being involved."""
HOURS = int(LASTS.total_seconds() // 3600)
LONGEST_WORDS = 2000


class FoundBy(StrEnum):
    """What a record is found by: exactly, so that nobody leafs through families."""

    NHS_NUMBER = "NHS number"
    PUPIL_NUMBER = "UPN"
    NAME_AND_BIRTH = "full name and date of birth"


NOTHING_FOUND = "No record has exactly this. Check it, try something else, or ring the duty team: it is written down that you looked."
SEEN_ANYWAY = "You can open this record already: it is on your list of families."
"""For a record that the person sees as somebody involved; their own list says where."""

CLOSED_ALREADY = "This review is closed already."


def why_not_close(*, own: bool, running: bool, closed: bool) -> str:
    """Why a person cannot close a review now, as a sentence; "" where they can."""
    if closed:
        return CLOSED_ALREADY
    if own:
        return "You opened this record yourself, so somebody else looks into it."
    return "This access still runs. Its review is closed once it is over." if running else ""
