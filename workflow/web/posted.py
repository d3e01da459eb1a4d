"""The posted form, read once a request, within limits, before any handler runs."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from workflow.web.errors import Turned

MOST_FIELDS = 2_000
LONGEST_PART = 1_048_576
"""Bytes of one field, once decoded."""
_URLENCODED = "application/x-www-form-urlencoded"

Posted = Mapping[str, list[str]]
"""Every field in the order posted, with all of its values as typed."""


async def read_posted(request: Request) -> Posted:
    """The fields of the posted form; kept on the request too, so that an error page can give back what was typed.

    Raises 413 over the limits, 415 for anything that is not such a form (a form with files is none of ours), 400 for text that is not UTF-8.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if body and kind != _URLENCODED:
        raise Turned(415, "Only a form can be sent here. Go back, reload the page, then try again.")
    pairs = _urlencoded(body)
    posted: dict[str, list[str]] = {}
    for name, value in pairs:
        if len(value) > LONGEST_PART:
            raise Turned(413, "One of the answers is far too long to keep. Shorten it, then send it again.")
        # What word processors put between the lines of one paragraph is a line end here.
        posted.setdefault(name, []).append(value.replace("\x0b", "\n"))
    request.state.posted = posted
    return posted


def _urlencoded(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeError:
        raise Turned(400, "Part of what was sent cannot be read as text. Type it again, then send it.") from None
    except ValueError:
        raise Turned(413, "More was sent at once than this page can take. Send it in smaller parts.") from None


PostedForm = Annotated[Posted, Depends(read_posted)]
"""A handler's parameter: what was posted."""


def first(posted: Posted, name: str) -> str:
    """What was typed in a field that is there once, its line endings unified; "" where it was not posted."""
    typed = (posted.get(name) or [""])[0]
    return typed.replace("\r\n", "\n").replace("\r", "\n")
