"""All reports for the meetings of the coming week in one go: choosing them, how far they have come, stopping, and the papers together."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON
from workflow.services import batches
from workflow.web.dependencies import Requires, Visit, Visiting
from workflow.web.fields import Fields, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other, wants_block
from workflow.web.versions import Hidden

router = APIRouter(prefix="/meetings-ahead", dependencies=[Requires(Permission.REPORT_ISSUE)])


class BatchFields(Fields):
    """Which reports, and why they are given."""

    reports: list[Hidden] = Field([], title="the reports")
    why: Annotated[str, plain_text(LONGEST_REASON)] = Field(title="why they are given")


class OneBatch(Fields):
    """The batch that is meant."""

    batch: Hidden = ""


@router.get("", name="meetings_ahead")
def meetings_ahead(request: Request, visit: Visiting) -> Response:
    """The reports for the meetings of the coming week, to choose from."""
    return _form_page(request, visit, Form(BatchFields))


@router.post("", name="start_batch")
def start_batch(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    """Ask for the reports that are chosen, and look at how far they have come."""
    form = Form(BatchFields, posted)
    batch_id = ""
    with form, visit.open() as desk:
        batch_id = batches.start(desk, form.value.reports, form.value.why)
    if form.errors:
        return _form_page(request, visit, form)
    visit.practice.bell.set()
    return see_other(request, path_for("batch", batch=batch_id))


@router.get("/reports", name="batch")
def batch(request: Request, visit: Visiting, batch: str = "") -> Response:
    """How far a batch has come, the newest where none is named. The page looks again by itself while something is to come."""
    with visit.open() as desk:
        view = batches.open_batch(desk, batch, again=wants_block(request))
    return page(request, "batches/batch.html", {"view": view}, block="progress")


@router.post("/reports/stop", name="cancel_batch")
def cancel_batch(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    """Stop what has not begun."""
    form = Form(OneBatch, posted)
    with visit.open() as desk:
        batches.cancel(desk, form.value.batch)
    return see_other(request, path_for("batch", batch=form.value.batch))


@router.get("/reports.zip", name="batch_papers")
def batch_papers(visit: Visiting, batch: str = "") -> Response:
    """The papers of a batch as one file."""
    with visit.open() as desk:
        content = batches.papers(desk, batch)
    headers = {"Content-Disposition": 'attachment; filename="reports.zip"'}
    return Response(content, media_type="application/zip", headers=headers)


def _form_page(request: Request, visit: Visit, form: Form[BatchFields]) -> Response:
    with visit.open() as desk:
        coming = batches.coming(desk)
        newest = batches.open_batch(desk, again=True)
    if "reports" not in form.raw and not form.errors:
        form.raw["reports"] = [one.key for one in coming if not one.issued]
    return page(request, "batches/ahead.html", {"form": form, "coming": coming, "newest": newest})
