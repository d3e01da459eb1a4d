"""Families: their people, homes and care, who sees them, and the scorings so far as light rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from gcp.instrument import Kind
from workflow.models import (
    Adult,
    Agency,
    Care,
    Child,
    CoScorer,
    Family,
    Household,
    InstrumentEdition,
    Involvement,
    Living,
    Person,
    Scoring,
    ScoringStatus,
    Team,
)
from workflow.rules.access import Actor, Network
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.storage import restrictions, trail
from workflow.storage.scorings import CARERS, everybody_who_scores

P = TypeVar("P", Family, Child, Adult)
FamilyRow = Family | Household | Child | Adult | Care | Living | Involvement


@dataclass(frozen=True)
class ScoringLine:
    """A scoring as one line: whose care by whom, when, with which edition, where it stands, who scored.

    `family` is the family's name, `called` the child's, `instrument` the edition as `key edition`, of that `kind`. `carers` are the ids of those
    whose care it grades, none where it is about the child alone; `carer_names` is how they were called then. `scorers` are the ids of all who
    grade it, `together` the names of those who do beside the scorer. `second_of_id` names the scoring that this one rates again; `hidden`
    says that whoever asks may not see it yet, because they rate the same care.
    """

    id: str
    family_id: str
    family: str
    child_id: str
    called: str
    carer_names: str
    edition_id: str
    instrument: str
    window_start: date
    window_end: date
    status: str
    scorer_id: str
    scorer: str
    agency: str
    kind: str
    second_of_id: str | None
    carers: frozenset[str]
    scorers: frozenset[str]
    together: tuple[str, ...]
    hidden: bool = False

    @property
    def graded(self) -> bool:
        """Whether it has grades."""
        return self.kind == Kind.GRADED

    @property
    def in_series(self) -> bool:
        """Whether it has a place in progress and among the latest grades: it has grades, and is no second rating."""
        return self.graded and self.second_of_id is None


def involved_on(on: date) -> ColumnElement[bool]:
    """Involved on a day; the last day of an involvement still counts."""
    return and_(col(Involvement.since) <= on, or_(col(Involvement.until).is_(None), col(Involvement.until) >= on))


def network(session: Session, family_id: str, on: date) -> Network:
    """The people involved with a family on a day, and their teams; empty where there is no such family.

    Of a record that is read under another since the two were put together, the network is that of the other.
    """
    record = func.coalesce(col(Family.merged_into_id), col(Family.id))
    rows = session.connection().execute(
        select(record.label("record"), col(Family.practice), col(Person.id), col(Person.team_id))
        .select_from(Family)
        .outerjoin(Involvement, and_(col(Involvement.family_id) == record, involved_on(on)))
        .outerjoin(Person, col(Person.id) == col(Involvement.person_id))
        .where(col(Family.id) == family_id)
    )
    found = rows.all()
    pairs = [row for row in found if row.id is not None]
    practice = any(row.practice for row in found)
    record_id = found[0].record if found else family_id
    return Network(record_id, frozenset(p.id for p in pairs), frozenset(p.team_id for p in pairs), practice)


def record_of(family_id: str) -> Any:
    """The ids under which something of a record may stand that is never moved: its own, and those of what was put together with it."""
    mine = or_(col(Family.id) == family_id, col(Family.merged_into_id) == family_id)
    return select(col(Family.id)).where(mine).scalar_subquery()


def family(session: Session, family_id: str) -> Family | None:
    """The family of that id; None too where it is read under another."""
    return _standing(session.get(Family, family_id))


def _standing(row: P | None) -> P | None:
    """A row that was not put together with another."""
    return row if row is not None and row.merged_into_id is None else None


def hold(session: Session, family_id: str) -> Family | None:
    """The family, kept from other writers until this transaction ends, so that what is checked stays true."""
    same = (col(Family.id) == family_id, col(Family.merged_into_id).is_(None))
    return session.scalars(select(Family).where(*same).with_for_update()).one_or_none()


def child(session: Session, child_id: str) -> Child | None:
    """The child of that id; None too where it turned out to be another."""
    return _standing(session.get(Child, child_id))


def adult(session: Session, adult_id: str) -> Adult | None:
    """The adult of that id; None too where it turned out to be another."""
    return _standing(session.get(Adult, adult_id))


def household(session: Session, household_id: str) -> Household | None:
    """The household of that id."""
    return None if restrictions.hides_home(session, household_id) else session.get(Household, household_id)


def involvement(session: Session, involvement_id: str) -> Involvement | None:
    """The involvement of that id."""
    return session.get(Involvement, involvement_id)


def children(session: Session, family_id: str) -> Sequence[Child]:
    """The children of a family, eldest first, the unborn last."""
    return children_of(session, [family_id])


def children_of(session: Session, family_ids: Collection[str]) -> Sequence[Child]:
    """The children of several families, eldest first, the unborn last."""
    eldest_first = (col(Child.born).is_(None), col(Child.born), col(Child.expected), col(Child.called), col(Child.id))
    theirs = (col(Child.family_id).in_(family_ids), col(Child.merged_into_id).is_(None))
    return session.scalars(select(Child).where(*theirs).order_by(*eldest_first)).all()


def adults(session: Session, family_id: str) -> Sequence[Adult]:
    """The adults of a family, by what they are called."""
    mine = (col(Adult.family_id) == family_id, col(Adult.merged_into_id).is_(None))
    return session.scalars(select(Adult).where(*mine).order_by(col(Adult.called), col(Adult.id))).all()


def everybody_called(session: Session, family_id: str) -> dict[str, str]:
    """What the adults of a family are called, by id; also of entries that were put together with another, which old scorings still name."""
    theirs = select(col(Adult.id), col(Adult.called)).where(col(Adult.family_id).in_(record_of(family_id)))
    return {row[0]: row[1] for row in session.connection().execute(theirs)}


def households(session: Session, family_id: str) -> Sequence[Household]:
    """The homes of a family, by name."""
    mine, kept_back = col(Household.family_id) == family_id, restrictions.hidden_of_family(session, family_id)
    rows = session.scalars(select(Household).where(mine).order_by(col(Household.name), col(Household.id)))
    return [row for row in rows if not kept_back.home(row.id)]


def carers_of(session: Session, child_id: str) -> Sequence[Adult]:
    """The adults who care for a child, by what they are called."""
    theirs = select(Adult).join(Care, col(Care.adult_id) == col(Adult.id)).where(col(Care.child_id) == child_id)
    return session.scalars(theirs.order_by(col(Adult.called), col(Adult.id))).all()


def care(session: Session, family_id: str) -> Sequence[Care]:
    """Who cares for whom in a family."""
    joined = select(Care).join(Child, col(Child.id) == col(Care.child_id))
    return session.scalars(joined.where(col(Child.family_id) == family_id).order_by(col(Care.id))).all()


def livings(session: Session, family_id: str) -> Sequence[Living]:
    """Who lives in which home of a family."""
    joined, kept_back = select(Living).join(Household), restrictions.hidden_of_family(session, family_id)
    rows = session.scalars(joined.where(col(Household.family_id) == family_id).order_by(col(Living.id)))
    return [row for row in rows if not kept_back.home(row.household_id)]


def visible_to(actor: Actor, on: date, permission: Permission | None = None) -> ColumnElement[bool]:
    """`rules.access.sees_family`, asked of the database: whether a family is one that somebody sees on a day, to do what a permission says."""
    sight = actor.sight(permission)
    mine = col(Person.id).in_([actor.person_id] if sight.own else [])
    involved = (
        select(col(Involvement.family_id))
        .join(Person, col(Person.id) == col(Involvement.person_id))
        .where(involved_on(on), or_(mine, col(Person.team_id).in_(sight.teams)))
    )
    seen = col(Family.id).in_(involved)
    return or_(seen, col(Family.practice).is_(False)) if sight.everything else seen


def those_seen(
    session: Session, actor: Actor, on: date, family_ids: Collection[str], permission: Permission
) -> set[str]:
    """Those of some families with which somebody may do what a permission says, on a day."""
    if not actor.may(permission):
        return set()
    return set(
        session.scalars(select(col(Family.id)).where(col(Family.id).in_(family_ids), visible_to(actor, on, permission)))
    )


def seen_by(
    session: Session,
    actor: Actor,
    on: date,
    permission: Permission | None = None,
    *,
    own: bool,
    practice: bool,
    start: int,
    limit: int,
) -> tuple[Sequence[Family], int]:
    """The families that somebody sees on a day, by name: `limit` of them from number `start` on, and how many there are; with a permission, those
    with which they may do that.

    `own` leaves those that they only see through a team or a role. Practice families and real ones are never on one list.
    """
    mine = select(col(Involvement.family_id)).where(involved_on(on), col(Involvement.person_id) == actor.person_id)
    seen = col(Family.id).in_(mine) if own else visible_to(actor, on, permission)
    visible = and_(seen, col(Family.practice).is_(practice), col(Family.merged_into_id).is_(None))
    page = select(Family).where(visible).order_by(col(Family.name), col(Family.id)).offset(start).limit(limit)
    how_many = session.scalar(select(func.count()).select_from(Family).where(visible)) or 0
    return session.scalars(page).all(), how_many


def _lines(session: Session, *where: ColumnElement[bool]) -> Sequence[ScoringLine]:
    edition = (col(InstrumentEdition.key) + " " + col(InstrumentEdition.edition)).label("instrument")
    of_it = col(CARERS.c.scoring_id) == col(Scoring.id)
    carers = select(func.aggregate_strings(CARERS.c.adult_id, ",")).where(of_it).scalar_subquery()
    scoring: tuple[Any, ...] = (
        *(col(Scoring.id), col(Scoring.family_id), col(Family.name), col(Scoring.child_id), col(Child.called)),
        *(
            col(Scoring.carer_names),
            col(Scoring.edition_id),
            edition,
            col(Scoring.window_start),
            col(Scoring.window_end),
            col(Scoring.status),
        ),
        *(col(Scoring.scorer_id), col(Person.name).label("scorer"), col(Agency.name).label("agency")),
        *(col(InstrumentEdition.kind), col(Scoring.second_of_id), carers.label("carers"), *_beside()),
    )
    found: Sequence[Any] = (
        session.connection()
        .execute(
            select(*scoring)
            .join(Family, col(Family.id) == col(Scoring.family_id))
            .join(Child, col(Child.id) == col(Scoring.child_id))
            .join(InstrumentEdition, col(InstrumentEdition.id) == col(Scoring.edition_id))
            .join(Person, col(Person.id) == col(Scoring.scorer_id))
            .join(Team, col(Team.id) == col(Person.team_id))
            .join(Agency, col(Agency.id) == col(Team.agency_id))
            .where(*where)
            .order_by(col(Scoring.window_end).desc(), col(Scoring.started_at).desc(), col(Scoring.id))
        )
        .all()
    )
    return [_line(row) for row in found]


def _line(row: Any) -> ScoringLine:
    carers = frozenset(row.carers.split(",") if row.carers else ())
    scorers = everybody_who_scores(row.scorer_id, row.beside)
    together = tuple(sorted(row.together.split("\n") if row.together else ()))
    return ScoringLine(*(*row[:-3], carers, scorers, together))


def _beside() -> tuple[Any, Any]:
    """The ids and the names of those who grade a scoring beside its scorer, as one text each; no name has a line's end in it."""
    of_it, beside = col(CoScorer.scoring_id) == col(Scoring.id), aliased(Person, name="beside_person")
    named = select(func.aggregate_strings(col(beside.name), "\n")).join(
        CoScorer, col(CoScorer.person_id) == col(beside.id)
    )
    ids = select(func.aggregate_strings(col(CoScorer.person_id), ",")).where(of_it)
    return ids.scalar_subquery().label("beside"), named.where(of_it).correlate(Scoring).scalar_subquery().label(
        "together"
    )


def scoring_lines(session: Session, family_ids: Collection[str]) -> Sequence[ScoringLine]:
    """Every scoring of these families, newest first. What each counts for is for the caller to say."""
    return _lines(session, col(Scoring.family_id).in_(family_ids))


def scorings(session: Session, scoring_ids: Collection[str]) -> dict[str, Scoring]:
    """These scorings, whole, by id."""
    rows = session.scalars(select(Scoring).where(col(Scoring.id).in_(scoring_ids)))
    return {row.id: row for row in rows}


def waiting_lines(session: Session, actor: Actor, on: date) -> Sequence[ScoringLine]:
    """The scorings in real families that somebody sees which wait for their own work, or for a second person's decision."""
    beside = select(col(CoScorer.scoring_id)).where(col(CoScorer.person_id) == actor.person_id)
    own = and_(
        or_(col(Scoring.scorer_id) == actor.person_id, col(Scoring.id).in_(beside)),
        col(Scoring.status).in_([ScoringStatus.DRAFT.value, ScoringStatus.RETURNED.value]),
    )
    others = and_(
        col(Scoring.scorer_id) != actor.person_id,
        col(Scoring.status) == ScoringStatus.WITH_SUPERVISOR.value,
        visible_to(actor, on, Permission.SCORING_REVIEW),
    )
    return _lines(session, visible_to(actor, on), col(Family.practice).is_(False), or_(own, others))


def create(
    session: Session, row: Family, lead: Involvement, *, events: tuple[Event, Event], at: datetime, by: str
) -> None:
    """Add a family with its lead practitioner, without whom nobody could open it."""
    session.add(row)
    session.flush()
    session.add(lead)
    session.flush()
    for event in events:
        trail.write(session, event, at=at, person_id=by)


def add(session: Session, rows: Sequence[FamilyRow], *, event: Event, at: datetime, by: str) -> None:
    """Add rows about a family that stand by themselves or point at rows that are there."""
    for row in rows:
        session.add(row)
        session.flush()
    trail.write(session, event, at=at, person_id=by)


def read_anew(session: Session, row: FamilyRow) -> None:
    """Read a row as it stands now, whatever this session has seen of it before."""
    session.refresh(row)


def change(session: Session, rows: Sequence[FamilyRow], *, event: Event, at: datetime, by: str) -> None:
    """Keep what was changed in rows of a family."""
    session.add_all(rows)
    session.flush()
    trail.write(session, event, at=at, person_id=by)


def replace(
    session: Session,
    gone: Sequence[Care | Living],
    standing: Sequence[FamilyRow],
    *,
    event: Event,
    at: datetime,
    by: str,
) -> None:
    """Take away who cared or lived where, and keep who does now, as one change."""
    for row in gone:
        session.delete(row)
    session.flush()
    session.add_all(standing)
    session.flush()
    trail.write(session, event, at=at, person_id=by)
