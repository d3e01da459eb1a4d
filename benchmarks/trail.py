"""`python -m benchmarks.trail`: how many entries of the trail PostgreSQL takes, one writer against many; writes benchmarks/trail.json.

Every entry is a transaction of its own that is safe on disk before the next begins, as each request's is. Writers are threads of one program, as in a
server, and of several, as where several servers run. Beside them the same writers commit one row of a bare table, which PostgreSQL may do together:
what lies between is what the chain costs, for its entries are committed one after another. All cases take turns, so that whatever else the machine
does falls on all; each ratio is the median over the turns.
"""

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier
from typing import Any

from sqlalchemy import text

from tests.postgres import Server
from workflow.rules.events import Event
from workflow.services import auditing
from workflow.services.desk import Practice
from workflow.services.library import Library
from workflow.settings import Settings
from workflow.storage import trail
from workflow.storage.engine import Database

CASES = ((1, 1), (1, 4), (1, 16), (4, 4))
"""Programs, and writers in each."""
TURNS, SECONDS = 5, 3.0
RESULTS = Path(__file__).parent / "trail.json"
SECRET = "x" * 32


def main() -> None:
    """Measure, print, check that the trail held, and write the results."""
    turns, seconds = (int(sys.argv[1]), float(sys.argv[2])) if len(sys.argv) > 2 else (TURNS, SECONDS)
    server = Server(durable=True)
    try:
        url = server.address(server.database())
        with Database(url).open() as session:
            session.connection().execute(text("CREATE TABLE bare (id bigserial PRIMARY KEY, words text)"))
        found: dict[tuple[str, int, int], list[list[float]]] = {}
        for _ in range(turns):
            for programs, writers in CASES:
                for what in ("chained", "bare"):
                    found.setdefault((what, programs, writers), []).append(_run(what, url, programs, writers, seconds))
        whole = _checked(url)
    finally:
        server.stop()
    lines = [_line(key, found, seconds) for key in found]
    for line in lines:
        print(
            f"{line['what']:<8} {line['programs']} x {line['writers']:<3} {line['a_second']:>7} entries/s  {line['to_one_writer']:>5} x one writer  "
            f"median {line['median_ms']} ms, 95th {line['p95_ms']} ms"
        )
    print(f"The trail held: {whole} entries.")
    machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
    machine["load_of_the_last_minute"] = round(os.getloadavg()[0], 1)
    RESULTS.write_text(
        json.dumps({"machine": machine, "turns": turns, "seconds": seconds, "entries": whole, "cases": lines}, indent=2)
        + "\n"
    )


def _line(key: tuple[str, int, int], found: dict[Any, list[list[float]]], seconds: float) -> dict[str, Any]:
    what, programs, writers = key
    alone, here = found[what, 1, 1], found[key]
    every = sorted(one for turn in here for one in turn)
    return {
        "what": what,
        "programs": programs,
        "writers": writers,
        "a_second": round(statistics.median(len(turn) / seconds for turn in here)),
        "to_one_writer": round(statistics.median(len(a) / len(b) for a, b in zip(here, alone, strict=True)), 2),
        "median_ms": round(statistics.median(every) * 1000, 1),
        "p95_ms": round(every[int(len(every) * 0.95)] * 1000, 1),
    }


def _run(what: str, url: str, programs: int, writers: int, seconds: float) -> list[float]:
    """How long each commit took, of all writers together, in one stretch of time that begins when all are ready."""
    spawned = get_context("spawn")
    with spawned.Manager() as manager, ProcessPoolExecutor(programs, mp_context=spawned) as pool:
        ready = manager.Barrier(programs * writers)
        jobs = [pool.submit(_program, what, url, writers, ready, seconds) for _ in range(programs)]
        return [one for job in jobs for one in job.result()]


def _program(what: str, url: str, writers: int, ready: Barrier, seconds: float) -> list[float]:
    database = Database(url, secret=SECRET, wait=30)
    write: Callable[[Database], None] = {"chained": _chained, "bare": _bare}[what]
    with ThreadPoolExecutor(writers) as pool:
        took = [pool.submit(_writer, write, database, ready, seconds) for _ in range(writers)]
        found = [one for writer in took for one in writer.result()]
    database.close()
    return found


def _writer(write: Callable[[Database], None], database: Database, ready: Barrier, seconds: float) -> list[float]:
    write(database)
    ready.wait()
    took, ends = [], time.perf_counter() + seconds
    while (start := time.perf_counter()) < ends:
        write(database)
        took.append(time.perf_counter() - start)
    return took


def _chained(database: Database) -> None:
    with database.open() as session:
        trail.write(session, Event("families.listed", details={"families": 1}), at=datetime.now(UTC), person_id=None)


def _bare(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO bare (words) VALUES ('families.listed')")


def _checked(url: str) -> int:
    """How many entries there are; stops where the chain does not hold."""
    from workflow import paths
    from workflow.clock import Clock, Ids

    practice = Practice(
        Settings.model_construct(), Database(url, secret=SECRET), Clock(), Ids(), Library(paths.questionnaires())
    )
    checked = auditing.verify(practice)
    if checked.broken:
        raise SystemExit(checked.broken.sentence)
    return checked.head.number


if __name__ == "__main__":
    main()
