"""The ground of the tests: both kinds of database, a clock that stands, ids that count, and no way out to any network."""

import ipaddress
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from argon2 import PasswordHasher

from tests.papers import PrintedOnce
from tests.postgres import PostgresMissing, Server
from workflow import paths
from workflow.clock import CountedIds, SetClock
from workflow.reports import pdf
from workflow.services.desk import Practice
from workflow.services.library import Library
from workflow.services.passwords import Passwords
from workflow.settings import Settings
from workflow.storage import migrate
from workflow.storage.engine import Database

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
"""When the tests take place: a Friday, in Britain still on winter time."""


def _stay_home(event: str, arguments: tuple) -> None:
    """An audit hook: it sees every connection that Python makes or looks up, whoever asks for it."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        _refuse_far(arguments[1][0])
    elif event == "socket.getaddrinfo" and arguments[0]:
        _refuse_far(arguments[0])


def _refuse_far(host: str | bytes) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if not _is_loopback(name):
        raise RuntimeError(f"A test may not reach out: {name} is not this machine.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", ""}


def pytest_configure() -> None:
    sys.addaudithook(_stay_home)
    # The same examples on every run, and no opinion of how fast a busy machine makes them.
    hypothesis.settings.register_profile(
        "ours", derandomize=True, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("ours")


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all the workers of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def printed_once(run_folder: Path) -> PrintedOnce:
    """A printer for tests of pages, which ask for the same few papers many times."""
    folder = run_folder / "papers"
    folder.mkdir(exist_ok=True)
    return PrintedOnce(folder, pdf.printer())


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def ids() -> CountedIds:
    return CountedIds()


@pytest.fixture
def library() -> Library:
    """The instruments that come with the product."""
    return Library(paths.questionnaires())


@pytest.fixture
def settings() -> Settings:
    """The defaults, whatever the environment of whoever runs the tests says."""
    return Settings.model_construct()


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    """The weakest Argon2id there is: these passwords guard nothing, and a test would spend its time on them."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An embedded database at the newest revision, to be copied."""
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database)
    with database.open():
        pass  # the first connection turns write-ahead logging on, which stays with the file
    database.close()
    return path


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL of this process."""
    try:
        running = Server()
    except PostgresMissing as missing:
        pytest.fail(str(missing), pytrace=False)
    yield running
    running.stop()


@pytest.fixture
def embedded_database(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database, for tests to which the kind does not matter."""
    path = tmp_path / "careprofile.db"
    shutil.copy(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def server_database(server: Server) -> Iterator[Database]:
    """A migrated PostgreSQL database."""
    name = server.database()
    database = Database(server.address(name))
    yield database
    database.close()
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated database of each kind in turn."""
    return request.getfixturevalue("embedded_database" if request.param == "sqlite" else "server_database")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Makes databases without a single table, of each kind in turn."""
    server = request.getfixturevalue("server") if request.param == "postgresql" else None
    made: list[Database] = []

    def make() -> Database:
        name = f"empty_{len(made)}"
        made.append(
            Database(server.address(server.new(name)) if server else f"sqlite:///{tmp_path / name}.db", wait=0.2)
        )
        return made[-1]

    yield make
    for database in made:
        database.close()
        if server:
            server.drop(str(database.url.database))


@pytest.fixture
def practice_on(
    clock: SetClock, ids: CountedIds, library: Library, passwords: Passwords
) -> Callable[[Database, Settings], Practice]:
    """Makes a practice at noon on 20 March 2026 on a database, under settings."""
    return lambda database, settings: Practice(settings, database, clock, ids, library, passwords=passwords)


@pytest.fixture
def practice(practice_on: Callable[[Database, Settings], Practice], database: Database, settings: Settings) -> Practice:
    """A practice on each kind of database in turn."""
    return practice_on(database, settings)


@pytest.fixture
def embedded_practice(
    practice_on: Callable[[Database, Settings], Practice], embedded_database: Database, settings: Settings
) -> Practice:
    """A practice on SQLite, for tests to which the kind of database does not matter."""
    return practice_on(embedded_database, settings)
