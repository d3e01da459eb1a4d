"""The shape of a definition: which keys there are and what each holds. The JSON Schema for editors is made from this.

Rules that look across keys are in `rules`; sentences for what does not fit are in `sentences`.
"""

import re
from typing import Annotated, Any, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, ValidationInfo
from pydantic import model_validator as validates
from pydantic_core import CoreSchema

from gcp.definition.types import (
    Answered,
    Colour,
    Count,
    Day,
    Decider,
    Descriptors,
    Direction,
    Edition,
    Filled,
    GradeOrNothing,
    Handle,
    Id,
    Key,
    Language,
    Months,
    Name,
    Neglect,
    PartState,
    Rule,
    Sort,
    Subject,
    Switch,
    Text,
    Tie,
    Value,
    Wanted,
)
from gcp.instrument import About, Kind


def _part_title(part: type) -> str:
    """`AgeBandPart` as `Age band`."""
    return re.sub(r"(?<=.)([A-Z])", r" \1", part.__name__.removesuffix("Part")).capitalize()


class Part(BaseModel):
    """A group of keys; no others are allowed."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        model_title_generator=_part_title,
        field_title_generator=lambda name, field: (field.alias or name).replace("_", " ").capitalize(),
    )

    @validates(mode="before")
    @classmethod
    def _note(cls, data: Any, info: ValidationInfo) -> Any:
        """Remember which part read which group, so that an unknown key can be answered with a known one."""
        cast("dict[int, type[Part]]", info.context)[id(data)] = cls
        return data

    @classmethod
    def known_keys(cls) -> list[str]:
        """The keys an author may write here."""
        return [field.alias or name for name, field in cls.model_fields.items()]


class GradePart(Part):
    """One value of the scale with its parallel readings."""

    value: Value = Field(description="The number that is written down, such as 1.")
    name: Text = Field("", description="The words beside the number.")
    needs: Text = Field("", description="How far the child's needs are met at this grade.")
    commitment: Text = Field("", description="Where the child stands in the carer's priorities at this grade.")
    quality: Text = Field("", description="The quality of care at this grade, in a word or two.")
    colour: Colour = Field("", description="A colour such as #1b7f4b. It never stands without the number.")


class ScalePart(Part):
    """The grades, best first or worst first."""

    better: Direction = Field(description="Which numbers are better: lower or higher.")
    grades: tuple[GradePart, ...] = Field(
        min_length=2, max_length=11, description="2 to 11 grades, their values rising or falling all the way."
    )


class RollUpPart(Part):
    """The rule that makes a sub-area's grade from its items, and an area's from its sub-areas."""

    rule: Rule = Field(description="The rule's name.")
    override_from: Value | None = Field(
        None,
        description="For mode-override: this grade or a worse one decides alone. Left out: the second worst grade.",
    )
    tie: Tie = Field("worse", description="For mode-override: which grade a tie takes.")


class AgeBandPart(Part):
    """Ages in completed months on the last day of the observation window."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"unborn": {"const": True}}, "required": ["unborn"]},
            "then": {"properties": {"from": False, "to": False}},
            "else": {"required": ["from", "to"]},
        }
    )

    key: Handle = Field(description="The name used elsewhere in this definition, such as under-2.")
    name: Filled = Field(description="The name people read.")
    start: Months | None = Field(None, alias="from", description="The first month of age in the band.")
    end: Months | None = Field(None, alias="to", description="The first month of age after the band.")
    unborn: Switch = Field(default=False, description="true for the band of children not yet born; it has no months.")


class ConditionPart(Part):
    """Something true of a child that brings items into play."""

    key: Handle = Field(description="The name used elsewhere in this definition, such as disability.")
    name: Filled = Field(description="The name people read.")


class ItemPart(Part):
    """One thing to grade."""

    id: Id = Field(description="Letters, digits, - and _; starts with a letter; at most 20. Never used twice.")
    name: Filled = Field(description="The name people read.")
    ages: tuple[Handle, ...] = Field((), description="Keys of the age bands it is asked in. Left out: every band.")
    start: Months | None = Field(None, alias="from", description="Narrows the bands: the first month of age.")
    end: Months | None = Field(None, alias="to", description="Narrows the bands: the first month of age after.")
    conditions: tuple[Handle, ...] = Field((), description="It applies only where all of these hold.")
    neglect_types: tuple[Neglect, ...] = Field((), description="The types of neglect it may show.")
    look_for: tuple[Filled, ...] = Field((), description="What to look for on a visit, a line each.")
    ask: tuple[Filled, ...] = Field((), description="What to ask the carer and the child, a line each.")
    plain: Text = Field("", description="One line for families.")
    plain_child: Text = Field("", description="The same, asked of the child; where a child can answer.")
    descriptors: Descriptors = Field(
        {}, description="The words of each grade: all, or none. For a 0 to 10 question, of both ends."
    )
    descriptors_by_age: dict[Handle, Descriptors] = Field(
        {}, description="By age band, where the words differ. Grades left out keep the words above."
    )


class SubAreaPart(Part):
    """A part of an area. Where it is graded directly, its one item has its own id."""

    id: Id = Field(description="Letters, digits, - and _; starts with a letter; at most 20.")
    name: Filled = Field(description="The name people read.")
    may_exclude: Switch = Field(
        default=False, description="Whether it may be left out of its area, with a reason on record."
    )
    items: tuple[ItemPart, ...] = Field(min_length=1, description="What is graded here.")


class AreaPart(Part):
    """One of the areas of care."""

    id: Id = Field(description="Letters, digits, - and _; starts with a letter; at most 20. Never used twice.")
    name: Filled = Field(description="The name people read.")
    sub_areas: tuple[SubAreaPart, ...] = Field(min_length=1, description="The parts of the area.")


class ChildPart(Part):
    """The child of a worked example: one of the two days."""

    born: Day | None = Field(None, description="The day of birth, such as 2019-05-14.")
    expected: Day | None = Field(None, description="For an unborn child, the day it is expected.")


class WindowPart(Part):
    """The days over which care was observed, both included."""

    start: Day = Field(alias="from", description="The first day, such as 2026-03-02.")
    end: Day = Field(alias="to", description="The last day, such as 2026-03-20.")


class SheetPart(Part):
    """The sheet of answers of a worked example."""

    instrument: Name | None = Field(None, description="May be left out; it is this instrument.")
    child: ChildPart = Field(description="The child's day of birth.")
    carer: Text = Field("", description="May be left out.")
    observed: WindowPart = Field(description="The observation window.")
    conditions: tuple[Handle, ...] = Field((), description="Keys of the conditions that hold.")
    answers: dict[Id, Answered] = Field(
        {}, description="Item ids with a grade, or a reason for none such as not-observed."
    )
    exclude: dict[Id, Text] = Field({}, description="Sub-areas left out of their area, each with the reason.")


class ExpectationPart(Part):
    """What should come out for one area, sub-area or item; only what is named is compared."""

    grade: GradeOrNothing = Field(None, description="A grade or null.")
    state: PartState = Field("", description="Such as complete or provisional.")
    decided_by: Decider = Field("", description="What settled the grade.")
    drivers: tuple[Id, ...] = Field((), description="The items that hold the grade where it is.")
    scored: Count = Field(0, description="How many items have a grade.")
    expected: Count = Field(0, description="How many items should have one.")


class _OrGrade:
    """Tells editors that a grade or null may stand for the whole group."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": ["integer", "null"]}, handler(core)]}


def _expectation(value: object) -> object:
    """A grade by itself stands for a group that names only the grade."""
    return {"grade": value} if isinstance(value, str) else value


Expected = Annotated[ExpectationPart, BeforeValidator(_expectation), _OrGrade()]


class ExamplePart(Part):
    """A sheet with what should come out; checking the definition runs it."""

    name: Filled = Field(description="What the example shows.")
    rule: Rule | None = Field(None, description="Another roll-up rule than the instrument's own.")
    sheet: SheetPart = Field(description="The answers.")
    expect: dict[Id, Expected] = Field(
        min_length=1, description="Ids of areas, sub-areas or items, each with a grade, null, or more than the grade."
    )


class DefinitionPart(Part):
    """One edition of an instrument, as its authors write it in YAML."""

    key: Key = Field(description="With the edition, the instrument's name for ever: small letters, digits and -.")
    edition: Edition = Field(description='In quotes, such as "2026.1". A correction is a new edition.')
    title: Text = Field("", description="The title people read. Left out: the key.")
    kind: Sort = Field(
        Kind.GRADED,
        description="graded; counted (yes, no, not seen), scaled (0 to 10, 10 best) and open (in words) have no roll-up.",
    )
    language: Language = Field("en-GB", description="The language of the words, such as en-GB or cy.")
    copyright: Text = Field("", description="Who owns the wording.")
    licence: Text = Field("", description="On what terms the wording may be used.")
    statement: Text = Field("", description="What this is and what it is not; printed on every report.")
    descriptors_exportable: Switch = Field(default=True, description="false for licensed wording.")
    requires_training: Switch = Field(
        default=False, description="true: who scores with it must have a training date on record."
    )
    needs: tuple[Wanted, ...] | None = Field(
        None, description="What signing asks for around the answers. Left out: all four where graded, otherwise none."
    )
    about: Subject = Field(
        About.CARE, description="care: the care a carer gives. child: the child alone, and no carer is chosen."
    )
    leads_to: tuple[Key, ...] = Field((), description="Keys of instruments that this one leads on to.")
    scale: ScalePart | None = Field(None, description="The grades; needed where kind is graded.")
    roll_up: RollUpPart | None = Field(None, description="Left out: mode-override, a tie taking the worse grade.")
    age_bands: tuple[AgeBandPart, ...] = Field(min_length=1, description="The ages the instrument is made for.")
    conditions: tuple[ConditionPart, ...] = Field((), description="What may be true of a child and matters to items.")
    areas: tuple[AreaPart, ...] = Field(min_length=1, description="The areas of care.")
    same_as: dict[Name, dict[Id, Id]] = Field(
        {}, description="By earlier edition: its items that may be compared with items of this one."
    )
    worked_examples: tuple[ExamplePart, ...] = Field((), description="Sheets with the grades that should come out.")
