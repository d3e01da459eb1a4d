"""What stood in a record before: of the family, everybody in it, its homes, parts and meetings, as far as the reader sees them.

A correction stays under what it was made of. So what was put together with another is read with the other's, and without it again once they are taken
apart, though nothing is moved. What a merge wrote over is read from where the merge is kept. The same few queries however much was corrected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, literal, select, union_all
from sqlmodel import Session, col

from workflow.models import (
    Adult,
    Child,
    Corrected,
    Correction,
    Family,
    Household,
    Involvement,
    Meeting,
    Person,
    RecordMerge,
    RecordMergeChange,
)
from workflow.storage import people, restrictions
from workflow.storage.among import among
from workflow.storage.facts import FACTS
from workflow.storage.families import record_of


@dataclass(frozen=True)
class Subject:
    """What something was corrected of: what it is, the id under which it stands now, and how it is called, in one or two parts."""

    of: Corrected
    id: str
    called: str
    more: str


@dataclass(frozen=True)
class Before:
    """One fact that was written over; `about` is how the other of two is called, None where it is of one alone."""

    subject: Subject
    field: str
    about: str | None
    was: str | None
    became: str | None
    at: datetime
    by: str
    place: tuple[int, int]


_TABLES = {"family": Family, "child": Child, "adult": Adult, "household": Household, "involvement": Involvement}
_OF_TABLE: dict[str, tuple[Corrected, tuple[str, ...]]] = {name: FACTS[of] for name, of in _TABLES.items()}


def of_record(session: Session, family_id: str) -> Sequence[Before]:
    """All that was written over in a record, the newest first."""
    kept_back = restrictions.hidden_of_family(session, family_id)
    subjects = {key: one for key, one in _subjects(session, family_id).items() if not kept_back.home(key)}
    called = {key: one.called for key, one in subjects.items()}
    found = [*_corrected(session, subjects, called), *_merged(session, subjects)]
    return sorted(found, key=lambda one: (one.at, one.place), reverse=True)


def _subjects(session: Session, family_id: str) -> dict[str, Subject]:
    """Everything of a record that can be corrected, by its id; also what was put together with another, as the other."""
    record, nothing = record_of(family_id), literal("")
    asked: list[Any] = []
    for of, table, called in ((Corrected.CHILD, Child, Child.called), (Corrected.ADULT, Adult, Adult.called)):
        stays: Any = func.coalesce(col(table.merged_into_id), col(table.id))
        asked.append(
            select(literal(of.value), col(table.id), stays, col(called), nothing).where(
                col(table.family_id).in_(record)
            )
        )
    mine = (literal(Corrected.FAMILY.value), col(Family.id), literal(family_id), col(Family.name), nothing)
    asked.append(select(*mine).where(col(Family.id).in_(record)))
    home = (literal(Corrected.HOME.value), col(Household.id), col(Household.id), col(Household.name), nothing)
    asked.append(select(*home).where(col(Household.family_id) == family_id))
    meeting = (literal(Corrected.MEETING.value), col(Meeting.id), col(Meeting.id), col(Meeting.kind))
    asked.append(select(*meeting, cast(col(Meeting.on), String)).where(col(Meeting.family_id) == family_id))
    part = (literal(Corrected.PART.value), col(Involvement.id), col(Involvement.id), col(Person.name))
    joined = select(*part, col(Involvement.part)).join(Person, col(Person.id) == col(Involvement.person_id))
    asked.append(joined.where(col(Involvement.family_id) == family_id))
    rows = session.connection().execute(union_all(*asked)).all()
    found = {row[1]: Subject(Corrected(row[0]), row[2], row[3], row[4]) for row in rows}
    return {key: found.get(one.id, one) for key, one in found.items()}


def _corrected(session: Session, subjects: dict[str, Subject], called: dict[str, str]) -> list[Before]:
    asked: Any = (
        select(Correction, func.coalesce(col(Person.name), ""))
        .outerjoin(Person, col(Person.id) == col(Correction.by_id))
        .where(among(session, col(Correction.subject_id), subjects))
    )
    return [
        Before(
            subjects[row.subject_id],
            row.field,
            called.get(row.about_id, "") if row.about_id else None,
            row.was,
            row.became,
            row.at,
            by,
            (row.entry, row.place),
        )
        for row, by in session.execute(asked)
    ]


def _merged(session: Session, subjects: dict[str, Subject]) -> list[Before]:
    """The facts that a merge wrote over, or its undoing."""
    change = RecordMergeChange
    rows: Any = session.execute(
        select(change, RecordMerge)
        .join(RecordMerge, col(RecordMerge.id) == col(change.merge_id))
        .where(col(change.of_table).in_(_OF_TABLE), among(session, col(change.row_key), subjects))
    ).all()
    names = people.named(session, [(merge.undone_by_id if row.undoing else merge.by_id) for row, merge in rows])
    return [
        Before(
            subjects[row.row_key],
            row.of_column,
            None,
            row.was or None,
            row.became or None,
            merge.undone_at if row.undoing else merge.at,
            names[merge.undone_by_id if row.undoing else merge.by_id].name,
            (0, row.place),
        )
        for row, merge in rows
        if row.of_column in _OF_TABLE[row.of_table][1]
    ]
