"""One line of text as people type it, names above all: tidied, and refused in a sentence where it cannot be kept."""

import unicodedata
from collections.abc import Iterable

from workflow.rules.errors import Invalid

LONGEST = 80
_TURNS_TEXT_ROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that reorder what follows them, on this page and on every other where the name is shown."""
_NEVER_SHOWN = frozenset({"Cc", "Cs", "Co"})


def one_line(field: str, typed: str, longest: int = LONGEST) -> str:
    """What was typed as one line with single spaces, in composed form (NFC). Raises Invalid on `field`.

    Letters of every script, accents, emoji and joiners are kept; control characters and marks that turn text round are refused.
    """
    taken = unicodedata.normalize("NFC", " ".join(typed.split()))
    if any(c in _TURNS_TEXT_ROUND or unicodedata.category(c) in _NEVER_SHOWN for c in taken):
        raise Invalid({field: "This holds a character that cannot be shown. Type it again."})
    if len(taken) > longest:
        raise Invalid({field: f"Use at most {longest} characters; this has {len(taken):,}."})
    return taken


def take(faults: dict[str, str], field: str, typed: str, missing: str = "", longest: int = LONGEST) -> str:
    """`one_line`, with the sentence put into `faults` instead of raised; `missing` is the sentence where a name is needed.

    A name needs at least one letter or digit, or nobody could read it out.
    """
    try:
        taken = one_line(field, typed, longest)
    except Invalid as fault:
        faults |= fault.fields
        return ""
    if missing and not any(c.isalnum() for c in taken):
        faults[field] = missing
    return taken


def taken_already(name: str, others: Iterable[str]) -> bool:
    """Whether somebody or something else is called the same, capitals apart."""
    return name.casefold() in {other.casefold() for other in others}
