"""What single values of a definition may be: ids, months, grades, days, words from a list, and text.

Each reads the text an author wrote and nothing else, so that `05`, `5.0` and `1_000` are no numbers. A value that does not
fit raises one of a few kinds of error; `sentences` says what each means.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic.types import StringConstraints
from pydantic_core import PydanticCustomError

from gcp.definition.nodes import whole
from gcp.grades import ItemState
from gcp.instrument import About, Kind, Need, NeglectType
from gcp.profile import DecidedBy, State
from gcp.scoring import RULES
from gcp.scoring.faults import STATES_TO_GIVE

OLDEST: Final = 300
"""Months: twenty-five years, the end of care leavers' support. No band reaches further."""

NOTHING: Final = frozenset({"", "~", "null"})
"""What an author writes for no grade."""

ID_FORM: Final = r"^[A-Za-z][A-Za-z0-9_-]{0,19}$"
HANDLE_FORM: Final = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$"
KEY_FORM: Final = r"^[a-z0-9-]{1,60}$"
EDITION_FORM: Final = r"^[A-Za-z0-9.-]{1,30}$"
NAME_FORM: Final = r"^[a-z0-9-]{1,60}@[A-Za-z0-9.-]{1,30}$"
COLOUR_FORM: Final = r"^(#[0-9A-Fa-f]{6})?$"
LANGUAGE_FORM: Final = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"

_STATES: Final = sorted({str(state) for state in (*State, *ItemState)})
_SWITCH: Final = {"true": True, "false": False, "yes": True, "no": False}


def _whole(value: object) -> int:
    if (number := whole(value)) is None:
        raise PydanticCustomError("whole", "whole")
    return number


def _whole_or_nothing(value: object) -> int | None:
    return None if isinstance(value, str) and value.strip() in NOTHING else _whole(value)


def _answer(value: object) -> int | str:
    number = whole(value)
    if number is None and value not in STATES_TO_GIVE:
        raise PydanticCustomError("answer", "answer")
    return str(value) if number is None else number


def _switch(value: object) -> bool:
    if not isinstance(value, str) or value.lower() not in _SWITCH:
        raise PydanticCustomError("switch", "switch")
    return _SWITCH[value.lower()]


def _day(value: object) -> str:
    try:
        day = date.fromisoformat(value).isoformat() if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day != value:  # the standard library also reads 20260320 and weeks
        raise PydanticCustomError("day", "day")
    return day


def _one_of(words: Iterable[str]) -> BeforeValidator:
    """Only these words; the fault carries them, so that its sentence can offer the nearest."""
    known = [str(word) for word in words]

    def choose(value: object) -> object:
        if value not in known:
            raise PydanticCustomError("choice", "choice", {"known": known})
        return value

    return BeforeValidator(choose)


def _enum(words: Iterable[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": [str(word) for word in words]})


def _form(pattern: str) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, pattern=pattern)


Text = Annotated[str, StringConstraints(strip_whitespace=True)]
Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, _form(ID_FORM)]
Handle = Annotated[str, _form(HANDLE_FORM)]
Key = Annotated[str, _form(KEY_FORM)]
Edition = Annotated[str, _form(EDITION_FORM)]
Name = Annotated[str, _form(NAME_FORM)]
Colour = Annotated[str, _form(COLOUR_FORM)]
Language = Annotated[str, _form(LANGUAGE_FORM)]
Value = Annotated[int, BeforeValidator(_whole)]
Months = Annotated[int, Field(ge=0, le=OLDEST), BeforeValidator(_whole)]
Count = Annotated[int, Field(ge=0), BeforeValidator(_whole)]
GradeOrNothing = Annotated[
    int | None, BeforeValidator(_whole_or_nothing), WithJsonSchema({"type": ["integer", "null"]})
]
Switch = Annotated[bool, BeforeValidator(_switch)]
Day = Annotated[str, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Direction = Annotated[str, _one_of(("lower", "higher")), _enum(("lower", "higher"))]
Tie = Annotated[str, _one_of(("worse", "better")), _enum(("worse", "better"))]
Sort = Annotated[Kind, _one_of(Kind)]
Wanted = Annotated[Need, _one_of(Need)]
Subject = Annotated[About, _one_of(About)]
Neglect = Annotated[NeglectType, _one_of(NeglectType)]
Rule = Annotated[str, _one_of(RULES), _enum(RULES)]
PartState = Annotated[str, _one_of(_STATES), _enum(_STATES)]
Decider = Annotated[str, _one_of(DecidedBy), _enum(DecidedBy)]
Answered = Annotated[
    Any,
    BeforeValidator(_answer),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string", "enum": list(STATES_TO_GIVE)}]}),
]
Descriptors = Annotated[
    dict[Value, Filled],
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"pattern": r"^-?[0-9]+$"},
            "additionalProperties": {"type": "string", "minLength": 1},
        }
    ),
]
