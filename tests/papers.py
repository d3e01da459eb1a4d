"""Papers that are made once a run: that the same document always gives the same bytes is what tests/reports/test_pdf.py shows."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from workflow.reports.pdf import Printer


class PrintedOnce:
    """A printer that keeps every paper in a folder, which the workers of a run share, and makes only what is not there yet."""

    def __init__(self, folder: Path, printer: Printer) -> None:
        self._folder = folder
        self._printer = printer

    def make(self, document: str) -> bytes:
        """The paper of a document; what the printer raises, where it cannot be made."""
        paper = self._folder / hashlib.sha256(document.encode("utf-8", "backslashreplace")).hexdigest()
        with suppress(FileNotFoundError):
            return paper.read_bytes()
        made = self._printer.make(document)
        half = paper.with_name(f"{paper.name}-{os.getpid()}")
        half.write_bytes(made)
        half.replace(paper)  # whole or not at all, whoever else looks
        return made
