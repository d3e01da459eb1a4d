"""The scorings of one child with everything that hangs on them, in the same few queries however many scorings there are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session, col

from gcp.instrument import Kind
from workflow.models import Agency, Answer, CoScorer, InstrumentEdition, Person, Scoring, ScoringStatus, Team
from workflow.storage import answers, countersigned, restrictions, visits
from workflow.storage.countersigned import Countersigned
from workflow.storage.scorings import CARERS
from workflow.storage.visits import VisitHere


@dataclass(frozen=True)
class Head:
    """A scoring without its answers, and the ids of the carers it grades."""

    scoring: Scoring
    carers: frozenset[str]


@dataclass(frozen=True)
class Given:
    """One answer as it stands; `evidence` is what it rests on, as it is stored, `changed_at` when it last changed (UTC)."""

    item_id: str
    grade: int | None
    state: str
    note: str
    evidence: Mapping[str, Any]
    changed_at: datetime


@dataclass(frozen=True)
class Signature:
    """Who somebody is on paper: the name, and the name of the agency they belong to now."""

    name: str
    agency: str


@dataclass(frozen=True)
class Hanging:
    """What hangs on some scorings: answers and visits by scoring id, people by their own, and by scoring id what was said on signing them
    off, and those that they amend.
    """

    answers: dict[str, list[Given]]
    visits: dict[str, list[VisitHere]]
    people: Mapping[str, Signature]
    signed: dict[str, Countersigned]


def heads(session: Session, child_id: str, statuses: Collection[ScoringStatus]) -> Sequence[Head]:
    """The graded scorings of a child at these statuses with the carers they grade, by the end of their window, the oldest first."""
    return heads_of(session, [child_id], statuses)[child_id]


def heads_of(
    session: Session, child_ids: Collection[str], statuses: Collection[ScoringStatus]
) -> dict[str, list[Head]]:
    """The same of several children, by child id; one query.

    What was counted, scaled or answered in words is no part of a series: it has no grades. Neither is a second rating: it tells of the same
    care at the same time as the first.
    """
    graded_once = and_(col(InstrumentEdition.kind) == Kind.GRADED.value, col(Scoring.second_of_id).is_(None))
    told: dict[str, list[Head]] = {child_id: [] for child_id in child_ids}
    for head in _heads(session, child_ids, statuses, graded_once):
        told[head.scoring.child_id].append(head)
    return told


def beside(session: Session, child_id: str, statuses: Collection[ScoringStatus]) -> list[Head]:
    """The scorings of a child at these statuses that are no part of a series; one query, in the same order."""
    others = or_(col(InstrumentEdition.kind) != Kind.GRADED.value, col(Scoring.second_of_id).is_not(None))
    return _heads(session, [child_id], statuses, others)


def _heads(
    session: Session, child_ids: Collection[str], statuses: Collection[ScoringStatus], which: ColumnElement[bool]
) -> list[Head]:
    chosen = (col(Scoring.child_id).in_(child_ids), col(Scoring.status).in_([status.value for status in statuses]))
    order = (col(Scoring.window_end), col(Scoring.window_start), col(Scoring.started_at), col(Scoring.id))
    rows = session.execute(
        select(Scoring, CARERS.c.adult_id)
        .join(InstrumentEdition, col(InstrumentEdition.id) == col(Scoring.edition_id))
        .outerjoin(CARERS, CARERS.c.scoring_id == col(Scoring.id))
        .where(*chosen, which)
        .order_by(*order)
    )
    carers: dict[str, set[str]] = {}
    found: dict[str, Scoring] = {}
    for scoring, adult_id in rows:
        found[scoring.id] = scoring
        carers.setdefault(scoring.id, set()).update([adult_id] if adult_id else [])
    return [Head(scoring, frozenset(carers[key])) for key, scoring in found.items()]


def hanging(session: Session, scorings: Iterable[Scoring], people: Mapping[str, Signature]) -> Hanging:
    """Everything that hangs on these scorings, made and signed by these people: three queries."""
    rows = list(scorings)
    ids = [row.id for row in rows]
    signed = countersigned.of_scorings(session, [*ids, *(row.amends_id for row in rows if row.amends_id)])
    return Hanging(answers_of(session, ids), visits.of_scorings(session, ids), people, signed)


def answers_of(session: Session, ids: Sequence[str]) -> dict[str, list[Given]]:
    """How the answers of some scorings stand, by scoring id, without the words that are kept from the reader."""
    answer = (Answer.item_id, Answer.grade, Answer.state, Answer.note, Answer.evidence, Answer.changed_at)
    asked: Any = select(*(col(column) for column in (Answer.scoring_id, *answer))).where(
        col(Answer.scoring_id).in_(ids)
    )
    found: dict[str, list[Given]] = {key: [] for key in ids}
    kept_back = restrictions.hidden(session, ids)
    for row in session.connection().execute(asked.order_by(col(Answer.item_id))):
        given = Given(*row[1:])
        found[row[0]].append(replace(given, note="", evidence={}) if kept_back.note(row[0], given.item_id) else given)
    for scoring_id in {place.scoring_id for place in kept_back.places} & found.keys():
        times = {one.item_id: one.changed_at for one in answers.of_scoring(session, scoring_id)}
        found[scoring_id] = [replace(one, changed_at=times[one.item_id]) for one in found[scoring_id]]
    return found


def co_scorers(session: Session, ids: Collection[str]) -> dict[str, tuple[Signature, ...]]:
    """Who grades some scorings together with their scorers, by scoring id and by name; one query."""
    asked: Any = (
        select(col(CoScorer.scoring_id), col(Person.name), col(Agency.name).label("agency"))
        .join(Person, col(Person.id) == col(CoScorer.person_id))
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(Agency, col(Agency.id) == col(Team.agency_id))
        .where(col(CoScorer.scoring_id).in_(ids))
        .order_by(col(Person.name), col(Person.id))
    )
    found: dict[str, list[Signature]] = {}
    for row in session.connection().execute(asked):
        found.setdefault(row.scoring_id, []).append(Signature(row.name, row.agency))
    return {key: tuple(them) for key, them in found.items()}


def signers(session: Session, rows: Iterable[Scoring]) -> dict[str, Signature]:
    """Who made and who signed off these scorings, and who made them before they were handed on; one query."""
    made = list(rows)
    others = {one for row in made for one in (row.signed_off_by_id, row.taken_over_from_id) if one}
    return people(session, {row.scorer_id for row in made} | others)


def people(session: Session, ids: Collection[str]) -> dict[str, Signature]:
    """Who some people are on paper, by id; one query."""
    asked: Any = (
        select(col(Person.id), col(Person.name), col(Agency.name).label("agency"))
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(Agency, col(Agency.id) == col(Team.agency_id))
        .where(col(Person.id).in_(ids))
    )
    return {row.id: Signature(row.name, row.agency) for row in session.connection().execute(asked)}
