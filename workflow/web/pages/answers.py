"""Scoring: one sub-area a page, each answer saved by itself (htmx) or all of them together (without script), and an answer's history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from gcp.instrument import Kind
from workflow.rules.errors import Invalid
from workflow.rules.roles import Permission
from workflow.services import answer_history, answers, parts
from workflow.services.answers import AnswerConflict, Saved
from workflow.services.parts import PartView
from workflow.services.scorings import PartLine
from workflow.web import answer_fields, kinds
from workflow.web.answer_rows import Row, by_field, rejected_row, row, saved_row
from workflow.web.dependencies import Requires, Visit, Visiting
from workflow.web.posted import Posted, PostedForm
from workflow.web.rendering import page, path_for, see_other, wants_block
from workflow.web.scoring_places import answering_url
from workflow.web.versions import client_key

router = APIRouter(prefix="/scorings/{scoring_id}")
_READ = [Requires(Permission.SCORING_READ)]
_ANSWER = [Requires(Permission.SCORING_ANSWER)]
LEFT = "left"
"""What the address of a part says where only what is left to do is shown."""
_CONFLICT = 409
_INVALID = 422


@dataclass(frozen=True)
class PartForm:
    """What the layout asks of a form: its errors by field, and the lines of the summary."""

    errors: Mapping[str, str] = field(default_factory=dict)

    def summary(self) -> list[dict[str, str]]:
        """Each error with a link to its field."""
        return [{"text": sentence, "href": f"#{name}"} for name, sentence in self.errors.items()]


@router.get("/parts/{sub_area_id}", name="part", dependencies=_READ)
def part(request: Request, visit: Visiting, scoring_id: str, sub_area_id: str, show: str = "") -> Response:
    """One sub-area to score, or to read: every item, or those where something is left to do."""
    with visit.open() as desk:
        view = parts.open_part(desk, scoring_id, sub_area_id)
        today = desk.today
    if view.instrument.kind is Kind.SCALED:
        return see_other(request, answering_url(view.scoring.id, view.instrument, view.here.sub_area))
    rows = [row(view, one) for one in view.items if show != LEFT or one.item in view.here.left]
    return page(request, kinds.PART[view.instrument.kind], _context(view, rows, today, PartForm(), left=show == LEFT))


def _context(view: PartView, rows: list[Row], today: date, form: "PartForm", *, left: bool) -> dict[str, Any]:
    return {
        "view": view,
        "rows": rows,
        "today": today,
        "form": form,
        "left": left,
        "before": view.before(left=left),
        "after": view.after(left=left),
        "kept_up": {"show": LEFT} if left else {},
    }


@router.post("/parts/{sub_area_id}", name="save_part", dependencies=_ANSWER)
def save_part(
    request: Request, visit: Visiting, scoring_id: str, sub_area_id: str, posted: PostedForm, *, show: str = ""
) -> Response:
    """Save the whole sub-area and go on; what could not be saved is shown again as it was typed, and the rest is kept."""
    with visit.open() as desk:
        sent = answer_fields.all_given(posted)
        rejected = {**answers.save_all(desk, scoring_id, sent.given, sent.unread), **sent.lost}
    with visit.open() as desk:
        view = parts.open_part(desk, scoring_id, sub_area_id)
        today = desk.today
    left = show == LEFT
    if not rejected:
        after = view.after(left=left) if posted.get("then", [""])[0] != "overview" else None
        return see_other(request, _place(scoring_id, after, {"show": LEFT} if left else {}))
    rows = [rejected_row(view, one, posted, rejected.get(one.item.id)) for one in view.items]
    only_conflicts = all(isinstance(error, AnswerConflict) for error in rejected.values())
    context = _context(view, rows, today, PartForm(by_field(rejected)), left=False)
    return page(request, kinds.PART[view.instrument.kind], context, status=_CONFLICT if only_conflicts else _INVALID)


def _place(scoring_id: str, part: PartLine | None, kept_up: Mapping[str, str]) -> str:
    """The address of a part, or of the overview where there is none."""
    if part is None:
        return path_for("scoring", scoring_id=scoring_id)
    return path_for("part", scoring_id=scoring_id, sub_area_id=part.sub_area.id, **kept_up)


@router.post("/answers/{item_id}", name="save_answer", dependencies=_ANSWER)
def save_answer(request: Request, visit: Visiting, scoring_id: str, item_id: str, posted: PostedForm) -> Response:
    """Save one answer; htmx gets the few words beside the item, a plain browser the page it came from."""
    try:
        with visit.open() as desk:
            given, version, unread = answer_fields.given(posted, item_id)
            key = client_key(posted)
            saved = answers.save(desk, scoring_id, item_id, given, version, client_key=key, unread=unread)
            today = desk.today
    except (Invalid, AnswerConflict) as error:
        return _not_saved(request, visit, scoring_id, item_id, posted=posted, error=error)
    if saved.in_part:  # the rest of it is kept by now
        return _not_saved(request, visit, scoring_id, item_id, posted=posted, error=saved.in_part, saved=saved)
    if not wants_block(request):
        return see_other(request, path_for("answer", scoring_id=scoring_id, item_id=item_id))
    context = {"row": saved_row(saved), "saved": saved, "scoring_id": scoring_id, "today": today}
    return page(request, "answers/saved.html", context)


@router.get("/answers/{item_id}", name="answer", dependencies=_READ)
def answer(request: Request, visit: Visiting, scoring_id: str, item_id: str) -> Response:
    """One item as it stands: for htmx its form, for a plain browser its place on the page."""
    with visit.open() as desk:
        view, shown = parts.open_item(desk, scoring_id, item_id)
        today = desk.today
    if not wants_block(request):
        _, sub_area = view.instrument.parents(item_id)
        return see_other(request, answering_url(scoring_id, view.instrument, sub_area, item_id))
    return page(request, kinds.ONE[view.instrument.kind], {"view": view, "row": row(view, shown), "today": today})


@router.get("/answers/{item_id}/history", name="answer_history", dependencies=_READ)
def history(request: Request, visit: Visiting, scoring_id: str, item_id: str) -> Response:
    """Everything that an answer has been: who, when, old and new."""
    with visit.open() as desk:
        told = answer_history.history(desk, scoring_id, item_id)
    return page(request, "answers/history.html", {"told": told})


def _not_saved(
    request: Request,
    visit: Visit,
    scoring_id: str,
    item_id: str,
    *,
    posted: Posted,
    error: Invalid | AnswerConflict,
    saved: Saved | None = None,
) -> Response:
    """What stands beside an item that was not saved, or not all of it. Nothing typed is touched: only these words are swapped."""
    if not wants_block(request):
        raise error
    with visit.open() as desk:
        about = parts.about(desk, scoring_id)
    context = {
        "item_id": item_id,
        "about": about,
        "version": saved.kept.version if saved else answer_fields.version(posted, item_id),
        "saved": saved,
        "row": saved_row(saved) if saved else None,
        "errors": error.fields if isinstance(error, Invalid) else {},
        "conflict": error if isinstance(error, AnswerConflict) else None,
    }
    return page(request, "answers/not_saved.html", context, status=_CONFLICT if context["conflict"] else _INVALID)
