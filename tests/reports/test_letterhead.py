"""The letterhead: on every report, with a logo that draws and does nothing else, embedded in the paper and in the tags of it."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from pydantic import ValidationError
from pypdf import PdfReader

from tests.reports import stock
from workflow import logo
from workflow.reports import pdf, render
from workflow.reports.base import Asked, Letterhead
from workflow.reports.listing import BY_KEY, REPORTS, Listed
from workflow.settings import Settings

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h40v20z" fill="#0f4c5c"/></svg>'
TEXT = "Exampleshire keeps records as its notice on privacy says."


def png(wide: int = 8, high: int = 4) -> bytes:
    """A black picture."""

    def chunk(kind: bytes, held: bytes) -> bytes:
        return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    lines = zlib.compress((b"\0" + b"\0" * wide) * high)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def document(listed: Listed, picture: bytes = SVG) -> str:
    head = Letterhead("Exampleshire Council", ("1 Example Street", "Exampletown"), picture, TEXT)
    return render.html(listed.build(stock.material(stock.three(), asked=Asked(letterhead=head))))


@pytest.mark.parametrize("listed", REPORTS, ids=lambda one: one.key)
def test_every_report_has_the_letterhead_and_the_standing_text_once(listed: Listed) -> None:
    told = document(listed)
    assert told.count("<b>Exampleshire Council</b> · 1 Example Street · Exampletown") == 1
    assert told.count('alt="Exampleshire Council"') == 1
    assert told.count(TEXT) == 1


@pytest.mark.parametrize("picture", [SVG, png()], ids=["svg", "png"])
def test_the_logo_is_in_the_paper_and_the_same_each_time(picture: bytes) -> None:
    told = document(BY_KEY["family"], picture)
    first = pdf.make(told)
    assert first == pdf.make(told)
    assert "Exampleshire Council" in PdfReader(io.BytesIO(first)).pages[0].extract_text()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"GIF89a", "neither an SVG nor a PNG"),
        (b"\x89PNG\r\n\x1a\nrubbish, and more of it", "neither an SVG nor a PNG"),
        (png(4_000, 1), "wider or higher"),
        (SVG.replace(b"<path", b"<script>1</script><path"), "more than a drawing"),
        (SVG.replace(b"<path", b"<path onload='x()'"), "more than a drawing"),
        (b'<!DOCTYPE svg [<!ENTITY x "y">]>' + SVG, "more than a drawing"),
        (SVG.replace(b"<path", b'<image href="file:///etc/passwd"/><path'), "outside itself"),
        (SVG.replace(b"<path", b'<image xlink:href="//elsewhere.example/x.png"/><path'), "outside itself"),
        (SVG.replace(b"#0f4c5c", b"url(http://elsewhere.example)"), "outside itself"),
        (SVG + b"\xff", "UTF-8"),
        (SVG + b" " * logo.LARGEST, "larger than 200 kB"),
    ],
)
def test_what_is_no_logo_is_refused_in_words(tmp_path: Path, content: bytes, fault: str) -> None:
    file = tmp_path / "logo"
    file.write_bytes(content)
    with pytest.raises(ValidationError, match=fault):
        Settings(authority_logo=file)


def test_a_logo_is_a_file_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "logo.svg"
    file.write_bytes(SVG.replace(b"#0f4c5c", b"url(#shade)"))
    assert Settings(authority_logo=file).authority_logo == file
    monkeypatch.setenv("CAREPROFILE_AUTHORITY_LOGO", "")
    assert Settings().authority_logo is None
    with pytest.raises(ValidationError, match="There is no file"):
        Settings(authority_logo=tmp_path / "missing.png")
