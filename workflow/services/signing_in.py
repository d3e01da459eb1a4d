"""Signing in and out: a first step (a password, a link, a provider), then the second where there is one, then a sign-in.

Between the two steps nobody is signed in: the browser holds a token that is good for the second step alone, for a few minutes.
A refusal is an answer and not a raise, so that it is counted and kept in the trail.
"""

import math
import secrets
from dataclasses import dataclass
from datetime import timedelta

from workflow.models import FirstStep, KnownBrowser, Person, SignIn
from workflow.rules.errors import SignedOut
from workflow.rules.events import Event
from workflow.rules.wording import words_fault
from workflow.services import passwords, second_factor, throttling
from workflow.services.callers import UNKNOWN, Caller
from workflow.services.desk import Desk, token_hash
from workflow.services.second_factor import Ways
from workflow.services.throttling import Attempt
from workflow.storage import people, sign_ins, trail

LONGEST = timedelta(hours=12)
"""A sign-in ends after this long, however busy."""
HALF_WAY = timedelta(minutes=10)
"""How long the second step may take."""
_LONGEST_USERNAME = 80
_MOST_TRIES = 5
"""Codes that may be wrong before the first step has to be made again."""
_HOW = {"link": "a one-time link", "provider": "their organisation"}
_HOW_SECOND = {
    "app": "a code of an app",
    "passkey": "a passkey",
    "recovery": "a recovery code",
    "provider": "its second step",
}
_WRONG = "The username or password is not right. Check both and try again."
_TIRED = "The username or password is not right, or was tried too often. Check both, wait {minutes}, then try again."
_NO_PASSWORDS = "Passwords are not used here. Sign in through your organisation."
_WRONG_CODE = "The code is not right. Type the one that your app shows now, or a recovery code you have not used."
_TIRED_CODE = "The code is not right, or codes were tried too often. Wait {minutes}, then try again."
_AGAIN = "Signing in took too long, or codes were wrong too often. Start again with your username and password."


@dataclass(frozen=True)
class Entered:
    """Somebody is signed in: the token of the sign-in, and the one by which the browser is known from now on."""

    token: str
    known: str


@dataclass(frozen=True)
class HalfWay:
    """The first step is done. The token is good for the second step alone."""

    token: str


@dataclass(frozen=True)
class Turned:
    """It was not right. `sentence` is the same whether there is such an account or not."""

    sentence: str


def by_password(desk: Desk, username: str, password: str, caller: Caller = UNKNOWN) -> Entered | HalfWay | Turned:
    """Sign in with a username and a password. Demonstration accounts are refused outside the demonstration.

    An unknown name, a closed account and a try that should have waited take the same work and are told the same.
    """
    if not desk.practice.settings.passwords:
        return Turned(_NO_PASSWORDS)
    name = username.strip().lower()
    found = None if words_fault(name, _LONGEST_USERNAME) else people.by_username(desk.session, name)
    attempt = throttling.password(desk, name[: _LONGEST_USERNAME + 1], found.id if found else None, caller)
    # Cut one character beyond the longest, so that a cut password is never a right one.
    typed = password[: passwords.LONGEST + 1]
    right = desk.practice.passwords.right(found.password_hash if found else None, typed)
    if found and right and attempt.counts and may_come_in(desk, found):
        throttling.succeeded(desk, attempt)
        return first_step_done(desk, found, caller, "password")
    event = Event("person.sign-in-refused", subject_id=found.id if found else None)
    trail.write(desk.session, event, at=desk.now, person_id=None)
    if attempt.counts:
        throttling.failed(desk, attempt)
    return Turned(_TIRED.format(minutes=_in_words(attempt)) if attempt.tired else _WRONG)


def first_step_done(desk: Desk, person: Person, caller: Caller, method: str, second: str = "") -> Entered | HalfWay:
    """On to the second step, where the person has one; else in. `second` says that it is done already ("provider")."""
    if second or not second_factor.ways(desk, person.id).any:
        return _enter(desk, person.id, caller, method, second)
    token = secrets.token_urlsafe(32)
    row = FirstStep(
        id=desk.new_id(),
        token_hash=token_hash(token),
        person_id=person.id,
        method=method,
        started_at=desk.now,
        expires_at=desk.now + HALF_WAY,
    )
    event = Event("person.first-step", subject_id=person.id, details={"method": method})
    sign_ins.begin(desk.session, row, event=event)
    return HalfWay(token)


def half_way(desk: Desk, token: str) -> FirstStep:
    """Who is half way in. Raises SignedOut where nobody is, or no longer."""
    found = sign_ins.first_step(desk.session, token_hash(token), desk.now) if token else None
    if found is None or found.tries >= _MOST_TRIES:
        raise SignedOut(_AGAIN)
    return found


def ways_on(desk: Desk, token: str) -> Ways:
    """The ways in which who is half way in can make the second step. Raises SignedOut as `half_way` does."""
    return second_factor.ways(desk, half_way(desk, token).person_id)


def by_code(desk: Desk, token: str, code: str, caller: Caller = UNKNOWN) -> Entered | Turned:
    """Make the second step with the code of an app, or with a recovery code. Raises SignedOut where the first was not made."""
    step = half_way(desk, token)
    attempt = throttling.second_step(desk, step.person_id, caller)
    second = second_factor.prove(desk, step.person_id, code) if attempt.counts else ""
    if second:
        throttling.succeeded(desk, attempt)
        return second_step_done(desk, step, caller, second)
    if attempt.counts:
        throttling.failed(desk, attempt)
    refuse_second(desk, step)
    return Turned(_TIRED_CODE.format(minutes=_in_words(attempt)) if attempt.tired else _WRONG_CODE)


def second_step_done(desk: Desk, step: FirstStep, caller: Caller, second: str) -> Entered:
    """In, by a second step that was proven. Raises SignedOut where somebody was through with the same first step already."""
    person = people.person(desk.session, step.person_id)
    if person is None or not may_come_in(desk, person) or not sign_ins.finish(desk.session, step):
        raise SignedOut(_AGAIN)
    return _enter(desk, step.person_id, caller, step.method, second)


def refuse_second(desk: Desk, step: FirstStep) -> None:
    """Keep that a second step failed; after a few the first has to be made again."""
    event = Event("person.second-step-refused", subject_id=step.person_id)
    sign_ins.refuse_second(desk.session, step, desk.now, event=event)


def sign_out(desk: Desk) -> None:
    """End this browser's sign-in."""
    who = desk.who
    event = Event("person.signed-out", subject_id=who.person_id)
    sign_ins.end(desk.session, who.sign_in_id, desk.now, event=event, by=who.person_id)


def may_come_in(desk: Desk, person: Person) -> bool:
    """Whether the account is open, and not one of the demonstration outside it."""
    return not person.disabled_at and (desk.practice.settings.demo or not person.demonstration)


def _enter(desk: Desk, person_id: str, caller: Caller, method: str, second: str) -> Entered:
    token, known = secrets.token_urlsafe(32), caller.known or secrets.token_urlsafe(32)
    if caller.standing:
        sign_ins.replace_standing(desk.session, token_hash(caller.standing), desk.now)
    row = SignIn(
        id=desk.new_id(),
        token_hash=token_hash(token),
        person_id=person_id,
        started_at=desk.now,
        seen_at=desk.now,
        expires_at=desk.now + LONGEST,
        address=caller.address[:45],
        browser=caller.browser[:80],
        method=method,
        second=second,
    )
    browser = KnownBrowser(
        id=desk.new_id(), token_hash=token_hash(known), person_id=person_id, made_at=desk.now, seen_at=desk.now
    )
    how = [_HOW.get(method, "a password"), *([_HOW_SECOND[second]] if second else [])]
    event = Event("person.signed-in", subject_id=person_id, details={"how": " and ".join(how)})
    sign_ins.start(desk.session, row, browser, event=event)
    return Entered(token, known)


def _in_words(attempt: Attempt) -> str:
    """The wait in whole minutes: the same for everybody who failed as often."""
    waits = attempt.waits or attempt.next_wait
    minutes = max(1, math.ceil(waits / timedelta(minutes=1)))
    return "a minute" if minutes == 1 else f"{minutes} minutes"
