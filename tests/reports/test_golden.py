"""A report made of a case from 2019 says today what it said then, figure for figure and word for word."""

import difflib

import pytest

from tests.reports.golden.case import FOLDER, golden, keys


def test_there_is_one_for_every_report_and_no_other() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == sorted(keys())


@pytest.mark.parametrize("key", keys())
def test_an_old_case_still_says_what_it_said(key: str) -> None:
    then = (FOLDER / f"{key}.txt").read_bytes().decode("utf-8")
    now = golden(key)
    assert now == then, "\n".join(difflib.unified_diff(then.splitlines(), now.splitlines(), "then", "now", lineterm=""))
