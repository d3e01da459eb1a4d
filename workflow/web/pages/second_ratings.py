"""A second rating of a scoring: asking for one, who is in, and once both are, the two side by side with what their raters settled on."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.errors import Blocked, NotFound
from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON
from workflow.services import reconciling, scorings, second_ratings
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Fields, Line, OpaqueId, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.versions import NO_VERSION, Version

router = APIRouter(prefix="/scorings/{scoring_id}/second-rating")
_READ = [Requires(Permission.SCORING_READ)]
_SECOND = [Requires(Permission.SCORING_SECOND)]

OPEN = "open"
"""What the form posts where two raters leave an item open."""
_NO_GRADE = 10**6
"""A grade that no scale has."""
DONE = {
    "asked": "The second rating is asked for. It stands among the work of the person you chose.",
    "settled": "What was settled is written down.",
}
"""What the page says after something was done, by the word in its address."""


class AskForm(Fields):
    """Who is to rate again."""

    person: OpaqueId = Field(title="who rates again")

    messages = {("person", "missing"): "Choose who rates again."}  # noqa: RUF012


class SettleForm(Fields):
    """What two raters settled on for one item, and why."""

    version: Version = NO_VERSION
    grade: Line = Field(title="what you settled on")
    words: Annotated[str, plain_text(LONGEST_REASON)] = Field(title="why")

    messages = {("grade", "missing"): "Choose what you settled on, or leave it open."}  # noqa: RUF012


@router.get("", name="second_rating", dependencies=_READ)
def second_rating(request: Request, visit: Visiting, scoring_id: str, done: str = "") -> Response:
    """Who rates, and what there is to see of it by now."""
    return _page(request, visit, scoring_id, Form(AskForm), done=DONE.get(done, ""))


@router.post("", name="ask_second_rating", dependencies=_SECOND)
def ask(request: Request, visit: Visiting, scoring_id: str, posted: PostedForm) -> Response:
    """Ask somebody for a second rating."""
    form = Form(AskForm, posted)
    with form, visit.open() as desk:
        second_ratings.ask(desk, scoring_id, form.value.person)
    if form.errors:
        return _page(request, visit, scoring_id, form)
    return see_other(request, path_for("second_rating", scoring_id=scoring_id, done="asked"))


@router.post("/{item_id}", name="settle_item", dependencies=_SECOND)
def settle(request: Request, visit: Visiting, scoring_id: str, item_id: str, posted: PostedForm) -> Response:
    """Write down what the two raters settled on for one item. It changes no grade."""
    form = Form(SettleForm, posted)
    with form, visit.open() as desk:
        value = form.value
        grade = None if value.grade == OPEN else _grade(value.grade)
        reconciling.settle(desk, scoring_id, item_id, grade, value.words, value.version)
    if form.errors:
        return _page(request, visit, scoring_id, form, item_id)
    return see_other(request, f"{path_for('second_rating', scoring_id=scoring_id, done='settled')}#item-{item_id}")


def _grade(typed: str) -> int:
    return int(typed) if re.fullmatch(r"-?\d{1,3}", typed) else _NO_GRADE


def _page(
    request: Request, visit: Visiting, scoring_id: str, form: Form[Any], item_id: str = "", *, done: str = ""
) -> Response:
    """The page, with `form` where it has errors: that of asking, or that of the item named."""
    with visit.open() as desk:
        if item_id:
            desk.require(Permission.SCORING_SECOND)
        view = scorings.open_scoring(desk, scoring_id, "second-rating")
        beside = second_ratings.beside(desk, view.scoring)
        both = reconciling.open_reconciliation(desk, scoring_id)
        can_ask = beside.may_ask and not beside.cannot_ask
        people = second_ratings.who_can_rate(desk, scoring_id) if can_ask else ()
        may_involve = desk.who.may(Permission.INVOLVEMENT_EDIT)
    if form.errors and not item_id and not can_ask:  # the page has no such form any more
        raise Blocked(beside.cannot_ask)
    context = {"view": view, "beside": beside, "both": both, "can_ask": can_ask, "may_involve": may_involve}
    fresh = {one.item.id: _fresh(one) for area in both.areas for one in area.differing} if both else {}
    if item_id and item_id not in fresh:
        raise NotFound
    context |= {"form": form, "here": item_id, "fresh": fresh, "done": done, "choices": _choices(people)}
    return page(request, "second_ratings/second_rating.html", context)


def _fresh(one: reconciling.ItemPair) -> Form[SettleForm]:
    settled = one.settled
    if settled is None:
        return Form(SettleForm, version=0)
    grade = OPEN if settled.grade is None else settled.grade
    return Form(SettleForm, version=settled.version, grade=grade, words=settled.words)


def _choices(people: Any) -> list[tuple[str, str, str, str]]:
    """Each person as a choice: who they are, and what there is to know before asking them."""
    looked = "Has opened this scoring before, so does not rate quite blind."
    return [
        (
            one.id,
            ", ".join(filter(None, (one.name, one.job, one.agency))),
            one.fault or (looked if one.looked else ""),
            one.fault,
        )
        for one in people
    ]
