"""What the settings' secret key is for: sealing what only the server may read again, and marks that nobody else can make.

Every purpose has a key of its own (HKDF with SHA-256), so that what was sealed for one opens for no other. What was sealed under a secret that was
used before opens while the settings still name that secret; nothing new is sealed under it.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_LENGTH = 32
MARK_LENGTH = 8
"""Letters of a mark by which a secret is known again."""


class Seals:
    """Seals and marks under one secret; opens under it and under those before it, `former`, the oldest first.

    In the demonstration the secret may be empty; production refuses that.
    """

    def __init__(self, secret: str, former: Sequence[str] = ()) -> None:
        self._secrets = [one.encode() for one in (secret, *reversed(former))]

    def seal(self, purpose: str, text: str, now: datetime) -> str:
        """The text, encrypted and dated; letters, digits, dashes and `=` only."""
        return self._fernets(purpose).encrypt_at_time(text.encode(), int(now.timestamp())).decode()

    def open(self, purpose: str, sealed: str, now: datetime, *, within: timedelta | None = None) -> str | None:
        """What was sealed for the same purpose; None for anything else, and for what is older than `within`."""
        fernet = self._fernets(purpose)
        try:
            if within is None:
                return fernet.decrypt(sealed.encode()).decode()
            return fernet.decrypt_at_time(
                sealed.encode(), ttl=int(within.total_seconds()), current_time=int(now.timestamp())
            ).decode()
        except (InvalidToken, UnicodeError):
            return None

    def anew(self, purpose: str, sealed: str) -> str | None:
        """The same, sealed under the secret of now and dated as it was; itself where it is already, None where it opens under no secret."""
        first, *_ = self._each(purpose)
        try:
            first.decrypt(sealed.encode())
        except (InvalidToken, UnicodeError):
            try:
                return self._fernets(purpose).rotate(sealed.encode()).decode()
            except (InvalidToken, UnicodeError):
                return None
        return sealed

    def secret_marked(self, mark: str) -> bytes:
        """The secret, of now or before, that `marked_as` gives this mark; that of now where none does."""
        return next((one for one in self._secrets if _mark_of(one) == mark), self._secrets[0])

    @property
    def marked_as(self) -> str:
        """Eight letters by which the secret of now is known again later. They tell nothing of it."""
        return _mark_of(self._secrets[0])

    def mark(self, purpose: str, text: str) -> str:
        """64 letters that stand for a text, from which it cannot be told without the secret."""
        return hmac.digest(_key(self._secrets[0], purpose), text.encode(errors="replace"), hashlib.sha256).hex()

    def _fernets(self, purpose: str) -> MultiFernet:
        return MultiFernet(self._each(purpose))

    def _each(self, purpose: str) -> list[Fernet]:
        return [Fernet(base64.urlsafe_b64encode(_key(secret, purpose))) for secret in self._secrets]


def _mark_of(secret: bytes) -> str:
    return _key(secret, "mark of a secret").hex()[:MARK_LENGTH]


def _key(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), _LENGTH, salt=None, info=f"careprofile {purpose}".encode()).derive(secret)
