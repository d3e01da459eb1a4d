"""Slowing down who guesses, in a way that shuts nobody out.

A name is tried from an address: after a few failures of that pair each next try has to wait, and so has everything from an address where
very much fails. A browser that the person got in with before has a count of its own and waits for nothing that is done elsewhere.
Unknown names are counted like known ones. What is counted stands under a keyed mark, so that no list of names and addresses comes about.
"""

from dataclasses import dataclass
from datetime import timedelta

from workflow.rules import waiting
from workflow.rules.waiting import Patience
from workflow.services.callers import Caller
from workflow.services.desk import Desk, token_hash
from workflow.storage import sign_ins, tries

_MARKED = "failed tries"


@dataclass(frozen=True)
class Attempt:
    """One try that is about to be made: under which key it counts, how many failed before, and how long it has yet to wait."""

    key: str
    patience: Patience
    failures: int
    waits: timedelta
    address: str = ""

    @property
    def counts(self) -> bool:
        """Whether the try is looked at: not while it has to wait, however right it is."""
        return not self.waits

    @property
    def next_wait(self) -> timedelta:
        """How long the next try has to wait if this one fails."""
        return waiting.wait(self.patience, self.failures + 1)

    @property
    def tired(self) -> bool:
        """Whether this try has to wait, or the next one if this fails."""
        return bool(self.waits or self.next_wait)


def password(desk: Desk, username: str, person_id: str | None, caller: Caller) -> Attempt:
    """A try of a password for a name, held against others made at the same moment."""
    if person_id and caller.known and sign_ins.known(desk.session, token_hash(caller.known), person_id):
        return _attempt(desk, f"browser {person_id} {token_hash(caller.known)}", waiting.PASSWORD)
    address = _key(desk, f"address {caller.house}")
    found = _attempt(desk, f"name {username} {caller.house}", waiting.PASSWORD)
    return Attempt(found.key, found.patience, found.failures, max(found.waits, _of_address(desk, address)), address)


def second_step(desk: Desk, person_id: str, caller: Caller) -> Attempt:
    """A try of a code. Whoever makes it has the password, so tries from everywhere count together; a known browser's alone."""
    if caller.known and sign_ins.known(desk.session, token_hash(caller.known), person_id):
        return _attempt(desk, f"code browser {person_id} {token_hash(caller.known)}", waiting.SECOND)
    return _attempt(desk, f"code {person_id}", waiting.SECOND)


def own_password(desk: Desk) -> Attempt:
    """A try of one's own password by whoever is signed in."""
    return _attempt(desk, f"own {desk.who.person_id}", waiting.PASSWORD)


def failed(desk: Desk, attempt: Attempt) -> None:
    """Count a try that was looked at and was wrong."""
    counts = {attempt.key: attempt.failures + 1}
    if attempt.address:
        failures, last_at = tries.look(desk.session, attempt.address, desk.now)
        counts[attempt.address] = waiting.standing(waiting.ADDRESS, failures, last_at, desk.now) + 1
    tries.note(desk.session, counts, desk.now)


def succeeded(desk: Desk, attempt: Attempt) -> None:
    """Forget what failed before under the same key."""
    tries.forget(desk.session, [attempt.key])


def _key(desk: Desk, what: str) -> str:
    return desk.practice.seals.mark(_MARKED, what)


def _attempt(desk: Desk, what: str, patience: Patience) -> Attempt:
    key = _key(desk, what)
    failures, last_at = tries.hold(desk.session, key, desk.now)
    standing = waiting.standing(patience, failures, last_at, desk.now)
    waits = max(waiting.opens_at(patience, standing, last_at) - desk.now, timedelta(0))
    return Attempt(key, patience, standing, waits)


def _of_address(desk: Desk, key: str) -> timedelta:
    failures, last_at = tries.look(desk.session, key, desk.now)
    standing = waiting.standing(waiting.ADDRESS, failures, last_at, desk.now)
    return max(waiting.opens_at(waiting.ADDRESS, standing, last_at) - desk.now, timedelta(0))
