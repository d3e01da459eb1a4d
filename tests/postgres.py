"""A PostgreSQL of the tests' own: started once a process, on a unix socket in a folder of its own, so no port can collide."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url

from workflow.storage import migrate
from workflow.storage.engine import Database

COMMAND = "apt-get update && apt-get install --yes --no-install-recommends postgresql"
_DEBIAN = Path("/usr/lib/postgresql")
# A test's rows need not survive a power cut.
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"


class PostgresMissing(Exception):
    """There is no PostgreSQL on this machine; the sentence is the command that installs it."""


class Server:
    """A running server. `new()` makes a database, `drop()` takes one away again; `durable` keeps commits as real use does."""

    def __init__(self, *, durable: bool = False) -> None:
        self._options = "" if durable else _FAST
        self.folder = Path(tempfile.mkdtemp(prefix="careprofile-pg-", dir="/tmp"))  # a socket's path is short
        self._programs = find_programs()
        self._count = 0
        self._maintenance = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT", pool_size=1)
        self._start()
        try:
            self._make_template()
        except BaseException:
            self.stop()
            raise

    def url(self, name: str) -> URL:
        return make_url("postgresql+psycopg://postgres@/").set(database=name, query={"host": str(self.folder)})

    def address(self, name: str) -> str:
        """What `CAREPROFILE_DATABASE_URL` would be."""
        return self.url(name).render_as_string(hide_password=False)

    def database(self) -> str:
        """The name of a new database at the newest revision."""
        self._count += 1
        return self.new(f"test_{self._count}", template="migrated")

    def new(self, name: str, *, template: str = "template1") -> str:
        self._say(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self._say(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        self._maintenance.dispose()
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def _make_template(self) -> None:
        template = Database(self.address(self.new("migrated")))
        migrate.upgrade(template)
        template.close()

    def _say(self, statement: str) -> None:
        with self._maintenance.connect() as connection:
            connection.exec_driver_sql(statement)

    def _start(self) -> None:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        options = f"-k {self.folder} -c listen_addresses='' {self._options}"
        self._run("pg_ctl", "-D", data, "-l", self.folder / "log", "-w", "-o", options, "start")

    def _run(self, program: str, *arguments: str | Path) -> None:
        # PostgreSQL refuses to run as root, so root lends it the account that Debian made for it.
        borrowed = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*borrowed, str(self._programs / program), *map(str, arguments)]
        # No pipes: the server would keep them open, and whoever reads them would wait for ever.
        done = subprocess.run(
            command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed with status {done.returncode}; its log is in {self.folder}.")


def find_programs(path: str | None = None, debian: Path = _DEBIAN) -> Path:
    """The folder of initdb and pg_ctl: where PATH says, or the newest of Debian's. Raises PostgresMissing."""
    on_path = shutil.which("initdb", path=path)
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(debian.glob("*/bin/initdb"), key=lambda program: float(program.parts[-3]))
    if not found:
        raise PostgresMissing(f"The tests need PostgreSQL, and there is none here. As root, run: {COMMAND}")
    return found[-1].parent
