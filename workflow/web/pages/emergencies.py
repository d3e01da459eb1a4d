"""Opening a record in an emergency, ending that, and looking into it afterwards."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.emergency import HOURS, LONGEST_WORDS, NOTHING_FOUND, SEVERAL_FOUND, FoundBy
from workflow.rules.errors import Blocked, Conflict
from workflow.rules.roles import Permission
from workflow.services import emergencies, emergency_reviews
from workflow.services.emergencies import Fit, Outcome, Sought
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Day, Fields, OpaqueId, Tick, one_line, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other

router = APIRouter()
_OPEN = [Requires(Permission.EMERGENCY_OPEN)]
_READ = [Requires(Permission.FAMILY_READ)]
_CLOSE = [Requires(Permission.EMERGENCY_CLOSE)]


class EmergencyForm(Fields):
    """By what the record is found, and why it has to be seen now; where more than one is, which to open (`choosing`: the page offered them)."""

    by: FoundBy = Field(title="what you know of the child")
    known_nhs_number: Annotated[str, one_line(40)] = Field("", title="the NHS number")
    known_upn: Annotated[str, one_line(40)] = Field("", title="the UPN")
    known_name: Annotated[str, one_line(160)] = Field("", title="the full name")
    known_born: Day | None = Field(None, title="the date of birth")
    known_carer: Annotated[str, one_line(160)] = Field("", title="the full name of a parent or carer")
    known_day: Day | None = Field(None, title="the day the child is expected or was born")
    reason: Annotated[str, plain_text(LONGEST_WORDS)] = Field(title="why you have to see the record now")
    records: list[OpaqueId] = Field([], title="which records to open")
    choosing: Tick = False


class ReviewForm(Fields):
    """Which emergency opening was looked into, and what was found; `adds` where the page showed its review closed."""

    emergency: str = Field("", title="which opening this is about")
    adds: Tick = False
    words: Annotated[str, plain_text(LONGEST_WORDS)] = Field(title="what you found")


@router.get("/emergency", name="emergency", dependencies=_OPEN)
def emergency(request: Request, visit: Visiting) -> Response:
    """The form for a record."""
    with visit.open():
        pass
    return _form_page(request, Form(EmergencyForm))


@router.post("/emergency", name="open_in_emergency", dependencies=_OPEN)
def open_in_emergency(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    """Open the record; where none is found, or more than one to choose from, that stays in the trail."""
    form = Form(EmergencyForm, posted)
    came = Outcome()
    with form, visit.open() as desk:
        value = form.value
        came = emergencies.open_record(desk, _sought(value), value.reason, value.records)
    if form.errors:
        return _form_page(request, form)
    if came.opened:
        return see_other(request, path_for("family", family_id=came.opened[0].family_id))
    if not came.fits:
        form.add_errors({"": NOTHING_FOUND})
    elif value.choosing:
        form.add_errors({"records": SEVERAL_FOUND})
    return _form_page(request, form, came.fits)


@router.post("/emergency/end", name="end_emergency", dependencies=_OPEN)
def end_emergency(request: Request, visit: Visiting) -> Response:
    """End one's emergency access before its time."""
    with visit.open() as desk:
        emergencies.end(desk)
    return see_other(request, path_for("home"))


@router.get("/families/{family_id}/emergencies", name="family_emergencies", dependencies=_READ)
def family_emergencies(request: Request, visit: Visiting, family_id: str, emergency: str = "") -> Response:
    """Who has opened the family in an emergency; `emergency` is the one whose review somebody wants to add to."""
    return _family_page(request, visit, family_id, Form(ReviewForm, emergency=emergency))


@router.post("/families/{family_id}/emergencies", name="close_emergency", dependencies=_CLOSE)
def close_emergency(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Close the review of one opening, or add to one that is closed."""
    form = Form(ReviewForm, posted)
    try:
        with form, visit.open() as desk:
            value = form.value
            emergency_reviews.review(desk, family_id, value.emergency, value.words, adds=value.adds)
    except Conflict as met:
        return _family_page(request, visit, family_id, form, met.sentence)
    if form.errors:
        return _family_page(request, visit, family_id, form)
    return see_other(request, path_for("family_emergencies", family_id=family_id))


def _sought(value: EmergencyForm) -> Sought:
    return Sought(
        *(value.by, value.known_nhs_number, value.known_upn, value.known_name, value.known_born),
        *(value.known_carer, value.known_day),
    )


def _form_page(request: Request, form: Form[EmergencyForm], fits: tuple[Fit, ...] = ()) -> Response:
    context = {"form": form, "FoundBy": FoundBy, "hours": HOURS, "fits": fits, "several": SEVERAL_FOUND}
    return page(request, "emergencies/open.html", context, status=422 if fits else None)


def _family_page(
    request: Request, visit: Visiting, family_id: str, form: Form[ReviewForm], changed: str = ""
) -> Response:
    with visit.open() as desk:
        view = emergency_reviews.of_family(desk, family_id)
    can = [one for one in view.opened if view.closes and not one.cannot_review]
    asked, waiting = form.typed("emergency"), [one.id for one in can if one.reviewed_at is None]
    chosen = asked if asked in {one.id for one in can} else next(iter(waiting), "")
    if form.errors and not chosen:  # the page has no form then
        raise Blocked("There is nothing here that you can look into now.")
    context = {"found": view, "form": form, "chosen": chosen, "changed": changed}
    return page(request, "emergencies/family.html", context, status=409 if changed else None)
