"""Starting a scoring, or several scorings of brothers and sisters over the same days."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, create_model

from gcp.answers import Child as ScoredChild
from gcp.instrument import Instrument
from workflow.models import Child
from workflow.rules.errors import NotFound
from workflow.rules.kinds import ANSWERING
from workflow.rules.roles import Permission
from workflow.services import starting
from workflow.services.starting import ChildToScore, Choices, NewScorings
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Day, Fields, Line, OpaqueId, Tick
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other

router = APIRouter(prefix="/families/{family_id}/scorings/start", dependencies=[Requires(Permission.SCORING_START)])


class StartForm(Fields):
    """The children, with what, and over which days; fields `carers_…`, `together_…` and `conditions_…` for each child are added to it."""

    child: list[OpaqueId] = Field(title="the children")
    instrument: Line = Field(title="the instrument")
    window_start: Day = Field(title="the first day")
    window_end: Day = Field(title="the last day")
    long_window_meant: Tick = Field(False, title="whether a long window is meant")
    another_meant: Tick = Field(False, title="whether another one is meant")


class WhichForm(Fields):
    """Which children are scored over the same days."""

    child: list[OpaqueId] = Field(title="at least one child", min_length=1)


@router.get("", name="start_scoring")
def start_form(
    request: Request,
    visit: Visiting,
    family_id: str,
    *,
    child: Annotated[list[str] | None, Query()] = None,
    instrument: str = "",
    carer: str = "",
    several: str = "",
) -> Response:
    """The form for a scoring, or for several; first the choice of the children, where there are several.

    `instrument` and `carer` (ids joined by dots) are chosen already where a page leads here with them; `several` says that somebody chose
    among the children, also where they chose none.
    """
    with visit.open() as desk:
        choices = starting.choices(desk, family_id)
        today = desk.today
    chosen = child or ([choices.children[0].id] if len(choices.children) == 1 else [])
    if not chosen:
        cared_for = [{"value": one.id, "text": one.called} for one in choices.children if choices.carers[one.id]]
        which = Form(WhichForm, {} if several else None)
        context = {"choices": choices, "family_id": family_id, "today": today, "cared_for": cared_for, "form": which}
        return page(request, "scorings/choose_child.html", context, status=200)
    children = _children(choices, chosen)
    names = [one.name for one in choices.instruments]
    only = names[0] if len(names) == 1 else instrument if instrument in names else ""
    carers = {f"carers_{one.id}": _carers(choices, one, carer.split(".")) for one in children}
    form = Form(_form(children), child=[one.id for one in children], instrument=only, **carers)
    return page(request, "scorings/start.html", _start(choices, family_id, children, form))


@router.post("", name="create_scoring")
def start(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Start every scoring that was asked for, or none, and go to the overview of the first."""
    with visit.open() as desk:
        choices = starting.choices(desk, family_id)
    children = _children(choices, posted.get("child", []))
    form = Form(_form(children), posted)
    with form, visit.open() as desk:
        made = starting.start_together(desk, family_id, _new(choices, children, form.value))
    if form.errors:
        context = _start(choices, family_id, children, form)
        if "another_meant" in form.errors:
            with visit.open() as desk:
                context["open_already"] = starting.open_already(desk, family_id, _new(choices, children, form.value))
        return page(request, "scorings/start.html", context)
    return see_other(request, path_for("scoring", scoring_id=made[0].id, done="started"))


def _carers(choices: Choices, child: Child, named: Sequence[str]) -> list[str]:
    """The carers chosen already: the only one there is, or those that the address names."""
    ids = [adult.id for adult in choices.carers[child.id]]
    return ids if len(ids) == 1 else [key for key in ids if key in named]


def _children(choices: Choices, chosen: Sequence[str]) -> list[Child]:
    """The children of these ids, in the order of the family. Raises NotFound where one is not of the family, or none is named."""
    found = [child for child in choices.children if child.id in chosen]
    if len(found) != len(set(chosen)) or not found:
        raise NotFound
    return found


def _form(children: Sequence[Child]) -> type[StartForm]:
    fields: dict[str, Any] = {}
    for child in children:
        fields[f"carers_{child.id}"] = (list[OpaqueId], Field([], title=f"whose care of {child.called} is scored"))
        fields[f"together_{child.id}"] = (Tick, Field(False, title="whether the carers are scored together"))
        fields[f"conditions_{child.id}"] = (list[Line], Field([], title=f"what is true of {child.called}"))
    return create_model("StartForm", __base__=StartForm, **fields)


def _new(choices: Choices, children: Sequence[Child], form: StartForm) -> NewScorings:
    """What was asked for. Conditions that the chosen instrument does not ask about say nothing to it and are left out."""
    value: dict[str, Any] = form.model_dump()
    known = {c.key for one in choices.instruments if one.name == form.instrument for c in one.conditions}
    offered = {condition.key for one in choices.instruments for condition in one.conditions}
    wanted = tuple(
        ChildToScore(
            child.id,
            tuple(value[f"carers_{child.id}"]),
            value[f"together_{child.id}"],
            tuple(key for key in value[f"conditions_{child.id}"] if key in known or key not in offered),
        )
        for child in children
    )
    return NewScorings(
        wanted, form.instrument, form.window_start, form.window_end, form.long_window_meant, form.another_meant
    )


def _groups(choices: Choices, children: Sequence[Child]) -> list[tuple[str, str, list[Instrument]]]:
    """The instruments by what they ask for, with the words of each group; those made for the age of a child here come first."""

    def other_age(one: Instrument) -> bool:
        return _other_age(one, choices, children)

    kinds = dict.fromkeys(one.kind for one in choices.instruments)
    words = [(ANSWERING[kind].group, ANSWERING[kind].what, kind) for kind in kinds]
    return [
        (group, what, sorted((one for one in choices.instruments if one.kind is kind), key=other_age))
        for group, what, kind in words
    ]


def _other_age(one: Instrument, choices: Choices, children: Sequence[Child]) -> bool:
    """Whether an instrument is made for the age of none of these children as they are today."""
    return all(
        one.band(ScoredChild(child.born, child.expected).age_months(choices.today)) is None for child in children
    )


def _start(choices: Choices, family_id: str, children: Sequence[Child], form: Form[StartForm]) -> dict[str, object]:
    conditions = {c.key: c.name for one in choices.instruments for c in one.conditions}
    return {
        "choices": choices,
        "family_id": family_id,
        "children": children,
        "conditions": list(conditions.items()),
        "groups": _groups(choices, children),
        "made_for": {
            one.name: [band.name[:1].lower() + band.name[1:] for band in one.age_bands]
            for one in choices.instruments
            if _other_age(one, choices, children)
        },
        "form": form,
    }
