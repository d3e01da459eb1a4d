"""What an administrator may not do, so that nobody locks everybody out or gives themselves more than others gave them."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

OWN_ROLES = "These are your own roles. Ask another administrator to change them, or use the careprofile command."
OWN_ACCOUNT = "This is your own account. Ask another administrator to close it."
LAST_ONE = "Nobody else can look after accounts. Give somebody that role first."
STALE = "This account was changed after you opened it. Look at it as it stands now, then change it again."


def roles_fault(asking: str | None, account: str) -> str | None:
    """Why these roles cannot be changed by this person; None where they can. `asking` is None for a command."""
    return OWN_ROLES if asking == account else None


def closing_fault(asking: str | None, account: str) -> str | None:
    """Why this account cannot be closed by this person; None where it can."""
    return OWN_ACCOUNT if asking == account else None


def last_fault(others: int) -> str | None:
    """Why somebody has to keep the role that looks after accounts: nobody else with an open account holds it."""
    return None if others else LAST_ONE


def stamp(facts: Sequence[Any]) -> str:
    """A short fingerprint of what a page showed, to tell whether it still stands."""
    text = json.dumps([str(one) for one in facts], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:20]
