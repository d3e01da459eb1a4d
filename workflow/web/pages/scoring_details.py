"""What a scoring rests on: its window and conditions, its visits, and what is left out of it and why."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field, create_model

from workflow.rules.errors import Invalid
from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON
from workflow.services import scoring_details, scorings, shared_visits
from workflow.services.desk import Desk
from workflow.services.scoring_details import Details, NewVisit
from workflow.services.scorings import ScoringView
from workflow.services.shared_visits import SeenThere
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Day, Fields, Line, OpaqueId, Tick, one_line, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.versions import NO_VERSION, Version

router = APIRouter(prefix="/scorings/{scoring_id}")
_READ = [Requires(Permission.SCORING_READ)]
_ANSWER = [Requires(Permission.SCORING_ANSWER)]

DONE = {
    "details": "The details are changed.",
    "band": "The details are changed, and with them the age at which this is scored. Read the grades again: the words beside them are others now.",
    "cleared": "The details are changed. Some items are not asked any more; their answers were taken back and stay in their history.",
    "visit": "The visit is added.",
    "visit-corrected": "The visit is corrected.",
    "visit-taken-in": "The visit counts for this scoring too.",
    "visit-removed": "The visit is removed from this scoring.",
    "reasons": "The reasons are saved.",
}
"""What the page says after something was done, by the word in its address."""


class DetailsForm(Fields):
    """The observation window, and what is true of the child."""

    version: Version = NO_VERSION
    window_start: Day = Field(title="the first day")
    window_end: Day = Field(title="the last day")
    conditions: list[Line] = Field([], title="what is true of the child")
    long_window_meant: Tick = Field(False, title="whether a long window is meant")


class VisitForm(Fields):
    """One visit: when, where, who was seen."""

    on: Day = Field(title="the day of the visit")
    announced: Literal["announced", "unannounced"] = Field(title="whether the visit was announced")
    place: Line = Field("", title="the place")
    seen: Annotated[str, one_line(200)] = Field("", title="who was seen")
    child_seen: Tick = Field(False, title="whether the child was seen")
    child_seen_alone: Tick = Field(False, title="whether the child was seen alone")
    also: list[OpaqueId] = Field([], title="the other scorings")
    also_seen: list[OpaqueId] = Field([], title="the other children who were seen")
    also_alone: list[OpaqueId] = Field([], title="the other children who were seen alone")


class ReasonsForm(Fields):
    """Why a part is left out, or why nothing in an area could be graded; a field `reason_…` each is added to it."""

    version: Version = NO_VERSION


@router.get("/details", name="scoring_details", dependencies=_READ)
def details(request: Request, visit: Visiting, scoring_id: str, done: str = "") -> Response:
    """The window, the conditions, the visits and the reasons, to read or to correct."""
    return _page(request, visit, scoring_id, {}, DONE.get(done, ""))


@router.post("/details/window", name="correct_scoring", dependencies=_ANSWER)
def correct(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Correct the window and the conditions."""
    form = Form(DetailsForm, posted)
    with form, visit.open() as desk:
        value = form.value
        new = Details(value.window_start, value.window_end, tuple(value.conditions), value.long_window_meant)
        corrected = scoring_details.correct(desk, scoring_id, new, value.version)
    if form.errors:
        return _page(request, visit, scoring_id, {"details": form})
    done = "cleared" if corrected.cleared else "band" if corrected.band_changed else "details"
    return _done(request, scoring_id, done)


@router.post("/visits", name="add_visit", dependencies=_ANSWER)
def add_visit(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Add a visit."""
    form = Form(VisitForm, posted)
    with form, visit.open() as desk:
        value = form.value
        announced = value.announced == "announced"
        new = NewVisit(value.on, announced, value.place, value.seen, value.child_seen, value.child_seen_alone)
        shared_visits.add(desk, scoring_id, new, SeenThere(value.also, value.also_seen, value.also_alone))
    if form.errors:
        return _page(request, visit, scoring_id, {"visit": form})
    return _done(request, scoring_id, "visit", "visits")


@router.post("/visits/{visit_id}/remove", name="remove_visit", dependencies=_ANSWER)
def remove_visit(request: Request, visit: Visiting, scoring_id: str, visit_id: str) -> Response:
    """Take out a visit that was recorded by mistake."""
    with visit.open() as desk:
        scoring_details.remove_visit(desk, scoring_id, visit_id)
    return _done(request, scoring_id, "visit-removed", "visits")


@router.post("/reasons", name="save_reasons", dependencies=_ANSWER)
def save_reasons(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Keep why parts are left out and why areas have no grade; an emptied reason is taken back."""
    with visit.open() as desk:
        view = scorings.open_scoring(desk, scoring_id, "details")
    form = Form(_reasons_form(view), posted)
    with form, visit.open() as desk:
        _say_why(desk, view, form.value.model_dump())
    if form.errors:
        return _page(request, visit, scoring_id, {"reasons": form})
    return _done(request, scoring_id, "reasons", "reasons")


def _say_why(desk: Desk, view: ScoringView, value: Mapping[str, Any]) -> None:
    """One change after another on top of the version of the page, all of them or none."""
    version = value["version"]
    for key, _ in _excludable(view):
        with _at_field(key):
            version = scoring_details.exclude(desk, view.scoring.id, key, value[f"reason_{key}"], version).version
    for key, _ in _ungraded(view):
        with _at_field(key):
            version = scoring_details.give_reason(desk, view.scoring.id, key, value[f"reason_{key}"], version).version


class _at_field:  # noqa: N801  # reads as a word in a with statement
    """Moves what the service says about a reason to the field it was typed in."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Invalid):
            raise Invalid({f"reason_{self.key}": error.sentence}) from error


def _excludable(view: ScoringView) -> list[tuple[str, str]]:
    """The sub-areas that this instrument lets be left out: id and name."""
    return [(line.sub_area.id, line.sub_area.name) for line in view.parts if line.sub_area.may_exclude]


def _ungraded(view: ScoringView) -> list[tuple[str, str]]:
    """The areas in which something is asked and nothing has a grade: id and name."""
    graded = {item_id for item_id, kept in view.answers.items() if kept.given.grade is not None}
    areas = {line.area.id: line.area.name for line in view.parts}
    has_grade = {line.area.id for line in view.parts for item in line.items if item.id in graded}
    return [(key, name) for key, name in areas.items() if key not in has_grade]


def _reasons_form(view: ScoringView) -> type[ReasonsForm]:
    fields: dict[str, Any] = {
        f"reason_{key}": (Annotated[str, plain_text(LONGEST_REASON)], Field("", title=f"the reason for {name}"))
        for key, name in (*_excludable(view), *_ungraded(view))
    }
    return create_model("ReasonsForm", __base__=ReasonsForm, **fields)


def _page(
    request: Request, visit: Visiting, scoring_id: str, failed: Mapping[str, Form[Any]], done: str = ""
) -> Response:
    """The page with the form that failed as it was typed, and the others as they stand."""
    with visit.open() as desk:
        view = scorings.open_scoring(desk, scoring_id, "details")
        shared = shared_visits.shared(desk, view.scoring, view.visits)
    scoring = view.scoring
    reasons = {f"reason_{key}": words for key, words in {**scoring.exclusions, **scoring.missing_reasons}.items()}
    fresh = {
        "details": Form(
            DetailsForm,
            window_start=scoring.window_start,
            window_end=scoring.window_end,
            conditions=scoring.conditions,
        ),
        "visit": Form(VisitForm),
        "reasons": Form(_reasons_form(view), **reasons),
    }
    context = {
        "view": view,
        "shared": shared,
        "all_forms": {**fresh, **failed},
        "excludable": _excludable(view),
        "ungraded": _ungraded(view),
        "form": next(iter(failed.values()), None),
        "done": done,
    }
    return page(request, "scorings/details.html", context)


def _done(request: Request, scoring_id: str, done: str, place: str = "") -> Response:
    url = path_for("scoring_details", scoring_id=scoring_id, done=done)
    return see_other(request, f"{url}#{place}" if place else url)
