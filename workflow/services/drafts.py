"""The key under which a browser encrypts what it could not send yet: nobody but the same person, signed in, is given it again."""

import hashlib
import hmac
import re
import secrets
from datetime import timedelta

from workflow.models import DraftsKey
from workflow.rules.errors import NotFound
from workflow.rules.events import Event
from workflow.services.desk import Desk
from workflow.services.sealing import MARK_LENGTH
from workflow.storage import drafts

KEPT = timedelta(days=30)
"""A key that no new sign-in of its person asked for in this time is deleted."""
_OF_A_KEY = 64
"""Letters that a row holds: the mark of the secret it was made under, which may be another by the time it is asked for, and 224 random bits."""
_STORE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def key(desk: Desk, store_id: str) -> bytes:
    """The 32 bytes that open the browser's store of that name: made on first asking, and the same for every later sign-in of the same person.

    Raises NotFound where the store is somebody else's, which is all that this person learns, and for what is no name of a store.
    """
    if not _STORE.fullmatch(store_id):
        raise NotFound
    who = desk.who
    row = drafts.find(desk.session, store_id) or _made(desk, store_id)
    if row.person_id != who.person_id:
        raise NotFound
    if row.sign_in_id != who.sign_in_id:
        event = Event("drafts.key-taken-over", subject_id=who.person_id)
        drafts.take_over(desk.session, row, who.sign_in_id, desk.now, event=event)
    return _derived(desk, row)


def _made(desk: Desk, store_id: str) -> DraftsKey:
    who = desk.who
    forgotten = Event("drafts.keys-forgotten", subject_id=who.person_id)
    drafts.forget_older(desk.session, desk.now - KEPT, desk.now, event=forgotten, by=who.person_id)
    row = DraftsKey(
        id=store_id,
        person_id=who.person_id,
        sign_in_id=who.sign_in_id,
        secret=(desk.practice.seals.marked_as + secrets.token_hex(32))[:_OF_A_KEY],
        given_at=desk.now,
    )
    return drafts.add(desk.session, row, event=Event("drafts.key-made", subject_id=who.person_id))


def _derived(desk: Desk, row: DraftsKey) -> bytes:
    """The key itself stands nowhere: without the secret of the settings, the database alone opens no browser's store."""
    of_settings = desk.practice.seals.secret_marked(row.secret[:MARK_LENGTH])
    return hmac.digest(of_settings, f"drafts {row.id} {row.secret}".encode(), hashlib.sha256)
