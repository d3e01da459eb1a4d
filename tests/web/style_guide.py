"""Every component on one page, for tests and for looking at; never part of the application."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import Field

from gcp.grades import Change, Grade, Scale
from workflow.models import ScoringStatus
from workflow.rules.access import Actor, RoleGrant
from workflow.web.dependencies import Public
from workflow.web.fields import Day, Fields, Line, PlainText, Tick
from workflow.web.forms import Form
from workflow.web.navigation import Action, Obstacle
from workflow.web.rendering import environment

NAMES = ("All needs met", "Needs met", "Needs met some of the time", "Needs often not met", "Needs not met")
DESCRIPTORS = {
    1: "Meals are planned around what is good for this child: fruit or vegetables every day, little that is fried or sugary, "
    "new foods offered again when refused. The child can say what they like and has a hand in choosing.",
    2: "Most days hold a proper meal with some fruit or vegetables; snacks and takeaways happen but are not the pattern.",
    3: "Filling food comes before good food: the same few processed meals, fruit now and then. The carer knows it could be "
    "better and manages it for a while after a reminder, then it slips.",
    4: "Meals are mostly crisps, sweets, chips or whatever is quickest, although something better could be had for the same "
    "money. The child is often tired or constipated, or fills up at school; advice has not changed what is on the plate.",
    5: "What the child eats is not thought about. They live on what they find or are given by others.",
}


class Visit(Fields):
    name: Line = Field(title="the child's name")
    born: Day = Field(title="the date of birth")
    kind: Literal["home", "school"] = Field(title="where the visit was")
    seen: list[Literal["child", "carer"]] = Field(title="who was seen", min_length=1)
    carer: Literal["marek", "ana"] = Field(title="the carer")
    note: PlainText = Field("", title="the note")
    announced: Tick = False


def scale(*values: int) -> Scale:
    names = NAMES if len(values) == len(NAMES) else [""] * len(values)
    return Scale(tuple(Grade(value, name) for value, name in zip(values, names, strict=True)))


def render(form: Form, actor: Actor | None, request: Request | None = None) -> str:
    source = (Path(__file__).parent / "style_guide.html").read_text()
    context = {
        "request": request,
        "actor": actor,
        "navigation": (),
        "demo": True,
        "practising": False,
        "here": "/families",
        "form": form,
        "scales": [scale(1, 2, 3, 4, 5), scale(5, 10, 15, 20), scale(*range(10, -1, -1)), scale(1, 2)],
        "changes": list(Change),
        "statuses": list(ScoringStatus),
        "now": datetime(2026, 3, 20, 14, 32, tzinfo=UTC),
        "descriptors": DESCRIPTORS,
        "offered": [
            Action("Sign and send to your supervisor", "/send", weight="primary", fields={"version": "3"}),
            Action("Add a visit", "/visits/new", method="get"),
            Action(
                "Sign off",
                "/sign-off",
                obstacles=(
                    Obstacle("2 items graded 4 have no basis yet. Add what was seen or said.", "/scoring"),
                    Obstacle("No visit is recorded. Add at least one."),
                ),
            ),
        ],
    }
    return environment().from_string(source).render(context)


ACTOR = Actor("p1", "Practitioner Example", "t1", (RoleGrant("practitioner", "t1"),), job="Health visitor")
router = APIRouter(dependencies=[Public()])


@router.get("/style-guide")
def fresh(request: Request) -> Response:
    return HTMLResponse(render(Form(Visit), ACTOR, request))


@router.get("/style-guide/wrong")
def wrong(request: Request) -> Response:
    posted = {"name": [""], "born-day": ["31"], "born-month": ["2"], "born-year": ["2020"], "note": ["x" * 10_001]}
    return HTMLResponse(render(Form(Visit, posted), ACTOR, request))
