"""The earlier details of a family: what its record said before it was corrected."""

from fastapi import APIRouter, Request, Response

from workflow.rules.roles import Permission
from workflow.services import corrections
from workflow.web.dependencies import Requires, Visiting
from workflow.web.rendering import page

router = APIRouter()


@router.get("/families/{family_id}/earlier", name="earlier", dependencies=[Requires(Permission.FAMILY_READ)])
def earlier(request: Request, visit: Visiting, family_id: str) -> Response:
    """Every fact that was written over, with what stood there, when, and by whom."""
    with visit.open() as desk:
        told = corrections.look(desk, family_id)
    return page(request, "families/earlier.html", {"told": told})
