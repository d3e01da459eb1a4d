"""Checks of whole definitions: what a bare one lacks, and worked examples that do not come out as stated."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from gcp import definition
from gcp.checks import check
from gcp.instrument import WorkedExample

HERE = Path(__file__).parent / "definitions"
BARE = (HERE / "bare.yaml").read_text()
FULL = (HERE / "full.yaml").read_text()

WINDOW = {"from": "2026-03-02", "to": "2026-03-20"}


def changed(old: str, new: str, text: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def warned(text: str) -> list[str]:
    found = check(definition.read(text), definition.lines(text))
    assert all(fault.warning for fault in found)
    return [str(fault) for fault in found]


def wrong(text: str) -> list[str]:
    """The faults of a text, leaving out what is merely bare."""
    return [str(fault) for fault in check(definition.read(text), definition.lines(text)) if not fault.warning]


class TestBareParts:
    def test_a_bare_definition_is_told_all_it_lacks(self) -> None:
        item = "line 16: areas > A > A1 > items > A1: "
        assert warned(BARE) == [
            "statement: There is no statement. Say what this is and what it is not; reports print it.",
            "copyright: Nobody is named as owner of the wording. Add 'copyright'.",
            "line 6: scale > grades: No name for 1, 2 and 3. Add the words that stand beside the number.",
            f"{item}There is no neglect_types, look_for, ask or plain. Add what a practitioner needs here.",
            f"{item}There are no descriptors. Add the words of every grade.",
            "worked_examples: There are none. Add sheets with the grades that should come out.",
        ]

    def test_without_its_text_there_are_no_lines(self) -> None:
        assert {fault.line for fault in check(definition.read(BARE))} == {0}

    @pytest.mark.parametrize("kind", ["counted", "scaled", "open"])
    def test_other_kinds_lack_nothing_that_only_grades_need(self, kind: str) -> None:
        text = (HERE / f"{kind}.yaml").read_text()
        assert warned(text) == []
        (warning,) = warned(re.sub(", plain: [^,}]*", "", text))
        assert "There is no plain." in warning

    def test_descriptors_are_missed_for_the_bands_that_have_none(self) -> None:
        words = "descriptors_by_age: {under-2: {1: a, 2: b, 3: c, 4: d}}"
        text = changed("{id: D1, name: Stimulation, ", f"{{id: D1, name: Stimulation, {words}, ", FULL)
        assert [w for w in warned(text) if " D1: " in w and "descriptors" in w] == [
            "line 55: areas > D > D1 > items > D1: There are no descriptors for Before birth. Add the words of every grade."
        ]

    def test_a_band_leans_on_the_items_own_words(self) -> None:
        assert not [w for w in warned(FULL) if " A1a: " in w or "A1b: There are no descriptors" in w]


class TestAges:
    def test_a_gap_between_bands(self) -> None:
        text = changed("name: 2 and over, from: 24", "name: 2 and over, from: 36", FULL)
        assert (
            "line 22: age_bands > older: From 2 years to 3 years a child is in no band. Let one band start where another ends."
            in warned(text)
        )

    def test_a_sub_area_with_nothing_to_ask_in_a_band(self) -> None:
        text = changed("ages: [unborn, under-2]", "ages: [under-2]", FULL)
        found = check(definition.read(text), definition.lines(text))
        assert [str(fault) for fault in found if "no item for" in fault.message] == [
            "line 52: areas > D > D1: There is no item for a child of 'Before birth'. Add one, or the part stays empty then."
        ]

    def test_an_area_that_is_not_for_a_band_at_all_needs_no_item_there(self) -> None:
        def missing(text: str) -> list[str]:
            return [fault.path for fault in check(definition.read(text)) if "no item for" in fault.message]

        text = changed("ages: [unborn, under-2]", "ages: [under-2]", FULL)
        more = "      - {id: D2, name: Approval, items: [{id: D2, name: Approval, ages: [under-2, older]}]}\nsame_as:"
        two = changed("same_as:", more, text)
        assert missing(two) == []
        assert missing(changed("ages: [under-2, older]", "ages: [unborn, under-2, older]", two)) == ["areas > D > D1"]

    def test_a_sub_area_with_nothing_to_ask_from_some_month_on(self) -> None:
        text = changed("{id: A1, name: Food}", "{id: A1, name: Food, from: 24, to: 60}", BARE)
        assert [warning for warning in warned(text) if "no item for" in warning] == [
            "line 13: areas > A > A1: There is no item for a child of 'All ages', under 1 month. Add one, or the part stays empty then."
        ]
        later = changed("{id: A1, name: Food}", "{id: A1, name: Food, to: 60}", BARE)
        assert [warning for warning in warned(later) if "no item for" in warning] == [
            "line 13: areas > A > A1: There is no item for a child of 'All ages', 5 years. Add one, or the part stays empty then."
        ]

    def test_a_condition_no_item_depends_on(self) -> None:
        text = changed("            conditions: [disability]\n", "", FULL)
        assert (
            "line 24: conditions > disability: No item depends on this condition. Name it in an item, or remove it."
            in warned(text)
        )


class TestWorkedExamples:
    @pytest.mark.parametrize("name", ["full", "scale-5-to-20", "scale-0-to-10"])
    def test_they_come_out_as_stated(self, name: str) -> None:
        assert wrong((HERE / f"{name}.yaml").read_text()) == []

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("      D: 2\n", "      D: 3\n", "expect > D: D: grade comes out as 2, not 3."),
            ("      D: 2\n", "      D: null\n", "D: grade comes out as 2, not none."),
            ("D1b: null", "D1b: 3", "D1b: grade comes out as none, not 3."),
            ("D1b: null", "D1b: {state: scored}", "D1b: state comes out as not-observed, not scored."),
            ("D1b: null", "D1b: {scored: 1}", "D1b is an item, so it has no 'scored'. Remove it."),
            ("decided_by: override", "decided_by: mode", "A: decided_by comes out as override, not mode."),
            ("drivers: [A1a]", "drivers: []", "A: drivers comes out as A1a, not none."),
            ("drivers: [A1a]", "drivers: [A1a, D1a]", "A: drivers comes out as A1a, not A1a and D1a."),
            ("expected: 2}", "expected: 3}", "D1: expected comes out as 2, not 3."),
            ("rule: worst", "rule: mode", ""),
        ],
    )
    def test_one_that_does_not(self, old: str, new: str, said: str) -> None:
        found = wrong(changed(old, new, FULL))
        assert bool(found) == bool(said)
        for fault in found:
            assert fault.startswith("line ")
            assert "worked_examples > a four decides > expect > " in fault
            assert said in fault

    def test_an_item_not_asked_at_that_age(self) -> None:
        (fault,) = wrong(changed("expect: {A: 2, D: 1}", "expect: {D1a: 2, D: 1}", FULL))
        assert "D1a is not part of this profile: it is not asked at the child's age." in fault

    def test_a_sheet_that_cannot_be_scored(self) -> None:
        (fault,) = wrong(changed("D1a: 2, D1b", "D1: 2, D1b", FULL).replace("D1b: null", "D1a: null"))
        assert fault.startswith(
            "line 60: worked_examples > a four decides: The sheet cannot be scored. D1 is asked only "
        )

    def test_its_own_rule_is_used(self) -> None:
        text = (HERE / "scale-5-to-20.yaml").read_text()
        by_mode = changed("  - name: fifteen overrides\n", "  - name: fifteen overrides\n    rule: mode\n", text)
        assert "A1: decided_by comes out as tie, not override." in wrong(by_mode)[0]

    def test_what_no_example_shows_is_named(self) -> None:
        (warning,) = [w for w in warned(FULL[: FULL.index("  - name: left out")]) if "No example" in w]
        assert warning == (
            "line 59: worked_examples: No example shows a child of the band 'Before birth', a child of the band 'Under 2' "
            "or A1 left out. One more each would keep it true."
        )
        assert not [w for w in warned(FULL) if "No example" in w]

    def test_a_sheet_that_cannot_be_read_shows_nothing(self) -> None:
        example = WorkedExample("broken", {"child": {"born": "soon"}, "observed": WINDOW}, {"A": 1})
        broken = replace(definition.read(BARE), worked_examples=(example,))
        messages = [fault.message for fault in check(broken)]
        assert any(message.startswith("The sheet cannot be scored.") for message in messages)
        assert any("No example shows a child of the band 'All ages'" in message for message in messages)
