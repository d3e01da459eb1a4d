"""Records that were put together: what may not be, what was, and who is told of it."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workflow.models import (
    Adult,
    Child,
    EmergencyAccess,
    Family,
    Involvement,
    Job,
    JobState,
    LeadOffer,
    OfferStatus,
    Person,
    RecordMerge,
    RecordMergeChange,
    Restriction,
    RestrictionPerson,
    RoleHeld,
)
from workflow.rules.access import Actor
from workflow.rules.events import Event
from workflow.rules.restrictions import Mode
from workflow.rules.roles import Permission
from workflow.storage import merge_rows, restrictions, trail
from workflow.storage.families import involved_on, visible_to
from workflow.storage.merge_follows import after_the_way_back
from workflow.storage.merge_rows import Step, came
from workflow.storage.scorings import CARERS


@dataclass(frozen=True)
class Merged:
    """A merge with what the two families are called, and who made it and undid it ("" while nobody has)."""

    row: RecordMerge
    kept: str
    gone: str
    by: str
    undone_by: str


def find(session: Session, merge_id: str) -> Merged | None:
    """The merge of that id."""
    return next(iter(_found(session, col(RecordMerge.id) == merge_id)), None)


def of_family(session: Session, family_id: str) -> Sequence[Merged]:
    """What was put together with a record, or within it, the newest first; undone ones too."""
    return _found(session, or_(col(RecordMerge.kept_id) == family_id, col(RecordMerge.gone_id) == family_id))


def told_since(session: Session, person_id: str, since: datetime, on: date) -> Sequence[Merged]:
    """What was put together or taken apart since, of the records in which somebody has a part on a day, or had one that ended with it; the newest first."""
    mine = select(col(Involvement.family_id)).where(col(Involvement.person_id) == person_id, involved_on(on))
    ended = _parts_ended(person_id).where(col(RecordMergeChange.merge_id) == col(RecordMerge.id)).exists()
    of_mine = or_(col(RecordMerge.kept_id).in_(mine), col(RecordMerge.gone_id).in_(mine), ended)
    newly = or_(
        and_(col(RecordMerge.undone_at).is_(None), col(RecordMerge.at) >= since), col(RecordMerge.undone_at) >= since
    )
    return _found(session, of_mine, newly)


def _parts_ended(person_id: str) -> Any:
    """What merges changed to end a part of somebody: its last day, or the whole part where it had not begun before."""
    change = RecordMergeChange
    theirs = select(col(Involvement.id)).where(col(Involvement.person_id) == person_id)
    whole = and_(col(change.of_column) == "", col(change.became).is_(None))
    return select(col(change.merge_id), col(change.row_key), col(change.was)).where(
        col(change.of_table) == "involvement",
        col(change.undoing).is_(False),
        or_(
            and_(col(change.of_column) == "until", col(change.row_key).in_(theirs)),
            and_(whole, col(change.was).contains(f'"person_id": "{person_id}"', autoescape=True)),
        ),
    )


def left(session: Session, person_id: str, merge_ids: Collection[str]) -> dict[str, str]:
    """Those of some merges that ended a part of somebody, with the record in which that was: "" for the one that stays."""
    change, ended = RecordMergeChange, _parts_ended(person_id)
    parts = session.execute(ended.where(col(change.merge_id).in_(merge_ids))).all()
    came_along = (col(change.of_table) == "involvement", col(change.of_column) == "family_id", ~col(change.undoing))
    theirs = (col(change.merge_id).in_(merge_ids), col(change.row_key).in_([row[1] for row in parts]))
    moved = {
        (row[0], row[1]): row[2]
        for row in session.execute(
            select(col(change.merge_id), col(change.row_key), col(change.was)).where(*came_along, *theirs)
        )
    }
    return {
        merge_id: str(json.loads(was)["family_id"] if (was or "").startswith("{") else moved.get((merge_id, key), ""))
        for merge_id, key, was in parts
    }


def _found(session: Session, *where: Any) -> Sequence[Merged]:
    gone, undoer = aliased(Family, name="gone"), aliased(Person, name="undoer")
    rows = session.execute(
        select(RecordMerge, col(Family.name), col(gone.name), col(Person.name), func.coalesce(col(undoer.name), ""))
        .join(Family, col(Family.id) == col(RecordMerge.kept_id))
        .join(gone, col(gone.id) == col(RecordMerge.gone_id))
        .join(Person, col(Person.id) == col(RecordMerge.by_id))
        .outerjoin(undoer, col(undoer.id) == col(RecordMerge.undone_by_id))
        .where(*where)
        .order_by(col(RecordMerge.at).desc(), col(RecordMerge.id).desc())
    )
    return [Merged(*row) for row in rows]


def others(
    session: Session, actor: Actor, on: date, family_id: str, *, births: Collection[date], numbers: Collection[str]
) -> Sequence[tuple[Child, str]]:
    """The children of other real records that somebody sees, each with what its family is called, with one of these dates of birth or numbers: few, to be looked at one by one."""
    alike = or_(col(Child.born).in_(births), col(Child.nhs_number).in_(numbers), col(Child.upn).in_(numbers))
    seen = (
        visible_to(actor, on, Permission.RECORD_MERGE),
        col(Family.practice).is_(False),
        col(Family.id) != family_id,
    )
    standing = (col(Family.merged_into_id).is_(None), col(Child.merged_into_id).is_(None))
    joined = select(Child, col(Family.name)).join(Family, col(Family.id) == col(Child.family_id))
    rows = session.execute(joined.where(alike, *seen, *standing).order_by(col(Child.id)))
    return [(row[0], row[1]) for row in rows]


def stands_for(session: Session, ids: Collection[str]) -> dict[str, str]:
    """For those of these ids that were put together with another: the id of that family, child or adult."""
    found = [
        session.connection().execute(
            select(of.c.id, of.c.merged_into_id).where(of.c.id.in_(ids), of.c.merged_into_id.is_not(None))
        )
        for of in (merge_rows.table("family"), merge_rows.table("child"), merge_rows.table("adult"))
    ]
    return {row[0]: row[1] for rows in found for row in rows}


def place_of(session: Session, person_id: str) -> str | None:
    """The record in which a child or an adult is; None for nobody's id."""
    asked = [select(col(of.family_id)).where(col(of.id) == person_id) for of in (Child, Adult)]
    return next((found for one in asked if (found := session.scalar(one))), None)


def offered(session: Session, family_ids: Collection[str]) -> set[str]:
    """Those of some records whose lead is offered to somebody."""
    open_ones = (col(LeadOffer.family_id).in_(family_ids), col(LeadOffer.status) == OfferStatus.OFFERED.value)
    return set(session.scalars(select(col(LeadOffer.family_id)).where(*open_ones)))


def in_an_emergency(session: Session, family_ids: Collection[str], now: datetime) -> set[str]:
    """Those of some records that somebody has open in an emergency."""
    running = (col(EmergencyAccess.ended_at).is_(None), col(EmergencyAccess.ends_at) > now)
    return set(
        session.scalars(
            select(col(EmergencyAccess.family_id)).where(col(EmergencyAccess.family_id).in_(family_ids), *running)
        )
    )


def being_made(session: Session, family_ids: Collection[str]) -> set[str]:
    """Those of some records of which a report of a batch is being made right now; what only waits comes along."""
    working = (col(Job.family_id).in_(family_ids), col(Job.state) == JobState.WORKING.value)
    return set(session.scalars(select(col(Job.family_id)).where(*working)))


def graded_together(session: Session, adults: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of some pairs of adults whose care one scoring grades together: they cannot be one."""
    ids = [one for pair in adults for one in pair]
    rows = session.connection().execute(
        select(CARERS.c.scoring_id, CARERS.c.adult_id).where(CARERS.c.adult_id.in_(ids))
    )
    graded: dict[str, set[str]] = {}
    for scoring_id, adult_id in rows:
        graded.setdefault(scoring_id, set()).add(adult_id)
    return {pair for pair in adults if any(set(pair) <= together for together in graded.values())}


def holders(session: Session, roles: Collection[str], team_ids: Collection[str] | None = None) -> set[str]:
    """Who holds one of these roles now, in one of these teams where they are given."""
    held = [col(RoleHeld.role).in_(roles), col(RoleHeld.until).is_(None)]
    held += [] if team_ids is None else [col(RoleHeld.team_id).in_(team_ids)]
    return set(session.scalars(select(col(RoleHeld.person_id)).where(*held)))


def kept_from_them(session: Session, family_id: str, newcomers: Collection[str]) -> list[Step]:
    """The steps that keep from newcomers what is kept from named people in a record: nobody sees more of it by a merge than before."""
    standing = (
        col(Restriction.family_id) == family_id,
        col(Restriction.mode) == Mode.NOT.value,
        col(Restriction.lifted_at).is_(None),
    )
    ids = session.scalars(select(col(Restriction.id)).where(*standing).order_by(col(Restriction.id))).all()
    named = select(col(RestrictionPerson.restriction_id), col(RestrictionPerson.person_id))
    there = {
        tuple(row) for row in session.connection().execute(named.where(col(RestrictionPerson.restriction_id).in_(ids)))
    }
    return [
        came("restriction_person", {"restriction_id": key, "person_id": person_id})
        for key in ids
        for person_id in sorted(newcomers)
        if (key, person_id) not in there
    ]


def make(
    session: Session, row: RecordMerge, steps: Sequence[Step], new_id: Callable[[], str], *, events: Sequence[Event]
) -> None:
    """Put two records together: carry out the steps and keep them."""
    session.add(row)
    session.flush()
    merge_rows.carry_out(session, row.id, steps, new_id, undoing=False)
    _forget_who_is_hidden_what(session)
    for event in events:
        trail.write(session, event, at=row.at, person_id=row.by_id)


def undo(
    session: Session, row: RecordMerge, new_id: Callable[[], str], *, events: Sequence[Event], at: datetime, by: str
) -> None:
    """Take two records apart again: `row` says who, when and why."""
    session.add(row)
    session.flush()
    merge_id, both = row.id, (row.kept_id, row.gone_id)
    steps = merge_rows.way_back(session, merge_rows.kept_steps(session, merge_id))
    merge_rows.carry_out(session, merge_id, steps, new_id, undoing=True)
    for more in after_the_way_back(session, *both):
        merge_rows.carry_out(session, merge_id, more, new_id, undoing=True)
    _forget_who_is_hidden_what(session)
    for event in events:
        trail.write(session, event, at=at, person_id=by)


def _forget_who_is_hidden_what(session: Session) -> None:
    """What was found out in this session of what is kept for named people is found out anew."""
    restrictions.reads(session, restrictions.reader(session))
