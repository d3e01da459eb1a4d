"""Two raters of the same child and window: exact agreement and weighted kappa with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from gcp.grades import Scale
from gcp.profile import Profile


@dataclass(frozen=True)
class Agreement:
    """How far two raters agree over `n` pairs both graded.

    `exact` and `within_one` are counts (within one rank of the scale). The kappas run from -1 to 1; None with `why` where undefined.
    `interval_95` belongs to the linear kappa.
    """

    n: int
    exact: int
    within_one: int
    kappa_linear: float | None
    kappa_quadratic: float | None
    interval_95: tuple[float, float] | None
    why: str = ""


@dataclass(frozen=True)
class Difference:
    """An item the two raters graded differently."""

    id: str
    first: int
    second: int


@dataclass(frozen=True)
class Agreements:
    """Agreement over all items, over sub-areas, and per area over its items."""

    items: Agreement
    sub_areas: Agreement
    areas: dict[str, Agreement]
    differences: tuple[Difference, ...]


def agreement(pairs: Sequence[tuple[int, int]], scale: Scale) -> Agreement:
    """Agreement over pairs of grades of one scale."""
    raise NotImplementedError


def agree(first: Profile, second: Profile) -> Agreements:
    """Agreement of two profiles of the same child with the same instrument; NotComparable otherwise."""
    raise NotImplementedError
