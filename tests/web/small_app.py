"""A few routes of the plainest kind, to test what stands before and behind every page without leaning on any page."""

from functools import cache
from typing import Annotated

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, DictLoader
from pydantic import Field

from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound, Refused, Unavailable
from workflow.rules.roles import Permission
from workflow.services.desk import Practice
from workflow.web.app import bare_app, page_routers
from workflow.web.dependencies import Public, Requires, SignedIn, Visiting
from workflow.web.fields import Fields, Line, PlainText
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import environment, learn_paths, page, path_for, see_other

TEMPLATES = {
    "small/note.html": """{% extends "layouts/base.html" %}
{% block title %}A note{% endblock %}
{% block content %}<h1>A note</h1>
{% block note_form %}<form action="{{ path_for('small_note') }}" method="post" id="note-form">
{{ forms.text_input(form, "name", "Name") }}{{ forms.textarea(form, "note", "Note") }}{{ forms.button("Save") }}
</form>{% endblock %}{% endblock %}""",
    "small/plain.html": """{% extends "layouts/base.html" %}
{% block title %}{{ heading }}{% endblock %}
{% block content %}<h1>{{ heading }}</h1>{% block part %}<p id="part">{{ words }}</p>{% endblock %}{% endblock %}""",
}
SECRET_WORDS = "the words that somebody typed"

public = APIRouter(dependencies=[Public()])
guarded = APIRouter(dependencies=[Requires(Permission.FAMILY_LIST)])
undeclared = APIRouter()


class Note(Fields):
    name: Line = Field(title="the name")
    note: PlainText = Field("", title="the note")


@public.get("/small/plain", name="small_plain")
def plain(request: Request, words: str = "Some words") -> Response:
    return page(request, "small/plain.html", {"heading": "Plain", "words": words}, "part")


@public.get("/small/numbered/{number}")
def numbered(request: Request, number: int, of: Annotated[int, Query()] = 1) -> Response:
    return page(request, "small/plain.html", {"heading": "Numbered", "words": f"{number} of {of}"})


@public.get("/small/families/{family_id}/scorings/{scoring_id}", name="small_scoring")
def scoring(family_id: str, scoring_id: str) -> Response:
    return HTMLResponse(f"{family_id} {scoring_id}")


@guarded.get("/small/note", name="small_note_form")
def note_form(request: Request, visit: Visiting) -> Response:
    with visit.open():
        pass
    return page(request, "small/note.html", {"form": Form(Note, name="Hana")}, "note_form")


@guarded.post("/small/note", name="small_note")
def save_note(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    form = Form(Note, posted)
    with form, visit.open():
        if form.value.name == "Nobody":
            raise Invalid({"name": "Choose another name."})
        if form.value.name == "Elsewhere":
            raise Invalid({"family": "That family has closed."})
    if form.errors:
        return page(request, "small/note.html", {"form": form}, "note_form")
    return see_other(request, path_for("small_plain"))


@guarded.post("/small/fails/{how}")
def fails(how: str, visit: Visiting, posted: PostedForm) -> Response:
    with visit.open():
        raise FAILURES[how]


@public.get("/small/breaks")
def breaks() -> Response:
    raise ValueError(SECRET_WORDS)


@guarded.get("/small/forgetful")
def forgets_the_desk() -> Response:
    return HTMLResponse("A child's name")


@undeclared.get("/small/undeclared")
def declares_nothing() -> Response:
    return HTMLResponse("A child's name")


@guarded.get("/small/both", dependencies=[Requires(Permission.PEOPLE_ADMINISTER)])
def needs_both(request: Request, visit: Visiting) -> Response:
    with visit.open():
        pass
    return page(request, "small/plain.html", {"heading": "Both", "words": ""})


@guarded.get("/small/confused", dependencies=[Public()])
def public_under_a_guard(request: Request, visit: Visiting) -> Response:
    with visit.open():
        pass
    return page(request, "small/plain.html", {"heading": "Guarded all the same", "words": ""})


@public.get("/small/anybody", dependencies=[SignedIn()])
def anybody_signed_in(request: Request, visit: Visiting) -> Response:
    with visit.open() as desk:
        name = desk.who.name
    return page(request, "small/plain.html", {"heading": "You", "words": name})


FAILURES = {
    "not-found": NotFound(),
    "refused": Refused(Permission.FAMILY_READ, "f1"),
    "invalid": Invalid({"name": "Choose another name."}),
    "blocked": Blocked("No visit is recorded. Add one."),
    "conflict": Conflict("Somebody graded this 3 a minute ago; you chose 4.", 3, 4),
    "unavailable": Unavailable("The database is busy. Try again in a minute."),
    "unexpected": ValueError(SECRET_WORDS),
}


def make(practice: Practice) -> FastAPI:
    """The application with these routes and their templates."""
    loader = environment().loader
    if not isinstance(loader, ChoiceLoader):
        environment().loader = ChoiceLoader([loader, DictLoader(TEMPLATES)])
    app = bare_app(practice)
    for router in (public, guarded, undeclared):
        app.include_router(router)
    learn_paths(app)
    _learn_the_real_ones()
    return app


@cache
def _learn_the_real_ones() -> None:
    """The layout leads to pages that are not here; once a process, so that it does not matter which test came before."""
    app = FastAPI()
    for router in page_routers():
        app.include_router(router)
    learn_paths(app)
