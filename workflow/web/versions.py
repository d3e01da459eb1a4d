"""What a page sends along with a save: the version that it showed, in a hidden field, and the name that it gives the save."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from workflow.web.posted import Posted

_CLIENT_KEY = re.compile(r"[0-9a-zA-Z-]{16,40}")
_NUMBER = re.compile(r"\d{1,9}")
NO_VERSION = 0
"""No page of ours ever shows it for something that stands, so whatever is sent with it meets the newer version and is refused."""


def number_of(typed: Any) -> int:
    """The version as posted; `NO_VERSION` for anything that no page of ours posts."""
    return int(typed) if _NUMBER.fullmatch(str(typed)) else NO_VERSION


Version = Annotated[int, BeforeValidator(number_of)]
"""A hidden form field. Nobody can mend it by typing, so it never has an error of its own."""


_OURS = re.compile(r"[A-Za-z0-9_.@-]{1,400}")
NO_ID = ""
"""What stands for an id that no page of ours sends."""


def id_of(typed: Any) -> str:
    """The id as posted; `NO_ID` for anything that no page of ours posts."""
    return str(typed) if _OURS.fullmatch(str(typed)) else NO_ID


Hidden = Annotated[str, BeforeValidator(id_of)]
"""An id in a hidden form field, or an edition's name. As nobody can mend it by typing, it never has an error of its own."""


def client_key(posted: Posted) -> str | None:
    """The name that the page gave this save, the same however often it sends it; None for none, or for what no page of ours sends."""
    key = (posted.get("client-key") or [""])[0]
    return key if _CLIENT_KEY.fullmatch(key) else None
