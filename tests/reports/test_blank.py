"""The blank of every instrument at every age: PDF/UA, every item asked there, nobody's name, and no licensed word."""

import io
from dataclasses import replace
from functools import lru_cache

import page
import pytest
from pypdf import PdfReader

from gcp.definition import load
from gcp.instrument import AgeBand, Instrument, Kind
from workflow import paths
from workflow.reports import pdf, render
from workflow.reports.blank import blank
from workflow.rules.marks import marks_of

INSTRUMENTS = [load(path) for path in sorted(paths.questionnaires().glob("*.yaml"))]


EVERY = [(one, band) for one in INSTRUMENTS for band in one.age_bands]

each = pytest.mark.parametrize(("instrument", "band"), EVERY, ids=lambda one: getattr(one, "name", ""))


@lru_cache
def text(html: str) -> str:
    paper = PdfReader(io.BytesIO(pdf.write(html)))
    return " ".join(" ".join(one.extract_text() for one in paper.pages).split())


def test_there_are_instruments() -> None:
    assert INSTRUMENTS


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.key)
def test_it_is_pdf_ua_by_an_independent_validator(instrument: Instrument) -> None:
    for band in instrument.age_bands:
        written = pdf.write(render.blank_html(blank(instrument, band)))
        found = page.validate_pdf_bytes(written, profile=page.ValidationProfile.PDF_UA_1)
        assert found.is_compliant, found.failures


@each
def test_every_item_that_may_be_asked_at_this_age_is_on_it_and_no_other(instrument: Instrument, band: AgeBand) -> None:
    printed = {item.id for part in blank(instrument, band).parts for item in part.items}
    assert printed == {item.id for item in instrument.items if not item.ages or band.key in item.ages}
    assert printed


@each
def test_it_says_the_words_of_this_age_and_the_marks_to_write(instrument: Instrument, band: AgeBand) -> None:
    made = blank(instrument, band)
    html = render.blank_html(made)
    said = text(html)
    item = made.parts[0].items[0]
    assert item.name in said
    for cell in item.cells:
        assert " ".join(cell.words.split()[:4]) in said
    if instrument.kind is Kind.GRADED:
        assert "Score sheet" in said
        assert "I have seen the scores" in said
        assert ("The child’s own words" in said) is not band.unborn
        assert "Was an advocate offered? Accepted, or declined?" in said
        assert ("Grades the carer or the child would give" in said) is not band.unborn
    assert "Who was seen" in said
    assert ("was the child seen, and alone?" in said) is not band.unborn
    if instrument.kind is not Kind.SCALED:
        for mark in marks_of(instrument):
            assert mark.meaning in said


def test_the_same_blank_has_the_same_bytes_and_its_own_fingerprint() -> None:
    first, other = (blank(INSTRUMENTS[0], band) for band in (INSTRUMENTS[0].age_bands[0], INSTRUMENTS[0].age_bands[-1]))
    assert pdf.write(render.blank_html(first)) == pdf.write(render.blank_html(first))
    again = blank(INSTRUMENTS[0], INSTRUMENTS[0].age_bands[0])
    assert again == first
    if first.band != other.band:
        assert first.fingerprint != other.fingerprint


def test_licensed_words_stay_out_of_print_and_it_says_so() -> None:
    graded = next(one for one in INSTRUMENTS if one.kind is Kind.GRADED)
    licensed = replace(graded, descriptors_exportable=False)
    band = licensed.age_bands[0]
    html = render.blank_html(blank(licensed, band))
    item = licensed.items[0]
    assert item.descriptor(licensed.scale.values[0], band) not in html
    assert not any(line in html for line in (*item.look_for, *item.ask))
    assert "is licensed and is not printed here" in html
    assert "Score sheet" in html
