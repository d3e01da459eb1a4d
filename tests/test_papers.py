"""The printer of the tests of pages makes a paper once, and makes every paper that is another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.papers import PrintedOnce
from workflow.reports.pdf import PaperFault, Printer


def backwards(document: str) -> bytes:
    if document == "a fault":
        raise ValueError(document)
    return document[::-1].encode()


@pytest.fixture(scope="module")
def printer() -> Iterator[Printer]:
    made = Printer(backwards, seconds=15)
    yield made
    made.close()


def test_a_paper_is_made_once_and_another_one_is_made_too(printer: Printer, tmp_path: Path) -> None:
    assert [PrintedOnce(tmp_path, printer).make(one) for one in ("ab", "abc", "ab")] == [b"ba", b"cba", b"ba"]
    assert len(list(tmp_path.iterdir())) == 2
    assert PrintedOnce(tmp_path, Printer(len)).make("ab") == b"ba"  # type: ignore[arg-type]


def test_what_cannot_be_made_is_never_kept(printer: Printer, tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(PaperFault):
            PrintedOnce(tmp_path, printer).make("a fault")
    assert not list(tmp_path.iterdir())
