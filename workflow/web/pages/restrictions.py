"""Keeping parts of a record for named people, looking again, and opening them."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.errors import Blocked
from workflow.rules.restrictions import Category, Mode
from workflow.rules.roles import Permission
from workflow.services import restricting
from workflow.services.restricting import NewRestriction
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Day, Fields, OpaqueId, one_line, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other

router = APIRouter(prefix="/families/{family_id}/kept")
_KEEPS, _ANSWERS = [Requires(Permission.RESTRICTION_EDIT)], [Requires(Permission.RESTRICTION_LOOK_AFTER)]
_CATEGORIES = [(one.value, one.value.capitalize()) for one in Category]
_MODES = [(one.value, one.value.capitalize()) for one in Mode]


class KeepForm(Fields):
    """Which part is kept, for whom, why, and until when at the latest somebody looks again."""

    place: Annotated[str, one_line(160)] = Field(title="the part that is kept")
    category: Category = Field(title="what kind of matter it is")
    mode: Mode = Field(title="who is named")
    people: list[OpaqueId] = Field([], title="the people named")
    others: Annotated[str, plain_text(1000)] = Field("", title="who else is named")
    reason: Annotated[str, plain_text(restricting.WORDS_LENGTH)] = Field("", title="the reason")
    review_on: Day | None = Field(None, title="the day to look again")


class AgainForm(Fields):
    """Which part is looked at again: kept until another day, or opened with a reason."""

    kept: str = ""
    again_on: Day | None = Field(None, title="the next day to look again")
    why: Annotated[str, plain_text(restricting.WORDS_LENGTH)] = Field("", title="why it is opened")


class TakeOverForm(Fields):
    """Why what nobody looks after is taken over."""

    because: Annotated[str, plain_text(restricting.WORDS_LENGTH)] = Field("", title="why you take it over")


@router.get("", name="kept", dependencies=_ANSWERS)
def kept(request: Request, visit: Visiting, family_id: str) -> Response:
    """What is kept for named people, as far as the person may know."""
    return _page(request, visit, family_id, Form(KeepForm), Form(AgainForm))


@router.post("", name="keep", dependencies=_KEEPS)
def keep(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Keep a part for named people."""
    form = Form(KeepForm, posted)
    with form, visit.open() as desk:
        value = form.value
        new = NewRestriction(
            *(value.place, value.mode, tuple(value.people), value.category, value.reason, value.review_on),
            others=tuple(line for line in value.others.splitlines() if line.strip()),
        )
        restricting.keep(desk, family_id, new)
    if form.errors:
        return _page(request, visit, family_id, form, Form(AgainForm))
    return see_other(request, path_for("kept", family_id=family_id))


@router.post("/again", name="look_again", dependencies=_ANSWERS)
def look_again(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Leave a part kept until another day."""
    form = Form(AgainForm, posted)
    with form, visit.open() as desk:
        restricting.look_again(desk, family_id, form.value.kept, form.value.again_on)
    return _after(request, visit, family_id, form)


@router.post("/open", name="open_kept", dependencies=_ANSWERS)
def open_kept(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Open a part to everybody who sees the family."""
    form = Form(AgainForm, posted)
    with form, visit.open() as desk:
        restricting.lift(desk, family_id, form.value.kept, form.value.why)
    return _after(request, visit, family_id, form)


@router.post("/take-over", name="take_over_kept", dependencies=_ANSWERS)
def take_over_kept(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Look after a part that nobody looks after any more."""
    form = Form(TakeOverForm, posted)
    with form, visit.open() as desk:
        restricting.answer_for(desk, family_id, form.value.because)
    if form.errors:
        return _page(request, visit, family_id, Form(KeepForm), Form(AgainForm), taking=form)
    return see_other(request, path_for("kept", family_id=family_id))


def _after(request: Request, visit: Visiting, family_id: str, form: Form[AgainForm]) -> Response:
    if form.errors:
        return _page(request, visit, family_id, Form(KeepForm), form)
    return see_other(request, path_for("kept", family_id=family_id))


def _page(
    request: Request,
    visit: Visiting,
    family_id: str,
    form: Form[KeepForm],
    again: Form[AgainForm],
    *,
    taking: Form[TakeOverForm] | None = None,
) -> Response:
    with visit.open() as desk:
        found = restricting.page_of(desk, family_id)
    if again.errors and not found.kept:  # the page has no form then
        raise Blocked("Nothing is kept for named people here any more.")
    if taking and not found.left:
        raise Blocked(restricting.NOTHING_LEFT)
    typed = again.typed("kept")
    chosen = typed if typed in {one.id for one in found.kept} else next((one.id for one in found.kept), "")
    people = [(one.id, ", ".join(filter(None, (one.name, one.job, one.agency)))) for one in found.people]
    taken = taking or Form(TakeOverForm)
    context = {"found": found, "people": people, "again": again, "chosen": chosen, "taking": taken}
    lists = {"categories": _CATEGORIES, "modes": _MODES}
    # The layout's summary of what is wrong is that of the form that was sent.
    return page(
        request,
        "restrictions/kept.html",
        {**context, **lists, "keeping": form, "form": next((one for one in (taken, again) if one.errors), form)},
    )
