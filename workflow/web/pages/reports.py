"""Reports: which there are on a child, choosing what one rests on and reading it, the paper itself, and its plain text.

The routes of each report are made from the list of reports, each with the permission that the list demands.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from workflow.reports import pdf, render
from workflow.reports.base import Report
from workflow.reports.language import NAMES
from workflow.reports.listing import REPORTS, Listed
from workflow.rules.roles import Permission
from workflow.services import reporting
from workflow.services.reporting import Wanted
from workflow.web.dependencies import Requires, Visiting
from workflow.web.rendering import page

router = APIRouter()
Others = Annotated[list[str] | None, Query(max_length=20)]


@router.get("/children/{child_id}/reports", name="reports", dependencies=[Requires(Permission.SCORING_READ)])
def reports(request: Request, visit: Visiting, child_id: str) -> Response:
    """Every report there is on a child for whoever asks: for whom it is, and what it is."""
    with visit.open() as desk:
        offer = reporting.offered(desk, child_id)
    return page(request, "reports/list.html", {"offer": offer})


def _address(listed: Listed) -> str:
    return f"/children/{{child_id}}/reports/{listed.key}"


def _add_page(listed: Listed) -> None:
    needs, address = [Requires(listed.permission)], _address(listed)

    @router.get(address, name=f"{listed.key}_report", dependencies=needs)
    def choose(
        request: Request,
        visit: Visiting,
        child_id: str,
        *,
        carers: str = "",
        upto: str = "",
        draft: str = "",
        others: Others = None,
        large: str = "",
        language: str = "",
        reader: str = "",
    ) -> Response:
        """What the report rests on, and all that it says."""
        wanted = Wanted(carers, upto, bool(draft), tuple(others or ()), bool(large), language=language, reader=reader)
        with visit.open() as desk:
            choice = reporting.choose(desk, listed.key, child_id, wanted)
            issues = desk.who.may(Permission.REPORT_ISSUE)
        part = render.part(choice.report) if choice.report else ""
        return page(
            request, "reports/choose.html", {"choice": choice, "part": part, "issues": issues, "languages": NAMES}
        )


def _add_file(listed: Listed, called: str, ending: str, kind: str, make: Callable[[Report], bytes]) -> None:
    """The report as a file of one kind. It is made after the desk's block, so that nobody waits for the database meanwhile."""
    needs, address = [Requires(listed.permission)], _address(listed)

    @router.get(f"{address}.{ending}", name=f"{listed.key}_report_{called}", dependencies=needs)
    def file(
        visit: Visiting,
        child_id: str,
        *,
        carers: str = "",
        upto: str = "",
        draft: str = "",
        others: Others = None,
        large: str = "",
        language: str = "",
        reader: str = "",
    ) -> Response:
        wanted = Wanted(carers, upto, bool(draft), tuple(others or ()), bool(large), language=language, reader=reader)
        with visit.open() as desk:
            report = reporting.make(desk, listed.key, child_id, wanted)
        headers = {"Content-Disposition": f'attachment; filename="{report.file(ending)}"'}
        return Response(make(report), media_type=kind, headers=headers)


def _paper(report: Report) -> bytes:
    return pdf.make(render.html(report))


def _text(report: Report) -> bytes:
    """The same words without any look, for pasting into another system."""
    return render.text(report).encode()


for _one in REPORTS:
    _add_page(_one)
    _add_file(_one, "pdf", "pdf", "application/pdf", _paper)
    _add_file(_one, "text", "txt", "text/plain; charset=utf-8", _text)
