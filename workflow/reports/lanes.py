"""The parts and items of an area on the same time axis: one lane each, a square with its number for every scoring. Values first, then shapes.

The values are what the table beside the lanes says; the shapes are drawn from nothing else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gcp.changes import Comparison, ItemChange, Series, SubAreaChange
from gcp.grades import Change, ItemState
from gcp.instrument import Area, Item, SubArea
from gcp.profile import Profile, State
from workflow.reports import charts
from workflow.reports.charts import Drawing, Glyphs, Line, Path, Word
from workflow.reports.language import _, translated
from workflow.reports.rows import STATES
from workflow.reports.timeline import Timeline
from workflow.reports.wording import STATES as ITEM_STATES

_BESIDE = 210
_LANE = 22
_LANE_UNDER_NAME = 42
_NAME = 16
_SQUARE = 15
_LEAST_SQUARE = 9
_FIRST = 8
_INK, _PAPER, _QUIET = "#0b0c0c", "#ffffff", "#505a5f"


@dataclass(frozen=True)
class LaneCell:
    """One part or item at one scoring: its grade, or why it has none in words; `asked` is False where it is not asked at that age.

    `broken` says why the grade may not be compared with that of the scoring before; empty where it may, or where there is nothing to compare.
    """

    grade: int | None
    state: str
    asked: bool = True
    provisional: bool = False
    broken: str = ""


@dataclass(frozen=True)
class Lane:
    """One part (`part` is True) or item over all scorings, a cell each."""

    id: str
    name: str
    part: bool
    cells: tuple[LaneCell, ...]


@dataclass(frozen=True)
class Block:
    """The lanes of one area, in the instrument's order: each part, then its items. A part that is graded directly is only itself."""

    id: str
    name: str
    lanes: tuple[Lane, ...]

    @property
    def breaks(self) -> bool:
        """Whether anything in it may not be compared."""
        return any(cell.broken for lane in self.lanes for cell in lane.cells)


def blocks(found: Series) -> tuple[Block, ...]:
    """Every area of the newest edition with its parts and items, as each scoring graded them."""
    newest = found.profiles[-1]
    seen = [_Seen(profile, newest, step) for profile, step in zip(found.profiles, (None, *found.steps), strict=True)]
    return tuple(Block(area.id, area.name, tuple(_lanes(area, seen))) for area in newest.instrument.areas)


class _Seen:
    """One scoring, asked by the ids of the newest edition. `step` is from the scoring before."""

    def __init__(self, profile: Profile, newest: Profile, step: Comparison | None) -> None:
        same = profile.instrument.name == newest.instrument.name
        declared = {} if same else newest.instrument.same_as.get(profile.instrument.name, {})
        own = {later: earlier for earlier, later in declared.items()}
        self.own = (lambda item_id: item_id) if same else lambda item_id: own.get(item_id, "")
        self.items = {item.id: item for item in profile.items}
        self.parts = {sub.id: sub for sub in profile.sub_areas}
        areas = step.areas if step else ()
        self.moved_parts = {sub.id: sub for area in areas for sub in area.sub_areas}
        self.moved_items = {item.id: item for sub in self.moved_parts.values() for item in sub.items}

    def item(self, item_id: str) -> LaneCell:
        """A cell of an item."""
        own = self.own(item_id)
        result = self.items.get(own)
        if result is None:
            return LaneCell(None, _("not asked"), asked=False)
        if result.grade is None:
            return LaneCell(None, _(ITEM_STATES[result.state]), asked=result.state is not ItemState.NOT_APPLICABLE)
        return LaneCell(result.grade, "", broken=_broken(self.moved_items.get(own)))

    def part(self, part_id: str) -> LaneCell:
        """A cell of a part."""
        result = self.parts.get(part_id)
        if result is None:
            return LaneCell(None, _("not asked"), asked=False)
        state, words = result.state, _(STATES[result.state])
        if result.grade is None:
            return LaneCell(None, words or _("not scored"), asked=state is not State.NOT_APPLICABLE)
        broken = _broken(self.moved_parts.get(part_id))
        return LaneCell(result.grade, words, provisional=state is State.PROVISIONAL, broken=broken)


def _broken(change: ItemChange | SubAreaChange | None) -> str:
    return translated(change.why) if change and change.change is Change.NOT_COMPARABLE else ""


def _lanes(area: Area, seen: Sequence[_Seen]) -> Iterator[Lane]:
    for sub in area.sub_areas:
        own = [_lane(item, [one.item(item.id) for one in seen]) for item in sub.items if item.id != sub.id]
        told = [lane for lane in own if any(cell.asked for cell in lane.cells)]
        part = _lane(sub, [one.part(sub.id) for one in seen])
        if told or any(cell.asked for cell in part.cells):
            yield part
        yield from told


def _lane(of: SubArea | Item, cells: Iterable[LaneCell]) -> Lane:
    return Lane(of.id, of.name, isinstance(of, SubArea), tuple(cells))


def draw(block: Block, timeline: Timeline, width: float = charts.WIDE) -> Drawing:
    """The lanes of an area, `width` units wide, on the axis of its timeline: each beside its name, or under it where there is no room for that."""
    gutter = _BESIDE if width >= charts.WIDE else _FIRST
    days = charts.axis(timeline, width, gutter)
    across = charts.places(timeline, days)
    drawing = Drawing(
        width,
        0,
        _(
            "Grades of the parts and items of {area} over time. The table after it gives the same figures.",
            area=block.name,
        ),
        "",
    )
    colours = {level.value: charts.colours(timeline.levels, level.value) for level in timeline.levels}
    top = float(_FIRST)
    for lane in block.lanes:
        named = lane.name if lane.part else f"{lane.id} {lane.name}"
        if gutter == _BESIDE:
            drawing.words.append(Word(0, top + 12, named, "start", bold=lane.part))
        else:
            drawing.words.append(Word(0, top + 8, named, "start", bold=lane.part))
            top += _NAME
        _draw_lane(drawing, lane, across, colours, top)
        top += _LANE if gutter == _BESIDE else _LANE_UNDER_NAME - _NAME
    charts.time_axis(drawing, timeline, across, top + 4, gutter)
    drawing.height = top + 38
    return drawing


def _draw_lane(
    drawing: Drawing, lane: Lane, across: Sequence[float], colours: Mapping[int, tuple[str, str]], top: float
) -> None:
    side = max(_LEAST_SQUARE, min(_SQUARE, charts.room(across) - 1))
    y = top + (_SQUARE - side) / 2
    middle = y + side / 2
    drawing.lines.append(Line(across[0], middle, across[-1], middle))
    squares: dict[tuple[str, str], list[str]] = {}
    numbers: dict[str, list[tuple[float, str]]] = {}
    for x, cell in zip(across, lane.cells, strict=True):
        if cell.grade is not None:
            fill, ink = colours.get(cell.grade, (_PAPER, _INK))
            fill, ink = (_PAPER, _INK) if cell.provisional else (fill, ink)
            squares.setdefault((fill, _INK if cell.provisional else fill), []).append(
                f"M{x - side / 2:.1f} {y:.1f}h{side:.1f}v{side:.1f}h-{side:.1f}z"
            )
            numbers.setdefault(ink, []).append((x, str(cell.grade)))
        elif cell.asked:
            numbers.setdefault(_QUIET, []).append((x, "\N{EN DASH}"))
    drawing.paths += [Path("".join(parts), fill, stroke) for (fill, stroke), parts in squares.items()]
    size = 11 if side > _LEAST_SQUARE + 2 else 9
    drawing.glyphs += [Glyphs(tuple(one), middle + size * 0.36, ink, size) for ink, one in numbers.items()]
    for (before, _cell), (x, cell) in pairwise(zip(across, lane.cells, strict=True)):
        if cell.broken:
            between = (before + x) / 2
            drawing.lines.append(Line(between, top - 2, between, top + _SQUARE + 2, _QUIET, 1.5, "2 3"))
