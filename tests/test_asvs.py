"""The record of OWASP ASVS 5.0 (docs/asvs.md): every requirement of levels 1 and 2 stands there once, and every test it names exists."""

import ast
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
LEVELS = {
    "1.1": "22",
    "1.2": "1111122223",
    "1.3": "112222222223",
    "1.4": "222",
    "1.5": "123",
    "2.1": "122",
    "2.2": "112",
    "2.3": "12223",
    "2.4": "23",
    "3.1": "3",
    "3.2": "113",
    "3.3": "12223",
    "3.4": "11222233",
    "3.5": "11122333",
    "3.6": "3",
    "3.7": "22333",
    "4.1": "12233",
    "4.2": "23333",
    "4.3": "22",
    "4.4": "1222",
    "5.1": "2",
    "5.2": "112333",
    "5.3": "113",
    "5.4": "222",
    "6.1": "122",
    "6.2": "111111112222",
    "6.3": "11223333",
    "6.4": "112233",
    "6.5": "22222333",
    "6.6": "2223",
    "6.7": "33",
    "6.8": "2222",
    "7.1": "222",
    "7.2": "1111",
    "7.3": "22",
    "7.4": "11222",
    "7.5": "223",
    "7.6": "22",
    "8.1": "1233",
    "8.2": "1123",
    "8.3": "133",
    "8.4": "23",
    "9.1": "111",
    "9.2": "1222",
    "10.1": "22",
    "10.2": "223",
    "10.3": "22223",
    "10.4": "1111122222233333",
    "10.5": "22222",
    "10.6": "22",
    "10.7": "222",
    "11.1": "2233",
    "11.2": "22233",
    "11.3": "11233",
    "11.4": "1222",
    "11.5": "23",
    "11.6": "23",
    "11.7": "33",
    "12.1": "12233",
    "12.2": "11",
    "12.3": "22223",
    "13.1": "2333",
    "13.2": "222223",
    "13.3": "2233",
    "13.4": "1222233",
    "14.1": "22",
    "14.2": "12223333",
    "14.3": "122",
    "15.1": "12233",
    "15.2": "12233",
    "15.3": "1222222",
    "15.4": "3333",
    "16.1": "2",
    "16.2": "22222",
    "16.3": "2222",
    "16.4": "222",
    "16.5": "2223",
    "17.1": "23",
    "17.2": "22223333",
    "17.3": "22",
}
"""The level of every requirement of version 5.0.0, by section, in order."""
STATES = {"met", "in part", "not met", "not applicable", "in work", "for whoever runs it"}


def rows() -> list[list[str]]:
    """The rows of the record: id, level, in short, state, how, tests."""
    lines = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)]


@lru_cache
def named_in(path: str) -> frozenset[str]:
    """The tests in a file; none where there is no such file."""
    file = ROOT / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module([], [])
    return frozenset(
        one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")
    )


def test_the_list_is_that_of_the_standard() -> None:
    assert Counter("".join(LEVELS.values())) == {"1": 70, "2": 183, "3": 92}


def test_every_requirement_of_levels_1_and_2_stands_once_at_its_level() -> None:
    wanted = [
        (f"{section}.{number}", level)
        for section, levels in LEVELS.items()
        for number, level in enumerate(levels, 1)
        if level in "12"
    ]
    assert [(id_, level) for id_, level, *_ in rows()] == wanted


def test_every_row_says_where_it_stands_and_how() -> None:
    wrong = [row[0] for row in rows() if len(row) != 6 or row[3] not in STATES or not row[2] or not row[4]]
    assert not wrong


def test_the_numbers_at_the_top_are_those_of_the_rows() -> None:
    page = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
    for state, count in Counter(row[3] for row in rows()).items():
        assert f"{count} {state}" in page
    assert f"{len(rows())} in all" in page


def test_every_test_that_is_named_exists() -> None:
    named = [(row[0], one) for row in rows() for one in re.findall(r"`([^`]+)`", row[5])]
    assert len(named) > 100
    missing = [
        f"{id_}: {one}"
        for id_, one in named
        if not (
            named_in(one.partition("::")[0])
            and ("::" not in one or one.partition("::")[2] in named_in(one.partition("::")[0]))
        )
    ]
    assert not missing


def test_every_page_and_module_that_is_named_exists() -> None:
    for row in rows():
        for page in re.findall(r"\]\(([^)#]+)", row[4]):
            assert (ROOT / "docs" / page).is_file(), f"{row[0]}: {page}"
        for path in re.findall(r"`((?:workflow|docs)/[\w/.-]+\.\w+)`", row[4]):
            assert (ROOT / path).exists(), f"{row[0]}: {path}"
