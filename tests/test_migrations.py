"""The schema's revisions: from nothing to the newest, one by one over rows, all or nothing, and never over somebody's only copy."""

import importlib.util
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Inspector, inspect, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from tests.postgres import Server
from tests.rows import ROWS, revisions, step_by_step, write_newest, write_rows
from workflow import paths
from workflow.models import metadata
from workflow.rules.errors import Unavailable
from workflow.services.desk import Practice
from workflow.settings import Settings
from workflow.storage import migrate
from workflow.storage.engine import Database

Make = Callable[[], Database]


def counts(database: Database) -> dict[str, int]:
    with database.open() as session:
        connection = session.connection()
        tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return {table: connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables}  # noqa: S608


def shape(database: Database) -> dict[str, Any]:
    """Everything that the database says of its tables, in an order that does not depend on how they were made."""
    with database.open() as session:
        seen: Inspector = inspect(session.connection())
        return {table: _table(seen, table) for table in seen.get_table_names() if table != "alembic_version"}


def _table(seen: Inspector, table: str) -> dict[str, Any]:
    return {
        "columns": {c["name"]: (str(c["type"]), c["nullable"], c["default"]) for c in seen.get_columns(table)},
        "key": (seen.get_pk_constraint(table)["name"], seen.get_pk_constraint(table)["constrained_columns"]),
        "refers": sorted(
            (
                f["name"],
                f["constrained_columns"],
                f["referred_table"],
                f["referred_columns"],
                sorted(f["options"].items()),
            )
            for f in seen.get_foreign_keys(table)
        ),
        "unique": sorted((u["name"], u["column_names"]) for u in seen.get_unique_constraints(table)),
        "true": sorted((c["name"], c["sqltext"]) for c in seen.get_check_constraints(table)),
        "indexes": sorted((i["name"], i["column_names"], bool(i["unique"])) for i in seen.get_indexes(table)),
    }


def with_revision(folder: Path, number: str, after: str, body: str) -> Path:
    """A copy of the product's revisions with one more, whose upgrade is `body`."""
    if not folder.exists():
        shutil.copytree(paths.migrations(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    head = f'import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "{number}"\ndown_revision = "{after}"\n'
    (folder / "versions" / f"{number}_more.py").write_text(f"{head}\n\ndef upgrade():\n{lines}")
    return folder


# --- from nothing to the newest


def test_an_upgraded_empty_database_is_what_the_models_say(empty_database: Make) -> None:
    upgraded, made = empty_database(), empty_database()
    migrate.upgrade(upgraded)
    with made.open() as session:
        metadata.create_all(session.connection())
    assert shape(upgraded) == shape(made)
    assert set(shape(upgraded)) == set(metadata.tables)


def test_a_drafted_revision_finds_nothing_to_do_at_the_newest(empty_database: Make, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(paths.migrations(), folder)
    database = empty_database()
    migrate.upgrade(database, folder)
    written = migrate.draft(database, "Nothing new here", folder)
    assert written.name == f"{int(migrate.head()) + 1:04d}_nothing_new_here.py"
    assert "op." not in written.read_text()


def test_a_drafted_revision_makes_the_same_tables_in_plain_types(empty_database: Make, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        shutil.copy(paths.migrations() / name, folder)
    (folder / "versions" / "0001_nothing.py").write_text(
        'revision = "0001"\ndown_revision = None\n\n\ndef upgrade():\n    pass\n'
    )
    drafted, made = empty_database(), empty_database()
    migrate.upgrade(drafted, folder)
    words = migrate.draft(drafted, "everything", folder).read_text()
    migrate.upgrade(drafted, folder)
    with made.open() as session:
        metadata.create_all(session.connection())
    assert shape(drafted) == shape(made)
    assert "sqlmodel" not in words
    assert "downgrade" not in words


# --- one by one


def test_rows_are_declared_for_every_revision_and_every_table() -> None:
    assert list(ROWS) == revisions()
    assert {table for rows in ROWS.values() for table in rows} == set(metadata.tables)


def test_every_revision_keeps_the_rows_of_those_before(empty_database: Make) -> None:
    database = empty_database()
    expected: dict[str, int] = {}
    before = None
    for revision in revisions():
        report = migrate.upgrade(database, to=revision)
        assert (report.before, report.after) == (before, revision)
        assert {table: counts(database)[table] for table in expected} == expected
        write_rows(database, revision)
        expected |= dict.fromkeys(ROWS[revision], 1)
        before = revision
    assert counts(database) == expected


def test_a_visit_stays_with_its_scoring_when_it_becomes_the_family_s(empty_database: Make) -> None:
    database = empty_database()
    step_by_step(database)
    with database.open() as session:
        connection = session.connection()
        seen = "SELECT scoring_id, visit_id, child_seen, child_seen_alone, family_id FROM scoring_visit JOIN visit ON visit.id = visit_id"
        assert [tuple(row) for row in connection.execute(text(seen))] == [("g", "v", True, False, "f")]


def test_no_revision_offers_a_way_back() -> None:
    files = sorted((paths.migrations() / "versions").glob("*.py"))
    assert files
    for file in files:
        assert not hasattr(_loaded(file), "downgrade"), f"{file.name} offers a downgrade; the way back is the backup"
    assert not hasattr(migrate, "downgrade")


def _loaded(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_files_are_numbered_one_after_another() -> None:
    numbers = [file.name[:4] for file in sorted((paths.migrations() / "versions").glob("*.py"))]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
    assert numbers == revisions()


def test_a_second_upgrade_changes_nothing(empty_database: Make) -> None:
    database = empty_database()
    migrate.upgrade(database)
    write_newest(database)
    before = shape(database), counts(database)
    report = migrate.upgrade(database)
    assert report == migrate.MigrationReport(migrate.head(), migrate.head(), None)
    assert (shape(database), counts(database)) == before


# --- the backup


def test_the_embedded_database_is_backed_up_before_it_is_changed(embedded_database: Database, tmp_path: Path) -> None:
    write_newest(embedded_database)
    folder = with_revision(tmp_path / "m", "9998", migrate.head(), "op.execute('DELETE FROM audit_event')")
    report = migrate.upgrade(embedded_database, folder)
    assert (report.before, report.after) == (migrate.head(), "9998")
    assert report.backup
    assert report.backup.parent == Path(str(embedded_database.url.database)).parent
    assert stat.S_IMODE(report.backup.stat().st_mode) == 0o600
    kept = Database(f"sqlite:///{report.backup}")
    assert (migrate.current(kept), counts(kept)["audit_event"]) == (migrate.head(), 1)
    assert counts(embedded_database)["audit_event"] == 0
    kept.close()


def test_a_backup_never_overwrites_an_earlier_one(embedded_database: Database, tmp_path: Path) -> None:
    folder = with_revision(tmp_path / "m", "9998", migrate.head(), "raise RuntimeError('half way')")
    for _ in range(2):
        with pytest.raises(RuntimeError, match="half way"):
            migrate.upgrade(embedded_database, folder)
    assert len(list(tmp_path.glob("*.backup.db"))) == 2


def test_an_empty_database_needs_no_backup(empty_database: Make, tmp_path: Path) -> None:
    assert migrate.upgrade(empty_database()).backup is None
    assert not list(tmp_path.glob("*.backup.db"))


def test_where_no_backup_can_be_written_nothing_is_changed(embedded_database: Database, tmp_path: Path) -> None:
    folder = with_revision(tmp_path / "m", "9998", migrate.head(), "pass")
    moved = tmp_path / f"{'x' * 240}.db"  # so long a name leaves no room for the longer one of its backup
    shutil.copy(str(embedded_database.url.database), moved)
    database = Database(f"sqlite:///{moved}")
    with pytest.raises(Unavailable, match="A backup cannot be written beside the database"):
        migrate.upgrade(database, folder)
    assert migrate.current(database) == migrate.head()
    database.close()


# --- all or nothing


def test_a_parent_table_made_anew_keeps_its_children(database: Database, tmp_path: Path) -> None:
    write_newest(database)
    first = """
        op.create_table("parent", sa.Column("id", sa.Integer(), primary_key=True))
        op.create_table(
            "kept",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("parent_id", sa.Integer(), sa.ForeignKey("parent.id", ondelete="CASCADE")),
        )
        op.execute("INSERT INTO parent (id) VALUES (1)")
        op.execute("INSERT INTO kept (id, parent_id) VALUES (1, 1)")
        """
    altered = """
        for table in ("parent", "family"):
            with op.batch_alter_table(table) as batch:
                batch.create_check_constraint("has_id", "id IS NOT NULL")
        """
    folder = with_revision(tmp_path / "m", "9997", migrate.head(), _unindented(first))
    with_revision(folder, "9998", "9997", _unindented(altered))
    rows, tables = counts(database), shape(database)
    migrate.upgrade(database, folder)
    assert counts(database) == {**rows, "parent": 1, "kept": 1}
    anew = shape(database)
    assert [name for name, _ in anew["family"].pop("true")] == ["ck_family_has_id"]
    tables["family"].pop("true")
    assert {table: anew[table] for table in tables} == tables


def _unindented(body: str) -> str:
    return "\n".join(line[8:] for line in body.strip("\n").splitlines()).rstrip()


def test_a_revision_that_would_leave_orphans_is_undone(database: Database, tmp_path: Path) -> None:
    write_newest(database)
    folder = with_revision(tmp_path / "m", "9998", migrate.head(), "op.execute('DELETE FROM family')")
    # PostgreSQL refuses the statement itself; on SQLite, where foreign keys are off meanwhile, the check before the commit does.
    with pytest.raises((RuntimeError, IntegrityError), match=r"pointing at nothing in|violates foreign key"):
        migrate.upgrade(database, folder)
    assert (migrate.current(database), counts(database)["family"]) == (migrate.head(), 1)


def test_a_revision_that_fails_half_way_leaves_nothing_behind(database: Database, tmp_path: Path) -> None:
    body = 'op.create_table("half", sa.Column("id", sa.Integer()))\nraise RuntimeError("half way")'
    folder = with_revision(tmp_path / "m", "9998", migrate.head(), body)
    with pytest.raises(RuntimeError, match="half way"):
        migrate.upgrade(database, folder)
    assert migrate.current(database) == migrate.head()
    assert "half" not in shape(database)


def test_an_upgrade_waits_for_its_turn_and_then_says_so(empty_database: Make) -> None:
    database = empty_database()
    with database.open() as session:
        connection = session.connection()  # on SQLite an open transaction is the lock
        if not database.embedded:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({migrate._LOCK})"))
        with pytest.raises(Unavailable) as told:
            migrate.upgrade(database)
    assert told.value.sentence.startswith("The database is busy with somebody else's work")
    assert migrate.upgrade(database).after == migrate.head()


# --- older, newer, out of reach


def test_an_older_database_is_known_and_said(
    empty_database: Make, practice_on: Callable[[Database, Settings], Practice], settings: Settings
) -> None:
    practice = practice_on(empty_database(), settings)
    assert not migrate.is_current(practice.database)
    with pytest.raises(Unavailable) as told:
        practice.check_schema()
    assert told.value.sentence.endswith("Ask your administrator to run: careprofile migrate")
    migrate.upgrade(practice.database)
    practice.check_schema()


def test_a_database_one_revision_behind_is_not_current(database: Database, tmp_path: Path) -> None:
    folder = with_revision(tmp_path / "m", "9998", migrate.head(), "pass")
    assert migrate.is_current(database)
    assert not migrate.is_current(database, folder)


def test_a_newer_database_is_refused_in_words_and_left_alone(practice: Practice, tmp_path: Path) -> None:
    with practice.database.open() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for act in (lambda: migrate.is_current(practice.database), lambda: migrate.upgrade(practice.database)):
        with pytest.raises(Unavailable) as told:
            act()
        assert told.value.sentence.startswith("The database is newer than this version of Care Profile.")
    with pytest.raises(Unavailable, match="newer"), practice.open_to_all():
        pytest.fail("the practice opened on a database that it does not know")
    assert not list(tmp_path.glob("*.backup.db"))


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    database = Database(f"postgresql+psycopg://postgres@/nothing?host={tmp_path}")
    for act in (lambda: migrate.is_current(database), lambda: migrate.upgrade(database)):
        with pytest.raises(Unavailable) as told:
            act()
        assert told.value.sentence.startswith("The database cannot be reached")
    database.close()


def test_a_folder_without_revisions_is_a_fault_of_ours(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    with pytest.raises(LookupError, match="no revisions"):
        migrate.head(tmp_path)


def test_a_revision_may_not_run_into_a_table_that_is_there(server: Server, tmp_path: Path) -> None:
    """A fault in a revision stays an error of ours: it is not dressed up as the database's bad day."""
    name = server.database()
    database = Database(server.address(name))
    folder = with_revision(
        tmp_path / "m", "9998", migrate.head(), 'op.create_table("family", sa.Column("id", sa.Integer()))'
    )
    with pytest.raises(ProgrammingError, match="already exists"):
        migrate.upgrade(database, folder)
    database.close()
    server.drop(name)


@pytest.mark.parametrize(("carers", "key"), [((), "voice.carer.m.A1a"), (("d",), "voice.carers.A1a")])
def test_a_carer_s_own_voice_moves_under_their_name_and_what_was_given_together_stays(
    empty_database: Make, carers: tuple[str, ...], key: str
) -> None:
    database = empty_database()
    for revision in ("0001", "0002"):
        migrate.upgrade(database, to=revision)
        write_rows(database, revision)
    with database.open() as session:
        for one in carers:
            adult = "INSERT INTO adult (id, family_id, called, name) VALUES (:id, 'f', 'Dad', '')"
            session.connection().execute(text(adult), {"id": one})
            session.connection().execute(text("INSERT INTO scoring_carer VALUES ('g', :id)"), {"id": one})
        for voice in ("voice.carer.A1a", "voice.child.A1a"):
            copy = "SELECT :id, scoring_id, :key, value, version, changed_at, changed_by_id FROM entry WHERE id = 'en'"
            made = text(f"INSERT INTO entry (id, scoring_id, key, value, version, changed_at, changed_by_id) {copy}")
            session.connection().execute(made, {"id": voice[:11], "key": voice})
    migrate.upgrade(database)
    with database.open() as session:
        keys = session.connection().scalars(text("SELECT key FROM entry")).all()
    assert set(keys) == {"child-voice", key, "voice.child.A1a"}
