"""Second ratings: the scorings of a family that one or other of two raters may not see yet, and what the two settled on."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workflow.models import AnswerChange, AuditEvent, CoScorer, Reconciled, Scoring
from workflow.rules.events import Event
from workflow.rules.second_ratings import Rating
from workflow.storage import trail

_Second: Any = aliased(Scoring, name="second")
_ANY = (
    select(_Second.id)
    .where(_Second.family_id == bindparam("family"), _Second.second_of_id.is_not(None))
    .correlate(None)
    .exists()
)
_RATINGS: Any = (
    select(
        *(col(Scoring.id), col(Scoring.amends_id), col(Scoring.second_of_id), col(Scoring.status)),
        *(col(Scoring.sent_at), col(Scoring.scorer_id), col(CoScorer.person_id).label("beside")),
        col(Scoring.started_at),
    )
    .outerjoin(CoScorer, col(CoScorer.scoring_id) == col(Scoring.id))
    .where(col(Scoring.family_id) == bindparam("family"), _ANY)
    .order_by(col(Scoring.started_at), col(Scoring.id))
)


def ratings(session: Session, family_id: str) -> Sequence[Rating]:
    """Every scoring of a family as blindness needs it, the oldest first; none at all where nothing of the family is rated twice."""
    rows: dict[str, Any] = {}
    raters: dict[str, set[str]] = {}
    for row in session.connection().execute(_RATINGS, {"family": family_id}):
        rows[row.id] = row
        raters.setdefault(row.id, {row.scorer_id}).update([row.beside] if row.beside else [])
    return [
        Rating(
            *(row.id, row.amends_id, row.second_of_id, row.status),
            *(row.sent_at is not None, frozenset(raters[row.id]), row.started_at),
        )
        for row in rows.values()
    ]


def readers(session: Session, scoring_ids: Collection[str]) -> frozenset[str]:
    """The ids of the people who have opened some scorings, by the trail."""
    read = (col(AuditEvent.kind) == "scoring.read", col(AuditEvent.subject_id).in_(scoring_ids))
    found = session.connection().execute(select(col(AuditEvent.person_id)).where(*read).distinct())
    return frozenset(row.person_id for row in found if row.person_id)


def graders(session: Session, scoring: Scoring) -> frozenset[str]:
    """The ids of everybody who ever put a grade in a scoring, or in what it amends, whatever became of the grade."""
    line = (
        select(col(Scoring.id), col(Scoring.amends_id)).where(col(Scoring.id) == scoring.id).cte("line", recursive=True)
    )
    before: Any = aliased(Scoring, name="before")
    line = line.union_all(select(before.id, before.amends_id).where(before.id == line.c.amends_id))
    who = select(col(AnswerChange.changed_by_id)).where(
        col(AnswerChange.scoring_id).in_(select(line.c.id)), col(AnswerChange.new_grade).is_not(None)
    )
    return frozenset(session.connection().execute(who.distinct()).scalars())


def reconciled(session: Session, second_id: str) -> dict[str, Reconciled]:
    """What the two raters settled on, by item id."""
    rows = session.scalars(select(Reconciled).where(col(Reconciled.second_id) == second_id))
    return {row.item_id: row for row in rows}


def reconciled_of(session: Session, second_ids: Collection[str]) -> Sequence[Reconciled]:
    """The same of several second ratings, by item; one query."""
    rows = select(Reconciled).where(col(Reconciled.second_id).in_(second_ids)).order_by(col(Reconciled.item_id))
    return session.scalars(rows).all()


_SETTLED: Any = Reconciled.__table__  # type: ignore[attr-defined]  # SQLModel does not type __table__
_COUNTED = {"preserve_rowcount": True}  # without it an INSERT does not tell whether it wrote
_FIRST: dict[str, Any] = {
    "sqlite": sqlite.insert(_SETTLED).on_conflict_do_nothing().execution_options(**_COUNTED),
    "postgresql": postgresql.insert(_SETTLED).on_conflict_do_nothing().execution_options(**_COUNTED),
}


def settle(session: Session, row: Reconciled, *, event: Event) -> bool:
    """Keep what was settled on an item as its version `row.version`; False, with nothing written, where somebody else was first."""
    connection = session.connection()
    values = row.model_dump()
    if row.version == 1:
        done: Any = connection.execute(_FIRST[connection.dialect.name], values)
    else:
        here = (_SETTLED.c.second_id == row.second_id, _SETTLED.c.item_id == row.item_id)
        changed = {name: values[name] for name in ("grade", "words", "version", "changed_at", "changed_by_id")}
        done = connection.execute(
            update(_SETTLED).where(*here, _SETTLED.c.version == row.version - 1).values(**changed)
        )
    if done.rowcount != 1:
        return False
    trail.write(session, event, at=row.changed_at, person_id=row.changed_by_id)
    return True
