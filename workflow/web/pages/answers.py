"""Scoring: one sub-area a page, each answer saved by itself (htmx) or all of them together (without script), and an answer's history."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from gcp.grades import ItemState
from gcp.instrument import Item, Kind
from workflow.rules.errors import Invalid
from workflow.rules.roles import Permission
from workflow.services import answer_history, answers, scorings
from workflow.services.answers import AnswerConflict, Given, Kept, Saved
from workflow.services.previous_grades import Previous
from workflow.services.scorings import Comment, ItemView, PartView
from workflow.web import answer_fields, kinds
from workflow.web.choices import choices
from workflow.web.dependencies import Requires, Visiting
from workflow.web.posted import Posted, PostedForm
from workflow.web.rendering import page, path_for, see_other, wants_block
from workflow.web.scoring_places import answering_url
from workflow.web.versions import client_key

router = APIRouter(prefix="/scorings/{scoring_id}")
_READ = [Requires(Permission.SCORING_READ)]
_ANSWER = [Requires(Permission.SCORING_ANSWER)]
_CONFLICT = 409
_INVALID = 422


@dataclass(frozen=True)
class Row:
    """One item as its form shows it: what can be chosen and is, what is typed, the version it rests on, and what went wrong with it.

    `errors` are sentences by "answer" and "note"; `conflict` is what stands against what was sent.
    """

    item: Item
    choices: Markup
    kept: Kept
    version: int
    chosen: str
    note: str
    previous: Previous | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: AnswerConflict | None = None
    to_mend: Comment | None = None


@dataclass(frozen=True)
class PartForm:
    """What the layout asks of a form: its errors by field, and the lines of the summary."""

    errors: Mapping[str, str] = field(default_factory=dict)

    def summary(self) -> list[dict[str, str]]:
        """Each error with a link to its field."""
        return [{"text": sentence, "href": f"#{name}"} for name, sentence in self.errors.items()]


@router.get("/parts/{sub_area_id}", name="part", dependencies=_READ)
def part(request: Request, visit: Visiting, scoring_id: str, sub_area_id: str) -> Response:
    """One sub-area to score, or to read."""
    with visit.open() as desk:
        view = scorings.open_part(desk, scoring_id, sub_area_id)
        today = desk.today
    if view.instrument.kind is Kind.SCALED:
        return see_other(request, answering_url(view.scoring.id, view.instrument, view.here.sub_area))
    context = {"view": view, "rows": [_row(view, one) for one in view.items], "today": today, "form": PartForm()}
    return page(request, kinds.PART[view.instrument.kind], context)


@router.post("/parts/{sub_area_id}", name="save_part", dependencies=_ANSWER)
def save_part(request: Request, visit: Visiting, scoring_id: str, sub_area_id: str, posted: PostedForm) -> Response:
    """Save the whole sub-area and go on; what could not be saved is shown again as it was typed, and the rest is kept."""
    with visit.open() as desk:
        given, unread = answer_fields.all_given(posted)
        rejected = {**answers.save_all(desk, scoring_id, given), **unread}
    with visit.open() as desk:
        view = scorings.open_part(desk, scoring_id, sub_area_id)
        today = desk.today
    if not rejected:
        after = view.after if posted.get("then", [""])[0] != "overview" else None
        url = path_for("part", scoring_id=scoring_id, sub_area_id=after.sub_area.id) if after else ""
        return see_other(request, url or path_for("scoring", scoring_id=scoring_id))
    rows = [_rejected_row(view, one, posted, rejected.get(one.item.id)) for one in view.items]
    only_conflicts = all(isinstance(error, AnswerConflict) for error in rejected.values())
    context = {"view": view, "rows": rows, "today": today, "form": PartForm(_by_field(rejected))}
    return page(request, kinds.PART[view.instrument.kind], context, status=_CONFLICT if only_conflicts else _INVALID)


@router.post("/answers/{item_id}", name="save_answer", dependencies=_ANSWER)
def save_answer(request: Request, visit: Visiting, scoring_id: str, item_id: str, posted: PostedForm) -> Response:
    """Save one answer; htmx gets the few words beside the item, a plain browser the page it came from."""
    try:
        with visit.open() as desk:
            given, version = answer_fields.given(posted, item_id)
            saved = answers.save(desk, scoring_id, item_id, given, version, client_key=client_key(posted))
            today = desk.today
    except (Invalid, AnswerConflict) as error:
        return _not_saved(request, scoring_id, item_id, posted, error)
    if not wants_block(request):
        return see_other(request, path_for("answer", scoring_id=scoring_id, item_id=item_id))
    context = {"row": _saved_row(saved), "saved": saved, "scoring_id": scoring_id, "today": today}
    return page(request, "answers/saved.html", context)


@router.get("/answers/{item_id}", name="answer", dependencies=_READ)
def answer(request: Request, visit: Visiting, scoring_id: str, item_id: str) -> Response:
    """One item as it stands: for htmx its form, for a plain browser its place on the page."""
    with visit.open() as desk:
        view, shown = scorings.open_item(desk, scoring_id, item_id)
        today = desk.today
    if not wants_block(request):
        _, sub_area = view.instrument.parents(item_id)
        return see_other(request, answering_url(scoring_id, view.instrument, sub_area, item_id))
    return page(request, kinds.ONE[view.instrument.kind], {"view": view, "row": _row(view, shown), "today": today})


@router.get("/answers/{item_id}/history", name="answer_history", dependencies=_READ)
def history(request: Request, visit: Visiting, scoring_id: str, item_id: str) -> Response:
    """Everything that an answer has been: who, when, old and new."""
    with visit.open() as desk:
        told = answer_history.history(desk, scoring_id, item_id)
    return page(request, "answers/history.html", {"told": told})


def _row(view: PartView, shown: ItemView) -> Row:
    given = shown.kept.given
    chosen = _as_typed(given)
    drawn = choices(shown.item, view.band, view.instrument, chosen)
    return Row(
        shown.item, drawn, shown.kept, shown.kept.version, chosen, given.note, shown.previous, to_mend=shown.to_mend
    )


def _as_typed(given: Given) -> str:
    """The radio button that is chosen; none for an item without an answer."""
    if given.grade is not None:
        return str(given.grade)
    return "" if given.state is ItemState.UNANSWERED else given.state.value


def _saved_row(saved: Saved) -> Row:
    given = saved.kept.given
    return Row(saved.item, Markup(), saved.kept, saved.kept.version, _as_typed(given), given.note, saved.previous)


def _rejected_row(view: PartView, shown: ItemView, posted: Posted, error: Invalid | AnswerConflict | None) -> Row:
    """An item that could not be saved, as it was typed and on the version it was typed on; any other as it stands."""
    if error is None:
        return _row(view, shown)
    item_id = shown.item.id
    chosen = answer_fields.first(posted, f"answer-{item_id}")
    offered = {str(value) for value in view.instrument.scale.values} | set(answer_fields.STATES)
    return Row(
        shown.item,
        choices(shown.item, view.band, view.instrument, chosen if chosen in offered else ""),
        shown.kept,
        answer_fields.version(posted, item_id),
        chosen,
        answer_fields.text(posted, f"note-{item_id}"),
        shown.previous,
        error.fields if isinstance(error, Invalid) else {},
        error if isinstance(error, AnswerConflict) else None,
        shown.to_mend,
    )


def _not_saved(
    request: Request, scoring_id: str, item_id: str, posted: Posted, error: Invalid | AnswerConflict
) -> Response:
    """What stands beside an item that was not saved. Nothing typed is touched: only these words are swapped."""
    if not wants_block(request):
        raise error
    context = {
        "item_id": item_id,
        "scoring_id": scoring_id,
        "version": answer_fields.version(posted, item_id),
        "errors": error.fields if isinstance(error, Invalid) else {},
        "conflict": error if isinstance(error, AnswerConflict) else None,
        "scale": error.scale if isinstance(error, AnswerConflict) else None,
    }
    return page(request, "answers/not_saved.html", context, status=_CONFLICT if context["conflict"] else _INVALID)


def _by_field(rejected: Mapping[str, Invalid | AnswerConflict]) -> dict[str, str]:
    """The sentences for the summary, by the id of the field where each is mended."""
    found: dict[str, str] = {}
    for item_id, error in rejected.items():
        if isinstance(error, AnswerConflict):
            found[f"conflict-{item_id}"] = f"{item_id}: {error.sentence}"
        else:
            found |= {f"{name}-{item_id}": f"{item_id}: {sentence}" for name, sentence in error.fields.items()}
    return found
