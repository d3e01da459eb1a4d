"""One prompt of a child's progress: its rule, the figures that raise it, what became of it, and setting it aside or bringing it back."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.errors import Conflict
from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON
from workflow.services import prompts
from workflow.services.prompts import CHANGED, Which
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Fields, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.versions import NO_ID, Hidden, id_of

router = APIRouter(prefix="/children/{child_id}/prompts/{prompt_key}")
_READ = [Requires(Permission.SCORING_READ)]
_ASIDE = [Requires(Permission.PROMPT_SET_ASIDE)]


class BackForm(Fields):
    """Which prompt of whose care, by the figures that the page showed."""

    carers: Hidden = NO_ID
    mark: Hidden = NO_ID


class AsideForm(BackForm):
    """Why a prompt is set aside."""

    reason: Annotated[str, plain_text(LONGEST_REASON)] = Field(title="why it is set aside")

    messages = {("reason", "missing"): "Say why it is set aside. Who reads this later will want to know."}  # noqa: RUF012


@router.get("", name="prompt", dependencies=_READ)
def prompt(request: Request, visit: Visiting, child_id: str, prompt_key: str, carers: str = "") -> Response:
    """What raises it now, and every time that somebody set it aside."""
    with visit.open() as desk:
        view = prompts.open_prompt(desk, child_id, prompt_key, carers)
    return page(request, "prompts/prompt.html", {"view": view, "form": Form(AsideForm)})


@router.post("", name="set_prompt_aside", dependencies=_ASIDE)
def set_aside(request: Request, visit: Visiting, child_id: str, prompt_key: str, posted: PostedForm) -> Response:
    """Set it aside, with a reason that is kept."""
    form = Form(AsideForm, posted)
    carers = form.typed("carers")
    with form, visit.open() as desk:
        value = form.value
        prompts.set_aside(desk, child_id, Which(prompt_key, value.carers, value.mark), value.reason)
    if form.errors:
        with visit.open() as desk:
            view = prompts.open_prompt(desk, child_id, prompt_key, carers)
        if view.raised is None or view.raised.aside:  # the page has no such form any more
            raise Conflict(CHANGED)
        return page(request, "prompts/prompt.html", {"view": view, "form": form})
    return see_other(request, path_for("progress", child_id=child_id, carers=carers))


@router.post("/bring-back", name="bring_prompt_back", dependencies=_ASIDE)
def bring_back(request: Request, visit: Visiting, child_id: str, prompt_key: str, posted: PostedForm) -> Response:
    """Bring back what was set aside."""
    form = Form(BackForm, posted)
    with visit.open() as desk:
        prompts.bring_back(desk, child_id, Which(prompt_key, id_of(form.typed("carers")), id_of(form.typed("mark"))))
        if form.errors:  # nothing was typed, so there is nothing to put right; and what was done is undone
            raise Conflict(CHANGED)
    return see_other(request, path_for("prompt", child_id=child_id, prompt_key=prompt_key, carers=form.typed("carers")))
