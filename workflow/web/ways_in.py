"""What the pages of signing in share: on to the second step, or in; and what stays out of every address."""

import json
from datetime import timedelta

from fastapi import Request, Response

from workflow.services.desk import Practice
from workflow.services.second_factor import SetUp
from workflow.services.signing_in import Entered, HalfWay
from workflow.settings import Settings
from workflow.web import cookies
from workflow.web.navigation import safe_next
from workflow.web.rendering import path_for, see_other

_CODES = "recovery codes"


def go_on(request: Request, settings: Settings, done: Entered | HalfWay, next_: str) -> Response:
    """The answer to a step that was right: to the second step, or to the page that was asked for, signed in."""
    if isinstance(done, HalfWay):
        onwards = safe_next(next_, otherwise="")
        answer = see_other(request, path_for("second_step", **({"next": onwards} if onwards else {})))
        cookies.STEP.put(answer, settings, done.token)
        return answer
    answer = see_other(request, safe_next(next_))
    cookies.SIGN_IN.put(answer, settings, done.token)
    cookies.KNOWN.put(answer, settings, done.known)
    for used in (cookies.STEP, cookies.LINK):
        if used.of(request, settings):
            used.drop(answer, settings)
    return answer


def set_up_done(request: Request, practice: Practice, added: SetUp, done: str) -> Response:
    """The answer to a second step that was added: another key, and on to the recovery codes where these are the first."""
    answer = see_other(request, path_for("recovery_codes") if added.codes else path_for("account", done=done))
    cookies.SIGN_IN.put(answer, practice.settings, added.token)
    if added.codes:
        keep_codes(answer, practice, added.person_id, added.codes)
    return answer


def keep_codes(answer: Response, practice: Practice, person_id: str, codes: tuple[str, ...]) -> None:
    """Recovery codes, sealed in the browser until they are written down: the database has only what they are checked by."""
    sealed = practice.seals.seal(f"{_CODES} {person_id}", json.dumps(codes), practice.clock.now())
    cookies.CODES.put(answer, practice.settings, sealed)


def codes_of(request: Request, practice: Practice, person_id: str) -> list[str]:
    """The recovery codes that this browser keeps for the person, none once they are written down."""
    sealed, for_now = cookies.CODES.of(request, practice.settings), timedelta(seconds=cookies.CODES.seconds)
    opened = practice.seals.open(f"{_CODES} {person_id}", sealed, practice.clock.now(), within=for_now)
    return list(json.loads(opened)) if opened else []
