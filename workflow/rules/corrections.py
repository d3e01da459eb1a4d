"""What the facts of a record are called: where earlier details are shown, and in the trail, which says that a fact was corrected and never what it is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gcp.words import day, listed
from workflow.models import Corrected, MeetingKind
from workflow.rules.identifiers import grouped_nhs_number
from workflow.rules.meetings import spoken

NAMES: Mapping[Corrected, Mapping[str, str]] = {
    Corrected.FAMILY: {"name": "Name"},
    Corrected.CHILD: {
        "called": "Called",
        "surname": "Surname",
        "born": "Date of birth",
        "expected": "Date expected",
        "nhs_number": "NHS number",
        "upn": "UPN",
        "care": "Cared for by {other}",
    },
    Corrected.ADULT: {"called": "Called", "name": "Full name"},
    Corrected.HOME: {"name": "Name", "living": "{other} lives here"},
    Corrected.PART: {
        "part": "Part",
        "since": "First day",
        "until": "Last day",
        "reason": "Reason",
        "end_reason": "Why it ended",
    },
    Corrected.MEETING: {"kind": "Sort", "on": "Day", "chaired_by": "Chaired by", "child": "About {other}"},
}
"""Every fact, as a heading says it; `{other}` is the other of two who belong together."""
NOTHING, NOT, SO = "Nothing", "No", "Yes"
"""What is shown where nothing stood; and of two, that they did not belong together, or did."""

_IN_THE_TRAIL: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "name corrected": ("the name of the family", "changed {facts}", {"name": "the name of the family"}),
    "child corrected": (
        "the details of a child",
        "corrected {facts} of a child",
        {
            "called": "the name",
            "surname": "the surname",
            "born": "the date of birth",
            "expected": "the date expected",
            "nhs_number": "the NHS number",
            "upn": "the UPN",
        },
    ),
    "adult corrected": (
        "the details of an adult",
        "corrected {facts} of an adult",
        {"called": "the name", "name": "the full name"},
    ),
    "household changed": (
        "a home",
        "changed {facts}",
        {"name": "the name of a home", "living": "who lives in a home"},
    ),
}
_WHOLE: Mapping[str, str] = {
    "name corrected": "changed the name of the family",
    "child added": "added a child",
    "adult added": "added an adult",
    "household added": "added a home",
    "care changed": "changed who cares for a child",
    "child corrected": "corrected what is written of a child",
    "adult corrected": "corrected what is written of an adult",
    "household changed": "changed a home, or who lives there",
}


def done(details: Mapping[str, Any]) -> str:
    """What was done to a family's people, without a name or a value. Entries of before this was told name no facts, and are told as far as they go."""
    what, facts = str(details.get("what", "")), details.get("fields")
    if what not in _IN_THE_TRAIL or not isinstance(facts, Sequence) or isinstance(facts, str):
        return _WHOLE.get(what, "changed the family's people")
    of, sentence, names = _IN_THE_TRAIL[what]
    if not facts:
        return f"saved {of} again, and changed nothing"
    return sentence.format(facts=listed([names.get(one, "a detail") for one in facts]))


def shown(of: Corrected, field: str, text: str | None, *, pair: bool) -> str:
    """What stood or stands there, in words."""
    if pair:
        return NOT if text is None else f"{SO} ({text})" if text else SO
    if text is None:
        return NOTHING
    if field in ("born", "expected", "since", "until", "on"):
        return day(date.fromisoformat(text))
    if field == "nhs_number":
        return grouped_nhs_number(text)
    return spoken(MeetingKind(text)) if (of, field) == (Corrected.MEETING, "kind") else text
