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
    """A scoring of the same days, and the title of its instrument. `alike` where that is the same edition: what is started together is."""

    scoring: Beside
    instrument: str
    alike: bool


def same_days_of(desk: Desk, scoring: Scoring) -> Sequence[SameDays]:
    """The other scorings that were made with this one. A second rating and the scoring it rates are none of each other's."""
    away = hidden(desk, scoring.family_id) if scoring.scorer_id != desk.who.person_id else ()
    return [
        SameDays(one, instrument_of(desk, one.edition_id).title, one.edition_id == scoring.edition_id)
        for one in scorings.by_person(desk.session, scoring.family_id, scoring.scorer_id)
        if one.id != scoring.id
        and one.scorer_id == scoring.scorer_id
        and (one.window_start, one.window_end) == (scoring.window_start, scoring.window_end)
        and (one.second_of_id is None) == (scoring.second_of_id is None)
        and one.status not in _GONE
        and one.id not in away
    ]
