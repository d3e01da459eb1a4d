"""The whole database in one file, and back from it: what stood then stands again, on each kind of database, and nothing is written over."""

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.scoring_ground import stand
from workflow.models.base import SQLModel
from workflow.rules.errors import Unavailable
from workflow.services import auditing
from workflow.services.desk import Practice
from workflow.settings import Settings
from workflow.storage import backup, migrate
from workflow.storage.engine import Database

OnPractice = Callable[[Database, Settings], Practice]


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own programs, where Debian keeps them out of the way."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    monkeypatch.setenv("PATH", ":".join([*map(str, folders), os.environ["PATH"]]))


def rows(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.engine.connect() as connection:
        return {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608
            for name in SQLModel.metadata.tables
        }


def test_what_stood_then_stands_again(practice: Practice, practice_on: OnPractice, tmp_path: Path) -> None:
    ground = stand(practice)
    ground.save("A1a", 4, "Crisps at four.")
    file = tmp_path / "kept.backup"
    backup.make(practice.database, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = rows(practice.database)
    head = auditing.verify(practice).head
    ground.save("A1a", 2, "Soup.", on=1)
    assert rows(practice.database) != before
    with pytest.raises(Unavailable, match="holds something already, so nothing was changed"):
        backup.restore(practice.database, file)
    practice.database.close()
    assert backup.restore(practice.database, file, replace=True) == migrate.head()
    assert rows(practice.database) == before
    again = practice_on(Database(practice.database.url.render_as_string(hide_password=False)), practice.settings)
    assert auditing.verify(again, [head]).broken is None
    assert ground.view().answers["A1a"].given.note == "Crisps at four."
    with again.database.engine.begin() as connection, pytest.raises(DBAPIError, match="kept"):
        connection.execute(text("DELETE FROM audit_event"))
    again.database.close()


def test_a_lost_database_comes_back_into_an_empty_one(
    practice: Practice, empty_database: Callable[[], Database], tmp_path: Path
) -> None:
    empty = empty_database()
    if empty.embedded is not practice.database.embedded:
        backup.make(practice.database, tmp_path / "one.backup")
        with pytest.raises(Unavailable, match="is no backup that Care Profile made of"):
            backup.restore(empty, tmp_path / "one.backup")
        return
    stand(practice)
    backup.make(practice.database, tmp_path / "one.backup")
    backup.restore(empty, tmp_path / "one.backup")
    assert rows(empty) == rows(practice.database)


def test_nothing_is_written_over_and_a_damaged_file_changes_nothing(practice: Practice, tmp_path: Path) -> None:
    file = tmp_path / "kept.backup"
    backup.make(practice.database, file)
    with pytest.raises(Unavailable, match="is there already"):
        backup.make(practice.database, file)
    before = rows(practice.database)
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 3])
    with pytest.raises(Unavailable, match=r"damaged|did not do it"):
        backup.restore(practice.database, file, replace=True)
    assert rows(practice.database) == before
    file.write_text("not a backup")
    with pytest.raises(Unavailable, match="is no backup"):
        backup.restore(practice.database, file, replace=True)
    with pytest.raises(Unavailable, match="cannot be read"):
        backup.restore(practice.database, tmp_path / "nothing", replace=True)
    with pytest.raises(Unavailable, match="cannot be written"):
        backup.make(practice.database, tmp_path / "no" / "folder")


def test_without_postgresql_s_programs_that_is_said(
    server_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="pg_dump is not on this machine"):
        backup.make(server_database, tmp_path / "kept.backup")
    assert not (tmp_path / "kept.backup").exists()
    assert shutil.which("pg_dump") is None
