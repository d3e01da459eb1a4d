"""Typing in a sheet that was filled in by hand: every item on one page, a mark, what it rests on, and a note."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from fastapi import APIRouter, Request, Response

from gcp.instrument import Item
from workflow.rules.errors import NOT_THIS_PAGE, Invalid
from workflow.rules.evidence import BasisKind
from workflow.rules.marks import mark_for, marks_of
from workflow.rules.roles import Permission
from workflow.services import fast_entry
from workflow.services.answers import AnswerConflict, Kept
from workflow.services.fast_entry import Typed
from workflow.services.scorings import ScoringView
from workflow.web.dependencies import Requires, Visiting
from workflow.web.filters import short_day
from workflow.web.forms import showable
from workflow.web.posted import Posted, PostedForm, first
from workflow.web.rendering import page, path_for, see_other

router = APIRouter(prefix="/scorings/{scoring_id}")
_VERSION = re.compile(r"\d{1,9}")
_CONFLICT, _INVALID = 409, 422
_FIELDS = {"mark": "mark", "rests": "rests", "note": "note", "answer": "mark", "item": "mark"}
"""The field of the page at which each sentence of the service is mended."""


@dataclass(frozen=True)
class Row:
    """One item to type in: what stands or was typed, the version it rests on, and what is wrong. `area` and `part` head the first of each."""

    item: Item
    mark: str
    rests_on: str
    note: str
    version: int
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: AnswerConflict | None = None
    area: str = ""
    part: str = ""


@dataclass(frozen=True)
class SheetForm:
    """What the layout asks of a form: its errors by the id of a field, and the lines of the summary."""

    errors: Mapping[str, str] = field(default_factory=dict)

    def summary(self) -> list[dict[str, str]]:
        """Each error with a link to its field."""
        return [{"text": sentence, "href": f"#{name}"} for name, sentence in self.errors.items()]


@router.get("/sheet", name="sheet", dependencies=[Requires(Permission.SCORING_ANSWER)])
def sheet(request: Request, visit: Visiting, scoring_id: str) -> Response:
    """Every item with an empty place for a mark, or with what stands."""
    with visit.open() as desk:
        view = fast_entry.open_sheet(desk, scoring_id)
    return _page(request, view, {}, {})


@router.post("/sheet", name="save_sheet", dependencies=[Requires(Permission.SCORING_ANSWER)])
def save_sheet(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Keep the sheet; what could not be kept is shown again as it was typed, and the rest is kept."""
    typed, unread = _typed(posted)
    with visit.open() as desk:
        rejected = {**fast_entry.save_sheet(desk, scoring_id, typed), **unread}
    if not rejected:
        return see_other(request, path_for("scoring", scoring_id=scoring_id, done="typed-in"))
    with visit.open() as desk:
        view = fast_entry.open_sheet(desk, scoring_id)
    return _page(request, view, posted, rejected)


def _typed(posted: Posted) -> tuple[dict[str, Typed], dict[str, Invalid | AnswerConflict]]:
    """What was typed for each item, and the items whose version cannot be read."""
    found: dict[str, Typed] = {}
    unread: dict[str, Invalid | AnswerConflict] = {}
    for name in posted:
        if name.startswith("version-") and showable(name) == name:
            item_id = name.removeprefix("version-")
            mark, note, rests_on, version = (
                first(posted, f"{field}-{item_id}") for field in ("mark", "note", "rests", "version")
            )
            if _VERSION.fullmatch(version):
                found[item_id] = Typed(mark, note, rests_on, int(version))
            else:
                unread[item_id] = Invalid({"mark": NOT_THIS_PAGE})
    return found, unread


def _page(
    request: Request, view: ScoringView, posted: Posted, rejected: Mapping[str, Invalid | AnswerConflict]
) -> Response:
    rows = list(_rows(view, posted, rejected))
    context = {
        "view": view,
        "rows": rows,
        "marks": marks_of(view.instrument),
        "rests_on": _choices(view),
        "form": SheetForm(_by_field(rejected)),
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
            yield replace(row, area=head, part="" if number else line.sub_area.name)


def _standing(view: ScoringView, item: Item) -> Row:
    kept = view.answers.get(item.id, Kept())
    return Row(item, mark_for(view.instrument, kept.given.answer), "", kept.given.note, kept.version)


def _rejected(view: ScoringView, item: Item, posted: Posted, error: Invalid | AnswerConflict) -> Row:
    """An item that could not be kept, as it was typed. Against another version, saving again is meant: both are on the page."""
    now = view.answers.get(item.id, Kept()).version
    mark, rests, note, version = (
        showable(first(posted, f"{name}-{item.id}")) for name in ("mark", "rests", "note", "version")
    )
    if isinstance(error, AnswerConflict):
        return Row(item, mark, rests, note, now, conflict=error)
    errors = {_FIELDS[name]: sentence for name, sentence in error.fields.items()}
    return Row(item, mark, rests, note, int(version) if _VERSION.fullmatch(version) else now, errors)


def _choices(view: ScoringView) -> list[tuple[str, str]]:
    """What an answer may rest on, as the page offers it."""
    visits = [
        (f"visit:{one.id}", f"Seen {short_day(one.on)}{'' if one.announced else ', unannounced'}")
        for one in view.visits
    ]
    return [*visits, (str(BasisKind.CARER), "Carer said"), (str(BasisKind.CHILD), "Child said")]


def _by_field(rejected: Mapping[str, Invalid | AnswerConflict]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item_id, error in rejected.items():
        if isinstance(error, AnswerConflict):
            found[f"mark-{item_id}"] = f"{item_id}: {error.sentence}"
        else:
            found |= {f"{_FIELDS[name]}-{item_id}": f"{item_id}: {said}" for name, said in error.fields.items()}
    return found
