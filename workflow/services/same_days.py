"""The scorings that belong together: of one family, over the same days, by the same person, each of another child or carer."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.models import Scoring, ScoringStatus
from workflow.services.blindness import hidden
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.storage import scorings
from workflow.storage.scorings import Beside

_GONE = {ScoringStatus.WITHDRAWN, ScoringStatus.SUPERSEDED}


@dataclass(frozen=True)
class SameDays:
    """A scoring of the same days, and the title of its instrument. `alike` where that is the same edition; `together` where it was started
    with this one.
    """

    scoring: Beside
    instrument: str
    alike: bool
    together: bool


def same_days_of(desk: Desk, scoring: Scoring) -> Sequence[SameDays]:
    """The other scorings that were made with this one. A second rating and the scoring it rates are none of each other's; nor is an amendment
    beside what it amends, which has its place on the page already.
    """
    away = hidden(desk, scoring.family_id) if scoring.scorer_id != desk.who.person_id else ()
    found = scorings.by_person(desk.session, scoring.family_id, scoring.scorer_id)
    standing = {one.id for one in found if one.status not in _GONE}
    return [
        SameDays(one, instrument_of(desk, one.edition_id).title, alike, alike and _at_once(one, scoring))
        for one in found
        if one.id != scoring.id
        and one.scorer_id == scoring.scorer_id
        and (one.window_start, one.window_end) == (scoring.window_start, scoring.window_end)
        and (one.second_of_id is None) == (scoring.second_of_id is None)
        and one.status not in _GONE
        and one.id not in away
        and one.id != scoring.amends_id
        and one.amends_id not in standing
        for alike in [one.edition_id == scoring.edition_id]
    ]


def _at_once(one: Beside, scoring: Scoring) -> bool:
    """Whether two were started together: at one moment, and never for the same child and carers."""
    apart = (one.child_id, one.carer_names) != (scoring.child_id, scoring.carer_names)
    return apart and one.started_at == scoring.started_at
