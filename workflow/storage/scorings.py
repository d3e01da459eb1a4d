"""Scorings, their carers and moves. Every change of a scoring is guarded by its version and by the statuses that allow it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, func, or_, select, update
from sqlmodel import Session, col

from gcp.instrument import Kind
from workflow.models import (
    Adult,
    Answer,
    Care,
    Child,
    CoScorer,
    Family,
    InstrumentEdition,
    Involvement,
    ItemComment,
    Person,
    Scoring,
    ScoringCarer,
    ScoringMove,
    ScoringStatus,
    ScoringVisit,
)
from workflow.rules.access import Network
from workflow.rules.events import Event
from workflow.storage import trail

INVOLVED = and_(
    col(Involvement.family_id) == col(Scoring.family_id),
    col(Involvement.since) <= bindparam("on", type_=Date),
    or_(col(Involvement.until).is_(None), col(Involvement.until) >= bindparam("on", type_=Date)),
)
"""Whether a professional is involved with a scoring's family on the day `on`; the last day still counts, as in `families.network`."""

CO_SCORERS: Any = (
    select(func.aggregate_strings(col(CoScorer.person_id), ","))
    .where(col(CoScorer.scoring_id) == bindparam("scoring"))
    .scalar_subquery()
)
"""The ids of those who grade a scoring together with its scorer, as one text: no query more. `everybody_who_scores` reads it."""


CARERS: Any = (
    select(
        col(ScoringCarer.scoring_id),
        func.coalesce(col(Adult.merged_into_id), col(ScoringCarer.adult_id)).label("adult_id"),
    )
    .join(Adult, col(Adult.id) == col(ScoringCarer.adult_id))
    .subquery("carers_now")
)
"""Whose care scorings grade, for laying scorings side by side: an adult who turned out to be another counts as that one. What a scoring says of
its own carers is not asked here: it stands as it was written."""


@dataclass(frozen=True)
class Found:
    """A scoring, who sees its family, what the child is called and what the practice calls the family.

    `scorers` are the ids of its scorer and of those who grade it together with them.
    """

    scoring: Scoring
    network: Network
    called: str
    family_name: str
    scorers: frozenset[str]


@dataclass(frozen=True)
class Beside:
    """A scoring as the others of its family name it: of which child with whom, over which days, where it stands, who scores."""

    id: str
    child_id: str
    called: str
    carer_names: str
    window_start: date
    window_end: date
    status: str
    scorer_id: str
    second_of_id: str | None
    edition_id: str
    amends_id: str | None
    started_at: datetime
    age_months: int | None


_FOUND: Any = (
    select(
        *(Scoring, col(Child.called), col(Family.name).label("family_name"), col(Family.practice)),
        *(col(Involvement.person_id).label("involved"), col(Person.team_id).label("team")),
        CO_SCORERS.label("co_scorers"),
    )
    .join(Child, col(Child.id) == col(Scoring.child_id))
    .join(Family, col(Family.id) == col(Scoring.family_id))
    .outerjoin(Involvement, INVOLVED)
    .outerjoin(Person, col(Person.id) == col(Involvement.person_id))
    .where(col(Scoring.id) == bindparam("scoring"))
)
_HELD = _FOUND.with_for_update(of=Scoring).execution_options(populate_existing=True)


def find(session: Session, scoring_id: str, on: date, *, hold: bool = False) -> Found | None:
    """The scoring of that id with its family's network on a day, in one query; None where there is none.

    `hold` keeps it from other writers until this transaction ends, so that what is checked stays true when it is written.
    """
    rows = session.execute(_HELD if hold else _FOUND, {"scoring": scoring_id, "on": on}).all()
    if not rows:
        return None
    scoring, called, family_name, practice, *_ = rows[0]
    people = frozenset(row.involved for row in rows if row.involved is not None)
    teams = frozenset(row.team for row in rows if row.team is not None)
    scorers = everybody_who_scores(scoring.scorer_id, rows[0].co_scorers)
    return Found(scoring, Network(scoring.family_id, people, teams, practice), called, family_name, scorers)


def everybody_who_scores(scorer_id: str, co_scorers: str | None) -> frozenset[str]:
    """The ids of a scoring's scorer and of those who grade it together with them, as `CO_SCORERS` gives these."""
    return frozenset({scorer_id, *(co_scorers.split(",") if co_scorers else ())})


def children(session: Session, scoring_ids: Collection[str]) -> dict[str, str]:
    """The ids of the children scored, by scoring id."""
    pairs = select(col(Scoring.id), col(Scoring.child_id)).where(col(Scoring.id).in_(scoring_ids))
    return {row[0]: row[1] for row in session.connection().execute(pairs)}


def carers(session: Session, scoring_ids: Collection[str]) -> dict[str, list[Adult]]:
    """The carers scored, by scoring id, each list by what they are called."""
    known = carers_and_who_they_are(session, scoring_ids)
    return {scoring_id: [adult for adult, _ in found] for scoring_id, found in known.items()}


def carers_and_who_they_are(session: Session, scoring_ids: Collection[str]) -> dict[str, list[tuple[Adult, str]]]:
    """`carers`, each with who they are to the child scored ("mother", "" where nobody said)."""
    rows = session.execute(
        select(col(ScoringCarer.scoring_id), Adult, col(Care.relationship))
        .join(Adult, col(Adult.id) == col(ScoringCarer.adult_id))
        .join(Scoring, col(Scoring.id) == col(ScoringCarer.scoring_id))
        .outerjoin(Care, and_(col(Care.adult_id) == col(Adult.id), col(Care.child_id) == col(Scoring.child_id)))
        .where(col(ScoringCarer.scoring_id).in_(scoring_ids))
        .order_by(col(Adult.called), col(Adult.id))
    )
    found: dict[str, list[tuple[Adult, str]]] = {}
    for scoring_id, adult, relationship in rows:
        found.setdefault(scoring_id, []).append((adult, relationship or ""))
    return found


def carers_now(session: Session, scoring_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """The ids of the carers scored, by scoring id, for laying scorings side by side: as `CARERS` has them."""
    found: dict[str, frozenset[str]] = dict.fromkeys(scoring_ids, frozenset())
    rows = session.connection().execute(
        select(CARERS.c.scoring_id, CARERS.c.adult_id).where(CARERS.c.scoring_id.in_(scoring_ids))
    )
    for scoring_id, adult_id in rows:
        found[scoring_id] |= {adult_id}
    return found


def untouched(session: Session, like: Scoring) -> Sequence[Scoring]:
    """The drafts of the same scorer, child, edition and window in which nothing was answered yet."""
    answered = select(col(Answer.scoring_id)).where(col(Answer.scoring_id) == col(Scoring.id)).exists()
    same = (
        col(Scoring.scorer_id) == like.scorer_id,
        col(Scoring.child_id) == like.child_id,
        col(Scoring.edition_id) == like.edition_id,
        col(Scoring.window_start) == like.window_start,
        col(Scoring.window_end) == like.window_end,
        col(Scoring.status) == ScoringStatus.DRAFT.value,
        col(Scoring.amends_id).is_(None),
        col(Scoring.second_of_id).is_(None),
    )
    return session.scalars(select(Scoring).where(*same, ~answered).order_by(col(Scoring.id))).all()


def by_person(session: Session, family_id: str, person_id: str) -> Sequence[Beside]:
    """Every scoring of a family that somebody scores, alone or as a co-scorer; by child, then as they were started."""
    return _beside(session, family_id, _scored_by(person_id))


def by_others(session: Session, family_id: str, person_id: str, statuses: Collection[str]) -> Sequence[Beside]:
    """The scorings of a family at some statuses that somebody does not score, in the same order."""
    return _beside(session, family_id, ~_scored_by(person_id), col(Scoring.status).in_(statuses))


def _scored_by(person_id: str) -> ColumnElement[bool]:
    together = select(col(CoScorer.scoring_id)).where(col(CoScorer.person_id) == person_id)
    return or_(col(Scoring.scorer_id) == person_id, col(Scoring.id).in_(together))


def _beside(session: Session, family_id: str, *where: ColumnElement[bool]) -> Sequence[Beside]:
    columns: tuple[Any, ...] = (
        *(col(Scoring.id), col(Scoring.child_id), col(Child.called), col(Scoring.carer_names)),
        *(col(Scoring.window_start), col(Scoring.window_end), col(Scoring.status)),
        *(col(Scoring.scorer_id), col(Scoring.second_of_id), col(Scoring.edition_id)),
        *(col(Scoring.amends_id), col(Scoring.started_at), col(Scoring.age_months)),
    )
    found = session.connection().execute(
        select(*columns)
        .join(Child, col(Child.id) == col(Scoring.child_id))
        .where(col(Scoring.family_id) == family_id, *where)
        .order_by(
            col(Child.born).is_(None), col(Child.born), col(Child.called), col(Scoring.started_at), col(Scoring.id)
        )
    )
    return [Beside(*row) for row in found]


def how_many_open(session: Session, person_id: str) -> int:
    """How many scorings wait for somebody to finish and sign them; those of practice families do not count."""
    open_ = (ScoringStatus.DRAFT.value, ScoringStatus.RETURNED.value)
    theirs = (col(Scoring.scorer_id) == person_id, col(Scoring.status).in_(open_), col(Family.practice).is_(False))
    counted = select(func.count()).select_from(Scoring).join(Family, col(Family.id) == col(Scoring.family_id))
    return session.connection().scalar(counted.where(*theirs)) or 0


def raters_apart(session: Session, scoring: Scoring) -> frozenset[str]:
    """The ids of those who rate the same care apart from this scoring: the other side of a second rating, and who grades with them."""
    other = or_(col(Scoring.second_of_id) == scoring.id, col(Scoring.id) == (scoring.second_of_id or ""))
    found: Any = session.connection().execute(
        select(col(Scoring.scorer_id), col(CoScorer.person_id).label("beside"))
        .outerjoin(CoScorer, col(CoScorer.scoring_id) == col(Scoring.id))
        .where(other, col(Scoring.status) != ScoringStatus.WITHDRAWN.value)
    )
    return frozenset(key for row in found for key in (row.scorer_id, row.beside) if key)


def amendments(session: Session, scoring_id: str) -> Sequence[Scoring]:
    """Every amendment of a scoring, the oldest first, whatever became of it."""
    of_it = col(Scoring.amends_id) == scoring_id
    return session.scalars(select(Scoring).where(of_it).order_by(col(Scoring.started_at), col(Scoring.id))).all()


def of_child(session: Session, child_id: str, kind: Kind, until: date) -> Sequence[Scoring]:
    """The scorings of a child with instruments of one kind whose window ended by a day, the newest first; withdrawn and replaced ones are none."""
    over = (ScoringStatus.WITHDRAWN.value, ScoringStatus.SUPERSEDED.value)
    chosen = (col(Scoring.child_id) == child_id, col(Scoring.window_end) <= until, col(Scoring.status).not_in(over))
    newest = (col(Scoring.window_end).desc(), col(Scoring.started_at).desc(), col(Scoring.id))
    joined = select(Scoring).join(InstrumentEdition, col(InstrumentEdition.id) == col(Scoring.edition_id))
    return session.scalars(joined.where(*chosen, col(InstrumentEdition.kind) == kind.value).order_by(*newest)).all()


def moves(session: Session, scoring_id: str) -> Sequence[ScoringMove]:
    """Every move of a scoring, the oldest first."""
    of_it = col(ScoringMove.scoring_id) == scoring_id
    return session.scalars(select(ScoringMove).where(of_it).order_by(col(ScoringMove.at), col(ScoringMove.id))).all()


def add(
    session: Session,
    scoring: Scoring,
    adult_ids: Sequence[str],
    visits: Sequence[ScoringVisit] = (),
    *,
    event: Event,
    by: str,
) -> None:
    """Add a scoring with its carers, and resting on the visits that an amendment takes over."""
    session.add(scoring)
    session.flush()
    session.add_all([ScoringCarer(scoring_id=scoring.id, adult_id=adult_id) for adult_id in adult_ids])
    session.add_all(visits)
    session.flush()
    trail.write(session, event, at=scoring.started_at, person_id=by)


def change(
    session: Session, scoring: Scoring, values: Mapping[str, Any], *, event: Event, at: datetime, by: str
) -> bool:
    """Change facts of a scoring that still stands as it was read: same version, same status. False where it does not.

    The version counts up, and `scoring` shows what stands afterwards either way.
    """
    same = (
        col(Scoring.id) == scoring.id,
        col(Scoring.version) == scoring.version,
        col(Scoring.status) == scoring.status,
    )
    done: Any = session.connection().execute(update(Scoring).where(*same).values(**values, version=scoring.version + 1))
    session.refresh(scoring)
    if done.rowcount != 1:
        return False
    trail.write(session, event, at=at, person_id=by)
    return True


def move(
    session: Session,
    scoring: Scoring,
    made: ScoringMove,
    values: Mapping[str, Any],
    comments: Sequence[ItemComment] = (),
    *,
    event: Event,
) -> bool:
    """Move a scoring that still stands as it was read, and keep the move with its comments on items; False where it does not."""
    there = {**values, "status": made.to_status}
    if not change(session, scoring, there, event=event, at=made.at, by=made.by_id):
        return False
    session.add(made)
    session.flush()
    session.add_all(comments)
    session.flush()
    return True
