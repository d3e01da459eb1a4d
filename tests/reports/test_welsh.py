"""A report in another language: the Welsh catalogue of the family's report is whole, and its paper says that it is Welsh."""

import io
import re
import string
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from pathlib import Path

import html5lib
from babel.messages.pofile import read_po
from pypdf import PdfReader

from gcp.definition import load
from gcp.instrument import Instrument, Kind
from gcp.worded import Day, Worded
from tests import catalogue
from tests.reports import stock
from workflow import paths
from workflow.reports import language, pdf, render
from workflow.reports.base import Asked, Letterhead, Material, Meeting, Report
from workflow.reports.blank import blank
from workflow.reports.language import speaking
from workflow.reports.listing import BY_KEY
from workflow.rules.marks import marks_of

INSTRUMENTS = [load(path) for path in sorted(paths.questionnaires().glob("*.yaml"))]
OF_THE_FAMILY = (
    *("family.html", "disagree.html", "layout.html"),
    *("family.py", "plainly.py", "cover.py", "base.py", "language.py"),
)
OF_BLANKS = ("blank.html", "blank_parts.html", "blank.py")
CODE = Path(language.__file__).parent


def asked(spoken: str) -> Asked:
    meeting = Meeting("Review conference", "26 March 2026", "Chris")
    return Asked("Marek", meeting, spoken, letterhead=Letterhead("Exampleshire Council"))


def made(key: str, spoken: str, material: Material | None = None) -> Report:
    told = material or stock.material(stock.full(), asked=asked(spoken))
    with speaking(spoken):
        report = BY_KEY[key].build(told)
    return replace(report, number="CP-2026-000123", replaces="CP-2026-000100")


def strings(value: object) -> Iterator[str]:
    """Every text that was put in: what people typed, what the instrument says, and names. Nothing that is made of our words, or a word of the code."""
    if isinstance(value, str):
        yield from () if isinstance(value, Worded | Day | Enum) else (value,)
    elif isinstance(value, dict):
        yield from strings(list(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from strings(one)


def visible(html: str) -> str:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    texts = [" ".join(element.itertext()) for element in tree.iter() if element.tag in ("title", "body")]
    held = [element.get(name) or "" for element in tree.iter() for name in ("data-draft", "alt", "aria-label")]
    return " ".join([*texts, *held])


def extracted() -> dict[str, tuple[str, ...]]:
    """Every text marked in the files of the report for the family and of blanks, and what may be written on a blank: one, or one and many."""
    marks = [(mark.meaning,) for kind in Kind for mark in marks_of(of_kind(kind)) if isinstance(mark.meaning, Worded)]
    marked = [texts for _file, texts in catalogue.extracted((*OF_THE_FAMILY, *OF_BLANKS))]
    return {texts[0]: texts for texts in (*marked, *marks)}


def of_kind(kind: Kind) -> Instrument:
    return next(one for one in INSTRUMENTS if one.kind is kind)


def welsh_texts() -> dict[str, object]:
    with (CODE / "languages" / "cy.po").open("rb") as file:
        return {
            (one.id[0] if isinstance(one.id, tuple) else one.id): one.string
            for one in read_po(file, locale="cy")
            if one.id
        }


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_welsh_catalogue_holds_every_text_of_the_family_s_report_and_of_blanks_whole() -> None:
    texts, welsh = extracted(), welsh_texts()
    assert len(texts) > 100
    assert not set(texts) - set(welsh)
    for one, forms in texts.items():
        said = welsh[one]
        every = said if isinstance(said, tuple) else (said,)
        assert all(every), one
        assert len(every) == (6 if len(forms) > 1 else 1)
        for text in every:
            assert places(text) <= places(forms[-1]), one
            assert len(forms) > 1 or places(text) == places(one), one


def test_the_family_s_report_is_in_welsh_and_says_so() -> None:
    html = render.html(made("family", "cy"))
    assert '<html lang="cy">' in html
    assert "Sut mae pethau’n mynd i Hana" in html
    assert "1 i 18 Medi 2026" in html
    assert '<span lang="en-GB">' in html
    for english in ("What is going well", "By when", "If you do not agree", "September"):
        assert english not in re.sub(r'<span lang="en-GB">.*?</span>', "", html)


def test_the_welsh_paper_says_its_language_and_numbers_its_pages_in_it() -> None:
    paper = PdfReader(io.BytesIO(pdf.make(render.html(made("family", "cy")))))
    assert paper.trailer["/Root"]["/Lang"] == "cy"
    assert "Tudalen 1 o" in paper.pages[0].extract_text()
    assert "CP-2026-000123" in paper.pages[0].extract_text()


def test_the_blank_of_a_welsh_instrument_is_in_welsh() -> None:
    instrument = replace(of_kind(Kind.GRADED), language="cy")
    html = render.blank_html(blank(instrument, instrument.age_bands[0]))
    assert '<html lang="cy">' in html
    assert "Taflen sgorio" in html
    assert "heb ei arsylwi" in html
    assert "Score sheet" not in html


def test_a_report_is_offered_only_in_languages_that_it_has_whole() -> None:
    for listed in BY_KEY.values():
        assert listed.languages[0] == language.ENGLISH
        assert set(listed.languages) <= set(language.languages())
        assert len(listed.languages) == 1 or listed.key == "family"
