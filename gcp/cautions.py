"""What a reader of a comparison must know before drawing a conclusion from it, one sentence each."""

from collections.abc import Iterable, Iterator, Sequence

from gcp.changes import AreaChange, SubAreaChange
from gcp.comparable import Ground
from gcp.grades import Change, ItemState, why_no_grade
from gcp.instrument import Item
from gcp.profile import AreaResult, Profile, State, SubAreaResult
from gcp.words import STATES, day, listed


def cautions(ground: Ground, areas: Sequence[AreaChange]) -> tuple[str, ...]:
    """Every caution about a comparison; none where nothing is compared at all."""
    if ground.why:
        return ()
    return (*_about_scorings(ground), *_about_words(ground), *_about_areas(areas), *_unseen(ground, areas))


def _about_scorings(ground: Ground) -> Iterator[str]:
    """Circumstances of the two scorings that differ."""
    earlier, later = ground.earlier, ground.later
    one, other = earlier.sheet.scorer, later.sheet.scorer
    if one and other and one != other:
        yield (
            f"Scored by {one} on {day(earlier.on)} and by {other} on {day(later.on)}. A change of one grade by another scorer "
            "may be a difference between scorers."
        )
    if earlier.on >= later.sheet.window.start:
        yield (
            f"The observation windows overlap from {day(later.sheet.window.start)} to {day(earlier.on)}: "
            "some of the same care was seen for both scorings."
        )
    if changed := earlier.sheet.conditions ^ later.sheet.conditions:
        names = [c.name for c in (*later.instrument.conditions, *earlier.instrument.conditions) if c.key in changed]
        yield f"Recorded for one of the two scorings only: {listed(dict.fromkeys(names))}. Items for it count in that one only."
    if not ground.one_edition:
        editions = f"{earlier.instrument.name} and {later.instrument.name}"
        yield f"Scored with {editions}. Only items that the later edition declares the same are compared."
    for profile in (earlier, later):
        yield from _not_given(profile)
    if ground.rolled:
        yield f"{ground.rolled} Areas and rolled-up sub-areas are not compared; items are."


def _not_given(profile: Profile) -> Iterator[str]:
    """Items a family refused or that were not safe to ask about: that says nothing of the care, in either direction."""
    for state in (ItemState.REFUSED, ItemState.NOT_SAFE):
        if items := [item.id for item in profile.counted if item.state is state]:
            yield f"On {day(profile.on)} {listed(items)} had no grade: {STATES[state]}. That is neither better nor worse care."


def _about_words(ground: Ground) -> Iterator[str]:
    """Items compared although a child of the later age is graded against other words."""
    earlier, later = ground.earlier, ground.later
    differ = [
        after.id
        for after in later.items
        if (before := ground.before(after))
        and after.id in ground.same
        and after.grade is not None
        and before.grade is not None
        and _words(earlier, before.item) != _words(later, after.item)
    ]
    if differ:
        bands = (
            f"{earlier.band.name} and {later.band.name}" if earlier.band.key != later.band.key else "the two editions"
        )
        yield f"The descriptions differ between {bands} for {listed(differ)}. They are compared by grade."


def _words(profile: Profile, item: Item) -> tuple[str, ...]:
    return tuple(item.descriptor(value, profile.band) for value in profile.instrument.scale.values)


def _about_areas(areas: Sequence[AreaChange]) -> Iterator[str]:
    """Areas compared although something beneath them is not alike."""
    compared = [area for area in areas if area.change not in {None, Change.NOT_COMPARABLE}]
    for area in compared:
        if parts := [sub.id for sub in area.sub_areas if sub.why]:
            yield f"{area.id} ({area.name}) is compared by grade, although {listed(parts)} beneath it may not be."
    provisional = [
        f"{area.id} ({area.name})" for area in compared if State.PROVISIONAL in (area.before_state, area.after_state)
    ]
    if provisional:
        yield f"Provisional in at least one of the two scorings, because not everything was graded: {listed(provisional)}."


def _unseen(ground: Ground, areas: Sequence[AreaChange]) -> Iterator[str]:
    """Parts that moved although an item that held them at their grade was graded in one of the two scorings only."""
    parts: list[AreaChange | SubAreaChange] = []
    for area in areas:
        parts += [area, *area.sub_areas]
    for part in parts:
        if part.change is Change.BETTER:
            yield from _held_before(ground, part)
        elif part.change is Change.WORSE:
            yield from _held_after(ground, part)


def _held_before(ground: Ground, part: AreaChange | SubAreaChange) -> Iterator[str]:
    drivers = _drivers(ground.earlier, part.id)
    if gone := [item for item in drivers if ground.later_id.get(item) not in ground.later.grades]:
        yield (
            f"{part.id} ({part.name}) reads better, but {listed(gone)}, which held it at {part.before}, "
            f"had no grade on {day(ground.later.on)}{_because(ground.later, (ground.later_id.get(item) for item in gone))}."
        )


def _held_after(ground: Ground, part: AreaChange | SubAreaChange) -> Iterator[str]:
    drivers = _drivers(ground.later, part.id)
    if drivers and not any(ground.same.get(item) in ground.earlier.grades for item in drivers):
        yield (
            f"{part.id} ({part.name}) reads worse, but {listed(drivers)}, which holds it at {part.after}, "
            f"had no grade on {day(ground.earlier.on)}{_because(ground.earlier, map(ground.same.get, drivers))}."
        )


def _because(profile: Profile, item_ids: Iterable[str | None]) -> str:
    """The reasons given for items without a grade, in brackets; nothing where no reason was given."""
    wanted = set(item_ids)
    states = why_no_grade(item.state for item in profile.counted if item.id in wanted)
    said = [STATES[state] for state in states if state.without_grade]
    return f" ({listed(said)})" if said else ""


def _drivers(profile: Profile, part_id: str) -> tuple[str, ...]:
    part = profile.by_id.get(part_id)
    return part.drivers if isinstance(part, AreaResult | SubAreaResult) else ()
