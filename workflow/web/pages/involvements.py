"""Who is involved with a family: giving somebody a part, and ending one."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.models import Part
from workflow.rules.errors import Blocked, NotFound
from workflow.rules.roles import Permission
from workflow.services import families
from workflow.services.families import FamilyView
from workflow.services.family_views import InvolvementView
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Day, Fields, OpaqueId, one_line
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other

router = APIRouter(prefix="/families/{family_id}/involvements", dependencies=[Requires(Permission.INVOLVEMENT_EDIT)])
_PARTS = {
    Part.CO_WORKER: "Works with the family beside the lead practitioner.",
    Part.CORE_GROUP: "Belongs to the core group: school, health, police and others.",
    Part.CHAIR: "Chairs the conference or the core group.",
}


class InvolvementForm(Fields):
    """Who is involved, in which part, since when and why."""

    person: OpaqueId = Field(title="who is involved")
    part: Part = Field(title="the part that they play")
    since: Day = Field(title="the first day")
    until: Day | None = Field(None, title="the last day")
    reason: Annotated[str, one_line(200)] = Field("", title="why they are involved")

    messages = {("person", "missing"): "Choose who is involved."}  # noqa: RUF012


class EndForm(Fields):
    """The last day of a part and why it ends; and the one that stood when the page was opened."""

    until: Day = Field(title="the last day")
    reason: Annotated[str, one_line(200)] = Field("", title="why the part ends")
    stood: str = ""


@router.get("/new", name="new_involvement")
def new_involvement(request: Request, visit: Visiting, family_id: str) -> Response:
    """The form for somebody's part."""
    with visit.open() as desk:
        today = desk.today
    return _form_page(request, visit, family_id, Form(InvolvementForm, since=today))


@router.post("/new", name="add_involvement")
def add_involvement(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Give somebody a part in the family."""
    form = Form(InvolvementForm, posted)
    with form, visit.open() as desk:
        value = form.value
        families.involve(desk, family_id, value.person, value.part, value.since, value.reason, value.until)
    if form.errors:
        return _form_page(request, visit, family_id, form)
    return see_other(request, path_for("family", family_id=family_id, done="involved"))


@router.get("/{involvement_id}/end", name="new_end")
def new_end(request: Request, visit: Visiting, family_id: str, involvement_id: str) -> Response:
    """The form for the last day of a part, or why it cannot be ended."""
    family, one = _involvement(visit, family_id, involvement_id)
    context = {"family": family, "one": one, "form": Form(EndForm, until=one.until or family.today)}
    return page(request, "involvements/end.html", context)


@router.post("/{involvement_id}/end", name="end_involvement")
def end_involvement(
    request: Request, visit: Visiting, family_id: str, involvement_id: str, posted: PostedForm
) -> Response:
    """End somebody's part. Whoever ends their own goes back to the list: the family may be out of their sight now."""
    family, one = _involvement(visit, family_id, involvement_id)
    form = Form(EndForm, posted)
    with form, visit.open() as desk:
        value = form.value
        families.end_involvement(desk, involvement_id, value.until, value.reason, _stood(value.stood))
    if form.errors and one.cannot_end:  # the page has no form then
        raise Blocked(one.cannot_end)
    if form.errors:
        family, one = _involvement(visit, family_id, involvement_id)
        return page(request, "involvements/end.html", {"family": family, "one": one, "form": form})
    if visit.actor and one.person_id == visit.actor.person_id:
        return see_other(request, path_for("families"))
    return see_other(request, path_for("family", family_id=family_id, done="involvement-ended"))


def _form_page(request: Request, visit: Visiting, family_id: str, form: Form[InvolvementForm]) -> Response:
    with visit.open() as desk:
        family = families.family_to_edit(desk, family_id, Permission.INVOLVEMENT_EDIT)
        colleagues = families.who_can_join(desk, family_id)
    people = [(one.id, ", ".join(filter(None, (one.name, one.job, one.agency)))) for one in colleagues]
    parts = [(part.value, part.value.capitalize(), hint) for part, hint in _PARTS.items()]
    return page(request, "involvements/new.html", {"form": form, "family": family, "people": people, "parts": parts})


def _stood(shown: str) -> date | None:
    """The end of the part as the page showed it; None for none, and for what no page of ours sends."""
    try:
        return date.fromisoformat(shown)
    except ValueError:
        return None


def _involvement(visit: Visiting, family_id: str, involvement_id: str) -> tuple[FamilyView, InvolvementView]:
    with visit.open() as desk:
        family = families.family_to_edit(desk, family_id, Permission.INVOLVEMENT_EDIT)
    one = family.involvement(involvement_id)
    if one is None:
        raise NotFound
    return family, one
