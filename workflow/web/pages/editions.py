"""The editions of the instruments, for those who look after them: which are in use, whose words they are, and retiring one."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.retiring import NO_REASON
from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON
from workflow.services import editions
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Fields, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other

router = APIRouter(prefix="/editions", dependencies=[Requires(Permission.INSTRUMENT_ADMINISTER)])
DONE = {
    "retired": "The edition is retired. What was begun with it goes on.",
    "back": "The edition is back: scorings can be started with it again.",
}
"""What an edition's page says after something was done, by the word in its address."""


class ReasonForm(Fields):
    """Why an edition is retired or brought back."""

    reason: Annotated[str, plain_text(LONGEST_REASON)] = Field(title="the reason")

    messages = {("reason", "missing"): NO_REASON}  # noqa: RUF012


@router.get("", name="editions")
def listed(request: Request, visit: Visiting) -> Response:
    """Every edition, and how many scorings there are with it."""
    with visit.open() as desk:
        found = editions.list_editions(desk)
    return page(request, "editions/list.html", {"found": found})


@router.get("/{edition}", name="edition")
def one(request: Request, visit: Visiting, edition: str, done: str = "") -> Response:
    """One edition: its licence, what became of it, and what can be done."""
    return _page(request, visit, edition, Form(ReasonForm), DONE.get(done, ""))


@router.post("/{edition}/retire", name="retire_edition")
def retire(request: Request, visit: Visiting, edition: str, posted: PostedForm) -> Response:
    """Retire it, with a reason."""
    form = Form(ReasonForm, posted)
    with form, visit.open() as desk:
        editions.retire(desk, edition, form.value.reason)
    return _after(request, visit, edition, form, "retired")


@router.post("/{edition}/bring-back", name="bring_edition_back")
def bring_back(request: Request, visit: Visiting, edition: str, posted: PostedForm) -> Response:
    """Bring it back, with a reason."""
    form = Form(ReasonForm, posted)
    with form, visit.open() as desk:
        editions.bring_back(desk, edition, form.value.reason)
    return _after(request, visit, edition, form, "back")


def _after(request: Request, visit: Visiting, edition: str, form: Form[ReasonForm], word: str) -> Response:
    if form.errors:
        return _page(request, visit, edition, form)
    return see_other(request, path_for("edition", edition=edition, done=word))


def _page(request: Request, visit: Visiting, edition: str, form: Form[ReasonForm], done: str = "") -> Response:
    with visit.open() as desk:
        view = editions.open_edition(desk, edition)
    return page(request, "editions/one.html", {"view": view, "form": form, "done": done})
