"""The start page, the list of families, adding one, and the page of one."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.access import Actor
from workflow.rules.roles import BY_KEY, Permission
from workflow.services import families, notices
from workflow.services.families import FamilyView, NewFamily, Work
from workflow.web.dependencies import Requires, SignedIn, Visiting
from workflow.web.fields import Fields, one_line
from workflow.web.forms import Form
from workflow.web.navigation import Action, Obstacle, looked_after
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other

router = APIRouter()
_LIST = [Requires(Permission.FAMILY_LIST)]
_CREATE = [Requires(Permission.FAMILY_CREATE)]
_READ = [Requires(Permission.FAMILY_READ)]
_EDIT = [Requires(Permission.FAMILY_EDIT)]

DONE = {
    "family-added": "The family is added, and you are its lead practitioner. Add the children next.",
    "family-renamed": "The name of the family is changed.",
    "child-added": "The child is added.",
    "child-changed": "The child's details are changed.",
    "adult-added": "The adult is added.",
    "adult-changed": "The adult's details are changed.",
    "home-added": "The home is added.",
    "home-changed": "Who lives there is changed.",
    "care-changed": "Who cares for the child is changed.",
    "practising": "Your practice family is ready. Start a scoring of any child; clear it whenever you want to begin again.",
    "involved": "They are involved now and can open the family from that day on.",
    "record-asked": "Those who answer for the records are asked, and nothing is saved. You find the answer on your start page.",
    "record-asked-lead": "The lead practitioner is asked, and nothing is saved. You find the answer on your start page.",
    "record-asked-supervisors": "Nobody leads the work there now. The supervisors of those involved are asked, and nothing is saved. You find the answer on your start page.",
    "record-asked-quality": "Nobody leads the work there now. The quality leads are asked, and nothing is saved. You find the answer on your start page.",
    "record-asked-nobody": "Nobody there can read it now, so ring the team. Your question waits for whoever comes next. Nothing is saved.",
    "lead-offered": "They are asked. Until they accept, the lead stays where it is.",
    "lead-taken": "You lead now. The lead practitioner before can open the family until the end of today.",
    "case-closed": "The work is closed. The record stays, and can be opened again.",
    "case-reopened": "The work is open again, on the same record. Involve whoever is needed.",
    "records-merged": "The two are one record now. Everybody involved is told, and they can be taken apart again.",
    "involvement-ended": "The end of the involvement is set.",
}
"""What the family page says after something was done, by the word in its address."""


class FamilyForm(Fields):
    """How a family is called, and why the person who adds it is involved."""

    name: Annotated[str, one_line(80)] = Field(title="the name you use for the family")
    reason: Annotated[str, one_line(200)] = Field("", title="why you are involved")


class NameForm(Fields):
    """How a family is called."""

    name: Annotated[str, one_line(80)] = Field(title="the name you use for the family")


@router.get("/", name="home", dependencies=[SignedIn()])
def home(request: Request, visit: Visiting) -> Response:
    """What waits for the person, and their families; for those whose work is not with families, what it is."""
    with visit.open() as desk:
        work = families.my_work(desk)
        told = notices.of(desk)
        who, today = desk.who, desk.today
    roles = [BY_KEY[grant.role] for grant in who.grants if grant.role in BY_KEY]
    context = {"work": work, "notices": told, "today": today, "roles": roles, "begins": _begins(who, work)}
    return page(request, "families/home.html", {**context, **_offers(who)})


@router.get("/families", name="families", dependencies=_LIST)
def every_family(request: Request, visit: Visiting, number: int = 1) -> Response:
    """Every family the person sees, page by page."""
    with visit.open() as desk:
        found = families.page_of_mine(desk, number)
        practice = families.page_of_mine(desk, practice=True).families
        who, today = desk.who, desk.today
    context = {"found": found, "today": today, "practice": practice, "begins": None, **_offers(who)}
    return page(request, "families/families.html", context)


@router.get("/families/new", name="new_family", dependencies=_CREATE)
def new_family(request: Request, visit: Visiting) -> Response:
    """The form for a family."""
    with visit.open():
        pass
    return page(request, "families/new.html", {"form": Form(FamilyForm)})


@router.post("/families/new", name="add_family", dependencies=_CREATE)
def add_family(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    """Add the family and go to its page."""
    form = Form(FamilyForm, posted)
    with form, visit.open() as desk:
        family = families.create(desk, NewFamily(form.value.name, form.value.reason))
    if form.errors:
        return page(request, "families/new.html", {"form": form})
    return see_other(request, path_for("family", family_id=family.id, done="family-added"))


@router.get("/families/{family_id}", name="family", dependencies=_READ)
def family(request: Request, visit: Visiting, family_id: str, done: str = "") -> Response:
    """Who lives where, who cares for whom, the scorings so far, and who is involved."""
    with visit.open() as desk:
        view = families.open_family(desk, family_id)
    context = {"family": view, "today": view.today, "start": _start(view), "done": DONE.get(done, "")}
    return page(request, "families/family.html", context)


@router.get("/families/{family_id}/edit", name="edit_family", dependencies=_EDIT)
def edit_family(request: Request, visit: Visiting, family_id: str) -> Response:
    """The form for the family's name."""
    with visit.open() as desk:
        view = families.family_to_edit(desk, family_id)
    return page(request, "families/edit.html", {"form": Form(NameForm, name=view.name), "family": view})


@router.post("/families/{family_id}/edit", name="rename_family", dependencies=_EDIT)
def rename_family(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Change the family's name."""
    form = Form(NameForm, posted)
    with form, visit.open() as desk:
        families.rename(desk, family_id, form.value.name)
    if form.errors:
        with visit.open() as desk:
            view = families.family_to_edit(desk, family_id)
        return page(request, "families/edit.html", {"form": form, "family": view})
    return see_other(request, path_for("family", family_id=family_id, done="family-renamed"))


def _offers(who: Actor) -> dict[str, Any]:
    add = Action("Add a family", path_for("new_family"), method="get")
    return {
        "looked_after": looked_after(who),
        "keeps": who.may(Permission.RECORD_KEEPING),
        "creates": who.may(Permission.FAMILY_CREATE),
        "opens_in_emergency": who.may(Permission.EMERGENCY_OPEN),
        "issues": who.may(Permission.REPORT_ISSUE),
        "add_family": add,
    }


def _begins(who: Actor, work: Work | None) -> Action | None:
    """Beginning to practise, for those who score and have no practice family yet."""
    if work is None or work.practises or not who.may(Permission.SCORING_START):
        return None
    return Action("Practise with an invented family", path_for("begin_practising"))


def _start(view: FamilyView) -> Action | None:
    """Starting a scoring, with what stands in the way and where it is mended."""
    if not view.may_start:
        return None
    mended = path_for("case", family_id=view.id) if view.closed_on and view.may_close else ""
    if view.may_edit and view.cannot_start and not view.closed_on:
        child = next(iter(view.children), None)
        mended = (
            path_for("care", family_id=view.id, child_id=child.id)
            if child and view.adults
            else path_for("new_adult" if child else "new_child", family_id=view.id)
        )
    obstacles = (Obstacle(view.cannot_start, mended),) if view.cannot_start else ()
    url = path_for("start_scoring", family_id=view.id)
    return Action("Start a scoring", url, method="get", weight="primary", obstacles=obstacles)
