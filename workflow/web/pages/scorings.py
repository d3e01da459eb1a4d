"""Starting a scoring, its overview, and its profile."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from pydantic import Field

from gcp.grades import ItemState
from gcp.instrument import Area
from gcp.profile import AreaResult, ItemResult, SubAreaResult
from workflow.models import Child
from workflow.rules.errors import NotFound
from workflow.rules.roles import Permission
from workflow.rules.statuses import SCORING
from workflow.services import scorings, signing, starting
from workflow.services.answers import Kept
from workflow.services.scorings import PartLine, ScoringView
from workflow.services.starting import Choices, NewScoring
from workflow.web import profile_words
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Day, Fields, Line, OpaqueId, Tick
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.scoring_places import actions_of

router = APIRouter()
_START = [Requires(Permission.SCORING_START)]
_READ = [Requires(Permission.SCORING_READ)]

DONE = {
    "started": "The scoring is started. Grade one part after another; every answer is saved by itself.",
    "sent": "The scoring is signed by you and with your supervisor.",
    "signed-off": "The scoring is signed off.",
    "returned": "The scoring is returned to the person who scored.",
    "withdrawn": "The scoring is withdrawn.",
    "amending": "The amendment is open. It starts with every answer of the scoring it corrects.",
}
"""What the overview says after something was done, by the word in its address."""


class StartForm(Fields):
    """Whose care of which child is scored, with what, and over which days."""

    child_id: OpaqueId = Field(title="the child")
    adult_ids: list[OpaqueId] = Field([], title="whose care is scored")
    instrument: Line = Field(title="the instrument")
    window_start: Day = Field(title="the first day")
    window_end: Day = Field(title="the last day")
    conditions: list[Line] = Field([], title="what is true of the child")
    long_window_meant: Tick = Field(False, title="whether a long window is meant")


@router.get("/families/{family_id}/scorings/start", name="start_scoring", dependencies=_START)
def start_form(request: Request, visit: Visiting, family_id: str, child: str = "") -> Response:
    """The form for a scoring; first the choice of the child, where there are several."""
    with visit.open() as desk:
        choices = starting.choices(desk, family_id)
        today = desk.today
    chosen = child or (choices.children[0].id if len(choices.children) == 1 else "")
    if not chosen:
        return page(request, "scorings/choose_child.html", {"choices": choices, "family_id": family_id, "today": today})
    named = _child(choices, chosen)
    form = Form(
        StartForm,
        child_id=named.id,
        adult_ids=[adult.id for adult in choices.carers[named.id]][:1] if len(choices.carers[named.id]) == 1 else [],
        instrument=choices.instruments[0].name if len(choices.instruments) == 1 else "",
    )
    return page(request, "scorings/start.html", _start(choices, family_id, named, form))


@router.post("/families/{family_id}/scorings/start", name="create_scoring", dependencies=_START)
def start(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Start the scoring and go to its overview."""
    form = Form(StartForm, posted)
    with form, visit.open() as desk:
        scoring = starting.start(desk, _new(starting.choices(desk, family_id), form.value))
    if form.errors:
        with visit.open() as desk:
            choices = starting.choices(desk, family_id)
        return page(
            request, "scorings/start.html", _start(choices, family_id, _child(choices, form.typed("child_id")), form)
        )
    return see_other(request, path_for("scoring", scoring_id=scoring.id, done="started"))


def _child(choices: Choices, child_id: str) -> Child:
    found = next((child for child in choices.children if child.id == child_id), None)
    if found is None:
        raise NotFound
    return found


def _new(choices: Choices, value: StartForm) -> NewScoring:
    """What was asked for. Conditions that the chosen instrument does not ask about say nothing to it and are left out."""
    _child(choices, value.child_id)
    known = {c.key for one in choices.instruments if one.name == value.instrument for c in one.conditions}
    offered = {condition.key for one in choices.instruments for condition in one.conditions}
    return NewScoring(
        value.child_id,
        tuple(value.adult_ids),
        value.instrument,
        value.window_start,
        value.window_end,
        tuple(key for key in value.conditions if key in known or key not in offered),
        value.long_window_meant,
    )


def _start(choices: Choices, family_id: str, child: Child, form: Form[StartForm]) -> dict[str, object]:
    conditions = {c.key: c.name for one in choices.instruments for c in one.conditions}
    return {
        "choices": choices,
        "family_id": family_id,
        "child": child,
        "carers": choices.carers[child.id],
        "conditions": list(conditions.items()),
        "form": form,
    }


@dataclass(frozen=True)
class ItemRow:
    """One item of the profile: how it was answered, and the answer with its note."""

    result: ItemResult
    kept: Kept


@dataclass(frozen=True)
class PartRow:
    """One sub-area: what is asked there, its result in words (`result` None where nothing can be scored), and its items."""

    line: PartLine
    result: SubAreaResult | None
    state: str
    coverage: str
    decided: str
    items: Sequence[ItemRow]


@dataclass(frozen=True)
class AreaBlock:
    """One area with its parts. `reason` says why nothing in it could be graded."""

    area: Area
    result: AreaResult | None
    state: str
    coverage: str
    decided: str
    reason: str
    parts: Sequence[PartRow]


def _blocks(view: ScoringView) -> list[AreaBlock]:
    """The instrument's areas as the overview and the profile show them; only sub-areas in which something is asked."""
    found = []
    for area in view.instrument.areas:
        result = next((one for one in view.profile.areas if one.id == area.id), None) if view.profile else None
        parts = [_part(view, line) for line in view.parts if line.area.id == area.id]
        reason = view.scoring.missing_reasons.get(area.id, "") if result is None or result.grade is None else ""
        found.append(AreaBlock(area, result, *_words(view, result), reason, parts))
    return found


def _part(view: ScoringView, line: PartLine) -> PartRow:
    result = next((r for r in view.profile.sub_areas if r.id == line.sub_area.id), None) if view.profile else None
    items = {item.id: item for item in result.items} if result else {}
    rows = [
        ItemRow(items.get(item.id, ItemResult(item, ItemState.UNANSWERED)), view.answers.get(item.id, Kept()))
        for item in line.items
    ]
    return PartRow(line, result, *_words(view, result), rows)


def _words(view: ScoringView, result: AreaResult | SubAreaResult | None) -> tuple[str, str, str]:
    if result is None:
        return "", "", ""
    return (
        profile_words.state(result),
        profile_words.coverage(result),
        profile_words.decided(result, view.instrument),
    )


@router.get("/scorings/{scoring_id}", name="scoring", dependencies=_READ)
def overview(request: Request, visit: Visiting, scoring_id: str, done: str = "") -> Response:
    """How far a scoring is, what is missing, whose turn it is, and what it rests on."""
    with visit.open() as desk:
        view = scorings.open_scoring(desk, scoring_id, "overview")
        offered = signing.moves(desk, view)
        today = desk.today
    context = {
        "view": view,
        "blocks": _blocks(view),
        "actions_offered": actions_of(view, offered),
        "turn": SCORING.whose_turn[view.status],
        "today": today,
        "done": DONE.get(done, ""),
        "first": next((line for line in view.parts if line.unanswered), None),
    }
    return page(request, "scorings/overview.html", context)


@router.get("/scorings/{scoring_id}/profile", name="profile", dependencies=_READ)
def profile(request: Request, visit: Visiting, scoring_id: str) -> Response:
    """The scored tree: every grade with why it is what it is, every item with its words and its note."""
    with visit.open() as desk:
        view = scorings.open_scoring(desk, scoring_id, "profile")
    return page(request, "scorings/profile.html", {"view": view, "blocks": _blocks(view)})
