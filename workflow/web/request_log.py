"""One line of the log stream a request: what was asked for, as the pattern of its address, and how it ended. Plain ASGI."""

import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from workflow.logs import plain_logger

_log = plain_logger("request")

TURNED = {
    400: "unreadable",
    401: "signed out",
    403: "from elsewhere",
    404: "nothing there",
    405: "no such method",
    409: "changed meanwhile",
    413: "too large",
    414: "address too long",
    415: "no form",
    422: "cannot be taken",
    429: "too much at once",
    503: "database",
}
"""Why a request was turned away, by its status, where nothing said it more closely. Fixed words: nothing that was sent gets into the log."""


class RequestLog:
    """Logs every request by its id, its method, the pattern of its route, its status and its time, with the person's id and the trail's head,
    and, where it was turned away, with why in fixed words.

    The address itself is never logged: an address that is none of ours may hold anything. `SecurityHeaders` stands before it and gives the id.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, request_id = 0, scope["state"]["request_id"]
        start = time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with bound_contextvars(request=request_id):
            try:
                await self.app(scope, receive, watched)
            finally:
                took = round((time.perf_counter() - start) * 1000, 1)
                facts = {
                    "event": "request",
                    "request": request_id,
                    **_facts(scope, status),
                    "status": status,
                    "ms": took,
                }
                _log.info(facts)


def _facts(scope: Scope, status: int) -> dict[str, Any]:
    facts: dict[str, Any] = {"method": scope["method"], "route": route_of(scope)}
    visit = scope["state"].get("visit")
    if visit is not None and visit.actor is not None:
        facts["person"] = visit.actor.person_id
    if visit is not None and visit.trail_ends is not None:
        facts["trail"] = str(visit.trail_ends)
    if turned := scope["state"].get("turned") or TURNED.get(status):
        facts["turned"] = turned
    return facts


def route_of(scope: Scope) -> str:
    """The pattern of the route that answers, "" where none does."""
    if scope["path"].startswith("/static/"):
        return "/static"
    return str(getattr(scope.get("route"), "path", ""))
