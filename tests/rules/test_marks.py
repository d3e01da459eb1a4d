"""What may be written for an answer: every grade and every reason has one mark of its own, and reads back as what it was."""

import pytest

from gcp.definition import load
from gcp.grades import NO_GRADE_REASONS, ItemState
from gcp.instrument import Instrument, Kind
from workflow import paths
from workflow.rules.kinds import ANSWERING
from workflow.rules.marks import keys_of, mark_fault, mark_for, marks_of, read_mark

INSTRUMENTS = [load(path) for path in sorted(paths.questionnaires().glob("*.yaml"))]
each = pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.key)


@each
def test_every_mark_stands_for_one_answer_and_reads_back(instrument: Instrument) -> None:
    marks = marks_of(instrument)
    assert len({mark.written for mark in marks}) == len({mark.answer for mark in marks}) == len(marks) > 0
    for mark in marks:
        assert read_mark(instrument, f" {mark.written.upper()} ") == mark.answer
        assert mark_for(instrument, mark.answer) == mark.written


@each
def test_nothing_is_unanswered_and_anything_else_is_no_mark(instrument: Instrument) -> None:
    assert read_mark(instrument, "  ") is ItemState.UNANSWERED
    assert mark_for(instrument, ItemState.UNANSWERED) == ""
    for typed in ("7x", "12", "-1", "grade", "½", "٣"):
        assert read_mark(instrument, typed) is None
    assert "leave it empty" in mark_fault(instrument, "A1a Quality")


def test_a_graded_instrument_has_a_mark_for_every_grade_and_every_reason() -> None:
    graded = next(one for one in INSTRUMENTS if one.kind is Kind.GRADED)
    meant = {mark.answer for mark in marks_of(graded)}
    assert meant == {*graded.scale.values, *NO_GRADE_REASONS, ItemState.NOT_APPLICABLE}


@each
def test_the_marks_are_what_the_pages_offer_and_one_letter_means_one_thing_everywhere(instrument: Instrument) -> None:
    marks = marks_of(instrument)
    assert {mark.answer for mark in marks if mark.state} == set(ANSWERING[instrument.kind].reasons)
    assert {mark.written: mark.answer for mark in marks if mark.state}.items() <= {
        "n": ItemState.NOT_OBSERVED,
        "a": ItemState.NOT_APPLICABLE,
        "r": ItemState.REFUSED,
        "s": ItemState.NOT_SAFE,
    }.items()
    assert keys_of(instrument) == {mark.written: str(mark.answer) for mark in marks if mark.written.isalpha()}


def test_a_no_is_never_written_as_an_n() -> None:
    counted = next(one for one in INSTRUMENTS if one.kind is Kind.COUNTED)
    assert [(mark.written, mark.meaning) for mark in marks_of(counted) if not mark.state] == [("y", "Yes"), ("x", "No")]
