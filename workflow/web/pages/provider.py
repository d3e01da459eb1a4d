"""Signing in through the organisation: away to its sign-on provider, and back.

Coming back is a GET that signs somebody in, the one of its kind: the provider sends the browser so. What proves that the browser began it is the sealed
cookie with the state, and what it brings works once.
"""

from datetime import timedelta

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from workflow.logs import logger
from workflow.rules.errors import NotFound
from workflow.services import single_sign_on
from workflow.services.desk import Practice
from workflow.services.provider import Begun, NotProven
from workflow.services.signing_in import Turned
from workflow.web import cookies
from workflow.web.cookies import caller_of
from workflow.web.dependencies import Public, ThePractice, Visiting
from workflow.web.navigation import safe_next
from workflow.web.rendering import page, path_for, see_other
from workflow.web.ways_in import go_on

router = APIRouter(prefix="/sign-in/provider", dependencies=[Public()])
_log = logger("web")
_PURPOSE = "sign-on"
_NOT_DONE = "Signing in through your organisation was not finished, or took too long. Try again."


@router.get("", name="to_provider")
def to_provider(request: Request, practice: ThePractice, next: str = "", linking: str = "") -> Response:  # noqa: A002
    """Away to the provider. `linking` says that a one-time link, opened before, is to bind the account.

    Only a page of ours leads away at once: where a provider still knows the browser, nobody is signed in because a link elsewhere says so.
    """
    if practice.provider is None:
        raise NotFound
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return see_other(request, path_for("sign_in", next=safe_next(next, otherwise="")))
    address, begun = practice.provider.begin(safe_next(next, otherwise=""), linking=bool(linking))
    answer = RedirectResponse(address, status_code=303)
    cookies.PROVIDER.put(
        answer, practice.settings, practice.seals.seal(_PURPOSE, begun.as_text(), practice.clock.now())
    )
    return answer


@router.get("/back", name="from_provider")
def from_provider(request: Request, visit: Visiting, practice: ThePractice) -> Response:
    """On to the second step, or in; or why not."""
    if practice.provider is None:
        raise NotFound
    begun = _begun(request, practice)
    if begun is None:
        return _refused(request, practice, _NOT_DONE)
    try:
        identity = practice.provider.finish(begun, dict(request.query_params))
    except NotProven as why:
        _log.warning("sign-on not accepted", why=str(why))
        return _refused(request, practice, _NOT_DONE)
    link = cookies.LINK.of(request, practice.settings) if begun.linking else ""
    with visit.open_to_all() as desk:
        done = single_sign_on.enter(desk, identity, caller_of(request, practice.settings), link=link)
    if isinstance(done, Turned):
        return _refused(request, practice, done.sentence)
    answer = go_on(request, practice.settings, done, begun.next)
    cookies.PROVIDER.drop(answer, practice.settings)
    return answer


def _begun(request: Request, practice: Practice) -> Begun | None:
    sealed, now = cookies.PROVIDER.of(request, practice.settings), practice.clock.now()
    text = practice.seals.open(_PURPOSE, sealed, now, within=timedelta(seconds=cookies.PROVIDER.seconds))
    return Begun.of(text) if text else None


def _refused(request: Request, practice: Practice, sentence: str) -> Response:
    answer = page(request, "sign_in/provider.html", {"sentence": sentence}, status=403)
    cookies.PROVIDER.drop(answer, practice.settings)
    return answer
