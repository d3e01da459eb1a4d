"""Two scorings side by side: changes, what may not be compared and why, and what the reader is warned of."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gcp.errors import NotComparable
from gcp.grades import Change
from gcp.instrument import Item, RollUp
from gcp.profile import State
from gcp.progress import Comparison, Counts, WorstTwo, compare
from gcp.scoring import RULES, score
from tests.gcp.build import (
    ANTENATAL,
    COLUMNS,
    FIVE,
    JUNE,
    MARCH,
    NOT_APPLICABLE,
    NOT_OBSERVED,
    SCALING,
    SEPTEMBER,
    SKELETON,
    Window,
    flat,
    given,
    sheet,
    sub_area,
)
from tests.gcp.build import items as items_of
from tests.gcp.strategies import births, sheets, thorough

OPPOSITE = {
    Change.BETTER: Change.WORSE,
    Change.WORSE: Change.BETTER,
    Change.NEWLY_SCORED: Change.NO_LONGER_SCORED,
    Change.NO_LONGER_SCORED: Change.NEWLY_SCORED,
}


def compared(before: str, after: str, **more) -> Comparison:
    earlier = score(SKELETON, sheet(given(before), **more))
    return compare(earlier, score(SKELETON, sheet(given(after), window=JUNE, **more)))


def parts(comparison: Comparison) -> dict:
    """Areas, sub-areas and items of a comparison by id; a directly graded sub-area answers as itself."""
    subs = [sub for area in comparison.areas for sub in area.sub_areas]
    return {one.id: one for one in (*(item for sub in subs for item in sub.items), *subs, *comparison.areas)}


# Changes


def test_items_sub_areas_and_areas_move_by_the_scale():
    step = compared("A2 4,3,2 | A4 2 | B2 3", "A2 3,3,4 | A4 2 | C1 2,2,2")
    found = parts(step)
    moved = {
        part_id: found[part_id].change for part_id in ("A2a", "A2b", "A2c", "A2", "A4", "A", "B2", "B", "C", "A1a")
    }
    assert moved == {
        "A2a": Change.BETTER,
        "A2b": Change.SAME,
        "A2c": Change.WORSE,
        "A2": Change.SAME,
        "A4": Change.SAME,
        "A": Change.SAME,
        "B2": Change.NO_LONGER_SCORED,
        "B": Change.NO_LONGER_SCORED,
        "C": Change.NEWLY_SCORED,
        "A1a": None,
    }
    assert (found["A2"].before, found["A2"].after) == (4, 4)
    assert found["A2"].counts == Counts(better=1, same=1, worse=1)
    assert step.counts == Counts(better=1, same=2, worse=1, newly_scored=3, no_longer_scored=1)


@pytest.mark.parametrize(
    ("scale", "before", "after", "change"),
    [
        (SCALING, 3, 4, Change.BETTER),
        (SCALING, 4, 0, Change.WORSE),
        (COLUMNS, 20, 15, Change.BETTER),
        (COLUMNS, 5, 10, Change.WORSE),
    ],
)
def test_better_and_worse_follow_the_scales_direction(scale, before, after, change):
    instrument = flat("X1a", scale=scale)
    step = compare(score(instrument, sheet({"X1a": before})), score(instrument, sheet({"X1a": after}, window=JUNE)))
    assert parts(step)["X1a"].change is parts(step)["X"].change is change


def test_items_at_the_two_worst_grades_with_their_denominators():
    step = compared("A1 4,5,3,2,- | A2 4,NA,NA", "A1 3,4,3,2,2")
    applicable = 33
    assert step.worst_two_before == WorstTwo(3, 5, applicable - 2 - 5)
    assert step.worst_two_after == WorstTwo(1, 5, applicable - 5)


def test_one_scoring_may_be_compared_with_another_of_the_same_day():
    profile = score(SKELETON, sheet(given("A4 3")))
    assert compare(profile, profile).counts == Counts(same=1)


# Not comparable, with the reason


def test_another_carer():
    mum, dad = sheet(given("A4 3")), sheet(given("A4 2"), carer="Dad", window=JUNE)
    step = compare(score(SKELETON, mum), score(SKELETON, dad))
    found = parts(step)
    reason = (
        "Mum was scored on 20 March 2026 and Dad on 19 June 2026. The care of two carers is not compared as change."
    )
    assert {found[part_id].change for part_id in ("A", "A4")} == {Change.NOT_COMPARABLE}
    assert {found["A"].why, found["A4"].why, step.areas[0].sub_areas[3].items[0].why, step.why} == {reason}
    assert (found["B"].change, found["B"].why, step.cautions) == (None, "", ())
    assert step.counts == Counts(not_comparable=1)


def test_one_carer_written_in_two_ways():
    step = compare(
        score(SKELETON, sheet(given("A4 3"))), score(SKELETON, sheet(given("A4 2"), carer=" mum", window=JUNE))
    )
    assert parts(step)["A4"].change is Change.BETTER


def across(birthday: date, before: str, after: str) -> Comparison:
    """A scoring in March and one in June, on either side of a birthday."""
    earlier = score(SKELETON, sheet(given(before), born=birthday))
    return compare(earlier, score(SKELETON, sheet(given(after), born=birthday, window=JUNE)))


def test_a_sub_area_whose_items_changed_with_age_keeps_its_shared_items():
    step = across(date(2021, 5, 1), "B1 4,3,2,2", "B1 3,3,2,2,2")
    found = parts(step)
    assert found["B1"].change is Change.NOT_COMPARABLE
    assert found["B1"].why == "Its items changed with the child's age (asked at one of the two ages only: B1e)."
    assert [found[item].change for item in ("B1a", "B1b")] == [Change.BETTER, Change.SAME]
    assert (found["B1e"].change, found["B1e"].why) == (Change.NOT_COMPARABLE, "Asked only at 5 to 10 and 11 to 17.")
    assert found["B"].change is Change.BETTER
    assert "B (Safety) is compared by grade, although B1 beneath it may not be." in step.cautions


def test_items_asked_only_earlier_come_last_with_their_reason():
    step = across(date(2021, 5, 1), "D1a 2,2,2,2", "D1e 3,3,3,3")
    d1 = parts(step)["D1"]
    assert [item.id for item in d1.items] == ["D1e", "D1f", "D1g", "D1h", "D1a", "D1b", "D1c", "D1d"]
    assert {item.why for item in d1.items[4:]} == {"Asked only at 2 to 4."}
    assert d1.counts == Counts(not_comparable=8)


def test_an_item_from_an_age_in_months_says_so():
    step = across(date(2016, 5, 1), "B1 2,2,2,2,2", "B1 2,2,2,2,2,3")
    assert parts(step)["B1f"].why == "Asked only from 10 years."


def test_a_part_left_out_in_one_scoring():
    left_out = sheet(given("C1 2,2,2 | C2 4,4"), exclude={"C2": "shyness"})
    step = compare(score(SKELETON, left_out), score(SKELETON, sheet(given("C1 2,2,2 | C2 3,3"), window=JUNE)))
    found = parts(step)
    assert (found["C2"].change, found["C2"].why) == (
        Change.NOT_COMPARABLE,
        "Left out of its area on 20 March 2026: shyness.",
    )
    assert found["C2a"].why == "Its sub-area was left out of the area on 20 March 2026."
    assert (found["C"].before, found["C"].after, found["C"].change) == (2, 3, Change.WORSE)
    assert "C (Love) is compared by grade, although C2 beneath it may not be." in step.cautions


def test_two_rules_leave_items_and_direct_grades_comparable():
    earlier = score(SKELETON, sheet(given("A2 2,2,3 | A4 3")))
    step = compare(earlier, score(SKELETON, sheet(given("A2 2,2,3 | A4 2"), window=JUNE), "worst"))
    found = parts(step)
    reason = "Rolled up by mode-override (from 4, tie worse) on 20 March 2026 and by worst on 19 June 2026."
    assert (found["A"].why, found["A2"].why) == (reason, reason)
    assert (found["A2a"].change, found["A4"].change) == (Change.SAME, Change.BETTER)
    assert f"{reason} Areas and rolled-up sub-areas are not compared; items are." in step.cautions


def test_one_rule_with_two_parameters_is_two_rules():
    other = replace(SKELETON, roll_up=RollUp("mode-override", 4, "better"))
    step = compare(score(SKELETON, sheet(given("A2 2,3,3"))), score(other, sheet(given("A2 2,3,3"), window=JUNE)))
    assert parts(step)["A2"].change is Change.NOT_COMPARABLE


@pytest.mark.parametrize(
    ("earlier", "later", "sentence"),
    [
        (
            sheet(),
            sheet(born=date(2019, 1, 16), window=JUNE),
            "two children .born 15 January 2019 and born 16 January 2019",
        ),
        (
            sheet(window=JUNE),
            sheet(),
            "The later scoring ends on 20 March 2026, before the earlier one on 19 June 2026",
        ),
    ],
)
def test_two_children_and_two_scorings_out_of_order_are_refused(earlier, later, sentence):
    with pytest.raises(NotComparable, match=sentence):
        compare(score(SKELETON, earlier), score(SKELETON, later))


@pytest.mark.parametrize(
    ("born", "expected", "is_one_child"),
    [
        (date(2026, 5, 20), None, True),
        (date(2026, 5, 20), date(2026, 6, 1), True),
        (None, date(2026, 6, 8), True),
        (None, date(2026, 12, 1), False),
    ],
)
def test_a_child_expected_and_then_born_is_one_child(born, expected, is_one_child):
    unborn = score(ANTENATAL, sheet({"A1a": 2}, born=None, expected=date(2026, 6, 1)))
    later = score(ANTENATAL, sheet(born=born, expected=expected, window=JUNE))
    if is_one_child:
        assert compare(unborn, later).why == ""
    else:
        with pytest.raises(NotComparable, match="two children"):
            compare(unborn, later)


# Editions

SECOND_EDITION = replace(
    SKELETON,
    edition="2",
    areas=(
        replace(
            SKELETON.areas[0],
            sub_areas=(sub_area("A2", *items_of("A2a", "A2b")), sub_area("A3", *items_of("A3b", "A3d"))),
        ),
        replace(SKELETON.areas[1], id="E"),
    ),
    same_as={"skeleton@1": {"A2a": "A2a", "A2b": "A2b", "A3a": "A3b", "B2": "B2", "B1f": "B1f"}},
)
EARLIER = given("A2 2,3,NA | A3 4,1,2 | A4 2 | B2 2 | C1 2,2,2")


def editions(later=SECOND_EDITION) -> Comparison:
    answered = {"A2a": 2, "A2b": 2, "A3b": 3, "A3d": 3, "B2": 3} if later is SECOND_EDITION else {}
    return compare(score(SKELETON, sheet(EARLIER)), score(later, sheet(answered, window=JUNE)))


def test_items_declared_the_same_are_compared_even_under_another_id():
    found = parts(editions())
    assert (found["A2a"].change, found["A2b"].change) == (Change.SAME, Change.BETTER)
    renamed = found["A3"].items[0]
    assert (renamed.id, renamed.before, renamed.after, renamed.change) == ("A3b", 4, 3, Change.BETTER)


def test_items_not_declared_the_same_are_not_compared():
    found = parts(editions())
    reason = "skeleton@1 and skeleton@2 do not declare this item the same."
    assert [found[item].why for item in ("A3c", "A3d")] == [reason, reason]
    assert (found["A3c"].before, found["A3c"].after) == (2, None)
    a3 = found["A3"]
    assert [item.id for item in a3.items] == ["A3b", "A3d", "A3b", "A3c"]
    assert a3.why == "skeleton@1 and skeleton@2 do not ask the same items here."


def test_parts_of_one_edition_only_are_not_compared():
    found = parts(editions())
    assert found["A4"].why == "skeleton@1 and skeleton@2 do not both have this sub-area."
    assert (found["C"].why, found["C"].after_state) == (
        "skeleton@1 and skeleton@2 do not both have this area.",
        State.NOT_APPLICABLE,
    )
    assert found["E"].change is Change.NOT_COMPARABLE


def test_an_area_of_another_edition_is_compared_with_cautions():
    step = editions()
    assert parts(step)["A"].change is Change.BETTER
    assert (
        "Scored with skeleton@1 and skeleton@2. Only items that the later edition declares the same are compared."
        in (step.cautions)
    )


def test_an_unmapped_item_keeps_its_place_beside_its_namesake():
    renewed = replace(SKELETON, edition="3", same_as={"skeleton@1": {"A2a": "A2a"}})
    a2 = parts(editions(renewed))["A2"]
    assert [item.id for item in a2.items] == ["A2a", "A2b", "A2c"]
    assert (a2.items[1].before, a2.items[1].change) == (3, Change.NOT_COMPARABLE)


def test_an_id_given_to_a_new_item_does_not_take_the_old_ones_grade():
    swapped = replace(SKELETON, edition="4", same_as={"skeleton@1": {"A2a": "A2b"}})
    items = parts(editions(swapped))["A2"].items
    assert [(item.id, item.before) for item in items[:2]] == [("A2a", None), ("A2b", 2)]


def test_an_item_that_another_edition_asks_at_other_ages_says_so():
    older = Item("A2b", "Item A2b", ages=("11-to-17",))
    area = replace(SKELETON.areas[0], sub_areas=(sub_area("A2", *items_of("A2a"), older),))
    later = replace(SKELETON, edition="2", areas=(area,), same_as={"skeleton@1": {"A2a": "A2a", "A2b": "A2b"}})
    assert parts(editions(later))["A2b"].why == "Asked only at 11 to 17."


def test_an_edition_that_declares_nothing_the_same():
    step = editions(replace(SKELETON, edition="2"))
    assert step.why == "Scored with skeleton@1 and skeleton@2, and the later one declares no items the same."
    assert {area.change for area in step.areas} == {Change.NOT_COMPARABLE, None}


def test_two_scales_are_not_compared():
    scale = replace(FIVE, grades=FIVE.grades[:4])
    step = editions(replace(SECOND_EDITION, scale=scale))
    assert step.why == "skeleton@1 and skeleton@2 grade on two scales."


@pytest.mark.parametrize("turned", [False, True])
def test_grades_of_two_scales_stand_side_by_side_uncompared(turned):
    columns = replace(SKELETON, edition="2", scale=COLUMNS, roll_up=RollUp("worst"))
    pair = [(SKELETON, 3), (columns, 20)]
    (first, before), (second, after) = reversed(pair) if turned else pair
    step = compare(score(first, sheet({"A4": before})), score(second, sheet({"A4": after}, window=JUNE)))
    for part_id in ("A4", "A"):
        found = parts(step)[part_id]
        assert (found.before, found.after, found.change) == (before, after, Change.NOT_COMPARABLE)
        assert found.why.endswith("grade on two scales.")


# Cautions


def cautions(before: dict, after: dict, instrument=SKELETON) -> list[str]:
    earlier = sheet(**before)
    later = sheet(**{"window": JUNE} | after)
    return list(compare(score(instrument, earlier), score(instrument, later)).cautions)


WHOLE = given(
    "A1 2,2,2,2,2 | A2 2,2,2 | A3 2,2,2 | A4 2 | A5 2,2,2,NA | B1 2,2,2,2,2 | B2 2 | C1 2,2,2 | C2 2,2 "
    "| D1e 2,2,2,2 | D2 2 | D3 2 | D4 2"
)


def test_two_whole_scorings_alike_need_no_caution():
    assert cautions({"answers": WHOLE, "scorer": "Ann Example"}, {"answers": WHOLE, "scorer": "Ann Example"}) == []


def test_another_scorer():
    assert cautions({"answers": WHOLE, "scorer": "Ann Example"}, {"answers": WHOLE, "scorer": "Bo Sample"}) == [
        "Scored by Ann Example on 20 March 2026 and by Bo Sample on 19 June 2026. A change of one grade by another scorer may be a difference between scorers."
    ]
    assert cautions({"answers": WHOLE, "scorer": ""}, {"answers": WHOLE, "scorer": "Bo Sample"}) == []


def test_overlapping_windows():
    overlapping = Window(date(2026, 3, 15), date(2026, 4, 3))
    assert cautions({"answers": WHOLE}, {"answers": WHOLE, "window": overlapping}) == [
        "The observation windows overlap from 15 March 2026 to 20 March 2026: some of the same care was seen for both scorings."
    ]


def test_windows_that_share_one_day_overlap():
    (found,) = cautions({"answers": WHOLE}, {"answers": WHOLE, "window": Window(MARCH.end, JUNE.end)})
    assert "overlap from 20 March 2026 to 20 March 2026" in found


def test_a_condition_recorded_for_one_of_them():
    disabled = frozenset({"disability"})
    assert cautions({"answers": WHOLE}, {"answers": WHOLE, "conditions": disabled}) == [
        "Recorded for one of the two scorings only: Disability or long-term illness. Items for it count in that one only."
    ]


def test_words_that_differ_by_age():
    worded = Item("A2a", "Quality", descriptors={1: "Shared"}, descriptors_by_age={"2-to-4": {2: "For the small"}})
    area = replace(SKELETON.areas[0], sub_areas=(sub_area("A2", worded, *items_of("A2b", "A2c")),))
    instrument = replace(SKELETON, areas=(area,))
    fifth_birthday = {"answers": given("A2 2,2,2"), "born": date(2021, 5, 1)}
    assert cautions(fifth_birthday, fifth_birthday, instrument) == [
        "The descriptions differ between 2 to 4 and 5 to 10 for A2a. They are compared by grade."
    ]
    assert cautions({"answers": given("A2 2,2,2")}, {"answers": given("A2 2,2,2")}, instrument) == []


def test_words_that_differ_by_edition():
    reworded = replace(
        SKELETON,
        edition="2",
        areas=(replace(SKELETON.areas[0], sub_areas=(sub_area("A4", Item("A4", "Hygiene", descriptors={1: "New"})),)),),
        same_as={"skeleton@1": {"A4": "A4"}},
    )
    step = compare(score(SKELETON, sheet({"A4": 2})), score(reworded, sheet({"A4": 2}, window=JUNE)))
    assert "The descriptions differ between the two editions for A4. They are compared by grade." in step.cautions


def test_provisional_areas():
    unseen = WHOLE | {"A2c": NOT_OBSERVED, "C1a": NOT_OBSERVED}
    assert cautions({"answers": WHOLE}, {"answers": unseen}) == [
        "Provisional in at least one of the two scorings, because not everything was graded: A (Physical) and C (Love)."
    ]


def test_better_only_because_the_item_that_held_it_was_not_seen():
    held = WHOLE | {"A3c": 4}
    found = cautions({"answers": held}, {"answers": WHOLE | {"A3c": NOT_OBSERVED}})
    assert (
        "A3 (Part A3) reads better, but A3c, which held it at 4, had no grade on 19 June 2026 (not observed)." in found
    )
    assert (
        "A (Physical) reads better, but A3c, which held it at 4, had no grade on 19 June 2026 (not observed)." in found
    )


def test_worse_only_because_the_item_that_holds_it_was_not_seen_before():
    held = WHOLE | {"A3c": 4}
    found = cautions({"answers": WHOLE | {"A3c": NOT_OBSERVED}}, {"answers": held})
    assert (
        "A3 (Part A3) reads worse, but A3c, which holds it at 4, had no grade on 20 March 2026 (not observed)." in found
    )


def test_worse_by_an_item_seen_both_times_is_worse_whatever_else_was_not_seen():
    found = cautions({"answers": WHOLE | {"A3c": NOT_OBSERVED}}, {"answers": WHOLE | {"A3b": 4, "A3c": 4}})
    assert not [sentence for sentence in found if "reads worse" in sentence]


def test_a_change_in_items_seen_both_times_needs_no_caution():
    held = WHOLE | {"A3c": 4}
    assert cautions({"answers": held}, {"answers": WHOLE}) == cautions({"answers": WHOLE}, {"answers": held}) == []


def test_better_by_the_mode_alone_needs_no_caution():
    assert cautions({"answers": WHOLE | given("A2 3,3,3")}, {"answers": WHOLE | {"A2c": NOT_APPLICABLE}}) == []


# Properties


@st.composite
def pairs(draw):
    """Two sheets of one child at one age and a rule."""
    born = draw(births)
    return draw(sheets(born=born)), draw(sheets(born=born)), draw(st.sampled_from(sorted(RULES)))


def all_changes(comparison):
    subs = [sub for area in comparison.areas for sub in area.sub_areas]
    return [*comparison.areas, *subs, *(item for sub in subs for item in sub.items)]


@thorough
@examples(pairs())
def test_progress_backwards_is_progress_turned_round(case):
    one, other, rule = case
    there = compare(score(SKELETON, one, rule), score(SKELETON, replace(other, window=SEPTEMBER), rule))
    back = compare(
        score(SKELETON, replace(other, window=MARCH), rule), score(SKELETON, replace(one, window=SEPTEMBER), rule)
    )
    if there.later.band != there.earlier.band:
        return
    for forth, turned in zip(all_changes(there), all_changes(back), strict=True):
        assert (forth.before, forth.after) == (turned.after, turned.before)
        assert turned.change == OPPOSITE.get(forth.change, forth.change)
    assert (there.worst_two_before, there.worst_two_after) == (back.worst_two_after, back.worst_two_before)


@thorough
@examples(pairs())
def test_every_item_graded_in_either_scoring_is_counted_once(case):
    one, other, rule = case
    step = compare(score(SKELETON, one, rule), score(SKELETON, replace(other, window=JUNE), rule))
    changes = [item for area in step.areas for sub in area.sub_areas for item in sub.items]
    graded = [item for item in changes if item.before is not None or item.after is not None]
    counts = step.counts
    assert len(graded) == len({item.id for item in graded}) == sum(vars(counts).values())
    assert all(bool(item.why) == (item.change is Change.NOT_COMPARABLE) for item in changes)


@thorough
@examples(pairs())
def test_a_scoring_beside_itself_changes_nothing(case):
    profile = score(SKELETON, case[0], case[2])
    assert {part.change for part in all_changes(compare(profile, profile))} <= {
        Change.SAME,
        Change.NOT_COMPARABLE,
        None,
    }
