"""Passkeys (WebAuthn, level 3) as the second step: adding them, removing them, and proving the step with one.

The challenge is not kept: it is sealed for the very sign-in, or the very first step, that it was made for, and works for a few minutes. Both end with its
use (a sign-in gets another token, a first step is gone), so that nothing works twice.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from workflow.models import Passkey
from workflow.rules.errors import Invalid, NotFound
from workflow.rules.events import Event
from workflow.services import second_factor, signing_in
from workflow.services.callers import UNKNOWN, Caller
from workflow.services.desk import Desk
from workflow.services.second_factor import SetUp
from workflow.services.signing_in import Entered, Turned
from workflow.storage import people, second_factors

MOST = 10
"""Passkeys that one person may have."""
_WITHIN = timedelta(minutes=10)
_BYTES = 32
_NOT_TAKEN = "Your device did not give a passkey that can be used here. Try again, or use an authenticator app."
_NOT_RIGHT = "The passkey was not accepted. Try again, or type a code instead."


@dataclass(frozen=True)
class Site:
    """Where we are, as a browser sees it: passkeys belong to `host`, and `origin` is what every answer must have been made at."""

    host: str
    origin: str


@dataclass(frozen=True)
class Asked:
    """What the browser is asked: the options (JSON) for its authenticator, and the sealed challenge that it sends back with the answer."""

    options: str
    sealed: str


@dataclass(frozen=True)
class Answered:
    """What the browser sends back: the sealed challenge, and the answer of its authenticator (JSON)."""

    sealed: str
    answer: str


@dataclass(frozen=True)
class Owned:
    """One passkey, as its owner is shown it."""

    id: str
    name: str
    made_at: datetime
    used_at: datetime | None


def mine(desk: Desk) -> tuple[Owned, ...]:
    """The passkeys of the person who asks."""
    rows = second_factors.passkeys(desk.session, desk.who.person_id)
    return tuple(Owned(row.id, row.name, row.made_at, row.used_at) for row in rows)


# --- adding and removing


def ask_to_add(desk: Desk, site: Site) -> Asked:
    """What a browser is asked to make a passkey with. Raises ProofNeeded where the sign-in is too old."""
    who = desk.who
    second_factor.require_proof(desk)
    person = people.person(desk.session, who.person_id)
    challenge = secrets.token_bytes(_BYTES)
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=second_factor.ISSUER,
        user_name=person.username if person else "",
        user_id=who.person_id.encode(),
        user_display_name=who.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_descriptors(second_factors.passkeys(desk.session, who.person_id)),
    )
    return Asked(webauthn.options_to_json(options), _seal(desk, f"new {who.sign_in_id}", challenge))


def add(desk: Desk, site: Site, name: str, given: Answered) -> SetUp:
    """Keep the passkey that the browser made. Raises Invalid where it did not make one for us, or the person has very many."""
    who = desk.who
    second_factor.require_proof(desk)
    challenge = _open(desk, f"new {who.sign_in_id}", given.sealed)
    if len(second_factors.passkeys(desk.session, who.person_id)) >= MOST:
        raise Invalid({"name": f"You have {MOST} passkeys. Remove one that you do not use first."})
    try:
        made = webauthn.verify_registration_response(
            credential=given.answer,
            expected_challenge=challenge or b"",
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        raise Invalid({"": _NOT_TAKEN}) from None
    credential_id = bytes_to_base64url(made.credential_id)
    if challenge is None or second_factors.passkey_taken(desk.session, credential_id):
        raise Invalid({"": _NOT_TAKEN})
    row = Passkey(
        id=desk.new_id(),
        person_id=who.person_id,
        credential_id=credential_id,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        name=name,
        made_at=desk.now,
    )
    second_factors.add_passkey(desk.session, row, event=Event("second-factor.passkey-added", subject_id=who.person_id))
    return second_factor.set_up(desk, "passkey")


def remove(desk: Desk, passkey_id: str) -> None:
    """Remove one of one's own. Raises NotFound for another's, Blocked where it is the only second step and one is needed."""
    who = desk.who
    second_factor.require_proof(desk)
    have = second_factor.own(desk)
    if passkey_id not in {one.id for one in mine(desk)}:
        raise NotFound
    others = have.passkeys - 1 + have.app
    second_factor.not_the_last(desk, others)
    event = Event("second-factor.passkey-removed", subject_id=who.person_id)
    second_factors.remove_passkey(desk.session, passkey_id, desk.now, event=event, by=who.person_id)
    if not others:
        second_factors.remove_all(desk.session, who.person_id)


# --- the second step


def ask_to_prove(desk: Desk, site: Site, token: str) -> Asked | None:
    """What the browser of somebody half way in is asked; None where they have no passkey. Raises SignedOut where nobody is half way in."""
    step = signing_in.half_way(desk, token)
    keys = second_factors.passkeys(desk.session, step.person_id)
    if not keys:
        return None
    challenge = secrets.token_bytes(_BYTES)
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=_descriptors(keys),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Asked(webauthn.options_to_json(options), _seal(desk, f"step {step.id}", challenge))


def prove(desk: Desk, site: Site, token: str, given: Answered, caller: Caller = UNKNOWN) -> Entered | Turned:
    """Make the second step with what the browser answered. Raises SignedOut where the first was not made.

    A passkey whose own count does not grow may have been copied, and is refused.
    """
    step = signing_in.half_way(desk, token)
    challenge = _open(desk, f"step {step.id}", given.sealed)
    keys = {row.credential_id: row for row in second_factors.passkeys(desk.session, step.person_id)}
    row = keys.get(_credential_id(given.answer))
    if challenge is not None and row is not None:
        try:
            proven = webauthn.verify_authentication_response(
                credential=given.answer,
                expected_challenge=challenge,
                expected_rp_id=site.host,
                expected_origin=site.origin,
                credential_public_key=base64url_to_bytes(row.public_key),
                credential_current_sign_count=row.sign_count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
            pass
        else:
            second_factors.use_passkey(desk.session, row, proven.new_sign_count, desk.now)
            return signing_in.second_step_done(desk, step, caller, "passkey")
    signing_in.refuse_second(desk, step)
    return Turned(_NOT_RIGHT)


def _credential_id(answer: str) -> str:
    try:
        return str(json.loads(answer)["id"])
    except (ValueError, KeyError, TypeError):
        return ""


def _descriptors(rows: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(row.credential_id)) for row in rows]


def _seal(desk: Desk, what: str, challenge: bytes) -> str:
    return desk.practice.seals.seal(f"passkey {what}", challenge.hex(), desk.now)


def _open(desk: Desk, what: str, sealed: str) -> bytes | None:
    found = desk.practice.seals.open(f"passkey {what}", sealed, desk.now, within=_WITHIN)
    return bytes.fromhex(found) if found else None
