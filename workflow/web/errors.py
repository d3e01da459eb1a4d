"""One page for everything that goes wrong: what happened and what to do, in plain words, revealing nothing.

htmx gets the same words as a fragment for the page's `#problem` region, so that nothing typed is ever swapped away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workflow.logs import logger, place_of
from workflow.rules.errors import (
    Blocked,
    Conflict,
    Invalid,
    NotFound,
    PracticeError,
    ProofNeeded,
    Refused,
    SecondStepNeeded,
    SignedOut,
    TooMuch,
    Unavailable,
)
from workflow.web import old_addresses
from workflow.web.forms import showable
from workflow.web.rendering import page, wants_block

SIGN_IN = "/sign-in"
"""Where the form for signing in is; a name outside checks rely on."""
_log = logger("web")
ACCOUNT = "/account"
"""Where somebody without a second step adds one."""
_SECRET_FIELDS = ("password", "token")
_MUCH_TYPED = 40
_ERRORS = 400
_OUR_FAULT = 500
_CAN_TRY_AGAIN = {401, 429, 500, 503}
_GIVES_BACK = _CAN_TRY_AGAIN | {409}
"""What may have kept somebody from a page they wrote on: they get their words back."""


@dataclass(frozen=True)
class Words:
    """What the page of a status says: its heading, and what to do."""

    heading: str
    sentence: str


WORDS: Mapping[int, Words] = {
    400: Words("That could not be read", "Go back, reload the page, then try again."),
    401: Words(
        "You have been signed out", "Sign in in another tab, then try again here. What you typed is still on this page."
    ),
    403: Words("That was not accepted", "Open the page again, then try from there."),
    404: Words(
        "Page not found",
        "This page is not here, or it is not yours to see. Check the address, or start from the list of families.",
    ),
    405: Words("That cannot be done here", "Go back to the page you came from and use its buttons."),
    409: Words("That cannot be done now", "It has changed since you opened it. Reload the page to see how it stands."),
    413: Words("That is too much at once", "Shorten what you typed, or send it in smaller parts."),
    414: Words("That address is too long", "Start from the list of families."),
    415: Words("That could not be read", "Go back, reload the page, then try again."),
    422: Words("Check what you sent", "Something in it cannot be used. Go back, correct it, then send it again."),
    429: Words("That is a great deal at once", "Wait a few seconds, then try again."),
    500: Words(
        "Something went wrong here",
        "It is our fault, not yours. Try again in a minute; if it happens again, tell your administrator the reference below.",
    ),
    503: Words("Care Profile cannot be used just now", "Try again in a minute."),
}
"""Every status a page of ours answers an error with; others borrow the words of 500 or, below that, 400."""


WHY: Mapping[type[Exception], str] = {
    Refused: "not theirs",
    SecondStepNeeded: "no second step",
    ProofNeeded: "sign-in too old",
    Blocked: "against a rule",
}
"""What the line of the log says of a request that was turned away, where the status alone does not tell it."""


class Turned(HTTPException):
    """A refusal with a sentence of our own, unlike the framework's, which are for developers."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(status, sentence)


def answer(
    request: Request,
    status: int,
    sentence: str = "",
    *,
    heading: str = "",
    moved: old_addresses.Now | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The page of an error; for htmx the fragment. `sentence` and `heading` replace the usual ones of the status; `moved` is where what was sent belongs now."""
    words = WORDS.get(status) or WORDS[_OUR_FAULT if status >= _OUR_FAULT else _ERRORS]
    kept = _kept(request) if status in _GIVES_BACK else ()
    context: dict[str, Any] = {
        "status": status,
        "heading": heading or words.heading,
        "sentence": sentence or words.sentence,
        "reference": getattr(request.state, "request_id", "") if status >= _OUR_FAULT else "",
        "kept": kept,
        "typed": [value for name, value in kept if len(value) >= _MUCH_TYPED or " " in value.strip()],
        "moved": moved,
        "try_again": request.method == "POST" and status in _CAN_TRY_AGAIN,
    }
    visit = getattr(request.state, "visit", None)
    if visit is not None:
        visit.turned_away = True
    htmx = {"HX-Retarget": "#problem", "HX-Reswap": "innerHTML"} if wants_block(request) else {}
    return page(request, "errors/problem.html", context, "problem", status=status, headers={**htmx, **(headers or {})})


def _kept(request: Request) -> tuple[tuple[str, str], ...]:
    """What was posted, to be sent again, without anything secret."""
    posted: Mapping[str, list[str]] = getattr(request.state, "posted", None) or {}
    return tuple(
        (showable(name), showable(value))
        for name, values in posted.items()
        for value in values
        if not any(secret in name.lower() for secret in _SECRET_FIELDS)
    )


async def _practice_error(request: Request, error: Exception) -> Response:
    request.state.turned = WHY.get(type(error), "")
    match error:
        case SignedOut():
            return _signed_out(request, error)
        case NotFound():
            return await _not_here(request)
        case Invalid() | Blocked() | Conflict():
            return answer(request, 422 if isinstance(error, Invalid) else 409, error.sentence)
        case TooMuch():
            return await _too_much(request, error)
        case Unavailable():
            return answer(request, 503, error.sentence, headers={"Retry-After": "60"})
        case PracticeError():
            return answer(request, 400, error.sentence)
    raise error


async def _too_much(request: Request, error: TooMuch) -> Response:
    """Try again in a moment, with what was typed. The first of a row is an entry in the trail; the others are lines of the log."""
    visit = request.state.visit
    if error.first:
        await run_in_threadpool(visit.practice.held_back, visit.actor.person_id, visit.origin)
    return answer(request, 429, error.sentence, headers={"Retry-After": str(max(1, ceil(error.wait.total_seconds())))})


async def _not_here(request: Request) -> Response:
    """Nothing stands at this address, or it is not theirs to see; an old one of a record that was put together with another leads to that."""
    asks = request.method == "GET"
    now = None if asks and wants_block(request) else await old_addresses.leads_to(request)
    if now is None:
        return answer(request, 404)
    if not asks:
        return answer(request, 409, old_addresses.STAYS, heading="Two records are one now", moved=now)
    request.state.visit.turned_away = True
    return RedirectResponse(now.address, status_code=303)


def _signed_out(request: Request, error: SignedOut) -> Response:
    """To the page where somebody signs in, and back, or adds a second step; but never away from something typed."""
    if wants_block(request) or request.method != "GET":
        proof = isinstance(error, ProofNeeded)
        sentence = error.sentence if proof or isinstance(error, SecondStepNeeded) else ""
        return answer(request, 401, sentence, heading="Sign in again first" if proof else "")
    visit = getattr(request.state, "visit", None)
    if visit is not None:
        visit.turned_away = True
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    again = f"{SIGN_IN}?next={quote(here, safe='')}"
    return RedirectResponse(ACCOUNT if isinstance(error, SecondStepNeeded) else again, status_code=303)


async def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return answer(request, error.status_code, error.detail if isinstance(error, Turned) else "", headers=error.headers)


async def _unreadable_address(request: Request, _error: Exception) -> Response:
    """An id or query of the wrong shape leads nowhere, like any other wrong address."""
    return answer(request, 404)


def install(app: FastAPI) -> None:
    """Answer every expected error with its page."""
    app.add_exception_handler(PracticeError, _practice_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _unreadable_address)


class Unexpected:
    """Answers what nobody expected with the page of 500, and refuses to send a page that asked nobody who came.

    The log names the request and the place in the code; never the message, which may quote what was typed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def checked(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                if message["status"] < _ERRORS:
                    _demand_access_was_settled(scope)
                started = True
            await send(message)

        try:
            await self.app(scope, receive, checked)
        except ClientDisconnect:
            return
        except Exception as error:
            route = getattr(scope.get("route"), "path", "")
            _log.error("unexpected", method=scope["method"], route=str(route), **place_of(error))
            if started:
                raise
            await answer(Request(scope), 500)(scope, receive, send)


def _demand_access_was_settled(scope: Scope) -> None:
    """A route that declared no access, or never opened the desk that checks it, is a fault of ours."""
    if "endpoint" not in scope or scope["path"].startswith("/static/"):
        return
    visit = scope["state"].get("visit")
    if visit is None or not visit.declared:
        raise RuntimeError("This route declares neither Requires(permission) nor Public().")
    if not visit.settled:
        raise RuntimeError("This route answered without opening the desk that checks who came.")
