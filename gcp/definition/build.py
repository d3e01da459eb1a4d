"""A definition that fits its model and its rules -> Instrument."""

from typing import Any, Final

from gcp.definition.model import AreaPart, DefinitionPart, ExamplePart, ExpectationPart, ItemPart, RollUpPart, ScalePart
from gcp.grades import SCALING, YES_OR_NO, Grade, Scale
from gcp.instrument import AgeBand, Area, Condition, Instrument, Item, Kind, Need, RollUp, SubArea, WorkedExample

_BUILT_IN: Final = {Kind.COUNTED: YES_OR_NO, Kind.SCALED: SCALING}


def build(definition: DefinitionPart) -> Instrument:
    """The instrument. Only a graded one has a roll-up rule and, unless it says otherwise, needs something around its answers."""
    scale = _scale(definition.scale, definition.kind)
    graded = definition.kind is Kind.GRADED
    needs = definition.needs if definition.needs is not None else tuple(Need) if graded else ()
    return Instrument(
        key=definition.key,
        edition=definition.edition,
        title=definition.title or definition.key,
        scale=scale,
        roll_up=_roll_up(definition.roll_up, scale) if graded else RollUp(rule=""),
        age_bands=tuple(
            AgeBand(band.key, band.name, band.start or 0, band.end or 0, band.unborn) for band in definition.age_bands
        ),
        areas=tuple(_area(area) for area in definition.areas),
        kind=definition.kind,
        language=definition.language,
        copyright=definition.copyright,
        licence=definition.licence,
        statement=definition.statement,
        descriptors_exportable=definition.descriptors_exportable,
        conditions=tuple(Condition(condition.key, condition.name) for condition in definition.conditions),
        same_as=definition.same_as,
        worked_examples=tuple(_example(example) for example in definition.worked_examples),
        requires_training=definition.requires_training,
        needs=frozenset(needs),
        about=definition.about,
        leads_to=definition.leads_to,
    )


def _scale(part: ScalePart | None, kind: Kind) -> Scale:
    if part is None:
        return _BUILT_IN.get(kind, Scale(()))
    lower_is_better = part.better == "lower"
    grades = [Grade(**grade.model_dump()) for grade in part.grades]
    return Scale(tuple(sorted(grades, key=lambda grade: grade.value, reverse=not lower_is_better)), lower_is_better)


def _roll_up(part: RollUpPart | None, scale: Scale) -> RollUp:
    """The rule with its defaults: an override starts at the second worst grade."""
    rule, tie = (part.rule, part.tie) if part else (RollUp.rule, RollUp.tie)
    if rule != RollUp.rule:
        return RollUp(rule)
    given = part.override_from if part else None
    return RollUp(rule, scale.values[-2] if given is None else given, tie)


def _area(part: AreaPart) -> Area:
    return Area(
        part.id,
        part.name,
        tuple(
            SubArea(sub.id, sub.name, tuple(_item(item) for item in sub.items), sub.may_exclude)
            for sub in part.sub_areas
        ),
    )


def _item(part: ItemPart) -> Item:
    return Item(
        id=part.id,
        name=part.name,
        ages=part.ages,
        from_months=part.start,
        to_months=part.end,
        conditions=part.conditions,
        neglect_types=part.neglect_types,
        look_for=part.look_for,
        ask=part.ask,
        plain=part.plain,
        plain_child=part.plain_child,
        descriptors=part.descriptors,
        descriptors_by_age=part.descriptors_by_age,
    )


def _example(part: ExamplePart) -> WorkedExample:
    """The sheet as the mapping that `documents` reads, without what was left out."""
    sheet: dict[str, Any] = part.sheet.model_dump(by_alias=True, exclude_unset=True)
    return WorkedExample(part.name, sheet, {key: _expected(value) for key, value in part.expect.items()}, part.rule)


def _expected(part: ExpectationPart) -> Any:
    """A grade or None where only the grade is named; else a mapping of what is named."""
    named: dict[str, Any] = part.model_dump(exclude_unset=True)
    return named["grade"] if list(named) == ["grade"] else named
