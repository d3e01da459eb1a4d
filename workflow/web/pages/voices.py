"""The carers' and the child's own grades and words: what each says, and for each of them a page that can be handed over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.errors import WENT_ON, Conflict, Invalid
from workflow.rules.roles import Permission
from workflow.services import entries, voices
from workflow.services.entries import EntryConflict
from workflow.services.voices import HandedView
from workflow.web.dependencies import Requires, Visiting
from workflow.web.entry_fields import all_sent, rejected_row, row
from workflow.web.fields import Fields
from workflow.web.forms import Form
from workflow.web.posted import Posted, PostedForm, first
from workflow.web.rendering import page, path_for, see_other
from workflow.web.versions import NO_VERSION, Version

router = APIRouter(prefix="/scorings/{scoring_id}")
_READ = [Requires(Permission.SCORING_READ)]
_ANSWER = [Requires(Permission.SCORING_ANSWER)]
_CONFLICT, _INVALID = 409, 422


@dataclass(frozen=True)
class VoiceForm:
    """What the layout asks of a form: its errors by field, and the lines of the summary."""

    errors: Mapping[str, str] = field(default_factory=dict)

    def summary(self) -> list[dict[str, str]]:
        """Each error with a link to its field."""
        return [{"text": sentence, "href": f"#{name}"} for name, sentence in self.errors.items()]


class OrderForm(Fields):
    """When their own grades are shown: at once, or apart until the practitioner's is in."""

    version: Version = NO_VERSION
    order: Literal["together", "apart"] = Field(title="when their grades are shown")


@router.get("/voices/{sub_area_id}", name="voices", dependencies=_READ)
def their_own(request: Request, visit: Visiting, scoring_id: str, sub_area_id: str, *, item: str = "") -> Response:
    """What everybody says of one sub-area, and whom to hand the device to: with an `item`, so that their page begins there."""
    with visit.open() as desk:
        view = voices.open_voices(desk, scoring_id, sub_area_id)
    at = item if item in {one.item.id for one in view.asked} else ""
    order = Form(OrderForm, order="apart" if view.scoring.blind else "together")
    return page(request, "voices/voices.html", {"view": view, "order": order, "at": at})


@router.get("/voices/{sub_area_id}/{speaker}", name="hand_over", dependencies=_ANSWER)
def hand_over(
    request: Request, visit: Visiting, scoring_id: str, sub_area_id: str, speaker: str, *, done: str = ""
) -> Response:
    """One sub-area as one speaker sees it; where nothing can be written any more, that sentence alone.

    Once they are `done` a page with nothing on it but thanks stands between theirs and the practitioner's: who gives the device back sees no grade.
    """
    with visit.open() as desk:
        view = voices.hand_over(desk, scoring_id, sub_area_id, speaker)
        today = desk.today
    if done and view.speaker.grades:
        return page(request, "voices/given_back.html", {"view": view})
    return page(request, "voices/hand_over.html", {**_context(view, {}, {}), "today": today})


@router.post("/voices/{sub_area_id}/{speaker}", name="save_voice", dependencies=_ANSWER)
def save_voice(
    request: Request, visit: Visiting, scoring_id: str, sub_area_id: str, speaker: str, *, posted: PostedForm
) -> Response:
    """Keep the whole page; what could not be kept is shown again as it was typed, and the rest is kept."""
    with visit.open() as desk:
        view = voices.hand_over(desk, scoring_id, sub_area_id, speaker)
        rejected = entries.save_all(desk, scoring_id, all_sent(posted, view.entries))
    if not rejected:
        return see_other(request, _onwards(view, back=first(posted, "then") == "back"))
    with visit.open() as desk:
        view = voices.hand_over(desk, scoring_id, sub_area_id, speaker)
        today = desk.today
    only_conflicts = all(isinstance(error, EntryConflict) for error in rejected.values())
    context = {**_context(view, posted, rejected), "today": today}
    return page(request, "voices/hand_over.html", context, status=_CONFLICT if only_conflicts else _INVALID)


def _onwards(view: HandedView, *, back: bool) -> str:
    """The next part for the same speaker; or, asked for or at the end, where they give the device back. What somebody wrote down for a small child
    leads to their own page.
    """
    on, here, scoring_id = view.part.after(), view.part.here.sub_area.id, view.scoring.id
    if on is not None and not back:
        return path_for("hand_over", scoring_id=scoring_id, sub_area_id=on.sub_area.id, speaker=view.speaker.key)
    if not view.speaker.grades:
        return path_for("part", scoring_id=scoring_id, sub_area_id=here)
    return path_for("hand_over", scoring_id=scoring_id, sub_area_id=here, speaker=view.speaker.key, done="yes")


@router.post("/voices-order", name="order_voices", dependencies=_ANSWER)
def order(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Say when their own grades are shown to those who score."""
    form = Form(OrderForm, posted)
    with form, visit.open() as desk:
        voices.put_apart(desk, scoring_id, apart=form.value.order == "apart", version=form.value.version)
    if form.errors:  # nobody can mend that by typing, but who may not come is told nothing else
        with visit.open() as desk:
            voices.open_order(desk, scoring_id)
        raise Conflict(WENT_ON)
    return see_other(request, path_for("scoring", scoring_id=scoring_id, done="order"))


def _context(view: HandedView, posted: Posted, rejected: Mapping[str, Invalid | EntryConflict]) -> dict[str, Any]:
    """Each item with its row (None where it is hidden yet), and what the layout needs."""
    rows = []
    for item, voice in view.asked:
        error = rejected.get(voice.entry.key)
        stands = None if voice.hidden else row(voice.entry, voice.kept)
        rows.append((item, rejected_row(voice.entry, voice.kept, posted, error) if error else stands))
    errors = {name: said for _, one in rows if one for name, said in one.summary().items()}
    return {"view": view, "rows": rows, "form": VoiceForm(errors)}
