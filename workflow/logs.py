"""The log stream: JSON, one line an entry, on standard error. Ids only; never a name, a note, a token, a query or the words of an error.

Ours goes through `logger(...)`, whose entries are made of named facts that the caller chose. What other programs log is written for
developers and may quote what people typed, so of theirs only the place is kept, and the words of those that are known to quote nothing.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, TextIO

import structlog
from structlog.contextvars import merge_contextvars

OURS = "careprofile"
_QUOTES_NOTHING = ("uvicorn",)
"""Whose words are kept, as they stand in the code: what is filled into them is not."""


def logger(part: str) -> Any:
    """The log of one part of ours. Silent, and costing next to nothing, until `configure` was called."""
    return structlog.wrap_logger(
        logging.getLogger(f"{OURS}.{part}"),
        processors=[
            structlog.stdlib.filter_by_level,
            merge_contextvars,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def plain_logger(part: str) -> logging.Logger:
    """The log of one part of ours, for whoever has all the facts of an entry in hand: `info({"event": ..., ...})`, which every request pays for."""
    return logging.getLogger(f"{OURS}.{part}")


def configure(stream: TextIO | None = None) -> logging.Handler:
    """Send the log of this process to a stream (standard error): ours from INFO on, other programs' from WARNING on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in (OURS, "uvicorn"):
        known = logging.getLogger(name)
        known.handlers.clear()
        known.propagate = True
        known.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    return handler


class Lines(logging.Formatter):
    """One JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line: when, how grave, whose, what happened, and the facts that go with it."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
        }
        if isinstance(record.msg, dict):
            line |= record.msg
        elif record.name.startswith(_QUOTES_NOTHING):
            line["event"] = str(record.msg).partition("\n")[0]
        else:
            line |= {"event": "another program said something", "place": f"{record.module}:{record.lineno}"}
        if record.exc_info and record.exc_info[1] is not None:
            line |= place_of(record.exc_info[1])
        return json.dumps(line, default=str)


def place_of(error: BaseException) -> dict[str, Any]:
    """Where an error happened and of what type it is, with those it came from; never its message, which may quote what was typed."""
    types: list[str] = []
    place: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(types) < 10:  # noqa: PLR2004  # no chain is that long
        types.append(type(seen).__name__)
        place += _frames(seen)
        seen = seen.__cause__ or seen.__context__
    return {"error": " from ".join(types), "place": place}


def _frames(error: BaseException) -> list[str]:
    """The way to where it happened through our own code, and the place itself."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename or frame is frames[-1]]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in ours]
