"""Rules of a definition that look across its keys: what each refuses, in which words, and what it lets pass."""

from pathlib import Path

import pytest

from gcp import definition
from gcp.errors import DefinitionFault

HERE = Path(__file__).parent / "definitions"
BARE = (HERE / "bare.yaml").read_text()
FULL = (HERE / "full.yaml").read_text()
COUNTED = (HERE / "counted.yaml").read_text()
BANDS = "  - {key: all, name: All ages, from: 0, to: 216}\n"
ITEM = "          - {id: A1, name: Food}\n"


def said(text: str) -> list[str]:
    """Every sentence about a text, `path: message`; none where it is an instrument."""
    try:
        definition.read(text)
    except DefinitionFault as error:
        return [f"{fault.path}: {fault.message}" for fault in error.faults]
    return []


def changed(old: str, new: str, text: str = BARE) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def bands(*rows: str) -> str:
    return changed(BANDS, "".join(f"  - {{key: b{number}, name: B, {row}}}\n" for number, row in enumerate(rows)))


def items(*rows: str) -> str:
    """A bare definition with two bands and these items in its sub-area A1."""
    text = bands("from: 0, to: 24", "from: 24, to: 216")
    return changed(ITEM, "".join(f"          - {{name: Food, {row}}}\n" for row in rows), text)


class TestBands:
    @pytest.mark.parametrize(
        "rows",
        [
            ("from: 0, to: 24", "from: 24, to: 60"),
            ("from: 24, to: 60", "from: 0, to: 24"),
            ("unborn: true", "from: 0, to: 24"),
            ("unborn: false, from: 3, to: 4", "from: 200, to: 300"),
        ],
    )
    def test_bands_that_fit(self, rows: tuple[str, ...]) -> None:
        assert said(bands(*rows)) == []

    @pytest.mark.parametrize(
        ("rows", "words"),
        [
            (("from: 24, to: 24",), ["'to' must be more than 'from': 24 is not more than 24."]),
            (("from: 24",), ["'to' is missing. Add the months of age, or 'unborn: true'."]),
            (("unborn: no",), ["'from' is missing", "'to' is missing"]),
            (("from: -1, to: 24",), ["'from' cannot be a negative number."]),
            (("from: 0, to: 301",), ["'to' cannot be more than 300."]),
            (("unborn: yes, from: 0",), ["A band for unborn children has no months. Remove 'from'."]),
            (("unborn: true", "unborn: true"), ["A band for unborn children already, on line 8"]),
            (("from: 0, to: 25", "from: 24, to: 60"), ["'b0' on line 8"]),
            (("from: 24, to: 60", "from: 0, to: 216"), ["'b1' on line 9"]),
            (("from: 1, to: 2", "from: 1, to: 2"), ["shares ages with"]),
        ],
    )
    def test_bands_that_do_not(self, rows: tuple[str, ...], words: list[str]) -> None:
        found = said(bands(*rows))
        assert len(found) == len(words)
        assert all(some.lower() in fault.lower() for some, fault in zip(words, found, strict=True)), found

    def test_two_bands_of_one_name(self) -> None:
        text = changed(BANDS, BANDS + "  - {key: all, name: Old, from: 216, to: 300}\n")
        assert said(text) == [
            "age_bands > all > key: The age band on line 8 has the key 'all' too. Change one of them."
        ]

    def test_there_is_at_least_one(self) -> None:
        assert said(changed("age_bands:\n" + BANDS, "age_bands: []\n")) == [
            "age_bands: 'age_bands' must have at least 1 entry, not 0."
        ]

    def test_a_band_that_is_text_is_said_once(self) -> None:
        assert said(changed(BANDS, "  - all ages\n")) == [
            "age_bands > #1: Entry 1 of 'age_bands' must be keys and values, indented below it, not 'all ages'."
        ]


class TestScale:
    @pytest.mark.parametrize("values", ["1 2", "2 1", "-2 -1 0 1 2", "5 10 15 20", "10 9 8 7 6 5 4 3 2 1 0"])
    def test_values_that_rise_or_fall(self, values: str) -> None:
        grades = "".join(f"{{value: {value}}}, " for value in values.split())
        assert said(changed("{value: 1}, {value: 2}, {value: 3}", grades)) == []

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ("1 3 2", "2 cannot come after 3"),
            ("3 1 2", "2 cannot come after 1"),
            ("1 2 2 3", "The grade 2 is there twice"),
            ("1 1 2", "The grade 1 is there twice"),
            ("1", "must have at least 2 entries, not 1"),
            ("1 2 3 4 5 6 7 8 9 10 11 12", "must have at most 11 entries, not 12"),
        ],
    )
    def test_values_that_do_not(self, values: str, words: str) -> None:
        grades = "".join(f"{{value: {value}}}, " for value in values.split())
        (fault,) = said(changed("{value: 1}, {value: 2}, {value: 3}", grades))
        assert words in fault

    def test_a_graded_instrument_needs_one(self) -> None:
        start, end = BARE.index("scale:"), BARE.index("age_bands:")
        assert said(BARE[:start] + BARE[end:]) == [
            ": 'scale' is missing. Add the grades, or say 'kind: counted', 'kind: scaled' or 'kind: open'."
        ]

    def test_nothing_else_is_judged_by_half_a_scale(self) -> None:
        text = changed(ITEM, "          - {id: A1, name: Food, descriptors: {1: a, 2: b, 3: c}}\n")
        (fault,) = said(changed("{value: 2}", "{value: two}", text))
        assert "must be a whole number" in fault


class TestRollUp:
    @pytest.mark.parametrize(
        "roll_up", ["{rule: mode}", "{rule: worst}", "{rule: mode-override, override_from: 2, tie: better}"]
    )
    def test_rules_that_are_known(self, roll_up: str) -> None:
        assert said(changed("age_bands:", f"roll_up: {roll_up}\nage_bands:")) == []

    @pytest.mark.parametrize(
        ("roll_up", "words"),
        [
            ("{rule: modes}", "'rule' cannot be 'modes'. Did you mean 'mode'?"),
            ("{tie: worse}", "'rule' is missing"),
            ("{rule: mode, tie: worse}", "'tie' belongs to the rule mode-override, not to mode. Remove it."),
            ("{rule: worst, override_from: 2}", "'override_from' belongs to the rule mode-override"),
            ("{rule: mode-override, override_from: 4}", "4 is no grade of the scale. Use 1, 2 or 3."),
            ("{rule: mode-override, tie: best}", "'tie' cannot be 'best'. Did you mean 'better'?"),
        ],
    )
    def test_rules_that_are_not(self, roll_up: str, words: str) -> None:
        (fault,) = said(changed("age_bands:", f"roll_up: {roll_up}\nage_bands:"))
        assert words in fault

    @pytest.mark.parametrize("addition", ["roll_up: {rule: mode}", "worked_examples: []"])
    def test_only_graded_instruments_are_scored(self, addition: str) -> None:
        (fault,) = said(f"{COUNTED}{addition}\n")
        assert "An instrument of the kind 'counted' is not scored. Remove" in fault


class TestIds:
    def test_an_item_may_stand_for_its_sub_area(self) -> None:
        assert said(BARE) == []
        assert said(items("id: A1, ages: [b0]", "id: A1a, ages: [b1]", "id: A1b, ages: [b1]")) == []
        assert said(items("id: A1, to: 12", "id: A1a, from: 12")) == []
        assert said(items("id: A1a, ages: [b1]", "id: A1, ages: [b0]")) == []

    @pytest.mark.parametrize(
        "rows", [("id: A1", "id: A1a"), ("id: A1, ages: [b0]", "id: A1a"), ("id: A1, to: 13", "id: A1a, from: 12")]
    )
    def test_but_not_beside_another(self, rows: tuple[str, ...]) -> None:
        (fault,) = said(items(*rows))
        assert fault.startswith("areas > A > A1 > items > A1 > id: This item has its sub-area's id")
        assert "A1a would be" in fault

    @pytest.mark.parametrize(
        ("rows", "line"),
        [(("id: A",), 11), (("id: A1a", "id: A1a"), 17), (("id: A1, ages: [b0]", "id: A1, ages: [b1]"), 17)],
    )
    def test_no_id_is_used_twice(self, rows: tuple[str, ...], line: int) -> None:
        (fault,) = said(items(*rows))
        assert f"is used on line {line} already" in fault

    def test_another_sub_areas_id_is_taken(self) -> None:
        text = f"{BARE}      - id: A2\n        name: Rest\n        items: [{{id: A1, name: Food}}]\n"
        (fault,) = said(text)
        assert fault == (
            "areas > A > A2 > items > A1 > id: The id 'A1' is used on line 16 already. Give this one an id of its own."
        )

    @pytest.mark.parametrize("name", ["1a", "a b", "A" * 21, "é", "_a", "''"])
    def test_ids_have_a_form(self, name: str) -> None:
        (fault,) = said(items(f"id: {name}"))
        assert "Write a letter first" in fault

    @pytest.mark.parametrize("name", ["a", "A" * 20, "Z-9_x"])
    def test_ids_of_that_form(self, name: str) -> None:
        assert said(items(f"id: {name}")) == []


class TestItems:
    @pytest.mark.parametrize(
        "row",
        [
            "id: A1a, ages: [b0, b1], from: 12",
            "id: A1a, from: 24, to: 25",
            "id: A1a, descriptors: {1: a, 2: b, 3: c}, descriptors_by_age: {b0: {2: x}}",
            "id: A1a, descriptors_by_age: {b1: {1: a, 2: b, 3: c}}",
        ],
    )
    def test_items_that_fit(self, row: str) -> None:
        assert said(items(row)) == []

    @pytest.mark.parametrize(
        ("row", "where", "words"),
        [
            ("ages: [b2]", "ages > #1", "There is no age band 'b2'. Choose b0 or b1."),
            ("ages: [teens]", "ages > #1", "There is no age band 'teens'. Choose b0 or b1."),
            ("ages: [b0, b0]", "ages > #2", "'b0' is listed twice. Keep one."),
            ("conditions: [deaf]", "conditions > #1", "There is no condition 'deaf'."),
            ("neglect_types: [medical, medical]", "neglect_types > #2", "'medical' is listed twice."),
            ("from: 30, to: 20", "to", "'to' must be more than 'from': 20 is not more than 30."),
            ("ages: [b0], from: 24", "from", "No child is ever asked this"),
            ("to: 0", "to", "No child is ever asked this"),
            ("descriptors: {1: a, 3: c}", "descriptors", "Words for 2 are missing."),
            ("descriptors: {1: a, 2: b, 3: c, 4: d}", "descriptors > 4", "4 is no grade of the scale. Use 1, 2 or 3."),
            ("descriptors: {1: a, 2: b, 3: ''}", "descriptors > 3", "'3' is empty. Write its text."),
            ("descriptors: {1: a, 2: b, 3: c, x: d}", "descriptors > x", "'x' must be a whole number"),
            ("descriptors_by_age: {b0: {1: a}}", "descriptors_by_age > b0", "Words for 2 and 3 are missing."),
            ("descriptors_by_age: {old: {1: a, 2: b, 3: c}}", "descriptors_by_age > old", "There is no age band 'old'"),
            (
                "ages: [b0], descriptors_by_age: {b1: {1: a, 2: b, 3: c}}",
                "descriptors_by_age > b1",
                "This item is not asked in 'b1'",
            ),
        ],
    )
    def test_items_that_do_not(self, row: str, where: str, words: str) -> None:
        (fault,) = said(items(f"id: A1a, {row}"))
        assert fault.startswith(f"areas > A > A1 > items > A1a > {where}: ")
        assert words in fault

    def test_an_unborn_band_knows_no_months(self) -> None:
        text = changed(BANDS, "  - {key: before, name: Before birth, unborn: true}\n")
        assert said(changed(ITEM, "          - {id: A1, name: Food, ages: [before], to: 3}\n", text)) == []
        (fault,) = said(changed(ITEM, "          - {id: A1, name: Food, ages: [before], from: 3}\n", text))
        assert "No child is ever asked this" in fault

    def test_ages_are_not_judged_by_half_the_bands(self) -> None:
        text = changed("from: 24, to: 216", "from: 24, to: x", items("id: A1, ages: [b0]", "id: A1a, from: 500"))
        assert len(said(text)) == 2


class TestEarlierEditions:
    def test_items_map_to_items_of_this_one(self) -> None:
        assert said(BARE + 'same_as: {"bare@0": {old: A1}}\n') == []

    @pytest.mark.parametrize(
        ("pairs", "words"),
        [
            ("{bare@0: {old: A2}}", "same_as > bare@0 > old: There is no item 'A2'. Choose A1."),
            ("{bare@1: {A1: A1}}", "same_as > bare@1: This is this edition itself. Name an earlier one."),
            ("{bare: {A1: A1}}", "same_as > bare: The key 'bare' cannot be read. Write a name like key@edition."),
            ("{bare@0: {old: A1, older: A1}}", "same_as > bare@0 > older: 'A1' is listed twice. Keep one."),
            ("{bare@0: {1: A1}}", "same_as > bare@0 > 1: The key '1' cannot be read. Write a letter first"),
        ],
    )
    def test_what_does_not_fit(self, pairs: str, words: str) -> None:
        (fault,) = said(f"{BARE}same_as: {pairs}\n")
        assert fault.startswith(words)


class TestWorkedExamples:
    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            ("instrument: full@2026.1", "instrument: full@2025.1", "The sheet names 'full@2025.1', but this is full@2026.1"),
            ("child: {born: 2019-05-14}", "child: {}", "The child has neither 'born' nor 'expected'. Add one."),
            (
                "child: {born: 2019-05-14}",
                "child: {born: 2019-05-14, expected: 2019-05-14}",
                "The child has both 'born' and 'expected'. Keep one.",
            ),
            ("born: 2019-05-14", "born: 2019-02-30", "'born' must be a day like 2026-03-20, not '2019-02-30'."),
            ("born: 2019-05-14", "born: 20190514", "'born' must be a day"),
            ("born: 2019-05-14", "born: [2019]", "'born' must be a day like 2026-03-20, not a list."),
            ("[disability]\n      answers", "[deafness]\n      answers", "There is no condition 'deafness'."),
            ("A1b: not-applicable", "A1b: not-there", "must be a grade, not-observed, refused, not-safe-to-ask or not-applicable, not 'not-there'"),
            ("A1b: not-applicable", "A9: 1", "There is no item 'A9'."),
            ("D1a: 2", "D1a: 7", "7 is no grade of the scale. Use 1, 2, 3 or 4."),
            ("exclude: {A1: n", "exclude: {Z1: n", "There is no sub-area 'Z1'."),
            ("      D: 2\n", "      E: 2\n", "There is no area, sub-area or item 'E'."),
            ("      D: 2\n", "      D: 6\n", "6 is no grade of the scale."),
            ("A: {grade: 4, ", "A: {grade: 6, ", "6 is no grade of the scale."),
            ("drivers: [A1a]", "drivers: [A9]", "There is no item or sub-area 'A9'."),
            ("decided_by: override", "decided_by: overide", "Did you mean 'override'?"),
            ("scored: 1, expected: 1", "scored: -1, expected: 1", "'scored' cannot be a negative number."),
            ("rule: worst", "rule: best", "'rule' cannot be 'best'."),
        ],
    )  # fmt: skip
    def test_what_does_not_fit(self, old: str, new: str, words: str) -> None:
        (fault,) = said(changed(old, new, FULL))
        assert fault.startswith("worked_examples > ")
        assert words in fault
