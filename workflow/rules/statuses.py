"""Processes are tables: statuses, moves, and for each move the permission and the requirements it must meet.

The service enforces this table, the page draws its buttons from it, `careprofile processes` prints it.
"""

from dataclasses import dataclass
from datetime import date

from gcp.instrument import Kind, Need
from gcp.words import day, listed
from workflow.models import ScoringStatus
from workflow.rules.cases import CASE
from workflow.rules.entry_kinds import VOICE
from workflow.rules.issuing import ISSUE
from workflow.rules.kinds import ANSWERING
from workflow.rules.leads import LEAD
from workflow.rules.meetings import MEETING
from workflow.rules.processes import Gap, Move, Process
from workflow.rules.roles import Permission
from workflow.rules.targets import FURTHEST

S = ScoringStatus


@dataclass(frozen=True)
class ScoringFacts:
    """What the requirements look at. `unanswered` are item ids in areas that have a grade, `unanswered_in` the names of those
    areas; `unreasoned_areas` are the ids and names of areas without any grade and without a reason; `kind` is how the instrument is answered.
    `without_basis` are the ids and names of items whose grade asks for a basis and has none. `by_scorer`, `by_reviewer` and `has_graded` (grades are theirs) say who asks.

    `needs` is what the instrument wants around its answers; a requirement about something else says nothing. `unheard` is the child, where
    neither their words nor a reason are recorded; `unseen_by` the entry and the name of each carer of whom nothing says whether they saw the scores.
    `untrained` says why this person may not score with the instrument yet, "" where they may.
    """

    status: ScoringStatus
    by_scorer: bool
    by_reviewer: bool = False
    has_graded: bool = False
    unanswered: tuple[str, ...] = ()
    unanswered_in: tuple[str, ...] = ()
    unreasoned_areas: tuple[tuple[str, str], ...] = ()
    graded: int = 0
    without_basis: tuple[tuple[str, str], ...] = ()
    visits: int = 0
    window_open: bool = False
    words: str = ""
    commented: bool = False
    direction: str = ""
    follow_up_on: date | None = None
    no_follow_up: str = ""
    today: date | None = None
    being_amended: bool = False
    faults: tuple[Gap, ...] = ()
    needs: frozenset[Need] = frozenset()
    unheard: str = ""
    unseen_by: tuple[tuple[str, str], ...] = ()
    kind: Kind = Kind.GRADED
    untrained: str = ""


TYPED = frozenset({"words", "direction", "follow_up", "follow_up_on"})
"""Parts of a gap that are fields of the move's own page: closed by typing there, so they are no reason not to offer the move."""


MOST_NAMED = 4
"""Things that one sentence names; of more it names one less, and says how many more there are."""


def something_is_graded(facts: ScoringFacts) -> tuple[Gap, ...]:
    """A scoring without a single grade, answer, number or word says nothing."""
    return () if facts.graded else (Gap(ANSWERING[facts.kind].nothing),)


def every_item_is_answered(facts: ScoringFacts) -> tuple[Gap, ...]:
    """Complete or reasoned: an item has a grade or a state, or its area has a reason why not (domain page, S5).

    The areas are named because those without any grade have a sentence of their own and do not count here.
    """
    if not facts.unanswered:
        return ()
    count, where = len(facts.unanswered), listed(facts.unanswered_in)
    things, each = (f"1 item in {where} has", "it") if count == 1 else (f"{count} items in {where} have", "each")
    how = ANSWERING[facts.kind].each.format(each=each)
    return (Gap(f"{things} no answer. {how}", facts.unanswered[0]),)


def unscored_areas_have_a_reason(facts: ScoringFacts) -> tuple[Gap, ...]:
    """An area with nothing scored is allowed only with a reason (domain page, R8 and S5)."""
    return tuple(
        Gap(f"Nothing in {name} is graded. Grade what you saw, or say why nothing could be graded.", area_id)
        for area_id, name in facts.unreasoned_areas
    )


def grades_that_ask_have_a_basis(facts: ScoringFacts) -> tuple[Gap, ...]:
    """The worst grades, and the best beside them, say what they rest on (`rules.basis`)."""
    if not facts.without_basis:
        return ()
    names = [name for _, name in facts.without_basis]
    shown = names if len(names) <= MOST_NAMED else [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1} more"]
    rests = f"the grade of {names[0]} rests on" if len(names) == 1 else f"the grades of {listed(shown)} rest on"
    tick = "tick a visit, who said it, or a record, under “What this rests on”."
    return (Gap(f"Say what {rests}: {tick}", facts.without_basis[0][0]),)


def the_window_has_ended(facts: ScoringFacts) -> tuple[Gap, ...]:
    """Care is graded over days that have passed."""
    return (Gap("The observation window is still open. Sign on its last day or later."),) if facts.window_open else ()


def a_visit_is_recorded(facts: ScoringFacts) -> tuple[Gap, ...]:
    """A reader must be able to see what the grades rest on."""
    if facts.visits or Need.VISIT not in facts.needs:
        return ()
    return (Gap("No visit is recorded. Add at least one: when, where and who was seen.", "visits"),)


def the_child_is_heard(facts: ScoringFacts) -> tuple[Gap, ...]:
    """The child's own words stand beside the grades, or the reason why there are none."""
    if not facts.unheard or Need.CHILD_VOICE not in facts.needs:
        return ()
    words = f"Nothing is recorded in {facts.unheard}’s own words. Write down what was said or shown, or why there is nothing."
    return (Gap(words, VOICE),)


def the_carer_has_seen_the_scores(facts: ScoringFacts) -> tuple[Gap, ...]:
    """Each carer has been shown the scores, which is not agreeing with them, or a reason says why not."""
    if Need.CARER_STATEMENT not in facts.needs:
        return ()
    return tuple(
        Gap(f"Nothing says whether {name} has seen the scores. Record it, or say why they were not shown.", key)
        for key, name in facts.unseen_by
    )


def scorer_signs(facts: ScoringFacts) -> tuple[Gap, ...]:
    """Only the person who scored signs the scoring."""
    return () if facts.by_scorer else (Gap("Only the person who scored can do this."),)


def somebody_else_decides(facts: ScoringFacts) -> tuple[Gap, ...]:
    """A second pair of eyes: nobody signs off a scoring that they made, alone or together with somebody."""
    mine = facts.by_scorer or facts.has_graded
    return (Gap("You scored this yourself, so somebody else has to sign it off or return it."),) if mine else ()


def scorer_or_supervisor_withdraws(facts: ScoringFacts) -> tuple[Gap, ...]:
    """A scoring is withdrawn by the person who scored or by somebody who may review it."""
    mine = facts.by_scorer or facts.by_reviewer
    return () if mine else (Gap("Only the person who scored, or a supervisor, can withdraw this scoring."),)


def words_are_given(facts: ScoringFacts) -> tuple[Gap, ...]:
    """Returning, withdrawing and amending need words that stay with the record."""
    return () if facts.words.strip() else (Gap("Say why, in a sentence or two. It stays with the record.", "words"),)


def the_scorer_is_told_why(facts: ScoringFacts) -> tuple[Gap, ...]:
    """Returning needs words, about the whole or at an item: what is to be mended."""
    return () if facts.commented else words_are_given(facts)


def direction_is_given(facts: ScoringFacts) -> tuple[Gap, ...]:
    """A countersignature directs the work: grades without a next step help no child."""
    if facts.direction.strip():
        return ()
    return (Gap("Say what happens next. It is what those who work with the family act on.", "direction"),)


def a_follow_up_is_settled(facts: ScoringFacts) -> tuple[Gap, ...]:
    """Somebody looks again on a day that is to come, or it is said why nobody needs to."""
    if facts.follow_up_on is None:
        missing = Gap("Give the day on which somebody looks again, or say why nobody needs to.", "follow_up")
        return () if facts.no_follow_up.strip() else (missing,)
    if facts.no_follow_up.strip():
        return (Gap("Give a day, or say why none is needed. One of the two.", "follow_up"),)
    if facts.today is None:
        return ()
    if facts.follow_up_on > facts.today + FURTHEST:
        far = (
            f"{day(facts.follow_up_on)} is more than two years ahead. Give a day on which somebody looks again sooner."
        )
        return (Gap(far, "follow_up_on"),)
    past = facts.follow_up_on <= facts.today
    return (Gap("Give a day that is still to come.", "follow_up_on"),) if past else ()


def no_amendment_is_open(facts: ScoringFacts) -> tuple[Gap, ...]:
    """One amendment at a time, so that the newest version is never in doubt."""
    return (Gap("An amendment of this scoring is already open."),) if facts.being_amended else ()


def who_scores_is_trained(facts: ScoringFacts) -> tuple[Gap, ...]:
    """Whoever scores with an instrument that asks for training has a recorded day of it, however they come to score."""
    return (Gap(facts.untrained),) if facts.untrained else ()


def the_sheet_can_be_scored(facts: ScoringFacts) -> tuple[Gap, ...]:
    """What the engine says is wrong with the sheet, if anything."""
    return facts.faults


SCORING = Process(
    key="scoring",
    title="A scoring",
    statuses=tuple(ScoringStatus),
    whose_turn={
        S.DRAFT: "the scorer",
        S.RETURNED: "the scorer",
        S.WITH_SUPERVISOR: "a supervisor",
        S.SIGNED_OFF: "",
        S.WITHDRAWN: "",
        S.SUPERSEDED: "",
    },
    moves=(
        Move(
            "send",
            "Sign and send to your supervisor",
            "signed and sent to the supervisor",
            (S.DRAFT, S.RETURNED),
            S.WITH_SUPERVISOR,
            Permission.SCORING_SEND,
            (
                scorer_signs,
                something_is_graded,
                every_item_is_answered,
                unscored_areas_have_a_reason,
                grades_that_ask_have_a_basis,
                a_visit_is_recorded,
                the_child_is_heard,
                the_carer_has_seen_the_scores,
                the_window_has_ended,
                the_sheet_can_be_scored,
            ),
        ),
        Move(
            "return",
            "Return to the scorer",
            "returned to the scorer",
            (S.WITH_SUPERVISOR,),
            S.RETURNED,
            Permission.SCORING_REVIEW,
            (somebody_else_decides, the_scorer_is_told_why),
            asks_for_words=True,
        ),
        Move(
            "sign-off",
            "Sign off",
            "signed off",
            (S.WITH_SUPERVISOR,),
            S.SIGNED_OFF,
            Permission.SCORING_REVIEW,
            (somebody_else_decides, the_sheet_can_be_scored, direction_is_given, a_follow_up_is_settled),
            asks_for_words=True,
            asks_for_direction=True,
        ),
        Move(
            "withdraw",
            "Withdraw this scoring",
            "withdrawn",
            (S.DRAFT, S.WITH_SUPERVISOR, S.RETURNED),
            S.WITHDRAWN,
            Permission.SCORING_WITHDRAW,
            (scorer_or_supervisor_withdraws, words_are_given),
            asks_for_words=True,
        ),
        Move(
            "hand-on",
            "Hand it on to somebody else",
            "handed on",
            (S.DRAFT,),
            S.DRAFT,
            Permission.SCORING_REVIEW,
            (words_are_given,),
            asks_for_words=True,
        ),
        Move(
            "hand-on-returned",
            "Hand it on to somebody else",
            "handed on",
            (S.RETURNED,),
            S.RETURNED,
            Permission.SCORING_REVIEW,
            (words_are_given,),
            asks_for_words=True,
        ),
        Move(
            "amend",
            "Open an amendment",
            "amended",
            (S.SIGNED_OFF,),
            S.SIGNED_OFF,
            Permission.SCORING_AMEND,
            (no_amendment_is_open, who_scores_is_trained, words_are_given),
            asks_for_words=True,
        ),
        Move(
            "supersede",
            "Replaced by its amendment",
            "superseded by its amendment",
            (S.SIGNED_OFF,),
            S.SUPERSEDED,
            Permission.SCORING_REVIEW,
        ),
    ),
)
"""Amending leaves the scoring as it is and opens another beside it (`services.signing.amend`). Superseding is never a button: it happens
when that amendment is signed off. Both stay."""

HAND_ON = ("hand-on", "hand-on-returned")
"""The moves by which somebody else comes to score (`services.handing_on`); where the scoring stands is as before."""

PROCESSES: tuple[Process, ...] = (SCORING, LEAD, CASE, MEETING, ISSUE)

EDITABLE = frozenset({S.DRAFT, S.RETURNED})
COUNTS_IN_PROGRESS = frozenset({S.SIGNED_OFF})
UNDER_WAY = EDITABLE | {S.WITH_SUPERVISOR}
"""Neither signed off nor withdrawn: an amendment at one of these is open."""

_UNLOCK = {
    S.WITH_SUPERVISOR: " Ask your supervisor to return it if something has to change.",
    S.SIGNED_OFF: " Open an amendment if something has to be corrected.",
    S.SUPERSEDED: " Its amendment has taken its place.",
}


def lock(status: ScoringStatus, *, by_scorer: bool) -> str | None:
    """Why a scoring's answers and facts cannot be changed by this person now, with what to do; None where they can.

    `by_scorer` for its scorer and for everybody who grades it together with them.
    """
    if status not in EDITABLE:
        return f"This scoring is {status.spoken}, so nothing in it can be changed.{_UNLOCK.get(status, '')}"
    return None if by_scorer else "Only those who score can change this scoring."


def scorer_says_who_scores(*, by_scorer: bool) -> str | None:
    """Why this person does not say who grades a scoring together; None for its scorer, whose name stands under it."""
    return None if by_scorer else "Only the person whose scoring this is can say who grades it together with them."


def gaps(move: Move, facts: ScoringFacts) -> tuple[Gap, ...]:
    """Everything that stands in the way of a move, in the order of its requirements; empty where it may be made."""
    if facts.status not in move.from_:
        return (Gap(f"This scoring is {facts.status.spoken}, so it cannot be {move.done}."),)
    return move.gaps(facts)
