"""The demonstration, loaded once a worker, walked once, and put back to its beginning before every test that asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import provider_ground
from tests.web import grounds
from tests.web.grounds import ANOTHERS, FAMILIES, NIGHT, NOBODY, POSTS, SEVEN, TWO_HOMES, WAITING, WRITES, Ground, named
from tests.web.walk import FoundForm, Seen, route_of, walk
from workflow.services.passwords import Passwords

_EVERYWHERE = 10
"""Addresses of one route that the practitioner opens; the rest of the people open fewer."""
_HERE_AND_THERE = 2


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
def walked(whole_ground: Ground) -> list[Seen]:
    """Every page that each of the demonstration's people, and nobody, was shown on a walk."""
    whole_ground.restore()
    found = list(walk(whole_ground, "practitioner", FAMILIES, _EVERYWHERE))
    for who in (*SEVEN[1:], NIGHT, NOBODY):
        # The quality lead alone closes the review of what was opened in an emergency there.
        places = (ANOTHERS, TWO_HOMES) if who == "quality" else (TWO_HOMES, WAITING)
        found += walk(whole_ground, who, places, _HERE_AND_THERE)
    return found


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
