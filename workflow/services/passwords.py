"""Passwords: kept as Argon2id, checked in the same time whether or not there is an account, and refused where others would guess them."""

import re
import secrets
from functools import cached_property
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workflow import leaked

SHORTEST = 12
LONGEST = 256
_GUESSED_IN = 10**8
"""Guesses that somebody who knows the lists of leaked passwords needs; fewer, and the password is refused."""
_LOOKED_AT = 72
"""Characters of a long password that are looked at: those make it hard enough, or nothing does."""
_OURS = ("careprofile", "care profile", "gradedcareprofile")
_EASY = (
    "This password is easy to guess: it is on lists of leaked passwords, or made of words that are. "
    "Choose three or four words that do not belong together."
)
_LEAKED = "This password has leaked somewhere, so others try it. Choose another: three or four words that do not belong together."


def fault(password: str, *about: str, leaks: Path | None = None) -> str | None:
    """Why a new password cannot be taken, None where it can. `about` are words that others know of its owner, such as the username; `leaks` is
    the settings' own list of leaked passwords.

    Its length counts, and whether it is guessed soon by somebody with lists of common and leaked passwords; never which kinds of character are in it.
    The other lists come with a package: nothing is asked outside.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        return f"Choose a password of {SHORTEST} to {LONGEST} characters."
    if leaks and leaked.holds(leaks, password):
        return _LEAKED
    return _EASY if _easy(password, about) else None


def _easy(password: str, about: tuple[str, ...]) -> bool:
    from zxcvbn import zxcvbn  # noqa: PLC0415  # its lists take a moment to read, and few requests need them
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415

    if password.casefold() in FREQUENCY_LISTS["passwords"]:
        return True
    known = [*_OURS, *(word for one in about for word in (one, *re.split(r"[\W_]+", one)) if word)]
    looked_at = password[:_LOOKED_AT].casefold()
    return bool(zxcvbn(looked_at, user_inputs=known)["guesses"] < _GUESSED_IN)


class Passwords:
    """Hashes and checks passwords. `hasher` is the library's own strength where none is given (RFC 9106, low-memory profile)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hashed(self, password: str) -> str:
        """The Argon2id hash to keep, with its salt and strength in it."""
        return self._hasher.hash(password)

    def right(self, hashed: str | None, password: str) -> bool:
        """Whether the password belongs to the hash; never where there is none (None or empty), but then it takes as long to say so."""
        try:
            return self._hasher.verify(hashed or self._stand_in, password.encode(errors="replace")) and bool(hashed)
        except (VerificationError, InvalidHashError):
            return False

    @cached_property
    def _stand_in(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe(16))
