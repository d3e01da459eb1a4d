"""Scoring together: who may grade a scoring beside its scorer. They write everything in it; the scorer alone signs."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.models import CoScorer, ScoringStatus
from workflow.rules.errors import Blocked, Conflict, Invalid
from workflow.rules.events import Event
from workflow.rules.roles import Permission, permissions_of
from workflow.rules.statuses import lock, scorer_says_who_scores
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.scorings import ScoringView, found, view_of
from workflow.storage import co_scorers, involved, scorings, training
from workflow.storage.involved import Colleague
from workflow.storage.scorings import Found

CHOOSE = "Choose somebody from the list."
STALE = "This scoring was changed at the same moment. Look at it as it stands, then try again."


@dataclass(frozen=True)
class Together:
    """A scoring, who grades it beside its scorer, and who else could: by name each. `locked` says why this person changes nothing of it."""

    view: ScoringView
    here: Sequence[Colleague]
    others: Sequence[Colleague]
    locked: str | None


def open_together(desk: Desk, scoring_id: str) -> Together:
    """Who grades a scoring together, and who else could. Reading it is an event. Raises NotFound or Refused."""
    one = found(desk, scoring_id)
    view = view_of(desk, one)
    people = {person.id: person for person in involved.colleagues(desk.session)}
    here = [people[key] for key in view.co_scorers if key in people]
    desk.record(Event("scoring.read", one.scoring.family_id, scoring_id, {"page": "together"}))
    return Together(view, here, _who_could(desk, one), _locked(desk, one))


def add(desk: Desk, scoring_id: str, person_id: str) -> None:
    """Let somebody grade a scoring together with its scorer, from now on. Somebody who does already is no error.

    Raises NotFound or Refused; Blocked where it is locked or this is not its scorer; Invalid (key "person"); Conflict.
    """
    one = _held(desk, scoring_id)
    if person_id in one.scorers - {one.scoring.scorer_id}:
        return
    if person_id not in {person.id for person in _who_could(desk, one)}:
        raise Invalid({"person": CHOOSE})
    row = CoScorer(scoring_id=scoring_id, person_id=person_id, added_at=desk.now, added_by_id=desk.who.person_id)
    event = Event("co-scorer.added", one.scoring.family_id, scoring_id, {"person_id": person_id})
    if not co_scorers.add(desk.session, one.scoring, row, event=event):
        raise Conflict(STALE)


def remove(desk: Desk, scoring_id: str, person_id: str) -> None:
    """Let somebody grade a scoring no longer; what they wrote stays. Somebody who does not is no error. Raises as `add` does."""
    one = _held(desk, scoring_id)
    if person_id not in one.scorers - {one.scoring.scorer_id}:
        return
    event = Event("co-scorer.removed", one.scoring.family_id, scoring_id, {"person_id": person_id})
    if not co_scorers.remove(desk.session, one.scoring, person_id, event=event, at=desk.now, by=desk.who.person_id):
        raise Conflict(STALE)


def _held(desk: Desk, scoring_id: str) -> Found:
    one = found(desk, scoring_id, Permission.SCORING_ANSWER, hold=True)
    locked = _locked(desk, one)
    if locked:
        raise Blocked(locked)
    return one


def _locked(desk: Desk, one: Found) -> str | None:
    me = desk.who.person_id
    status = ScoringStatus(one.scoring.status)
    return lock(status, by_scorer=me in one.scorers) or scorer_says_who_scores(by_scorer=me == one.scoring.scorer_id)


def _who_could(desk: Desk, one: Found) -> list[Colleague]:
    """Everybody involved with the family today whose roles let them score, trained where the instrument asks for it.

    Nobody who rates the same care a second time, on either side: those two are to be apart.
    """
    instrument = instrument_of(desk, one.scoring.edition_id)
    apart = scorings.raters_apart(desk.session, one.scoring)
    free = one.network.people - one.scorers - apart
    if instrument.requires_training:
        free &= training.trained(desk.session, free, instrument.key, desk.today)
    everybody = involved.colleagues(desk.session)
    return [p for p in everybody if p.id in free and Permission.SCORING_ANSWER in permissions_of(p.roles)]
