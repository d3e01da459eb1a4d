"""Closing the work with a family, and opening it again."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.errors import Blocked
from workflow.rules.roles import Permission
from workflow.services import cases
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Fields, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other

router = APIRouter(prefix="/families/{family_id}/case", dependencies=[Requires(Permission.FAMILY_CLOSE)])


class ReasonForm(Fields):
    """Why the work is closed, or opened again."""

    reason: Annotated[str, plain_text(cases.REASON_LENGTH)] = Field("", title="the reason")


@router.get("", name="case")
def case(request: Request, visit: Visiting, family_id: str) -> Response:
    """Where the work stands, and what was done before."""
    return _page(request, visit, family_id, Form(ReasonForm))


@router.post("/close", name="close_case")
def close_case(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Close the work."""
    form = Form(ReasonForm, posted)
    with form, visit.open() as desk:
        cases.close(desk, family_id, form.value.reason)
    return _page(request, visit, family_id, form) if form.errors else _done(request, family_id, "case-closed")


@router.post("/reopen", name="reopen_case")
def reopen_case(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Open the work again."""
    form = Form(ReasonForm, posted)
    with form, visit.open() as desk:
        cases.reopen(desk, family_id, form.value.reason)
    return _page(request, visit, family_id, form) if form.errors else _done(request, family_id, "case-reopened")


def _page(request: Request, visit: Visiting, family_id: str, form: Form[ReasonForm]) -> Response:
    with visit.open() as desk:
        found = cases.page_of(desk, family_id)
    if form.errors and found.gaps:  # the page has no form then
        raise Blocked(" ".join(gap.sentence for gap in found.gaps))
    return page(request, "cases/case.html", {"found": found, "form": form})


def _done(request: Request, family_id: str, done: str) -> Response:
    return see_other(request, path_for("family", family_id=family_id, done=done))
