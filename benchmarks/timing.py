"""Timing two things in turn, so that whatever else the machine does falls on both."""

import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

SECONDS = 8.0
"""How long one line of the results may take, give or take a block."""
LEAST_BLOCKS, MOST_BLOCKS = 3, 40
"""Of each, where one of each takes less than that."""


@dataclass(frozen=True)
class Ratio:
    """Ours against the bare baseline: the median of the ratios of neighbouring blocks, and both medians in milliseconds."""

    name: str
    ratio: float
    ours_ms: float
    bare_ms: float
    blocks: int
    target: float | None = None


def in_turn(
    name: str,
    ours: Callable[[], None],
    bare: Callable[[], None],
    *,
    size: int,
    target: float | None = None,
) -> Ratio:
    """Times `size` calls of each in turn, as often as `SECONDS` allow, after one block of each to warm up.

    What takes longer than that for one block of each is not made once more: that block is what was measured.
    """
    start = time.perf_counter()
    pair = (_block(ours, size), _block(bare, size))
    took = time.perf_counter() - start
    blocks = min(MOST_BLOCKS, max(LEAST_BLOCKS, int(SECONDS / took)))
    pairs = [(_block(ours, size), _block(bare, size)) for _ in range(blocks)] if took < SECONDS else [pair]
    return Ratio(
        name,
        round(statistics.median(o / b for o, b in pairs), 2),
        round(statistics.median(o for o, _ in pairs) * 1000, 2),
        round(statistics.median(b for _, b in pairs) * 1000, 2),
        len(pairs),
        target,
    )


def _block(call: Callable[[], None], size: int) -> float:
    times = []
    for _ in range(size):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


class Client:
    """One kept-open connection to a server of ours, with the headers a browser sends."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.headers = dict(headers)

    def ask(self, method: str, path: str, body: str | None = None, **more: str) -> bytes:
        """The body of an answer; anything but 200 stops the benchmark, for an error page is quickly made."""
        headers = {**self.headers, **more}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {content[:400]!r}")
        return content


@contextmanager
def served(*words: str) -> Iterator[int]:
    """An application in a process of its own; the port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.serve", *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(20)
