"""Two or more profiles of one child and carer: what got better, worse or stayed; what cannot be compared, and why.

There is no average and no total of grades here: changes are counted, and grades are set beside each other.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from gcp.cautions import cautions
from gcp.changes import (
    AreaChange,
    Comparison,
    Counts,
    ItemChange,
    Relapse,
    Series,
    Standing,
    SubAreaChange,
    WorstTwo,
)
from gcp.comparable import Ground, area_why, common_ground, item_why, sub_area_why
from gcp.grades import Change, ItemState
from gcp.history import courses, relapses, standing
from gcp.profile import AreaResult, ItemResult, Profile, State, SubAreaResult

__all__ = [
    "AreaChange",
    "Comparison",
    "Counts",
    "ItemChange",
    "Relapse",
    "Series",
    "Standing",
    "SubAreaChange",
    "WorstTwo",
    "compare",
    "series",
]

Part = TypeVar("Part", bound=AreaResult | SubAreaResult)


def compare(earlier: Profile, later: Profile) -> Comparison:
    """What changed from one profile to a later one of the same child.

    Raises NotComparable where the later one's window ends before the earlier one's, or the child is another.
    Parts that may not be compared (other carer, other edition without a mapping, item set changed by age) come back as
    NOT_COMPARABLE with why; `gcp.comparable` states the rules.
    """
    ground = common_ground(earlier, later)
    areas = tuple(_area_change(ground, before, after) for before, after in _pairs(earlier.areas, later.areas))
    return Comparison(
        earlier,
        later,
        areas,
        _worst_two(earlier),
        _worst_two(later),
        _total(area.counts for area in areas),
        cautions(ground, areas),
        ground.why,
    )


def series(profiles: Sequence[Profile]) -> Series:
    """Everything over a series of one or more profiles of one child, in any order; ValueError for none.

    Steps join neighbours in time, whoever the carer was; what stands and what relapsed is told of the newest profile's carer.
    Raises NotComparable where the children differ.
    """
    if not profiles:
        raise ValueError("A series needs at least one profile.")
    ordered = tuple(sorted(profiles, key=lambda profile: (profile.on, profile.sheet.window.start)))
    steps = tuple(compare(earlier, later) for earlier, later in pairwise(ordered))
    first_to_last = steps[0] if len(steps) == 1 else compare(ordered[0], ordered[-1]) if steps else None
    grounds = [common_ground(profile, ordered[-1]) for profile in ordered]
    found = courses(grounds)
    return Series(ordered, steps, first_to_last, standing(grounds, found), relapses(grounds, found), found)


def _area_change(ground: Ground, before: AreaResult | None, after: AreaResult | None) -> AreaChange:
    pairs = _pairs(before.sub_areas if before else (), after.sub_areas if after else ())
    sub_areas = tuple(_sub_area_change(ground, *pair) for pair in pairs)
    sides = _sides(ground, before, after, area_why(ground, before, after), State.NOT_APPLICABLE)
    return AreaChange(**sides, counts=_total(sub.counts for sub in sub_areas), sub_areas=sub_areas)


def _sub_area_change(ground: Ground, before: SubAreaResult | None, after: SubAreaResult | None) -> SubAreaChange:
    items = tuple(_item_change(ground, *pair) for pair in ground.item_pairs(before, after))
    sides = _sides(ground, before, after, sub_area_why(ground, before, after), State.NOT_APPLICABLE)
    return SubAreaChange(**sides, counts=_counts(items), items=items)


def _item_change(ground: Ground, before: ItemResult | None, after: ItemResult | None) -> ItemChange:
    return ItemChange(**_sides(ground, before, after, item_why(ground, before, after), ItemState.NOT_APPLICABLE))


def _sides(
    ground: Ground,
    before: AreaResult | SubAreaResult | ItemResult | None,
    after: AreaResult | SubAreaResult | ItemResult | None,
    why: str,
    absent: State | ItemState,
) -> dict[str, Any]:
    """What an area, a sub-area and an item say alike of their two sides, of which one at least is there."""
    known = next(side for side in (after, before) if side)
    old, new = before.grade if before else None, after.grade if after else None
    # Where neither scoring gave a grade there is nothing to compare, and so no reason why not.
    nothing = old is None and new is None
    # Never asked of a scale where there is a reason why not: the two grades may be of two scales.
    change = Change.NOT_COMPARABLE if why and not nothing else ground.later.instrument.scale.change(old, new)
    return {
        "id": known.id,
        "name": known.name,
        "before": old,
        "after": new,
        "before_state": before.state if before else absent,
        "after_state": after.state if after else absent,
        "change": change,
        "why": why if change else "",
    }


def _pairs(before: Sequence[Part], after: Sequence[Part]) -> list[tuple[Part | None, Part | None]]:
    """Areas or sub-areas side by side by id, in the later profile's order; those of the earlier alone at the end."""
    earlier = {part.id: part for part in before}
    paired: list[tuple[Part | None, Part | None]] = [(earlier.pop(part.id, None), part) for part in after]
    return [*paired, *((part, None) for part in earlier.values())]


def _counts(items: Iterable[ItemChange]) -> Counts:
    moved = Counter(item.change.name.lower() for item in items if item.change)
    return Counts(**moved)


def _total(counts: Iterable[Counts]) -> Counts:
    """Changes may be added up, because they are counted; grades may not."""
    every = list(counts)
    return Counts(**{name: sum(getattr(one, name) for one in every) for name in Counts.__dataclass_fields__})


def _worst_two(profile: Profile) -> WorstTwo:
    applies = sum(item.state is not ItemState.NOT_APPLICABLE for item in profile.counted)
    return WorstTwo(len(list(profile.at_worst_two)), len(profile.grades), applies - len(profile.grades))
