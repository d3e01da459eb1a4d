"""The demonstration, loaded once a worker, walked once a run, and put back to its beginning before every test that asks for it."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests import provider_ground
from tests.papers import PrintedOnce
from tests.together import made_together
from tests.web import grounds
from tests.web.grounds import (
    ANOTHERS,
    FAMILIES,
    NIGHT,
    NOBODY,
    POSTS,
    SEVEN,
    TWO_HOMES,
    UNDER_WAY,
    WAITING,
    WRITES,
    Ground,
    named,
)
from tests.web.walk import FoundForm, Seen, route_of, walk
from workflow.reports import pdf
from workflow.services.passwords import Passwords

_EVERYWHERE = 10
"""Addresses of one route that the practitioner opens; the rest of the people open fewer."""
_HERE_AND_THERE = 2


@pytest.fixture(autouse=True)
def each_paper_once(monkeypatch: pytest.MonkeyPatch, printed_once: PrintedOnce) -> None:
    """No test of a page waits for a paper that another one has had."""
    monkeypatch.setattr(pdf, "printer", lambda: printed_once)


@pytest.fixture(scope="session")
def whole_ground(
    migrated_file: Path, passwords: Passwords, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    ground = grounds.make(migrated_file, passwords, tmp_path_factory.mktemp("demonstration"))
    yield ground
    ground.close()


@pytest.fixture
def ground(whole_ground: Ground) -> Ground:
    """The demonstration as it was loaded."""
    whole_ground.restore()
    return whole_ground


@pytest.fixture(scope="session")
def walked(whole_ground: Ground, run_folder: Path) -> list[Seen]:
    """Every page that each of the demonstration's people, and nobody, was shown on a walk; each goes alone, from the beginning."""

    def going(who: str) -> list[Seen]:
        # The quality lead alone closes the review of what was opened in an emergency there.
        places = (ANOTHERS, TWO_HOMES) if who == "quality" else (TWO_HOMES, WAITING)
        first = who == SEVEN[0]
        whole_ground.restore()
        seen = list(walk(whole_ground, who, FAMILIES if first else places, _EVERYWHERE if first else _HERE_AND_THERE))
        # What is half done and somebody else's is handed on by a supervisor alone.
        return seen + (list(walk(whole_ground, who, (UNDER_WAY,), 1)) if who == "supervisor" else [])

    people = (*SEVEN, NIGHT, NOBODY)
    found = made_together(run_folder / "walked", {who or "nobody": partial(going, who) for who in people})
    return [seen for walked in found.values() for seen in walked]


@pytest.fixture(scope="session")
def forms(walked: list[Seen]) -> dict[str, FoundForm]:
    """A form of every write, as somebody was shown it: by the route's name."""
    found: dict[str, FoundForm] = {}
    for seen in walked:
        for form in seen.forms:
            route = route_of(form.action, WRITES)
            assert route is not None, f"{seen.url} sends a form to {form.action}, which is no write of ours."
            found.setdefault(route.name, form)
    without = [named(route) for route in POSTS if route.name not in found]
    assert not without, f"Nobody was shown a form for {without} on the walk (tests/web/walk.py)."
    return found


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """The address of a sign-on provider that runs on this machine."""
    with provider_ground.running() as address:
        yield address
