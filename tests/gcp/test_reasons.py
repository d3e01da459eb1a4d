"""Reasons for no grade: not observed, refused, not safe to ask. None is a number, and each is told wherever a total is."""

from dataclasses import replace

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gcp.agreement import OneGraded, agree
from gcp.completeness import completeness
from gcp.documents import agreement_as, profile_as, progress_as, sheet_from
from gcp.errors import SheetFault
from gcp.grades import NO_GRADE_REASONS, ItemState, why_no_grade
from gcp.profile import State
from gcp.progress import WorstTwo, compare, series
from gcp.scoring import RULES, score
from gcp.words import STATES
from tests.gcp.build import JUNE, NOT_OBSERVED, NOT_SAFE, REFUSED, SEPTEMBER, SKELETON, given, sheet
from tests.gcp.strategies import sheets, thorough


def test_which_states_are_reasons_for_no_grade():
    assert (
        {state for state in ItemState if state.without_grade} == NO_GRADE_REASONS == {NOT_OBSERVED, REFUSED, NOT_SAFE}
    )
    assert set(STATES) == set(ItemState)


@thorough
@examples(st.data(), sheets(), st.sampled_from(sorted(RULES)))
def test_one_reason_in_place_of_another_changes_no_grade(data, answered, rule):
    reasons = [item for item, answer in answered.answers.items() if answer in NO_GRADE_REASONS]
    other = {item: data.draw(st.sampled_from(sorted(NO_GRADE_REASONS))) for item in reasons}
    before = score(SKELETON, answered, rule)
    after = score(SKELETON, replace(answered, answers={**answered.answers, **other}), rule)
    for here, there in zip((*before.areas, *before.sub_areas), (*after.areas, *after.sub_areas), strict=True):
        assert (here.grade, here.state, here.scored, here.expected) == (
            there.grade,
            there.state,
            there.scored,
            there.expected,
        )


@thorough
@examples(sheets())
def test_the_reasons_account_for_every_item_without_a_grade(answered):
    profile, done = score(SKELETON, answered), completeness(SKELETON, answered)
    applying = [item for item in profile.counted if item.state is not ItemState.NOT_APPLICABLE]
    assert sum(profile.reasons.values()) == len(applying) - len(profile.grades)
    for sub in profile.sub_areas:
        missing = 0 if sub.state is State.EXCLUDED else sub.expected - sub.scored
        assert sum(sub.reasons.values()) == missing
    for area, progress in zip(profile.areas, done.areas, strict=True):
        assert area.reasons == progress.reasons
    assert done.reasons == profile.reasons
    assert done.reasons.get(ItemState.UNANSWERED, 0) == len(done.unanswered)


def test_reasons_are_counted_in_one_order():
    states = [
        ItemState.UNANSWERED,
        NOT_SAFE,
        REFUSED,
        REFUSED,
        ItemState.SCORED,
        ItemState.NOT_APPLICABLE,
        ItemState.NOTED,
    ]
    assert list(why_no_grade(states).items()) == [(REFUSED, 2), (NOT_SAFE, 1), (ItemState.UNANSWERED, 1)]


def test_a_sheet_says_them_and_the_profile_tells_them():
    document = {
        "instrument": "skeleton@1",
        "carer": "Mum",
        "child": {"born": "2019-01-15"},
        "observed": {"from": "2026-03-02", "to": "2026-03-20"},
        "answers": {"A2a": 3, "A2b": "refused", "A2c": "not-safe-to-ask"},
    }
    profile = score(SKELETON, sheet_from(document))
    a2 = profile_as(profile)["areas"][0]["sub_areas"][1]
    assert (a2["grade"], a2["state"], a2["scored"], a2["expected"]) == (3, "provisional", 1, 3)
    assert a2["reasons"] == {"refused": 1, "not-safe-to-ask": 1}
    assert [item["state"] for item in a2["items"]] == ["scored", "refused", "not-safe-to-ask"]


def test_a_graded_item_is_never_answered_in_words():
    with pytest.raises(SheetFault, match="A1a is answered with 'noted'"):
        score(SKELETON, sheet({"A1a": ItemState.NOTED}))


def test_progress_says_which_reason():
    before, after = sheet(given("A2 4,3,3 | B2 R")), sheet(given("A2 R,3,3 | B2 S"), window=SEPTEMBER)
    earlier, later = score(SKELETON, before), score(SKELETON, after)
    step = compare(earlier, later)
    assert (step.worst_two_before, step.worst_two_after) == (WorstTwo(1, 3, 30), WorstTwo(0, 2, 31))
    (areas,) = (progress_as(series([earlier, later]))["comparisons"][0]["areas"],)
    a2a = areas[0]["sub_areas"][1]["items"][0]
    assert a2a == {"id": "A2a", "from": 4, "to": None, "change": "no-longer-scored", "to_state": "refused"}
    b2 = areas[1]["sub_areas"][1]["items"][0]
    assert b2 == {
        "id": "B2",
        "from": None,
        "to": None,
        "change": None,
        "from_state": "refused",
        "to_state": "not-safe-to-ask",
    }


def test_a_comparison_warns_of_what_was_refused_or_not_safe_to_ask():
    before, after = sheet(given("A2 4,3,3 | B2 S")), sheet(given("A2 R,3,3 | B2 2"), window=SEPTEMBER)
    found = compare(score(SKELETON, before), score(SKELETON, after)).cautions
    assert "On 20 March 2026 B2 had no grade: not safe to ask. That is neither better nor worse care." in found
    assert "On 18 September 2026 A2a had no grade: refused. That is neither better nor worse care." in found
    assert (
        "A2 (Part A2) reads better, but A2a, which held it at 4, had no grade on 18 September 2026 (refused)." in found
    )


def test_nothing_is_said_of_an_item_nobody_answered():
    step = compare(score(SKELETON, sheet(given("A2 4,3,3"))), score(SKELETON, sheet(given("A3 2,2,2"), window=JUNE)))
    assert not [sentence for sentence in step.cautions if "had no grade:" in sentence]
    held = compare(score(SKELETON, sheet({"A2a": 4, "A2b": 3})), score(SKELETON, sheet({"A2b": 3}, window=JUNE)))
    assert "A2 (Part A2) reads better, but A2a, which held it at 4, had no grade on 19 June 2026." in held.cautions


def test_what_one_rater_graded_and_the_other_did_not_is_named_and_counts_in_no_figure():
    one = score(SKELETON, sheet(given("A2 3,R,2 | C2 4,R"), exclude={"C2": "shyness"}))
    other = score(SKELETON, sheet(given("A2 3,2,S | C2 4,4 | A4 R")))
    found = agree(one, other)
    assert found.items.n == 1
    assert found.one_graded == (OneGraded("A2b", REFUSED, 2), OneGraded("A2c", 2, NOT_SAFE))
    assert agreement_as(found)["one_graded"][0] == {"id": "A2b", "first": "refused", "second": 2}
