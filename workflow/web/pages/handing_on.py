"""Handing an unfinished scoring on to somebody else, who finishes and signs it."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.errors import WENT_ON, Conflict
from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON
from workflow.services import handing_on
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Fields, OpaqueId, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.versions import NO_VERSION, Version

router = APIRouter(prefix="/scorings/{scoring_id}/hand-on", dependencies=[Requires(Permission.SCORING_REVIEW)])


class HandOnForm(Fields):
    """The version that the page showed, who takes the scoring over, and why."""

    version: Version = NO_VERSION
    person: OpaqueId = Field(title="who takes it over")
    words: Annotated[str, plain_text(LONGEST_REASON)] = Field("", title="the reason")

    messages = {("person", "missing"): "Choose who takes it over."}  # noqa: RUF012


@router.get("", name="hand_on_scoring")
def ask_hand_on(request: Request, visit: Visiting, scoring_id: str) -> Response:
    """Who could take the scoring over."""
    return _page(request, visit, scoring_id, Form(HandOnForm))


@router.post("", name="hand_on")
def hand_on(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Hand it on, and go back to it."""
    form = Form(HandOnForm, posted)
    with form, visit.open() as desk:
        value = form.value
        handing_on.hand_on(desk, scoring_id, value.person, value.words, value.version)
    if form.errors:
        return _page(request, visit, scoring_id, form)
    return see_other(request, path_for("scoring", scoring_id=scoring_id, done="handed-on"))


def _page(request: Request, visit: Visiting, scoring_id: str, form: Form[HandOnForm]) -> Response:
    with visit.open() as desk:
        shown = handing_on.open_hand_on(desk, scoring_id)
    if form.errors and (
        shown.cannot or not shown.others
    ):  # the page has no form any more, so there is nothing to put right on it
        raise Conflict(WENT_ON)
    return page(request, "handing_on/hand_on.html", {"shown": shown, "view": shown.view, "form": form})
