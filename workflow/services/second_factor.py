"""The second step: codes of an authenticator app (TOTP, RFC 6238), ten recovery codes, and what a person has of them. Passkeys: `passkeys`.

An app's secret is kept sealed under the settings' key. A code works once, half a minute early or late at most.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp

from workflow.models import AuthenticatorApp, Person, RecoveryCode
from workflow.rules.errors import Blocked, Invalid
from workflow.rules.events import Event
from workflow.services import accounts, sign_ins
from workflow.services.desk import Desk
from workflow.storage import people, second_factors
from workflow.storage import sign_ins as sign_in_rows

ISSUER = "Care Profile"
"""What the app calls us."""
MARKS = "abcdefghjk"
"""The first letters of the recovery codes, one for each."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LENGTH = 12
_STEP = 30
_DIGITS = 6
_EARLY_OR_LATE = (0, -1, 1)
_NOT_RIGHT = "The code is not right. Type the one that the app shows now; check that the time on your phone is right."


@dataclass(frozen=True)
class Ways:
    """What somebody can make the second step with."""

    app: bool
    passkeys: int
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is a second step. Recovery codes alone are none: they belong to one."""
        return self.app or self.passkeys > 0


@dataclass(frozen=True)
class Offered:
    """An app that is about to be added: its secret in groups of four, and the address that the picture holds."""

    secret: str
    address: str


def ways(desk: Desk, person_id: str) -> Ways:
    """What a person can make the second step with."""
    return Ways(
        second_factors.app(desk.session, person_id) is not None,
        len(second_factors.passkeys(desk.session, person_id)),
        second_factors.codes_left(desk.session, person_id),
    )


def own(desk: Desk) -> Ways:
    """What the person who asks can make the second step with."""
    return ways(desk, desk.who.person_id)


# --- adding an app


def offer_app(desk: Desk) -> None:
    """Make a secret for an app that is to be added. Raises ProofNeeded where the sign-in is too old, or lacks the second step there is."""
    who = desk.who
    require_proof(desk)
    secret = pyotp.random_base32(32)
    row = AuthenticatorApp(
        id=desk.new_id(),
        person_id=who.person_id,
        sealed_secret=desk.practice.seals.seal(_purpose(who.person_id), secret, desk.now),
        made_at=desk.now,
    )
    second_factors.offer_app(desk.session, row, event=Event("second-factor.app-offered", subject_id=who.person_id))


def offered_app(desk: Desk) -> Offered | None:
    """What the person's app is to be told; None where none is being added."""
    who = desk.who
    require_proof(desk)
    row = second_factors.app_to_confirm(desk.session, who.person_id)
    secret = _secret(desk, row) if row else None
    if secret is None:
        return None
    person = people.person(desk.session, who.person_id)
    address = pyotp.TOTP(secret).provisioning_uri(name=person.username if person else "", issuer_name=ISSUER)
    return Offered(" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)), address)


def confirm_app(desk: Desk, code: str) -> "SetUp":
    """Add the app that shows this code. Raises Invalid where the code is wrong, Blocked where no app is being added."""
    who = desk.who
    require_proof(desk)
    row = second_factors.app_to_confirm(desk.session, who.person_id)
    secret = _secret(desk, row) if row else None
    if row is None or secret is None:
        raise Blocked("No app is being added. Begin again on the page of your account.")
    step = _step_of(secret, _plain(code), desk.now)
    if step is None:
        raise Invalid({"code": _NOT_RIGHT})
    added = Event("second-factor.app-added", subject_id=who.person_id)
    second_factors.confirm_app(desk.session, row, step, desk.now, event=added)
    return set_up(desk, "app")


def remove_app(desk: Desk) -> None:
    """Remove one's app. Raises Blocked where it is the only second step and one is needed."""
    who = desk.who
    require_proof(desk)
    have = own(desk)
    not_the_last(desk, have.passkeys)
    event = Event("second-factor.app-removed", subject_id=who.person_id)
    second_factors.remove_app(desk.session, who.person_id, desk.now, event=event, by=who.person_id)
    if not have.passkeys:
        second_factors.remove_all(desk.session, who.person_id)


def not_the_last(desk: Desk, others: int) -> None:
    """Raise Blocked where a second step is needed and there are no others."""
    if desk.practice.settings.second_step_needed and not others:
        raise Blocked("This is your only second step, and everybody needs one here. Add another first.")


# --- what adding one brings


@dataclass(frozen=True)
class SetUp:
    """A second step was added. `token` is the new one of this sign-in; `codes` are the recovery codes, where these are the first."""

    token: str
    person_id: str
    codes: tuple[str, ...] = ()


def set_up(desk: Desk, second: str) -> SetUp:
    """What follows when a second step was added: another token for this sign-in; with the first one, codes, and the end of all other sign-ins."""
    who = desk.who
    codes: tuple[str, ...] = ()
    if second_factors.codes_left(desk.session, who.person_id) == 0:
        codes = _new_codes(desk, who.person_id)
        event = Event("second-factor.set-up", subject_id=who.person_id)
        sign_in_rows.end_all(
            desk.session, who.person_id, desk.now, event=event, by=who.person_id, keep=who.sign_in_id, forget=False
        )
    return SetUp(sign_ins.renewed(desk, second), who.person_id, codes)


def new_codes(desk: Desk) -> tuple[str, ...]:
    """Ten new recovery codes; the old ones work no more. Raises Blocked where there is no second step."""
    who = desk.who
    require_proof(desk)
    if not own(desk).any:
        raise Blocked("Recovery codes belong to a second step. Add an app or a passkey first.")
    return _new_codes(desk, who.person_id)


def _new_codes(desk: Desk, person_id: str) -> tuple[str, ...]:
    codes = tuple(mark + "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH - len(mark))) for mark in MARKS)
    rows = [
        RecoveryCode(
            id=desk.new_id(),
            person_id=person_id,
            mark=code[0],
            code_hash=desk.practice.passwords.hashed(code),
            made_at=desk.now,
        )
        for code in codes
    ]
    event = Event("second-factor.codes-made", subject_id=person_id)
    second_factors.replace_codes(desk.session, person_id, rows, desk.now, event=event)
    return tuple("-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes)


# --- proving it


def prove(desk: Desk, person_id: str, code: str) -> str:
    """How a code proves the second step: "app", "recovery", or "" for not at all. A code that proved it does not do so again."""
    typed = _plain(code)
    if len(typed) == _DIGITS:
        return "app" if _by_app(desk, person_id, typed) else ""
    row = second_factors.code_marked(desk.session, person_id, typed[:1])
    right = desk.practice.passwords.right(row.code_hash if row else None, typed[: 2 * _CODE_LENGTH])
    if row is None or not right:
        return ""
    event = Event("second-factor.code-used", subject_id=person_id)
    return "recovery" if second_factors.use_code(desk.session, row, desk.now, event=event) else ""


def _by_app(desk: Desk, person_id: str, typed: str) -> bool:
    row = second_factors.app(desk.session, person_id)
    secret = _secret(desk, row) if row else None
    if row is None or secret is None:
        return False
    step = _step_of(secret, typed, desk.now)
    return step is not None and second_factors.use_app(desk.session, row.id, step)


def _step_of(secret: str, typed: str, now: datetime) -> int | None:
    """The half minute whose code this is."""
    totp, here = pyotp.TOTP(secret), int(now.timestamp()) // _STEP
    found = [
        here + by for by in _EARLY_OR_LATE if hmac.compare_digest(totp.generate_otp(here + by).encode(), typed.encode())
    ]
    return found[0] if found else None


def _plain(code: str) -> str:
    return "".join(code.casefold().split()).replace("-", "")


def _purpose(person_id: str) -> str:
    return f"authenticator app {person_id}"


def _secret(desk: Desk, row: AuthenticatorApp) -> str | None:
    return desk.practice.seals.open(_purpose(row.person_id), row.sealed_secret, desk.now)


# --- another secret in the settings


@dataclass(frozen=True)
class Resealed:
    """How many apps' secrets were sealed anew, and the usernames of those that open under no secret of the settings."""

    apps: int
    lost: tuple[str, ...]


def reseal(desk: Desk) -> Resealed:
    """Seal every app's secret under the settings' secret of now, opened under those before it. For a command alone; done twice it does nothing."""
    rows, seals = second_factors.apps(desk.session), desk.practice.seals
    anew = {row.id: seals.anew(_purpose(row.person_id), row.sealed_secret) for row in rows}
    changed = {row.id: now for row in rows if (now := anew[row.id]) and now != row.sealed_secret}
    if changed:
        event = Event("second-factor.resealed", details={"apps": len(changed)})
        second_factors.reseal(desk.session, changed, desk.now, event=event, by=None)
    lost = sorted({row.person_id for row in rows if anew[row.id] is None})
    named = [people.person(desk.session, person_id) for person_id in lost]
    return Resealed(len(changed), tuple(one.username for one in named if one))


# --- who may change it


def require_proof(desk: Desk) -> None:
    """Raise ProofNeeded unless the person signed in a short while ago, with the second step where they have one."""
    sign_ins.require_recent(desk, second=own(desk).any)


def reset(desk: Desk, username: str) -> Person:
    """Take away everything that an account has for the second step, and end its sign-ins: its owner lost them, or was robbed.

    Needs `people:administer`, except at a desk of a command. Raises Invalid where there is no such open account.
    """
    row = accounts.to_change(desk, username)
    second_factors.remove_all(desk.session, row.id)
    event = Event("person.second-factor-reset", subject_id=row.id)
    by = desk.actor.person_id if desk.actor else None
    sign_in_rows.end_all(desk.session, row.id, desk.now, event=event, by=by)
    return row
