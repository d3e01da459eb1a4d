"""The settings in force, for whoever looks after the practice: read, never changed here."""

from fastapi import APIRouter, Request, Response

from workflow.rules.roles import Permission
from workflow.services import in_force
from workflow.web.dependencies import Requires, Visiting
from workflow.web.rendering import page

router = APIRouter(dependencies=[Requires(Permission.SETTINGS_READ)])


@router.get("/settings", name="settings")
def settings(request: Request, visit: Visiting) -> Response:
    """Every setting, where it comes from, and what changes it."""
    with visit.open() as desk:
        found = in_force.in_force(desk)
    return page(request, "settings/settings.html", {"sections": found})
