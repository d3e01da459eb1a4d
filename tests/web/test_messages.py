"""Where one message ends and the next begins is never a matter of opinion: what a proxy could read otherwise is refused, and nothing behind it is read."""

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

POST = b"POST /form HTTP/1.1\r\nHost: localhost\r\n"
HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
OPINIONS = {
    "two ways to say the length": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 3\r\nContent-Length: 4\r\n\r\na=b",
    "a length below nothing": b"Content-Length: -3\r\n\r\na=b",
    "a length with a sign": b"Content-Length: +3\r\n\r\na=b",
    "a space before the colon": b"Content-Length : 3\r\n\r\na=b",
    "chunks and then something else": b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    "what is nearly chunked": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a chunk longer than it says": b"Transfer-Encoding: chunked\r\n\r\n3\r\na=bX\r\n0\r\n\r\n",
    "a header that goes on in the next line": b"X: a\r\n b\r\nContent-Length: 3\r\n\r\na=b",
    "lines that end otherwise": b"Content-Length: 3\n\na=b",
}


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[int, list[str]]]:
    """A server as `careprofile serve` starts it; its port, and the paths that were asked for."""
    asked: list[str] = []

    async def note(request: Request) -> PlainTextResponse:
        await request.body()
        asked.append(request.url.path)
        return PlainTextResponse("taken")

    app = Starlette(routes=[Route("/{path:path}", note, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, http="httptools", ws="none", log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        running.start()
        yield listening.getsockname()[1], asked
        server.should_exit = True
        running.join(timeout=10)


def said(port: int, message: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(message)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize("headers", OPINIONS.values(), ids=OPINIONS.keys())
def test_what_could_be_read_two_ways_is_refused(served: tuple[int, list[str]], headers: bytes) -> None:
    port, asked = served
    before = asked.count("/hidden")
    answer = said(port, POST + headers + HIDDEN)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert asked.count("/hidden") == before


def test_what_can_be_read_one_way_is_taken_and_so_is_what_follows(served: tuple[int, list[str]]) -> None:
    port, _ = served
    for headers in (b"Content-Length: 3\r\n\r\na=b", b"Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n"):
        assert said(port, POST + headers + HIDDEN).count(b"HTTP/1.1 200 ") == 2
