"""Writing the trail and walking along it. Every writing function of this package demands an `Event`, so that forgetting one is a type error.

What is written waits with the session and is chained just before the commit (`Database.open` sees to it): the head of the trail is the last
row that a transaction takes hold of and the shortest that it holds, so writers wait for one another's commit only, and never in a circle.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlmodel import Session, col

from workflow.models import AuditEvent, Correction, TrailHead
from workflow.rules.chain import Entry, Facts, Head, seal
from workflow.rules.errors import Unavailable
from workflow.rules.events import NOWHERE, Event, Origin
from workflow.storage.facts import Changed, noted

A_STRETCH = 1_000
"""Entries that a walk along the trail reads at a time."""
_HEADLESS = (
    "The head of the trail is missing, so nothing was saved. Tell your administrator to run: careprofile audit verify"
)
_INSERT = insert(AuditEvent.__table__)  # type: ignore[attr-defined]  # SQLModel does not type __table__
_HEAD: Any = select(col(TrailHead.number), col(TrailHead.hash))
_HOLD = _HEAD.with_for_update()
# Made once: it runs on every save.
_MOVE = (
    update(TrailHead)
    .where(col(TrailHead.number) == bindparam("from_number"), col(TrailHead.hash) == bindparam("from_hash"))
    .values(number=bindparam("to_number"), hash=bindparam("to_hash"))
)
_EVENT = AuditEvent.__table__.c  # type: ignore[attr-defined]
_CORRECTION = Correction.__table__  # type: ignore[attr-defined]
# PostgreSQL does both in one step, which spares a save the way to the server and back.
_MOVE_AND_INSERT = (
    insert(AuditEvent.__table__)  # type: ignore[attr-defined]
    .from_select(
        _EVENT.keys(),
        select(*(bindparam(column.name, type_=column.type) for column in _EVENT)).select_from(
            _MOVE.returning(col(TrailHead.id)).cte("moved")
        ),
    )
    .returning(_EVENT.number)
)


@dataclass
class Book:
    """What one transaction is going to leave in the trail, and what is the same for all of it. Kept in the session's `info`."""

    key: bytes
    origin: Origin = NOWHERE
    reasons: dict[str, str] = field(default_factory=dict)
    pending: list[tuple[Event, datetime, str | None]] = field(default_factory=list)
    corrected: list[tuple[int, Changed]] = field(default_factory=list)
    end: Head | None = None


def write(session: Session, event: Event, *, at: datetime, person_id: str | None) -> None:
    """Leave one event, in the session's transaction. `at` is UTC; `person_id` is None where nobody is signed in."""
    book = _book(session)
    book.pending.append((event, at, person_id))
    _with_the_last(session, book)


def _with_the_last(session: Session, book: Book) -> None:
    """What was written over goes with the last event there is: its place among them."""
    book.corrected += [(len(book.pending) - 1, one) for one in noted(session)]


def because(session: Session, family_id: str, reason_id: str) -> None:
    """Have every event of this transaction about a family say why it could be opened: the id of an emergency."""
    _book(session).reasons[family_id] = reason_id


def ends(session: Session) -> Head | None:
    """Where the trail ended with what this session left; None before its commit, and where it left nothing."""
    return _book(session).end


def _book(session: Session) -> Book:
    book: Book = session.info["trail"]
    return book


def chain(session: Session, guess: Head | None) -> Head | None:
    """Chain what this transaction leaves, and say where the trail then ends; None where it leaves nothing. The last thing before a commit.

    What was written over is kept with it, under the numbers that the entries have now. `guess` is where the trail is believed to end: right, it spares a question. Raises Unavailable where the trail has no head.
    """
    book = _book(session)
    if not book.pending:
        return None
    session.flush()
    _with_the_last(session, book)
    connection = session.connection()
    head = guess or _hold(connection)
    rows, end = _chained(book, head)
    if not _put(connection, head, end, rows):
        head = _hold(connection)
        rows, end = _chained(book, head)
        if not _put(connection, head, end, rows):
            raise Unavailable(_HEADLESS)
    _keep_what_stood_there(connection, book, rows)
    book.pending.clear()
    book.corrected.clear()
    return end


def _keep_what_stood_there(connection: Connection, book: Book, rows: list[dict[str, Any]]) -> None:
    kept = [_kept(rows[at], place, one) for place, (at, one) in enumerate(book.corrected, 1)]
    if kept:
        connection.execute(insert(_CORRECTION), kept)


def _kept(entry: dict[str, Any], place: int, one: Changed) -> dict[str, Any]:
    """What stood there before, under the number of the entry that tells of the change."""
    number = entry["number"]
    when = {"id": f"{number}.{place}", "entry": number, "place": place, "at": entry["at"], "by_id": entry["person_id"]}
    return {**one.__dict__, "of": one.of.value, **when}


def _hold(connection: Connection) -> Head:
    row = connection.execute(_HOLD).one_or_none()
    if row is None:
        raise Unavailable(_HEADLESS)
    return Head(row.number, row.hash)


def _put(connection: Connection, head: Head, end: Head, rows: list[dict[str, Any]]) -> bool:
    """Move the head on and add the entries; False, with nothing added, where the trail ends elsewhere."""
    move = {"from_number": head.number, "from_hash": head.hash, "to_number": end.number, "to_hash": end.hash}
    if len(rows) == 1 and connection.dialect.name == "postgresql":
        return connection.execute(_MOVE_AND_INSERT, {**move, **rows[0]}).scalar() is not None
    if connection.execute(_MOVE, move).rowcount != 1:
        return False
    connection.execute(_INSERT, rows)
    return True


def _chained(book: Book, head: Head) -> tuple[list[dict[str, Any]], Head]:
    rows = []
    for event, at, person_id in book.pending:
        facts = Facts(
            at,
            event.kind,
            person_id,
            event.family_id,
            event.subject_id,
            dict(event.details),
            book.origin.address,
            book.origin.request_id,
            book.reasons.get(event.family_id or ""),
        )
        previous, head = head.hash, Head(head.number + 1, seal(book.key, head.hash, facts))
        rows.append(
            {
                "number": head.number,
                **{name: getattr(facts, name) for name in Facts.__slots__},
                "previous": previous,
                "hash": head.hash,
            }
        )
    return rows, head


def head(session: Session) -> Head | None:
    """Where the trail ends; None where its head is missing."""
    row = session.connection().execute(_HEAD).one_or_none()
    return Head(row.number, row.hash) if row else None


def stretch(session: Session, after: int | None) -> tuple[Sequence[Entry], bool]:
    """The next entries in order of number, `A_STRETCH` at most; the first ones there are where `after` is None.

    The second answer is False where the one behind them cannot be read at all: something stands there that we never wrote.
    """
    asked = select(AuditEvent.__table__).order_by(_EVENT.number).limit(A_STRETCH)  # type: ignore[attr-defined]
    rows = iter(session.connection().execute(asked if after is None else asked.where(_EVENT.number > after)))
    entries: list[Entry] = []
    while True:
        try:
            row = next(rows, None)
        except (ValueError, TypeError, UnicodeError):
            return entries, False
        if row is None:
            return entries, True
        facts = Facts(*(getattr(row, name) for name in Facts.__slots__))
        entries.append(Entry(row.number, facts, row.previous, row.hash))


def place_of(session: Session, hash_: str) -> int | None:
    """The number of the entry with that hash, None where there is none. Looks at every entry: it is asked once, of a broken trail."""
    return session.connection().execute(select(_EVENT.number).where(_EVENT.hash == hash_)).scalar()
