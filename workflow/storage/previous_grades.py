"""What the same items were graded in the last signed-off scoring of the same child and exactly the same carers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workflow.models import Answer, CoScorer, InstrumentEdition, Person, Scoring, ScoringStatus
from workflow.storage.scorings import CARERS


@dataclass(frozen=True)
class PreviousGrades:
    """The last signed-off scoring of the same child and carers: its last day, its scorer, its edition, and grades by item id. `same_scorer`
    where somebody scored both, alone or together with others.
    """

    scoring_id: str
    family_id: str
    on: date
    scorer_id: str
    scorer: str
    instrument: str
    grades: dict[str, int]
    same_scorer: bool


_This: Any = aliased(Scoring, name="this")
_THIS: Any = bindparam("scoring")
# Whose care this scoring grades, and how many they are: each asked once. Of another scoring its own carers alone are looked at, however many there are.
_MINE: Any = CARERS.alias("mine").c
_THEIRS: Any = CARERS.alias("theirs").c
_WHO = select(_MINE.adult_id).where(_MINE.scoring_id == _THIS)
_HOW_MANY = select(func.count(_MINE.adult_id.distinct())).where(_MINE.scoring_id == _THIS).scalar_subquery()
_IN_BOTH = func.count(case((_THEIRS.adult_id.in_(_WHO), _THEIRS.adult_id)).distinct())
_THE_SAME = (
    select(case((func.count(_THEIRS.adult_id.distinct()) == _HOW_MANY, _IN_BOTH), else_=-1))
    .where(_THEIRS.scoring_id == col(Scoring.id))
    .correlate(Scoring)
    .scalar_subquery()
)
_CHILD = select(_This.child_id).where(_This.id == _THIS).scalar_subquery()
_LAST_ID = (
    select(col(Scoring.id))
    .join(_This, _This.child_id == col(Scoring.child_id))
    .join(InstrumentEdition, col(InstrumentEdition.id) == col(Scoring.edition_id))
    .where(
        _This.id == _THIS,
        col(Scoring.child_id) == _CHILD,
        col(Scoring.status) == ScoringStatus.SIGNED_OFF.value,
        col(Scoring.id) != _This.id,
        col(Scoring.id) != func.coalesce(_This.amends_id, ""),
        col(Scoring.second_of_id).is_(None),
        col(Scoring.id) != func.coalesce(_This.second_of_id, ""),
        func.coalesce(col(Scoring.amends_id), "") != func.coalesce(_This.second_of_id, "none"),
        col(Scoring.window_end) <= _This.window_end,
        (col(InstrumentEdition.key) + "@" + col(InstrumentEdition.edition)).in_(bindparam("editions", expanding=True)),
        _THE_SAME == _HOW_MANY,
    )
    .order_by(col(Scoring.window_end).desc(), col(Scoring.signed_off_at).desc(), col(Scoring.id))
    .limit(1)
    .scalar_subquery()
)
_Now: Any = aliased(Scoring, name="now")
_WHO_SCORES = (
    select(_Now.scorer_id)
    .where(_Now.id == _THIS)
    .union_all(select(col(CoScorer.person_id)).where(col(CoScorer.scoring_id) == _THIS))
)
_SAME_SCORER = or_(
    col(Scoring.scorer_id).in_(_WHO_SCORES),
    select(col(CoScorer.person_id))
    .where(col(CoScorer.scoring_id) == col(Scoring.id), col(CoScorer.person_id).in_(_WHO_SCORES))
    .correlate(Scoring)
    .exists(),
)
_PREVIOUS: Any = (
    select(
        *(col(Scoring.id), col(Scoring.family_id), col(Scoring.window_end)),
        *(col(Scoring.scorer_id), col(Person.name).label("scorer")),
        (col(InstrumentEdition.key) + "@" + col(InstrumentEdition.edition)).label("instrument"),
        *(col(Answer.item_id), col(Answer.grade), _SAME_SCORER.label("same_scorer")),
    )
    .join(Person, col(Person.id) == col(Scoring.scorer_id))
    .join(InstrumentEdition, col(InstrumentEdition.id) == col(Scoring.edition_id))
    .outerjoin(
        Answer,
        and_(
            col(Answer.scoring_id) == col(Scoring.id),
            col(Answer.item_id).in_(bindparam("items", expanding=True)),
            col(Answer.grade).is_not(None),
        ),
    )
    .where(col(Scoring.id) == _LAST_ID)
)


def previous(
    session: Session, scoring_id: str, item_ids: Collection[str], editions: Collection[str]
) -> PreviousGrades | None:
    """The last signed-off scoring of the same child and exactly the same carers with one of these editions (`key@edition`), with its grades
    of the items named; None for none.

    Last by the end of the window, which is no later than this one's. What this scoring amends, or rates a second time, is not earlier
    than it; and a second rating is nobody's last time.
    """
    named = {"scoring": scoring_id, "items": list(item_ids), "editions": list(editions)}
    rows = session.connection().execute(_PREVIOUS, named).all()
    if not rows:
        return None
    first = rows[0]
    grades = {row.item_id: row.grade for row in rows if row.item_id is not None}
    return PreviousGrades(
        *(first.id, first.family_id, first.window_end, first.scorer_id, first.scorer, first.instrument, grades),
        bool(first.same_scorer),
    )
