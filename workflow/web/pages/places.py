"""Teams and agencies, for those who look after accounts: who is in them, another name, closing and opening again."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.places import NO_NAME, NO_REASON
from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON
from workflow.services import places
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Fields, Line, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.versions import NO_ID, Hidden

router = APIRouter(prefix="/places", dependencies=[Requires(Permission.PEOPLE_ADMINISTER)])
DONE = {
    "renamed": "The new name is kept. What was given out before keeps the name of its time.",
    "closed": "It is closed: nobody is put into it any more. Everything done there stays.",
    "opened": "It is open again.",
}
"""What a place's page says after something was done, by the word in its address."""


class ReasonForm(Fields):
    """Why a place is closed or opened again, and which state of it the page showed."""

    reason: Annotated[str, plain_text(LONGEST_REASON)] = Field(title="the reason")
    stamp: Hidden = NO_ID

    messages = {("reason", "missing"): NO_REASON}  # noqa: RUF012


class NameForm(Fields):
    """The new name of a place, and why."""

    name: Line = Field(title="the new name")
    name_reason: Annotated[str, plain_text(LONGEST_REASON)] = Field(title="the reason")
    stamp: Hidden = NO_ID

    messages = {("name", "missing"): NO_NAME, ("name_reason", "missing"): NO_REASON}  # noqa: RUF012


@router.get("", name="places")
def listed(request: Request, visit: Visiting) -> Response:
    """Every agency with its teams."""
    with visit.open() as desk:
        found = places.list_places(desk)
    return page(request, "places/list.html", {"agencies": found})


@router.get("/{place_id}", name="place")
def one(request: Request, visit: Visiting, place_id: str, done: str = "") -> Response:
    """One team or agency."""
    return _page(request, visit, place_id, done=DONE.get(done, ""))


@router.post("/{place_id}/name", name="rename_place")
def rename(request: Request, visit: Visiting, place_id: str, posted: PostedForm) -> Response:
    """Give it another name."""
    form = Form(NameForm, posted)
    with form, visit.open() as desk:
        places.rename(desk, place_id, form.value.name, form.value.name_reason, form.value.stamp)
    return _page(request, visit, place_id, name=form) if form.errors else _done(request, place_id, "renamed")


@router.post("/{place_id}/close", name="close_place")
def close(request: Request, visit: Visiting, place_id: str, posted: PostedForm) -> Response:
    """Close it."""
    form = Form(ReasonForm, posted)
    with form, visit.open() as desk:
        places.close(desk, place_id, form.value.reason, form.value.stamp)
    return _page(request, visit, place_id, standing=form) if form.errors else _done(request, place_id, "closed")


@router.post("/{place_id}/open", name="open_place")
def open_again(request: Request, visit: Visiting, place_id: str, posted: PostedForm) -> Response:
    """Open it again."""
    form = Form(ReasonForm, posted)
    with form, visit.open() as desk:
        places.open_again(desk, place_id, form.value.reason, form.value.stamp)
    return _page(request, visit, place_id, standing=form) if form.errors else _done(request, place_id, "opened")


def _done(request: Request, place_id: str, word: str) -> Response:
    return see_other(request, path_for("place", place_id=place_id, done=word))


def _page(
    request: Request,
    visit: Visiting,
    place_id: str,
    *,
    done: str = "",
    name: Form[NameForm] | None = None,
    standing: Form[ReasonForm] | None = None,
) -> Response:
    with visit.open() as desk:
        view = places.open_place(desk, place_id)
    name_form = name or Form(NameForm, name=view.name, stamp=view.stamp)
    reason_form = standing or Form(ReasonForm, stamp=view.stamp)
    context = {"view": view, "name_form": name_form, "reason_form": reason_form, "done": done}
    return page(request, "places/one.html", {**context, "form": standing or name_form})
