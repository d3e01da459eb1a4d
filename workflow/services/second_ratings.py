"""Asking for a second rating of a scoring, and what its overview says of one: who rates, who is in, and why the other is hidden."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from workflow.models import Scoring, ScoringStatus
from workflow.rules.errors import Blocked, Invalid
from workflow.rules.events import Event
from workflow.rules.roles import Permission, permissions_of
from workflow.rules.second_ratings import (
    HIDDEN,
    AskFacts,
    Pair,
    Side,
    ask_fault,
    hidden_from,
    own_grades_fault,
    pair_of,
    pairs,
)
from workflow.rules.training import others_fault
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.scorings import found
from workflow.storage import families, involved, people, scorings, training
from workflow.storage import second_ratings as storage
from workflow.storage.involved import Colleague
from workflow.storage.scorings import Found

CHOOSE = "Choose somebody from the list."


@dataclass(frozen=True)
class RaterView:
    """One of two raters: their scoring, name and agency, whether the rating is in, and whether this person may open it."""

    scoring_id: str
    name: str
    agency: str
    status: ScoringStatus
    is_in: bool
    hidden: bool


@dataclass(frozen=True)
class Beside:
    """What is said of second ratings beside a scoring. `first` and `second` are None where nobody was asked.

    `hidden` is the sentence where one of the two is hidden from this person. `cannot_ask` says why they cannot ask for one, "" where they can.
    """

    first: RaterView | None = None
    second: RaterView | None = None
    both_in: bool = False
    is_second: bool = False
    hidden: str = ""
    cannot_ask: str = ""
    may_ask: bool = False


@dataclass(frozen=True)
class CanRate:
    """Somebody who could be asked. `fault` says why they cannot, "" where they can; `looked` whether they have opened the scoring before."""

    id: str
    name: str
    job: str
    agency: str
    fault: str
    looked: bool


def pair_beside(desk: Desk, scoring: Scoring) -> tuple[Pair | None, frozenset[str]]:
    """The pair that a scoring belongs to, and the ids of the family's scorings that this person may not see yet."""
    known = pairs(storage.ratings(desk.session, scoring.family_id))
    return pair_of(scoring.id, known), hidden_from(desk.who.person_id, known)


def beside(desk: Desk, scoring: Scoring) -> Beside:
    """What its overview says of second ratings of a scoring that this person has opened."""
    pair, away = pair_beside(desk, scoring)
    fault = _ask_fault(desk, scoring, pair)
    may_ask = desk.who.may(Permission.SCORING_SECOND)
    if pair is None:
        return Beside(cannot_ask=fault or "", may_ask=may_ask)
    first, second = _raters(desk, pair, away)
    return Beside(
        first=first,
        second=second,
        both_in=pair.both_in,
        is_second=scoring.second_of_id is not None,
        hidden=HIDDEN if away & (pair.first.ids | pair.second.ids) else "",
        cannot_ask=fault or "",
        may_ask=may_ask,
    )


def _raters(desk: Desk, pair: Pair, away: Collection[str]) -> tuple[RaterView, RaterView]:
    rows = families.scorings(desk.session, [pair.first.root.id, pair.second.root.id])
    who = [row.scorer_id for row in rows.values()]
    names, agencies = people.named(desk.session, who), people.agencies_of(desk.session, who)

    def view(side: Side) -> RaterView:
        row = rows[side.root.id]
        name, agency = names[row.scorer_id].name, agencies.get(row.scorer_id, "")
        return RaterView(row.id, name, agency, ScoringStatus(row.status), side.is_in, row.id in away)

    return view(pair.first), view(pair.second)


def _ask_fault(desk: Desk, scoring: Scoring, pair: Pair | None) -> str | None:
    facts = AskFacts(
        status=ScoringStatus(scoring.status),
        by_rater=scoring.scorer_id == desk.who.person_id,
        by_reviewer=desk.who.may(Permission.SCORING_REVIEW),
        kind=instrument_of(desk, scoring.edition_id).kind,
        is_second=scoring.second_of_id is not None,
        asked_already=pair is not None and pair.open,
    )
    return ask_fault(facts)


def who_can_rate(desk: Desk, scoring_id: str) -> Sequence[CanRate]:
    """Everybody involved with the family who may score, by name, with what stands in their way. Needs `scoring:second`."""
    return _candidates(desk, found(desk, scoring_id, Permission.SCORING_SECOND))


def _candidates(desk: Desk, one: Found) -> Sequence[CanRate]:
    scoring = one.scoring
    instrument = instrument_of(desk, scoring.edition_id)
    score = [c for c in involved.colleagues(desk.session) if c.id in one.network.people and _may_score(c)]
    trained = training.trained(desk.session, [c.id for c in score], instrument.key, desk.today)
    looked = storage.readers(desk.session, [scoring.id])
    graded = storage.graders(desk.session, scoring)

    def candidate(who: Colleague) -> CanRate:
        missing = others_fault(
            who.name, instrument.title, asked_for=instrument.requires_training, trained=who.id in trained
        )
        fault = own_grades_fault(who.name, graded=who.id in graded) or missing or ""
        return CanRate(who.id, who.name, who.job, who.agency, fault, who.id in looked)

    return [candidate(who) for who in score if who.id not in one.scorers]


def _may_score(who: Colleague) -> bool:
    return {Permission.SCORING_START, Permission.SCORING_ANSWER} <= permissions_of(who.roles)


def ask(desk: Desk, scoring_id: str, person_id: str) -> Scoring:
    """Ask somebody for a second rating: a draft of their own for the same child, carers, edition, window and conditions.

    Asking the same person twice gives the same draft. Raises NotFound or Refused; Blocked where none can be asked for; Invalid (key
    "person") for somebody who cannot rate.
    """
    one = found(desk, scoring_id, Permission.SCORING_SECOND, hold=True)
    scoring = one.scoring
    pair, _ = pair_beside(desk, scoring)
    standing = families.scorings(desk.session, [pair.second.root.id])[pair.second.root.id] if pair else None
    if pair and pair.open and standing and standing.scorer_id == person_id and standing.id != scoring.id:
        return standing
    fault = _ask_fault(desk, scoring, pair)
    if fault:
        raise Blocked(fault)
    chosen = next((who for who in _candidates(desk, one) if who.id == person_id), None)
    if chosen is None or chosen.fault:
        raise Invalid({"person": chosen.fault if chosen else CHOOSE})
    second = _second(desk, scoring, person_id)
    carers = [adult.id for adult in scorings.carers(desk.session, [scoring.id]).get(scoring.id, [])]
    details = {"second_of": scoring.id, "person_id": person_id}
    event = Event("scoring.second-asked", scoring.family_id, second.id, details)
    scorings.add(desk.session, second, carers, event=event, by=desk.who.person_id)
    return second


_THE_SAME = (
    *("family_id", "child_id", "edition_id", "carer_names", "window_start", "window_end", "child_born"),
    *("child_expected", "age_months", "age_band"),
)
"""What a second rating takes over: whose care, with what, over which days, at what age. Nothing that was graded or said."""


def _second(desk: Desk, scoring: Scoring, person_id: str) -> Scoring:
    same: dict[str, Any] = {name: getattr(scoring, name) for name in _THE_SAME}
    return Scoring(
        id=desk.new_id(),
        scorer_id=person_id,
        second_of_id=scoring.id,
        conditions=list(scoring.conditions),
        started_at=desk.now,
        **same,
    )
