"""Serves one of the two applications of a benchmark in a process of its own, on a free port that it prints."""

import asyncio
import os
import sys
from pathlib import Path

import uvicorn

from benchmarks.bare import bare_app
from workflow import logs
from workflow.services.desk import Practice
from workflow.settings import Settings
from workflow.storage.engine import Database
from workflow.web.app import create_app


async def _serve(server: uvicorn.Server) -> None:
    started = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  # uvicorn tells by a flag only
        await asyncio.sleep(0.01)
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)
    await started


def main() -> None:
    """`ours URL` or `bare URL PAGE_BYTES…`."""
    kind, url, *sizes = sys.argv[1:]
    if kind == "ours":
        logs.configure(Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # a request pays for its line
        app = create_app(Practice.from_settings(Settings(database_url=url)))
    else:
        app = bare_app(Database(url), [int(size) for size in sizes])
    asyncio.run(
        _serve(uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False, timeout_keep_alive=120)))
    )


if __name__ == "__main__":
    main()
