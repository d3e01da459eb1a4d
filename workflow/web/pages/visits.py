"""Correcting a visit of a scoring, and letting the scoring rest on one that was recorded elsewhere."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.errors import WENT_ON, Conflict
from workflow.rules.roles import Permission
from workflow.services import shared_visits
from workflow.services.scoring_details import NewVisit
from workflow.services.shared_visits import VisitView
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Day, Fields, Line, Tick, one_line
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.scoring_places import answering_url
from workflow.web.versions import NO_VERSION, Version

router = APIRouter(prefix="/scorings/{scoring_id}/visits/{visit_id}")
_READ = [Requires(Permission.SCORING_READ)]
_ANSWER = [Requires(Permission.SCORING_ANSWER)]


class CorrectForm(Fields):
    """A visit as it was: when, where, who was seen."""

    version: Version = NO_VERSION
    on: Day = Field(title="the day of the visit")
    announced: Literal["announced", "unannounced"] = Field(title="whether the visit was announced")
    place: Line = Field("", title="the place")
    seen: Annotated[str, one_line(200)] = Field("", title="who was seen")
    child_seen: Tick = Field(False, title="whether the child was seen")
    child_seen_alone: Tick = Field(False, title="whether the child was seen alone")


class SeenForm(Fields):
    """Whether the child of a scoring was seen at a visit that was recorded elsewhere."""

    child: Literal["alone", "seen", "no"] = Field(title="whether the child was seen")


@router.get("", name="visit", dependencies=_READ)
def visit_form(request: Request, visit: Visiting, scoring_id: str, visit_id: str) -> Response:
    """A visit as it stands, to read or to correct."""
    with visit.open() as desk:
        view = shared_visits.open_visit(desk, scoring_id, visit_id)
    return page(request, "scorings/correct_visit.html", _context(view, _correct_form(view)))


@router.post("", name="correct_visit", dependencies=_ANSWER)
def correct(request: Request, visit: Visiting, scoring_id: str, visit_id: str, posted: PostedForm) -> Response:
    """Correct the visit for every scoring that rests on it."""
    form = Form(CorrectForm, posted)
    with form, visit.open() as desk:
        value = form.value
        announced = value.announced == "announced"
        new = NewVisit(value.on, announced, value.place, value.seen, value.child_seen, value.child_seen_alone)
        shared_visits.correct(desk, scoring_id, visit_id, new, value.version)
    if form.errors:
        with visit.open() as desk:
            view = shared_visits.open_visit(desk, scoring_id, visit_id)
        return page(request, "scorings/correct_visit.html", _context(view, form))
    return _done(request, scoring_id, "visit-corrected")


@router.get("/take-in", name="visit_elsewhere", dependencies=_READ)
def take_in_form(request: Request, visit: Visiting, scoring_id: str, visit_id: str) -> Response:
    """A visit of another scoring, and the question whether it counts here too."""
    with visit.open() as desk:
        view = shared_visits.open_visit(desk, scoring_id, visit_id)
    return page(request, "scorings/take_visit_in.html", _context(view, Form(SeenForm)))


@router.post("/take-in", name="take_visit_in", dependencies=_ANSWER)
def take_in(request: Request, visit: Visiting, scoring_id: str, visit_id: str, posted: PostedForm) -> Response:
    """Let the scoring rest on the visit too."""
    form = Form(SeenForm, posted)
    with form, visit.open() as desk:
        seen = form.value.child
        shared_visits.take_in(desk, scoring_id, visit_id, child_seen=seen != "no", alone=seen == "alone")
    if form.errors:
        with visit.open() as desk:
            view = shared_visits.open_visit(desk, scoring_id, visit_id)
        if view.locked or not view.elsewhere:  # the page has no form any more, so there is nothing to put right on it
            raise Conflict(WENT_ON)
        return page(request, "scorings/take_visit_in.html", _context(view, form))
    return _done(request, scoring_id, "visit-taken-in")


def _context(view: VisitView, form: Form[Any]) -> dict[str, Any]:
    instrument = view.instrument
    places = [
        (i.id, answering_url(view.scoring.id, instrument, instrument.parents(i.id)[1], i.id)) for i in view.resting
    ]
    return {"view": view, "scoring": view.scoring, "form": form, "rests_at": places}


def _correct_form(view: VisitView) -> Form[CorrectForm]:
    standing = view.visit
    return Form(
        CorrectForm,
        version=view.scoring.version,
        on=standing.on,
        announced="announced" if standing.announced else "unannounced",
        place=standing.place,
        seen=standing.seen,
        child_seen=standing.child_seen,
        child_seen_alone=standing.child_seen_alone,
    )


def _done(request: Request, scoring_id: str, done: str) -> Response:
    return see_other(request, f"{path_for('scoring_details', scoring_id=scoring_id, done=done)}#visits")
