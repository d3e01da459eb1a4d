"""The work with a family is closed and, where it has to be, opened again: the record stays one and the same."""

from dataclasses import dataclass

from workflow.models import CaseStatus
from workflow.rules.processes import Gap, Move, Process
from workflow.rules.roles import Permission

S = CaseStatus


@dataclass(frozen=True)
class CaseFacts:
    """What the requirements look at: scorings that are neither signed off nor withdrawn, whether an offer of the lead is open, and the words."""

    under_way: int = 0
    offered: bool = False
    words: str = ""


def nothing_is_under_way(facts: CaseFacts) -> tuple[Gap, ...]:
    """No scoring is left half done when the work ends."""
    if not facts.under_way:
        return ()
    things = "1 scoring is" if facts.under_way == 1 else f"{facts.under_way} scorings are"
    return (Gap(f"{things} under way. Finish or withdraw what is begun first.", "scorings"),)


def no_lead_is_offered(facts: CaseFacts) -> tuple[Gap, ...]:
    """Nobody is asked to lead what is being closed."""
    return (Gap("The lead is offered to somebody. Withdraw the offer first.", "lead"),) if facts.offered else ()


def a_reason_is_given(facts: CaseFacts) -> tuple[Gap, ...]:
    """Closing and opening again need words that the next worker reads."""
    return () if facts.words.strip() else (Gap("Say why, in a sentence or two. The next worker reads it.", "words"),)


CASE = Process(
    key="case",
    title="The work with a family",
    statuses=tuple(CaseStatus),
    whose_turn={S.OPEN: "the lead practitioner", S.CLOSED: ""},
    moves=(
        Move(
            "close",
            "Close the work",
            "closed",
            (S.OPEN,),
            S.CLOSED,
            Permission.FAMILY_CLOSE,
            (nothing_is_under_way, no_lead_is_offered, a_reason_is_given),
            asks_for_words=True,
        ),
        Move(
            "reopen",
            "Open it again",
            "opened again",
            (S.CLOSED,),
            S.OPEN,
            Permission.FAMILY_CLOSE,
            (a_reason_is_given,),
            asks_for_words=True,
        ),
    ),
)
TYPED = frozenset({"words"})
"""Parts of a gap that are a field of the move's own form: closed by typing there."""
CLOSED = "The work with this family is closed. Open it again first; the earlier scorings are here."
