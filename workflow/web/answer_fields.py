"""The fields of an item's form, read as they were posted: what was answered, what was typed, and the version of the page."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from gcp.grades import ItemState
from workflow.rules.errors import NOT_THIS_PAGE, Invalid
from workflow.services.answers import AnswerConflict, Given
from workflow.web import choices
from workflow.web.evidence_fields import posted_fields
from workflow.web.forms import showable
from workflow.web.posted import Posted

_GRADE = re.compile(r"-?\d{1,4}")
_VERSION = re.compile(r"\d{1,9}")
STATES = {state.value: state for offered in choices.STATES.values() for state, _ in offered}
"""The states that can be chosen in place of a grade, by what is posted for each."""


class AllGiven(NamedTuple):
    """Every item that was posted, by its id; the fields of each that cannot be read; and the items of which nothing can."""

    given: dict[str, tuple[Given, int]]
    unread: dict[str, Mapping[str, str]]
    lost: dict[str, Invalid | AnswerConflict]


def all_given(posted: Posted) -> AllGiven:
    """What was posted of every item."""
    found = AllGiven({}, {}, {})
    for name in posted:
        if name.startswith("version-") and showable(name) == name:
            item_id = name.removeprefix("version-")
            try:
                one, version, found.unread[item_id] = given(posted, item_id)
                found.given[item_id] = one, version
            except Invalid as error:
                found.lost[item_id] = error
    return found


def given(posted: Posted, item_id: str) -> tuple[Given, int, Mapping[str, str]]:
    """What was answered to an item, the version of the page ("keep mine" names the version that it is to replace), and the fields that cannot be read.

    A grade is whatever digits were posted: whether it is on the scale is the service's to say. Raises Invalid for no version, or for a tick that no page has.
    """
    on = first(posted, f"keep-{item_id}") or first(posted, f"version-{item_id}")
    if not _VERSION.fullmatch(on):
        raise Invalid({"answer": NOT_THIS_PAGE})
    chosen = first(posted, f"answer-{item_id}") or ItemState.UNANSWERED.value
    rests_on, unread = posted_fields(posted, item_id).evidence()
    said = (_unix(first(posted, f"note-{item_id}")), rests_on)
    if chosen in STATES:
        return Given(STATES[chosen], *said), int(on), unread
    return Given(int(chosen) if _GRADE.fullmatch(chosen) else ItemState.SCORED, *said), int(on), unread


def version(posted: Posted, item_id: str) -> int:
    """The version that the page showed; 0 where what was posted is none."""
    posted_version = first(posted, f"version-{item_id}")
    return int(posted_version) if _VERSION.fullmatch(posted_version) else 0


def text(posted: Posted, name: str) -> str:
    """What was typed into a field, as a page can show it again."""
    return showable(_unix(first(posted, name)))


def first(posted: Posted, name: str) -> str:
    """The first value of a field; "" where it was not posted."""
    return (posted.get(name) or [""])[0]


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
