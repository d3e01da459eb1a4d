"""The moves of a scoring that somebody makes alone: signing and sending it, withdrawing it, opening an amendment. `reviewing` has the decision."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.models import ScoringStatus
from workflow.rules.errors import WENT_ON, Conflict
from workflow.rules.practice import signs_off_alone
from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON
from workflow.services import reviewing, signing
from workflow.web.answered import answered
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Fields, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.scoring_places import cautions_of, obstacles_of
from workflow.web.versions import NO_ID, NO_VERSION, Hidden, Version

router = APIRouter(prefix="/scorings/{scoring_id}")
_SEND = [Requires(Permission.SCORING_SEND)]
_WITHDRAW = [Requires(Permission.SCORING_WITHDRAW)]
_AMEND = [Requires(Permission.SCORING_AMEND)]

_MOVES = {"sign": ("send",), "withdraw": ("withdraw",), "amend": ("amend",)}
"""The moves made on each page."""


class MoveForm(Fields):
    """The version that the page showed, the mark of what whoever signs read there, and the words that go with a move."""

    version: Version = NO_VERSION
    shown: Hidden = NO_ID
    words: Annotated[str, plain_text(LONGEST_REASON)] = Field("", title="the reason")


@router.get("/sign", name="sign_scoring", dependencies=_SEND)
def sign(request: Request, visit: Visiting, scoring_id: str) -> Response:
    """What the scorer signs, and everything that still stands in the way, each with the place where it is mended."""
    return _page(request, visit, scoring_id, "sign", Form(MoveForm))


@router.post("/send", name="send_scoring", dependencies=_SEND)
def send(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Sign the scoring and send it to the supervisor."""
    form = Form(MoveForm, posted)
    with form, visit.open() as desk:
        value = form.value
        moved = signing.move(desk, scoring_id, "send", value.words, value.version, shown=value.shown)
    if form.errors:
        return _page(request, visit, scoring_id, "sign", form)
    return _done(request, scoring_id, "signed-off" if moved.status == ScoringStatus.SIGNED_OFF else "sent")


@router.get("/withdraw", name="withdraw_scoring", dependencies=_WITHDRAW)
def ask_withdraw(request: Request, visit: Visiting, scoring_id: str) -> Response:
    """Why the scoring is withdrawn."""
    return _page(request, visit, scoring_id, "withdraw", Form(MoveForm))


@router.post("/withdraw", name="withdraw", dependencies=_WITHDRAW)
def withdraw(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Withdraw the scoring, with the reason."""
    form = Form(MoveForm, posted)
    with form, visit.open() as desk:
        signing.move(desk, scoring_id, "withdraw", form.value.words, form.value.version)
    if form.errors:
        return _page(request, visit, scoring_id, "withdraw", form)
    return _done(request, scoring_id, "withdrawn")


@router.get("/amend", name="amend_scoring", dependencies=_AMEND)
def ask_amend(request: Request, visit: Visiting, scoring_id: str) -> Response:
    """Why a signed-off scoring has to be corrected."""
    return _page(request, visit, scoring_id, "amend", Form(MoveForm))


@router.post("/amend", name="amend", dependencies=_AMEND)
def amend(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Open the amendment and go to it."""
    form = Form(MoveForm, posted)
    with form, visit.open() as desk:
        new = signing.amend(desk, scoring_id, form.value.words)
    if form.errors:
        return _page(request, visit, scoring_id, "amend", form)
    return _done(request, new.id, "amending")


def _page(request: Request, visit: Visiting, scoring_id: str, name: str, form: Form[Any]) -> Response:
    """The page of that name, with what stands in the way of each of its moves; one that is not offered has no entry in `gaps`."""
    with visit.open() as desk:
        reading = reviewing.open_reading(desk, scoring_id, name)
    view = reading.view
    gaps = {one.move.key: obstacles_of(view, one.gaps) for one in reading.offered if one.move.key in _MOVES[name]}
    if form.errors and all(gaps.values()):  # the page has no form any more, so there is nothing to put right on it
        raise Conflict(WENT_ON)
    context = {
        "view": view,
        "reading": reading,
        "reading_places": cautions_of(view, reading.cautions),
        "blocks": answered(view),
        "gaps": gaps,
        "form": form,
        "alone": signs_off_alone(practice=visit.practising),
    }
    return page(request, f"signing/{name}.html", context)


def _done(request: Request, scoring_id: str, done: str) -> Response:
    return see_other(request, path_for("scoring", scoring_id=scoring_id, done=done))
