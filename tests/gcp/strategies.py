"""Generated sheets, for properties that must hold of every one. Deterministic: the same examples on every run."""

from datetime import date

from hypothesis import settings
from hypothesis import strategies as st

from gcp.answers import Answer, AnswerSheet, Window
from gcp.grades import Scale
from tests.gcp.build import (
    COLUMNS,
    FIVE,
    MARCH,
    NOT_APPLICABLE,
    NOT_OBSERVED,
    NOT_SAFE,
    REFUSED,
    SCALING,
    SKELETON,
    sheet,
)

thorough = settings(derandomize=True, deadline=None, max_examples=150)

BIRTHS = (date(2025, 6, 1), date(2023, 6, 1), date(2019, 1, 15), date(2012, 2, 29))
"""One in each band of the skeleton."""

births = st.sampled_from(BIRTHS)
scales = st.sampled_from((FIVE, COLUMNS, SCALING))
grades = st.integers(1, 5)
answers = st.one_of(grades, grades, grades, st.sampled_from((NOT_OBSERVED, REFUSED, NOT_SAFE, NOT_APPLICABLE)))


def graded(scale: Scale, at_least: int = 1) -> st.SearchStrategy[list[int]]:
    """One to seven grades of a scale."""
    return st.lists(st.sampled_from(scale.values), min_size=at_least, max_size=7)


@st.composite
def sheets(draw: st.DrawFn, *, born: date | None = None, window: Window = MARCH) -> AnswerSheet:
    """A whole sheet over the skeleton: any grades, not seen, not applicable, unanswered; perhaps C2 left out."""
    blank = sheet(born=born or draw(births), window=window)
    disabled = draw(st.booleans())
    asked = [item.id for item in SKELETON.items_for(blank.age_months) if disabled or not item.conditions]
    given: dict[str, Answer] = {item_id: draw(answers) for item_id in asked if draw(st.integers(0, 9))}
    return sheet(
        given,
        born=blank.child.born,
        window=window,
        conditions=frozenset({"disability"} if disabled else ()),
        exclude={"C2": "the child's own behaviour"} if draw(st.integers(0, 4)) == 0 else {},
    )
