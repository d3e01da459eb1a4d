"""The carer's and the child's own grades and words, item by item: what they give themselves, on a page that can be handed over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.errors import WENT_ON, Conflict, Invalid
from workflow.rules.roles import Permission
from workflow.services import entries, voices
from workflow.services.entries import EntryConflict
from workflow.services.voices import VoicesView
from workflow.web.dependencies import Requires, Visiting
from workflow.web.entry_fields import all_sent, rejected_row, row
from workflow.web.fields import Fields
from workflow.web.forms import Form
from workflow.web.posted import Posted, PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.versions import NO_VERSION, Version

router = APIRouter(prefix="/scorings/{scoring_id}")
_READ = [Requires(Permission.SCORING_READ)]
_CONFLICT, _INVALID = 409, 422


@dataclass(frozen=True)
class VoicesForm:
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
def their_own(request: Request, visit: Visiting, scoring_id: str, sub_area_id: str) -> Response:
    """One sub-area as the carer and the child see it."""
    with visit.open() as desk:
        view = voices.open_voices(desk, scoring_id, sub_area_id)
        today = desk.today
    return page(request, "voices/voices.html", {**_context(view, {}, {}), "today": today})


@router.post("/voices/{sub_area_id}", name="save_voices", dependencies=[Requires(Permission.SCORING_ANSWER)])
def save_their_own(
    request: Request, visit: Visiting, scoring_id: str, sub_area_id: str, posted: PostedForm
) -> Response:
    """Keep the whole page; what could not be kept is shown again as it was typed, and the rest is kept."""
    with visit.open() as desk:
        view = voices.open_voices(desk, scoring_id, sub_area_id)
        here = [entry for one in view.asked for entry, _ in one.entries]
        rejected = entries.save_all(desk, scoring_id, all_sent(posted, here))
    if not rejected:
        return see_other(request, path_for("part", scoring_id=scoring_id, sub_area_id=sub_area_id))
    with visit.open() as desk:
        view = voices.open_voices(desk, scoring_id, sub_area_id)
        today = desk.today
    only_conflicts = all(isinstance(error, EntryConflict) for error in rejected.values())
    context = {**_context(view, posted, rejected), "today": today}
    return page(request, "voices/voices.html", context, status=_CONFLICT if only_conflicts else _INVALID)


@router.post("/voices-order", name="order_voices", dependencies=[Requires(Permission.SCORING_ANSWER)])
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


def _context(view: VoicesView, posted: Posted, rejected: Mapping[str, Invalid | EntryConflict]) -> dict[str, Any]:
    """Each item with the rows of its voices, and what the layout needs."""
    rows = [
        (
            one,
            [
                rejected_row(entry, kept, posted, rejected[entry.key]) if entry.key in rejected else row(entry, kept)
                for entry, kept in one.entries
            ],
        )
        for one in view.asked
    ]
    errors = {name: said for _, each in rows for one in each for name, said in one.summary().items()}
    order = Form(OrderForm, order="apart" if view.scoring.blind else "together")
    return {"view": view, "rows": rows, "form": VoicesForm(errors), "order": order}
