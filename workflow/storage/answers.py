"""Answers and all they have been. A save is one guarded write, its change and its event: three statements, no unit of work."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workflow.models import (
    Answer,
    AnswerChange,
    InstrumentEdition,
    Involvement,
    Person,
    Scoring,
    ScoringCarer,
    ScoringStatus,
)
from workflow.rules.access import Network
from workflow.rules.errors import NOT_THIS_PAGE, Conflict
from workflow.rules.events import Event
from workflow.storage import trail
from workflow.storage.scorings import CO_SCORERS, INVOLVED, everybody_who_scores


@dataclass(frozen=True)
class Standing:
    """An answer as it stands: version (1 or more), grade or None, state, note, who changed it last and when (UTC), and what it rests on, as stored."""

    version: int
    grade: int | None
    state: str
    note: str
    changed_at: datetime
    changed_by_id: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """How one item was answered, and nothing else."""

    item_id: str
    grade: int | None
    state: str


@dataclass(frozen=True)
class Sheet:
    """A scoring's answers as one of its parts shows them: the state of every answer by item id, when anything was answered last (UTC),
    and the answers of the part's own items.
    """

    states: dict[str, str]
    saved_at: datetime | None
    standings: dict[str, Standing]


@dataclass(frozen=True)
class PreviousGrades:
    """The last signed-off scoring of the same child and carers: its last day, its scorer, its edition, and grades by item id."""

    scoring_id: str
    family_id: str
    on: date
    scorer_id: str
    scorer: str
    instrument: str
    grades: dict[str, int]


@dataclass(frozen=True)
class Place:
    """One item of one scoring, with all that a save has to know; `answer` is None where nothing was ever answered.

    `states` are those of every answer of the scoring, by item id, before the save; `scorers` as in `scorings.Found`.
    """

    scoring_id: str
    item_id: str
    family_id: str
    edition_id: str
    scorers: frozenset[str]
    status: str
    age_months: int | None
    age_band: str
    conditions: tuple[str, ...]
    exclusions: tuple[str, ...]
    network: Network
    answer: Standing | None
    states: dict[str, str]


@dataclass(frozen=True)
class Accepted:
    """A change that was accepted: version `version` of an answer, on top of `old` (None for the first).

    `client_key` is the name that the page gave the save; None where it gave none.
    """

    scoring_id: str
    item_id: str
    old: Standing | None
    version: int
    grade: int | None
    state: str
    note: str
    at: datetime
    by: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    client_key: str | None = None


_ANSWER: Any = Answer.__table__  # type: ignore[attr-defined]  # SQLModel does not type __table__
_CHANGE: Any = AnswerChange.__table__  # type: ignore[attr-defined]

_THIS_ITEM = and_(col(Answer.scoring_id) == col(Scoring.id), col(Answer.item_id) == bindparam("item"))
_STANDING = (
    *(col(Answer.version), col(Answer.grade), col(Answer.state)),
    *(col(Answer.note), col(Answer.changed_at), col(Answer.changed_by_id), col(Answer.evidence)),
)
# The state of every answer as one text, "A1a=scored,A1b=not-observed": a query less in every save. Neither sign is part of an id.
_STATES_TEXT = (
    select(func.aggregate_strings(col(Answer.item_id) + "=" + col(Answer.state), ","))
    .where(col(Answer.scoring_id) == bindparam("scoring"))
    .scalar_subquery()
)
# One row for each professional involved. Sharing the scoring's row keeps it from being sent or signed between this look and the write.
_PLACE: Any = (
    select(
        *(col(Scoring.family_id), col(Scoring.edition_id), col(Scoring.scorer_id), col(Scoring.status)),
        *(col(Scoring.age_months), col(Scoring.age_band), col(Scoring.conditions), col(Scoring.exclusions)),
        *(*_STANDING, col(Involvement.person_id).label("involved"), col(Person.team_id).label("team")),
        *(_STATES_TEXT.label("states"), CO_SCORERS.label("co_scorers")),
    )
    .select_from(Scoring)
    .outerjoin(Answer, _THIS_ITEM)
    .outerjoin(Involvement, INVOLVED)
    .outerjoin(Person, col(Person.id) == col(Involvement.person_id))
    .where(col(Scoring.id) == bindparam("scoring"))
    .with_for_update(read=True, of=Scoring)
)
_STANDING_NOW = select(*_STANDING).where(
    col(Answer.scoring_id) == bindparam("scoring"), col(Answer.item_id) == bindparam("item")
)
_SAVED_AT = (
    select(func.max(col(Answer.changed_at))).where(col(Answer.scoring_id) == bindparam("scoring")).scalar_subquery()
)
_SHEET: Any = (
    select(_STATES_TEXT.label("states"), _SAVED_AT.label("saved_at"), col(Answer.item_id), *_STANDING)
    .select_from(Scoring)
    .outerjoin(
        Answer,
        and_(col(Answer.scoring_id) == col(Scoring.id), col(Answer.item_id).in_(bindparam("items", expanding=True))),
    )
    .where(col(Scoring.id) == bindparam("scoring"))
)
_COUNTED = {"preserve_rowcount": True}  # without it an INSERT does not tell whether it wrote
_FIRST: dict[str, Any] = {
    "sqlite": sqlite.insert(_ANSWER).on_conflict_do_nothing().execution_options(**_COUNTED),
    "postgresql": postgresql.insert(_ANSWER).on_conflict_do_nothing().execution_options(**_COUNTED),
}
_NEXT = update(_ANSWER).where(
    _ANSWER.c.scoring_id == bindparam("of_scoring"),
    _ANSWER.c.item_id == bindparam("of_item"),
    _ANSWER.c.version == bindparam("on_version"),
)
# A key that is on record already names another change: only a page that gives one name to two saves meets that.
_KEEP: dict[str, Any] = {
    kind: insert(_CHANGE)
    .on_conflict_do_nothing(index_elements=["scoring_id", "client_key"])
    .execution_options(**_COUNTED)
    for kind, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def place(session: Session, scoring_id: str, item_id: str, on: date) -> Place | None:
    """An item of a scoring, the answer that stands, and who sees the family on a day, in one query. None for no such scoring."""
    rows = session.connection().execute(_PLACE, {"scoring": scoring_id, "item": item_id, "on": on}).all()
    if not rows:
        return None
    row = rows[0]
    people = frozenset(r.involved for r in rows if r.involved is not None)
    teams = frozenset(r.team for r in rows if r.team is not None)
    return Place(
        scoring_id,
        item_id,
        row.family_id,
        row.edition_id,
        everybody_who_scores(row.scorer_id, row.co_scorers),
        row.status,
        row.age_months,
        row.age_band,
        tuple(row.conditions),
        tuple(row.exclusions),
        Network(row.family_id, people, teams),
        _standing(row),
        _states(row.states),
    )


def _states(text: str | None) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split(",")) if text else {}


def _standing(row: Any) -> Standing | None:
    if row.version is None:
        return None
    return Standing(row.version, row.grade, row.state, row.note, row.changed_at, row.changed_by_id, row.evidence)


def standing(session: Session, scoring_id: str, item_id: str) -> Standing | None:
    """The answer as it stands now."""
    row = session.connection().execute(_STANDING_NOW, {"scoring": scoring_id, "item": item_id}).one_or_none()
    return _standing(row) if row is not None else None


def save(session: Session, change: Accepted, *, event: Event, new_ids: tuple[str, str]) -> bool:
    """Put an answer, keep its change and write its event. False, with nothing written, where somebody else was first.

    Raises Conflict, and then nothing of the transaction may stay, where its client key names another change.
    """
    connection = session.connection()
    keys = {"scoring_id": change.scoring_id, "item_id": change.item_id}
    values = {
        "grade": change.grade,
        "state": change.state,
        "note": change.note,
        "evidence": dict(change.evidence),
        "version": change.version,
        "changed_at": change.at,
        "changed_by_id": change.by,
    }
    old = change.old
    if old is None:
        done = connection.execute(_FIRST[connection.dialect.name], {"id": new_ids[0], **keys, **values})
    else:
        where = {"of_scoring": keys["scoring_id"], "of_item": keys["item_id"], "on_version": old.version}
        done = connection.execute(_NEXT, {**values, **where})
    if done.rowcount != 1:
        return False
    kept = connection.execute(
        _KEEP[connection.dialect.name],
        {
            "id": new_ids[1],
            **keys,
            "version": change.version,
            "old_grade": old.grade if old else None,
            "old_state": old.state if old else None,
            "old_note": old.note if old else "",
            "old_evidence": dict(old.evidence) if old else {},
            "new_grade": change.grade,
            "new_state": change.state,
            "new_note": change.note,
            "new_evidence": dict(change.evidence),
            "client_key": change.client_key,
            "changed_at": change.at,
            "changed_by_id": change.by,
        },
    )
    if kept.rowcount != 1:
        raise Conflict(NOT_THIS_PAGE)
    trail.write(session, event, at=change.at, person_id=change.by)
    return True


def applied(session: Session, scoring_id: str, item_id: str, client_key: str) -> Standing | None:
    """What the save of that name made of the answer, however often it was changed since; None where no such save was applied."""
    row = session.scalars(
        select(AnswerChange).where(
            col(AnswerChange.scoring_id) == scoring_id,
            col(AnswerChange.client_key) == client_key,
            col(AnswerChange.item_id) == item_id,
        )
    ).one_or_none()
    if row is None:
        return None
    what = (row.new_grade, row.new_state, row.new_note)
    return Standing(row.version, *what, row.changed_at, row.changed_by_id, row.new_evidence)


def sheet(session: Session, scoring_id: str, item_ids: Collection[str]) -> Sheet:
    """How far a scoring is, and the answers of the items named, in one query; their notes may be long, the others' stay where they are."""
    rows = session.connection().execute(_SHEET, {"scoring": scoring_id, "items": list(item_ids)}).all()
    standing_by_item = {row.item_id: found for row in rows if (found := _standing(row))}
    return Sheet(_states(rows[0].states), rows[0].saved_at, standing_by_item) if rows else Sheet({}, None, {})


def of_scoring(session: Session, scoring_id: str) -> Sequence[Answer]:
    """Every answer of a scoring, by item id."""
    return session.scalars(
        select(Answer).where(col(Answer.scoring_id) == scoring_id).order_by(col(Answer.item_id))
    ).all()


def marks(session: Session, scoring_ids: Collection[str]) -> dict[str, list[Mark]]:
    """How every item of several scorings was answered, by scoring id, without words; a scoring without any answer is left out."""
    columns: Any = select(col(Answer.scoring_id), col(Answer.item_id), col(Answer.grade), col(Answer.state))
    found: dict[str, list[Mark]] = {}
    for scoring_id, *mark in session.connection().execute(columns.where(col(Answer.scoring_id).in_(scoring_ids))):
        found.setdefault(scoring_id, []).append(Mark(*mark))
    return found


def changes(session: Session, scoring_id: str, item_id: str) -> Sequence[AnswerChange]:
    """Every accepted change of one answer, the oldest first."""
    of_item = (col(AnswerChange.scoring_id) == scoring_id, col(AnswerChange.item_id) == item_id)
    return session.scalars(select(AnswerChange).where(*of_item).order_by(col(AnswerChange.version))).all()


def copy(session: Session, answers: Sequence[Answer], changes: Sequence[AnswerChange]) -> None:
    """Add the answers of an amendment, each with its first change. The event is that of the amendment."""
    session.add_all([*answers, *changes])
    session.flush()


_This: Any = aliased(Scoring, name="this")
_Mine: Any = aliased(ScoringCarer, name="mine")
_Theirs: Any = aliased(ScoringCarer, name="theirs")
_BOTH = select(_Theirs.adult_id).where(_Theirs.scoring_id == col(Scoring.id), _Theirs.adult_id == _Mine.adult_id)
_OURS = select(_Mine.adult_id).where(_Mine.scoring_id == _This.id, _Mine.adult_id == _Theirs.adult_id)
_ONLY_MINE = select(_Mine.adult_id).where(_Mine.scoring_id == _This.id, ~_BOTH.correlate(Scoring, _Mine).exists())
_ONLY_THEIRS = select(_Theirs.adult_id).where(
    _Theirs.scoring_id == col(Scoring.id), ~_OURS.correlate(_This, _Theirs).exists()
)
_LAST_ID = (
    select(col(Scoring.id))
    .join(_This, _This.child_id == col(Scoring.child_id))
    .join(InstrumentEdition, col(InstrumentEdition.id) == col(Scoring.edition_id))
    .where(
        _This.id == bindparam("scoring"),
        col(Scoring.status) == ScoringStatus.SIGNED_OFF.value,
        col(Scoring.id) != _This.id,
        col(Scoring.id) != func.coalesce(_This.amends_id, ""),
        col(Scoring.second_of_id).is_(None),
        col(Scoring.id) != func.coalesce(_This.second_of_id, ""),
        func.coalesce(col(Scoring.amends_id), "") != func.coalesce(_This.second_of_id, "none"),
        col(Scoring.window_end) <= _This.window_end,
        (col(InstrumentEdition.key) + "@" + col(InstrumentEdition.edition)).in_(bindparam("editions", expanding=True)),
        ~_ONLY_MINE.correlate(Scoring, _This).exists(),
        ~_ONLY_THEIRS.correlate(Scoring, _This).exists(),
    )
    .order_by(col(Scoring.window_end).desc(), col(Scoring.signed_off_at).desc(), col(Scoring.id))
    .limit(1)
    .scalar_subquery()
)
_PREVIOUS: Any = (
    select(
        *(col(Scoring.id), col(Scoring.family_id), col(Scoring.window_end)),
        *(col(Scoring.scorer_id), col(Person.name).label("scorer")),
        (col(InstrumentEdition.key) + "@" + col(InstrumentEdition.edition)).label("instrument"),
        *(col(Answer.item_id), col(Answer.grade)),
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
    rows = (
        session.connection()
        .execute(_PREVIOUS, {"scoring": scoring_id, "items": list(item_ids), "editions": list(editions)})
        .all()
    )
    if not rows:
        return None
    first = rows[0]
    grades = {row.item_id: row.grade for row in rows if row.item_id is not None}
    return PreviousGrades(
        first.id, first.family_id, first.window_end, first.scorer_id, first.scorer, first.instrument, grades
    )
