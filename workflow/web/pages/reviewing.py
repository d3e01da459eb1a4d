"""A supervisor's decision on a scoring: signing it off with what happens next, or returning it with comments on its items."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field, create_model

from gcp.instrument import Item
from workflow.rules.errors import Conflict
from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON
from workflow.services import reviewing, scorings, signing
from workflow.services.answers import Kept
from workflow.services.reviewing import Reading
from workflow.services.scorings import PartLine, ScoringView
from workflow.services.signing import Decided
from workflow.web.answered import answered
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Day, Fields, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.scoring_places import obstacles_of
from workflow.web.versions import NO_VERSION, Version

router = APIRouter(prefix="/scorings/{scoring_id}/review", dependencies=[Requires(Permission.SCORING_REVIEW)])
DECISIONS = ("sign-off", "return")
_WENT_ON = "This scoring has changed since you opened the page. Open it again to see how it stands."
_Words = Annotated[str, plain_text(LONGEST_REASON)]


class ReviewForm(Fields):
    """A decision, with words; a field `comment_...` for each item is added to it."""

    decision: Literal["sign-off", "return"] = Field(title="what you decide")
    version: Version = NO_VERSION
    words: _Words = Field("", title="your words to the scorer")
    direction: _Words = Field("", title="what happens next")
    follow_up: Literal["day", "none"] | None = Field(None, title="whether somebody looks again")
    follow_up_on: Day | None = Field(None, title="the day of the follow-up")
    no_follow_up: _Words = Field("", title="why no follow-up is needed")


@dataclass(frozen=True)
class Line:
    """One item as it is reviewed."""

    item: Item
    kept: Kept


@router.get("", name="review_scoring")
def review(request: Request, visit: Visiting, scoring_id: str) -> Response:
    """What was graded, and what a supervisor decides."""
    with visit.open() as desk:
        reading = reviewing.open_reading(desk, scoring_id, "review")
    return _page(request, reading, Form(_form(reading.view)))


@router.post("", name="decide_scoring")
def decide(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Sign the scoring off, or return it."""
    with visit.open() as desk:
        view = scorings.open_scoring(desk, scoring_id, "review")
    form = Form(_form(view), posted)
    with form, visit.open() as desk:
        value = form.value
        signing.move(desk, scoring_id, value.decision, value.words, value.version, _decided(value))
    if form.errors:
        with visit.open() as desk:
            reading = reviewing.open_reading(desk, scoring_id, "review")
        return _page(request, reading, form)
    done = "signed-off" if form.value.decision == "sign-off" else "returned"
    return see_other(request, path_for("scoring", scoring_id=scoring_id, done=done))


def _form(view: ScoringView) -> type[ReviewForm]:
    fields: dict[str, Any] = {
        f"comment_{item.id}": (_Words, Field("", title=f"your comment on {item.id}"))
        for line in view.parts
        for item in line.items
    }
    return create_model("ReviewForm", __base__=ReviewForm, **fields)


def _decided(value: ReviewForm) -> Decided:
    """What goes with the decision; of the follow-up only what belongs to the answer chosen."""
    commented = {
        name.removeprefix("comment_"): words for name, words in value if name.startswith("comment_") and words.strip()
    }
    on = value.follow_up_on if value.follow_up == "day" else None
    return Decided(commented, value.direction, on, value.no_follow_up if value.follow_up == "none" else "")


def _page(request: Request, reading: Reading, form: Form[Any]) -> Response:
    """The page, with what stands in the way of the decision; a decision that is not offered has no entry in `gaps`."""
    view = reading.view
    gaps = {one.move.key: obstacles_of(view, one.gaps) for one in reading.offered if one.move.key in DECISIONS}
    if form.errors and all(gaps.values()):  # the page has no form any more, so there is nothing to put right on it
        raise Conflict(_WENT_ON)
    parts = [(line, _lines(view, line)) for line in view.parts]
    context = {
        "view": view,
        "reading": reading,
        "reading_places": [(one, [(item_id, f"#item-{item_id}") for item_id in one.items]) for one in reading.cautions],
        "blocks": answered(view),
        "gaps": gaps,
        "form": form,
        "parts": parts,
    }
    return page(request, "signing/review.html", context)


def _lines(view: ScoringView, part: PartLine) -> Sequence[Line]:
    return [Line(item, view.answers.get(item.id, Kept())) for item in part.items]
