"""What a reader of a comparison must know before drawing a conclusion from it, one sentence each."""

from collections.abc import Iterable, Iterator, Sequence

from gcp.changes import AreaChange, SubAreaChange
from gcp.comparable import Ground
from gcp.grades import Change, ItemState, why_no_grade
from gcp.instrument import Item
from gcp.profile import AreaResult, Profile, State, SubAreaResult
from gcp.worded import worded
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
        yield worded(
            "Scored by {scorer} on {day} and by {other} on {later_day}. A change of one grade by another scorer may be a difference between scorers.",
            scorer=one,
            day=day(earlier.on),
            other=other,
            later_day=day(later.on),
        )
    if earlier.on >= later.sheet.window.start:
        yield worded(
            "The observation windows overlap from {start} to {end}: some of the same care was seen for both scorings.",
            start=day(later.sheet.window.start),
            end=day(earlier.on),
        )
    if changed := earlier.sheet.conditions ^ later.sheet.conditions:
        names = [c.name for c in (*later.instrument.conditions, *earlier.instrument.conditions) if c.key in changed]
        yield worded(
            "Recorded for one of the two scorings only: {what}. Items for it count in that one only.",
            what=listed(dict.fromkeys(names)),
        )
    if not ground.one_edition:
        yield worded(
            "Scored with {earlier} and {later}. Only items that the later edition declares the same are compared.",
            earlier=earlier.instrument.name,
            later=later.instrument.name,
        )
    for profile in (earlier, later):
        yield from _not_given(profile)
    if ground.rolled:
        yield worded("{why} Areas and rolled-up sub-areas are not compared; items are.", why=ground.rolled)


def _not_given(profile: Profile) -> Iterator[str]:
    """Items a family refused or that were not safe to ask about: that says nothing of the care, in either direction."""
    for state in (ItemState.REFUSED, ItemState.NOT_SAFE):
        if items := [item.id for item in profile.counted if item.state is state]:
            yield worded(
                "On {day} {items} had no grade: {state}. That is neither better nor worse care.",
                day=day(profile.on),
                items=listed(items),
                state=STATES[state],
            )


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
        two_bands = earlier.band.key != later.band.key
        bands = listed([earlier.band.name, later.band.name]) if two_bands else worded("the two editions")
        yield worded(
            "The descriptions differ between {these} for {items}. They are compared by grade.",
            these=bands,
            items=listed(differ),
        )


def _words(profile: Profile, item: Item) -> tuple[str, ...]:
    return tuple(item.descriptor(value, profile.band) for value in profile.instrument.scale.values)


def _about_areas(areas: Sequence[AreaChange]) -> Iterator[str]:
    """Areas compared although something beneath them is not alike."""
    compared = [area for area in areas if area.change not in {None, Change.NOT_COMPARABLE}]
    for area in compared:
        if parts := [sub.id for sub in area.sub_areas if sub.why]:
            yield worded(
                "{area} is compared by grade, although {parts} beneath it may not be.",
                area=_called(area),
                parts=listed(parts),
            )
    provisional = [_called(area) for area in compared if State.PROVISIONAL in (area.before_state, area.after_state)]
    if provisional:
        yield worded(
            "Provisional in at least one of the two scorings, because not everything was graded: {areas}.",
            areas=listed(provisional),
        )


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
        facts = {"part": _called(part), "items": listed(gone), "grade": part.before, "day": day(ground.later.on)}
        if why := _reasons(ground.later, (ground.later_id.get(item) for item in gone)):
            yield worded(
                "{part} reads better, but {items}, which held it at {grade}, had no grade on {day} ({why}).",
                why=why,
                **facts,
            )
        else:
            yield worded("{part} reads better, but {items}, which held it at {grade}, had no grade on {day}.", **facts)


def _held_after(ground: Ground, part: AreaChange | SubAreaChange) -> Iterator[str]:
    drivers = _drivers(ground.later, part.id)
    if drivers and not any(ground.same.get(item) in ground.earlier.grades for item in drivers):
        facts = {"part": _called(part), "items": listed(drivers), "grade": part.after, "day": day(ground.earlier.on)}
        if why := _reasons(ground.earlier, map(ground.same.get, drivers)):
            yield worded(
                "{part} reads worse, but {items}, which holds it at {grade}, had no grade on {day} ({why}).",
                why=why,
                **facts,
            )
        else:
            yield worded("{part} reads worse, but {items}, which holds it at {grade}, had no grade on {day}.", **facts)


def _reasons(profile: Profile, item_ids: Iterable[str | None]) -> str:
    """The reasons given for items without a grade; "" where none was given."""
    wanted = set(item_ids)
    states = why_no_grade(item.state for item in profile.counted if item.id in wanted)
    return listed(STATES[state] for state in states if state.without_grade)


def _called(part: AreaChange | SubAreaChange) -> str:
    return f"{part.id} ({part.name})"


def _drivers(profile: Profile, part_id: str) -> tuple[str, ...]:
    part = profile.by_id.get(part_id)
    return part.drivers if isinstance(part, AreaResult | SubAreaResult) else ()
