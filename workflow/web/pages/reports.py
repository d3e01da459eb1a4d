"""Reports: choosing what one rests on, and the paper itself."""

from fastapi import APIRouter, Request, Response

from workflow.reports import pdf, render
from workflow.rules.roles import Permission
from workflow.services import reporting
from workflow.web.dependencies import Requires, Visiting
from workflow.web.rendering import page

router = APIRouter(dependencies=[Requires(Permission.REPORT_PROGRESS)])


@router.get("/children/{child_id}/reports/progress", name="progress_report")
def choose_progress(request: Request, visit: Visiting, child_id: str, carers: str = "", upto: str = "") -> Response:
    """Whose care, up to which scoring, and what the report will say first."""
    with visit.open() as desk:
        choice = reporting.choose_progress(desk, child_id, carers, upto)
    return page(request, "reports/choose.html", {"choice": choice})


@router.get("/children/{child_id}/reports/progress.pdf", name="progress_report_pdf")
def progress_pdf(visit: Visiting, child_id: str, carers: str = "", upto: str = "") -> Response:
    """The paper. It is made after the desk's block, so that nobody waits for the database meanwhile."""
    with visit.open() as desk:
        report = reporting.make_progress(desk, child_id, carers, upto)
    headers = {"Content-Disposition": f'attachment; filename="{report.file_name}"'}
    return Response(pdf.make(render.html(report)), media_type="application/pdf", headers=headers)
