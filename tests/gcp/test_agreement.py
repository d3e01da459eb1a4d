"""Two raters: counts, kappas and the interval, checked against statsmodels over generated tables."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import assume
from hypothesis import given as examples
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from gcp.agreement import Difference, agree, agreement
from gcp.errors import NotComparable
from gcp.scoring import score
from tests.gcp.build import COLUMNS, FIVE, JUNE, MARCH, SCALING, SKELETON, Window, flat, given, sheet
from tests.gcp.strategies import scales, sheets, thorough


@st.composite
def rated(draw):
    """A scale and pairs of its grades, perhaps using only a few of them."""
    scale = draw(scales)
    used = st.sampled_from(draw(st.lists(st.sampled_from(scale.values), min_size=2, max_size=5, unique=True)))
    return scale, draw(st.lists(st.tuples(used, used), min_size=1, max_size=60))


def table_of(pairs, scale):
    table = np.zeros((len(scale.values), len(scale.values)))
    for first, second in pairs:
        table[scale.rank(first), scale.rank(second)] += 1
    return table


@thorough
@examples(rated())
def test_kappas_and_interval_are_those_of_an_independent_library(case):
    scale, pairs = case
    found = agreement(pairs, scale)
    assume(found.kappa_linear is not None)
    with np.errstate(all="ignore"):  # the library also divides by a standard error that may be zero
        linear, quadratic = (cohens_kappa(table_of(pairs, scale), wt=weights) for weights in ("linear", "quadratic"))
    assert found.kappa_linear == pytest.approx(linear.kappa, abs=1e-9)
    assert found.kappa_quadratic == pytest.approx(quadratic.kappa, abs=1e-9)
    # Where the true variance is zero the library may take the root of a rounding error below zero.
    spread = np.sqrt(max(linear.var_kappa, 0)) * 1.959963984540054
    expected = (max(-1.0, linear.kappa - spread), min(1.0, linear.kappa + spread))
    assert found.interval_95 == pytest.approx(expected, abs=1e-6)


@thorough
@examples(rated())
def test_kappa_is_undefined_exactly_where_both_give_one_same_grade(case):
    scale, pairs = case
    found = agreement(pairs, scale)
    assert (found.kappa_linear is None) == (len({grade for pair in pairs for grade in pair}) == 1)
    assert bool(found.why) == (found.kappa_linear is None) == (found.interval_95 is None)


@thorough
@examples(rated())
def test_swapping_the_raters_changes_no_figure(case):
    scale, pairs = case
    one, other = agreement(pairs, scale), agreement([(second, first) for first, second in pairs], scale)
    assert (one.n, one.exact, one.within_one) == (other.n, other.exact, other.within_one)
    assert one.kappa_linear == other.kappa_linear
    assert one.kappa_quadratic == other.kappa_quadratic
    assert one.interval_95 == pytest.approx(other.interval_95) if one.interval_95 else other.interval_95 is None


def test_a_table_worked_by_hand():
    # Two grades a rank apart: 20 agree on 1, 15 on 2; 5 and 10 do not. Observed 0.7, by chance 0.5.
    found = agreement([(1, 1)] * 20 + [(2, 2)] * 15 + [(1, 2)] * 5 + [(2, 1)] * 10, FIVE)
    assert (found.n, found.exact, found.within_one) == (50, 35, 50)
    assert found.kappa_linear == pytest.approx(0.4)
    assert found.kappa_quadratic == pytest.approx(0.4)
    assert found.interval_95 == pytest.approx((0.1511, 0.6489), abs=1e-4)


def test_within_one_counts_ranks_and_not_numbers():
    assert agreement([(5, 20), (10, 15), (20, 20)], COLUMNS).within_one == 2


def test_nothing_rated_by_both():
    found = agreement([], FIVE)
    assert (found.n, found.kappa_linear, found.why) == (0, None, "There is nothing that both raters graded.")


def test_one_same_grade_throughout():
    found = agreement([(2, 2), (2, 2)], FIVE)
    assert (found.exact, found.kappa_quadratic, found.interval_95) == (2, None, None)
    assert found.why == "Both raters gave the same one grade throughout."


def test_full_agreement_is_one():
    found = agreement([(1, 1), (4, 4)], FIVE)
    assert (found.kappa_linear, found.kappa_quadratic, found.interval_95) == (1, 1, (1, 1))


@pytest.mark.parametrize(
    ("pairs", "caution"),
    [
        ([], ""),
        ([(1, 1)], "Only 1 pair of grades, fewer than 30: too few for an interval. Read it as a rough guide."),
        ([(1, 1), (2, 2)], "Only 2 pairs of grades, fewer than 30: too few for an interval. Read it as a rough guide."),
        ([(1, 2), (3, 3)], "Only 2 pairs of grades, fewer than 30: the interval is wide. Read it as a rough guide."),
        (
            [(1, 2), (3, 3)] * 14 + [(2, 2)],
            "Only 29 pairs of grades, fewer than 30: the interval is wide. Read it as a rough guide.",
        ),
        ([(1, 2), (3, 3)] * 15, ""),
    ],
)
def test_small_numbers_are_warned_of(pairs, caution):
    assert agreement(pairs, FIVE).caution == caution


def test_the_interval_stays_within_its_range():
    found = agreement([(1, 5), (5, 1), (1, 5)], FIVE)
    assert found.interval_95[0] == -1


FIRST = score(SKELETON, sheet(given("A1 2,3,-,2 | A2 2,2,4 | A4 3 | C1 1,1,1 | C2 5,5")))
SECOND_ANSWERS = given("A1 3,3,2,- | A2 2,2,2 | A4 3 | C1 1,1,2 | C2 1,1")
SECOND = score(SKELETON, sheet(SECOND_ANSWERS, exclude={"C2": "shyness"}))


def test_only_what_both_graded_and_neither_left_out_counts():
    found = agree(FIRST, SECOND)
    assert (found.items.n, found.items.exact) == (9, 6)
    assert found.differences == (Difference("A1a", 2, 3), Difference("A2c", 4, 2), Difference("C1c", 1, 2))


def test_sub_areas_and_areas():
    found = agree(FIRST, SECOND)
    assert (found.sub_areas.n, found.sub_areas.exact) == (4, 2)
    assert {area: figures.n for area, figures in found.areas.items()} == {"A": 6, "B": 0, "C": 3, "D": 0}
    assert found.areas["B"].why == "There is nothing that both raters graded."


def test_nought_counts_among_the_sub_areas():
    instrument = flat("X1a", scale=SCALING)
    one, other = score(instrument, sheet({"X1a": 0})), score(instrument, sheet({"X1a": 3}))
    assert agree(one, other).sub_areas.n == 1


@thorough
@examples(sheets(born=date(2019, 1, 15)))
def test_a_rater_agrees_with_themselves(answered):
    profile = score(SKELETON, answered)
    found = agree(profile, profile)
    assert found.items.n == found.items.exact == len(profile.grades)
    assert found.differences == ()


@pytest.mark.parametrize(
    ("other", "rule", "sentence"),
    [
        (sheet(born=date(2019, 1, 16)), None, "The two raters scored two children. Compare two scorings of one child."),
        (sheet(carer="Dad"), None, "One rater scored Mum, the other Dad. Compare two scorings of one carer."),
        (sheet(), "worst", "One scoring is rolled up by mode-override, the other by worst. Score both by one rule."),
        (sheet(window=JUNE), None, "The two observation windows do not overlap"),
    ],
)
def test_what_is_not_agreement_is_refused(other, rule, sentence):
    with pytest.raises(NotComparable, match=sentence):
        agree(FIRST, score(SKELETON, other, rule))


def test_two_instruments_are_refused():
    with pytest.raises(NotComparable, match="The raters used skeleton@1 and flat@1"):
        agree(FIRST, score(flat("X1a"), sheet()))


def test_two_texts_of_one_name_are_refused():
    namesake = replace(SKELETON, scale=replace(FIVE, grades=FIVE.grades[:4]))
    with pytest.raises(NotComparable, match="Two different texts are both called skeleton@1"):
        agree(FIRST, score(namesake, sheet({"A4": 2})))


def test_windows_that_overlap_and_carers_written_otherwise_agree():
    other = sheet(SECOND_ANSWERS, carer=" mum ", window=Window(MARCH.end, date(2026, 3, 25)))
    assert agree(FIRST, score(SKELETON, other)).items.n == 11
