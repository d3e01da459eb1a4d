"""The settings' own list of leaked passwords: every line of it is found, nothing else, and a file that is none is refused before the start."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests import build
from workflow import leaked
from workflow.rules.errors import Invalid
from workflow.services import accounts
from workflow.services.desk import Practice
from workflow.settings import Settings

PASSWORDS = [f"ledger mango tarmac {number}" for number in range(200)]


def sha(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As such lists are had: some lines say how often, some do not, and the last has no end."""
    lines = sorted(f"{sha(one)}{f':{number}' if number % 3 else ''}" for number, one in enumerate(PASSWORDS))
    path = tmp_path_factory.mktemp("leaked") / "list.txt"
    path.write_text("\r\n".join(lines))
    return path


def test_every_password_on_the_list_is_found(file: Path) -> None:
    assert [one for one in PASSWORDS if not leaked.holds(file, one)] == []


@given(st.text(max_size=40))
def test_no_other_is(file: Path, password: str) -> None:
    assert leaked.holds(file, password) == (password in PASSWORDS)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_short_lists_too(tmp_path: Path, size: int) -> None:
    path = tmp_path / "short.txt"
    path.write_text("".join(f"{one}\n" for one in sorted(map(sha, PASSWORDS[:size]))))
    assert [leaked.holds(path, one) for one in PASSWORDS[: size + 1]] == [True] * size + [False]
    assert leaked.fault_in(path) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is no list"),
        ("password1\n", "is no list"),
        (f"{'B' * 40}\nnothing\n", "is no list"),
        (f"{'B' * 40}\n{'A' * 40}\n", "not in order"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_list_stops_the_start(tmp_path: Path, text: str | None, why: str) -> None:
    path = tmp_path / "file"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ValidationError, match=why):
        Settings(leaked_passwords=path)


def test_what_is_on_it_is_no_password_whoever_sets_it(practice_on, embedded_practice: Practice, file: Path) -> None:
    practice = practice_on(embedded_practice.database, Settings(leaked_passwords=file))
    with pytest.raises(Invalid, match="has leaked somewhere"):
        build.person(practice, "new", password=PASSWORDS[7])
    build.person(practice)
    with pytest.raises(Invalid, match="has leaked somewhere"), practice.open_to_all() as desk:
        accounts.set_password(desk, "practitioner", PASSWORDS[8])
    with practice.open(build.token(practice)) as desk:
        done = accounts.change_own_password(desk, build.PASSWORD, PASSWORDS[9])
    assert isinstance(done, Invalid)
    with practice.open_to_all() as desk:
        accounts.set_password(desk, "practitioner", "ledger mango tarmac, otherwise")
