"""Training: some instruments ask for a recorded day of training before a person scores with them."""

from collections.abc import Collection


def training_fault(title: str, *, asked_for: bool, trained: bool, practice: bool = False) -> str | None:
    """Why somebody may not start a scoring with an instrument yet; None where they may.

    Practising with an invented family is part of learning an instrument, so no day of training is asked for there.
    """
    if not asked_for or trained or practice:
        return None
    return (
        f"{title} asks for training before a person scores with it, and no training of yours is recorded. "
        "Ask your administrator to record the day you were trained."
    )


def others_fault(name: str, title: str, *, asked_for: bool, trained: bool) -> str | None:
    """Why somebody else may not be asked to score with an instrument; None where they may."""
    if not asked_for or trained:
        return None
    return f"{name} has no recorded training in {title}."


def known_key(key: str, known: Collection[str]) -> str | None:
    """What is wrong with the key of the instrument that somebody was trained in; None where it is one of those at hand."""
    return None if key in known else f"There is no instrument {key!r}. It is one of {', '.join(sorted(known))}."
