"""The tables of a family's grid, out of its scorings and their profiles. Pure: every grade in them is that of one area in one scoring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gcp.changes import AreaChange
from gcp.grades import Scale
from gcp.instrument import Instrument
from gcp.profile import AreaResult, Profile
from workflow.models import Adult, Care, Child
from workflow.services.latest_grades import moved
from workflow.storage.families import ScoringLine


@dataclass(frozen=True)
class Moment:
    """One scoring in the grid: its areas by id (none where it cannot be scored any more), and how each moved since `before`."""

    line: ScoringLine
    scale: Scale
    areas: Mapping[str, AreaResult]
    changes: Mapping[str, AreaChange]
    before: ScoringLine | None


@dataclass(frozen=True)
class PairRows:
    """The scorings of one child with the same carers, the newest first; `more` is how many older ones are not shown."""

    carers: str
    moments: tuple[Moment, ...]
    more: int


@dataclass(frozen=True)
class ChildRows:
    """A child with its rows; `unscored` are the carers with whom nothing of the child is scored yet."""

    id: str
    called: str
    born: date | None
    expected: date | None
    pairs: tuple[PairRows, ...]
    unscored: tuple[str, ...] = ()


@dataclass(frozen=True)
class GridTable:
    """What one instrument says of the family's children: the areas that are its columns, id and name, and a block for each child."""

    title: str
    scale: Scale
    areas: tuple[tuple[str, str], ...]
    children: tuple[ChildRows, ...]


Key = tuple[str, str, frozenset[str]]
"""What a row of the grid is of: the instrument's key, the child's id, the carers' ids."""


def key_of(line: ScoringLine) -> Key:
    """What belongs in one row: one instrument whatever its edition, one child, the same carers whatever they were called."""
    return line.instrument.partition(" ")[0], line.child_id, line.carers


def rows_of(lines: Sequence[ScoringLine]) -> dict[Key, list[ScoringLine]]:
    """Lines by the row they belong in, in the order they came."""
    found: dict[Key, list[ScoringLine]] = {}
    for line in lines:
        found.setdefault(key_of(line), []).append(line)
    return found


def tables_of(
    children: Sequence[Child], profiles: Mapping[str, Profile], lines: Sequence[ScoringLine], most: int
) -> tuple[GridTable, ...]:
    """One table for each instrument, the one with the most scorings first. `lines` come newest first; `profiles` are theirs by scoring id.

    A scoring without a profile keeps its place in its row, for it was made.
    """
    by_instrument: dict[str, dict[Key, list[ScoringLine]]] = {}
    for key, own in rows_of(lines).items():
        by_instrument.setdefault(key[0], {})[key] = own
    tables = []
    for name, rows in by_instrument.items():
        newest = next(
            (profiles[one.id].instrument for one in lines if key_of(one) in rows and one.id in profiles), None
        )
        if newest is None:
            continue
        blocks = tuple(_block(child, rows, profiles, newest, most) for child in children)
        table = GridTable(newest.title, newest.scale, _areas(blocks, newest), tuple(one for one in blocks if one.pairs))
        tables.append((sum(len(found) for found in rows.values()), name, table))
    return tuple(table for _, _, table in sorted(tables, key=lambda one: (-one[0], one[1])))


def _areas(blocks: Sequence[ChildRows], newest: Instrument) -> tuple[tuple[str, str], ...]:
    """The columns: every area that any of the scorings has, called as in the newest."""
    found = {
        a.id: a.name for block in blocks for pair in block.pairs for one in pair.moments for a in one.areas.values()
    }
    return tuple(sorted((found | {area.id: area.name for area in newest.areas}).items()))


def _block(
    child: Child,
    rows: Mapping[Key, Sequence[ScoringLine]],
    profiles: Mapping[str, Profile],
    newest: Instrument,
    most: int,
) -> ChildRows:
    pairs = [(key, _pair(child, own, profiles, newest, most)) for key, own in rows.items() if key[1] == child.id]
    pairs.sort(key=lambda one: (one[1].carers, sorted(one[0][2])))
    return child_rows(child, tuple(pair for _, pair in pairs))


def child_rows(child: Child, pairs: tuple[PairRows, ...] = (), rest: tuple[str, ...] = ()) -> ChildRows:
    """A child with its rows, and the carers without any."""
    return ChildRows(child.id, child.called, child.born, child.expected, pairs, rest)


def _pair(
    child: Child, lines: Sequence[ScoringLine], profiles: Mapping[str, Profile], otherwise: Instrument, most: int
) -> PairRows:
    moments = []
    for line, before in zip(lines[:most], [*lines[1:], None], strict=False):
        profile = profiles.get(line.id)
        earlier = profiles.get(before.id) if before else None
        changes = moved(earlier, profile, child, line.carer_names) if profile else {}
        scale = profile.instrument.scale if profile else otherwise.scale
        areas = {area.id: area for area in profile.areas} if profile else {}
        moments.append(Moment(line, scale, areas, changes, before if changes else None))
    return PairRows(lines[0].carer_names, tuple(moments), max(0, len(lines) - most))


def unscored(
    children: Sequence[Child], adults: Sequence[Adult], care: Sequence[Care], lines: Sequence[ScoringLine]
) -> dict[str, tuple[str, ...]]:
    """By child, what those carers are called with whom nothing of the child is signed off yet."""
    called = {adult.id: adult.called for adult in adults}
    scored = {(line.child_id, adult_id) for line in lines for adult_id in line.carers}
    missing = [one for one in care if (one.child_id, one.adult_id) not in scored]
    return {
        child.id: tuple(sorted(called[one.adult_id] for one in missing if one.child_id == child.id))
        for child in children
    }


def with_unscored(
    tables: tuple[GridTable, ...], children: Sequence[Child], rest: Mapping[str, tuple[str, ...]]
) -> tuple[GridTable, ...]:
    """The first table names who is not scored yet, also the children of whom it says nothing."""
    if not tables:
        return ()
    first, *others = tables
    pairs = {child.id: child.pairs for child in first.children}
    blocks = tuple(
        child_rows(child, pairs.get(child.id, ()), rest[child.id])
        for child in children
        if child.id in pairs or rest[child.id]
    )
    return (GridTable(first.title, first.scale, first.areas, blocks), *others)
