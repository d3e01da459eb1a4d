"""Old addresses of records that were put together with others: they lead to what stands now, for whoever may see that, and to nothing for others.

A form that was sent to one is given back with its words, and can be sent on.
"""

from dataclasses import dataclass

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from workflow.rules.errors import PracticeError
from workflow.services import merging
from workflow.web.dependencies import Visit
from workflow.web.rendering import path_for

_NAMES = ("family_id", "child_id", "adult_id")
_LONGEST_ID = 20
STAYS = (
    "This record was put together with another after you opened the page, so nothing was saved. What you typed is below. "
    "Look at the record as it stands now, then send it there if it still fits."
)
"""What is said to whoever sent a form to an old address."""


@dataclass(frozen=True)
class Now:
    """What stands for an old address: the same one of the record that stays, and the page of that record ("" where the address names a child alone)."""

    address: str
    record: str


async def leads_to(request: Request) -> Now | None:
    """Where an address that is not here leads; None where nothing stands for it, or it is not theirs to see."""
    found = {name: str(request.path_params[name]) for name in _NAMES if name in request.path_params}
    ids = {name: one for name, one in found.items() if one.isalnum() and len(one) <= _LONGEST_ID}
    visit = getattr(request.state, "visit", None)
    if not ids or visit is None or request.method not in ("GET", "POST"):
        return None
    moved = await run_in_threadpool(_asked, visit, ids)
    if moved is None:
        return None
    now = {ids[name]: one for name, one in moved.items()}
    path = "/".join(now.get(part, part) for part in request.url.path.split("/"))
    record = path_for("family", family_id=moved["family_id"]) if "family_id" in moved else ""
    return Now(path + (f"?{request.url.query}" if request.url.query else ""), record)


def _asked(visit: Visit, ids: dict[str, str]) -> dict[str, str] | None:
    try:
        with visit.practice.open(visit.token, None, visit.origin) as desk:
            return merging.leads_to(desk, ids)
    except PracticeError:
        return None
