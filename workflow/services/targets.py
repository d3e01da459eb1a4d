"""Targets of a scoring: setting, correcting and taking out one; and how the targets of earlier scorings have come out."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gcp.errors import UnknownItem
from gcp.instrument import Instrument, Item
from workflow.models import Scoring, Target
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.statuses import COUNTS_IN_PROGRESS
from workflow.rules.targets import Aim, CameOut, Looked, came_out, target_faults
from workflow.services.asked import asked
from workflow.services.blindness import hidden
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.scorings import ScoringView, held, open_scoring
from workflow.storage import answers, people, scorings, series, targets

_STALE_OUT = (
    "This target was changed after the page was opened, so it was not taken out. Look at it as it stands, then decide."
)
_STALE = "This target was changed after the page was opened. Open it again to see how it stands, then change it."


@dataclass(frozen=True)
class NewTarget:
    """What an item is to come to: the grade, the last day, who helps with what. `more_meant` says that more than one grade is no slip."""

    aim: int
    by: date
    helps: str = ""
    more_meant: bool = False


@dataclass(frozen=True)
class TargetLine:
    """A target as it stands: its item, what was set, and the item's grade now, which may have been corrected since (None for none)."""

    item: Item
    target: Target
    grade: int | None

    @property
    def warning(self) -> str:
        """What to look at again since the item's grade was corrected; "" for nothing."""
        if self.grade == self.target.now:
            return ""
        now = "has no grade" if self.grade is None else f"stands at {self.grade}"
        return f"{self.item.id} {now} now; this was set when it stood at {self.target.now}. Look at it again."


@dataclass(frozen=True)
class TakenOut:
    """A target that was taken out, as it was then: its item, what it said, when and by whom."""

    item: Item
    target: Target
    at: datetime
    by: str


@dataclass(frozen=True)
class TargetsView:
    """The targets of a scoring: those set in it, the items to suggest (at the two worst grades, or with the most room), the other graded
    ones, and how earlier targets have come out here. `taken_out` are those that were set here and stand no more.
    """

    view: ScoringView
    lines: Sequence[TargetLine]
    suggested: Sequence[tuple[Item, int]]
    others: Sequence[tuple[Item, int]]
    earlier: Sequence[CameOut]
    taken_out: Sequence[TakenOut]


@dataclass(frozen=True)
class TargetForm:
    """One item to set a target for: its grade now (None where it has none), the better grades there are, and the target that stands."""

    view: ScoringView
    item: Item
    grade: int | None
    better: Sequence[int]
    target: Target | None


def open_targets(desk: Desk, scoring_id: str) -> TargetsView:
    """The targets of a scoring. Reading them is an event. Raises NotFound or Refused."""
    view = open_scoring(desk, scoring_id, "targets")
    own = targets_of(desk, view)
    set_for = {line.item.id for line in own}
    scale = view.instrument.scale
    open_ = [(item, grade) for item in _asked(view) if (grade := _grade(view, item.id)) is not None]
    room = [(item, grade) for item, grade in open_ if item.id not in set_for and scale.rank(grade) > 0]
    worst = scale.worst(grade for _, grade in room) if room else None
    suggested = [one for one in room if one[1] in scale.worst_two or one[1] == worst]
    others = [one for one in room if one not in suggested]
    return TargetsView(view, own, suggested, others, earlier_targets(desk, view), _taken_out(desk, view))


def _taken_out(desk: Desk, view: ScoringView) -> list[TakenOut]:
    rows = targets.taken_out(desk.session, view.scoring.id)
    names = people.named(desk.session, sorted({row.removed_by_id for row in rows if row.removed_by_id}))
    return [
        TakenOut(view.instrument.item(row.item_id), row, row.removed_at, names[row.removed_by_id].name)
        for row in rows
        if row.removed_at and row.removed_by_id
    ]


def open_target(desk: Desk, scoring_id: str, item_id: str) -> TargetForm:
    """One item of a scoring, to set or correct its target. Reading it is an event. Raises NotFound or Refused."""
    view = open_scoring(desk, scoring_id, "target")
    item = next((one for one in _asked(view) if one.id == item_id), None)
    if item is None:
        raise NotFound
    grade, scale = _grade(view, item_id), view.instrument.scale
    better = [value for value in reversed(scale.values) if grade is not None and scale.rank(value) < scale.rank(grade)]
    return TargetForm(view, item, grade, better, _standing(desk, scoring_id).get(item_id))


def targets_of(desk: Desk, view: ScoringView) -> list[TargetLine]:
    """The targets set in a scoring that is open, in the order of its items."""
    standing = _standing(desk, view.scoring.id)
    return [TargetLine(item, standing[item.id], _grade(view, item.id)) for item in _asked(view) if item.id in standing]


def _asked(view: ScoringView) -> list[Item]:
    return [item for line in view.parts for item in line.items]


def _grade(view: ScoringView, item_id: str) -> int | None:
    return view.answers[item_id].given.grade if item_id in view.answers else None


def _standing(desk: Desk, scoring_id: str) -> dict[str, Target]:
    return {row.item_id: row for row in targets.of_scorings(desk.session, [scoring_id])[scoring_id]}


def earlier_targets(desk: Desk, view: ScoringView) -> tuple[CameOut, ...]:
    """How the targets of earlier scorings have come out in one that is open.

    While it can still be graded, an item without an answer is left out: its target would tell what it was graded last time.
    """
    grades = {item.id: _grade(view, item.id) for item in _asked(view)}
    if view.status not in COUNTS_IN_PROGRESS:
        answered = {key for key, one in view.answers.items() if str(one.given.state) != "unanswered"}
        grades = {item_id: grade for item_id, grade in grades.items() if item_id in answered}
    carers = scorings.carers_now(desk.session, [view.scoring.id])[view.scoring.id]
    return outcomes(desk, view.scoring, carers, grades)


def outcomes(
    desk: Desk, scoring: Scoring, carers: AbstractSet[str], grades: Mapping[str, int | None]
) -> tuple[CameOut, ...]:
    """The same for any scoring by these carers, for the items and grades given. What a scoring in between has met already is left out."""
    away = hidden(desk, scoring.family_id)
    before = {
        head.scoring.id: head.scoring
        for head in series.heads(desk.session, scoring.child_id, COUNTS_IN_PROGRESS)
        if head.carers == carers
        and head.scoring.window_end < scoring.window_end
        and head.scoring.id not in {scoring.id, scoring.amends_id, *away}
    }
    aims = [
        aim_of(desk, before[key], row)
        for key, rows in targets.of_scorings(desk.session, before).items()
        for row in rows
    ]
    between = _looked(desk, before) if aims else []
    return came_out(instrument_of(desk, scoring.edition_id), aims, grades, scoring.window_end, between)


def _looked(desk: Desk, before: Mapping[str, Scoring]) -> list[Looked]:
    """The grades of these scorings, each of which may have met a target of one before it."""
    graded = answers.marks(desk.session, before)
    return [
        Looked(
            instrument_of(desk, one.edition_id),
            {mark.item_id: mark.grade for mark in graded.get(key, ())},
            one.window_end,
        )
        for key, one in before.items()
    ]


def aim_of(desk: Desk, scoring: Scoring, row: Target) -> Aim:
    """A target as later scorings look back on it."""
    name = instrument_of(desk, scoring.edition_id).name
    return Aim(row.item_id, row.now, row.aim, row.by, row.helps, scoring.window_end, name)


def save(desk: Desk, scoring_id: str, item_id: str, new: NewTarget, version: int) -> Target:
    """Set an item's target, or correct the one that stands, on top of the version that the page showed (0 for none). The same again is no error.

    Raises NotFound or Refused; Blocked where the scoring is locked for this person or the item has no grade; Invalid by field (aim, by,
    helps, more_meant); Conflict where another version stands.
    """
    scoring = held(desk, scoring_id).scoring
    instrument = instrument_of(desk, scoring.edition_id)
    item = _item(instrument, scoring, item_id)
    answer = answers.standing(desk.session, scoring_id, item_id)
    now = answer.grade if answer else None
    if now is None:
        raise Blocked(f"{item.id} {item.name} has no grade yet. Grade it first, then say what it is to come to.")
    faults = target_faults(
        instrument.scale,
        now,
        new.aim,
        new.by,
        after=scoring.window_end,
        helps=new.helps,
        more_is_meant=new.more_meant,
    )
    if faults:
        raise Invalid(faults)
    target = {"now": now, "aim": new.aim, "by": new.by, "helps": new.helps.strip()}
    return _put(desk, scoring, item_id, target, version)


def _item(instrument: Instrument, scoring: Scoring, item_id: str) -> Item:
    try:
        item = instrument.item(item_id)
    except UnknownItem:
        raise NotFound from None
    if item not in asked(instrument, scoring):
        raise NotFound
    return item


def _put(desk: Desk, scoring: Scoring, item_id: str, target: Mapping[str, Any], version: int) -> Target:
    standing = _standing(desk, scoring.id).get(item_id)
    if standing and {name: getattr(standing, name) for name in target} == target:
        return standing
    if (standing.version if standing else 0) != version:
        raise Conflict(_STALE)
    after = standing.version if standing else targets.latest(desk.session, scoring.id, item_id)
    details = {"item": item_id, "version": after + 1}
    event = Event("target.saved", scoring.family_id, scoring.id, details)
    values = {**target, "changed_at": desk.now, "changed_by_id": desk.who.person_id}
    if standing is None:
        standing = Target(id=desk.new_id(), scoring_id=scoring.id, item_id=item_id, version=after + 1, **values)
        targets.add(desk.session, standing, event=event)
    elif not targets.change(desk.session, standing, values, event=event):
        raise Conflict(_STALE)
    return standing


def remove(desk: Desk, scoring_id: str, item_id: str, version: int) -> None:
    """Take a target out that stands as the page showed it; what it said stays findable. One that is gone already is no error.

    Raises NotFound, Refused or Blocked as `save` does; Conflict where another version stands.
    """
    scoring = held(desk, scoring_id).scoring
    _item(instrument_of(desk, scoring.edition_id), scoring, item_id)
    standing = _standing(desk, scoring_id).get(item_id)
    if standing is None:
        return
    event = Event("target.removed", scoring.family_id, scoring_id, {"item": item_id})
    at, by = desk.now, desk.who.person_id
    if standing.version != version or not targets.remove(desk.session, standing, event=event, at=at, by=by):
        raise Conflict(_STALE_OUT)


def copy(desk: Desk, old_id: str, new_id: str) -> None:
    """Take every target over into an amendment. The event is that of the amendment."""
    fresh = {"scoring_id": new_id, "version": 1, "changed_at": desk.now, "changed_by_id": desk.who.person_id}
    rows = [{**row.model_dump(), **fresh, "id": desk.new_id()} for row in _standing(desk, old_id).values()]
    targets.copy(desk.session, [Target(**row) for row in rows])
