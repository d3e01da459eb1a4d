"""From which day until which somebody may have a part in a family: a part opens the record, so nothing about its days is left to chance."""

from datetime import date, timedelta

from gcp.words import day
from workflow.models import Part

WRITTEN_DOWN_WITHIN = timedelta(days=28)
"""How long after its first day a part may still be written down. It opens nothing for the days before; it must not look as if it had."""
BEGINS_WITHIN = timedelta(days=183)
"""How far ahead a part may begin, the lead among them: what is further off is agreed when it is nearer."""
ENDS_WITHIN = timedelta(days=731)
"""How far ahead a part may end: two years, so that a slip of the pen is no open door for life."""


def begins_too_early(since: date, today: date) -> str:
    """The sentence where a part cannot be written down as having begun that long ago; "" where it can."""
    earliest = today - WRITTEN_DOWN_WITHIN
    if since >= earliest:
        return ""
    return f"Choose {day(earliest)} or a later day: a part is written down within four weeks. If they have worked with the family for longer, say so in the reason."


def begins_too_late(since: date, today: date) -> str:
    """The sentence where a part cannot begin that far ahead; "" where it can."""
    latest = today + BEGINS_WITHIN
    return "" if since <= latest else f"Choose {day(latest)} or an earlier day: a part begins within half a year."


def end_fault(until: date, since: date, today: date) -> str:
    """The sentence where a part that began on a day cannot have that last day; "" where it can."""
    if until < since:
        said = "began" if since <= today else "begins"
        return f"This part {said} on {day(since)}. Choose that day or a later one."
    latest = max(today, since) + ENDS_WITHIN
    return "" if until <= latest else f"Choose {day(latest)} or an earlier day: an end is set at most two years ahead."


def why_it_cannot_end(part: str, until: date | None, today: date) -> str:
    """The sentence for the screen where the end of a part cannot be set or moved as it stands; "" where it can. What is over stays over."""
    if until is not None and until < today:
        return f"This part ended on {day(until)}. If they are needed again, involve them again."
    if part != Part.LEAD:
        return ""
    if until is not None:
        return f"This part ends on {day(until)}, when somebody else takes over the lead."
    return "A family always has a lead practitioner. Hand over the lead; this part ends when it is accepted."


def overlap(since: date, until: date | None, other_since: date, other_until: date | None) -> bool:
    """Whether two parts share a day; None is a part without an end."""
    return (until is None or other_since <= until) and (other_until is None or since <= other_until)
