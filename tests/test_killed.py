"""The server is killed in the middle of a stream of saves: every save that was acknowledged is there, and one sent again is applied once."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlmodel import col, select

from tests import build
from tests.scoring_ground import Ground, stand
from workflow.clock import Clock, Ids
from workflow.models import Answer, AnswerChange, AuditEvent
from workflow.services.desk import Practice
from workflow.services.library import Library
from workflow.services.passwords import Passwords
from workflow.settings import Settings
from workflow.storage.engine import Database

ITEMS = ("A1a", "A1b", "A1c", "A1d", "A2a", "A2b", "A2c", "A3a")
ENOUGH = 80
"""Saves acknowledged before the server is killed; whatever is on its way then is cut off."""
ROOT = Path(__file__).parent.parent
SERVE = "import sys; from workflow.cli import main; sys.argv[0] = 'careprofile'; main()"


@pytest.fixture
def ground(database: Database, settings: Settings, library: Library, passwords: Passwords) -> Ground:
    """A scoring in a practice that runs by the clock on the wall, as the server does."""
    return stand(Practice(settings, database, Clock(), Ids(), library, passwords=passwords))


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database: Database, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`careprofile serve` as a process of its own, killed at the end at the latest."""
    url = database.url.render_as_string(hide_password=False)
    environment = {**os.environ, "CAREPROFILE_DATABASE_URL": url, "CAREPROFILE_ENVIRONMENT": "demo"}
    words = [sys.executable, "-c", SERVE, "serve", "--port", str(port)]
    process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        while not listens(port):
            with suppress(subprocess.TimeoutExpired):
                pytest.fail(f"The server ended by itself: {process.wait(timeout=0.1)}")
        yield process
    finally:
        process.kill()
        process.wait()


def listens(port: int) -> bool:
    with suppress(ConnectionError), closing(socket.create_connection(("127.0.0.1", port))):
        return True
    return False


@dataclass
class Saver:
    """Saves one item again and again, each time on top of the last, and counts what the server acknowledged."""

    ground: Ground
    item_id: str
    port: int
    token: str
    acknowledged: int = 0
    refused: list[int] = field(default_factory=list)

    def body(self, number: int) -> str:
        """The save that makes version `number`."""
        item = self.item_id
        return urlencode(
            {
                f"answer-{item}": number % 5 + 1,
                f"note-{item}": f"number {number}",
                f"version-{item}": number - 1,
                "client-key": f"{item}-of-the-stream-{number}",
            }
        )

    def send(self, connection: http.client.HTTPConnection, number: int) -> int:
        headers = {
            "Cookie": f"careprofile={self.token}",
            "Sec-Fetch-Site": "same-origin",
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        path = f"/scorings/{self.ground.scoring_id}/answers/{self.item_id}"
        connection.request("POST", path, self.body(number), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def run(self, one_more: threading.Semaphore) -> None:
        """Until the server is gone."""
        gone = suppress(OSError, http.client.HTTPException)
        with gone, closing(http.client.HTTPConnection("127.0.0.1", self.port)) as connection:
            while not self.refused:
                status = self.send(connection, self.acknowledged + 1)
                if status == http.client.OK:
                    self.acknowledged += 1
                    one_more.release()
                elif status != http.client.SERVICE_UNAVAILABLE:  # a busy database says so, and is asked again
                    self.refused.append(status)


def kept(ground: Ground, item_id: str) -> tuple[int, str, list[int]]:
    """An answer as it stands, version and note, and the versions in its history."""
    with ground.practice.database.open() as session:
        of = (col(Answer.scoring_id) == ground.scoring_id, col(Answer.item_id) == item_id)
        answer = session.scalars(select(Answer).where(*of)).one()
        changes = session.scalars(select(AnswerChange.version).where(col(AnswerChange.item_id) == item_id)).all()
        return answer.version, answer.note, sorted(changes)


def events(ground: Ground) -> int:
    with ground.practice.database.open() as session:
        return len(session.scalars(select(AuditEvent.number).where(col(AuditEvent.kind) == "answer.saved")).all())


def test_every_save_that_was_acknowledged_is_there_after_the_server_was_killed(ground: Ground) -> None:
    database, port = ground.practice.database, free_port()
    token = build.token(ground.practice)
    savers = [Saver(ground, item_id, port, token) for item_id in ITEMS]
    one_more = threading.Semaphore(0)
    threads = [threading.Thread(target=saver.run, args=(one_more,)) for saver in savers]
    with serving(database, port) as server:
        for thread in threads:
            thread.start()
        for _ in range(ENOUGH):
            assert one_more.acquire(timeout=60), "the stream of saves dried up"
        server.send_signal(signal.SIGKILL)
        server.wait()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert not [saver.refused for saver in savers if saver.refused]
    assert sum(saver.acknowledged for saver in savers) >= ENOUGH
    total = 0
    for saver in savers:
        version, note, history = kept(ground, saver.item_id)
        # The save that was on its way may be there or not: nobody was told.
        assert version in (saver.acknowledged, saver.acknowledged + 1)
        assert (note, history) == (f"number {version}", list(range(1, version + 1)))
        total += version
    assert events(ground) == total
    again = free_port()
    with serving(database, again):
        for saver in savers:
            with closing(http.client.HTTPConnection("127.0.0.1", again)) as connection:
                assert saver.send(connection, saver.acknowledged + 1) == http.client.OK
            version, note, history = kept(ground, saver.item_id)
            assert version == saver.acknowledged + 1
            assert (note, history) == (f"number {version}", list(range(1, version + 1)))
