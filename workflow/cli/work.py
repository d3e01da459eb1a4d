"""The command that does what waits behind the pages."""

import signal
import threading
from typing import Annotated

import typer

from workflow.cli.command import app, practice


@app.command()
def work(*, once: Annotated[bool, typer.Option(help="Do what waits now, then end.")] = False) -> None:
    """Make the reports that were asked for in batches. Run one or more beside the server; on the embedded database the server does it itself."""
    from workflow.services import working

    ours = practice()
    ours.check_schema()
    owner = f"work-{ours.ids.new()}"
    if once:
        while working.work_once(ours, owner):
            pass
        return
    stop = threading.Event()

    def end(*_signal: object) -> None:
        stop.set()
        ours.bell.set()

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, end)
    print("Working. What is being made is finished before this ends.", flush=True)
    working.work(ours, owner, stop)
