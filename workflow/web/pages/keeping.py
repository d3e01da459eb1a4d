"""The records that are past the day until which they are kept, for whoever decides what becomes of them."""

from fastapi import APIRouter, Request, Response

from workflow.rules.roles import Permission
from workflow.services import keeping
from workflow.web.dependencies import Requires, Visiting
from workflow.web.rendering import page

router = APIRouter(dependencies=[Requires(Permission.RECORD_KEEPING)])


@router.get("/past-their-day", name="past_their_day")
def past_their_day(request: Request, visit: Visiting) -> Response:
    """The list, with the day and the reason of each."""
    with visit.open() as desk:
        found = keeping.past_their_day(desk)
    return page(request, "keeping/past.html", {"found": found})
