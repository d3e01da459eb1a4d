"""All that some scorings have been: every change of their answers and entries, every move and comment, and what the trail says was done to them.

The same few queries however many scorings there are. For whoever may read the scorings whole.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from workflow.models import (
    AnswerChange,
    AuditEvent,
    EntryChange,
    ItemComment,
    Person,
    ScalingMark,
    Scoring,
    ScoringMove,
)
from workflow.rules.restrictions import Hidden
from workflow.storage import restrictions, scaling
from workflow.storage.answers import without_words


@dataclass(frozen=True)
class Done:
    """One entry of the trail: its number, when (UTC), what kind, by whom ("" where nobody was signed in), its details, the seal on it, and the name of
    the person that it names ("" for none).
    """

    number: int
    at: datetime
    kind: str
    by: str
    subject_id: str
    details: dict[str, Any]
    hash: str
    person: str = ""


@dataclass(frozen=True)
class Rows:
    """Every change, move and comment of some scorings, the oldest first, every version of every number on a scaling question, and the names of
    everybody in them by id.
    """

    answers: Sequence[AnswerChange]
    entries: Sequence[EntryChange]
    moves: Sequence[ScoringMove]
    comments: Sequence[ItemComment]
    marks: Sequence[ScalingMark]
    names: dict[str, str]


def earlier_versions(session: Session, of: Collection[Scoring]) -> list[Scoring]:
    """The scorings that these amend, and those that they amended, the newest first."""
    found: list[Scoring] = []
    wanted = {one.amends_id for one in of if one.amends_id}
    while wanted:
        rows = list(session.scalars(select(Scoring).where(col(Scoring.id).in_(wanted))))
        found += rows
        wanted = {one.amends_id for one in rows if one.amends_id} - {one.id for one in found}
    return found


def of_scorings(session: Session, scoring_ids: Collection[str]) -> Rows:
    """All that these scorings have been."""
    kept_back = restrictions.hidden(session, scoring_ids)
    answers = _answers(session, scoring_ids, kept_back)
    changed = _all(session, EntryChange, scoring_ids, EntryChange.changed_at, EntryChange.key)
    entries = [row for row in changed if not kept_back.entry(row.scoring_id, row.key)]
    moves = _all(session, ScoringMove, scoring_ids, ScoringMove.at, ScoringMove.id)
    comments = _all(session, ItemComment, scoring_ids, ItemComment.at, ItemComment.item_id)
    marks = scaling.of_scorings(session, scoring_ids)
    who = {row.changed_by_id for row in (*answers, *entries, *marks)} | {row.by_id for row in (*moves, *comments)}
    return Rows(answers, entries, moves, comments, marks, _names(session, who))


def done_to(session: Session, scoring_ids: Collection[str], kinds: Collection[str]) -> list[Done]:
    """What the trail says was done to these scorings, of these kinds, in the order of the trail."""
    columns = (AuditEvent.number, AuditEvent.at, AuditEvent.kind, Person.name, AuditEvent.subject_id)
    asked: Any = (
        select(*(col(column) for column in (*columns, AuditEvent.details, AuditEvent.hash)))
        .outerjoin(Person, col(Person.id) == col(AuditEvent.person_id))
        .where(col(AuditEvent.subject_id).in_(scoring_ids), col(AuditEvent.kind).in_(kinds))
        .order_by(col(AuditEvent.number))
    )
    kept_back = restrictions.hidden(session, scoring_ids)
    rows = [row for row in session.connection().execute(asked) if not kept_back.event(row[2], row[4], row[5])]
    names = _names(session, {row[5]["person_id"] for row in rows if row[5].get("person_id")})
    return [
        Done(row[0], row[1], row[2], row[3] or "", row[4], row[5], row[6], names.get(row[5].get("person_id"), ""))
        for row in rows
    ]


def _names(session: Session, ids: Collection[str]) -> dict[str, str]:
    asked: Any = select(col(Person.id), col(Person.name)).where(col(Person.id).in_(ids))
    return {row[0]: row[1] for row in session.connection().execute(asked)}


def _answers(session: Session, scoring_ids: Collection[str], kept_back: Hidden) -> list[AnswerChange]:
    """Every change of the answers; of an item whose words the reader may not see, what happened to its grade."""
    changed = _all(session, AnswerChange, scoring_ids, AnswerChange.changed_at, AnswerChange.item_id)
    bare: dict[tuple[str, str], list[AnswerChange]] = {}
    for row in changed:
        if kept_back.note(row.scoring_id, row.item_id):
            bare.setdefault((row.scoring_id, row.item_id), []).append(row)
    whole = [row for row in changed if (row.scoring_id, row.item_id) not in bare]
    rows = [*whole, *(row for of_item in bare.values() for row in without_words(of_item))]
    return sorted(rows, key=lambda row: (row.changed_at, row.item_id))


def _all(session: Session, table: Any, scoring_ids: Collection[str], *order: Any) -> Sequence[Any]:
    chosen = select(table).where(col(table.scoring_id).in_(scoring_ids))
    return session.scalars(chosen.order_by(*(col(column) for column in order))).all()
