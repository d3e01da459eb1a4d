"""The roll-up rules, the states beside them, every sentence of a faulty sheet, and what must hold of all sheets."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gcp.answers import Window
from gcp.errors import SheetFault
from gcp.grades import NO_GRADE_REASONS, ItemState
from gcp.instrument import Kind, RollUp
from gcp.profile import DecidedBy, Profile, State
from gcp.scoring import RULES, Part, score
from gcp.scoring.faults import sheet_faults
from tests.gcp.build import (
    ANTENATAL,
    COLUMNS,
    FIVE,
    MARCH,
    NOT_APPLICABLE,
    NOT_OBSERVED,
    SCALING,
    SKELETON,
    flat,
    mirrored,
    part,
    sheet,
)
from tests.gcp.build import given as answers
from tests.gcp.strategies import graded, scales, sheets, thorough

rules = st.sampled_from(sorted(RULES))


def decide(rule, grades, scale=FIVE, **roll_up):
    parts = [Part(f"p{n}", grade) for n, grade in enumerate(grades)]
    decision = RULES[rule](parts, scale, RollUp(rule, **roll_up))
    return decision.grade, decision.decided_by.value, list(decision.holders)


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ([2, 3, 2, 2], (2, "mode", [])),
        ([2, 2, 4], (4, "override", ["p2"])),
        ([4, 3, 5, 3], (5, "override", ["p2"])),
        ([4, 1, 4, 1, 1], (4, "override", ["p0", "p2"])),
        ([2, 3], (3, "tie", [])),
        ([1, 1, 2, 2, 3], (2, "tie", [])),
        ([3], (3, "only", [])),
        ([4], (4, "override", ["p0"])),
        ([1, 1], (1, "mode", [])),
    ],
)
def test_mode_override(grades, expected):
    assert decide("mode-override", grades) == expected


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ([2, 2, 4], (2, "mode", [])),
        ([2, 2, 4, 4], (4, "tie", [])),
        ([5], (5, "only", [])),
    ],
)
def test_mode_lets_a_serious_grade_be_outvoted(grades, expected):
    assert decide("mode", grades, tie="better") == expected


@pytest.mark.parametrize(
    ("grades", "expected"),
    [([1, 1, 3], (3, "worst", ["p2"])), ([2, 1, 2], (2, "worst", ["p0", "p2"])), ([1], (1, "worst", ["p0"]))],
)
def test_worst(grades, expected):
    assert decide("worst", grades) == expected


@pytest.mark.parametrize(
    ("scale", "grades", "roll_up", "expected"),
    [
        (COLUMNS, [5, 5, 15], {}, (15, "override", ["p2"])),
        (COLUMNS, [5, 5, 15], {"override_from": 20}, (5, "mode", [])),
        (COLUMNS, [5, 10], {"tie": "better"}, (5, "tie", [])),
        (SCALING, [8, 8, 1], {}, (1, "override", ["p2"])),
        (SCALING, [8, 8, 2], {}, (8, "mode", [])),
        (SCALING, [0, 8, 8], {}, (0, "override", ["p0"])),
        (SCALING, [3, 8, 8, 0], {"override_from": 3}, (0, "override", ["p3"])),
        (SCALING, [7, 9], {}, (7, "tie", [])),
        (SCALING, [7, 9], {"tie": "better"}, (9, "tie", [])),
    ],
)
def test_other_scales_and_parameters(scale, grades, roll_up, expected):
    assert decide("mode-override", grades, scale, **roll_up) == expected


def test_nought_is_a_grade_like_any_other():
    profile = score(flat("X1a", "X1b", scale=SCALING), sheet({"X1a": 0, "X1b": 0}))
    assert (part(profile, "X").grade, part(profile, "X").state) == (0, State.COMPLETE)


# States


def states(profile: Profile, *ids: str) -> list[str]:
    return [part(profile, part_id).state.value for part_id in ids]


def test_all_not_applicable_is_not_applicable():
    profile = score(SKELETON, sheet(answers("A2 NA,NA,NA | B1 NA,NA,NA,NA,NA,NA | B2 NA")))
    assert states(profile, "A2", "B1", "B") == ["not-applicable"] * 3
    assert part(profile, "A2").expected == part(profile, "B").expected == 0


def test_nothing_answered_is_not_scored():
    profile = score(SKELETON, sheet())
    assert {part.state for part in (*profile.areas, *profile.sub_areas)} == {State.NOT_SCORED}
    assert all(part.grade is None and part.decided_by is None for part in (*profile.areas, *profile.sub_areas))


def test_a_part_left_out_or_not_applicable_leaves_its_area_complete():
    profile = score(SKELETON, sheet(answers("C1 2,2,2"), exclude={"C2": " shyness "}))
    c, c2 = part(profile, "C"), part(profile, "C2")
    assert (c.state, c.grade, c.decided_by, c.scored, c.expected) == (State.COMPLETE, 2, DecidedBy.ONLY, 1, 1)
    assert (c2.state, c2.grade, c2.reason) == (State.EXCLUDED, None, "shyness")


def test_an_area_with_every_part_left_out_is_excluded():
    every_part = replace(SKELETON.areas[2], sub_areas=SKELETON.areas[2].sub_areas[1:])
    profile = score(replace(SKELETON, areas=(every_part,)), sheet(exclude={"C2": "shyness"}))
    assert states(profile, "C", "C2") == ["excluded", "excluded"]


def test_grades_of_a_part_left_out_stay_visible_and_count_nowhere():
    profile = score(SKELETON, sheet(answers("C2 4,5 | C1a 4"), exclude={"C2": "shyness"}))
    assert [item.grade for item in part(profile, "C2").items] == [4, 5]
    assert [item.id for item in profile.at_worst_two] == ["C1a"]
    assert profile.grades == {"C1a": 4}


def test_an_unscored_part_makes_its_area_provisional():
    profile = score(SKELETON, sheet(answers("B1 2,2,2,2,2,NA")))
    assert (part(profile, "B").state, part(profile, "B").grade) == (State.PROVISIONAL, 2)


def test_an_item_without_its_condition_is_not_applicable_by_itself():
    a5d = score(SKELETON, sheet({"A5d": NOT_OBSERVED})).by_id["A5d"]
    assert a5d.state is ItemState.NOT_APPLICABLE
    with_condition = score(SKELETON, sheet({"A5d": 3}, conditions=frozenset({"disability"}))).by_id["A5d"]
    assert with_condition.grade == 3


def test_the_set_of_items_follows_age_on_the_last_day_of_the_window():
    def asked(born):
        return [item.id for item in part(score(SKELETON, sheet(born=born)), "D1").items]

    assert asked(date(2024, 3, 21)) == ["D1"]
    assert asked(date(2024, 3, 20)) == ["D1a", "D1b", "D1c", "D1d"]
    assert asked(date(2021, 3, 20)) == ["D1e", "D1f", "D1g", "D1h"]


def test_a_sub_area_graded_directly_at_one_age_only():
    baby = part(score(SKELETON, sheet({"D1": 4}, born=date(2025, 3, 1))), "D1")
    assert (baby.grade, baby.decided_by, baby.drivers) == (4, DecidedBy.DIRECT, ())
    assert part(score(SKELETON, sheet({"D1": 4}, born=date(2025, 3, 1))), "D").drivers == ("D1",)


def test_an_item_from_an_age_in_months():
    ids = [item.id for item in part(score(SKELETON, sheet(born=date(2016, 3, 20))), "B1").items]
    assert "B1f" in ids
    assert "B1f" not in [item.id for item in part(score(SKELETON, sheet(born=date(2016, 3, 21))), "B1").items]


def test_an_unborn_child_is_scored_with_an_antenatal_band():
    profile = score(ANTENATAL, sheet({"A1a": 2}, born=None, expected=date(2026, 6, 1)))
    assert (profile.age_months, profile.band.key, part(profile, "A").grade) == (None, "unborn", 2)
    born_since = score(ANTENATAL, sheet({"A1a": 2}, born=date(2026, 6, 3)))
    assert born_since.band.key == "unborn"


def test_another_rule_may_be_named():
    assert score(SKELETON, sheet(), "worst").rule == "worst"
    assert score(SKELETON, sheet()).rule == "mode-override"


# Faults: every one with its sentence, all at once


def faults(instrument=SKELETON, rule=None, today=None, **more) -> list[str]:
    with pytest.raises(SheetFault) as caught:
        score(instrument, sheet(**more), rule, today)
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("faulty", "sentence"),
    [
        ({"answers": {"a1A": 2}}, "skeleton@1 has no item 'a1A'. Did you mean A1a?"),
        ({"answers": {"Quality": 2}}, "skeleton@1 has no item 'Quality'. Remove it."),
        ({"answers": {"A2": 2}}, "A2 is graded through its items. Answer A2a, A2b and A2c instead."),
        (
            {"answers": {"A1a": 6}},
            "A1a is answered with 6. Give a grade (1, 2, 3, 4 or 5), not-observed, refused, not-safe-to-ask or not-applicable.",
        ),
        ({"answers": {"A1a": True}}, "A1a is answered with true."),
        ({"answers": {"A1a": 2.0}}, "A1a is answered with 2.0."),
        ({"answers": {"A1a": "2"}}, "A1a is answered with '2'."),
        ({"answers": {"A1a": ItemState.SCORED}}, "A1a is answered with 'scored'."),
        ({"answers": {"A1a": "x" * 100_000}}, f"A1a is answered with '{'x' * 39}…."),
        ({"answers": {"D1a": 2}}, "D1a is asked only at 2 to 4; this child is 7 years 2 months. Remove the answer."),
        ({"answers": {"B1f": NOT_OBSERVED}}, "B1f is asked only from 10 years; this child is 7 years 2 months. "),
        ({"answers": {"A5d": 2}}, "A5d is graded only where this holds: Disability or long-term illness. Record that"),
        (
            {"conditions": frozenset({"Disability"})},
            "skeleton@1 has no condition 'Disability'. Did you mean disability?",
        ),
        ({"exclude": {"C1": "why"}}, "C1 (Part C1) may not be left out of its area. Mark what was not seen"),
        ({"exclude": {"C2": " "}}, "C2 is left out of its area without a reason. Say why."),
        ({"exclude": {"C3": "why"}}, "skeleton@1 has no sub-area 'C3' to leave out. Did you mean C2?"),
        ({"rule": "mean"}, "There is no roll-up rule 'mean'. Choose mode-override, mode or worst."),
        (
            {"window": Window(date(2026, 3, 20), date(2026, 3, 2))},
            "The observation window ends on 2 March 2026, before it starts on 20 March 2026. Correct one of the two days.",
        ),
        (
            {"today": date(2026, 3, 19)},
            "The observation window ends on 20 March 2026, which is still to come. Give the last day care was observed.",
        ),
        (
            {"born": date(2008, 3, 20)},
            "made for these ages: Under 2, 2 to 4, 5 to 10 or 11 to 17. On 20 March 2026, the last day of the observation window, the child is 18 years (born 20 March 2008). Check the dates, or choose",
        ),
        ({"born": date(2026, 3, 21)}, "the child is not yet born (born 21 March 2026)."),
        ({"born": None, "expected": date(2026, 6, 1)}, "the child is not yet born. Check the dates"),
        ({"born": None}, "The child's date of birth is missing. Give it, or the day the child is expected."),
    ],
)
def test_a_faulty_sheet_is_refused_with_one_sentence(faulty, sentence):
    found = faults(**faulty)
    assert len(found) == 1
    assert sentence in found[0]


def test_every_fault_comes_at_once():
    found = faults(rule="mean", answers={"A1a": 9, "A1z": 1, "A1b": 2}, exclude={"C1": "why"}, born=date(1999, 1, 1))
    assert len(found) == 5


def test_an_age_outside_every_band_is_told_once_and_not_for_every_item():
    assert len(faults(answers={"A1a": 1, "D1a": 2}, born=date(1999, 1, 1))) == 1


def test_what_does_not_apply_may_be_said_of_any_item():
    profile = score(SKELETON, sheet({"D1a": NOT_APPLICABLE, "D1": ItemState.UNANSWERED, "A5d": NOT_APPLICABLE}))
    assert "D1a" not in profile.by_id


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (Kind.COUNTED, "by counting: it has no grades to score."),
        (
            Kind.SCALED,
            "from 0 to 10 by each person: those answers are never put together, so there is nothing to score.",
        ),
        (Kind.OPEN, "in words: it has no grades to score."),
    ],
)
def test_only_graded_instruments_are_scored(kind, how):
    assert faults(replace(SKELETON, kind=kind)) == [f"skeleton@1 is answered {how}"]


def test_a_birth_still_to_come_is_an_expected_day():
    found = faults(ANTENATAL, born=date(2026, 6, 1), today=MARCH.end)
    assert found == ["The child's birth on 1 June 2026 is still to come. Give that day as expected instead."]


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (date(2026, 1, 18), "18 January 2026"),
        (date(2026, 1, 19), ""),
        (date(2027, 1, 14), ""),
        (date(2027, 1, 15), "15 January 2027"),
    ],
)
def test_an_unborn_child_is_expected_about_the_window(expected, said):
    found = sheet_faults(ANTENATAL, sheet(born=None, expected=expected), MARCH.end)
    sentence = (
        f"A child not yet born on 20 March 2026, the last day of the observation window, cannot be expected on {said}. "
        "Correct one of the two days, or give the day of birth."
    )
    assert list(found) == [sentence] * bool(said)
    assert sheet_faults(ANTENATAL, sheet(born=None, expected=expected)) == ()


def test_a_window_that_ends_today_is_over():
    assert score(SKELETON, sheet(), today=MARCH.end).on == MARCH.end


# Properties


@thorough
@given(sheets(), rules, st.randoms(use_true_random=False))
def test_the_order_of_answers_never_matters(answered, rule, random):
    shuffled = list(answered.answers.items())
    random.shuffle(shuffled)
    assert score(SKELETON, replace(answered, answers=dict(shuffled)), rule) == score(SKELETON, answered, rule)


@thorough
@given(st.data(), scales, rules, st.sampled_from(["worse", "better"]))
def test_the_order_of_parts_never_matters(data, scale, rule, tie):
    grades = data.draw(graded(scale))
    shuffled = data.draw(st.permutations(grades))
    assert decide(rule, grades, scale, tie=tie)[:2] == decide(rule, shuffled, scale, tie=tie)[:2]


@thorough
@given(st.data(), scales, rules)
def test_a_grade_is_always_one_of_its_parts_and_its_holders_have_it(data, scale, rule):
    grades = data.draw(graded(scale))
    grade, decided_by, holders = decide(rule, grades, scale)
    assert grade in grades
    assert bool(holders) == (decided_by in {"override", "worst"})
    assert {grades[int(holder[1:])] for holder in holders} <= {grade}


@st.composite
def worsened(draw):
    """A scale, grades of it, and the same with one of them made worse."""
    scale = draw(scales)
    before = draw(graded(scale))
    at = draw(st.integers(0, len(before) - 1))
    worse = scale.values[scale.rank(before[at]) :]
    return scale, before, [*before[:at], draw(st.sampled_from(worse)), *before[at + 1 :]]


@thorough
@given(worsened())
def test_worst_never_improves_when_a_part_worsens(case):
    scale, before, after = case
    assert scale.rank(decide("worst", after, scale)[0]) >= scale.rank(decide("worst", before, scale)[0])


@thorough
@given(worsened())
@example((FIVE, [3, 2, 1], [3, 2, 2]))
@example((FIVE, [2, 2, 1, 1], [3, 2, 1, 1]))
def test_mode_override_improves_when_a_part_worsens_only_by_breaking_a_tie(case):
    scale, before, after = case
    (grade_before, decided_before, _), (grade_after, decided_after, _) = (
        decide("mode-override", grades, scale) for grades in (before, after)
    )
    if scale.rank(grade_after) < scale.rank(grade_before):
        assert (decided_before, decided_after) in {("tie", "mode"), ("tie", "tie")}


@thorough
@given(worsened())
def test_mode_override_with_a_better_tie_improves_only_where_there_is_a_tie(case):
    scale, before, after = case
    (grade_before, decided_before, _), (grade_after, decided_after, _) = (
        decide("mode-override", grades, scale, tie="better") for grades in (before, after)
    )
    if scale.rank(grade_after) < scale.rank(grade_before):
        assert "tie" in {decided_before, decided_after}
        assert "override" not in {decided_before, decided_after}


def test_the_known_cases_in_which_worsening_one_part_breaks_a_tie():
    assert decide("mode-override", [3, 2, 1])[:2] == (3, "tie")
    assert decide("mode-override", [3, 2, 2])[:2] == (2, "mode")
    assert decide("mode-override", [2, 2, 1, 1])[:2] == (2, "tie")
    assert decide("mode-override", [3, 2, 1, 1])[:2] == (1, "mode")


def worsen(data, profile):
    """The same sheet with one counted grade made worse, and that item's sub-area and area; None where there is no grade."""
    if not profile.grades:
        return None
    item_id = data.draw(st.sampled_from(sorted(profile.grades)))
    grade = data.draw(st.integers(profile.grades[item_id], 5))
    return profile.sheet.with_answer(item_id, grade), *(p.id for p in SKELETON.parents(item_id))


@thorough
@given(st.data(), sheets())
def test_a_worse_item_never_improves_its_sub_area_or_area_under_worst(data, answered):
    before = score(SKELETON, answered, "worst")
    if case := worsen(data, before):
        after = score(SKELETON, case[0], "worst")
        assert all(part(after, part_id).grade >= part(before, part_id).grade for part_id in case[1:])


@thorough
@given(st.data(), sheets())
def test_a_worse_item_improves_an_area_under_mode_override_only_through_a_tie(data, answered):
    before = score(SKELETON, answered)
    if case := worsen(data, before):
        after, area_id, sub_area_id = score(SKELETON, case[0]), *case[1:]
        sub_area_tied = part(before, sub_area_id).decided_by is DecidedBy.TIE
        area_tied = part(before, area_id).decided_by is DecidedBy.TIE
        assert sub_area_tied or part(after, sub_area_id).grade >= part(before, sub_area_id).grade
        assert sub_area_tied or area_tied or part(after, area_id).grade >= part(before, area_id).grade


@thorough
@given(sheets(), rules)
def test_a_grade_stands_exactly_where_something_was_graded(answered, rule):
    profile = score(SKELETON, answered, rule)
    for found in (*profile.areas, *profile.sub_areas):
        graded_state = found.state in {State.COMPLETE, State.PROVISIONAL}
        assert (found.grade is not None) == (found.decided_by is not None) == graded_state
        assert (found.scored == found.expected) or found.state is not State.COMPLETE
        assert bool(found.drivers) == (found.decided_by in {DecidedBy.OVERRIDE, DecidedBy.WORST})
        assert {profile.grades[item_id] for item_id in found.drivers} <= {found.grade}


@thorough
@given(st.data(), sheets(), rules)
def test_a_reason_for_no_grade_gives_no_number_and_leaves_nothing_complete(data, answered, rule):
    before = score(SKELETON, answered, rule)
    if before.grades:
        item_id = data.draw(st.sampled_from(sorted(before.grades)))
        after = score(
            SKELETON, answered.with_answer(item_id, data.draw(st.sampled_from(sorted(NO_GRADE_REASONS)))), rule
        )
        unseen = {parent.id for parent in SKELETON.parents(item_id)}
        assert item_id not in after.grades
        for found in (*after.areas, *after.sub_areas):
            if found.id in unseen:
                assert found.state in {State.PROVISIONAL, State.NOT_SCORED}
            else:
                assert found == before.by_id[found.id]


@thorough
@given(sheets(), rules)
def test_a_scale_turned_round_gives_the_profile_turned_round(answered, rule):
    turned = replace(answered, answers={k: 6 - v if isinstance(v, int) else v for k, v in answered.answers.items()})
    one, other = score(SKELETON, answered, rule), score(mirrored(SKELETON), turned, rule)
    for here, there in zip((*one.areas, *one.sub_areas), (*other.areas, *other.sub_areas), strict=True):
        assert there.grade == (None if here.grade is None else 6 - here.grade)
        assert (here.state, here.decided_by, here.drivers) == (there.state, there.decided_by, there.drivers)
