"""What a definition that could be read still lacks, and whether its worked examples come out as stated."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from gcp.answers import AnswerSheet
from gcp.definition.kinds import wanted_words
from gcp.definition.words import shown
from gcp.documents import sheet_from
from gcp.errors import Fault, SheetFault
from gcp.instrument import AgeBand, Area, Instrument, Item, Kind, WorkedExample
from gcp.scoring import score
from gcp.words import age, listed

_SOME_CARER: Final = "Carer"
_WANTED: Final = {
    Kind.GRADED: ("neglect_types", "look_for", "ask", "plain"),
    Kind.COUNTED: ("plain",),
    Kind.SCALED: ("plain",),
    Kind.OPEN: ("plain",),
}
"""What an item of each kind should have besides its descriptors."""


def check(instrument: Instrument, lines: Mapping[str, int] | None = None) -> tuple[Fault, ...]:
    """Every fault and warning (`Fault.warning`) of a definition that could be read, in the order of the definition.

    `lines` are those of its text (`definition.lines`); without them every fault is on line 0.
    """
    checker = _Checker(instrument, lines or {})
    return tuple(fault for rule in RULES for fault in rule(checker))


@dataclass(frozen=True)
class _Checker:
    """A definition under check; makes faults and warnings with their lines."""

    instrument: Instrument
    lines: Mapping[str, int]

    def fault(self, path: str, message: str, *, warning: bool = False) -> Fault:
        """A fault at a path, on the line of the nearest part there that has one."""
        steps = path.split(" > ")
        nearest = (self.lines.get(" > ".join(steps[:deep])) for deep in range(len(steps), 0, -1))
        return Fault(next((line for line in nearest if line), 0), path, message, warning)

    def warn(self, path: str, message: str) -> Fault:
        """Something that is missing, yet does not stop the definition from being used."""
        return self.fault(path, message, warning=True)

    def items(self) -> Iterator[tuple[str, Item]]:
        """Every item with its path."""
        for area in self.instrument.areas:
            for sub_area in area.sub_areas:
                for item in sub_area.items:
                    yield f"areas > {area.id} > {sub_area.id} > items > {item.id}", item


def _statement(check: _Checker) -> Iterator[Fault]:
    if not check.instrument.statement:
        yield check.warn("statement", "There is no statement. Say what this is and what it is not; reports print it.")


def _copyright(check: _Checker) -> Iterator[Fault]:
    if not check.instrument.copyright:
        yield check.warn("copyright", "Nobody is named as owner of the wording. Add 'copyright'.")


def _grade_names(check: _Checker) -> Iterator[Fault]:
    graded = check.instrument.kind is Kind.GRADED
    bare = [grade.value for grade in check.instrument.scale.grades if graded and not grade.name]
    if bare:
        yield check.warn("scale > grades", f"No name for {listed(bare)}. Add the words that stand beside the number.")


def _gaps(check: _Checker) -> Iterator[Fault]:
    """Ages between two bands that no band holds."""
    born = sorted((band for band in check.instrument.age_bands if not band.unborn), key=lambda band: band.start)
    for before, after in pairwise(born):
        if before.end < after.start:
            ages = f"From {age(before.end)} to {age(after.start)}"
            yield check.warn(
                f"age_bands > {after.key}", f"{ages} a child is in no band. Let one band start where another ends."
            )


def _empty_sub_areas(check: _Checker) -> Iterator[Fault]:
    """Sub-areas without an item for some of the ages the instrument is made for.

    An area whose several sub-areas are all empty for a whole band is not for that band, such as one for the unborn only.
    """
    for area in check.instrument.areas:
        bands = [band for band in check.instrument.age_bands if not _not_for(area, band)]
        for sub_area in area.sub_areas:
            for band in bands:
                ages = _turning_ages(band, sub_area.items)
                bare = [months for months in ages if not _asked(sub_area.items, band, months)]
                if bare:
                    some = f", {age(bare[0])}" if len(bare) < len(ages) else ""
                    yield check.warn(
                        f"areas > {area.id} > {sub_area.id}",
                        f"There is no item for a child of '{band.name}'{some}. Add one, or the part stays empty then.",
                    )


def _not_for(area: Area, band: AgeBand) -> bool:
    items = tuple(area.items)
    return len(area.sub_areas) > 1 and not any(_asked(items, band, months) for months in _turning_ages(band, items))


def _turning_ages(band: AgeBand, items: tuple[Item, ...]) -> list[int | None]:
    """The ages in a band at which the set of items may change, youngest first."""
    if band.unborn:
        return [None]
    turns = {band.start, *(months for item in items for months in (item.from_months, item.to_months) if months)}
    return [*sorted(months for months in turns if band.holds(months))]


def _asked(items: tuple[Item, ...], band: AgeBand, months: int | None) -> bool:
    return any(item.fits_age(band, months) for item in items)


def _unused_conditions(check: _Checker) -> Iterator[Fault]:
    used = {key for item in check.instrument.items for key in item.conditions}
    for condition in check.instrument.conditions:
        if condition.key not in used:
            yield check.warn(
                f"conditions > {condition.key}", "No item depends on this condition. Name it in an item, or remove it."
            )


def _bare_items(check: _Checker) -> Iterator[Fault]:
    for path, item in check.items():
        missing = [key for key in _WANTED[check.instrument.kind] if not getattr(item, key)]
        if missing:
            yield check.warn(path, f"There is no {listed(missing, 'or')}. Add what a practitioner needs here.")


def _descriptors(check: _Checker) -> Iterator[Fault]:
    """Grades without words, for the bands an item is asked in; of a 0 to 10 question the two ends. Yes and no need none."""
    instrument = check.instrument
    if instrument.kind not in {Kind.GRADED, Kind.SCALED}:
        return
    values = wanted_words(instrument.kind, list(instrument.scale.values))
    for path, item in check.items():
        bare = [
            band.name
            for band in instrument.age_bands
            if any(item.fits_age(band, months) for months in _turning_ages(band, (item,)))
            and not all(item.descriptor(value, band) for value in values)
        ]
        if bare:
            where = f" for {listed(bare)}" if item.descriptors or item.descriptors_by_age else ""
            which = "every grade" if instrument.kind is Kind.GRADED else "0 and of 10"
            yield check.warn(path, f"There are no descriptors{where}. Add the words of {which}.")


def _examples(check: _Checker) -> Iterator[Fault]:
    for example in check.instrument.worked_examples:
        path = f"worked_examples > {shown(example.name)}"
        try:
            sheet = _sheet(check.instrument, example)
            profile = score(check.instrument, sheet, example.rule)
        except SheetFault as error:
            yield check.fault(path, f"The sheet cannot be scored. {error}")
            continue
        for part_id, expected in example.expect.items():
            result = profile.by_id.get(part_id)
            wanted = expected if isinstance(expected, Mapping) else {"grade": expected}
            for message in _differences(part_id, result, wanted):
                yield check.fault(f"{path} > expect > {part_id}", message)


def _sheet(instrument: Instrument, example: WorkedExample) -> AnswerSheet:
    """The sheet of an example, which may leave out what all its sheets share."""
    return sheet_from({"carer": _SOME_CARER, **example.sheet, "instrument": instrument.name})


def _differences(part_id: str, result: object, wanted: Mapping[str, Any]) -> Iterator[str]:
    """What of a result is not as expected."""
    if result is None:
        yield f"{part_id} is not part of this profile: it is not asked at the child's age. Remove it, or change the ages."
        return
    for key, value in wanted.items():
        if not hasattr(result, key):
            yield f"{part_id} is an item, so it has no '{key}'. Remove it."
        elif _plain(getattr(result, key)) != _plain(value):
            came = f"{key} comes out as {_said(getattr(result, key))}, not {_said(value)}"
            yield f"{part_id}: {came}. Correct the example, or what it tests."


def _plain(value: Any) -> Any:
    """Drivers compare in any order."""
    return sorted(value) if isinstance(value, tuple | list) else value


def _said(value: Any) -> str:
    if isinstance(value, tuple | list):
        return listed(value) or "none"
    return "none" if value is None else str(value)


def _unworked(check: _Checker) -> Iterator[Fault]:
    """What the definition can do and no worked example shows."""
    instrument = check.instrument
    if instrument.kind is not Kind.GRADED:
        return
    if not instrument.worked_examples:
        yield check.warn("worked_examples", "There are none. Add sheets with the grades that should come out.")
        return
    sheets = [example.sheet for example in instrument.worked_examples]
    met = {condition for sheet in sheets for condition in sheet.get("conditions", ())}
    left_out = {sub_area for sheet in sheets for sub_area in sheet.get("exclude", {})}
    bands = {_band(instrument, example) for example in instrument.worked_examples}
    unshown = [
        *(f"a child of the band '{band.name}'" for band in instrument.age_bands if band not in bands),
        *(f"the condition '{one.name}'" for one in instrument.conditions if one.key not in met),
        *(f"{sub.id} left out" for sub in instrument.sub_areas if sub.may_exclude and sub.id not in left_out),
    ]
    if unshown:
        yield check.warn(
            "worked_examples", f"No example shows {listed(unshown, 'or')}. One more each would keep it true."
        )


def _band(instrument: Instrument, example: WorkedExample) -> AgeBand | None:
    """The band of an example's child; None where its sheet cannot be read, which `_examples` says."""
    try:
        return instrument.band(_sheet(instrument, example).age_months)
    except SheetFault:
        return None


RULES: Final[tuple[Callable[[_Checker], Iterator[Fault]], ...]] = (
    _statement,
    _copyright,
    _grade_names,
    _gaps,
    _unused_conditions,
    _empty_sub_areas,
    _bare_items,
    _descriptors,
    _examples,
    _unworked,
)
"""Every rule, each a function of a definition that tells what it finds."""
