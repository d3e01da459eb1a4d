"""A child's progress over all their scorings by the same carers, and any two scorings side by side."""

from typing import Any

from fastapi import APIRouter, Request, Response

from workflow.reports import charts
from workflow.rules.roles import Permission
from workflow.services import progress
from workflow.web.dependencies import Requires, Visiting
from workflow.web.rendering import page

router = APIRouter(dependencies=[Requires(Permission.SCORING_READ)])


@router.get("/children/{child_id}/progress", name="progress")
def child_progress(request: Request, visit: Visiting, child_id: str, carers: str = "", draft: str = "") -> Response:
    """What got better, what got worse, what stands and what is not known; with `draft`, the scoring under way too."""
    with visit.open() as desk:
        view = progress.look(desk, child_id, carers, draft=bool(draft))
    context: dict[str, Any] = {"view": view, "story": view.story, "scale": view.scale}
    if view.story:
        timeline = view.story.timeline
        context |= {"wide": charts.draw(timeline), "narrow": charts.draw(timeline, charts.NARROW)}
    return page(request, "progress/progress.html", context)


@router.get("/scorings/{later_id}/compare/{earlier_id}", name="compare")
def compare(request: Request, visit: Visiting, later_id: str, earlier_id: str) -> Response:
    """Two scorings beside each other, item by item, with the words of both grades and the notes."""
    with visit.open() as desk:
        view = progress.side_by_side(desk, later_id, earlier_id)
    return page(request, "progress/compare.html", {"view": view, "story": view.story, "scale": view.scale})
