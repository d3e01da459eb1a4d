"""Typing in a sheet that was filled in by hand: every item on one page, a mark, what it rests on, and a note. Each row saves itself."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from fastapi import APIRouter, Request, Response

from gcp.instrument import Item
from workflow.rules.errors import NOT_THIS_PAGE, Invalid, NotFound
from workflow.rules.marks import mark_for, marks_of
from workflow.rules.roles import Permission
from workflow.services import fast_entry, parts
from workflow.services.answers import AnswerConflict, Kept, KeptInPart, Saved
from workflow.services.fast_entry import Typed
from workflow.services.scorings import ScoringView
from workflow.web.answer_rows import saved_row
from workflow.web.dependencies import Requires, Visit, Visiting
from workflow.web.evidence_fields import EvidenceFields, fields_of, posted_fields, shown_fields
from workflow.web.forms import showable
from workflow.web.posted import Posted, PostedForm, first
from workflow.web.rendering import page, path_for, see_other, wants_block
from workflow.web.versions import client_key

router = APIRouter(prefix="/scorings/{scoring_id}")
_ANSWER = [Requires(Permission.SCORING_ANSWER)]
_VERSION = re.compile(r"\d{1,9}")
_CONFLICT, _INVALID = 409, 422
_AT_THE_MARK = {"answer": "mark", "item": "mark"}
"""What the service says of an answer is mended at its mark."""


@dataclass(frozen=True)
class Row:
    """One item to type in: what stands and what was typed, the version it rests on, and what is wrong; `in_part` where all else was kept. `area` and `part` head the first of each."""

    item: Item
    mark: str
    note: str
    fields: EvidenceFields
    version: int
    kept: Kept
    asks_basis: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: AnswerConflict | None = None
    in_part: bool = False
    area: str = ""
    part: str = ""

    @property
    def opens(self) -> bool:
        """Whether what it rests on is unfolded: it is asked for and missing, or something in it went wrong."""
        return self.asks_basis or bool(set(self.errors) - {"mark", "note"})


@dataclass(frozen=True)
class SheetForm:
    """What the layout asks of a form: its errors by the id of a field, and the lines of the summary."""

    errors: Mapping[str, str] = field(default_factory=dict)

    def summary(self) -> list[dict[str, str]]:
        """Each error with a link to its field."""
        return [{"text": sentence, "href": f"#{name}"} for name, sentence in self.errors.items()]


@router.get("/sheet", name="sheet", dependencies=_ANSWER)
def sheet(request: Request, visit: Visiting, scoring_id: str) -> Response:
    """Every item with an empty place for a mark, or with what stands."""
    return _page(request, visit, scoring_id, {}, {})


@router.post("/sheet", name="save_sheet", dependencies=_ANSWER)
def save_sheet(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Keep the sheet; what could not be kept is shown again as it was typed, and the rest is kept."""
    typed: dict[str, Typed] = {}
    rejected: dict[str, Invalid | AnswerConflict] = {}
    shown = [name for name in posted if name.startswith("version-") and showable(name) == name]
    for item_id in [name.removeprefix("version-") for name in shown]:
        try:
            typed[item_id] = _typed(posted, item_id)
        except Invalid as fault:
            rejected[item_id] = fault
    with visit.open() as desk:
        rejected = {**fast_entry.save_sheet(desk, scoring_id, typed), **rejected}
    if not rejected:
        return see_other(request, path_for("scoring", scoring_id=scoring_id, done="typed-in"))
    return _page(request, visit, scoring_id, posted, rejected)


@router.post("/sheet/{item_id}", name="save_row", dependencies=_ANSWER)
def save_row(request: Request, visit: Visiting, scoring_id: str, item_id: str, posted: PostedForm) -> Response:
    """Keep one row; the script gets the few words beside it, a plain browser the page it came from."""
    try:
        with visit.open() as desk:
            saved = fast_entry.save_row(
                desk, scoring_id, item_id, lambda: _typed(posted, item_id), client_key=client_key(posted)
            )
            today = desk.today
    except (Invalid, AnswerConflict) as error:
        return _not_saved(request, visit, scoring_id, item_id, posted=posted, error=error)
    if saved.in_part:  # the rest of it is kept by now
        return _not_saved(request, visit, scoring_id, item_id, posted=posted, error=saved.in_part, saved=saved)
    if not wants_block(request):
        return see_other(request, f"{path_for('sheet', scoring_id=scoring_id)}#item-{item_id}")
    context = {"row": saved_row(saved), "saved": saved, "scoring_id": scoring_id, "today": today}
    return page(request, "fast_entry/saved.html", context)


@router.get("/sheet/{item_id}", name="sheet_row", dependencies=_ANSWER)
def sheet_row(request: Request, visit: Visiting, scoring_id: str, item_id: str) -> Response:
    """One row as it stands: for htmx the row, for a plain browser its place on the page."""
    with visit.open() as desk:
        view = fast_entry.open_sheet(desk, scoring_id)
        today = desk.today
    row = next((one for one in _rows(view, {}, {}) if one.item.id == item_id), None)
    if row is None:
        raise NotFound
    if not wants_block(request):
        return see_other(request, f"{path_for('sheet', scoring_id=scoring_id)}#item-{item_id}")
    return page(request, "fast_entry/one_row.html", {"view": view, "row": row, "today": today})


def _typed(posted: Posted, item_id: str) -> Typed:
    """What was typed for an item. Raises Invalid where its version cannot be read."""
    version = first(posted, f"keep-{item_id}") or first(posted, f"version-{item_id}")
    if not _VERSION.fullmatch(version):
        raise Invalid({"mark": NOT_THIS_PAGE})
    asked = f"impact-{item_id}" in posted
    evidence, unread = posted_fields(posted, item_id).evidence() if asked else (None, {})
    return Typed(first(posted, f"mark-{item_id}"), first(posted, f"note-{item_id}"), evidence, int(version), unread)


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
    """What stands beside a row that was not saved, or not all of it. Nothing typed is touched: only these words are swapped."""
    if not wants_block(request):
        raise error
    with visit.open() as desk:
        about = parts.about(desk, scoring_id)
    version = str(saved.kept.version) if saved else first(posted, f"version-{item_id}")
    context = {
        "saved": saved,
        "row": saved_row(saved) if saved else None,
        "item_id": item_id,
        "about": about,
        "version": version if _VERSION.fullmatch(version) else 0,
        "errors": error.fields if isinstance(error, Invalid) else {},
        "conflict": error if isinstance(error, AnswerConflict) else None,
    }
    return page(request, "fast_entry/not_saved.html", context, status=_CONFLICT if context["conflict"] else _INVALID)


def _page(
    request: Request,
    visit: Visit,
    scoring_id: str,
    posted: Posted,
    rejected: Mapping[str, Invalid | AnswerConflict],
) -> Response:
    with visit.open() as desk:
        view = fast_entry.open_sheet(desk, scoring_id)
        today = desk.today
    saved_at = max((one.at for one in view.answers.values() if one.at), default=None)
    context = {
        "view": view,
        "rows": list(_rows(view, posted, rejected)),
        "marks": marks_of(view.instrument),
        "form": SheetForm(_by_field(rejected)),
        "saved_at": saved_at,
        "today": today,
    }
    only_conflicts = all(isinstance(one, AnswerConflict) for one in rejected.values())
    status = (_CONFLICT if only_conflicts else _INVALID) if rejected else 200
    return page(request, "fast_entry/sheet.html", context, status=status)


def _rows(view: ScoringView, posted: Posted, rejected: Mapping[str, Invalid | AnswerConflict]) -> Iterator[Row]:
    area = ""
    for line in view.parts:
        if line.sub_area.id in view.scoring.exclusions:
            continue
        for number, item in enumerate(line.items):
            error = rejected.get(item.id)
            row = _rejected(view, item, posted, error) if error else _standing(view, item)
            head = line.area.name if line.area.name != area else ""
            area = line.area.name
            yield replace(row, area=head, part="" if number else line.sub_area.name, asks_basis=item in line.unbased)


def _standing(view: ScoringView, item: Item) -> Row:
    kept = view.answers.get(item.id, Kept())
    mark = mark_for(view.instrument, kept.given.answer)
    return Row(item, mark, kept.given.note, fields_of(kept.given.evidence), kept.version, kept)


def _rejected(view: ScoringView, item: Item, posted: Posted, error: Invalid | AnswerConflict) -> Row:
    """An item that could not be kept, as it was typed and on the version it was typed on."""
    kept = view.answers.get(item.id, Kept())
    mark, note, version = (showable(first(posted, f"{name}-{item.id}")) for name in ("mark", "note", "version"))
    on = int(version) if _VERSION.fullmatch(version) else kept.version
    row = Row(item, mark, note, shown_fields(posted, item.id), on, kept)
    if isinstance(error, KeptInPart):
        row = replace(row, version=error.kept.version, in_part=True)
    if isinstance(error, AnswerConflict):
        return replace(row, conflict=error)
    return replace(row, errors={_AT_THE_MARK.get(name, name): said for name, said in error.fields.items()})


def _by_field(rejected: Mapping[str, Invalid | AnswerConflict]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item_id, error in rejected.items():
        if isinstance(error, AnswerConflict):
            found[f"conflict-{item_id}"] = f"{item_id}: {error.sentence}"
        else:
            found |= {
                f"{_AT_THE_MARK.get(name, name)}-{item_id}": f"{item_id}: {said}" for name, said in error.fields.items()
            }
    return found
