"""The ground that the other tests stand on: nothing leaves this machine, nothing depends on the hour or on whose machine it is."""

import socket
from pathlib import Path

import pytest

from tests.conftest import NOON
from tests.postgres import PostgresMissing, Server, find_programs
from workflow.clock import CountedIds, SetClock
from workflow.settings import Settings
from workflow.storage.engine import Database


@pytest.mark.parametrize(
    ("family", "address"),
    [
        (socket.AF_INET, ("192.0.2.1", 80)),
        (socket.AF_INET6, ("2001:db8::1", 80, 0, 0)),
    ],
)
def test_nothing_leaves_this_machine(family: int, address: tuple[str, int]) -> None:
    with socket.socket(family) as outwards:
        outwards.settimeout(0.01)
        with pytest.raises(RuntimeError, match="A test may not reach out"):
            outwards.connect(address)


def test_no_name_is_looked_up_elsewhere() -> None:
    with pytest.raises(RuntimeError, match=r"somewhere\.example is not this machine"):
        socket.create_connection(("somewhere.example", 443))


def test_this_machine_can_talk_to_itself() -> None:
    with socket.socket() as listening, socket.socket() as asking:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        asking.connect(listening.getsockname())


def test_time_stands_and_ids_count(clock: SetClock, ids: CountedIds) -> None:
    assert clock.now() == clock.now() == NOON
    assert (ids.new(), ids.new()) == ("t0000000000000000001", "t0000000000000000002")


def test_the_settings_of_whoever_runs_the_tests_do_not_count(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setenv("CAREPROFILE_DATABASE_URL", "postgresql+psycopg://real/database")
    assert settings.database_url == "sqlite:///var/careprofile.db"
    assert settings.demo


def test_every_test_has_a_database_of_its_own(embedded_database: Database, tmp_path: Path, server: Server) -> None:
    assert embedded_database.url.database == str(tmp_path / "careprofile.db")
    first, second = server.database(), server.database()
    assert first != second
    server.drop(first)
    server.drop(second)


def test_without_postgresql_the_command_that_installs_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(PostgresMissing, match=r"As root, run: apt-get update && apt-get install .* postgresql$"):
        find_programs(path=str(tmp_path), debian=tmp_path)


def test_the_newest_postgresql_is_taken(tmp_path: Path) -> None:
    for version in ("9.6", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    assert find_programs(path="", debian=tmp_path) == tmp_path / "17" / "bin"
