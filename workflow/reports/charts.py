"""A timeline as shapes: where each line, marker and word of the chart stands. `templates/reports/chart.html` writes them down as SVG.

One small panel an area, one above the other, on one true time axis: uneven dates stand unevenly, the best grade is at the top, the number
stands in the marker. Hollow is provisional, an outer ring is a draft, a dash is not graded; a line is drawn only between two grades
that may be compared. Under each panel stands a bar a scoring: as high as items were graded, filled as high as stand at the two worst grades.
Colour only repeats what the number says. Few words, because words are what makes a chart slow on paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from itertools import pairwise

from workflow.reports.base import Level
from workflow.reports.language import _
from workflow.reports.timeline import Panel, Point, Timeline

WIDE = 680
"""Units across on paper and on a laptop; one is a CSS pixel there."""
NARROW = 340
"""Units across on a phone."""

_GUTTER = 34
_RIGHT = 20
_RADIUS = 10
_LEAST_RADIUS = 6
_TITLE = 30
_BAR = 20
_BAR_WIDE = 9
_UNDER = 40 + _BAR
_AHEAD = timedelta(days=28)
_MARKS = 24
_TALLEST_STEP = 18
_PANEL = 84
_LETTER = 6.4
_DATES_APART = 78
_TALLIES_APART = 74
_LEVELS_ALL_NAMED = 6
_LIGHT = 0.18
_INK = "#0b0c0c"
_QUIET = "#505a5f"
_GRID = "#d8dde0"
_SHADE = "#f0edf3"
_PAPER = "#ffffff"
_RAMP = ((185, 230, 219), (131, 193, 205), (119, 149, 198), (116, 82, 155), (75, 26, 72))
"""Calm green-blue to deep plum, lightness falling all the way: the stops of the grades' colours in the style sheet of pages."""


@dataclass(frozen=True)
class Line:
    """A stroke; `dash` is an SVG dash pattern or empty."""

    x1: float
    y1: float
    x2: float
    y2: float
    stroke: str = _GRID
    width: float = 1
    dash: str = ""


@dataclass(frozen=True)
class Box:
    """A rectangle; `stroke` is its outline, empty for none."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = ""


@dataclass(frozen=True)
class Marker:
    """A round marker with a word in it; `ring` is the radius of an outer ring, 0 for none."""

    x: float
    y: float
    radius: float
    fill: str
    stroke: str
    text: str
    text_fill: str
    dash: str = ""
    ring: float = 0


@dataclass(frozen=True)
class Word:
    """A piece of text; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    bold: bool = False
    fill: str = _INK


@dataclass(frozen=True)
class Path:
    """Several shapes of one colour as one SVG path."""

    d: str
    fill: str
    stroke: str


@dataclass(frozen=True)
class Glyphs:
    """Short words in a row, each centred on its own place across; `size` is the height of the letters."""

    words: tuple[tuple[float, str], ...]
    y: float
    fill: str
    size: float


@dataclass
class Drawing:
    """The shapes of one chart, in the order in which each kind is drawn: boxes, lines, markers, words.

    `diamonds` and `squares` are centres: another scorer, another edition. `pointers` are the tips of small triangles: targets.
    """

    width: float
    height: float
    title: str
    description: str
    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    diamonds: list[tuple[float, float]] = field(default_factory=list)
    squares: list[tuple[float, float]] = field(default_factory=list)
    pointers: list[tuple[float, float]] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    glyphs: list[Glyphs] = field(default_factory=list)


@dataclass(frozen=True)
class Axis:
    """The one time axis: every day from the first to the last at its true place. A day beyond either end stands at that end."""

    first: date
    last: date
    left: float
    right: float

    def at(self, on: date) -> float:
        """Where a day stands."""
        whole = (self.last - self.first).days
        part = (min(max(on, self.first), self.last) - self.first).days
        return self.left + (self.right - self.left) * part / whole if whole else self.left


def axis(timeline: Timeline, width: float, gutter: float = _GUTTER) -> Axis:
    """The axis of a timeline: its scorings, its marks, and targets up to a quarter of that time ahead. `gutter` is what is left free before it."""
    days = [moment.on for moment in timeline.moments] + [mark.on for mark in timeline.marks]
    first, last = min(days), max(days)
    ahead = last + max((last - first) / 4, _AHEAD)
    aims = [min(aim.by, ahead) for panel in timeline.panels for aim in panel.aims]
    return Axis(first, max([last, *aims]), gutter + _RADIUS, width - _RIGHT)


def draw(timeline: Timeline, width: float = WIDE) -> Drawing:
    """The chart of a timeline, `width` units wide and as high as it needs."""
    days = axis(timeline, width)
    across = places(timeline, days)
    drawing = Drawing(width, 0, timeline.title, describe(timeline))
    top = 0.0
    for panel in timeline.panels:
        bottom = _panel(drawing, timeline, panel, across, top)
        rows = _rows(timeline.levels, top)
        drawing.pointers += dict.fromkeys((days.at(aim.by), rows[aim.grade]) for aim in panel.aims if aim.grade in rows)
        top = bottom
    time_axis(drawing, timeline, across, top)
    drawing.height = top + 34
    if timeline.marks:
        _marks(drawing, timeline, days, drawing.height)
        drawing.height += _MARKS
    return drawing


def describe(timeline: Timeline) -> str:
    """The chart in words, for somebody who cannot see it: every area from its first grade to its last."""
    said = []
    for panel in timeline.panels:
        grades = [_spoken(point) for point in panel.points]
        tallies = [point.tally for point in panel.points]
        said.append(f"{panel.name}: {_in_turn(grades)}.")
        said.append(_("Items at {worst}: {tallies}.", worst=timeline.worst_two, tallies=_in_turn(tallies)))
        said += [_("Target for {words}.", words=aim.words) for aim in panel.aims]
    said += [f"{mark.kind}, {mark.words}." for mark in timeline.marks]
    return " ".join(said)


def _in_turn(figures: Sequence[str]) -> str:
    """4, then 3, then 3."""
    return reduce(lambda so_far, one: _("{before}, then {next}", before=so_far, next=one), figures)


def _spoken(point: Point) -> str:
    if point.grade is None:
        return point.state or _("not graded")
    return _("{grade} (provisional)", grade=point.grade) if point.provisional else str(point.grade)


def places(timeline: Timeline, days: Axis) -> list[float]:
    """Where each scoring stands: true to the days between them; side by side only where all fall on one day."""
    moments = timeline.moments
    if len(moments) == 1:
        return [days.left + 24]
    if moments[0].on == moments[-1].on:
        return [days.left + (days.right - days.left) * at / (len(moments) - 1) for at in range(len(moments))]
    return [days.at(moment.on) for moment in moments]


def _rows(levels: Sequence[Level], top: float) -> dict[int, float]:
    """How high each grade stands in a panel, the best at the top."""
    step = _step(levels)
    return {level.value: top + _TITLE + rank * step for rank, level in enumerate(levels)}


def _step(levels: Sequence[Level]) -> float:
    return min(_TALLEST_STEP, _PANEL / (len(levels) - 1))


def room(across: Sequence[float]) -> float:
    """The least distance between two neighbouring scorings."""
    return min((other - one for one, other in pairwise(across)), default=2.0 * _RADIUS)


def _panel(drawing: Drawing, timeline: Timeline, panel: Panel, across: Sequence[float], top: float) -> float:
    levels = timeline.levels
    step, rows = _step(levels), _rows(timeline.levels, top)
    radius = max(_LEAST_RADIUS, min(_RADIUS, room(across) / 2))
    bottom = top + _TITLE + (len(levels) - 1) * step
    drawing.words.append(Word(0, top + 13, panel.name, "start", bold=True))
    _grid(drawing, levels, rows, step)
    for (x1, one), (x2, other) in pairwise(zip(across, panel.points, strict=True)):
        _join(drawing, (x1, one), (x2, other), rows, (top + _TITLE, bottom))
    for x, point, moment in zip(across, panel.points, timeline.moments, strict=True):
        drawing.markers.append(_marker(x, point, levels, rows, radius, ring=moment.draft))
    _bars(drawing, panel, across, bottom + 14)
    shown = _apart(across, _TALLIES_APART)
    for at in shown:
        drawing.words.append(_within(drawing, across[at], bottom + 29 + _BAR, panel.points[at].tally, _QUIET))
    return bottom + _UNDER


def _bars(drawing: Drawing, panel: Panel, across: Sequence[float], top: float) -> None:
    """A bar a scoring: as high as the items graded, filled up to those at the two worst grades."""
    most = max(point.graded for point in panel.points)
    wide = max(3.0, min(_BAR_WIDE, room(across) * 0.6))
    for x, point in zip(across, panel.points, strict=True):
        if point.graded:
            high, filled = _BAR * point.graded / most, _BAR * point.worst / most
            drawing.boxes.append(Box(x - wide / 2, top + _BAR - high, wide, high, _PAPER, _QUIET))
            if filled:
                drawing.boxes.append(Box(x - wide / 2, top + _BAR - filled, wide, filled, _INK, _INK))


def _marks(drawing: Drawing, timeline: Timeline, days: Axis, top: float) -> None:
    """What else happened, each by the number that it has in the list beside the chart."""
    for number, mark in enumerate(timeline.marks, 1):
        x = days.at(mark.on)
        drawing.lines.append(Line(x, top - 29, x, top, _QUIET, 1, "1 2"))
        drawing.words.append(_within(drawing, x, top + 14, str(number), _INK))


def _grid(drawing: Drawing, levels: Sequence[Level], rows: dict[int, float], step: float) -> None:
    right = drawing.width
    worst = [rows[level.value] for level in levels if level.worst]
    drawing.boxes.append(
        Box(_GUTTER - 8, worst[0] - step / 2, right - _GUTTER + 8, worst[-1] - worst[0] + step, _SHADE)
    )
    for rank, level in enumerate(levels):
        y = rows[level.value]
        drawing.lines.append(Line(_GUTTER - 8, y, right, y))
        if len(levels) <= _LEVELS_ALL_NAMED or rank in (0, len(levels) - 2, len(levels) - 1):
            drawing.words.append(Word(_GUTTER - 14, y + 4, str(level.value), "end", fill=_QUIET))


def _join(
    drawing: Drawing,
    one: tuple[float, Point],
    other: tuple[float, Point],
    rows: dict[int, float],
    height: tuple[float, float],
) -> None:
    (x1, before), (x2, after) = one, other
    if after.broken:
        middle = (x1 + x2) / 2
        drawing.lines.append(Line(middle, height[0] - 8, middle, height[1] + 8, _QUIET, 1.5, "2 3"))
    elif before.grade in rows and after.grade in rows:
        y1, y2 = rows[before.grade], rows[after.grade]
        drawing.lines.append(Line(x1, y1, x2, y2, _QUIET, 2))


def _marker(
    x: float, point: Point, levels: Sequence[Level], rows: dict[int, float], radius: float, *, ring: bool
) -> Marker:
    outer = radius + 3.5 if ring else 0
    if point.grade is None or point.grade not in rows:
        middle = sum(rows.values()) / len(rows)
        return Marker(x, middle, radius, _PAPER, _QUIET, "\N{EN DASH}", _QUIET, dash="3 2", ring=outer)
    fill, on_fill = colours(levels, point.grade)
    y, text = rows[point.grade], str(point.grade)
    if point.provisional:
        return Marker(x, y, radius, _PAPER, _INK, text, _INK, ring=outer)
    return Marker(x, y, radius, fill, _INK, text, on_fill, ring=outer)


def time_axis(
    drawing: Drawing, timeline: Timeline, across: Sequence[float], top: float, gutter: float = _GUTTER
) -> None:
    """The axis itself at the foot of a chart: a tick a scoring, days where they have room, and what changed there."""
    drawing.lines.append(Line(gutter - 8, top, drawing.width, top, _QUIET))
    named = _apart(across, _DATES_APART)
    for at, (x, moment) in enumerate(zip(across, timeline.moments, strict=True)):
        drawing.lines.append(Line(x, top - 3, x, top + 5, _QUIET, 1.5))
        if moment.other_scorer:
            drawing.diamonds.append((x, top))
        if moment.other_edition:
            drawing.squares.append((x, top - 10 if moment.other_scorer else top))
        if at in named:
            drawing.words.append(_within(drawing, x, top + 22, moment.label, _INK))


def _within(drawing: Drawing, x: float, y: float, text: str, fill: str) -> Word:
    """A word centred on `x`, moved inwards where it would be cut off at an edge."""
    half = len(text) * _LETTER / 2
    return Word(min(max(x, half), drawing.width - half), y, text, fill=fill)


def _apart(across: Sequence[float], least: float) -> list[int]:
    """The moments whose words have room: the newest, the first where it fits, and as many between as stay `least` apart."""
    last = len(across) - 1
    kept: list[int] = []
    for at, x in enumerate(across[:-1]):
        if across[last] - x >= least and (not kept or x - across[kept[-1]] >= least):
            kept.append(at)
    return [*kept, last]


def grade_colours(rank: int, grades: int) -> tuple[str, str]:
    """The colour of a rank (0 is best) on a scale of so many grades, and the colour of the number that stands in it."""
    at = rank * (len(_RAMP) - 1) / (grades - 1)
    low = min(int(at), len(_RAMP) - 2)
    red, green, blue = (round(a + (b - a) * (at - low)) for a, b in zip(_RAMP[low], _RAMP[low + 1], strict=True))
    fill = f"#{red:02x}{green:02x}{blue:02x}"
    return fill, _INK if _luminance(fill) > _LIGHT else _PAPER


def colours(levels: Sequence[Level], grade: int) -> tuple[str, str]:
    """The colour of a grade and of the number in it; plain paper for a grade of another scale."""
    values = [level.value for level in levels]
    return grade_colours(values.index(grade), len(values)) if grade in values else (_PAPER, _INK)


def _luminance(colour: str) -> float:
    """Relative luminance by WCAG 2, 0 to 1."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
