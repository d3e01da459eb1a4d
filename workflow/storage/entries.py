"""Entries around the grades and all they have been. A save is one guarded write, its change and its event, as for answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from workflow.models import Entry, EntryChange
from workflow.rules.events import Event
from workflow.storage import restrictions, trail


@dataclass(frozen=True)
class Accepted:
    """A change that was accepted: `version` of an entry, on top of `old` (None for the first). `client_key` as the page named the save."""

    scoring_id: str
    key: str
    old: Entry | None
    value: Mapping[str, Any]
    at: datetime
    by: str
    client_key: str | None = None

    @property
    def version(self) -> int:
        """The version that it makes."""
        return (self.old.version if self.old else 0) + 1


_ENTRY: Any = Entry.__table__  # type: ignore[attr-defined]  # SQLModel does not type __table__
_CHANGE: Any = EntryChange.__table__  # type: ignore[attr-defined]
_COUNTED = {"preserve_rowcount": True}  # without it an INSERT does not tell whether it wrote
_FIRST: dict[str, Any] = {
    "sqlite": sqlite.insert(_ENTRY).on_conflict_do_nothing().execution_options(**_COUNTED),
    "postgresql": postgresql.insert(_ENTRY).on_conflict_do_nothing().execution_options(**_COUNTED),
}
_NEXT = update(_ENTRY).where(
    _ENTRY.c.scoring_id == bindparam("of_scoring"),
    _ENTRY.c.key == bindparam("of_key"),
    _ENTRY.c.version == bindparam("on_version"),
)
_KEEP = insert(_CHANGE)


def of_scorings(session: Session, scoring_ids: Collection[str]) -> dict[str, dict[str, Entry]]:
    """The entries of some scorings as they stand, by scoring id and key; one query."""
    found: dict[str, dict[str, Entry]] = {scoring_id: {} for scoring_id in scoring_ids}
    kept_back = restrictions.hidden(session, scoring_ids)
    for entry in session.scalars(select(Entry).where(col(Entry.scoring_id).in_(scoring_ids)).order_by(col(Entry.key))):
        if not kept_back.entry(entry.scoring_id, entry.key):
            found[entry.scoring_id][entry.key] = entry
    return found


def standing(session: Session, scoring_id: str, key: str) -> Entry | None:
    """An entry as it stands now, whatever this session has seen of it before."""
    this = select(Entry).where(col(Entry.scoring_id) == scoring_id, col(Entry.key) == key)
    return session.scalars(this.execution_options(populate_existing=True)).one_or_none()


def applied(session: Session, scoring_id: str, client_key: str) -> EntryChange | None:
    """The change that the page gave this name, whichever entry it was of; None where there is none."""
    this = (col(EntryChange.scoring_id) == scoring_id, col(EntryChange.client_key) == client_key)
    return session.scalars(select(EntryChange).where(*this)).one_or_none()


def save(session: Session, change: Accepted, *, event: Event, new_ids: tuple[str, str]) -> bool:
    """Put an entry, keep its change and write its event. False, with nothing written, where somebody else was first."""
    connection = session.connection()
    keys = {"scoring_id": change.scoring_id, "key": change.key}
    made = {"version": change.version, "changed_at": change.at, "changed_by_id": change.by}
    if change.old is None:
        row = {"id": new_ids[0], **keys, **made, "value": dict(change.value)}
        done = connection.execute(_FIRST[connection.dialect.name], row)
    else:
        where = {"of_scoring": change.scoring_id, "of_key": change.key, "on_version": change.old.version}
        done = connection.execute(_NEXT, {**made, "value": dict(change.value), **where})
    if done.rowcount != 1:
        return False
    values = {"old_value": dict(change.old.value) if change.old else {}, "new_value": dict(change.value)}
    connection.execute(_KEEP, {"id": new_ids[1], **keys, **made, **values, "client_key": change.client_key})
    trail.write(session, event, at=change.at, person_id=change.by)
    return True


def changes(session: Session, scoring_id: str, key: str) -> Sequence[EntryChange]:
    """Every accepted change of one entry, the oldest first."""
    if restrictions.hidden(session, [scoring_id]).entry(scoring_id, key):
        return ()
    of_entry = (col(EntryChange.scoring_id) == scoring_id, col(EntryChange.key) == key)
    return session.scalars(select(EntryChange).where(*of_entry).order_by(col(EntryChange.version))).all()


def copy(session: Session, entries: Sequence[Entry], changes: Sequence[EntryChange]) -> None:
    """Add the entries of an amendment, each with its first change. The event is that of the amendment."""
    session.add_all([*entries, *changes])
    session.flush()
