"""What the settings' secret key is for: sealing what only the server may read again, and marks that nobody else can make.

Every purpose has a key of its own (HKDF with SHA-256), so that what was sealed for one opens for no other.
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_LENGTH = 32


class Seals:
    """Seals and marks under one secret. In the demonstration the secret may be empty; production refuses that."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def seal(self, purpose: str, text: str, now: datetime) -> str:
        """The text, encrypted and dated; letters, digits, dashes and `=` only."""
        return self._fernet(purpose).encrypt_at_time(text.encode(), int(now.timestamp())).decode()

    def open(self, purpose: str, sealed: str, now: datetime, *, within: timedelta | None = None) -> str | None:
        """What was sealed for the same purpose; None for anything else, and for what is older than `within`."""
        fernet = self._fernet(purpose)
        try:
            if within is None:
                return fernet.decrypt(sealed.encode()).decode()
            return fernet.decrypt_at_time(
                sealed.encode(), ttl=int(within.total_seconds()), current_time=int(now.timestamp())
            ).decode()
        except (InvalidToken, UnicodeError):
            return None

    def mark(self, purpose: str, text: str) -> str:
        """64 letters that stand for a text, from which it cannot be told without the secret."""
        return hmac.digest(self._key(purpose), text.encode(errors="replace"), hashlib.sha256).hex()

    def _fernet(self, purpose: str) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self._key(purpose)))

    def _key(self, purpose: str) -> bytes:
        return HKDF(SHA256(), _LENGTH, salt=None, info=f"careprofile {purpose}".encode()).derive(self._secret)
