"""What a grade rests on: which grades ask for it, what of it can be kept, and what a reader will ask about."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from gcp.grades import Grade, Scale
from gcp.instrument import Instrument
from workflow import paths
from workflow.rules.basis import asking, cautions, change_asks_why
from workflow.rules.evidence import NO_EVIDENCE, Basis, BasisKind, Evidence, evidence_faults, evidence_of
from workflow.services.library import Library

WINDOW = (date(2026, 3, 2), date(2026, 3, 20))
TODAY = date(2026, 3, 20)
K = BasisKind


@dataclass(frozen=True)
class Visited:
    id: str
    on: date
    announced: bool


VISITS = (Visited("v1", date(2026, 3, 6), announced=True), Visited("v2", date(2026, 3, 9), announced=False))


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return Library(paths.questionnaires()).shelf()["care-profile@2026.1"].instrument


def test_the_worst_two_ask_and_the_best_beside_them(instrument: Instrument) -> None:
    assert asking(instrument, {"A1a": 1, "A1b": 2, "B1a": 1}) == ()
    assert asking(instrument, {"A1a": 1, "A1b": 4, "A2a": 3, "B1a": 1, "C1a": 5}) == ("A1a", "A1b", "C1a")
    assert asking(instrument, {"C2a": 5, "C1a": 1}, left_out=("C2",)) == ()


def test_an_instrument_that_needs_no_basis_asks_for_none(instrument: Instrument) -> None:
    assert asking(replace(instrument, needs=frozenset()), {"A1a": 5}) == ()


def test_the_scale_says_which_grades_are_the_worst(instrument: Instrument) -> None:
    upwards = Scale(tuple(Grade(value) for value in range(10, -1, -1)), lower_is_better=False)
    turned = replace(instrument, scale=upwards)
    assert asking(turned, {"A1a": 1, "A1b": 10, "A1c": 2, "B1a": 10}) == ("A1a", "A1b")


FIVE = Scale(tuple(Grade(value) for value in range(1, 6)))


@pytest.mark.parametrize(
    ("before", "now", "same", "asks"),
    [
        (2, 2, False, ""),
        (2, 3, True, ""),
        (2, 4, True, "2 grades from last time"),
        (5, 1, True, "4 grades"),
        (2, 3, False, "Somebody else"),
    ],
)
def test_a_jump_or_another_scorer_asks_why(before: int, now: int, same: bool, asks: str) -> None:
    told = change_asks_why(FIVE, before, now, same_scorer=same)
    assert told.startswith(asks) if asks else told is None


def rests(*basis: Basis) -> Evidence:
    return Evidence(basis)


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (rests(Basis(K.CARER)), "1 grade rests on Mum\N{RIGHT SINGLE QUOTATION MARK}s word alone."),
        (rests(Basis(K.CARER), Basis(K.CHILD)), ""),
        (rests(Basis(K.SEEN, "v1")), "1 grade rests on announced visits only."),
        (rests(Basis(K.SEEN, "v1"), Basis(K.CARER)), "1 grade rests on announced visits only."),
        (rests(Basis(K.SEEN, "v1"), Basis(K.CHILD)), ""),
        (rests(Basis(K.SEEN, "v1"), Basis(K.SEEN, "v2")), ""),
        (
            rests(Basis(K.RECORD, who="Red book", on=date(2026, 1, 9))),
            "1 grade rests on something from outside the window",
        ),
        (rests(Basis(K.RECORD, who="Red book", on=date(2026, 3, 20))), ""),
        (rests(Basis(K.AGENCY, who="School")), ""),
        (NO_EVIDENCE, ""),
    ],
)
def test_what_a_reader_will_ask_about(evidence: Evidence, words: str) -> None:
    told = cautions({"A1a": evidence}, VISITS, WINDOW, "Mum")
    assert [one.items for one in told] == ([("A1a",)] if words else [])
    assert all(one.sentence.startswith(words) for one in told)


def test_one_sentence_tells_of_all_the_items_alike() -> None:
    alone = rests(Basis(K.CARER))
    [told] = cautions({"A1a": alone, "A1b": alone}, VISITS, WINDOW, "")
    assert told.sentence.startswith("2 grades rest on the carer")
    assert told.items == ("A1a", "A1b")


@pytest.mark.parametrize(
    "evidence",
    [
        NO_EVIDENCE,
        Evidence((Basis(K.SEEN, "v1"), Basis(K.AGENCY, who="School", on=TODAY)), "Hungry.", "Daily", "May", "Shifts."),
    ],
)
def test_what_is_stored_is_what_is_read(evidence: Evidence) -> None:
    assert evidence_of(evidence.stored()) == evidence


@pytest.mark.parametrize(
    ("evidence", "fields"),
    [
        (rests(Basis(K.SEEN, "v1"), Basis(K.AGENCY, who="School", on=TODAY)), set()),
        (rests(Basis(K.SEEN, "v9")), {"seen"}),
        (rests(Basis(K.AGENCY, on=TODAY)), {"agency"}),
        (rests(Basis(K.RECORD, who="x" * 201)), {"record"}),
        (rests(Basis(K.RECORD, who="Red book", on=date(2026, 3, 21))), {"record"}),
        (rests(Basis(K.RECORD, who="Red book", on=date(1066, 3, 21))), {"record"}),
        (
            Evidence(impact="a\0b", how_often="x" * 201, since="x" * 201, change_reason="x" * 2001),
            {"impact", "often", "since", "why"},
        ),
    ],
)
def test_what_cannot_be_kept_is_said_by_field(evidence: Evidence, fields: set[str]) -> None:
    assert set(evidence_faults(evidence, {"v1"}, TODAY)) == fields
