"""CSV files: opened by a spreadsheet as they were meant, and never run by it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.exports.csv_file import csv_file

CELLS = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=20)


def read(file: bytes) -> list[list[str]]:
    assert file.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4))
def test_every_text_comes_back_but_for_the_apostrophe(rows: list[list[str]]) -> None:
    head, *found = read(csv_file(["One", "Two"], rows))
    assert head == ["One", "Two"]
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_plain_text(text: str) -> None:
    assert read(csv_file(["Head"], [[text]]))[1] == [f"'{text}"]


def test_numbers_and_ordinary_words_stay() -> None:
    assert read(csv_file(["Head", "=x"], [[-1, 'A-B, "C"']])) == [["Head", "'=x"], ["-1", 'A-B, "C"']]
