"""The instruments at hand: what each is, and its blanks to print."""

from fastapi import APIRouter, Request, Response

from workflow.reports import pdf, render
from workflow.rules.roles import Permission
from workflow.services import blanks
from workflow.web.dependencies import Requires, Visiting
from workflow.web.rendering import page

router = APIRouter(dependencies=[Requires(Permission.INSTRUMENT_READ)])

KINDS = {
    "graded": "Grades the care that a child is given",
    "counted": "Counts what was seen: yes, no, not seen",
    "scaled": "Asks each person for a number from 0 to 10",
    "open": "Keeps somebody’s own words",
}
"""What an instrument of each kind does, in a line."""


@router.get("/instruments", name="instruments")
def instruments(request: Request, visit: Visiting) -> Response:
    """Every edition at hand, with a blank for each age it is made for."""
    with visit.open() as desk:
        found = blanks.instruments(desk)
        administers = desk.who.may(Permission.INSTRUMENT_ADMINISTER)
    context = {"instruments": found, "kinds": KINDS, "administers": administers}
    return page(request, "instruments/instruments.html", context)


@router.get("/instruments/blank.pdf", name="blank_pdf")
def blank_pdf(visit: Visiting, of: str = "") -> Response:
    """The blank `of` an edition for an age, key@edition/band. It is made after the desk's block."""
    name, _, band = of.partition("/")
    with visit.open() as desk:
        made = blanks.make_blank(desk, name, band)
    headers = {"Content-Disposition": f'attachment; filename="{made.file_name}"'}
    return Response(pdf.make(render.blank_html(made)), media_type="application/pdf", headers=headers)
