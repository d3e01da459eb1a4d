"""What one of two raters may not see yet: asked at every door to a scoring, its grades, its words and all that is made of them."""

from collections.abc import Sequence

from workflow.models import Scoring
from workflow.rules.errors import Blocked
from workflow.rules.second_ratings import HIDDEN, Pair, hidden_from, pair_of, pairs, together_fault
from workflow.services.desk import Desk
from workflow.storage import second_ratings


def rated_twice(desk: Desk, family_id: str) -> Sequence[Pair]:
    """Every two ratings of the same care in a family; one query."""
    return pairs(second_ratings.ratings(desk.session, family_id))


def hidden(desk: Desk, family_id: str) -> frozenset[str]:
    """The ids of a family's scorings that the person who asks may not see yet; one query."""
    return hidden_from(desk.who.person_id, rated_twice(desk, family_id))


def refuse_hidden(desk: Desk, scoring: Scoring) -> None:
    """Raise Blocked, with the sentence that says why, where the person rates the same care apart and not both are in."""
    if scoring.scorer_id != desk.who.person_id and scoring.id in hidden(desk, scoring.family_id):
        raise Blocked(HIDDEN)


def refuse_parting(desk: Desk, scoring: Scoring) -> None:
    """Raise Blocked where changing the window or the conditions would make two ratings ones of different care."""
    fault = together_fault(pair_of(scoring.id, rated_twice(desk, scoring.family_id)))
    if fault:
        raise Blocked(fault)
