"""Retiring an edition of an instrument: no new scoring starts with it, and what is begun goes on."""

from workflow.rules.wording import LONGEST_REASON, words_fault

NO_REASON = "Say why. Whoever looks for this edition later reads it."
RETIRED_ALREADY = "This edition is retired already. Look at it as it stands now."
NOT_RETIRED = "This edition is not retired any more. Look at it as it stands now."
GOES_ON = "No new scoring starts with it. What was begun with it goes on, is signed and is amended as before."
"""What retiring an edition means, wherever it is said."""


def reason_fault(reason: str) -> str | None:
    """Why these words are no reason that can be kept; None where they are."""
    return words_fault(reason, LONGEST_REASON) if reason.strip() else NO_REASON


def cannot_start(title: str, reason: str) -> str:
    """What is said to whoever starts a scoring with a retired edition all the same."""
    return f"{title} is retired, so no new scoring starts with it. The reason: {reason} Choose another."


def state_fault(*, retired: bool, wanted: bool) -> str | None:
    """Why an edition cannot be made retired (`wanted`) or not; None where it can."""
    if retired == wanted:
        return RETIRED_ALREADY if wanted else NOT_RETIRED
    return None
