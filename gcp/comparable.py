"""What of two profiles may be set side by side, and the sentence that says why not.

Grades are compared only for the same child and the same carer, with the same edition or one that declares its items the same
(`same_as` of the later edition: the earlier edition's item id -> its own). Within that:

- an item asked at only one of the two ages is not comparable; one whose words differ by age band is, with a caution;
- a sub-area whose set of items changed with age is not comparable, its shared items are;
- an area is compared even then, with a caution: otherwise no area would survive a birthday;
- rolled-up grades under two rules are not comparable; items and directly graded sub-areas are;
- what was left out of its area in either scoring is not comparable.
"""

from dataclasses import dataclass
from functools import cached_property

from gcp.answers import Child
from gcp.errors import NotComparable
from gcp.grades import ItemState
from gcp.profile import AreaResult, ItemResult, Profile, State, SubAreaResult
from gcp.scoring.mode_override import override_from
from gcp.worded import worded
from gcp.words import asked_ages, day, listed

BIRTH_SLACK = 120
"""Days between an expected day and another expected or real day of birth of what may be the same child."""


@dataclass(frozen=True)
class Ground:
    """What two profiles share. `why` says why nothing may be compared; `rolled` why rolled-up grades may not.

    `same` maps the later profile's item ids to the earlier one's, over every age.
    """

    earlier: Profile
    later: Profile
    why: str
    rolled: str
    same: dict[str, str]

    @cached_property
    def _before(self) -> dict[str, ItemResult]:
        return {item.id: item for item in self.earlier.items}

    @cached_property
    def later_id(self) -> dict[str, str]:
        """The earlier profile's item ids -> the later one's."""
        return {earlier: later for later, earlier in self.same.items()}

    @cached_property
    def _paired(self) -> frozenset[str]:
        return frozenset(before.id for item in self.later.items if (before := self.before(item)))

    @property
    def one_edition(self) -> bool:
        """Whether both were scored with the same edition of the same instrument."""
        return self.earlier.instrument.name == self.later.instrument.name

    def before(self, after: ItemResult) -> ItemResult | None:
        """The earlier result of the same item; one of the same id where neither is declared to be another's."""
        earlier_id = self.same.get(after.id) or (after.id if after.id not in self.later_id else "")
        return self._before.get(earlier_id)

    def item_pairs(
        self, before: SubAreaResult | None, after: SubAreaResult | None
    ) -> list[tuple[ItemResult | None, ItemResult | None]]:
        """The items of a sub-area in both scorings, in the later one's order; those of the earlier alone at the end."""
        pairs = [(self.before(item), item) for item in (after.items if after else ())]
        gone = [item for item in (before.items if before else ()) if item.id not in self._paired]
        return [*pairs, *((item, None) for item in gone)]


def common_ground(earlier: Profile, later: Profile) -> Ground:
    """What two profiles of one child share. Raises NotComparable for two children, or where the later one ends first."""
    _refuse(earlier, later)
    if earlier.instrument.name == later.instrument.name:
        same = {item.id: item.id for item in later.instrument.items}
    else:
        declared = later.instrument.same_as.get(earlier.instrument.name, {})
        same = {later_id: earlier_id for earlier_id, later_id in declared.items()}
    return Ground(earlier, later, _nothing_why(earlier, later, same), _rolled_why(earlier, later), same)


def same_child(one: Child, other: Child) -> bool:
    """Whether two children may be one: the same day of birth, or days that fit while either is still expected."""
    if one.born and other.born:
        return one.born == other.born
    first, second = one.born or one.expected, other.born or other.expected
    return first is not None and second is not None and abs((first - second).days) <= BIRTH_SLACK


def same_carer(one: str, other: str) -> bool:
    """Whether two texts name the same carer, whatever their spaces and capitals."""
    return one.casefold().split() == other.casefold().split()


def item_why(ground: Ground, before: ItemResult | None, after: ItemResult | None) -> str:
    """Why an item may not be compared; empty where it may."""
    if ground.why:
        return ground.why
    if not (after and after.id in ground.same) and not (before and before.id in ground.later_id):
        return worded(
            "{earlier} and {later} do not declare this item the same.", **_editions(ground.earlier, ground.later)
        )
    if before is None or after is None:
        return _age_why(ground, before, after)
    return _left_out(ground.earlier, before) or _left_out(ground.later, after)


def sub_area_why(ground: Ground, before: SubAreaResult | None, after: SubAreaResult | None) -> str:
    """Why a sub-area's grade may not be compared; empty where it may."""
    if ground.why:
        return ground.why
    if before is None or after is None:
        return worded(
            "{earlier} and {later} do not both have this sub-area.", **_editions(ground.earlier, ground.later)
        )
    if changed := _set_changed(ground, before, after):
        return changed
    for profile, result in ((ground.earlier, before), (ground.later, after)):
        if result.state is State.EXCLUDED:
            return worded("Left out of its area on {day}: {why}.", day=day(profile.on), why=result.reason)
    direct = all(item.id == after.id for item in after.items)
    return "" if direct else ground.rolled


def area_why(ground: Ground, before: AreaResult | None, after: AreaResult | None) -> str:
    """Why an area's grade may not be compared; empty where it may (perhaps with a caution)."""
    if ground.why:
        return ground.why
    if before is None or after is None:
        return worded("{earlier} and {later} do not both have this area.", **_editions(ground.earlier, ground.later))
    return ground.rolled


def _refuse(earlier: Profile, later: Profile) -> None:
    one, other = earlier.sheet.child, later.sheet.child
    if not same_child(one, other):
        days = listed(
            f"{'born' if c.born else 'expected'} {day(d)}" for c in (one, other) if (d := c.born or c.expected)
        )
        raise NotComparable(f"These are scorings of two children ({days}). Compare scorings of one child.")
    if later.on < earlier.on:
        raise NotComparable(
            f"The later scoring ends on {day(later.on)}, before the earlier one on {day(earlier.on)}. Put them in order."
        )


def _nothing_why(earlier: Profile, later: Profile, same: dict[str, str]) -> str:
    one, other = earlier.sheet.carer, later.sheet.carer
    if not same_carer(one, other):
        return worded(
            "{carer} was scored on {day} and {other} on {later_day}. The care of two carers is not compared as change.",
            carer=one,
            day=day(earlier.on),
            other=other,
            later_day=day(later.on),
        )
    names = _editions(earlier, later)
    if earlier.instrument.scale.values != later.instrument.scale.values:
        return worded("{earlier} and {later} grade on two scales.", **names)
    if same:
        return ""
    return worded("Scored with {earlier} and {later}, and the later one declares no items the same.", **names)


def _rolled_why(earlier: Profile, later: Profile) -> str:
    one, other = _rule(earlier), _rule(later)
    if one == other:
        return ""
    days = {"day": day(earlier.on), "later_day": day(later.on)}
    return worded("Rolled up by {rule} on {day} and by {other} on {later_day}.", rule=one, other=other, **days)


def _rule(profile: Profile) -> str:
    """The rule with its parameters where it has any."""
    if profile.rule != "mode-override":
        return profile.rule
    roll_up = profile.instrument.roll_up
    grade = override_from(profile.instrument.scale, roll_up)
    return worded("{rule} (from {grade}, tie {tie})", rule=profile.rule, grade=grade, tie=roll_up.tie)


def _editions(earlier: Profile, later: Profile) -> dict[str, str]:
    return {"earlier": earlier.instrument.name, "later": later.instrument.name}


def _age_why(ground: Ground, before: ItemResult | None, after: ItemResult | None) -> str:
    """The edition of the scoring that lacks the item says at which ages it is asked."""
    lacking = ground.later.instrument if before else ground.earlier.instrument
    item_id = ground.later_id[before.id] if before else ground.same[after.id] if after else ""
    return worded("Asked only {ages}.", ages=asked_ages(lacking, lacking.item(item_id)))


def _left_out(profile: Profile, item: ItemResult) -> str:
    if item.state is not ItemState.SCORED or item.id in profile.grades:
        return ""
    return worded("Its sub-area was left out of the area on {day}.", day=day(profile.on))


def _set_changed(ground: Ground, before: SubAreaResult, after: SubAreaResult) -> str:
    earlier = {item.id for item in before.items}
    later = {ground.same.get(item.id) for item in after.items}
    if earlier == later:
        return ""
    if not ground.one_edition:
        return worded(
            "{earlier} and {later} do not ask the same items here.", **_editions(ground.earlier, ground.later)
        )
    only = [item.id for item in (*before.items, *after.items) if item.id in earlier ^ later]
    return worded(
        "Its items changed with the child's age (asked at one of the two ages only: {items}).", items=listed(only)
    )
