"""Two raters of the same child and window: exact agreement and weighted kappa with its interval.

Method. Weighted kappa (Cohen 1968) with weights by the distance of ranks on the whole scale, used or not: of k grades, a pair d
ranks apart agrees by 1 - d/(k-1) (linear) or 1 - (d/(k-1))² (quadratic). The 95 % interval of the linear kappa is kappa ± 1.96
standard errors by the large-sample formula of Fleiss, Cohen and Everitt (1969), kept within -1 and 1. It is rough for few pairs,
and has no width where all agree or there is one pair only. Checked in the tests against statsmodels' `cohens_kappa`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

from gcp.answers import Answer
from gcp.comparable import same_carer, same_child
from gcp.errors import NotComparable
from gcp.grades import Scale
from gcp.profile import Profile
from gcp.words import counted


@dataclass(frozen=True)
class Agreement:
    """How far two raters agree over `n` pairs both graded.

    `exact` and `within_one` are counts (within one rank of the scale). The kappas run from -1 to 1; None with `why` where undefined.
    `interval_95` belongs to the linear kappa. `caution` is a sentence for the reader where there are too few pairs for more than a
    rough guide.
    """

    n: int
    exact: int
    within_one: int
    kappa_linear: float | None
    kappa_quadratic: float | None
    interval_95: tuple[float, float] | None
    why: str = ""

    @property
    def caution(self) -> str:
        """What to know before reading the figures; empty where there are pairs enough, or none at all."""
        if not 0 < self.n < FEWEST_FOR_A_MEASURE:
            return ""
        said = f"{counted(self.n, 'pair')} of grades, fewer than {FEWEST_FOR_A_MEASURE}"
        low, high = self.interval_95 or (0.0, 0.0)
        return f"Only {said}: {'the interval is wide' if low < high else 'too few for an interval'}. Read it as a rough guide."


@dataclass(frozen=True)
class Difference:
    """An item the two raters graded differently."""

    id: str
    first: int
    second: int


@dataclass(frozen=True)
class OneGraded:
    """An item that one rater graded and the other did not, whose side is the reason. It is in no figure; it is talked about."""

    id: str
    first: Answer
    second: Answer


@dataclass(frozen=True)
class Agreements:
    """Agreement over all items, over sub-areas, and per area over its items; beside it what only one of the two graded."""

    items: Agreement
    sub_areas: Agreement
    areas: dict[str, Agreement]
    differences: tuple[Difference, ...]
    one_graded: tuple[OneGraded, ...] = ()


FEWEST_FOR_A_MEASURE = 30
"""Pairs under which the large-sample interval is no more than a rough guide (a rule of thumb, not a threshold of the method)."""

Z_95 = NormalDist().inv_cdf(0.975)

Table = Mapping[tuple[int, int], int]
"""How many pairs have which two ranks: (first rater's, second rater's) -> pairs."""


def agreement(pairs: Sequence[tuple[int, int]], scale: Scale) -> Agreement:
    """Agreement over pairs of grades of one scale, the first rater's first. KeyError for a grade off the scale.

    Kappa is undefined where there are no pairs, or where both raters gave one and the same grade throughout: chance alone
    would then agree fully, and there is nothing left to measure.
    """
    table = Counter((scale.rank(first), scale.rank(second)) for first, second in pairs)
    n = len(pairs)
    exact = sum(number for (first, second), number in table.items() if first == second)
    within_one = sum(number for (first, second), number in table.items() if abs(first - second) <= 1)
    linear, quadratic = _kappa(table, power=1), _kappa(table, power=2)
    if linear is None or quadratic is None:
        why = "Both raters gave the same one grade throughout." if n else "There is nothing that both raters graded."
        return Agreement(n, exact, within_one, None, None, None, why)
    half = Z_95 * _standard_error(table, linear, len(scale.values) - 1)
    interval = (max(-1.0, float(linear) - half), min(1.0, float(linear) + half))
    return Agreement(n, exact, within_one, float(linear), float(quadratic), interval)


def agree(first: Profile, second: Profile) -> Agreements:
    """Agreement of two profiles of the same child with the same instrument; NotComparable otherwise.

    Only what both raters graded counts, and nothing that either left out of its area.
    """
    _refuse(first, second)
    scale = first.instrument.scale
    both = {item: (grade, second.grades[item]) for item, grade in first.grades.items() if item in second.grades}
    sub_areas = [
        (one.grade, other.grade)
        for one, other in zip(first.sub_areas, second.sub_areas, strict=True)
        if one.grade is not None and other.grade is not None
    ]
    areas = {
        area.id: agreement([both[item.id] for item in area.items if item.id in both], scale)
        for area in first.instrument.areas
    }
    return Agreements(
        agreement(list(both.values()), scale),
        agreement(sub_areas, scale),
        areas,
        tuple(Difference(item, one, other) for item, (one, other) in both.items() if one != other),
        _one_graded(first, second),
    )


def _one_graded(first: Profile, second: Profile) -> tuple[OneGraded, ...]:
    """In the order of the instrument; what either left out of its area counts for neither."""
    others = {item.id: item for item in second.counted}
    pairs = [(one, others[one.id]) for one in first.counted if one.id in others]
    return tuple(
        OneGraded(
            one.id, one.state if one.grade is None else one.grade, other.state if other.grade is None else other.grade
        )
        for one, other in pairs
        if (one.grade is None) != (other.grade is None)
    )


def _refuse(first: Profile, second: Profile) -> None:
    """Two raters must have seen the same care and graded it by the same rules."""
    one, other = first.sheet, second.sheet
    if not same_child(one.child, other.child):
        raise NotComparable("The two raters scored two children. Compare two scorings of one child.")
    if not same_carer(one.carer, other.carer):
        raise NotComparable(
            f"One rater scored {one.carer}, the other {other.carer}. Compare two scorings of one carer."
        )
    if first.instrument.name != second.instrument.name:
        raise NotComparable(
            f"The raters used {first.instrument.name} and {second.instrument.name}. Compare scorings with one edition."
        )
    if (first.instrument.scale, first.instrument.areas) != (second.instrument.scale, second.instrument.areas):
        raise NotComparable(
            f"Two different texts are both called {first.instrument.name}. Give one of them an edition of its own."
        )
    if first.rule != second.rule:
        raise NotComparable(
            f"One scoring is rolled up by {first.rule}, the other by {second.rule}. Score both by one rule."
        )
    if max(one.window.start, other.window.start) > min(one.window.end, other.window.end):
        raise NotComparable(
            "The two observation windows do not overlap: a difference may be a change in the care. Compare them as progress instead."
        )


def _kappa(table: Table, power: int) -> Fraction | None:
    """1 - observed / expected disagreement, disagreement being the distance of ranks to that power."""
    rows, columns = _margins(table)
    observed = sum(number * abs(i - j) ** power for (i, j), number in table.items())
    expected = sum(r * c * abs(i - j) ** power for i, r in rows.items() for j, c in columns.items())
    return 1 - Fraction(observed * sum(rows.values()), expected) if expected else None


def _standard_error(table: Table, kappa: Fraction, widest: int) -> float:
    """Fleiss, Cohen and Everitt (1969), for a kappa that need not be zero; linear weights over `widest` ranks.

    Fractions throughout, because a variance of zero that rounding makes a hair more would give the interval a width.
    """
    rows, columns = _margins(table)
    n = sum(rows.values())

    def weight(i: int, j: int) -> Fraction:
        return 1 - Fraction(abs(i - j), widest)

    by_row = {i: sum(c * weight(i, j) for j, c in columns.items()) / n for i in rows}
    by_column = {j: sum(r * weight(i, j) for i, r in rows.items()) / n for j in columns}
    expected = sum(r * by_row[i] for i, r in rows.items()) / n
    spread = sum(
        number * (weight(i, j) - (by_row[i] + by_column[j]) * (1 - kappa)) ** 2 for (i, j), number in table.items()
    )
    variance = spread / n - (kappa - expected * (1 - kappa)) ** 2
    return sqrt(variance / n) / float(1 - expected)


def _margins(table: Table) -> tuple[Counter[int], Counter[int]]:
    rows: Counter[int] = Counter()
    columns: Counter[int] = Counter()
    for (i, j), number in table.items():
        rows[i] += number
        columns[j] += number
    return rows, columns
