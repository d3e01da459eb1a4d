"""The two answers for whoever looks after the server."""

from sqlalchemy import text

from tests.web.visitors import browser_of
from workflow.services.desk import Practice
from workflow.settings import Settings
from workflow.storage.engine import Database


def test_alive_and_ready_on_both_databases(practice: Practice):
    browser = browser_of(practice)
    assert (browser.get("/healthz").status_code, browser.get("/healthz").text) == (200, "ok")
    assert (browser.get("/readyz").status_code, browser.get("/readyz").text) == (200, "ready")


def test_a_database_older_than_the_code_is_not_ready(practice: Practice):
    browser = browser_of(practice)
    browser.get("/readyz")
    with practice.database.open() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready")
    assert browser.get("/healthz").status_code == 200


def test_a_database_that_cannot_be_opened_is_not_ready(practice_on, tmp_path):
    nowhere = tmp_path / "a file" / "careprofile.db"
    (tmp_path / "a file").mkdir()
    nowhere.mkdir()
    database = Database(f"sqlite:///{nowhere}", wait=0.1)
    browser = browser_of(practice_on(database, Settings.model_construct()))
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready")
    assert "careprofile.db" not in answer.text
    assert browser.get("/healthz").text == "ok"
