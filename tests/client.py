"""A client that asks the application itself, over no network, and one event loop for every client of the process.

Starlette's own starts a loop for each request, or hands each request to and fro between threads eight times, which costs more than most pages do.
"""

import threading
from functools import cache
from typing import Any

import anyio
import httpx2
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI


class Client(httpx2.Client):
    """A browser of somebody's, as far as headers, cookies and redirects go. What the application raises, it raises."""

    def __init__(self, app: FastAPI, *, headers: dict[str, str] | None = None, **options: Any) -> None:
        given = {"user-agent": "testclient", **(headers or {})}
        settings = {"base_url": "http://testserver", "follow_redirects": True, **options}
        super().__init__(transport=_Straight(app), headers=given, **settings)
        self.app = app


class _Straight(httpx2.BaseTransport):
    """From a request to the application's answer, with one step to the loop and one back."""

    def __init__(self, app: FastAPI) -> None:
        self._way = httpx2.ASGITransport(app, client=("testclient", 50000))

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()  # what is sent in parts is sent whole: a loop cannot wait for a test to go on
        return _portal().call(self._ask, request)

    async def _ask(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._way.handle_async_request(request)
        content = b"".join([part async for part in answer.stream])  # type: ignore[union-attr]
        return httpx2.Response(answer.status_code, headers=answer.headers, stream=httpx2.ByteStream(content))


@cache
def _portal() -> BlockingPortal:
    """The way to the loop, which runs in a thread of its own: a test of a real browser leaves another one running in the main thread."""
    ready = threading.Event()
    made: list[BlockingPortal] = []

    async def run() -> None:
        async with BlockingPortal() as portal:
            made.append(portal)
            ready.set()
            await portal.sleep_until_stopped()

    # As a daemon it ends with the process, and so do the threads that it starts for handlers.
    threading.Thread(target=anyio.run, args=(run,), name="tests-client", daemon=True).start()
    ready.wait()
    return made[0]
