"""The acceptance scenarios of the domain description, section 8, as tables; the alternatives by switching the rule.

The scenarios know no A1e, B1e and B1f; they stand here as not applicable.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from gcp.completeness import completeness
from gcp.grades import Change
from gcp.instrument import RollUp
from gcp.profile import DecidedBy, Profile, State
from gcp.progress import series
from gcp.scoring import score
from tests.gcp.build import JUNE, MARCH, SEPTEMBER, SKELETON, Window, given, part, sheet

AVA = sheet(
    given(
        "A1 2,3,2,2,NA | A2 1,2,2 | A3 2,2,2 | A4 2 | A5 1,2,2,NA | B1 2,2,1,2 | B2 2 | C1 1,1,2 | C2 1,1 "
        "| D1a 2,2,3,2 | D2 2 | D3 2 | D4 1"
    ),
    born=date(2023, 2, 20),
)
BEN = sheet(
    given("A1 2,2,2,2,NA | A2 2,2,2 | A3 2,2,4 | A4 2 | A5 2,2,2,NA"),
    born=date(2020, 1, 1),
)
CARA = sheet(
    given("A1 4,3,5,3,NA | A2 3,3,3 | A3 3,3,2 | A4 4 | A5 3,3,3,3"),
    born=date(2018, 1, 1),
    conditions=frozenset({"disability"}),
)
ELA = sheet(
    given("A1 3,-,3,2,NA | A2 3,3,3 | A3 2,2,2 | A4 3 | A5 2,2,3,NA | B1 -,-,-,- | B2 -"),
    born=date(2023, 9, 1),
)
MUM = sheet(given("B1 2,2,2,2,NA,NA | B2 2 | C1 2,2,2 | C2 2,2"), carer="Mum")
DAD = sheet(given("B1 3,3,4,3,NA,NA | B2 5 | C1 3,3,4 | C2 3,3"), carer="Dad")
MUM_WITH_4 = replace(MUM, answers={**MUM.answers, "C2a": 4, "C2b": 4})
MUM_FALLBACK = replace(MUM_WITH_4, exclude={"C2": "Finn's own behaviour"})

EXPECTED = [
    (
        "S1",
        AVA,
        given(
            "A1 2 | A2 2 | A3 2 | A4 2 | A5 2 | B1 2 | B2 2 | C1 1 | C2 1 | D1 2 | D2 2 | D3 2 | D4 1 "
            "| A 2 | B 2 | C 1 | D 2"
        ),
        {"worst": {"A": 3, "B": 2, "C": 2, "D": 3}, "mode": {"A": 2, "B": 2, "C": 1, "D": 2}},
    ),
    ("S2", BEN, {"A3": 4, "A": 4}, {"mode": {"A3": 2, "A": 2}, "worst": {"A3": 4, "A": 4}}),
    ("S3", CARA, {"A1": 5, "A4": 4, "A": 5}, {"mode": {"A1": 3, "A": 3}, "worst": {"A1": 5, "A": 5}}),
    ("S5", ELA, {"A1": 3, "A2": 3, "A3": 2, "A4": 3, "A5": 2, "A": 3, "B1": None, "B2": None, "B": None}, {}),
    ("S6 Mum", MUM, {"B": 2, "C": 2}, {}),
    ("S6 Dad", DAD, {"B1": 4, "B2": 5, "B": 5, "C1": 4, "C": 4}, {}),
    ("S6 fallback on", MUM_FALLBACK, {"C1": 2, "C2": None, "C": 2}, {}),
    ("S6 fallback off", MUM_WITH_4, {"C2": 4, "C": 4}, {}),
]


def found(profile: Profile, ids: Mapping[str, object]) -> dict[str, int | None]:
    return {part_id: part(profile, part_id).grade for part_id in ids}


@pytest.mark.parametrize(("answers", "expected"), [row[1:3] for row in EXPECTED], ids=[row[0] for row in EXPECTED])
def test_grades_come_out_as_the_scenario_says(answers, expected):
    assert found(score(SKELETON, answers), expected) == expected


ALTERNATIVES = [(row[0], row[1], rule, grades) for row in EXPECTED for rule, grades in row[3].items()]


@pytest.mark.parametrize(
    ("answers", "rule", "expected"),
    [row[1:] for row in ALTERNATIVES],
    ids=[f"{row[0]} {row[2]}" for row in ALTERNATIVES],
)
def test_switching_the_rule_gives_the_alternative(answers, rule, expected):
    profile = score(SKELETON, answers, rule)
    assert (profile.rule, found(profile, expected)) == (rule, expected)


def test_s1_disability_item_leaves_the_set():
    a5 = part(score(SKELETON, AVA), "A5")
    assert (a5.state, a5.scored, a5.expected, a5.decided_by) == (State.COMPLETE, 3, 3, DecidedBy.MODE)


def test_s2_names_the_only_driver():
    profile = score(SKELETON, BEN)
    assert part(profile, "A3").drivers == part(profile, "A").drivers == ("A3c",)
    assert part(profile, "A3").decided_by is part(profile, "A").decided_by is DecidedBy.OVERRIDE


def test_s3_highest_above_three_decides_and_direct_grade_stands():
    profile = score(SKELETON, CARA)
    assert part(profile, "A1").drivers == ("A1c",)
    assert (part(profile, "A4").decided_by, part(profile, "A4").drivers) == (DecidedBy.DIRECT, ())
    assert part(profile, "A").drivers == ("A1c",)


def test_s5_missing_is_provisional_not_applicable_is_not():
    profile = score(SKELETON, ELA)
    a1, a5, b = part(profile, "A1"), part(profile, "A5"), part(profile, "B")
    assert (a1.state, a1.scored, a1.expected) == (State.PROVISIONAL, 3, 4)
    assert (a5.state, a5.scored, a5.expected) == (State.COMPLETE, 3, 3)
    assert part(profile, "A").state is State.PROVISIONAL
    assert (b.state, b.grade, b.decided_by, b.scored, b.expected) == (State.NOT_SCORED, None, None, 0, 2)


def test_s5_signing_off_needs_a_reason_for_the_area_without_a_grade():
    assert "B" in [area.id for area in completeness(SKELETON, ELA).without_grade]


def test_s6_excluded_part_is_shown_with_its_reason():
    c2 = part(score(SKELETON, MUM_FALLBACK), "C2")
    assert (c2.state, c2.grade, c2.reason) == (State.EXCLUDED, None, "Finn's own behaviour")
    assert [item.grade for item in c2.items] == [4, 4]


def hana(window: Window, rows: str) -> Profile:
    return score(SKELETON, sheet(given(rows), born=date(2020, 1, 1), window=window))


HANA = (
    hana(MARCH, "A1 4,4,4,3,NA | A2 3,3,3 | A3 3,3,3 | A4 4 | A5 2,2,2,NA"),
    hana(JUNE, "A1 4,3,3,3,NA | A2 3,3,3 | A3 3,3,3 | A4 3 | A5 2,2,2,NA"),
    hana(SEPTEMBER, "A1 3,3,2,3,NA | A2 3,3,3 | A3 2,2,2 | A4 3 | A5 2,2,2,NA"),
)


def test_s8_grades_over_three_scorings():
    assert [part(profile, "A1").grade for profile in HANA] == [4, 4, 3]
    assert [part(profile, "A").grade for profile in HANA] == [4, 4, 3]


def test_s8_hidden_progress_shows_beneath_an_unchanged_area():
    step = series(HANA).steps[0]
    physical = step.areas[0]
    a1 = physical.sub_areas[0]
    assert physical.change is a1.change is Change.SAME
    assert [item.id for item in a1.items if item.change is Change.BETTER] == ["A1b", "A1c"]
    assert (a1.counts.better, a1.counts.worse, sum(item.change is not None for item in a1.items)) == (2, 0, 4)
    assert (physical.sub_areas[3].before, physical.sub_areas[3].after, physical.sub_areas[3].change) == (
        *(4, 3),
        Change.BETTER,
    )


def test_s8_items_at_the_two_worst_grades():
    counts = [sum(item.id.startswith("A1") for item in profile.at_worst_two) for profile in HANA]
    assert counts == [3, 1, 0]
    worst = [(step.worst_two_before.count, step.worst_two_after.count) for step in series(HANA).steps]
    assert worst == [(4, 1), (1, 0)]


@pytest.mark.parametrize(("tie", "grade"), [("worse", 3), ("better", 2)])
def test_a_tie_follows_the_instrument(tie, grade):
    instrument = replace(SKELETON, roll_up=RollUp("mode-override", 4, tie))
    a2 = part(score(instrument, sheet(given("A2 2,3,NA"))), "A2")
    assert (a2.grade, a2.decided_by, a2.drivers) == (grade, DecidedBy.TIE, ())
