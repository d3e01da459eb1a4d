"""Visits of a family, and the scorings that rest on them. Every change is guarded by the scoring's version, as all its facts are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update
from sqlmodel import Session, col

from workflow.models import Scoring, ScoringVisit, Visit
from workflow.rules.events import Event
from workflow.storage import restrictions, scorings


@dataclass(frozen=True)
class VisitHere:
    """A visit as one scoring rests on it: whether that scoring's child was seen, and alone. `seen` names who was seen, in words."""

    id: str
    on: date
    announced: bool
    place: str
    seen: str
    child_seen: bool
    child_seen_alone: bool


_HERE: Any = (
    select(
        *(col(ScoringVisit.scoring_id), col(Visit.id), col(Visit.on), col(Visit.announced), col(Visit.place)),
        *(col(Visit.seen), col(ScoringVisit.child_seen), col(ScoringVisit.child_seen_alone)),
    )
    .join(Visit, col(Visit.id) == col(ScoringVisit.visit_id))
    .where(col(ScoringVisit.scoring_id).in_(bindparam("scorings", expanding=True)))
    .order_by(col(Visit.on), col(Visit.id))
)


def of_scorings(session: Session, scoring_ids: Collection[str]) -> dict[str, list[VisitHere]]:
    """The visits of some scorings by scoring id, each list in order of days; one query. Words kept from the reader are left out."""
    kept_back = restrictions.hidden(session, scoring_ids)
    found: dict[str, list[VisitHere]] = {key: [] for key in scoring_ids}
    for scoring_id, *facts in session.connection().execute(_HERE, {"scorings": list(scoring_ids)}):
        visit = VisitHere(*facts)
        found[scoring_id].append(replace(visit, place="", seen="") if kept_back.visit(visit.id) else visit)
    return found


def of_scoring(session: Session, scoring_id: str) -> Sequence[VisitHere]:
    """The visits of one scoring, in order of days."""
    return of_scorings(session, [scoring_id])[scoring_id]


def add(
    session: Session, scoring: Scoring, visit: Visit, link: ScoringVisit, *, event: Event, at: datetime, by: str
) -> bool:
    """Let a scoring that still stands as it was read rest on a visit, which is added where it is new; False where it does not."""
    if not scorings.change(session, scoring, {}, event=event, at=at, by=by):
        return False
    if session.get(Visit, visit.id) is None:
        session.add(visit)
        session.flush()
    session.add(link)
    session.flush()
    return True


def resting(session: Session, visit_ids: Collection[str]) -> dict[str, list[str]]:
    """The ids of the scorings that rest on some visits, by visit id, each list in order; one query."""
    pairs = (
        select(col(ScoringVisit.visit_id), col(ScoringVisit.scoring_id))
        .where(col(ScoringVisit.visit_id).in_(visit_ids))
        .order_by(col(ScoringVisit.scoring_id))
    )
    found: dict[str, list[str]] = {}
    for visit_id, scoring_id in session.connection().execute(pairs):
        found.setdefault(visit_id, []).append(scoring_id)
    return found


def share(session: Session, scoring: Scoring, link: ScoringVisit, *, event: Event, at: datetime, by: str) -> bool:
    """Let a scoring that still stands as it was read rest on a visit that is there; False where it does not."""
    if not scorings.change(session, scoring, {}, event=event, at=at, by=by):
        return False
    session.add(link)
    session.flush()
    return True


def correct(session: Session, scoring: Scoring, visit: VisitHere, *, event: Event, at: datetime, by: str) -> bool:
    """Put a visit as a scoring that still stands as it was read rests on it; its own facts then stand so for every scoring. False where it does not."""
    if not scorings.change(session, scoring, {}, event=event, at=at, by=by):
        return False
    connection = session.connection()
    facts = {"on": visit.on, "announced": visit.announced, "place": visit.place, "seen": visit.seen}
    # A visit that stays as it was is not touched: another scoring may hold it.
    differs = or_(*(getattr(Visit, name) != value for name, value in facts.items()))
    connection.execute(update(Visit).where(col(Visit.id) == visit.id, differs).values(**facts))
    here = (col(ScoringVisit.visit_id) == visit.id, col(ScoringVisit.scoring_id) == scoring.id)
    seen = {"child_seen": visit.child_seen, "child_seen_alone": visit.child_seen_alone}
    connection.execute(update(ScoringVisit).where(*here).values(**seen))
    return True


def remove(session: Session, scoring: Scoring, visit_id: str, *, event: Event, at: datetime, by: str) -> bool:
    """Take a visit out of a scoring that still stands as it was read; False where it does not. A visit on which nothing rests any more is gone."""
    if not scorings.change(session, scoring, {}, event=event, at=at, by=by):
        return False
    connection = session.connection()
    here = (col(ScoringVisit.visit_id) == visit_id, col(ScoringVisit.scoring_id) == scoring.id)
    connection.execute(delete(ScoringVisit).where(*here))
    elsewhere = select(col(ScoringVisit.visit_id)).where(col(ScoringVisit.visit_id) == visit_id).exists()
    connection.execute(delete(Visit).where(col(Visit.id) == visit_id, ~elsewhere))
    return True
