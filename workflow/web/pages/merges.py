"""Putting two records together that turned out to be one, and taking them apart again."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from workflow.rules.errors import Blocked
from workflow.rules.roles import Permission
from workflow.services import merged, merging
from workflow.services.merging import Wanted
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Fields, OpaqueId, one_line, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other

router = APIRouter(prefix="/families/{family_id}/merges", dependencies=[Requires(Permission.RECORD_MERGE)])
_Pair = Annotated[str, one_line(80)]


class MergeForm(Fields):
    """Who is whom, which values are taken from the entries that go, whose parts stay, why, and what was seen."""

    take: list[_Pair] = Field([], title="what is taken from the entry that goes")
    stay: list[OpaqueId] = Field([], title="who stays involved")
    reason: Annotated[str, plain_text(merging.REASON_LENGTH)] = Field("", title="why the two are one")
    same: list[_Pair] = Field([])
    mark: str = ""


class UndoForm(Fields):
    """Why two records are taken apart, and what was seen."""

    reason: Annotated[str, plain_text(merging.REASON_LENGTH)] = Field("", title="why the two are taken apart")
    mark: str = ""


@router.get("", name="merges")
def merges(request: Request, visit: Visiting, family_id: str, record: str = "") -> Response:
    """What was put together with the record, and what may still have to be."""
    with visit.open() as desk:
        found = merged.page_of(desk, family_id, record)
    return page(request, "merges/merges.html", {"found": found, "typed": record})


@router.get("/{other_id}", name="merge")
def merge(
    request: Request, visit: Visiting, family_id: str, other_id: str, same: Annotated[list[str] | None, Query()] = None
) -> Response:
    """Both records side by side, and what putting them together would do."""
    return _preview(request, visit, (family_id, other_id), same, None)


@router.post("/{other_id}", name="make_merge")
def make_merge(request: Request, visit: Visiting, family_id: str, other_id: str, posted: PostedForm) -> Response:
    """Put the other record under this one."""
    form = Form(MergeForm, posted)
    with form, visit.open() as desk:
        value = form.value
        merging.merge(desk, family_id, other_id, Wanted(value.same, value.take, value.stay, value.reason, value.mark))
    if form.errors:
        return _preview(request, visit, (family_id, other_id), form.chosen("same"), form)
    return see_other(request, path_for("family", family_id=family_id, done="records-merged"))


@router.get("/{merge_id}/undo", name="undo_merge")
def undo_merge(request: Request, visit: Visiting, family_id: str, merge_id: str) -> Response:
    """What taking the two apart again would do."""
    return _undo(request, visit, (family_id, merge_id), Form(UndoForm))


@router.post("/{merge_id}/undo", name="take_apart")
def take_apart(request: Request, visit: Visiting, family_id: str, merge_id: str, posted: PostedForm) -> Response:
    """Take the two apart again."""
    form = Form(UndoForm, posted)
    with form, visit.open() as desk:
        merged.undo(desk, family_id, merge_id, form.value.reason, form.value.mark)
    if form.errors:
        return _undo(request, visit, (family_id, merge_id), form)
    return see_other(request, path_for("merges", family_id=family_id))


def _preview(
    request: Request, visit: Visiting, both: tuple[str, str], same: Sequence[str] | None, form: Form[MergeForm] | None
) -> Response:
    with visit.open() as desk:
        shown = merging.preview(desk, *both, same, again=form is not None)
    if form and shown.stops:  # the page has no form then
        raise Blocked(" ".join(shown.stops))
    every = [(one, each) for one in shown.same for each in one.differences]
    take = [(each.key, f"{one.stays.called}, {each.label}: {each.goes}", _instead(each.stays)) for one, each in every]
    taken = [each.key for _, each in every if each.takes]
    staying = [one for one in shown.parts if one.choosable]
    fresh = form or Form(MergeForm, take=taken, stay=[one.part.id for one in staying])
    people = [(one.part.id, f"{one.part.name}, {one.part.part}", one.part.agency) for one in staying]
    return page(request, "merges/merge.html", {"shown": shown, "form": fresh, "take": take, "people": people})


def _instead(stays: str) -> str:
    return f"Instead of {stays}" if stays else "The entry that stays has none"


def _undo(request: Request, visit: Visiting, both: tuple[str, str], form: Form[UndoForm]) -> Response:
    with visit.open() as desk:
        found = merged.undo_page(desk, *both, again=bool(form.errors))
    if form.errors and found.merge.stops:  # the page has no form then
        raise Blocked(found.merge.stops)
    return page(request, "merges/undo.html", {"found": found, "form": form})
