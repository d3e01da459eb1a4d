"""The targets of a scoring: what is aimed at and by when, and how the targets of earlier scorings have come out."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.errors import WENT_ON, Conflict
from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON
from workflow.services import targets
from workflow.services.targets import NewTarget
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Day, Fields, Tick, WholeNumber, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm, first
from workflow.web.rendering import page, path_for, see_other
from workflow.web.versions import NO_VERSION, Version, number_of

router = APIRouter(prefix="/scorings/{scoring_id}/targets")
_READ = [Requires(Permission.SCORING_READ)]
_ANSWER = [Requires(Permission.SCORING_ANSWER)]

DONE = {"set": "The target is set.", "removed": "The target is taken out."}
"""What the page says after something was done, by the word in its address."""


class AimForm(Fields):
    """What one item is to come to."""

    version: Version = NO_VERSION
    aim: Annotated[WholeNumber, Field(ge=-9_999, le=9_999)] = Field(title="the grade to aim at")
    more_meant: Tick = Field(False, title="whether more than one grade is meant")
    by: Day = Field(title="the day by which")
    helps: Annotated[str, plain_text(LONGEST_REASON)] = Field("", title="who helps with what")

    messages = {("aim", "missing"): "Choose the grade to aim at."}  # noqa: RUF012


@router.get("", name="targets", dependencies=_READ)
def all_targets(request: Request, visit: Visiting, scoring_id: str, done: str = "") -> Response:
    """What was set, what to set next, and how earlier targets have come out."""
    with visit.open() as desk:
        shown = targets.open_targets(desk, scoring_id)
    return page(request, "targets/targets.html", {"shown": shown, "view": shown.view, "done": DONE.get(done, "")})


@router.get("/{item_id}", name="target", dependencies=_ANSWER)
def target(request: Request, visit: Visiting, scoring_id: str, item_id: str) -> Response:
    """The form for one item's target."""
    with visit.open() as desk:
        shown = targets.open_target(desk, scoring_id, item_id)
    standing = shown.target
    form = Form(AimForm)
    if standing:
        meant = shown.better.index(standing.aim) > 0 if standing.aim in shown.better else False
        form = Form(AimForm, aim=standing.aim, by=standing.by, helps=standing.helps, more_meant=meant)
    return page(request, "targets/target.html", {"shown": shown, "view": shown.view, "form": form})


@router.post("/{item_id}", name="save_target", dependencies=_ANSWER)
def save_target(request: Request, visit: Visiting, scoring_id: str, item_id: str, posted: PostedForm) -> Response:
    """Set or correct the target."""
    form = Form(AimForm, posted)
    with form, visit.open() as desk:
        value = form.value
        new = NewTarget(value.aim, value.by, value.helps, value.more_meant)
        targets.save(desk, scoring_id, item_id, new, value.version)
    if form.errors:
        with visit.open() as desk:
            shown = targets.open_target(desk, scoring_id, item_id)
        if (
            shown.view.locked or not shown.better
        ):  # the page has no form any more, so there is nothing to put right on it
            raise Conflict(WENT_ON)
        return page(request, "targets/target.html", {"shown": shown, "view": shown.view, "form": form})
    return see_other(request, path_for("targets", scoring_id=scoring_id, done="set"))


@router.post("/{item_id}/remove", name="remove_target", dependencies=_ANSWER)
def remove_target(request: Request, visit: Visiting, scoring_id: str, item_id: str, posted: PostedForm) -> Response:
    """Take out the target that the page showed."""
    with visit.open() as desk:
        targets.remove(desk, scoring_id, item_id, number_of(first(posted, "version")))
    return see_other(request, path_for("targets", scoring_id=scoring_id, done="removed"))
