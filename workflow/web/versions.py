"""The version that a page showed, which its form carries along in a hidden field."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

_NUMBER = re.compile(r"\d{1,9}")
NO_VERSION = 0
"""No page of ours ever shows it for something that stands, so whatever is sent with it meets the newer version and is refused."""


def number_of(typed: Any) -> int:
    """The version as posted; `NO_VERSION` for anything that no page of ours posts."""
    return int(typed) if _NUMBER.fullmatch(str(typed)) else NO_VERSION


Version = Annotated[int, BeforeValidator(number_of)]
"""A hidden form field. Nobody can mend it by typing, so it never has an error of its own."""
