"""What putting two records together moves, row by row, and how it is put back: steps made of the rows as they stand, carried out in order and kept.

Almost everything of a record is moved by changing which family, child or adult it points at. What is kept for ever as it was written (`READ_UNDER`) is
not touched: whoever reads it follows `merged_into_id`. What would stand twice is taken away whole, and comes back whole.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, delete, insert, select, update
from sqlmodel import Session, col

from workflow.models import RecordMergeChange, metadata

OF_FAMILY = (
    *(("household", "family_id"), ("adult", "family_id"), ("child", "family_id"), ("involvement", "family_id")),
    *(("scoring", "family_id"), ("visit", "family_id"), ("meeting", "family_id"), ("restriction", "family_id")),
    *(
        ("emergency_access", "family_id"),
        ("lead_offer", "family_id"),
        ("prompt_aside", "family_id"),
        ("job", "family_id"),
    ),
    *(("record_question", "family_id"), ("record_question", "about_family_id"), ("family", "merged_into_id")),
)
"""Columns that say of which record a row is, and follow when that is put together with another."""
OF_CHILD = (
    *(("scoring", "child_id"), ("prompt_aside", "child_id"), ("job", "child_id")),
    *(("record_question", "about_child_id"), ("child", "merged_into_id")),
)
OF_ADULT = (("adult", "merged_into_id"),)
TWICE = {
    "care": ("adult_id", "child_id"),
    "living": ("household_id", "child_id", "adult_id"),
    "meeting_child": ("meeting_id", "child_id"),
}
"""Tables whose rows say that two things belong together: what would say the same twice goes."""
SAYS = {"care": "relationship", "living": "note"}
"""What such rows say in words besides: of two that say something else both stand, in the row that stays."""
_LONGEST = {"relationship": 80, "note": 120}
COUNTED = {"version", "care_version"}
"""Columns that count the changes of a row, so that a form of an older page is told: they only ever go on, also when a merge is undone."""
IN_WORDS = (("prompt_aside", "carers", "."), ("job", "carers", "."))
"""Columns that hold the ids of adults as one text."""
READ_UNDER = {
    *(("report_issue", "family_id"), ("report_issue", "child_id"), ("case_move", "family_id")),
    *(("scoring_carer", "adult_id"), ("record_merge", "kept_id"), ("record_merge", "gone_id")),
}
"""Columns that stay as they were written for ever; whoever reads them follows `merged_into_id`."""


@dataclass(frozen=True)
class Step:
    """One thing that changes; as `models.merging.RecordMergeChange` keeps it."""

    of_table: str
    row_key: str
    of_column: str
    was: str | None
    became: str | None

    @property
    def back(self) -> "Step":
        """The step that undoes it."""
        return Step(self.of_table, self.row_key, self.of_column, self.became, self.was)


def table(name: str) -> Table:
    """The table of that name."""
    return metadata.tables[name]


def key_of(name: str, row: Mapping[str, Any]) -> str:
    """What a row is known by: its id, or both of its ids."""
    return "/".join(str(row[column.name]) for column in table(name).primary_key)


def rows_of(session: Session, name: str, *where: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Rows of a table as they stand, in a steady order."""
    found = session.connection().execute(select(table(name)).where(*where).order_by(*table(name).primary_key))
    return [dict(row) for row in found.mappings()]


def moved(name: str, row: Mapping[str, Any], **became: Any) -> list[Step]:
    """The steps that change some columns of a row; none for what stays the same."""
    return [
        Step(name, key_of(name, row), column, _text(row[column]), _text(value))
        for column, value in became.items()
        if row[column] != value
    ]


def counted(name: str, row: Mapping[str, Any], column: str = "version") -> Step:
    """The step that counts a change of a row."""
    (step,) = moved(name, row, **{column: row[column] + 1})
    return step


def came(name: str, row: Mapping[str, Any]) -> Step:
    """The step that adds a row."""
    return Step(name, key_of(name, row), "", None, _whole(row))


def went(name: str, row: Mapping[str, Any]) -> Step:
    """The step that takes a row away."""
    return came(name, row).back


def plan(
    session: Session, kept_id: str, gone_id: str, children: Mapping[str, str], adults: Mapping[str, str]
) -> list[Step]:
    """The steps that put a record under another (or two entries of one together), where `children` and `adults` say who turned out to be whom.

    What is said twice goes first; then everything points at what stays; last what went says so itself.
    """
    steps = list(_same_said_once(session, children, adults))
    if kept_id != gone_id:
        stay = {*children, *adults}
        for name, column in OF_FAMILY:
            rows = rows_of(session, name, table(name).c[column] == gone_id)
            steps += [step for row in rows if row["id"] not in stay for step in moved(name, row, **{column: kept_id})]
    for columns, people in ((OF_CHILD, children), (OF_ADULT, adults)):
        for name, column in columns:
            for row in rows_of(session, name, table(name).c[column].in_(people)):
                steps += moved(name, row, **{column: people[row[column]]})
    steps += _named_in_words(session, [*adults], adults)
    steps += _counts(session, steps, {*children, *adults})
    steps += [Step("child", gone, "merged_into_id", None, stays) for gone, stays in children.items()]
    steps += [Step("adult", gone, "merged_into_id", None, stays) for gone, stays in adults.items()]
    return steps + ([Step("family", gone_id, "merged_into_id", None, kept_id)] if kept_id != gone_id else [])


def _same_said_once(session: Session, children: Mapping[str, str], adults: Mapping[str, str]) -> Iterator[Step]:
    """What goes because it is said already comes before what only moves."""
    people = {**children, **adults}
    for name, columns in TWICE.items():
        ours = [table(name).c[column] for column in columns if column in ("child_id", "adult_id")]
        standing = [column.in_([*people, *people.values()]) for column in ours]
        rows = rows_of(session, name, _any(standing))
        pairs = [(row, {column: people.get(row[column], row[column]) for column in columns}) for row in rows]
        taken = {
            tuple(row[column] for column in columns) for row, now in pairs if all(row[k] == v for k, v in now.items())
        }
        later: list[Step] = []
        for row, now in pairs:
            place = tuple(now.values())
            if tuple(row[column] for column in columns) == place:
                continue
            if place in taken:
                yield went(name, row)
                continue
            taken.add(place)
            if "id" in row:
                later += moved(name, row, **now)
            else:  # its ids are its key
                yield went(name, row)
                later.append(came(name, {**row, **now}))
        yield from later
        yield from _said_of_both(name, pairs)


def _said_of_both(name: str, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> Iterator[Step]:
    """What rows that are one row now say in words: it stands in the one that stays, which is where it belongs already or comes first."""
    if name not in SAYS:
        return
    column = SAYS[name]
    stays: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row, now in sorted(pairs, key=lambda pair: any(pair[0][key] != value for key, value in pair[1].items())):
        there = stays.setdefault(tuple(now.values()), {**row, "words": row[column]})
        if any(row[key] != value for key, value in now.items()):
            there["words"] = _both_said(there["words"], row[column], _LONGEST[column])
    for row in stays.values():
        yield from moved(name, row, **{column: row["words"]})


def _both_said(first: str, second: str, longest: int) -> str:
    """Both of two sayings, one where they are the same; shortened where there is no room for both: what was there whole is kept with the merge."""
    if not first or not second or second.casefold() in (part.casefold() for part in (first, *first.split("; "))):
        return first or second
    room = longest - len("; ")
    second = _shortened(second, max(room - len(first), room // 2))
    return f"{_shortened(first, room - len(second))}; {second}"


def _shortened(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def _counts(session: Session, steps: Sequence[Step], gone: set[str]) -> list[Step]:
    """That who cares for a child, or who lives in a home, is not what a form of an older page shows."""
    found = []
    for name, of, column, key in (
        ("care", "child", "care_version", "child_id"),
        ("living", "household", "version", "household_id"),
    ):
        rows = {step.row_key for step in steps if step.of_table == name}
        touched = {row[key] for row in rows_of(session, name, table(name).c.id.in_(rows))}
        touched |= {step.became for step in steps if step.of_table == name and step.of_column == key and step.became}
        found += [counted(of, row, column) for row in rows_of(session, of, table(of).c.id.in_(touched - gone))]
    return found


def _any(these: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    first, *others = these
    for one in others:
        first |= one
    return first


def _named_in_words(session: Session, gone: Iterable[str], adults: Mapping[str, str]) -> list[Step]:
    steps: list[Step] = []
    for name, column, parted in IN_WORDS:
        for adult_id in gone:
            for row in rows_of(session, name, table(name).c[column].contains(adult_id, autoescape=True)):
                now = parted.join(sorted({adults.get(one, one) for one in row[column].split(parted)}))
                steps += [step for step in moved(name, row, **{column: now}) if step not in steps]
    return steps


def carry_out(
    session: Session, merge_id: str, steps: Sequence[Step], new_id: Callable[[], str], *, undoing: bool
) -> None:
    """Write the steps down, then do them; the locks of what is signed let through only what is written down (`storage.locks`)."""
    before = session.scalars(select(RecordMergeChange.place).where(col(RecordMergeChange.merge_id) == merge_id)).all()  # type: ignore[call-overload]
    for place, step in enumerate(steps, max(before, default=0) + 1):
        session.add(RecordMergeChange(id=new_id(), merge_id=merge_id, undoing=undoing, place=place, **step.__dict__))
    session.flush()
    for (name, key, whole), group in groupby(steps, lambda one: (one.of_table, one.row_key, not one.of_column)):
        _do(session, table(name), key, list(group), whole=whole)
    session.expire_all()


def _do(session: Session, of: Table, key: str, steps: list[Step], *, whole: bool) -> None:
    run = session.connection().execute
    if not whole:
        run(
            update(of)
            .where(_is(of, key))
            .values({one.of_column: _value(of.c[one.of_column], one.became) for one in steps})
        )
        return
    for one in steps:
        if one.became is None:
            run(delete(of).where(_is(of, key)))
        else:
            values = json.loads(one.became)
            kept = {name: _value(of.c[name], value) for name, value in values.items()}
            run(insert(of).values({**_said_since(of), **kept}))


def _said_since(of: Table) -> dict[str, str]:
    """No words, for whatever a row of before was not asked to say."""
    return {one.name: "" for one in of.c if not one.nullable and one.type.python_type is str}


def _is(of: Table, key: str) -> ColumnElement[bool]:
    return and_(*(column == part for column, part in zip(of.primary_key, key.split("/"), strict=True)))


def kept_steps(session: Session, merge_id: str) -> list[Step]:
    """What a merge changed, in order, without what its undoing did."""
    rows = session.scalars(
        select(RecordMergeChange)
        .where(col(RecordMergeChange.merge_id) == merge_id, col(RecordMergeChange.undoing).is_(False))
        .order_by(col(RecordMergeChange.place))
    )
    return [Step(row.of_table, row.row_key, row.of_column, row.was, row.became) for row in rows]


def way_back(session: Session, steps: Sequence[Step]) -> list[Step]:
    """The steps that put back what stands as the merge left it; what was changed since stays as it is now."""
    standing = _as_they_stand(session, steps)
    places = _places_taken(session, steps)
    back = []
    for step in reversed(steps):
        row = standing.get((step.of_table, step.row_key))
        if row is not None and step.of_column in COUNTED:
            back.append(counted(step.of_table, row, step.of_column))
            continue
        if step.of_column:
            fits = row is not None and _text(row[step.of_column]) == step.became
        else:
            fits = row is not None and _is_as(row, step.became)
            if step.became is None:
                fits = row is None and (step.of_table, step.row_key) not in places
        back += [step.back] if fits else []
    return back


def _places_taken(session: Session, steps: Sequence[Step]) -> set[tuple[str, str]]:
    """Rows that went because another said the same, and that stay away, for the other one was taken out since: by table and key."""
    people = {step.row_key: step.became for step in steps if step.of_column == "merged_into_id"}
    found = set()
    for name, columns in TWICE.items():
        gone = [json.loads(step.was) for step in steps if step.of_table == name and not step.of_column and step.was]
        places = [(row, tuple(people.get(row[column], row[column]) for column in columns)) for row in gone]
        first = table(name).c[columns[0]]
        rows = rows_of(session, name, first.in_({place[0] for _, place in places})) if places else []
        standing = {tuple(row[column] for column in columns) for row in rows}
        found |= {(name, key_of(name, row)) for row, place in places if place not in standing}
    return found


def _as_they_stand(session: Session, steps: Sequence[Step]) -> dict[tuple[str, str], dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for name in dict.fromkeys(step.of_table for step in steps):
        first = next(iter(table(name).primary_key))
        keys = {step.row_key.partition("/")[0] for step in steps if step.of_table == name}
        found |= {(name, key_of(name, row)): row for row in rows_of(session, name, first.in_(keys))}
    return found


def _text(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else value if value is None else str(value)


def _is_as(row: Mapping[str, Any], kept: str | None) -> bool:
    """Whether a row stands as it was kept; columns that it was given since say nothing."""
    was = json.loads(kept) if kept else None
    return was is not None and was == {name: _text(value) for name, value in row.items() if name in was}


def _whole(row: Mapping[str, Any]) -> str:
    return json.dumps({name: _text(value) for name, value in row.items()}, sort_keys=True, ensure_ascii=False)


def _value(column: Column[Any], text: str | None) -> Any:
    """What a column takes, out of the text that was kept of it: texts, dates and counts are all that is ever moved."""
    kind = column.type.python_type
    if text is None or kind not in (date, int):
        return text
    return date.fromisoformat(text) if kind is date else int(text)
