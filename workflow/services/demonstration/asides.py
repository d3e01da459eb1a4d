"""The prompts that somebody of the demonstration set aside, and why."""

from typing import NamedTuple


class CaseAside(NamedTuple):
    """Of which child with which carer, which prompt, who set it aside, and why."""

    child: str
    carer: str
    prompt: str
    by: str
    reason: str


ASIDES = (
    CaseAside(
        "Finn",
        "Dad",
        "not-again",
        "chair",
        "The school nurse reads his record on Tuesday and tells the group; it is graded again at the next scoring.",
    ),
)
