"""Whether two records may be of one child, as a table of names and dates; and that alike is alike both ways round."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.answering import READS, Answers, who_answers
from workflow.rules.emergency import is_that_child
from workflow.rules.identifiers import grouped_nhs_number, nhs_number, pupil_number
from workflow.rules.matching import Facts, Match, births_near, exactly_the_name, match, parts_of, same_name

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


names = st.lists(st.text("abcdeéłß", min_size=1, max_size=6), min_size=1, max_size=4)


@given(names, st.sampled_from([" ", "-", "’", ", "]), st.integers(0, 3))
def test_a_name_is_itself_whichever_part_stands_first_and_whatever_parts_it(
    parts: list[str], between: str, first: int
) -> None:
    typed = between.join(parts[first:] + parts[:first]).upper()
    assert exactly_the_name(" ".join(parts), typed)
    assert exactly_the_name(typed, " ".join(parts))


@given(st.text(max_size=12), st.text(max_size=12))
def test_two_names_are_exactly_one_either_way_round_and_only_with_the_same_letters(one: str, other: str) -> None:
    same = exactly_the_name(one, other)
    assert same == exactly_the_name(other, one)
    assert not same or sorted("".join(parts_of(one))) == sorted("".join(parts_of(other)))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-200, 200))
def test_a_child_known_by_its_carer_is_of_the_very_day_once_born_and_of_about_it_before(due: date, off: int) -> None:
    day = due + timedelta(days=off)
    assert is_that_child(day, due, None) == (off == 0)
    assert is_that_child(day, None, due) == (-90 <= off <= 21)


@pytest.mark.parametrize("led", [True, False])
@pytest.mark.parametrize("supervised", [True, False])
@pytest.mark.parametrize("quality", [True, False])
def test_the_first_who_is_there_answers(led: bool, supervised: bool, quality: bool) -> None:
    there = [one for one, is_there in zip(Answers, (led, supervised, quality), strict=False) if is_there]
    assert who_answers(led=led, supervised=supervised, quality=quality) == next(iter(there), Answers.NOBODY)
    assert set(READS) == set(Answers)
