"""An instrument: areas > sub-areas > items > descriptors. Frozen, indexed once, and asked questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from gcp.errors import UnknownItem
from gcp.grades import Scale


class Kind(StrEnum):
    """What sort of answers an instrument takes. Only `GRADED` has grades and a roll-up.

    `COUNTED` is yes, no or not seen, told as n of m; `SCALED` is 0 to 10, each person their own and none put together;
    `OPEN` is prompts answered in words.
    """

    GRADED = "graded"
    COUNTED = "counted"
    SCALED = "scaled"
    OPEN = "open"


class Need(StrEnum):
    """What signing asks for around the answers."""

    VISIT = "visit"
    CHILD_VOICE = "child-voice"
    BASIS = "basis"
    CARER_STATEMENT = "carer-statement"


class About(StrEnum):
    """Whom the answers are about: the care that carers give a child, or the child alone (then no carer is chosen)."""

    CARE = "care"
    CHILD = "child"


class NeglectType(StrEnum):
    """The six types of neglect in the Bristol inspection briefing (source 000)."""

    MEDICAL = "medical"
    NUTRITIONAL = "nutritional"
    EMOTIONAL = "emotional"
    EDUCATIONAL = "educational"
    PHYSICAL = "physical"
    SUPERVISION = "supervision"


@dataclass(frozen=True)
class AgeBand:
    """Ages in completed months: `start` inclusive, `end` exclusive. An antenatal band has `unborn` and no months."""

    key: str
    name: str
    start: int = 0
    end: int = 0
    unborn: bool = False

    def holds(self, age_months: int | None) -> bool:
        """Whether a child of this age belongs here; None means not born on the last day of the window."""
        if age_months is None or self.unborn:
            return age_months is None and self.unborn
        return self.start <= age_months < self.end


@dataclass(frozen=True)
class Condition:
    """Something true of the child that brings items into play, such as a disability."""

    key: str
    name: str


@dataclass(frozen=True)
class RollUp:
    """The rule that makes a parent's grade from its children's; `override_from` and `tie` serve `mode-override`."""

    rule: str = "mode-override"
    override_from: int | None = None
    tie: str = "worse"


@dataclass(frozen=True)
class Item:
    """One thing to grade.

    `ages` are band keys (empty means every band); `from_months` inclusive and `to_months` exclusive narrow them further.
    `conditions` must all hold for the item to apply. `descriptors` maps a grade value to its words;
    `descriptors_by_age` holds whole or partial sets per band, which win over `descriptors`. `plain` asks the family, `plain_child` the child.
    """

    id: str
    name: str
    ages: tuple[str, ...] = ()
    from_months: int | None = None
    to_months: int | None = None
    conditions: tuple[str, ...] = ()
    neglect_types: tuple[NeglectType, ...] = ()
    look_for: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    plain: str = ""
    plain_child: str = ""
    descriptors: Mapping[int, str] = field(default_factory=dict)
    descriptors_by_age: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def fits_age(self, band: AgeBand, age_months: int | None) -> bool:
        """Whether the item is asked of a child of this age at all."""
        if self.ages and band.key not in self.ages:
            return False
        if age_months is None:
            return self.from_months is None
        return (self.from_months is None or age_months >= self.from_months) and (
            self.to_months is None or age_months < self.to_months
        )

    def fits_conditions(self, conditions: frozenset[str]) -> bool:
        """Whether every condition the item asks for holds; where not, the item is not applicable by itself."""
        return set(self.conditions) <= conditions

    def descriptor(self, value: int, band: AgeBand | None = None) -> str:
        """The words of one grade for a child of this band; empty in a bare definition."""
        by_age = self.descriptors_by_age.get(band.key, {}) if band else {}
        return by_age.get(value) or self.descriptors.get(value, "")


@dataclass(frozen=True)
class SubArea:
    """A part of an area. Graded directly where its one item has its own id."""

    id: str
    name: str
    items: tuple[Item, ...]
    may_exclude: bool = False

    @property
    def direct(self) -> bool:
        """Whether every item is the sub-area itself (one item under the sub-area's own id)."""
        return all(item.id == self.id for item in self.items)


@dataclass(frozen=True)
class Area:
    """One of the instrument's areas, such as Physical care."""

    id: str
    name: str
    sub_areas: tuple[SubArea, ...]

    @property
    def items(self) -> Iterator[Item]:
        """Every item of the area, in order."""
        return (item for sub_area in self.sub_areas for item in sub_area.items)


@dataclass(frozen=True)
class WorkedExample:
    """A sheet with the grades its author expects; `check` runs it, by `rule` where it names another than the instrument's.

    `expect` maps ids of areas, sub-areas or items to a grade, to None, or to a mapping of what is compared.
    """

    name: str
    sheet: Mapping[str, Any]
    expect: Mapping[str, Any]
    rule: str | None = None


@dataclass(frozen=True)
class Instrument:
    """One edition of an instrument. Made by `gcp.definition`; equality is by value.

    `scale` holds the answers to choose from: grades, or those built in for counted and scaled ones; none for open prompts.
    `needs` is what signing asks for around the answers. `leads_to` names the keys of instruments that this one leads on to.
    """

    key: str
    edition: str
    title: str
    scale: Scale
    roll_up: RollUp
    age_bands: tuple[AgeBand, ...]
    areas: tuple[Area, ...]
    kind: Kind = Kind.GRADED
    language: str = "en-GB"
    copyright: str = ""
    licence: str = ""
    statement: str = ""
    descriptors_exportable: bool = True
    conditions: tuple[Condition, ...] = ()
    same_as: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    worked_examples: tuple[WorkedExample, ...] = ()
    requires_training: bool = False
    needs: frozenset[Need] = frozenset(Need)
    about: About = About.CARE
    leads_to: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """`key@edition`, the instrument's name for ever."""
        return f"{self.key}@{self.edition}"

    @cached_property
    def sub_areas(self) -> tuple[SubArea, ...]:
        """Every sub-area, in order."""
        return tuple(sub_area for area in self.areas for sub_area in area.sub_areas)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item, in order."""
        return tuple(item for sub_area in self.sub_areas for item in sub_area.items)

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def _sub_areas(self) -> dict[str, SubArea]:
        return {sub_area.id: sub_area for sub_area in self.sub_areas}

    @cached_property
    def _parents(self) -> dict[str, tuple[Area, SubArea]]:
        return {i.id: (area, sub) for area in self.areas for sub in area.sub_areas for i in sub.items}

    def item(self, item_id: str) -> Item:
        """The item of that id. Raises UnknownItem."""
        try:
            return self._items[item_id]
        except KeyError:
            raise UnknownItem(item_id, self.name) from None

    def sub_area(self, sub_area_id: str) -> SubArea:
        """The sub-area of that id. Raises UnknownItem."""
        try:
            return self._sub_areas[sub_area_id]
        except KeyError:
            raise UnknownItem(sub_area_id, self.name) from None

    def parents(self, item_id: str) -> tuple[Area, SubArea]:
        """The area and sub-area an item belongs to. Raises UnknownItem."""
        self.item(item_id)
        return self._parents[item_id]

    def band(self, age_months: int | None) -> AgeBand | None:
        """The age band of a child; None where the instrument is not made for that age."""
        return next((band for band in self.age_bands if band.holds(age_months)), None)

    def age_band(self, key: str) -> AgeBand:
        """The band of that key. Raises KeyError."""
        return {band.key: band for band in self.age_bands}[key]

    def items_for(self, age_months: int | None) -> tuple[Item, ...]:
        """The items asked of a child of this age, in order; none where no band holds it."""
        band = self.band(age_months)
        return () if band is None else tuple(item for item in self.items if item.fits_age(band, age_months))
