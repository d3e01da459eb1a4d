"""A child's progress over all their scorings by the same carers, and any two scorings side by side."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from workflow.reports import charts, lanes
from workflow.reports.lanes import Block
from workflow.reports.progress import Progress
from workflow.rules.roles import Permission
from workflow.services import progress
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fragments import fragment
from workflow.web.rendering import page

router = APIRouter(dependencies=[Requires(Permission.SCORING_READ)])


@router.get("/children/{child_id}/progress", name="progress")
def child_progress(request: Request, visit: Visiting, child_id: str, carers: str = "", draft: str = "") -> Response:
    """What got better, what got worse, what stands and what is not known; with `draft`, the scoring under way too."""
    with visit.open() as desk:
        view = progress.look(desk, child_id, carers, draft=bool(draft))
    context: dict[str, Any] = {"view": view, "story": view.story, "scale": view.scale}
    if view.story:
        keep = not view.story.draft
        story, shared = view.story, {"story": view.story, "scale": view.scale}
        context["chart"] = fragment("progress/chart.html", story, lambda: shared | _chart(story), keep=keep)
        context["rest"] = fragment("progress/rest.html", story, lambda: shared | _rest(story, view.lanes), keep=keep)
    return page(request, "progress/progress.html", context)


@router.get("/children/{child_id}/compare", name="compare_two")
def compare_two(request: Request, visit: Visiting, child_id: str, one: str = "", other: str = "") -> Response:
    """Any two scorings of a child, whichever way round they were chosen; until two are, the page to choose them on."""
    if not (one and other):
        return child_progress(request, visit, child_id)
    with visit.open() as desk:
        view = progress.chosen_two(desk, child_id, one, other)
    return page(request, "progress/compare.html", {"view": view, "story": view.story, "scale": view.scale})


@router.get("/scorings/{later_id}/compare/{earlier_id}", name="compare")
def compare(request: Request, visit: Visiting, later_id: str, earlier_id: str) -> Response:
    """Two scorings beside each other, item by item, with the words of both grades and the notes."""
    with visit.open() as desk:
        view = progress.side_by_side(desk, later_id, earlier_id)
    return page(request, "progress/compare.html", {"view": view, "story": view.story, "scale": view.scale})


def _chart(story: Progress) -> dict[str, Any]:
    """The chart in both widths."""
    return {"wide": charts.draw(story.timeline), "narrow": charts.draw(story.timeline, charts.NARROW)}


def _rest(story: Progress, blocks: Sequence[Block]) -> dict[str, Any]:
    """The lanes in both widths."""
    both = [
        (one, *(lanes.draw(one, story.timeline, width) for width in (charts.WIDE, charts.NARROW))) for one in blocks
    ]
    return {"lanes": both}
