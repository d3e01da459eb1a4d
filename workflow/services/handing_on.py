"""Handing an unfinished scoring on: somebody else scores and signs it from now on, where whoever began it cannot."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.models import Scoring, ScoringMove, ScoringStatus
from workflow.rules.errors import Blocked, Conflict, Invalid
from workflow.rules.events import Event
from workflow.rules.processes import Gap
from workflow.rules.roles import Permission, permissions_of
from workflow.rules.statuses import HAND_ON, SCORING
from workflow.rules.wording import LONGEST_REASON, words_fault
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.restricting import as_read_by
from workflow.services.scorings import ScoringView, found, view_of
from workflow.storage import co_scorers, families, involved, restrictions, scorings, second_ratings, training, visits
from workflow.storage.involved import Colleague
from workflow.storage.scorings import Found

CHOOSE = "Choose somebody from the list."
WHY = "Say why, in a sentence or two. It stays with the record."
STALE = "This scoring was changed after the page was opened. Look at it as it stands, then decide."
_SCORES = {Permission.SCORING_START, Permission.SCORING_ANSWER, Permission.SCORING_SEND}


@dataclass(frozen=True)
class HandOn:
    """A scoring to be handed on, and who could take it over, by name. `cannot` says why it is not handed on now, "" where it can be."""

    view: ScoringView
    others: Sequence[Colleague]
    cannot: str


def open_hand_on(desk: Desk, scoring_id: str) -> HandOn:
    """A scoring that is to be handed on. Reading it is an event. Needs `scoring:review`. Raises NotFound or Refused."""
    one = found(desk, scoring_id, Permission.SCORING_REVIEW)
    view = view_of(desk, one)
    desk.record(Event("scoring.read", one.scoring.family_id, scoring_id, {"page": "hand-on"}))
    gaps = _gaps(view.status)
    return HandOn(view, () if gaps else _who_could(desk, one), gaps[0].sentence if gaps else "")


def hand_on(desk: Desk, scoring_id: str, person_id: str, words: str, version: int) -> Scoring:
    """Let somebody else score and sign a draft or returned scoring from now on, with the reason; asking twice is no error.

    What was graded stays, with the name of who graded it. Needs `scoring:review`. Raises NotFound or Refused; Blocked where it is not open;
    Invalid (person, words); Conflict where it was changed since.
    """
    one = found(desk, scoring_id, Permission.SCORING_REVIEW, hold=True)
    scoring = one.scoring
    if scoring.scorer_id == person_id and scoring.taken_over_from_id:
        return scoring
    if gaps := _gaps(ScoringStatus(scoring.status)):
        raise Blocked(gaps[0].sentence)
    chosen = next((who for who in _who_could(desk, one) if who.id == person_id), None)
    faults = {"person": _fault(desk, scoring, chosen)}
    faults["words"] = words_fault(words, LONGEST_REASON) or ("" if words.strip() else WHY)
    if any(faults.values()):
        raise Invalid({name: fault for name, fault in faults.items() if fault})
    if scoring.version != version:
        raise Conflict(STALE)
    _take_over(desk, one, person_id, words.strip())
    return scoring


def _gaps(status: ScoringStatus) -> tuple[Gap, ...]:
    moves = [SCORING.move(key) for key in HAND_ON]
    if any(status in move.from_ for move in moves):
        return ()
    return (Gap(f"This scoring is {status.spoken}, so it cannot be {moves[0].done}."),)


def _who_could(desk: Desk, one: Found) -> list[Colleague]:
    """Everybody involved with the family today whose roles let them score and sign, trained where the instrument asks for it.

    Nobody who rates the same care on the other side of a second rating, or ever graded there.
    """
    scoring = one.scoring
    instrument = instrument_of(desk, scoring.edition_id)
    free = one.network.people - {scoring.scorer_id} - scorings.raters_apart(desk.session, scoring)
    if scoring.second_of_id:
        first = families.scorings(desk.session, [scoring.second_of_id])[scoring.second_of_id]
        free -= second_ratings.graders(desk.session, first)
    if instrument.requires_training:
        free &= training.trained(desk.session, free, instrument.key, desk.today)
    everybody = involved.colleagues(desk.session)
    return [one for one in everybody if one.id in free and permissions_of(one.roles) >= _SCORES]


def _fault(desk: Desk, scoring: Scoring, chosen: Colleague | None) -> str:
    if chosen is None:
        return CHOOSE
    rests_on = visits.of_scoring(desk.session, scoring.id)
    with as_read_by(desk, chosen.id):
        away = restrictions.hidden(desk.session, [scoring.id])
        kept = away.anything_of(scoring.id) or any(away.visit(one.id) for one in rests_on)
    # Whoever scores sees what is scored, so that taking it over would open to them what is kept from them; and nothing may tell of that.
    return f"{chosen.name} cannot take this scoring over. Choose somebody else." if kept else ""


def _take_over(desk: Desk, one: Found, person_id: str, words: str) -> None:
    scoring, who = one.scoring, desk.who.person_id
    if person_id in one.scorers:  # they graded beside the scorer, and are the scorer now
        gone = Event("co-scorer.removed", scoring.family_id, scoring.id, {"person_id": person_id})
        if not co_scorers.remove(desk.session, scoring, person_id, event=gone, at=desk.now, by=who):
            raise Conflict(STALE)
    move = next(move for key in HAND_ON if scoring.status in (move := SCORING.move(key)).from_)
    made = ScoringMove(
        id=desk.new_id(),
        scoring_id=scoring.id,
        move=move.key,
        from_status=scoring.status,
        to_status=move.to,
        words=words,
        at=desk.now,
        by_id=who,
    )
    details = {"from_id": scoring.scorer_id, "person_id": person_id}
    event = Event("scoring.handed-on", scoring.family_id, scoring.id, details)
    values = {"scorer_id": person_id, "taken_over_from_id": scoring.scorer_id}
    if not scorings.move(desk.session, scoring, made, values, event=event):
        raise Conflict(STALE)
