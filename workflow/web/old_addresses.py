"""Old addresses of records that were put together with others: they lead to what stands now, for whoever may see that, and to nothing for others."""

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from workflow.rules.errors import PracticeError
from workflow.services import merging
from workflow.web.dependencies import Visit

_NAMES = ("family_id", "child_id", "adult_id")
_LONGEST_ID = 20


async def leads_to(request: Request) -> str | None:
    """Where the address of a page that is not here leads; None where nothing stands for it, or it is not theirs to see."""
    found = {name: str(request.path_params[name]) for name in _NAMES if name in request.path_params}
    ids = {name: one for name, one in found.items() if one.isalnum() and len(one) <= _LONGEST_ID}
    visit = getattr(request.state, "visit", None)
    if not ids or visit is None or request.method != "GET":
        return None
    moved = await run_in_threadpool(_asked, visit, ids)
    if moved is None:
        return None
    now = {ids[name]: one for name, one in moved.items()}
    path = "/".join(now.get(part, part) for part in request.url.path.split("/"))
    return path + (f"?{request.url.query}" if request.url.query else "")


def _asked(visit: Visit, ids: dict[str, str]) -> dict[str, str] | None:
    try:
        with visit.practice.open(visit.token, None, visit.origin) as desk:
            return merging.leads_to(desk, ids)
    except PracticeError:
        return None
