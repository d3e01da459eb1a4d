"""The process of a scoring: every requirement as facts and sentences, every status reachable, and nothing final that moves."""

import inspect
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp.instrument import Need
from workflow.models import CaseStatus, ScoringStatus
from workflow.rules import statuses
from workflow.rules.cases import CASE, CaseFacts
from workflow.rules.issuing import IssueStatus
from workflow.rules.leads import LEAD, OfferFacts
from workflow.rules.processes import Gap, Move, Process
from workflow.rules.roles import Permission
from workflow.rules.statuses import PROCESSES, SCORING, ScoringFacts, gaps, lock

S = ScoringStatus

READY = ScoringFacts(
    S.DRAFT,
    by_scorer=True,
    graded=40,
    visits=2,
    words="The school's letter came in.",
    direction="Visit twice a week.",
    no_follow_up="The next scoring is booked.",
    needs=frozenset(Need),
)
"""A scoring that nothing stands in the way of."""
TICK = "tick a visit, who said it, or a record, under “What this rests on”."

# For every requirement: facts that it refuses, and the sentences with the part where each is mended.
REFUSALS: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("something_is_graded", {"graded": 0}, [("Nothing is graded yet. Grade what you saw, then sign.", "")]),
    (
        "every_item_is_answered",
        {"unanswered": ("A1b",), "unanswered_in": ("Physical care",)},
        [("1 item in Physical care has no answer. Grade it, or say why there is no grade.", "A1b")],
    ),
    (
        "every_item_is_answered",
        {"unanswered": ("A1b", "C2"), "unanswered_in": ("Physical care", "Emotional care")},
        [
            (
                (
                    "2 items in Physical care and Emotional care have no answer. "
                    "Grade each, or say why there is no grade."
                ),
                "A1b",
            )
        ],
    ),
    (
        "unscored_areas_have_a_reason",
        {"unreasoned_areas": (("A", "Physical care"), ("D", "Developmental care"))},
        [
            ("Nothing in Physical care is graded. Grade what you saw, or say why nothing could be graded.", "A"),
            ("Nothing in Developmental care is graded. Grade what you saw, or say why nothing could be graded.", "D"),
        ],
    ),
    (
        "grades_that_ask_have_a_basis",
        {"without_basis": (("A1b", "A1b Quantity"),)},
        [(f"Say what the grade of A1b Quantity rests on: {TICK}", "A1b")],
    ),
    (
        "grades_that_ask_have_a_basis",
        {"without_basis": tuple((key, f"{key} Of {key}") for key in ("A1b", "C2", "C3", "D1"))},
        [
            (
                f"Say what the grades of A1b Of A1b, C2 Of C2, C3 Of C3 and D1 Of D1 rest on: {TICK}",
                "A1b",
            )
        ],
    ),
    (
        "grades_that_ask_have_a_basis",
        {"without_basis": tuple((key, f"{key} Of {key}") for key in ("A1b", "C2", "C3", "D1", "D2"))},
        [
            (
                f"Say what the grades of A1b Of A1b, C2 Of C2, C3 Of C3 and 2 more rest on: {TICK}",
                "A1b",
            )
        ],
    ),
    (
        "the_window_has_ended",
        {"window_open": True},
        [("The observation window is still open. Sign on its last day or later.", "")],
    ),
    (
        "a_visit_is_recorded",
        {"visits": 0},
        [("No visit is recorded. Add at least one: when, where and who was seen.", "visits")],
    ),
    (
        "the_child_is_heard",
        {"unheard": "Robin"},
        [
            (
                "Nothing is recorded in Robin’s own words. Write down what was said or shown, or why there is nothing.",
                "child-voice",
            )
        ],
    ),
    (
        "the_carer_has_seen_the_scores",
        {"unseen_by": (("seen.m", "Mum"),)},
        [
            (
                "Nothing says whether Mum has seen the scores. Record it, or say why they were not shown.",
                "seen.m",
            )
        ],
    ),
    ("scorer_signs", {"by_scorer": False}, [("Only the person who scored can do this.", "")]),
    (
        "somebody_else_decides",
        {"by_scorer": True},
        [("You scored this yourself, so somebody else has to sign it off or return it.", "")],
    ),
    (
        "scorer_or_supervisor_withdraws",
        {"by_scorer": False},
        [("Only the person who scored, or a supervisor, can withdraw this scoring.", "")],
    ),
    ("words_are_given", {"words": ""}, [("Say why, in a sentence or two. It stays with the record.", "words")]),
    ("words_are_given", {"words": " \n\t"}, [("Say why, in a sentence or two. It stays with the record.", "words")]),
    (
        "the_scorer_is_told_why",
        {"words": " "},
        [("Say why, in a sentence or two. It stays with the record.", "words")],
    ),
    (
        "direction_is_given",
        {"direction": " "},
        [("Say what happens next. It is what those who work with the family act on.", "direction")],
    ),
    (
        "a_follow_up_is_settled",
        {"no_follow_up": " "},
        [("Give the day on which somebody looks again, or say why nobody needs to.", "follow_up")],
    ),
    (
        "a_follow_up_is_settled",
        {"follow_up_on": date(2026, 4, 1)},
        [("Give a day, or say why none is needed. One of the two.", "follow_up")],
    ),
    (
        "a_follow_up_is_settled",
        {"no_follow_up": "", "follow_up_on": date(2026, 3, 20), "today": date(2026, 3, 20)},
        [("Give a day that is still to come.", "follow_up_on")],
    ),
    (
        "a_follow_up_is_settled",
        {"no_follow_up": "", "follow_up_on": date(2099, 1, 1), "today": date(2026, 3, 20)},
        [
            (
                "1 January 2099 is more than two years ahead. Give a day on which somebody looks again sooner.",
                "follow_up_on",
            )
        ],
    ),
    (
        "somebody_else_decides",
        {"by_scorer": False, "has_graded": True},
        [("You scored this yourself, so somebody else has to sign it off or return it.", "")],
    ),
    ("no_amendment_is_open", {"being_amended": True}, [("An amendment of this scoring is already open.", "")]),
    ("who_scores_is_trained", {"untrained": "No training of yours."}, [("No training of yours.", "")]),
    ("the_sheet_can_be_scored", {"faults": (Gap("A1a cannot be 7.", "A1a"),)}, [("A1a cannot be 7.", "A1a")]),
]
# What each of them takes: the facts of READY, but for these.
ACCEPTS: dict[str, dict[str, Any]] = {
    "somebody_else_decides": {"by_scorer": False},
    "the_scorer_is_told_why": {"words": "", "commented": True},
    "scorer_or_supervisor_withdraws": {"by_scorer": False, "by_reviewer": True},
}


def requirements() -> set[str]:
    """The names of all the requirements that the module has."""
    return {
        name
        for name, rule in inspect.getmembers(statuses, inspect.isfunction)
        if rule.__module__ == statuses.__name__ and list(inspect.signature(rule).parameters) == ["facts"]
    }


def test_every_requirement_is_in_the_table_and_in_use() -> None:
    assert requirements()
    assert {name for name, _, _ in REFUSALS} == requirements()
    assert {rule.__name__ for move in SCORING.moves for rule in move.requirements} == requirements()


@pytest.mark.parametrize(
    ("name", "facts", "told"), REFUSALS, ids=[f"{name}-{list(facts)}" for name, facts, _ in REFUSALS]
)
def test_a_requirement_refuses_with_its_sentence(name: str, facts: dict[str, Any], told: list[tuple[str, str]]) -> None:
    found = getattr(statuses, name)(replace(READY, **facts))
    assert [(gap.sentence, gap.part) for gap in found] == told


@pytest.mark.parametrize(
    "facts", [{"visits": 0}, {"unheard": "Robin"}, {"unseen_by": (("seen.m", "Mum"),)}], ids=lambda one: next(iter(one))
)
def test_what_an_instrument_does_not_ask_for_is_in_nobody_s_way(facts: dict[str, Any]) -> None:
    assert gaps(SCORING.move("send"), replace(READY, **facts))
    assert not gaps(SCORING.move("send"), replace(READY, needs=frozenset(), **facts))


@pytest.mark.parametrize("name", sorted(requirements()))
def test_a_requirement_that_is_met_says_nothing(name: str) -> None:
    assert getattr(statuses, name)(replace(READY, **ACCEPTS.get(name, {}))) == ()


def test_a_requirement_has_a_docstring_that_the_diagram_can_print() -> None:
    for name in requirements():
        first = (getattr(statuses, name).__doc__ or "").splitlines()[0]
        assert first.endswith("."), name


# --- the moves


def facts_for(move: Move) -> ScoringFacts:
    """Facts with which a move may be made by the person whose move it is."""
    reviews = move.permission is Permission.SCORING_REVIEW
    return replace(READY, status=move.from_[0], by_scorer=not reviews, by_reviewer=reviews)


def test_the_moves_of_a_scoring_written_out() -> None:
    """From, to and permission of every move: a change of the process is a change of this table."""
    assert {(move.key, tuple(map(str, move.from_)), str(move.to), str(move.permission)) for move in SCORING.moves} == {
        ("send", ("draft", "returned"), "with supervisor", "scoring:send"),
        ("return", ("with supervisor",), "returned", "scoring:review"),
        ("sign-off", ("with supervisor",), "signed off", "scoring:review"),
        ("withdraw", ("draft", "with supervisor", "returned"), "withdrawn", "scoring:withdraw"),
        ("amend", ("signed off",), "signed off", "scoring:amend"),
        ("supersede", ("signed off",), "superseded", "scoring:review"),
        ("hand-on", ("draft",), "draft", "scoring:review"),
        ("hand-on-returned", ("returned",), "returned", "scoring:review"),
    }


@pytest.mark.parametrize("move", SCORING.moves, ids=lambda move: move.key)
def test_a_move_can_be_made_where_everything_is_met(move: Move) -> None:
    for status in move.from_:
        assert gaps(move, replace(facts_for(move), status=status)) == ()


@pytest.mark.parametrize("move", SCORING.moves, ids=lambda move: move.key)
def test_a_move_starts_nowhere_else(move: Move) -> None:
    for status in set(S) - set(move.from_):
        (gap,) = gaps(move, replace(facts_for(move), status=status))
        assert gap.sentence == f"This scoring is {status.spoken}, so it cannot be {move.done}."


def test_everything_in_the_way_is_said_at_once_and_in_order() -> None:
    nothing = ScoringFacts(
        S.DRAFT,
        by_scorer=False,
        unanswered=("B1a",),
        unanswered_in=("Safety",),
        unreasoned_areas=(("A", "Physical care"),),
        window_open=True,
        needs=frozenset(Need),
        unheard="Robin",
        unseen_by=(("seen.m", "Mum"),),
    )
    told = [gap.sentence.split(".")[0] for gap in gaps(SCORING.move("send"), nothing)]
    assert told == [
        "Only the person who scored can do this",
        "Nothing is graded yet",
        "1 item in Safety has no answer",
        "Nothing in Physical care is graded",
        "No visit is recorded",
        "Nothing is recorded in Robin’s own words",
        "Nothing says whether Mum has seen the scores",
        "The observation window is still open",
    ]


@pytest.mark.parametrize(("key", "asks"), [("return", True), ("withdraw", True), ("amend", True), ("send", False)])
def test_whatever_takes_something_back_asks_why(key: str, asks: bool) -> None:
    move = SCORING.move(key)
    found = gaps(move, replace(facts_for(move), words="  "))
    assert [gap.part for gap in found] == (["words"] if asks else [])
    assert move.asks_for_words is asks


@given(st.sampled_from(SCORING.moves), st.sampled_from(list(S)), st.booleans(), st.booleans(), st.integers(0, 2))
def test_nobody_ever_decides_on_their_own_scoring(
    move: Move,
    status: ScoringStatus,
    by_reviewer: bool,
    window_open: bool,
    graded: int,
) -> None:
    facts = replace(
        READY, status=status, by_scorer=True, by_reviewer=by_reviewer, window_open=window_open, graded=graded
    )
    if move.key in {"return", "sign-off"}:
        assert gaps(move, facts)


def test_a_move_that_there_is_not() -> None:
    with pytest.raises(KeyError, match="publish"):
        SCORING.move("publish")


# --- the whole


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.key)
def test_every_status_can_be_reached(process: Process) -> None:
    reached = {process.statuses[0]}
    while True:
        further = {move.to for move in process.moves if reached & set(move.from_)} | reached
        if further == reached:
            break
        reached = further
    assert reached == set(process.statuses)


FINAL = {
    "scoring": {"withdrawn", "superseded"},
    "lead": {"accepted", "declined", "withdrawn"},
    "case": set(),
    "meeting": {"cancelled"},
    "issue": {"replaced"},
}
RESTS: dict[str, set[StrEnum]] = {
    "scoring": {S.SIGNED_OFF},
    "lead": set(),
    "case": {CaseStatus.CLOSED},
    "meeting": set(),
    "issue": {IssueStatus.ISSUED},
}
"""Where it is nobody's turn though something can be done. And where each process ends: the work with a family can always be opened again."""


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.key)
def test_what_is_final_is_final(process: Process) -> None:
    final = {status for status in process.statuses if not process.moves_from(status)}
    assert {str(status) for status in final} == FINAL[process.key]
    assert {status for status in process.statuses if not process.whose_turn[status]} == final | RESTS[process.key]


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.key)
def test_a_process_is_written_in_full(process: Process) -> None:
    assert set(process.whose_turn) == set(process.statuses)
    assert len({move.key for move in process.moves}) == len(process.moves)
    for move in process.moves:
        assert move.label
        assert move.done
        assert move.from_


def test_once_signed_off_nothing_leads_back_to_a_draft() -> None:
    for move in SCORING.moves_from(S.SIGNED_OFF):
        assert move.to in {S.SIGNED_OFF, S.SUPERSEDED}


def test_sets_of_statuses_do_not_overlap_where_they_must_not() -> None:
    assert {*statuses.EDITABLE} == {S.DRAFT, S.RETURNED}
    assert {*statuses.COUNTS_IN_PROGRESS} == {S.SIGNED_OFF}
    assert {*statuses.UNDER_WAY} == {S.DRAFT, S.RETURNED, S.WITH_SUPERVISOR}


@pytest.mark.parametrize(
    ("status", "by_scorer", "told"),
    [
        (S.DRAFT, True, None),
        (S.RETURNED, True, None),
        (S.DRAFT, False, "Only those who score can change this scoring."),
        (S.RETURNED, False, "Only those who score can change this scoring."),
        (
            S.WITH_SUPERVISOR,
            True,
            (
                "This scoring is with a supervisor, so nothing in it can be changed. "
                "Ask your supervisor to return it if something has to change."
            ),
        ),
        (
            S.SIGNED_OFF,
            True,
            (
                "This scoring is signed off, so nothing in it can be changed. "
                "Open an amendment if something has to be corrected."
            ),
        ),
        (
            S.SUPERSEDED,
            False,
            "This scoring is superseded, so nothing in it can be changed. Its amendment has taken its place.",
        ),
        (S.WITHDRAWN, True, "This scoring is withdrawn, so nothing in it can be changed."),
    ],
)
def test_who_may_change_what_is_in_a_scoring(
    status: ScoringStatus,
    by_scorer: bool,
    told: str | None,
) -> None:
    assert lock(status, by_scorer=by_scorer) == told


# --- the lead and the work with a family


@pytest.mark.parametrize(
    ("process", "written"),
    [
        (
            LEAD,
            {
                ("accept", "offered", "accepted", "lead:take"),
                ("decline", "offered", "declined", "lead:take"),
                ("withdraw", "offered", "withdrawn", "involvement:edit"),
            },
        ),
        (CASE, {("close", "open", "closed", "family:close"), ("reopen", "closed", "open", "family:close")}),
    ],
    ids=lambda one: one.key if isinstance(one, Process) else "",
)
def test_the_moves_of_the_smaller_processes_written_out(process: Process, written: set[tuple[str, ...]]) -> None:
    assert {(m.key, *map(str, m.from_), str(m.to), str(m.permission)) for m in process.moves} == written


def test_the_requirements_of_the_smaller_processes_say_what_is_missing() -> None:
    for move, facts, parts in (
        (LEAD.move("accept"), OfferFacts(by_asked=True), []),
        (LEAD.move("accept"), OfferFacts(), [""]),
        (LEAD.move("decline"), OfferFacts(by_asked=True), ["words"]),
        (LEAD.move("decline"), OfferFacts(by_asked=True, words="Away"), []),
        (CASE.move("close"), CaseFacts(under_way=2, offered=True), ["scorings", "lead", "words"]),
        (CASE.move("close"), CaseFacts(words="All is well"), []),
        (CASE.move("reopen"), CaseFacts(under_way=1), ["words"]),
    ):
        assert [gap.part for gap in move.gaps(facts)] == parts
