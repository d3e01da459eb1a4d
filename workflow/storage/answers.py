"""Answers and all they have been. A save is one guarded write, its change and its event: three statements, no unit of work."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, and_, bindparam, case, cast, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from workflow.models import Answer, AnswerChange, Involvement, Person, Scoring
from workflow.rules.access import Network
from workflow.rules.errors import NOT_THIS_PAGE, Conflict
from workflow.rules.events import Event
from workflow.storage import restrictions, trail
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
class Lines:
    """How every answer of a scoring stands, by item id: its state, its grade where it has one, and which of them name something they rest on."""

    states: Mapping[str, str] = field(default_factory=dict)
    grades: Mapping[str, int] = field(default_factory=dict)
    based: frozenset[str] = frozenset()

    def with_answer(self, item_id: str, state: str, grade: int | None, *, based: bool) -> "Lines":
        """The same with one answer as it is after a save."""
        others = {key: value for key, value in self.grades.items() if key != item_id}
        return Lines(
            {**self.states, item_id: state},
            others if grade is None else {**others, item_id: grade},
            self.based | {item_id} if based else self.based - {item_id},
        )

    def with_states(self, states: Mapping[str, str]) -> "Lines":
        """The same where these items are answered in another way than by a grade."""
        return replace(self, states={**self.states, **states}) if states else self


@dataclass(frozen=True)
class Sheet:
    """A scoring's answers as one of its parts shows them: how every answer stands, when anything was answered last (UTC), and the answers
    of the part's own items.
    """

    lines: Lines
    saved_at: datetime | None
    standings: dict[str, Standing]


@dataclass(frozen=True)
class Place:
    """One item of one scoring, with all that a save has to know; `answer` is None where nothing was ever answered.

    `lines` is how every answer of the scoring stands before the save; `apart` whether the carer's and the child's own grades wait for it; `scorers` as in `scorings.Found`.
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
    apart: bool
    network: Network
    answer: Standing | None
    lines: Lines


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
# How every answer stands as one text, "A1a=scored=4=1,A1b=not-observed==0": a query less in every save. Neither sign is part of an id.
_BASIS: Any = col(Answer.evidence)["basis"]
_LINE = (
    *(col(Answer.item_id), col(Answer.state), func.coalesce(cast(col(Answer.grade), String), "")),
    case((_BASIS.as_string().is_not(None), "1"), else_="0"),
)
_LINES_TEXT = (
    select(func.aggregate_strings(_LINE[0] + "=" + _LINE[1] + "=" + _LINE[2] + "=" + _LINE[3], ","))
    .where(col(Answer.scoring_id) == bindparam("scoring"))
    .scalar_subquery()
)
# One row for each professional involved. Sharing the scoring's row keeps it from being sent or signed between this look and the write.
_PLACE: Any = (
    select(
        *(col(Scoring.family_id), col(Scoring.edition_id), col(Scoring.scorer_id), col(Scoring.status)),
        *(col(Scoring.age_months), col(Scoring.age_band), col(Scoring.conditions), col(Scoring.exclusions)),
        col(Scoring.blind).label("apart"),
        *(*_STANDING, col(Involvement.person_id).label("involved"), col(Person.team_id).label("team")),
        *(_LINES_TEXT.label("lines"), CO_SCORERS.label("co_scorers")),
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
    select(_LINES_TEXT.label("lines"), _SAVED_AT.label("saved_at"), col(Answer.item_id), *_STANDING)
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
    scorers = everybody_who_scores(row.scorer_id, row.co_scorers)
    # Those who score see all that they wrote, so that a save pays nothing for this.
    now = _standing(row)
    if (
        now
        and restrictions.reader(session) not in scorers
        and restrictions.hidden(session, [scoring_id]).note(scoring_id, item_id)
    ):
        now = _bared(session, scoring_id, {item_id: now})[item_id]
    people = frozenset(r.involved for r in rows if r.involved is not None)
    teams = frozenset(r.team for r in rows if r.team is not None)
    return Place(
        scoring_id,
        item_id,
        row.family_id,
        row.edition_id,
        scorers,
        row.status,
        row.age_months,
        row.age_band,
        tuple(row.conditions),
        tuple(row.exclusions),
        row.apart,
        Network(row.family_id, people, teams),
        now,
        _lines(row.lines),
    )


def _lines(text: str | None) -> Lines:
    rows = [line.split("=") for line in text.split(",")] if text else []
    return Lines(
        {item_id: state for item_id, state, _, _ in rows},
        {item_id: int(grade) for item_id, _, grade, _ in rows if grade},
        frozenset(item_id for item_id, _, _, based in rows if based == "1"),
    )


def lines_of(rows: Iterable[Answer]) -> Lines:
    """How the answers stand that were read whole."""
    found = list(rows)
    return Lines(
        {row.item_id: row.state for row in found},
        {row.item_id: row.grade for row in found if row.grade is not None},
        frozenset(row.item_id for row in found if row.evidence.get("basis")),
    )


def _standing(row: Any) -> Standing | None:
    if row.version is None:
        return None
    return Standing(row.version, row.grade, row.state, row.note, row.changed_at, row.changed_by_id, row.evidence)


def standing(session: Session, scoring_id: str, item_id: str) -> Standing | None:
    """The answer as it stands now."""
    row = session.connection().execute(_STANDING_NOW, {"scoring": scoring_id, "item": item_id}).one_or_none()
    now = _standing(row) if row is not None else None
    if now is None or not restrictions.hidden(session, [scoring_id]).note(scoring_id, item_id):
        return now
    return _bared(session, scoring_id, {item_id: now})[item_id]


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
    if not rows:
        return Sheet(Lines(), None, {})
    kept_back, lines = restrictions.hidden(session, [scoring_id]), _lines(rows[0].lines)
    found = {row.item_id: one for row in rows if (one := _standing(row))}
    bare = {item_id for item_id in lines.states if kept_back.places and kept_back.note(scoring_id, item_id)}
    if not bare:
        return Sheet(lines, rows[0].saved_at, found)
    found |= _bared(session, scoring_id, {item_id: found[item_id] for item_id in bare & found.keys()})
    saved_at = max(row.changed_at for row in of_scoring(session, scoring_id))
    return Sheet(replace(lines, based=lines.based - bare), saved_at, found)


def of_scoring(session: Session, scoring_id: str) -> Sequence[Answer]:
    """Every answer of a scoring, by item id."""
    kept_back = restrictions.hidden(session, [scoring_id])
    mine = select(Answer).where(col(Answer.scoring_id) == scoring_id).order_by(col(Answer.item_id))
    rows = session.scalars(mine).all()
    bare = {row.item_id: one for row in rows if kept_back.note(scoring_id, row.item_id) and (one := _standing(row))}
    if not bare:
        return rows
    instead = _bared(session, scoring_id, bare)
    return [_bare_row(row, instead[row.item_id]) if row.item_id in instead else row for row in rows]


def _bare_row(row: Answer, instead: Standing) -> Answer:
    """The same answer as somebody sees it who may not see its words: a row of its own, which is never written."""
    facts = {"version": instead.version, "changed_at": instead.changed_at, "changed_by_id": instead.changed_by_id}
    return Answer(**{**row.model_dump(), **facts, "note": "", "evidence": {}})


def _bared(session: Session, scoring_id: str, standings: Mapping[str, Standing]) -> dict[str, Standing]:
    """Answers of one scoring, by item id, as they would stand had no word ever been written with them: what happened to the grades alone."""
    mine = (col(AnswerChange.scoring_id) == scoring_id, col(AnswerChange.item_id).in_(standings))
    changed = session.scalars(select(AnswerChange).where(*mine).order_by(col(AnswerChange.version))).all()
    found = {}
    for item_id, one in standings.items():
        moved = without_words([row for row in changed if row.item_id == item_id])
        last = moved[-1] if moved else one
        found[item_id] = Standing(max(1, len(moved)), one.grade, one.state, "", last.changed_at, last.changed_by_id)
    return found


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
    rows = session.scalars(select(AnswerChange).where(*of_item).order_by(col(AnswerChange.version))).all()
    return without_words(rows) if restrictions.hidden(session, [scoring_id]).note(scoring_id, item_id) else rows


def without_words(rows: Sequence[AnswerChange]) -> list[AnswerChange]:
    """What happened to a grade alone, counted anew: as if no word had ever been written with it."""
    nothing: dict[str, Any] = {"old_note": "", "new_note": "", "old_evidence": {}, "new_evidence": {}}
    moved = [row for row in rows if (row.old_grade, row.old_state) != (row.new_grade, row.new_state)]
    return [AnswerChange(**{**row.model_dump(), **nothing, "version": at}) for at, row in enumerate(moved, 1)]


def copy(session: Session, answers: Sequence[Answer], changes: Sequence[AnswerChange]) -> None:
    """Add the answers of an amendment, each with its first change. The event is that of the amendment."""
    session.add_all([*answers, *changes])
    session.flush()
