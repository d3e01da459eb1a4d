"""What a series says beyond its steps: what has stood at the worst grades, since when, and what got better and then worse again.

Both look back from the newest profile, through the scorings that may be compared with it (`gcp.comparable`): same carer, same or
declared items. A scoring that gave an item no grade, for whatever reason, neither breaks a run nor counts in it, and so does one where a sub-area or area is
not complete: an item that was only not seen must not look like an improvement followed by a relapse.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from gcp.changes import Relapse, Standing
from gcp.comparable import Ground, area_why, item_why, sub_area_why
from gcp.grades import ItemState, Scale
from gcp.profile import AreaResult, ItemResult, Profile, State, SubAreaResult

Points = Sequence[tuple[date, int]]
"""Days and grades of one part, oldest first."""

Side = tuple[AreaResult | SubAreaResult | ItemResult | None, str]
"""A part as an earlier profile has it, and why it may not be compared."""


def courses(grounds: Sequence[Ground]) -> dict[str, Points]:
    """The course of every item of the newest profile, by its id. `grounds` join each profile to the newest, oldest first."""
    return {item.id: _item_points(grounds, item) for item in grounds[-1].later.items}


def standing(grounds: Sequence[Ground], found: Mapping[str, Points]) -> tuple[Standing, ...]:
    """Every item last graded at one of the two worst grades. `found` are the courses of the items.

    An item that the newest scoring did not grade still stands where it was last graded; one that does not apply there, or was
    left out of its area with a reason, does not.
    """
    newest = grounds[-1].later
    standings = (_standing(newest, item, found[item.id]) for item in _applying(newest))
    return tuple(one for one in standings if one)


def relapses(grounds: Sequence[Ground], found: Mapping[str, Points]) -> tuple[Relapse, ...]:
    """Every area, sub-area and item that stands worse now than the best it had reached by getting better. `found` are the items' courses.

    A directly graded sub-area is told once, as the sub-area.
    """
    newest = grounds[-1].later
    scale = newest.instrument.scale
    turned: list[Relapse | None] = []
    for area in newest.areas:
        turned.append(_relapse(scale, area, _area_points(grounds, area)))
        for sub in area.sub_areas:
            turned.append(_relapse(scale, sub, _sub_area_points(grounds, sub)))
            turned += [_relapse(scale, item, found[item.id]) for item in sub.items if item.id != sub.id]
    return tuple(one for one in turned if one)


def _applying(profile: Profile) -> list[ItemResult]:
    return [item for item in profile.counted if item.state is not ItemState.NOT_APPLICABLE]


def _standing(newest: Profile, item: ItemResult, points: Points) -> Standing | None:
    worst = newest.instrument.scale.worst_two
    run: list[tuple[date, int]] = []
    for on, grade in reversed(points):
        if grade not in worst:
            break
        run.append((on, grade))
    if not run:
        return None
    (last, grade), (since, _) = run[0], run[-1]
    unseen = last if item.grade is None else None
    return Standing(item.id, item.name, grade, since, len(run), (last - since).days, unseen)


def _relapse(scale: Scale, part: AreaResult | SubAreaResult | ItemResult, points: Points) -> Relapse | None:
    """The latest turn: back from now to the best grade before it, and from there to the worst before that."""
    turns = _without_repeats(points)
    ranks = [scale.rank(grade) for _, grade in turns]
    best = next((at for at in range(len(ranks) - 2, 0, -1) if ranks[at] < ranks[-1]), 0)
    while best and ranks[best - 1] < ranks[best]:
        best -= 1
    worst = best
    while worst and ranks[worst - 1] > ranks[worst]:
        worst -= 1
    return None if worst == best else Relapse(part.id, part.name, turns[worst], turns[best], turns[-1])


def _without_repeats(points: Points) -> Points:
    """The last point of every stretch at one grade."""
    kept: list[tuple[date, int]] = []
    for on, grade in points:
        if kept and kept[-1][1] == grade:
            kept.pop()
        kept.append((on, grade))
    return kept


def _item_points(grounds: Sequence[Ground], item: ItemResult) -> Points:
    return _points(grounds, lambda ground: (before := ground.before(item), item_why(ground, before, item)))


def _sub_area_points(grounds: Sequence[Ground], sub: SubAreaResult) -> Points:
    def before(ground: Ground) -> Side:
        found = next((one for one in ground.earlier.sub_areas if _settled(one, sub.id)), None)
        return found, sub_area_why(ground, found, sub)

    return _points(grounds, before)


def _area_points(grounds: Sequence[Ground], area: AreaResult) -> Points:
    def before(ground: Ground) -> Side:
        found = next((one for one in ground.earlier.areas if _settled(one, area.id)), None)
        return found, area_why(ground, found, area)

    return _points(grounds, before)


def _settled(part: AreaResult | SubAreaResult, part_id: str) -> bool:
    return part.id == part_id and part.state is State.COMPLETE


def _points(grounds: Sequence[Ground], before: Callable[[Ground], Side]) -> Points:
    """The days and grades of a part over the scorings that gave it one that may be compared."""
    sides = [(ground.earlier.on, *before(ground)) for ground in grounds]
    return [(on, part.grade) for on, part, why in sides if part and part.grade is not None and not why]
