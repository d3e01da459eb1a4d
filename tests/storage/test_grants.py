"""The user of PostgreSQL that serves the pages, with the rights that `careprofile grants` prints: all work gets done, and nothing but work."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from tests import build
from tests.merge_ground import two_records
from tests.postgres import Server
from workflow.models import metadata
from workflow.rules.errors import Invalid, Unavailable
from workflow.services import auditing, demonstration, editions, links, second_factor
from workflow.services.desk import Practice
from workflow.settings import Settings
from workflow.storage import grants, locks
from workflow.storage.engine import Database
from workflow.storage.problems import NOT_GIVEN

USER = "careprofile_pages"
OF_THE_SCHEMA = (
    "CREATE TABLE more (id text)",
    "ALTER TABLE family ADD COLUMN more text",
    "DROP TABLE answer CASCADE",
    "CREATE INDEX more ON family (name)",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "ALTER TABLE answer DISABLE TRIGGER USER",
    "DROP FUNCTION lock_for_ever() CASCADE",
    "CREATE OR REPLACE FUNCTION lock_for_ever() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "SET session_replication_role = replica",
    "UPDATE alembic_version SET version_num = '0001'",
    "DELETE FROM trail_head",
    "INSERT INTO trail_head SELECT * FROM trail_head",
    f"ALTER TABLE audit_event OWNER TO {USER}",
)


@pytest.fixture
def pages(server: Server) -> Iterator[Database]:
    """A database whose tables belong to somebody else than whoever asks it."""
    name = server.database()
    owner = Database(server.address(name))
    with owner.open() as session:
        connection = session.connection()
        connection.exec_driver_sql(f"CREATE ROLE {USER} LOGIN")
        for statement in grants.statements(USER):
            connection.exec_driver_sql(statement)
    mine = Database(server.url(name).set(username=USER).render_as_string(hide_password=False))
    yield mine
    mine.close()
    with owner.open() as session:
        session.connection().exec_driver_sql(f"DROP OWNED BY {USER}; DROP ROLE {USER}")
    owner.close()
    server.drop(name)


@pytest.fixture
def practice(practice_on: Callable[[Database, Settings], Practice], pages: Database, settings: Settings) -> Practice:
    return practice_on(pages, settings)


def refused(database: Database, statement: str) -> bool:
    try:
        with database.open() as session:
            session.connection().execute(text(statement))
    except Unavailable as refusal:
        return refusal.sentence == NOT_GIVEN
    return False


def test_the_demonstration_is_loaded_people_come_in_and_editions_are_looked_after(practice: Practice) -> None:
    """Families, visits, scorings, sign-off, second ratings, meetings, targets, papers, parts that are kept, and all that leaves in the trail."""
    assert demonstration.load_if_empty(practice)
    chief = build.person(practice, "chief", roles=("administrator",))
    with practice.open(build.token(practice, "chief")) as desk:
        second_factor.offer_app(desk)
    with practice.open_for(chief.id) as desk:
        editions.retire(desk, "care-profile@2026.1", "Used up.")
        editions.bring_back(desk, "care-profile@2026.1", "Needed after all.")
        links.make(desk, "practitioner")
    assert auditing.verify(practice).broken is None


def test_two_records_are_put_together_and_taken_apart(practice: Practice) -> None:
    two = two_records(practice)
    before = two.everything()
    two.undo(two.merge())
    assert two.everything() == before
    assert auditing.verify(practice).broken is None


def test_neither_the_schema_nor_its_locks_nor_the_trail_can_be_changed(practice: Practice) -> None:
    build.person(practice)
    with practice.database.open() as session:  # who owns nothing gives nothing: PostgreSQL warns, and goes on
        session.connection().execute(text(f"GRANT ALL ON audit_event, family TO {USER}"))
    for_ever = [_statement("UPDATE {0} SET {1} = {1}", table) for table in locks.FOR_EVER]
    for_ever += [_statement("DELETE FROM {}", table) for table in (*locks.FOR_EVER, *locks.ONCE)]
    for_ever += [_statement("TRUNCATE {} CASCADE", table) for table in ("audit_event", "family")]
    assert [one for one in (*OF_THE_SCHEMA, *for_ever) if not refused(practice.database, one)] == []


def _statement(words: str, table: str) -> str:
    return words.format(table, next(iter(metadata.tables[table].primary_key)).name)


def test_every_table_has_its_rights_and_a_name_is_a_name() -> None:
    printed = list(grants.statements(USER))
    assert not [table for table in metadata.tables if not any(f" ON {table} TO " in one for one in printed)]
    for name in ("", "Care", "a;b", "public, other", "x" * 64):
        with pytest.raises(Invalid):
            list(grants.statements(name))


def test_a_certificate_in_the_address_reaches_the_driver() -> None:
    said = {"sslmode": "verify-full", "sslrootcert": "/ca.pem", "sslcert": "/pages.pem", "sslkey": "/pages.key"}
    query = "&".join(f"{name}={value}" for name, value in said.items())
    database = Database(f"postgresql+psycopg://care_pages@db.council.example/care?{query}")
    _, given = database.engine.dialect.create_connect_args(database.engine.url)
    assert said.items() <= given.items()
    database.close()
