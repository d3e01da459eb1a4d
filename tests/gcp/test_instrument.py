"""Questions an instrument answers by id and by age, and what it says to an id it does not have."""

from pathlib import Path

import pytest

from gcp import definition
from gcp.errors import UnknownItem
from gcp.instrument import Instrument

FULL = definition.load(Path(__file__).parent / "definitions" / "full.yaml")


def test_parts_are_found_by_id() -> None:
    area, sub_area = FULL.parents("A1b")
    assert (area.id, sub_area) == ("A", FULL.sub_area("A1"))
    assert [item.id for item in area.items] == ["A1a", "A1b"]


@pytest.mark.parametrize("ask", [Instrument.item, Instrument.sub_area, Instrument.parents])
def test_an_unknown_id_is_named(ask) -> None:
    with pytest.raises(UnknownItem, match=r"full@2026\.1 has no item 'Z9'\."):
        ask(FULL, "Z9")


def test_bands_are_found_by_key_and_by_age() -> None:
    assert FULL.age_band("older").start == 24
    assert FULL.band(23).key == "under-2"
    assert FULL.band(None).key == "unborn"
    assert FULL.band(216) is None
    with pytest.raises(KeyError):
        FULL.age_band("adult")


@pytest.mark.parametrize(
    ("age_months", "asked"),
    [
        (None, ["A1a", "D1"]),
        (23, ["A1a", "D1"]),
        (35, ["A1a", "D1a", "D1b"]),
        (36, ["A1a", "A1b", "D1a", "D1b"]),
        (120, ["A1a", "D1a", "D1b"]),
        (216, []),
    ],
)
def test_items_follow_the_age(age_months: int | None, asked: list[str]) -> None:
    assert [item.id for item in FULL.items_for(age_months)] == asked


def test_a_band_s_words_win_grade_by_grade() -> None:
    item, baby = FULL.item("A1a"), FULL.age_band("under-2")
    assert [item.descriptor(value, baby) for value in FULL.scale.values] == ["Milk one", "Two", "Three", "Milk four"]
    assert item.descriptor(1) == "One"
