"""Every instrument that comes with the product loads, lacks nothing, proves itself by its examples, and is worded as we write."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gcp import definition
from gcp.checks import check
from gcp.instrument import Instrument, Kind, NeglectType
from workflow import paths
from workflow.rules.voices import GRADES_FROM

ROOT = Path(__file__).parents[1]
FILES = sorted([*paths.questionnaires().glob("*.yaml"), *paths.questionnaires().glob("*.yml")])
INSTRUMENTS = {path.name: definition.load(path) for path in FILES}
GRADED = {name: instrument for name, instrument in INSTRUMENTS.items() if instrument.kind is Kind.GRADED}

CODE = ("gcp", "workflow", "templates")
CHOOSES_AN_INSTRUMENT = Path("workflow/services/demonstration")
"""The demonstration families were scored with one instrument, and their cases say which."""

OTHERS_WORDS = ("getting to know you", "getting ready for baby", "now baby is here", "gcp2a tool")
"""Titles of other people's instruments, which are theirs."""

BANNED = ("adequate", "appropriate", "failure to", "non-compliant", "neglectful")
MOST_OF_A_SCREEN = 20
"""Questions that can be answered in two minutes."""

FEWEST_WORDS, MOST_WORDS = 12, 55


def words(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """Every text that people read, with its place."""
    yield "statement", instrument.statement
    for part in (*instrument.areas, *instrument.sub_areas):
        yield part.id, part.name
    for item in instrument.items:
        for text in (item.name, item.plain, item.plain_child, *item.look_for, *item.ask):
            yield item.id, text
    yield from descriptors(instrument)


def descriptors(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """Every descriptor with its place."""
    for item in instrument.items:
        for band, words in (("", item.descriptors), *item.descriptors_by_age.items()):
            for grade, text in words.items():
                yield f"{item.id} {band} {grade}", text


def test_there_are_instruments() -> None:
    assert GRADED
    assert {instrument.kind for instrument in INSTRUMENTS.values()} == set(Kind)


def test_a_screen_asks_after_all_six_types_of_neglect_at_every_age() -> None:
    screens = [one for one in INSTRUMENTS.values() if one.leads_to]
    assert screens
    for screen in screens:
        for band in screen.age_bands:
            asked = screen.items_for(band.start)
            assert {kind for item in asked for kind in item.neglect_types} == set(NeglectType)
            assert len(asked) <= MOST_OF_A_SCREEN
            assert all(any(item in sub.items for item in asked) for sub in screen.sub_areas)


def test_both_ends_of_every_scaling_question_have_words_of_their_own() -> None:
    ends = [
        item.descriptor(value)
        for one in INSTRUMENTS.values()
        if one.kind is Kind.SCALED
        for item in one.items
        for value in (one.scale.values[0], one.scale.values[-1])
    ]
    assert len(ends) >= 2
    assert all(ends)
    assert len(ends) == len(set(ends))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
class TestEveryInstrument:
    def test_it_has_no_fault_and_lacks_nothing(self, path: Path) -> None:
        found = check(INSTRUMENTS[path.name], definition.lines(path.read_text(encoding="utf-8")))
        assert [str(fault) for fault in found] == []

    def test_its_file_is_named_by_key_and_edition(self, path: Path) -> None:
        instrument = INSTRUMENTS[path.name]
        assert path.name == f"{instrument.key}-{instrument.edition}.yaml"

    def test_its_wording_holds_none_of_the_words_we_do_not_use(self, path: Path) -> None:
        found = [
            (place, word)
            for place, text in words(INSTRUMENTS[path.name])
            for word in BANNED + OTHERS_WORDS
            if word in text.casefold()
        ]
        assert found == []

    def test_it_says_whose_it_is_and_that_it_is_not_validated(self, path: Path) -> None:
        one = INSTRUMENTS[path.name]
        assert "validated" in one.statement or one.kind is Kind.OPEN
        assert "written for this project" in one.copyright
        assert one.licence

    def test_what_it_leads_to_is_there(self, path: Path) -> None:
        keys = {one.key for one in INSTRUMENTS.values()}
        assert set(INSTRUMENTS[path.name].leads_to) <= keys

    def test_no_two_items_of_a_part_read_alike(self, path: Path) -> None:
        for sub_area in INSTRUMENTS[path.name].sub_areas:
            plain = [item.plain for item in sub_area.items]
            assert len(plain) == len(set(plain))


@pytest.mark.parametrize("name", GRADED)
class TestEveryGradedInstrument:
    def test_it_has_worked_examples(self, name: str) -> None:
        assert len(GRADED[name].worked_examples) >= 6

    def test_every_grade_of_every_item_has_words_at_every_age(self, name: str) -> None:
        instrument = GRADED[name]
        asked = [
            (item, band)
            for band in instrument.age_bands
            for item in instrument.items
            if any(item.fits_age(band, months) for months in ([None] if band.unborn else range(band.start, band.end)))
        ]
        assert asked
        bare = [
            (item.id, band.key, value)
            for item, band in asked
            for value in instrument.scale.values
            if not item.descriptor(value, band)
        ]
        assert bare == []

    def test_descriptors_are_neither_curt_nor_long(self, name: str) -> None:
        counted = {place: len(text.split()) for place, text in descriptors(GRADED[name])}
        assert counted
        assert {place: words for place, words in counted.items() if not FEWEST_WORDS <= words <= MOST_WORDS} == {}

    def test_no_two_grades_of_an_item_read_the_same(self, name: str) -> None:
        texts = [text.casefold() for _, text in descriptors(GRADED[name])]
        assert len(texts) == len(set(texts))


@pytest.mark.parametrize("name", {one.key: name for name, one in GRADED.items()}.values())
def test_a_child_who_can_answer_is_asked_in_words_of_their_own(name: str) -> None:
    instrument = GRADED[name]
    bands = [band for band in instrument.age_bands if not band.unborn and band.end > GRADES_FROM]
    asked = [
        item
        for item in instrument.items
        if any(
            item.fits_age(band, months) for band in bands for months in range(max(band.start, GRADES_FROM), band.end)
        )
    ]
    assert [item.id for item in asked if not item.plain_child] == []
    assert [item.id for item in instrument.items if item.plain_child and item not in asked] == []
    for item in asked:
        words = re.findall(r"[A-Za-z]+", item.plain_child.casefold())
        assert len(words) <= 20, item.id
        assert not {"child", "carer", "carers"} & set(words), item.id


def test_no_code_and_no_template_names_an_instrument() -> None:
    keys = {re.escape(instrument.key) for instrument in INSTRUMENTS.values()}
    named = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(keys))})(?![\w-])")
    files = [
        path
        for folder in CODE
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".html"}
        and "node_modules" not in path.parts
        and not path.relative_to(ROOT).is_relative_to(CHOOSES_AN_INSTRUMENT)
    ]
    assert len(files) > 50
    assert [str(path.relative_to(ROOT)) for path in files if named.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "name", {one.key: name for name, one in INSTRUMENTS.items() if one.kind is Kind.COUNTED}.values()
)
def test_nobody_is_asked_in_the_negative_what_is_answered_with_yes_or_no(name: str) -> None:
    asked = {item.id: item.plain for item in INSTRUMENTS[name].items}
    assert {key: text for key, text in asked.items() if re.match(r"(Is|Are) there (no\b|nothing|nowhere)", text)} == {}
