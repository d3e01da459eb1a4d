"""The types of form fields: stricter than Pydantic's own, each refusing with a type that `forms` has a sentence for.

A form is a Pydantic model that inherits `Fields`. Blank text counts as missing everywhere: a required field then says so, an
optional one becomes its default.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from workflow.rules.wording import LONGEST_NOTE

LONGEST_LINE = 120
_EARLIEST_YEAR = 1900
_LATEST_YEAR = 2200
_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WHOLE = re.compile(r"-?\d{1,9}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Fields(BaseModel):
    """What a form may carry. A field that the model does not name is refused.

    `messages` overrides sentences by (field, error type); `Field(title="the child's name")` fills the default ones.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)
    messages: ClassVar[Mapping[tuple[str, str], str]] = {}


@dataclass(frozen=True)
class DayParts:
    """Marks a field that is posted as three inputs, `name-day`, `name-month` and `name-year`, or as one ISO text."""


def _clean(value: str) -> str:
    """Line endings unified, surrounding blank space removed; control characters refused, every script and emoji let through."""
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t" for character in text):
        raise PydanticCustomError("control_characters", "control characters")
    return text


def _text(longest: int, shortest: int, *, lines: bool) -> AfterValidator:
    def check(value: str) -> str:
        text = _clean(value)
        if not lines and "\n" in text:
            raise PydanticCustomError("one_line", "one line")
        if len(text) < shortest:
            raise PydanticCustomError("text_short", "too short", {"shortest": shortest, "length": len(text)})
        if len(text) > longest:
            raise PydanticCustomError("text_long", "too long", {"longest": longest, "length": len(text)})
        return text

    return AfterValidator(check)


def plain_text(longest: int = LONGEST_NOTE, shortest: int = 1) -> Any:
    """A mark for text of several lines: `longest` characters at most, a line ending counted as one."""
    return _text(longest, shortest, lines=True)


def one_line(longest: int = LONGEST_LINE, shortest: int = 1) -> Any:
    """Text of one line, such as a name."""
    return _text(longest, shortest, lines=False)


def _whole(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticCustomError("not_whole", "not a whole number")
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.isascii() and _WHOLE.fullmatch(value.strip()):
        return int(value)
    raise PydanticCustomError("not_whole", "not a whole number")


def _opaque(value: str) -> str:
    if not _ID.fullmatch(value):
        raise PydanticCustomError("not_offered", "not one of ours")
    return value


def _day(value: Any) -> date:
    """A day out of {"day": ..., "month": ..., "year": ...} as typed, or out of one ISO text."""
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        iso = _ISO.fullmatch(value.strip())
        if not iso:
            raise PydanticCustomError("not_a_day", "not a day")
        value = {"year": iso[1], "month": iso[2], "day": iso[3]}
    absent = [part for part in ("day", "month", "year") if not str(value.get(part, "")).strip()]
    if absent:
        raise PydanticCustomError("day_incomplete", "incomplete", {"absent": " and ".join(absent)})
    year, month, on = (_number(str(value[part]).strip(), part) for part in ("year", "month", "day"))
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        raise PydanticCustomError("day_year", "year out of range")
    try:
        return date(year, month, on)
    except ValueError:
        raise PydanticCustomError("not_a_day", "not a day") from None


def _number(text: str, part: str) -> int:
    if part == "month" and text[:3].lower() in _MONTH_NAMES:
        return _MONTH_NAMES.index(text[:3].lower()) + 1
    if not (text.isascii() and text.isdigit()) or len(text) > len("2026"):
        raise PydanticCustomError("not_a_day", "not a day")
    return int(text)


def _tick(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value == "yes":
        return True
    raise PydanticCustomError("not_offered", "not one of ours")


PlainText = Annotated[str, plain_text()]
"""A note: up to 10,000 characters."""
Line = Annotated[str, one_line()]
"""A name or title: one line, up to 120 characters."""
WholeNumber = Annotated[int, BeforeValidator(_whole)]
"""Digits only, perhaps with a minus; limits by `Field(ge=..., le=...)`."""
OpaqueId = Annotated[str, AfterValidator(_opaque)]
"""An id of ours, as a choice or a hidden field posts it."""
Day = Annotated[date, BeforeValidator(_day), DayParts()]
"""A date from three inputs or one ISO text; months may be typed as words."""
Tick = Annotated[bool, BeforeValidator(_tick)]
"""One checkbox with the value "yes". Give it the default False: a browser posts nothing where it is not ticked."""
