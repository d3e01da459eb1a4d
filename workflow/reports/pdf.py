"""HTML to PDF/UA: the only import of WeasyPrint, in one worker process that the web never waits for with its interpreter held.

The worker is started on first use, makes one document at a time, and is replaced when it crashes or takes too long. The same document
gives the same bytes: dates and identifiers come from the document, fonts are ours under names no system font has, and what no font of
ours can draw is spelled out.
"""

import atexit
import multiprocessing
import re
import threading
import unicodedata
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from workflow import paths
from workflow.rules.errors import Unavailable

SECONDS = 60.0
"""How long one document of ordinary length may take, and how long another waits for its turn."""
LETTERS_A_SECOND = 10_000
"""What a busy machine sets in a second at the least: a bundle of a hundred and sixty pages is a million letters."""

FONTS = {
    "font:regular": "CareProfileSans-Regular.ttf",
    "font:bold": "CareProfileSans-SemiBold.ttf",
    "font:wide": "DejaVuSans.ttf",
    "font:wide-bold": "DejaVuSans-Bold.ttf",
}
"""Everything a document may fetch: our own fonts, by the addresses that the style sheet of reports uses."""

_HELD = re.compile(r"data:(image/(?:png|svg\+xml));base64,([A-Za-z0-9+/=]+)")

TOO_LONG = "The report took too long to make and was given up. Try again; if it happens again, tell your administrator."
CRASHED = "The report could not be made. Try again; if it happens again, tell your administrator."

_UNDRAWN = {"Cn", "Co", "Cs", "Cf", "Mn", "Me", "So", "Sk"}
_PICTURES = re.compile(
    "[\ufe0f"
    "\u231a-\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd-\u25fe\u2614-\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa-\u26ab\u26bd-\u26be\u26c4-\u26c5\u26ce\u26d4\u26ea"
    "\u26f2-\u26f3\u26f5\u26fa\u26fd\u2705\u270a-\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b-\u2b1c\u2b50\u2b55"
    "\U0001f000-\U0010ffff]"
)
"""What is a picture unless told otherwise (Emoji_Presentation in Unicode's emoji-data), and the mark that makes one of a sign."""


class PaperFault(Exception):
    """A document that WeasyPrint cannot make: a fault of ours, never of what was typed."""


@dataclass
class _Worker:
    process: BaseProcess
    line: Connection


class Printer:
    """One worker process and the turn to use it. `work` is what the worker runs, replaced only in tests of crashes."""

    def __init__(self, work: "Callable[[str], bytes] | None" = None, seconds: float = SECONDS) -> None:
        self._work = work or write
        self._seconds = seconds
        self._turn = threading.Lock()
        self._worker: _Worker | None = None

    def make(self, document: str) -> bytes:
        """The PDF of a document. Raises Unavailable, in words, where it takes too long or the worker dies twice over it."""
        if not self._turn.acquire(timeout=self._seconds):
            raise Unavailable(TOO_LONG)
        try:
            # A worker that died while idle (the system was short of memory) is no fault of this document: try once more.
            try:
                return self._ask(document)
            except (EOFError, OSError):
                self._end()
            try:
                return self._ask(document)
            except (EOFError, OSError):
                self._end()
                raise Unavailable(CRASHED) from None
        finally:
            self._turn.release()

    def close(self) -> None:
        """Let the worker go."""
        with self._turn:
            self._end()

    def _ask(self, document: str) -> bytes:
        worker = self._running()
        worker.line.send(document)
        if not worker.line.poll(self._seconds + len(document) // LETTERS_A_SECOND):
            self._end()
            raise Unavailable(TOO_LONG)
        answer = worker.line.recv()
        if isinstance(answer, bytes):
            return answer
        raise PaperFault(answer)

    def _running(self) -> _Worker:
        if self._worker is None or not self._worker.process.is_alive():
            self._end()
            # Spawned, not forked: the web's threads and database connections must not be copied into it.
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, self._work), name="careprofile-paper", daemon=True)
            process.start()
            theirs.close()
            self._worker = _Worker(process, ours)
        return self._worker

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.line.close()
            worker.process.kill()
            worker.process.join()
            worker.process.close()


@lru_cache(maxsize=1)
def printer() -> Printer:
    """The one printer of this process."""
    made = Printer()
    atexit.register(made.close)
    return made


def make(document: str) -> bytes:
    """The PDF/UA-1 of a document that `render.html` made, by the worker. Raises Unavailable."""
    return printer().make(document)


def _serve(line: Connection, work: Callable[[str], bytes]) -> None:
    """The worker: documents in, PDFs out, until the other end is gone."""
    while True:
        try:
            document = line.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        try:
            line.send(work(document))
        except Exception as fault:  # noqa: BLE001  # whatever it is, the asker must hear of it
            line.send(f"{type(fault).__name__}: {fault}")


def write(document: str) -> bytes:
    """The PDF/UA-1 of a document, in this process. For the worker, the benchmarks and tests; the web uses `make`."""
    import weasyprint  # noqa: PLC0415  # a second to import, and only the worker needs it
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    html = weasyprint.HTML(string=spelled_out(document), base_url="font:", url_fetcher=_fetcher())
    try:
        written: bytes | None = html.write_pdf(
            pdf_variant="pdf/ua-1", pdf_identifier=_identifier(document), font_config=FontConfiguration()
        )
    except FatalURLFetchingError as asked:  # no Exception by its own class, and not to end the worker
        raise PaperFault(str(asked)) from None
    if written is None:
        raise PaperFault("Nothing was written.")
    return written


def _identifier(document: str) -> bytes:
    """The file's identifier: the first half of the fingerprint that the document carries."""
    found = re.search(r'name="fingerprint" content="([0-9a-f]{32,64})"', document)
    return bytes.fromhex(found[1][:32]) if found else b"care-profile-001"


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class OurFontsOnly(URLFetcher):
        """Hands out the files of FONTS and pictures that the document itself holds; any other address, of whatever kind, stops it."""

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            held = _HELD.fullmatch(url)
            if held:
                return URLFetcherResponse(url, b64decode(held[2]), {"Content-Type": held[1]})
            if url not in FONTS:
                raise FatalURLFetchingError(f"A report fetches nothing but its fonts, and not {url[:80]!r}.")
            return URLFetcherResponse(url, (paths.fonts() / FONTS[url]).read_bytes(), {"Content-Type": "font/ttf"})

    return OurFontsOnly()


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    """The characters that some font of ours can draw."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # noqa: PLC0415  # WeasyPrint's, and untyped

    return frozenset(
        code for name in ("font:regular", "font:wide") for code in TTFont(paths.fonts() / FONTS[name]).getBestCmap()
    )


def spelled_out(text: str) -> str:
    """The text with pictures and symbols that no font of ours draws written as their names: a cup of tea is (hot beverage).

    Joiners, variation selectors and skin tones of such pictures go with them. Letters of any script stay, for the system's fonts.
    """
    drawable = _drawable()
    # The layout takes a picture font of the system for pictures, even where a font of ours could draw them.
    odd = set(_PICTURES.findall(text)) | {c for c in set(text) if ord(c) not in drawable and not c.isspace()}
    return text.translate({ord(character): _named(character) for character in odd})


def _named(character: str) -> str:
    category = unicodedata.category(character)
    if category not in _UNDRAWN:
        return character
    name = unicodedata.name(character, "").lower() if category == "So" else ""
    return f"({name})" if name else ""
