"""The grid of a family: every child with every carer by area, as graded last, and over time."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from gcp.grades import Change
from workflow.rules.roles import Permission
from workflow.services import family_grid
from workflow.services.family_grid import MOST
from workflow.services.grid_tables import Moment
from workflow.web import profile_words
from workflow.web.dependencies import Requires, Visiting
from workflow.web.rendering import page

router = APIRouter(prefix="/families/{family_id}/grid", dependencies=[Requires(Permission.SCORING_READ)])


@dataclass(frozen=True)
class Cell:
    """One area of one scoring, in words: `change` is None where there is nothing to compare it with."""

    grade: int | None
    state: str
    words: str
    coverage: str
    change: Change | None
    why: str


@router.get("", name="family_grid")
def latest(request: Request, visit: Visiting, family_id: str) -> Response:
    """The newest signed-off grades of every child with every carer, side by side."""
    return _page(request, visit, family_id, 1)


@router.get("/earlier", name="family_grid_earlier")
def earlier(request: Request, visit: Visiting, family_id: str) -> Response:
    """The same over time: the last ten scorings of each child and carer, the newest first."""
    return _page(request, visit, family_id, MOST)


def _page(request: Request, visit: Visiting, family_id: str, most: int) -> Response:
    with visit.open() as desk:
        grid = family_grid.look(desk, family_id, most=most)
    return page(request, "family_grid/grid.html", {"grid": grid, "over_time": most > 1, "most": MOST, "cell_of": cell})


def cell(moment: Moment, area_id: str) -> Cell | None:
    """What stands in a cell of the grid; None where the scoring has no such area, or can no longer be scored."""
    area = moment.areas.get(area_id)
    if area is None:
        return None
    change = moment.changes.get(area_id)
    return Cell(
        area.grade,
        area.state,
        profile_words.state(area),
        profile_words.item_coverage(area),
        change.change if change else None,
        change.why if change else "",
    )
