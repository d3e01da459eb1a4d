"""The paper itself: PDF/UA-1, the same bytes for the same data, nothing lost, nothing fetched, and a worker that can be replaced."""

import io
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import page
import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from tests.reports import stock
from workflow.reports import pdf, render
from workflow.reports.listing import BY_KEY
from workflow.reports.pdf import CRASHED, TOO_LONG, PaperFault, Printer, spelled_out
from workflow.rules.errors import Unavailable

PROGRESS = BY_KEY["progress"]
CASES = {
    "one": lambda: stock.three()[:1],
    "three": stock.three,
    "draft": lambda: (*stock.three()[:2], stock.draft(stock.three()[2])),
    "odd": stock.odd,
}


@lru_cache
def written(case: str) -> bytes:
    return pdf.write(render.html(PROGRESS.build(stock.material(CASES[case]()))))


def read(case: str) -> PdfReader:
    return PdfReader(io.BytesIO(written(case)))


def words(case: str) -> str:
    return " ".join(" ".join(one.extract_text() for one in read(case).pages).split())


@pytest.mark.parametrize("case", CASES)
def test_it_is_pdf_ua_by_an_independent_validator(case: str) -> None:
    found = page.validate_pdf_bytes(written(case), profile=page.ValidationProfile.PDF_UA_1)
    assert found.is_compliant, found.failures


def test_it_has_title_language_tags_bookmarks_and_named_tables() -> None:
    paper = read("three")
    root = paper.trailer["/Root"]
    assert paper.metadata.title == "Progress report: Hana Example, 1 to 18 September 2026"
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  # a pypdf boolean
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    tags = set(_tags(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/H3", "/Table", "/THead", "/TH", "/TD", "/Figure"} <= tags
    outline = [one.title for one in _flat(paper.outline)]
    assert outline[0] == "Hana Example"
    assert {"The profile now", "The areas over time", "Area by area", "How to read this"} <= set(outline)


def _tags(node: Any) -> Iterator[str]:
    """The structure types of a tagged PDF, from a node of its tree down."""
    found = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(found, ArrayObject):
        for one in found:
            yield from _tags(one)
    elif isinstance(found, DictionaryObject):
        if "/S" in found:
            yield found["/S"]
        yield from _tags(found.get("/K"))


def _flat(outline: list) -> Iterator:
    for one in outline:
        if isinstance(one, list):
            yield from _flat(one)
        else:
            yield one


def test_every_page_says_whose_report_it_is_and_which_page_of_how_many() -> None:
    paper = read("three")
    number = len(paper.pages)
    assert 5 <= number <= 9
    for at, one in enumerate(paper.pages, start=1):
        said = " ".join(one.extract_text().split())
        assert f"Page {at} of {number}" in said
        assert "Hana Example" in said
        assert re.search("fingerprint of the data [0-9a-f]{16}", said)


def test_a_draft_says_so_on_every_page_and_a_signed_report_on_none() -> None:
    assert all("Draft, not signed off" in one.extract_text() for one in read("draft").pages)
    assert "Draft" not in words("three")


def test_the_first_page_holds_all_a_chair_needs() -> None:
    said = " ".join(read("three").pages[0].extract_text().split())
    for heading in (
        "The profile now",
        "What changed, item by item",
        "At 4 or 5 now, and since when",
        "Not graded, and why",
    ):
        assert heading in said
    assert "The tablet was away being mended." in said


def test_the_same_data_gives_the_same_bytes_whatever_was_written_before() -> None:
    html = render.html(PROGRESS.build(stock.material(stock.three())))
    pdf.write(render.html(PROGRESS.build(stock.material(stock.odd()))))
    assert pdf.write(html) == written("three")
    other = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=html.encode(),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    )
    assert other.stdout == written("three")


ELSEWHERE = (
    "import sys; from workflow.reports import pdf; sys.stdout.buffer.write(pdf.write(sys.stdin.buffer.read().decode()))"
)


def test_dates_of_the_file_are_those_of_its_data() -> None:
    assert read("three").metadata["/CreationDate"].startswith("D:20260918")


def test_long_notes_are_printed_to_their_last_word() -> None:
    said = words("odd")
    assert said.count("Last word of the long note.") >= 1
    assert said.count("x" * 20) >= 100


def test_names_in_other_scripts_and_pictures_do_not_break_it() -> None:
    said = words("odd")
    assert "Łucja" in said
    assert "Ŵyn" in said
    assert "dim bwyd ar ôl" in said
    assert "(slightly smiling face)" in said
    fonts = {
        str(font["/BaseFont"])
        for one in read("odd").pages
        for font in (f.get_object() for f in one["/Resources"]["/Font"].values())
    }
    assert fonts
    assert {name.partition("+")[2].removesuffix("-Semi-Bold") for name in fonts} == {"Report-Sans", "Report-Wide"}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Łódź, Ŵyn, żółć: £5 – ½ “ok” ✓", "Łódź, Ŵyn, żółć: £5 – ½ “ok” ✓"),
        ("عبد الله", "عبد الله"),
        ("tea 🍵", "tea (teacup without handle)"),
        ("👍🏽", "(thumbs up sign)"),
        ("☕ or ❤\ufe0f", "(hot beverage) or ❤"),
        ("中文", "中文"),
        ("a\ue000b", "ab"),
    ],
)
def test_what_no_font_of_ours_can_draw_is_spelled_out(typed: str, printed: str) -> None:
    assert spelled_out(typed) == printed


@pytest.mark.parametrize(
    "planted",
    [
        '<img src="file:///etc/hostname" alt="x">',
        '<img src="http://127.0.0.1:9/x" alt="x">',
        "<style>@import url('file:///etc/passwd');</style>",
        '<link rel="stylesheet" href="font:other">',
    ],
)
def test_a_document_that_asks_for_anything_but_our_fonts_is_not_made(planted: str) -> None:
    html = f"<html lang=en><head><title>x</title></head><body>{planted}<p>x</p></body></html>"
    with pytest.raises(PaperFault, match="fetches nothing but its fonts"):
        pdf.write(html)


# --- the worker


def echo(document: str) -> bytes:
    """Stands in for the making of a PDF, by instruction: die, hang, fail, or answer with the worker's process id."""
    if document == "die":
        os._exit(3)
    if document == "hang":
        threading.Event().wait()
    if document == "fail":
        raise ValueError("a fault of ours")
    return f"{os.getpid()} {document}".encode()


@pytest.fixture
def printer() -> Iterator[Printer]:
    made = Printer(echo, seconds=15)
    yield made
    made.close()


def worker_of(printer: Printer) -> int:
    return int(printer.make("who").split()[0])


def test_papers_are_made_in_one_other_process(printer: Printer) -> None:
    assert worker_of(printer) == worker_of(printer)
    assert worker_of(printer) != os.getpid()


def test_a_worker_that_died_is_replaced_and_the_document_made_all_the_same(printer: Printer) -> None:
    first = worker_of(printer)
    os.kill(first, 9)
    assert worker_of(printer) != first


def test_a_document_that_kills_its_worker_twice_is_given_up_in_words(printer: Printer) -> None:
    with pytest.raises(Unavailable, match=CRASHED):
        printer.make("die")
    assert worker_of(printer)


def test_a_document_that_takes_too_long_is_given_up_and_the_next_one_made() -> None:
    printer = Printer(echo, seconds=15)
    first = worker_of(printer)
    printer._seconds = 0.3
    with pytest.raises(Unavailable, match=re.escape(TOO_LONG)):
        printer.make("hang")
    printer._seconds = 15
    assert worker_of(printer) != first
    printer.close()


def test_a_fault_of_ours_is_told_and_the_worker_stays(printer: Printer) -> None:
    first = worker_of(printer)
    with pytest.raises(PaperFault, match="ValueError: a fault of ours"):
        printer.make("fail")
    assert worker_of(printer) == first


def test_the_web_goes_on_while_a_paper_is_made() -> None:
    printer = Printer(echo, seconds=15)
    worker_of(printer)
    turns = 0
    printer._seconds = 0.5

    def hang() -> None:
        with pytest.raises(Unavailable):
            printer.make("hang")

    hanging = threading.Thread(target=hang)
    hanging.start()
    until = time.monotonic() + 10
    while hanging.is_alive() and time.monotonic() < until:
        turns += 1
    hanging.join()
    printer.close()
    assert turns > 1000


def test_the_real_worker_writes_what_this_process_would() -> None:
    html = render.html(PROGRESS.build(stock.material(stock.three())))
    assert pdf.make(html) == written("three")
