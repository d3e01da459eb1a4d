"""Every listed report as paper: PDF/UA, a title and bookmarks, our fonts inside, marked on every page while it is a draft, the same bytes twice, and
readable without colour.
"""

import io
import re
from functools import lru_cache

import page
import pytest
from pypdf import PdfReader

from tests.page_checks import text_of
from tests.reports import stock
from tests.reports.test_render import parsed
from workflow import paths
from workflow.reports import pdf, render
from workflow.reports.base import Material, Report
from workflow.reports.listing import REPORTS, Covers, Listed

each = pytest.mark.parametrize("listed", REPORTS, ids=lambda one: one.key)
FLEX_OR_GRID = re.compile(r"\b(?:inline-)?(?:flex|grid)\b")


def material(*, draft: bool = False) -> Material:
    first, second, third = stock.full()
    return stock.material((first, second, stock.draft(third) if draft else third))


@lru_cache
def made(listed: Listed, *, draft: bool = False) -> tuple[Report, str, bytes]:
    report = listed.build(material(draft=draft))
    html = render.html(report)
    return report, html, pdf.write(html)


def read(listed: Listed, *, draft: bool = False) -> PdfReader:
    return PdfReader(io.BytesIO(made(listed, draft=draft)[2]))


def test_there_are_seven_each_with_words_on_what_it_is_and_for_whom() -> None:
    assert len(REPORTS) >= 7
    assert len({one.key for one in REPORTS}) == len({one.permission for one in REPORTS}) == len(REPORTS)
    assert all(one.audience and one.about.endswith(".") for one in REPORTS)
    assert {one.covers for one in REPORTS} == set(Covers)


@each
@pytest.mark.parametrize("draft", [False, True], ids=["signed", "draft"])
def test_it_is_pdf_ua_by_an_independent_validator(listed: Listed, draft: bool) -> None:
    found = page.validate_pdf_bytes(made(listed, draft=draft)[2], profile=page.ValidationProfile.PDF_UA_1)
    assert found.is_compliant, found.failures


@each
def test_it_has_a_title_a_language_bookmarks_and_only_our_fonts_inside(listed: Listed) -> None:
    report, paper = made(listed)[0], read(listed)
    root = paper.trailer["/Root"]
    assert paper.metadata.title == f"{report.title}: {report.child}, {report.dates}"
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-GB", True)
    assert paper.outline
    fonts = [f.get_object() for one in paper.pages for f in one["/Resources"]["/Font"].values()]
    names = {str(font["/BaseFont"]).partition("+")[2].removesuffix("-Semi-Bold") for font in fonts}
    assert names <= {"Report-Sans", "Report-Wide"}
    assert all("/FontDescriptor" in str(font) or "/DescendantFonts" in font for font in fonts)


@each
def test_a_draft_says_so_across_every_page_and_what_is_signed_on_none(listed: Listed) -> None:
    pages = [one.extract_text() for one in read(listed, draft=True).pages]
    assert all("Draft" in one for one in pages)
    assert "Draft" not in "".join(one.extract_text() for one in read(listed).pages)
    assert 'data-watermark="Draft"' in made(listed, draft=True)[1]


@each
def test_the_same_data_gives_the_same_bytes(listed: Listed) -> None:
    again = listed.build(material())
    assert again.fingerprint == made(listed)[0].fingerprint
    assert pdf.write(render.html(again)) == made(listed)[2]


@each
def test_its_file_is_named_after_nobody(listed: Listed) -> None:
    report = made(listed)[0]
    assert re.fullmatch(rf"{listed.key}-report-[0-9a-f]{{12}}\.(pdf|txt)", report.file("txt"))
    assert not re.search("hana|example|marek", report.file_name, re.IGNORECASE)


@each
def test_no_grade_is_told_by_its_colour_alone(listed: Listed) -> None:
    tree = parsed(made(listed)[1])
    chips = [one for one in tree.iter("span") if "chip" in (one.get("class") or "").split()]
    assert all(re.fullmatch(r"\d+|–", text_of(one)) for one in chips)
    changes = [one for one in tree.iter() if (one.get("class") or "") in {"better", "worse"}]
    assert all(re.search("better|worse", text_of(one), re.IGNORECASE) for one in changes)


@each
def test_a_practice_family_is_marked_on_the_first_page_and_in_the_title(listed: Listed) -> None:
    subject = stock.Subject("Hana", "Example", stock.HANA.born, practice=True)
    html = render.html(listed.build(stock.material(stock.three(), subject)))
    assert "Practice: an invented family. Nothing here counts." in html
    assert "<title>Practice: " in html


def test_no_style_of_a_report_asks_for_flex_or_grid() -> None:
    looked_at = [*(paths.templates() / "reports").glob("*.css"), *(paths.templates() / "reports").glob("*.html")]
    pages = {"choose.html", "choices.html", "list.html"}
    styles = [
        (path.name, re.sub(r"/\*.*?\*/|{#.*?#}", "", path.read_text(), flags=re.DOTALL))
        for path in looked_at
        if path.name not in pages
    ]
    assert len(styles) > 15
    assert not [name for name, text in styles if re.search(r"display:\s*" + FLEX_OR_GRID.pattern, text)]
