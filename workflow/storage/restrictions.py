"""Parts of records that are kept for named people, and what of them the reader of a session does not see.

The desk says who reads (`reads`). Whatever storage reads of entries, notes, homes, visits, targets and numbers asks `hidden` and comes without what the reader may not see, so
that no page, report or command can forget it. A session of which nobody said who reads sees nothing that is kept for anybody.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workflow.models import Answer, CoScorer, Family, Person, Restriction, RestrictionPerson, Scoring, ScoringVisit
from workflow.rules.events import Event
from workflow.rules.restrictions import Hidden, Kind, Mode, Place, is_hidden
from workflow.storage import trail

_READER, _HIDDEN = "careprofile.reader", "careprofile.hidden"

# Made once: every page about a family asks one of these. Those who score always see what they wrote.
_VISIT = col(Restriction.kind) == Kind.VISIT.value
_OF_THESE: Any = bindparam("scorings", expanding=True)
_THEIR_VISITS = select(col(ScoringVisit.visit_id)).where(col(ScoringVisit.scoring_id).in_(_OF_THESE))
_ABOUT: ColumnElement[bool] = or_(
    col(Restriction.scoring_id).in_(_OF_THESE), and_(_VISIT, col(Restriction.key).in_(_THEIR_VISITS))
)
"""Restrictions of some scorings, and of the visits that they rest on."""
_SCORED = func.coalesce(col(Restriction.scoring_id), col(ScoringVisit.scoring_id))
_EVERY: Any = (
    select(
        *(col(Restriction.id), col(Restriction.kind), col(Restriction.scoring_id), col(Restriction.key)),
        *(col(Restriction.mode), col(Restriction.decided_by_id), col(Restriction.lifted_at)),
        col(Restriction.taken_over_by_id),
        *(col(RestrictionPerson.person_id).label("named"), col(Scoring.scorer_id).label("scorer")),
        col(CoScorer.person_id).label("co_scorer"),
    )
    .outerjoin(RestrictionPerson, col(RestrictionPerson.restriction_id) == col(Restriction.id))
    .outerjoin(ScoringVisit, and_(_VISIT, col(ScoringVisit.visit_id) == col(Restriction.key)))
    .outerjoin(Scoring, col(Scoring.id) == _SCORED)
    .outerjoin(CoScorer, col(CoScorer.scoring_id) == _SCORED)
)
_NOT_LIFTED = _EVERY.where(col(Restriction.lifted_at).is_(None))
_OF_SCORINGS = _NOT_LIFTED.where(_ABOUT)
_OF_FAMILY = _NOT_LIFTED.where(col(Restriction.family_id) == bindparam("family"))
_OF_HOME = _NOT_LIFTED.where(col(Restriction.kind) == Kind.HOME.value, col(Restriction.key) == bindparam("home"))


@dataclass(frozen=True)
class Kept:
    """One restriction that stands, with the family's name, the decider's, the people named, by id, and the name of whoever took it over, "" for nobody."""

    row: Restriction
    family: str
    decider: str
    named: dict[str, str]
    taken_over_by: str = ""

    @property
    def keeper_id(self) -> str:
        """Who looks after it: whoever took it over, else whoever decided."""
        return self.row.taken_over_by_id or self.row.decided_by_id


def reads(session: Session, person_id: str | None) -> str | None:
    """Say who reads in this session from now on; None for nobody in particular. Answers who did before."""
    before: str | None = session.info.get(_READER)
    session.info[_READER] = person_id
    session.info.pop(_HIDDEN, None)
    return before


def hidden(session: Session, scoring_ids: Collection[str]) -> Hidden:
    """What of these scorings the reader of this session does not see; each scoring is asked about once."""
    book = _book(session)
    new = set(scoring_ids) - book.keys()
    if new:
        found = _hidden_among(session, _standing(session, _OF_SCORINGS, {"scorings": list(new)}))
        book |= {scoring_id: found.places_of(scoring_id) for scoring_id in new}
    return Hidden(frozenset().union(*(book[scoring_id] for scoring_id in scoring_ids)))


def _book(session: Session) -> dict[str, frozenset[Place]]:
    """What was found out in this session, by the id of a scoring or of a family."""
    book: dict[str, frozenset[Place]] = session.info.setdefault(_HIDDEN, {})
    return book


def hidden_of_family(session: Session, family_id: str) -> Hidden:
    """What of a family, its homes and all its scorings, the reader of this session does not see."""
    book = _book(session)
    if family_id not in book:
        book[family_id] = _hidden_among(session, _standing(session, _OF_FAMILY, {"family": family_id})).places
    return Hidden(book[family_id])


def hides_home(session: Session, household_id: str) -> bool:
    """Whether a home is none for the reader of this session."""
    return _hidden_among(session, _standing(session, _OF_HOME, {"home": household_id})).home(household_id)


def reader(session: Session) -> str | None:
    """Who reads in this session."""
    found: str | None = session.info.get(_READER)
    return found


def told_of_hidden(session: Session) -> tuple[Hidden, frozenset[str]]:
    """What the reader does not see, of all families, and the ids of the restrictions about those parts, lifted ones too."""
    rows = _standing(session, _EVERY, {})
    away = _hidden_among(session, rows)
    return away, frozenset(one.row.id for one in rows if place_of(one.row) in away.places)


@dataclass(frozen=True)
class _Standing:
    """A restriction with the ids of the people it names, and of those who wrote what it is about."""

    row: Any
    named: set[str]
    wrote: set[str]


def _hidden_among(session: Session, rows: Iterable[_Standing]) -> Hidden:
    who = reader(session)
    return Hidden(
        frozenset(
            place_of(one.row)
            for one in rows
            if one.row.lifted_at is None and is_hidden(Mode(one.row.mode), frozenset(one.named), _always(one), who)
        )
    )


def _always(one: _Standing) -> frozenset[str]:
    """Those who see a part whoever is named: they wrote it, decided it, or took it over."""
    return frozenset(filter(None, {*one.wrote, one.row.decided_by_id, one.row.taken_over_by_id}))


def _standing(session: Session, asked: Any, named: dict[str, Any]) -> Collection[_Standing]:
    """Some restrictions with their people, in one statement."""
    found: dict[str, _Standing] = {}
    for row in session.connection().execute(asked, named):
        one = found.setdefault(row.id, _Standing(row, set(), set()))
        one.named.update(filter(None, [row.named]))
        one.wrote.update(filter(None, [row.scorer, row.co_scorer]))
    return found.values()


def kept_since(session: Session, scoring_ids: Collection[str], at: datetime) -> bool:
    """Whether something of some scorings was kept from the reader after a time: what was put on paper before may still hold it."""
    away = hidden(session, scoring_ids).places
    since = select(Restriction).where(
        _ABOUT,
        col(Restriction.decided_at) > at,
        col(Restriction.lifted_at).is_(None),
    )
    named = {"scorings": list(scoring_ids)}
    return bool(away) and any(place_of(row) in away for row in session.scalars(since, named))


def place_of(row: Restriction) -> Place:
    """The part that a restriction is about."""
    return Place(Kind(row.kind), row.scoring_id or "", row.key)


def _named(session: Session, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    found = session.connection().execute(
        select(col(RestrictionPerson.restriction_id), col(Person.id), col(Person.name))
        .join(Person, col(Person.id) == col(RestrictionPerson.person_id))
        .where(col(RestrictionPerson.restriction_id).in_(ids))
        .order_by(col(Person.name), col(Person.id))
    )
    named: dict[str, dict[str, str]] = {}
    for key, person_id, name in found:
        named.setdefault(key, {})[person_id] = name
    return named


def of_family(session: Session, family_id: str) -> Sequence[Kept]:
    """The restrictions in a family that stand and that the reader may know of: those of parts that they see."""
    away = hidden_of_family(session, family_id).places
    return [one for one in kept(session, col(Restriction.family_id) == family_id) if place_of(one.row) not in away]


def with_words(session: Session, scoring_ids: Collection[str]) -> dict[str, list[str]]:
    """The items of several scorings that have words or a basis which the reader sees, by scoring id."""
    kept_back = hidden(session, scoring_ids)
    rows = session.scalars(select(Answer).where(col(Answer.scoring_id).in_(scoring_ids)).order_by(col(Answer.item_id)))
    found: dict[str, list[str]] = {}
    for row in rows:
        if (row.note or row.evidence) and not kept_back.note(row.scoring_id, row.item_id):
            found.setdefault(row.scoring_id, []).append(row.item_id)
    return found


def kept(session: Session, *where: ColumnElement[bool]) -> list[Kept]:
    """The restrictions that stand and of which that is so, the soonest to be looked at again first. Whether the reader may know of them is for the
    caller to ask.
    """
    taker = aliased(Person)
    found = session.execute(
        select(Restriction, col(Family.name), col(Person.name), col(taker.name))
        .join(Family, col(Family.id) == col(Restriction.family_id))
        .join(Person, col(Person.id) == col(Restriction.decided_by_id))
        .outerjoin(taker, col(taker.id) == col(Restriction.taken_over_by_id))
        .where(col(Restriction.lifted_at).is_(None), *where)
        .order_by(col(Restriction.review_on), col(Restriction.id))
    ).all()
    named = _named(session, [row[0].id for row in found])
    return [Kept(row[0], row[1], row[2], named.get(row[0].id, {}), row[3] or "") for row in found]


def add(
    session: Session, row: Restriction, people: Sequence[RestrictionPerson], *, event: Event, at: datetime, by: str
) -> None:
    """Keep a part for named people."""
    session.add(row)
    session.flush()
    session.add_all(people)
    session.flush()
    session.info.pop(_HIDDEN, None)
    trail.write(session, event, at=at, person_id=by)


def change(session: Session, row: Restriction, *, event: Event, at: datetime, by: str) -> None:
    """Keep that a restriction is lifted, or when it is reviewed next."""
    session.add(row)
    session.flush()
    session.info.pop(_HIDDEN, None)
    trail.write(session, event, at=at, person_id=by)


def copy(session: Session, rows: Sequence[Restriction], people: Sequence[RestrictionPerson]) -> None:
    """Keep for the same people what an amendment took over. The event is that of the amendment."""
    session.add_all(rows)
    session.flush()
    session.add_all(people)
    session.flush()
    session.info.pop(_HIDDEN, None)


def of_scoring(session: Session, scoring_id: str) -> list[tuple[Restriction, tuple[str, ...]]]:
    """The restrictions of a scoring that stand, each with the ids of the people named."""
    mine = (col(Restriction.scoring_id) == scoring_id, col(Restriction.lifted_at).is_(None))
    rows = session.scalars(select(Restriction).where(*mine).order_by(col(Restriction.id))).all()
    named = _named(session, [row.id for row in rows])
    return [(row, tuple(named.get(row.id, {}))) for row in rows]
