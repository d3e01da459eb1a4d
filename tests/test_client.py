"""The client of the tests: what an application answers comes back as it was sent, and what it raises is raised."""

import threading

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.middleware.gzip import GZipMiddleware

from tests.client import Client


@pytest.fixture(scope="module")
def app() -> FastAPI:
    made = FastAPI()
    made.add_middleware(GZipMiddleware, minimum_size=100)

    @made.post("/echo")
    async def echo(request: Request) -> PlainTextResponse:
        return PlainTextResponse(await request.body(), headers={"x-from": str(request.client and request.client.host)})

    @made.get("/away")
    def away() -> RedirectResponse:
        there = RedirectResponse("/here")
        there.set_cookie("key", "kept")
        return there

    @made.get("/here")
    def here(request: Request) -> PlainTextResponse:
        return PlainTextResponse(
            f"{request.cookies.get('key')} {threading.current_thread() is threading.main_thread()}"
        )

    @made.get("/breaks")
    def breaks() -> None:
        raise ZeroDivisionError("it broke")

    return made


def test_what_is_sent_comes_back_unpacked(app: FastAPI) -> None:
    answer = Client(app).post("/echo", content=b"\xff" * 2_000)
    assert answer.content == b"\xff" * 2_000
    assert (answer.headers["content-encoding"], answer.headers["x-from"]) == ("gzip", "testclient")
    assert Client(app).post("/echo", files={"file": ("x.txt", b"in parts")}).text.count("in parts") == 1


def test_cookies_are_kept_and_redirects_followed_where_asked(app: FastAPI) -> None:
    assert Client(app).get("/away").text == "kept False"
    assert Client(app, follow_redirects=False).get("/away").headers["location"] == "/here"


def test_what_breaks_is_raised(app: FastAPI) -> None:
    with pytest.raises(ZeroDivisionError, match="it broke"):
        Client(app).get("/breaks")
