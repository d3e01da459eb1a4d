"""Handing over the lead of a family: it is offered, and the old lead stays until whoever is asked has accepted."""

from dataclasses import dataclass

from workflow.models import OfferStatus
from workflow.rules.processes import Gap, Move, Process
from workflow.rules.roles import Permission

S = OfferStatus


@dataclass(frozen=True)
class OfferFacts:
    """What the requirements look at: whether whoever answers is the person asked, and the words they gave."""

    by_asked: bool = False
    words: str = ""


def the_one_asked_answers(facts: OfferFacts) -> tuple[Gap, ...]:
    """Only the person to whom the lead is offered accepts or declines it."""
    return () if facts.by_asked else (Gap("This is offered to somebody else."),)


def a_refusal_has_a_reason(facts: OfferFacts) -> tuple[Gap, ...]:
    """Declining needs words, so that whoever offered knows whom to ask next."""
    return () if facts.words.strip() else (Gap("Say why you cannot take it. Whoever offered it reads it.", "words"),)


LEAD = Process(
    key="lead",
    title="Handing over the lead of a family",
    statuses=tuple(OfferStatus),
    whose_turn={S.OFFERED: "the person asked", S.ACCEPTED: "", S.DECLINED: "", S.WITHDRAWN: ""},
    moves=(
        Move(
            "accept",
            "Take the lead",
            "accepted",
            (S.OFFERED,),
            S.ACCEPTED,
            Permission.LEAD_TAKE,
            (the_one_asked_answers,),
        ),
        Move(
            "decline",
            "Decline",
            "declined",
            (S.OFFERED,),
            S.DECLINED,
            Permission.LEAD_TAKE,
            (the_one_asked_answers, a_refusal_has_a_reason),
            asks_for_words=True,
        ),
        Move("withdraw", "Withdraw the offer", "withdrawn", (S.OFFERED,), S.WITHDRAWN, Permission.INVOLVEMENT_EDIT),
    ),
)
