"""Items -> sub-areas -> areas, by one rule for both steps.

Not-applicable items and not-applicable or excluded sub-areas leave the set. Not observed, refused, not safe to ask and unanswered leave it too,
and make the parent provisional; so does a sub-area that is not scored or itself provisional. Nothing scored is `not-scored`, without a grade.
"""

from collections.abc import Callable, Sequence

from gcp.answers import AnswerSheet
from gcp.grades import ItemState
from gcp.instrument import Area, Item, SubArea
from gcp.profile import AreaResult, DecidedBy, ItemResult, State, SubAreaResult
from gcp.scoring.decision import Decision, Part

Decide = Callable[[Sequence[Part]], Decision]
"""A rule that already knows its scale and parameters."""

OUT_OF_THE_SET = (State.EXCLUDED, State.NOT_APPLICABLE)


def item_result(item: Item, sheet: AnswerSheet) -> ItemResult:
    """One item as answered; not applicable by itself where a condition it asks for does not hold."""
    if not item.fits_conditions(sheet.conditions):
        return ItemResult(item, ItemState.NOT_APPLICABLE)
    answer = sheet.answers.get(item.id, ItemState.UNANSWERED)
    return ItemResult(item, answer) if isinstance(answer, ItemState) else ItemResult(item, ItemState.SCORED, answer)


def sub_area_result(sub_area: SubArea, asked: Sequence[Item], sheet: AnswerSheet, decide: Decide) -> SubAreaResult:
    """One sub-area from the items asked at this age. An excluded one keeps its items' grades but has none itself."""
    items = tuple(item_result(item, sheet) for item in asked)
    expected = sum(item.state is not ItemState.NOT_APPLICABLE for item in items)
    parts = [Part(item.id, item.grade) for item in items if item.grade is not None]
    excluded = sub_area.id in sheet.exclude
    state = State.EXCLUDED if excluded else _state(len(parts), expected, whole=len(parts) == expected)
    decision = None if excluded or not parts else _direct(sub_area, parts) or decide(parts)
    return SubAreaResult(
        sub_area,
        state,
        decision.grade if decision else None,
        decision.decided_by if decision else None,
        decision.holders if decision else (),
        len(parts),
        expected,
        items,
        sheet.exclude.get(sub_area.id, "").strip(),
    )


def area_result(area: Area, sub_areas: tuple[SubAreaResult, ...], decide: Decide) -> AreaResult:
    """One area from its sub-areas; its drivers are the items beneath the sub-areas that hold it."""
    counted = [sub for sub in sub_areas if sub.state not in OUT_OF_THE_SET]
    parts = [Part(sub.id, sub.grade) for sub in counted if sub.grade is not None]
    state = _state(len(parts), len(counted), whole=all(sub.state is State.COMPLETE for sub in counted))
    if not counted and any(sub.state is State.EXCLUDED for sub in sub_areas):
        state = State.EXCLUDED
    decision = decide(parts) if parts else None
    return AreaResult(
        area,
        state,
        decision.grade if decision else None,
        decision.decided_by if decision else None,
        _items_beneath(counted, decision.holders) if decision else (),
        len(parts),
        len(counted),
        sub_areas,
    )


def _direct(sub_area: SubArea, parts: Sequence[Part]) -> Decision | None:
    """The grade given to the sub-area itself, where that is all it has."""
    return Decision(parts[0].grade, DecidedBy.DIRECT) if parts[0].id == sub_area.id else None


def _items_beneath(sub_areas: Sequence[SubAreaResult], holders: tuple[str, ...]) -> tuple[str, ...]:
    """The items that hold those sub-areas; one graded directly stands for itself."""
    return tuple(item for sub in sub_areas if sub.id in holders for item in (sub.drivers or (sub.id,)))


def _state(scored: int, expected: int, *, whole: bool) -> State:
    if not expected:
        return State.NOT_APPLICABLE
    if not scored:
        return State.NOT_SCORED
    return State.COMPLETE if whole else State.PROVISIONAL
