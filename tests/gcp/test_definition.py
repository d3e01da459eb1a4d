"""Definitions: what is kept, what is refused, and in which words."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcp import definition
from gcp.definition.reading import DEEPEST, LARGEST, MOST_FAULTS, MOST_VALUES, compose
from gcp.errors import DefinitionFault, Fault
from gcp.grades import Grade
from gcp.instrument import AgeBand, Condition, Item, Kind, NeglectType, RollUp

HERE = Path(__file__).parent / "definitions"
BARE = (HERE / "bare.yaml").read_text()
FULL = (HERE / "full.yaml").read_text()


def faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(DefinitionFault) as raised:
        definition.read(text, "local.yaml")
    assert raised.value.source == "local.yaml"
    return raised.value.faults


def said(text: str) -> list[str]:
    return [str(fault) for fault in faults(text)]


def changed(old: str, new: str, text: str = BARE) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


class TestWhatIsRead:
    def test_a_bare_definition_takes_the_defaults(self) -> None:
        bare = definition.read(BARE)
        assert bare.name == "bare@1"
        assert (bare.title, bare.kind, bare.language) == ("bare", Kind.GRADED, "en-GB")
        assert bare.roll_up == RollUp("mode-override", override_from=2, tie="worse")
        assert bare.sub_area("A1").direct
        assert bare.item("A1") == Item("A1", "Food")
        assert bare.descriptors_exportable

    def test_a_full_definition_is_read_whole(self) -> None:
        full = definition.read(FULL)
        assert (full.name, full.title, full.descriptors_exportable) == ("full@2026.1", "Whole instrument", False)
        assert (full.copyright, full.licence) == ("The Invented Council", "For use in Inventshire only.")
        assert full.statement == "Made up for tests."
        assert full.scale.grades[0] == Grade(1, "First", "all met", "child first", "best", "#1b7f4b")
        assert full.roll_up == RollUp("mode-override", 4, "better")
        assert full.age_bands == (
            AgeBand("unborn", "Before birth", unborn=True),
            AgeBand("under-2", "Under 2", 0, 24),
            AgeBand("older", "2 and over", 24, 216),
        )
        assert full.conditions == (Condition("disability", "Disability"),)
        assert full.sub_area("A1").may_exclude
        assert not full.sub_area("D1").may_exclude
        assert full.item("A1a") == Item(
            "A1a",
            "Quality",
            neglect_types=(NeglectType.NUTRITIONAL, NeglectType.MEDICAL),
            look_for=("What is in the cupboard.",),
            ask=("Carer: What was for tea?",),
            plain="Is there good food?",
            descriptors={1: "One", 2: "Two", 3: "Three", 4: "Four"},
            descriptors_by_age={"under-2": {1: "Milk one", 4: "Milk four"}},
        )
        special = full.item("A1b")
        assert (special.ages, special.from_months, special.to_months) == (("older",), 36, 120)
        assert special.conditions == ("disability",)
        assert full.same_as == {"full@2025.1": {"A1x": "A1a"}}

    def test_worked_examples_are_kept_as_sheets_and_expectations(self) -> None:
        first, second, third = definition.read(FULL).worked_examples
        assert first.sheet["child"] == {"born": "2019-05-14"}
        assert first.sheet["observed"] == {"from": "2026-03-02", "to": "2026-03-20"}
        assert first.sheet["answers"] == {"A1a": 4, "A1b": "not-applicable", "D1a": 2, "D1b": "not-observed"}
        assert first.expect["D"] == 2
        assert first.expect["D1b"] is None
        assert first.expect["A"] == {
            "grade": 4,
            "state": "complete",
            "decided_by": "override",
            "drivers": ("A1a",),
            "scored": 1,
            "expected": 1,
        }
        assert (first.rule, second.rule) == (None, "worst")
        assert second.sheet["exclude"] == {"A1": "nobody could see a meal"}
        assert second.expect["A"] is None
        assert third.sheet["child"] == {"expected": "2026-08-01"}

    def test_reading_twice_gives_equal_instruments(self) -> None:
        assert definition.read(FULL) == definition.read(FULL)
        assert definition.read(FULL) == definition.read(FULL.replace("\n", "\r\n"))
        assert definition.read(FULL) == definition.read("\ufeff" + FULL)

    def test_text_stays_as_it_was_written(self) -> None:
        kept = definition.load(HERE / "text-kept.yaml")
        assert kept.name == "2026-01-01@1.10"
        assert (kept.title, kept.copyright, kept.statement, kept.licence) == ("no", "05", "2026-01-01", "1_000")
        assert [grade.name for grade in kept.scale.grades] == ["yes", "1e3"]
        assert kept.age_bands[0].name == "~"
        assert (kept.areas[0].id, kept.areas[0].name) == ("NO", "off")
        assert kept.sub_area("N1").name == "12:30"
        assert kept.item("N1") == Item(
            "N1", "null", plain="0x1F", look_for=("on", "1.0"), descriptors={1: "true", 2: ".inf"}
        )

    def test_a_scale_in_steps_of_five(self) -> None:
        scale = definition.load(HERE / "scale-5-to-20.yaml").scale
        assert scale.values == (5, 10, 15, 20)
        assert scale.worst([5, 20, 10]) == 20
        assert definition.load(HERE / "scale-5-to-20.yaml").roll_up.override_from == 15

    def test_a_scale_on_which_ten_is_best_is_stored_best_first(self) -> None:
        scaling = definition.load(HERE / "scale-0-to-10.yaml")
        assert scaling.scale.values == tuple(range(10, -1, -1))
        assert not scaling.scale.lower_is_better
        assert scaling.scale.worst([10, 7]) == 7
        assert scaling.roll_up == RollUp("worst")

    def test_override_starts_at_the_second_worst_grade(self) -> None:
        five = "grades: [{value: 5}, {value: 4}, {value: 3}, {value: 2}, {value: 1}]"
        text = changed("grades: [{value: 1}, {value: 2}, {value: 3}]", five)
        assert definition.read(text).roll_up.override_from == 4
        assert definition.read(text.replace("lower", "higher")).roll_up.override_from == 2

    @pytest.mark.parametrize(
        ("kind", "values"), [("counted", (1, 0)), ("scaled", tuple(range(10, -1, -1))), ("open", ())]
    )
    def test_other_kinds_need_no_scale_and_have_no_roll_up(self, kind: str, values: tuple[int, ...]) -> None:
        instrument = definition.load(HERE / f"{kind}.yaml")
        assert instrument.kind == kind
        assert instrument.scale.values == values
        assert instrument.needs == frozenset()
        assert instrument.roll_up.rule == ""

    @pytest.mark.parametrize(("written", "kept"), [("true", True), ("No", False), ("yes", True), ("false", False)])
    def test_switches(self, written: str, kept: bool) -> None:
        text = changed("name: Food\n        items", f"name: Food\n        may_exclude: {written}\n        items")
        assert definition.read(text).sub_area("A1").may_exclude is kept


class TestPlaces:
    def test_thirty_faults_are_thirty_each_on_its_line(self) -> None:
        text = (HERE / "thirty-faults.yaml").read_text()
        marked = [
            number
            for number, line in enumerate(text.splitlines(), start=1)
            for _ in range(line.partition("#")[2].count("fault"))
        ]
        assert len(marked) == 30
        found = faults(text)
        assert [fault.line for fault in found] == marked
        assert len(set(found)) == 30

    def test_paths_name_areas_and_items_by_their_ids(self) -> None:
        found = {fault.path for fault in faults((HERE / "thirty-faults.yaml").read_text())}
        assert {
            "areas > A > A1 > items > A1a > descriptor",
            "areas > A > A1 > items > A1a > ages > #1",
            "areas > A > A2",
            "scale > grades > 1 > colour",
            "age_bands > from-1",
            "worked_examples > none of this is there > sheet > child > born",
        } <= found

    def test_lines_are_those_of_the_parts(self) -> None:
        lines = definition.lines(FULL)
        rows = FULL.splitlines()
        assert rows[lines["areas > A > A1 > items > A1b > from"] - 1].strip() == "from: 36"
        assert rows[lines["areas > D > D1 > items > D1a"] - 1].strip().startswith("- {id: D1a")
        assert definition.lines("a: [") == {}

    def test_an_unknown_key_suggests_the_nearest(self) -> None:
        text = changed("{id: A1, name: Food}", "{id: A1, name: Food, descriptor: {1: x}}")
        assert said(text) == [
            "line 16: areas > A > A1 > items > A1 > descriptor: Unknown key 'descriptor'. Did you mean 'descriptors'?"
        ]

    def test_a_key_given_twice_names_both_lines(self) -> None:
        assert said(changed('edition: "1"', 'edition: "1"\ntitle: x\nedition: "2"')) == [
            "line 5: edition: The key 'edition' is given twice, on lines 3 and 5. Keep one."
        ]

    def test_numbers_are_plain_whole_numbers(self) -> None:
        for written in ("05", "5.0", "1_000", "+5", "five", "1e3", "9999999", "0x10"):
            assert "must be a whole number" in said(changed("to: 216", f"to: {written}"))[0]

    def test_faults_come_with_those_of_parts_that_could_be_read(self) -> None:
        text = changed("ages, from: 0, to: 216", "ages, from: 10, to: 5").replace("name: Care", "nam: Care")
        assert [fault.line for fault in faults(text)] == [8, 10, 11]


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("text", "line", "words"),
        [
            ("", 0, "is empty"),
            ("# only a remark\n", 0, "is empty"),
            ("- a\n- b\n", 1, "keys and values"),
            ("hello", 1, "keys and values"),
            ("key: a\n---\nkey: b\n", 2, "second document"),
            ("key: a\nedition: b: c\n", 2, "in quotes"),
            ("key: 'a\nedition: b\n", 1, "never closed"),
            ("key: a\nwords\nedition: b\n", 2, "no ': ' after it"),
            ("key: [a, b\nedition: c\n", 1, "list in brackets"),
            ("key: {a: b\nedition: c\n", 1, "in braces"),
            ('key: "\\q"\n', 1, "backslash"),
            ("key: @a\n", 1, "in quotes"),
            ("key: &\n", 1, "'&'"),
            ("key: *\n", 1, "'*'"),
            ("key: |a\n", 1, "next line"),
            ("areas:\n  a: b\n c: d\n", 3, "Indent"),
            ("areas:\n  - a\n  b: c\n", 3, "'- '"),
            ("areas: - a\n", 1, "line of its own"),
            ("'key' a\n", 1, "definition ends above"),
            ("key: ]\n", 1, "brackets"),
            ("key: a\n\tedition: b\n", 2, "tab"),
            ("key: a\x00\nedition: [\n", 1, "U+0000"),
            ("key: a\x1b", 1, "U+001B"),
            ("key: a\nedition: a\u2028b", 2, "U+2028"),
            ("key: a\nedition: \udcff", 2, "UTF-8"),
        ],
    )
    def test_text_that_is_no_definition(self, text: str, line: int, words: str) -> None:
        assert [fault.line for fault in faults(text) if words in fault.message] == [line]

    def test_a_tab_within_text_is_named_and_the_rest_still_read(self) -> None:
        assert [fault.line for fault in faults(changed("name: Care", "nam:\tCare"))] == [10, 11, 11]

    def test_a_missing_key_is_said_at_its_part(self) -> None:
        assert said(changed("key: bare\n", ""))[0] == "line 2: 'key' is missing. Add it."

    @pytest.mark.parametrize("mark", ["&a x", "!!str x", "! x"])
    def test_anchors_and_tags(self, mark: str) -> None:
        (fault,) = faults(changed("name: Care", f"name: {mark}"))
        assert (fault.line, fault.path) == (11, "areas > A > name")
        assert "not allowed" in fault.message

    def test_references_have_one_fault_each(self) -> None:
        (fault,) = faults(changed("name: Care", "name: *a"))
        assert fault.message == "A reference (*) is not allowed. Write it out, or quote text that starts with '*'."

    def test_a_key_that_is_no_text(self) -> None:
        (fault,) = faults(changed("name: Care", "name: Care\n    ? [a]\n    : b"))
        assert (fault.line, fault.message[:24]) == (12, "A key must be plain text")

    def test_an_alias_bomb_is_refused_unopened(self) -> None:
        # Written out it would be longer than any memory: a reader that followed the references would never come back.
        names = [f"n{number}" for number in range(40)]
        bomb = "n0: &n0 [x, x]\n" + "".join(
            f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in pairwise(names)
        )
        assert any("reference" in fault.message for fault in faults(bomb))

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("a: " + "[" * 1_000_000, f"{DEEPEST} levels"),
            ("a: " + "x" * LARGEST, "characters"),
            ("a: [" + "1," * (MOST_VALUES + 1) + "]", "values"),
        ],
    )
    def test_depth_and_size_have_limits(self, text: str, words: str) -> None:
        (fault,) = faults(text)
        assert words in fault.message

    @pytest.mark.parametrize("line", ["a: 1\n", "\x00\n"])
    def test_no_more_faults_than_anybody_reads(self, line: str) -> None:
        found = faults(line * 3000)
        assert len(found) == MOST_FAULTS + 1
        assert "more faults" in found[-1].message


class TestFiles:
    def test_a_file_gives_its_name(self, tmp_path: Path) -> None:
        path = tmp_path / "broken.yaml"
        path.write_text("key: [a")
        with pytest.raises(DefinitionFault, match=r"broken\.yaml has 1 fault: line 1:"):
            definition.load(path)

    def test_bytes_that_are_not_utf_8_have_a_line(self, tmp_path: Path) -> None:
        path = tmp_path / "latin.yaml"
        path.write_bytes(BARE.replace("Care", "Décor").encode("latin-1"))
        with pytest.raises(DefinitionFault, match=r"line 11: This line is not UTF-8 text"):
            definition.load(path)

    def test_utf_16_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "wide.yaml"
        path.write_bytes(BARE.encode("utf-16"))
        with pytest.raises(DefinitionFault, match="UTF-16"):
            definition.load(path)

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("missing.yaml", "no such file"),
            ("a\x00b.yaml", "no such file"),
            (".", "This is a folder. Name a file in it."),
        ],
    )
    def test_what_is_no_file(self, tmp_path: Path, name: str, words: str) -> None:
        with pytest.raises(DefinitionFault, match=words):
            definition.load(tmp_path / name)

    def test_what_cannot_be_opened(self) -> None:
        with pytest.raises(DefinitionFault, match="cannot be read"):
            definition.load(Path("/proc/self/mem"))


class TestWording:
    FOREIGN = (
        "input should", "field required", "valid ", "pydantic", "type=", "extra inputs", "permitted", "tuple", "dict",
        "string", "integer", "boolean", "instance of", "at least 1 item", "[key]", "none", "mapping", "sequence",
        "scalar", "while parsing", "while scanning", "did not find", "token", "schema", "alias", "null",
    )  # fmt: skip
    STRANGE = ("", "two words", "999999", "-1", ["a"], [], {"zz": "1"}, {}, [["a"]])

    def test_no_fault_of_any_broken_value_speaks_a_programmers_language(self) -> None:
        told: set[str] = set()
        count = 0
        for broken in self._broken(compose(FULL)[0].plain()):
            count += 1
            try:
                definition.read(json.dumps(broken), "local.yaml")
            except DefinitionFault as error:
                told.update(fault.message for fault in error.faults)
        assert count > 1000
        assert len(told) > 100
        for message in told:
            assert not [words for words in self.FOREIGN if words in message.lower()], message
            assert message[0].isupper() or message[0] in "'-0123456789", message
            assert message.endswith((".", "?")), message

    def _broken(self, whole: Any) -> Any:
        """The definition over and over, each time with one value taken out or made strange."""
        for parent, key in list(self._places(whole)):
            kept = parent[key]
            for strange in self.STRANGE:
                parent[key] = strange
                yield whole
            if isinstance(parent, dict):
                rest = dict(parent)
                del parent[key]
                yield whole
                parent.clear()
                parent.update(rest)
            parent[key] = kept

    def _places(self, value: Any) -> Any:
        for key, child in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            if isinstance(child, dict | list):
                yield from self._places(child)

    def test_what_no_sentence_was_written_for_still_gets_one(self) -> None:
        from gcp.definition.nodes import Node
        from gcp.definition.sentences import _OTHERWISE

        assert _OTHERWISE({}, Node(1, None, "key", "x")) == "'key' must be written in another way, not 'x'."  # type: ignore[typeddict-item]


class TestSchema:
    def test_the_file_is_what_the_model_gives(self) -> None:
        path = Path(__file__).parents[2] / "questionnaires" / "schema.json"
        assert path.read_text() == definition.schema(), "questionnaires/schema.json is stale"

    def test_it_serves_an_editor(self) -> None:
        schema = json.loads(definition.schema())
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["required"] == ["key", "edition", "age_bands", "areas"]
        item = schema["$defs"]["ItemPart"]
        assert item["properties"]["id"]["type"] == "string"
        assert item["properties"]["from"]["type"] == "integer"
        assert schema["$defs"]["GradePart"]["properties"]["value"]["type"] == "integer"
        assert item["additionalProperties"] is False
        assert "null" not in json.dumps(schema["$defs"]["SheetPart"])

    def test_every_key_is_described(self) -> None:
        schema = json.loads(definition.schema())
        parts = {"": schema, **schema["$defs"]}
        keys = [(name, key) for name, part in parts.items() for key in part.get("properties", {})]
        assert len(keys) > 60
        bare = [pair for pair in keys if not parts[pair[0]]["properties"][pair[1]].get("description")]
        assert bare == []


YAML_ISH = st.lists(
    st.sampled_from(
        [
            *"{}[]:,-?&*!|>'\"%@` \n\t#~\x00\ud800\u2028\x85é0",
            "\n  ",
            "\n- ",
            ": ",
            "key",
            "areas",
            "scale: ",
            "id",
            "---\n",
            "<<: ",
            "*a",
            "&a ",
            "!!int ",
            "%YAML 1.1\n",
        ]
    ),
    max_size=40,
).map("".join)


class TestAnyText:
    @given(st.one_of(st.text(st.characters(), max_size=80), YAML_ISH))
    @settings(max_examples=600, deadline=None, derandomize=True)
    def test_nothing_but_a_definition_fault_is_ever_raised(self, text: str) -> None:
        assert all(fault.message for fault in faults(text))

    @given(st.integers(0, len(FULL) - 1), st.text(st.characters(), max_size=3), st.integers(0, 12))
    @settings(max_examples=400, deadline=None, derandomize=True)
    def test_a_slip_anywhere_in_a_definition_is_a_definition_or_faults(self, at: int, slip: str, lost: int) -> None:
        try:
            instrument = definition.read(FULL[:at] + slip + FULL[at + lost :])
        except DefinitionFault as error:
            found: object = error.faults
        else:
            found = instrument.items
        assert found
