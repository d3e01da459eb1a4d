"""What words may be kept. Every script and every emoji may; what PostgreSQL, UTF-8 or a page cannot hold may not, on either database."""

import re

LONGEST_NOTE = 10_000
"""Characters of a note beside a grade."""
LONGEST_REASON = 2_000
"""Characters of a reason or of the words that go with a move."""
_NO_LETTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Commands to terminals of old and halves of characters: all but the tab and the ends of lines."""


def words_fault(text: str, longest: int) -> str | None:
    """The sentence that says why a text cannot be kept; None where it can. Nothing is ever cut."""
    if len(text) > longest:
        return (
            f"This is {len(text):,} characters long and {longest:,} can be kept. "
            "Shorten it, then save again; what you typed is still here."
        )
    if _NO_LETTERS.search(text):
        return "This holds a character that cannot be kept. Type the text again instead of pasting it."
    return None
