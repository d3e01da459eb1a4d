"""Who grades a scoring together with its scorer."""

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.errors import Blocked
from workflow.rules.roles import Permission
from workflow.services import co_scorers
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Fields, OpaqueId
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other

router = APIRouter(prefix="/scorings/{scoring_id}/together")
_ANSWER = [Requires(Permission.SCORING_ANSWER)]

DONE = {
    "added": "Your colleague can grade this scoring with you now. It is among what waits for them.",
    "removed": "Your colleague grades this scoring no longer. What they wrote stays, with their name.",
}
"""What the page says after something was done, by the word in its address."""


class PersonForm(Fields):
    """Whom to score together with."""

    person: OpaqueId = Field(title="a colleague")

    messages = {("person", "missing"): "Choose a colleague."}  # noqa: RUF012


@router.get("", name="together", dependencies=[Requires(Permission.SCORING_READ)])
def together(request: Request, visit: Visiting, scoring_id: str, done: str = "") -> Response:
    """Who grades it, and who else could."""
    return _page(request, visit, scoring_id, Form(PersonForm), DONE.get(done, ""))


@router.post("", name="add_co_scorer", dependencies=_ANSWER)
def add(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Let a colleague grade it too."""
    form = Form(PersonForm, posted)
    with form, visit.open() as desk:
        co_scorers.add(desk, scoring_id, form.value.person)
    if form.errors:
        return _page(request, visit, scoring_id, form)
    return see_other(request, path_for("together", scoring_id=scoring_id, done="added"))


@router.post("/{person_id}/remove", name="remove_co_scorer", dependencies=_ANSWER)
def remove(request: Request, visit: Visiting, scoring_id: str, person_id: str) -> Response:
    """Let a colleague grade it no longer."""
    with visit.open() as desk:
        co_scorers.remove(desk, scoring_id, person_id)
    return see_other(request, path_for("together", scoring_id=scoring_id, done="removed"))


def _page(request: Request, visit: Visiting, scoring_id: str, form: Form[PersonForm], done: str = "") -> Response:
    with visit.open() as desk:
        shown = co_scorers.open_together(desk, scoring_id)
    if form.errors and (shown.locked or not shown.others):  # the page has no form then
        raise Blocked(shown.locked or "There is nobody whom you could score together with. Open the page again.")
    return page(request, "scorings/together.html", {"shown": shown, "view": shown.view, "form": form, "done": done})
