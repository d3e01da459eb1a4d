"""Who sees which of two ratings, and what may be done with them: every combination of where the two stand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp.instrument import Kind
from workflow.models import ScoringStatus as S
from workflow.rules.second_ratings import (
    AskFacts,
    Pair,
    Rating,
    ask_fault,
    hidden_from,
    pair_of,
    pairs,
    settle_fault,
    settled_faults,
    words_hidden_from,
)

MARCH, MAY = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
FIRST = Rating("one", None, None, S.DRAFT, False, frozenset({"pat", "kim"}), MARCH)
SECOND = Rating("two", None, "one", S.DRAFT, False, frozenset({"robin"}), MAY)
OTHER = Rating("other", None, None, S.SIGNED_OFF, True, frozenset({"pat"}), MARCH)
ASK = AskFacts(S.DRAFT, by_rater=True, by_reviewer=False)


def moved(one: Rating, *, sent: bool = True, status: S = S.WITH_SUPERVISOR) -> Rating:
    return replace(one, status=status, sent=sent)


def hidden(*ratings: Rating) -> dict[str, set[str]]:
    return {who: set(hidden_from(who, pairs(ratings))) for who in ("pat", "kim", "robin", "sam")}


@pytest.mark.parametrize("first_in", [False, True])
@pytest.mark.parametrize("second_in", [False, True])
def test_neither_rater_sees_the_other_until_both_are_in(*, first_in: bool, second_in: bool) -> None:
    first = moved(FIRST) if first_in else FIRST
    second = moved(SECOND) if second_in else SECOND
    found = hidden(OTHER, first, second)
    if first_in and second_in:
        assert found == {"pat": set(), "kim": set(), "robin": set(), "sam": set()}
    else:
        assert found == {"pat": {"two"}, "kim": {"two"}, "robin": {"one"}, "sam": set()}


def test_words_of_a_hidden_rating_are_hidden_and_those_from_before_it_and_ones_own_are_not() -> None:
    found = pairs([FIRST, SECOND])
    later, before = MAY + timedelta(1), MARCH - timedelta(1)
    assert [words_hidden_from("robin", found, who, MARCH) for who in ("pat", "sam", "robin")] == [True, True, False]
    assert not words_hidden_from("robin", found, "pat", before)
    # The second rating is in nobody's progress, so only whoever makes it can tell of it.
    assert [words_hidden_from("pat", found, who, later) for who in ("robin", "sam", "pat", "kim")] == [
        True,
        *[False] * 3,
    ]
    assert not words_hidden_from("pat", found, "robin", MARCH)
    assert not words_hidden_from("sam", found, "robin", later)
    both = pairs([moved(FIRST), moved(SECOND)])
    assert not any(words_hidden_from(who, both, by, later) for who in ("pat", "robin") for by in ("pat", "robin"))


def test_a_return_hides_nothing_again() -> None:
    assert not any(hidden(moved(FIRST, status=S.RETURNED), moved(SECOND)).values())


def test_an_amendment_is_hidden_with_what_it_amends() -> None:
    amended = moved(FIRST, status=S.SUPERSEDED)
    again = Rating("again", "one", None, S.DRAFT, False, frozenset({"pat"}), MAY)
    more = Rating("more", "again", None, S.DRAFT, False, frozenset({"pat"}), MAY)
    assert hidden(amended, again, more, SECOND)["robin"] == {"one", "again", "more"}
    assert not any(hidden(amended, again, more, moved(SECOND)).values())
    of_second = Rating("two-again", "two", "one", S.DRAFT, False, frozenset({"robin"}), MAY)
    (pair,) = pairs([amended, again, more, SECOND, of_second])
    assert pair.second.ids == {"two", "two-again"}
    assert pair.second.root is SECOND


def test_what_was_withdrawn() -> None:
    gone = moved(SECOND, sent=False, status=S.WITHDRAWN)
    assert hidden(FIRST, gone) == {"pat": {"two"}, "kim": {"two"}, "robin": set(), "sam": set()}
    assert not any(hidden(moved(FIRST), gone).values())
    assert not any(hidden(moved(FIRST, sent=False, status=S.WITHDRAWN), SECOND).values())


def test_the_pair_that_stands_is_the_one_that_is_meant() -> None:
    gone = moved(SECOND, sent=False, status=S.WITHDRAWN)
    third = Rating("three", None, "one", S.DRAFT, False, frozenset({"kay"}), MAY)
    known = pairs([FIRST, gone, third, OTHER])
    found = pair_of("one", known)
    assert found is not None
    assert found.second.root.id == "three"
    assert pair_of("two", known) == known[0]
    assert pair_of("other", known) is None
    assert pair_of("one", []) is None
    alone = pair_of("one", pairs([FIRST, gone]))
    assert alone is not None
    assert not alone.open
    assert not alone.both_in


@given(st.sampled_from(list(S)), st.sampled_from(list(S)), st.booleans(), st.booleans())
def test_whoever_does_not_rate_sees_everything_and_each_rater_their_own(
    one: S, other: S, first_sent: bool, second_sent: bool
) -> None:
    found = hidden(moved(FIRST, sent=first_sent, status=one), moved(SECOND, sent=second_sent, status=other))
    assert found["sam"] == set()
    assert "one" not in found["pat"]
    assert "two" not in found["robin"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (ASK, None),
        (replace(ASK, by_rater=False, by_reviewer=True, status=S.SIGNED_OFF), None),
        (replace(ASK, by_rater=False), "Only the person who scored"),
        (replace(ASK, is_second=True), "second rating itself"),
        (replace(ASK, kind=Kind.COUNTED), "this instrument gives none"),
        (replace(ASK, status=S.WITHDRAWN), "is withdrawn"),
        (replace(ASK, status=S.SUPERSEDED), "is superseded"),
        (replace(ASK, asked_already=True), "One at a time"),
    ],
)
def test_who_may_ask_and_when(facts: AskFacts, words: str | None) -> None:
    fault = ask_fault(facts)
    assert (fault is None) if words is None else (fault is not None and words in fault)


def test_who_settles_and_what_can_be_settled() -> None:
    (both,) = pairs([moved(FIRST), moved(SECOND)])
    (early,) = pairs([FIRST, moved(SECOND)])
    assert isinstance(both, Pair)
    assert settle_fault(both, by_rater=True, by_reviewer=False) is None
    assert settle_fault(both, by_rater=False, by_reviewer=True) is None
    assert "You can read it" in (settle_fault(both, by_rater=False, by_reviewer=False) or "")
    assert "Both ratings have to be in" in (settle_fault(early, by_rater=True, by_reviewer=True) or "")
    assert settled_faults(3, "Why", (1, 2, 3)) == {}
    assert settled_faults(None, "Why", (1, 2, 3)) == {}
    assert set(settled_faults(4, "Why", (1, 2, 3))) == {"grade"}
    assert set(settled_faults(None, "  ", (1, 2, 3))) == {"words"}
