"""Passwords: kept as Argon2id, and checked in the same time whether or not there is an account."""

import secrets
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Passwords:
    """Hashes and checks passwords. `hasher` is the library's own strength where none is given (RFC 9106, low-memory profile)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hashed(self, password: str) -> str:
        """The Argon2id hash to keep, with its salt and strength in it."""
        return self._hasher.hash(password)

    def right(self, hashed: str | None, password: str) -> bool:
        """Whether the password belongs to the hash; never where there is no hash, but then it takes as long to say so."""
        try:
            return (
                self._hasher.verify(hashed or self._stand_in, password.encode(errors="replace")) and hashed is not None
            )
        except (VerificationError, InvalidHashError):
            return False

    @cached_property
    def _stand_in(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe(16))
