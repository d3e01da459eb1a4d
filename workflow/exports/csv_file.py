"""Rows as a CSV file that a spreadsheet opens as it was meant: its letters right, and nothing in it run as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_file(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The file: UTF-8 with a byte order mark, a heading line, and every text that a spreadsheet would run made plain by an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_plain(cell) for cell in head])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return (_BOM + text.getvalue()).encode()


def _plain(cell: object) -> object:
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA):
        return f"'{cell}"
    return cell
