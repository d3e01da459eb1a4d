"""The overview of a scoring, and its profile."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from gcp.grades import ItemState
from gcp.instrument import Area, Instrument, Kind
from gcp.profile import AreaResult, ItemResult, SubAreaResult
from workflow.rules.roles import Permission
from workflow.rules.statuses import EDITABLE, SCORING
from workflow.services import around, cautions, scorings, second_ratings, signing, targets, voices
from workflow.services.amended import amended
from workflow.services.answers import Kept
from workflow.services.counting import counted_before, leads_on, looked_before
from workflow.services.instruments import retired
from workflow.services.parts import part_id
from workflow.services.same_days import same_days_of
from workflow.services.scorings import PartLine, ScoringView
from workflow.web import kinds, profile_words
from workflow.web.answered import Earlier, answered
from workflow.web.dependencies import Requires, Visiting
from workflow.web.navigation import Action
from workflow.web.rendering import page, path_for
from workflow.web.scoring_places import actions_of, answering_url, cautions_of, place_of

router = APIRouter()
_READ = [Requires(Permission.SCORING_READ)]

DONE = {
    "sent": "The scoring is signed by you and with your supervisor.",
    "signed-off": "The scoring is signed off.",
    "returned": "The scoring is returned to the person who scored.",
    "withdrawn": "The scoring is withdrawn.",
    "handed-on": "The scoring is handed on. It stands among the work of the person you chose.",
    "order": "That is kept. It holds for the whole scoring.",
    "typed-in": "The sheet is typed in and saved.",
    "amending": "The amendment is open. It starts with every answer of the scoring it corrects.",
}
"""What the overview says after something was done, by the word in its address."""


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
        same_days = same_days_of(desk, view.scoring)
        second = second_ratings.beside(desk, view.scoring)
        recorded = around.around_view(desk, view)
        aimed_at = {
            "targets_set": targets.targets_of(desk, view),
            "earlier_targets": targets.earlier_targets(desk, view),
            "amended": amended(desk, view),
        }
        spoken = voices.of_view(desk, view)
        asked_about = cautions.of(desk, view, spoken)
        looked, leads = looked_before(desk, view), leads_on(desk, view)
        gone, today = retired(desk).get(view.instrument.name), desk.today
    first = next((line for line in view.parts if line.unanswered), None)
    context = {
        "view": view,
        "second": second,
        "blocks": _blocks(view) if view.instrument.kind is Kind.GRADED else answered(view),
        "actions_offered": actions_of(view, offered),
        "turn": SCORING.whose_turn[view.status],
        "around": recorded,
        "cautions": cautions_of(view, asked_about),
        **aimed_at,
        "today": today,
        "done": _started(view, sum(one.together for one in same_days) + 1) if done == "started" else DONE.get(done, ""),
        "item_names": {item.id: item.name for item in view.instrument.items},
        "item_urls": {said.item_id: place_of(view, said.item_id) for said in view.comments},
        "same_days": same_days,
        "looked": looked,
        "retired": gone,
        "onward": [_onward(view, one) for one in leads],
        "first": first,
        "first_url": answering_url(scoring_id, view.instrument, first.sub_area) if first else "",
        "first_is_part": first and part_id(view.instrument, first.sub_area) == first.sub_area.id,
    }
    return page(request, "scorings/overview.html", context)


def _onward(view: ScoringView, instrument: Instrument) -> Action:
    """Starting what an instrument leads on to, with the same child and carers."""
    same = {"child": view.child.id, "carer": ".".join(adult.id for adult in view.carers)}
    url = path_for("start_scoring", family_id=view.scoring.family_id, instrument=instrument.name, **same)
    weight = "primary" if view.status not in EDITABLE else "secondary"
    return Action(f"Start a full scoring: {instrument.title}", url, method="get", weight=weight)


def _started(view: ScoringView, number: int) -> str:
    """That one or several scorings were started, and what comes next."""
    if number == 1 and view.instrument.kind is not Kind.GRADED:
        return f"{view.instrument.title} is started. Every answer is saved by itself."
    if number == 1:
        return "The scoring is started. Grade one part after another; every answer is saved by itself."
    return f"{number} scorings over these days are started. This is one of them; the others are a tap away, below."


@router.get("/scorings/{scoring_id}/profile", name="profile", dependencies=_READ)
def profile(request: Request, visit: Visiting, scoring_id: str) -> Response:
    """The scored tree: every grade with why it is what it is, every item with its words and its note."""
    with visit.open() as desk:
        view = scorings.open_scoring(desk, scoring_id, "profile")
        before = counted_before(desk, view)
        spoken = voices.of_view(desk, view)
    earlier = Earlier.of(before) if before else None
    kind = view.instrument.kind
    blocks = _blocks(view) if kind is Kind.GRADED else answered(view)
    return page(request, kinds.PROFILE[kind], {"view": view, "blocks": blocks, "earlier": earlier, "spoken": spoken})
