"""A database with a row in every table, brought from the first revision to the newest: made once a process, then copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Server
from tests.rows import step_by_step
from workflow.storage.engine import Database

WAIT = 0.2
"""Seconds after which a database that somebody else writes to gives up."""


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "filled.db"
    database = Database(f"sqlite:///{path}", wait=WAIT)
    step_by_step(database)
    database.close()  # the last connection writes everything into the one file
    return path


@pytest.fixture(scope="session")
def filled_template(server: Server) -> str:
    name = server.new("filled")
    database = Database(server.address(name), wait=WAIT)
    step_by_step(database)
    database.close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of each kind in turn with one row in every table, all about one draft."""
    if request.param == "sqlite":
        path = tmp_path / "filled.db"
        shutil.copy(request.getfixturevalue("filled_file"), path)
        database = Database(f"sqlite:///{path}", wait=WAIT)
        yield database
        database.close()
    else:
        server: Server = request.getfixturevalue("server")
        name = server.new("filled_copy", template=request.getfixturevalue("filled_template"))
        database = Database(server.address(name), wait=WAIT)
        yield database
        database.close()
        server.drop(name)
