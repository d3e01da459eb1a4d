"""Profiles and comparisons as rows of words: what a table says of an area, a part or an item, now and before. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gcp.comparable import common_ground
from gcp.grades import Change, ItemState
from gcp.profile import AreaResult, DecidedBy, ItemResult, Profile, State, SubAreaResult
from gcp.progress import AreaChange, Comparison, Counts, ItemChange, SubAreaChange, WorstTwo
from workflow.reports.base import Scored
from workflow.reports.language import _, _n, later, translated
from workflow.reports.resting import Rests, rests
from workflow.reports.wording import CHANGES, ITEM_STATES, listed, lower_first, worst_two

_NOTHING = Rests()


@dataclass(frozen=True)
class Cell:
    """What one scoring says of one item: a grade (None without one), its words, descriptor where it may be printed, note, and what it rests on."""

    grade: int | None
    words: str
    descriptor: str = ""
    note: str = ""
    rests: Rests = _NOTHING


@dataclass(frozen=True)
class ItemRow:
    """One item now and before; `before` is None where there is no earlier scoring. `change` is a `Change` value or empty."""

    id: str
    name: str
    part: str
    area: str
    now: Cell
    before: Cell | None
    change: str = ""
    change_words: str = ""
    why: str = ""
    at_worst: bool = False

    @property
    def full_name(self) -> str:
        """Look (Clothing); a part graded directly is only itself."""
        return self.name if self.name == self.part else f"{self.name} ({self.part})"


@dataclass(frozen=True)
class PartRow:
    """One sub-area now and before. `coverage` is like "3 of 4 items"; `held_by` says what holds the grade where it is."""

    id: str
    name: str
    grade: int | None
    words: str
    state: str
    provisional: bool
    coverage: str
    held_by: str
    before: int | None
    before_words: str
    change: str
    change_words: str
    why: str
    reason: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True)
class AreaRow:
    """One area now and before, with its parts and how its items moved, in words."""

    id: str
    name: str
    grade: int | None
    words: str
    state: str
    provisional: bool
    coverage: str
    held_by: str
    before: int | None
    before_words: str
    change: str
    change_words: str
    why: str
    moved: str
    at_worst: str
    parts: tuple[PartRow, ...]

    @property
    def items(self) -> Iterator[ItemRow]:
        """Every item of the area, in order."""
        return (item for part in self.parts for item in part.items)


STATES = {
    State.COMPLETE: "",
    State.PROVISIONAL: later("provisional"),
    State.NOT_SCORED: later("not scored"),
    State.EXCLUDED: later("left out"),
    State.NOT_APPLICABLE: later("does not apply"),
}


def area_rows(now: Scored, before: Scored | None = None, comparison: Comparison | None = None) -> tuple[AreaRow, ...]:
    """Every area of a scoring, beside the one it is compared with where there is one."""
    pair = _Pair(now, before)
    if comparison is None:
        return tuple(_area(pair, area, None) for area in now.profile.areas)
    changes = {change.id: change for change in comparison.areas}
    return tuple(_area(pair, area, changes.get(area.id)) for area in now.profile.areas)


@dataclass(frozen=True)
class _Place:
    """Where an item stands, and whether it counts there (those of a part left out do not)."""

    area: str
    part: str
    counted: bool


class _Pair:
    """The two scorings side by side, their items indexed once."""

    def __init__(self, now: Scored, before: Scored | None) -> None:
        self.now = now
        self.before = before
        self.scale = now.profile.instrument.scale
        self.items = {item.id: item for item in now.profile.items}
        self.earlier = {item.id: item for item in before.profile.items} if before else {}
        # An earlier edition may call the same item something else; the instrument says which are the same.
        self.ground = common_ground(before.profile, now.profile) if before else None

    def words(self, grade: int | None) -> str:
        return self.scale[grade].name if grade is not None and grade in self.scale else ""

    def now_cell(self, item_id: str) -> Cell:
        return _cell(self.now, self.items.get(item_id))

    def before_cell(self, item_id: str) -> Cell | None:
        if self.before is None or self.ground is None:
            return None
        after = self.items.get(item_id)
        return _cell(self.before, self.ground.before(after) if after else self.earlier.get(item_id))


def _cell(scored: Scored, item: ItemResult | None) -> Cell:
    if item is None:
        return Cell(None, _("Not asked"))
    note = scored.notes.get(item.id, "")
    if item.grade is None:
        return Cell(None, _(ITEM_STATES[item.state]), note=note)
    instrument = scored.profile.instrument
    words = item.item.descriptor(item.grade, scored.profile.band) if instrument.descriptors_exportable else ""
    return Cell(item.grade, instrument.scale[item.grade].name, words, note, rests(scored, _("The child"), item.id))


def _area(pair: _Pair, area: AreaResult, change: AreaChange | None) -> AreaRow:
    parts = {sub.id: sub for sub in change.sub_areas} if change else {}
    rows = [_part(pair, area, sub, parts.get(sub.id)) for sub in area.sub_areas]
    gone = (
        [_part_gone(pair, area, sub) for sub in change.sub_areas if sub.id not in {r.id for r in rows}]
        if change
        else []
    )
    worst = [item for row in rows for item in row.items if item.at_worst]
    changed, changed_words, why = _changed(change)
    return AreaRow(
        id=area.id,
        name=area.name,
        grade=area.grade,
        words=pair.words(area.grade),
        state=_(STATES[area.state]),
        provisional=area.state is State.PROVISIONAL,
        coverage=_area_coverage(area),
        held_by=_held_by(area, {i.id: full_name(s, i) for s in area.sub_areas for i in s.items}),
        before=change.before if change else None,
        before_words=_before_words(pair, change),
        change=changed,
        change_words=changed_words,
        why=why,
        moved=_moved(change),
        at_worst=_at_worst(pair, area, len(worst)),
        parts=(*rows, *gone),
    )


def _part(pair: _Pair, area: AreaResult, sub: SubAreaResult, change: SubAreaChange | None) -> PartRow:
    place = _Place(area.name, sub.name, counted=sub.state is not State.EXCLUDED)
    changes = {item.id: item for item in change.items} if change else {}
    items = [_item(pair, place, item.id, item.name, changes.get(item.id)) for item in sub.items]
    asked = {item.id for item in sub.items}
    items += [_item(pair, place, i.id, i.name, i) for i in changes.values() if i.id not in asked]
    changed, changed_words, why = _changed(change)
    return PartRow(
        id=sub.id,
        name=sub.name,
        grade=sub.grade,
        words=pair.words(sub.grade),
        state=_(STATES[sub.state]),
        provisional=sub.state is State.PROVISIONAL,
        coverage=_n("{some} of {number} item", "{some} of {number} items", sub.expected, some=sub.scored),
        held_by=_held_by(sub, {item.id: item.name for item in sub.items}),
        before=change.before if change else None,
        before_words=_before_words(pair, change),
        change=changed,
        change_words=changed_words,
        why=why,
        reason=sub.reason,
        items=tuple(items),
    )


def _part_gone(pair: _Pair, area: AreaResult, change: SubAreaChange) -> PartRow:
    """A part that only the earlier scoring has."""
    place = _Place(area.name, change.name, counted=False)
    changed, changed_words, why = _changed(change)
    return PartRow(
        id=change.id,
        name=change.name,
        grade=None,
        words="",
        state=_("not asked"),
        provisional=False,
        coverage=_("no items"),
        held_by="",
        before=change.before,
        before_words=_before_words(pair, change),
        change=changed,
        change_words=changed_words,
        why=why,
        reason="",
        items=tuple(_item(pair, place, item.id, item.name, item) for item in change.items),
    )


def _item(pair: _Pair, place: _Place, item_id: str, name: str, change: ItemChange | None) -> ItemRow:
    now = pair.now_cell(item_id)
    changed, changed_words, why = _changed(change)
    return ItemRow(
        id=item_id,
        name=name,
        part=place.part,
        area=place.area,
        now=now,
        before=pair.before_cell(item_id),
        change=changed,
        change_words=changed_words,
        why=why,
        at_worst=place.counted and now.grade in pair.scale.worst_two,
    )


def _area_coverage(area: AreaResult) -> str:
    """1 of 2 parts; where every part has a grade and one is provisional, how many of them are whole."""
    if area.state is State.PROVISIONAL and area.scored == area.expected:
        whole = sum(sub.state is State.COMPLETE for sub in area.sub_areas)
        return _n("{some} of {number} part fully", "{some} of {number} parts fully", area.expected, some=whole)
    return _n("{some} of {number} part", "{some} of {number} parts", area.expected, some=area.scored)


def _changed(change: AreaChange | SubAreaChange | ItemChange | None) -> tuple[str, str, str]:
    if change is None or change.change is None:
        return "", "", translated(change.why) if change else ""
    return change.change.value, _(CHANGES[change.change]), translated(change.why)


def _before_words(pair: _Pair, change: AreaChange | SubAreaChange | None) -> str:
    if change is None or pair.before is None:
        return ""
    if change.before is None:
        return _(STATES[change.before_state]) or _("not asked")
    earlier = pair.before.profile.instrument.scale
    return _("provisional") if change.before_state is State.PROVISIONAL else earlier[change.before].name


def full_name(sub: SubAreaResult, item: ItemResult) -> str:
    """Look (Clothing); a part that is graded directly is only itself."""
    return item.name if item.name == sub.name else f"{item.name} ({sub.name})"


def _held_by(result: AreaResult | SubAreaResult, names: dict[str, str]) -> str:
    """What is special about how a grade was settled: the items that hold it there, or a tie. The commonest grade needs no words."""
    if result.decided_by in (DecidedBy.OVERRIDE, DecidedBy.WORST) and result.drivers:
        drivers = [names.get(item_id, item_id) for item_id in result.drivers]
        return _("Held at {grade} by {names}", grade=result.grade, names=listed(drivers))
    if result.decided_by is DecidedBy.TIE and isinstance(result, AreaResult):
        return _("As many parts at {grade} as at another grade", grade=result.grade)
    if result.decided_by is DecidedBy.TIE:
        return _("As many items at {grade} as at another grade", grade=result.grade)
    return ""


def _moved(change: AreaChange | None) -> str:
    """How the items of an area moved, every kind that happened, with its number."""
    if change is None:
        return ""
    counts = change.counts
    said = [
        _("{number} better", number=counts.better),
        _("{number} worse", number=counts.worse),
        _("{number} the same", number=counts.same),
        *others(counts),
    ]
    return _("Items: {list}", list=", ".join(said))


def others(counts: Counts) -> list[str]:
    """The items that neither moved nor stayed, every kind that there is with its number."""
    said = [_("{number} newly graded", number=counts.newly_scored)] * bool(counts.newly_scored)
    said += [_("{number} no longer graded", number=counts.no_longer_scored)] * bool(counts.no_longer_scored)
    return said + [_("{number} not comparable", number=counts.not_comparable)] * bool(counts.not_comparable)


def _at_worst(pair: _Pair, area: AreaResult, number: int) -> str:
    """Items at 4 or 5: 1 of 17, with what is not graded, so that the figure hides nothing."""
    counted = [item for sub in area.sub_areas if sub.state is not State.EXCLUDED for item in sub.items]
    asked = [item for item in counted if item.state is not ItemState.NOT_APPLICABLE]
    graded = sum(item.grade is not None for item in asked)
    said = _("items at {worst}: {some} of {all}", worst=worst_two(pair.scale), some=number, all=graded)
    return f"{said} ({_('{number} not graded', number=len(asked) - graded)})" if len(asked) > graded else said


def figure(comparison: Comparison | None, profile: Profile) -> str:
    """Items at 4 or 5: 1 of 41 (was 6 of 41; 2 not observed): one figure that says what it leaves out."""
    here, scale = tally(profile), worst_two(profile.instrument.scale)
    said = []
    if comparison is not None:
        was = comparison.worst_two_before
        before = _("was {some} of {all}", some=was.count, all=was.graded)
        said.append(f"{before}, {_('{number} not graded', number=was.unscored)}" if was.unscored else before)
    said += missing(profile)
    now = _("items at {worst}: {some} of {all}", worst=scale, some=here.count, all=here.graded)
    return f"{now} ({'; '.join(said)})" if said else now


def tally(profile: Profile) -> WorstTwo:
    """The items at the two worst grades, of those graded, beside those asked and not graded."""
    asked = [item for item in profile.counted if item.state is not ItemState.NOT_APPLICABLE]
    graded = sum(item.grade is not None for item in asked)
    return WorstTwo(sum(1 for _ in profile.at_worst_two), graded, len(asked) - graded)


def missing(profile: Profile) -> list[str]:
    """How many items have no grade, by the reason of it: "2 not observed", "1 not answered"."""
    return [f"{number} {lower_first(_(ITEM_STATES[state]))}" for state, number in profile.reasons.items()]


def moved(rows: Sequence[AreaRow], change: Change) -> tuple[ItemRow, ...]:
    """The items that moved one way, in the instrument's order."""
    return tuple(item for row in rows for item in row.items if item.change == change.value)
