"""What a roll-up rule takes and gives: graded parts in, a grade with its reason out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gcp.grades import Scale
from gcp.instrument import RollUp
from gcp.profile import DecidedBy


@dataclass(frozen=True)
class Part:
    """One graded child of the thing being rolled up: an item of a sub-area, or a sub-area of an area."""

    id: str
    grade: int


@dataclass(frozen=True)
class Decision:
    """A grade, what settled it, and the ids of the parts that hold it there (only for override and worst)."""

    grade: int
    decided_by: DecidedBy
    holders: tuple[str, ...] = ()


Rule = Callable[[Sequence[Part], Scale, RollUp], Decision]
"""One or more parts, all graded on the scale -> a decision. Nothing that is missing ever reaches a rule."""


def held_by_worst(parts: Sequence[Part], scale: Scale, decided_by: DecidedBy) -> Decision:
    """The worst grade of the parts, with every part that has it."""
    grade = scale.worst(part.grade for part in parts)
    return Decision(grade, decided_by, tuple(part.id for part in parts if part.grade == grade))
