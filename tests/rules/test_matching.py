"""Whether two records may be of one child, as a table of names and dates; and that alike is alike both ways round."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.identifiers import grouped_nhs_number, nhs_number, pupil_number
from workflow.rules.matching import Facts, Match, births_near, match, same_name

BORN = date(2019, 5, 14)
NAMES = st.lists(
    st.sampled_from(["Zoë", "Anna-Lena", "O'Brien", "Muhammad", "Kai", "Ngũgĩ", "李", "Łukasz"]), max_size=3
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hana Nowak", "Hana Novak", True),
        ("Zoë Muller", "Zoe Müller", True),
        ("Nowak Hana", "Hana Nowak", True),
        ("Anna-Lena Sample", "Anna Lena Sample", True),
        ("Anna-Lena Sample", "Anna Sample", True),
        ("Mohammed Khan", "Muhammad Khan", True),
        ("Ben Example", "Benjamin Example", True),
        ("Hana", "Hana Example", True),
        ("Sean O'Brien", "Seán O Brien", True),
        ("Robin Example", "Wren Example", False),
        ("Ivy Pretend", "Gus Pretend", False),
        ("Hana Example", "Hana Kowalski", False),
        ("", "Hana", False),
        ("…", "…", False),
    ],
)
def test_names_spelt_differently(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same


@given(NAMES, NAMES)
def test_alike_is_alike_both_ways_and_with_itself(one: list[str], other: list[str]) -> None:
    first, second = " ".join(one), " ".join(other)
    assert same_name(first, second) is same_name(second, first)
    assert same_name(first, first.upper()) is bool(same_name(first, first))


@pytest.mark.parametrize(
    ("new", "known", "by"),
    [
        (Facts("Kye", nhs_number="9990000034"), Facts("Robin", nhs_number="9990000034"), Match.NHS_NUMBER),
        (Facts("Kye", upn="Z999000018001"), Facts("Robin", upn="Z999000018001"), Match.PUPIL_NUMBER),
        (Facts("Kye Sample", BORN), Facts("Kye Sampel", BORN), Match.NAME_AND_BIRTH),
        (Facts("Kye Sample", date(2019, 5, 4)), Facts("Kye Sample", date(2019, 4, 5)), Match.NAME_AND_BIRTH),
        (Facts("Kye Sample", BORN), Facts("Kye Sample", date(2018, 5, 14)), Match.NAME_AND_BIRTH),
        (Facts("Kye", BORN), Facts("Kye", date(2018, 5, 14)), None),
        (Facts("Kye Sample", BORN), Facts("Kye Sample", date(2019, 5, 15)), None),
        (Facts("Kye Sample", BORN), Facts("Robin Sample", BORN), None),
        (
            Facts("Baby", expected=BORN, adults=("Mel Imaginary",)),
            Facts("Bump", expected=BORN + timedelta(days=21), adults=("Melanie Imaginary",)),
            Match.MOTHER_AND_DUE,
        ),
        (
            Facts("Baby", expected=BORN, adults=("Mel Imaginary",)),
            Facts("Bump", expected=BORN + timedelta(days=22), adults=("Mel Imaginary",)),
            None,
        ),
        (
            Facts("Otis", BORN, adults=("Mel Imaginary",)),
            Facts("Bump", expected=BORN + timedelta(days=60), adults=("Mel Imaginary",)),
            Match.MOTHER_AND_DUE,
        ),
        (Facts("Baby", expected=BORN, adults=("Mum",)), Facts("Bump", expected=BORN, adults=("Mum",)), None),
        (Facts(""), Facts(""), None),
    ],
)
def test_by_what_two_records_may_be_of_one_child(new: Facts, known: Facts, by: Match | None) -> None:
    assert match(new, known) is by


def test_days_that_are_easily_written_for_another() -> None:
    assert births_near(date(2019, 5, 4)) == (date(2019, 5, 4), date(2019, 4, 5), date(2018, 5, 4), date(2020, 5, 4))
    assert births_near(date(2020, 2, 29)) == (date(2020, 2, 29),)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("Z999000018001", "Z999000018001"),
        (" z99 9000018001 ", "Z999000018001"),
        ("A999000034001", "A999000034001"),
        ("Z999000018002", None),
        ("9990000180011", None),
        ("Z99900001800I", None),
        ("Z९९९000018001", None),
        ("", None),
    ],
)
def test_the_letter_of_a_upn_checks_its_digits(typed: str, number: str | None) -> None:
    assert pupil_number(typed) == number


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_none(typed: str) -> None:
    for number, length in ((nhs_number(typed), 10), (pupil_number(typed), 13)):
        assert number is None or len(number) == length


def test_an_nhs_number_as_people_write_it() -> None:
    assert nhs_number("999 000 0034") == "9990000034"
    assert nhs_number("999 000 0035") is None
    assert grouped_nhs_number("9990000034") == "999 000 0034"
    assert grouped_nhs_number(None) == ""
