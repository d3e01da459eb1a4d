"""Practising with an invented family: beginning, and clearing it to begin again."""

from fastapi import APIRouter, Request, Response

from workflow.rules.roles import Permission
from workflow.services import practising
from workflow.web.dependencies import Requires, Visiting
from workflow.web.rendering import path_for, see_other

router = APIRouter(dependencies=[Requires(Permission.SCORING_START)])


@router.post("/practising", name="begin_practising")
def begin(request: Request, visit: Visiting) -> Response:
    """Make the practice family, or go to the one there is."""
    with visit.open() as desk:
        family = practising.begin(desk)
    return see_other(request, path_for("family", family_id=family.id, done="practising"))


@router.post("/families/{family_id}/practising-again", name="begin_again")
def begin_again(request: Request, visit: Visiting, family_id: str) -> Response:
    """Clear the practice family and make a fresh one."""
    with visit.open() as desk:
        family = practising.begin_again(desk, family_id)
    return see_other(request, path_for("family", family_id=family.id, done="practising"))
