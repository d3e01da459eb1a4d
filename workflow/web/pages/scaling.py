"""Scaling questions of a scoring: everybody's number with their reason, and the form to add, correct or take one back."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.models import Voice
from workflow.rules.roles import Permission
from workflow.services import scaling
from workflow.services.scaling import NewMark, ScalingView
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Day, Fields, Line, WholeNumber, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.versions import NO_ID, NO_VERSION, Hidden, Version

router = APIRouter(prefix="/scorings/{scoring_id}/scaling")
_READ = [Requires(Permission.SCORING_READ)]
_ANSWER = [Requires(Permission.SCORING_ANSWER)]

DONE = {"kept": "The number is kept.", "taken-back": "The number is taken back. What it was stays readable."}
"""What the page says after something was done, by the word in its address."""


class MarkForm(Fields):
    """Somebody's number on one question. `mark_id` is new where it is the first of theirs."""

    version: Version = NO_VERSION
    mark_id: Hidden = NO_ID
    edition: Hidden = NO_ID
    item_id: Hidden = NO_ID
    who: Line = Field(title="whose number it is")
    part: Voice = Field(title="who they are")
    number: WholeNumber = Field(title="a number from 0 to 10")
    words: Annotated[str, plain_text()] = Field("", title="the reason")
    on: Day = Field(title="the day")


class TakeBackForm(Fields):
    """Which number is taken back, at the version that the page showed."""

    version: Version = NO_VERSION
    mark_id: Hidden = NO_ID


@router.get("", name="scaling", dependencies=_READ)
def questions(request: Request, visit: Visiting, scoring_id: str, of: str = "", done: str = "") -> Response:
    """Every question with everybody's number, with the form `of` one open: a number's id, or a question's `key@edition/id`."""
    with visit.open() as desk:
        view = scaling.open_scaling(desk, scoring_id)
    return page(request, "scaling/questions.html", {**_shown(view, of), "done": DONE.get(done, "")})


@router.post("", name="save_mark", dependencies=_ANSWER)
def save(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Keep somebody's number, or the correction of it."""
    form = Form(MarkForm, posted)
    with form, visit.open() as desk:
        value = form.value
        new = NewMark(value.edition, value.item_id, value.who, value.part, value.number, value.on, value.words)
        scaling.save(desk, scoring_id, value.mark_id, new, value.version)
    if form.errors:
        with visit.open() as desk:
            view = scaling.open_scaling(desk, scoring_id)
        return page(request, "scaling/questions.html", {**_page(view, form), "done": ""})
    return _done(request, scoring_id, "kept", form.value.item_id)


@router.post("/take-back", name="take_back_mark", dependencies=_ANSWER)
def take_back(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Take a number back that was written down by mistake; it stays readable."""
    form = Form(TakeBackForm, posted)
    with form, visit.open() as desk:
        item_id = scaling.take_back(desk, scoring_id, form.value.mark_id, form.value.version)
    if form.errors:
        with visit.open() as desk:
            view = scaling.open_scaling(desk, scoring_id)
        return page(request, "scaling/questions.html", {**_shown(view, ""), "form": form, "done": ""})
    return _done(request, scoring_id, "taken-back", item_id)


def _shown(view: ScalingView, of: str) -> dict[str, Any]:
    """The page, with the form that was asked for open in its question."""
    standing = view.mark(of)
    edition, _, item_id = of.partition("/")
    if view.locked or not (standing or view.asks(edition, item_id)):
        return _page(view, None)
    if standing is None:
        ids = {"mark_id": view.new_id, "version": "0", "edition": edition, "item_id": item_id}
        return _page(view, Form(MarkForm, **ids, on=view.today))
    edition, item_id, mark = standing
    now = mark.now
    kept = {"who": now.who, "part": now.part, "number": str(now.number), "words": now.words, "on": now.on}
    return _page(view, Form(MarkForm, mark_id=now.id, version=now.version, edition=edition, item_id=item_id, **kept))


def _page(view: ScalingView, form: Form[MarkForm] | None) -> dict[str, Any]:
    """The page with its form in the question it is about; where that is none of the page's, in the first."""
    open_at = (form.typed("edition"), form.typed("item_id")) if form else ("", "")
    if form and not view.asks(*open_at):
        open_at = view.first
    return {"view": view, "mark_form": form, "form": form, "open_at": open_at}


def _done(request: Request, scoring_id: str, done: str, item_id: str) -> Response:
    return see_other(request, f"{path_for('scaling', scoring_id=scoring_id, done=done)}#item-{item_id}")
