"""What words may be kept. Every script and every emoji may; what PostgreSQL or UTF-8 cannot hold may not, on either database."""

LONGEST_NOTE = 10_000
"""Characters of a note beside a grade."""
LONGEST_REASON = 2_000
"""Characters of a reason or of the words that go with a move."""


def words_fault(text: str, longest: int) -> str | None:
    """The sentence that says why a text cannot be kept; None where it can. Nothing is ever cut."""
    if len(text) > longest:
        return (
            f"This is {len(text):,} characters long and {longest:,} can be kept. "
            "Shorten it, then save again; what you typed is still here."
        )
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return "This holds a character that cannot be kept. Type the text again instead of pasting it."
    return None
