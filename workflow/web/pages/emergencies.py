"""Opening a record in an emergency, ending that, and looking into it afterwards."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.emergency import CLOSED_ALREADY, HOURS, LONGEST_WORDS, NOTHING_FOUND, FoundBy
from workflow.rules.errors import Blocked
from workflow.rules.roles import Permission
from workflow.services import emergencies
from workflow.services.emergencies import Sought
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Day, Fields, one_line, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other

router = APIRouter()
_OPEN = [Requires(Permission.EMERGENCY_OPEN)]
_READ = [Requires(Permission.FAMILY_READ)]
_CLOSE = [Requires(Permission.EMERGENCY_CLOSE)]


class EmergencyForm(Fields):
    """By what the record is found, and why it has to be seen now."""

    by: FoundBy = Field(title="what you know of the child")
    known_nhs_number: Annotated[str, one_line(40)] = Field("", title="the NHS number")
    known_upn: Annotated[str, one_line(40)] = Field("", title="the UPN")
    known_name: Annotated[str, one_line(160)] = Field("", title="the full name")
    known_born: Day | None = Field(None, title="the date of birth")
    reason: Annotated[str, plain_text(LONGEST_WORDS)] = Field(title="why you have to see the record now")


class ReviewForm(Fields):
    """Which emergency opening was looked into, and what was found."""

    emergency: str = Field("", title="which opening this is about")
    words: Annotated[str, plain_text(LONGEST_WORDS)] = Field(title="what you found")


@router.get("/emergency", name="emergency", dependencies=_OPEN)
def emergency(request: Request, visit: Visiting) -> Response:
    """The form for a record."""
    with visit.open():
        pass
    return _form_page(request, Form(EmergencyForm))


@router.post("/emergency", name="open_in_emergency", dependencies=_OPEN)
def open_in_emergency(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    """Open the record; where none is found, that stays in the trail."""
    form = Form(EmergencyForm, posted)
    with form, visit.open() as desk:
        value = form.value
        sought = Sought(value.by, value.known_nhs_number, value.known_upn, value.known_name, value.known_born)
        opened = emergencies.open_record(desk, sought, value.reason)
    if not form.errors and opened is None:
        form.add_errors({"": NOTHING_FOUND})
    if form.errors or opened is None:
        return _form_page(request, form)
    return see_other(request, path_for("family", family_id=opened.family_id))


@router.post("/emergency/end", name="end_emergency", dependencies=_OPEN)
def end_emergency(request: Request, visit: Visiting) -> Response:
    """End one's emergency access before its time."""
    with visit.open() as desk:
        emergencies.end(desk)
    return see_other(request, path_for("home"))


@router.get("/families/{family_id}/emergencies", name="family_emergencies", dependencies=_READ)
def family_emergencies(request: Request, visit: Visiting, family_id: str) -> Response:
    """Who has opened the family in an emergency."""
    return _family_page(request, visit, family_id, Form(ReviewForm))


@router.post("/families/{family_id}/emergencies", name="close_emergency", dependencies=_CLOSE)
def close_emergency(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Close the review of one opening."""
    form = Form(ReviewForm, posted)
    with form, visit.open() as desk:
        emergencies.close(desk, family_id, form.value.emergency, form.value.words)
    if form.errors:
        return _family_page(request, visit, family_id, form)
    return see_other(request, path_for("family_emergencies", family_id=family_id))


def _form_page(request: Request, form: Form[EmergencyForm]) -> Response:
    return page(request, "emergencies/open.html", {"form": form, "FoundBy": FoundBy, "hours": HOURS})


def _family_page(request: Request, visit: Visiting, family_id: str, form: Form[ReviewForm]) -> Response:
    with visit.open() as desk:
        view = emergencies.of_family(desk, family_id)
    open_ones = [one.id for one in view.opened if view.closes and not one.cannot_close]
    typed = form.typed("emergency")
    chosen = typed if typed in open_ones else next(iter(open_ones), "")
    if form.errors and not chosen:  # the page has no form then
        raise Blocked(CLOSED_ALREADY)
    return page(request, "emergencies/family.html", {"found": view, "form": form, "chosen": chosen})
