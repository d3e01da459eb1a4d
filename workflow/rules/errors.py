"""What a service answers when it will not do a thing. Each carries the sentence to show; the web turns each into its page once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

NOT_THIS_PAGE = "This page is not the one we have now. Reload it, then answer again."
"""Shown where a page sends what no page of ours, as it stands now, would send."""

WENT_ON = "This scoring has changed since you opened the page. Open it again to see how it stands."
"""What is said where a form was sent from a page that has no such form any more."""


class PracticeError(Exception):
    """The root; `sentence` is what the person reads."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class NotFound(PracticeError):
    """There is no such thing, as far as this person may know."""

    def __init__(self, sentence: str = "This page is not here, or it is not yours to see.") -> None:
        super().__init__(sentence)


class Refused(NotFound):
    """The person may not. Shown exactly like `NotFound`; the trail knows the difference through `permission` and `subject_id`."""

    def __init__(self, permission: str = "", subject_id: str | None = None, family_id: str | None = None) -> None:
        self.permission = permission
        self.subject_id = subject_id
        self.family_id = family_id
        super().__init__()


class SignedOut(PracticeError):
    """Nobody is signed in, or no longer."""

    def __init__(
        self, sentence: str = "You have been signed out. Sign in again to go on; what you typed is still here."
    ) -> None:
        super().__init__(sentence)


class SecondStepNeeded(SignedOut):
    """Somebody gave their password and has no second step, where everybody needs one. Only the pages that set one up are open to them."""

    def __init__(self) -> None:
        super().__init__("Add a second step to your account first; nothing else is open to you until then.")


class ProofNeeded(SignedOut):
    """What is asked for changes how somebody signs in, or where they are signed in, and their sign-in is not fresh enough for it."""

    def __init__(
        self, sentence: str = "Sign in again first: this changes how you sign in, and it is a while since you did."
    ) -> None:
        super().__init__(sentence)


class Invalid(PracticeError):
    """Something typed cannot be taken. `fields` maps form field names to sentences; the key "" is the form as a whole."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))


class Blocked(PracticeError):
    """The state of the thing does not allow it (a rule's own sentence)."""


class Conflict(PracticeError):
    """Somebody changed it since the page was opened. `theirs` and `yours` are what stands and what was sent."""

    def __init__(self, sentence: str, theirs: Any = None, yours: Any = None) -> None:
        self.theirs = theirs
        self.yours = yours
        super().__init__(sentence)


class TooMuch(PracticeError):
    """Somebody asked for more at once than a person does by hand. It can be sent again after `wait`; `first` says that nothing waited just before."""

    def __init__(self, sentence: str, wait: timedelta, *, first: bool) -> None:
        self.wait = wait
        self.first = first
        super().__init__(sentence)


class Unavailable(PracticeError):
    """The database cannot be used now: locked, read-only, unreachable or older than the code."""
