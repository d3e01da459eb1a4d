"""A child's progress: everything their scorings by the same carers say together, and any two of them side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from gcp.grades import Scale
from workflow.reports import progress as story
from workflow.reports.base import Scored, Subject
from workflow.reports.lanes import Block
from workflow.reports.progress import Progress
from workflow.rules.errors import Blocked, NotFound
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.services import prompts
from workflow.services.desk import Desk
from workflow.services.gathering import NOTHING_YET, Carers, CarerSet, Case, Line, line, open_case, scored, with_draft
from workflow.services.prompts import Raised
from workflow.services.scorings import found
from workflow.services.stories import story_of
from workflow.storage.series import Head


@dataclass(frozen=True)
class ChildProgress:
    """A child's progress as its page shows it.

    `lanes` are the parts and items of each area over all of it. `story` is None, with `nothing` saying why, where no scoring by these carers is signed off. `draft` says whether the scoring under way
    is part of it, `draft_at_hand` whether there is one. `prompts` are what these scorings ask to think about. `lines` are the scorings it tells of, oldest first;
    `hidden` says why one is left out for this person.
    """

    child_id: str
    family_id: str
    subject: Subject
    sets: tuple[Carers, ...]
    chosen: Carers | None
    story: Progress | None
    lanes: tuple[Block, ...]
    scale: Scale | None
    lines: tuple[Line, ...]
    prompts: tuple[Raised, ...]
    draft: bool
    draft_at_hand: bool
    may_report: bool
    may_set_aside: bool
    nothing: str = ""
    hidden: str = ""


@dataclass(frozen=True)
class SideBySide:
    """Two scorings of one child, the earlier first, item by item. `other_carers` where they are not of the same carers."""

    child_id: str
    family_id: str
    subject: Subject
    carers_key: str
    earlier: Line
    later: Line
    story: Progress
    scale: Scale
    other_carers: bool


def look(desk: Desk, child_id: str, carers: str = "", *, draft: bool = False) -> ChildProgress:
    """The progress of a child over the signed-off scorings by one set of carers, and the one under way where asked for.

    `carers` is a `CarerSet.key`; empty means those of the newest signed-off scoring. Reading it is an event.
    Raises NotFound or Refused; Blocked where the scoring under way cannot be scored as it stands.
    """
    case = open_case(desk, child_id, Permission.SCORING_READ)
    chosen = case.carers(carers) if case.sets else None
    heads = (with_draft(chosen) if draft else chosen.signed_off) if chosen else ()
    told = _told(desk, case, heads, chosen)
    one = story_of(desk, case.subject, told) if told else None
    details = {"scorings": [head.scoring.id for head in heads]}
    desk.record(Event("progress.read", case.child.family_id, child_id, details))
    return ChildProgress(
        child_id=child_id,
        family_id=case.child.family_id,
        subject=case.subject,
        sets=tuple(one.named for one in case.sets),
        chosen=chosen.named if chosen else None,
        story=one.progress if one else None,
        lanes=one.lanes if one else (),
        scale=told[-1].profile.instrument.scale if told else None,
        lines=tuple(line(head) for head in heads),
        prompts=prompts.of(desk, case, chosen, told, one.series) if chosen and one else (),
        draft=draft and chosen is not None and chosen.under_way is not None,
        draft_at_hand=chosen is not None and chosen.under_way is not None,
        may_report=desk.who.may(Permission.REPORT_PROGRESS),
        may_set_aside=desk.who.may(Permission.PROMPT_SET_ASIDE),
        nothing="" if told or case.hidden else NOTHING_YET,
        hidden=case.hidden,
    )


def _told(desk: Desk, case: Case, heads: Sequence[Head], chosen: CarerSet | None) -> tuple[Scored, ...]:
    return scored(desk, heads, case, chosen.names) if heads and chosen else ()


def side_by_side(desk: Desk, later_id: str, earlier_id: str) -> SideBySide:
    """Two scorings of one child beside each other, whichever way round they were named. Reading them is an event.

    Raises NotFound or Refused; NotFound too where they are of two children, withdrawn or superseded; Blocked where they are one and the same.
    """
    case = open_case(desk, found(desk, later_id).scoring.child_id, Permission.SCORING_READ)
    known = {head.scoring.id: (head, one) for one in case.sets for head in one.every}
    if later_id == earlier_id:
        raise Blocked("This is one and the same scoring. Choose two to set beside each other.")
    if later_id not in known or earlier_id not in known:
        raise NotFound
    (first, first_set), (last, last_set) = sorted(
        (known[later_id], known[earlier_id]), key=lambda one: (one[0].scoring.window_end, one[0].scoring.window_start)
    )
    names = _two_names(first_set, last_set)
    told = tuple(
        one for head, name in ((first, names[0]), (last, names[1])) for one in scored(desk, [head], case, name)
    )
    details = {"scorings": [first.scoring.id, last.scoring.id]}
    desk.record(Event("progress.read", case.child.family_id, case.child.id, details))
    return SideBySide(
        child_id=case.child.id,
        family_id=case.child.family_id,
        subject=case.subject,
        carers_key=last_set.key,
        earlier=line(first),
        later=line(last),
        story=story.build(case.subject, told),
        scale=told[-1].profile.instrument.scale,
        other_carers=first_set.key != last_set.key,
    )


def chosen_two(desk: Desk, child_id: str, one: str, other: str) -> SideBySide:
    """Any two scorings of a child side by side, whichever way round they were chosen. Reading them is an event.

    Raises NotFound or Refused, and what `side_by_side` raises.
    """
    open_case(desk, child_id, Permission.SCORING_READ)
    view = side_by_side(desk, one, other)
    if view.child_id != child_id:
        raise NotFound
    return view


def _two_names(first: CarerSet, last: CarerSet) -> tuple[str, str]:
    """How the carers of two scorings are called; two people called the same are told apart, for their care is not compared."""
    if first.key != last.key and first.names == last.names:
        return first.names, f"{last.names} (another carer)"
    return first.names, last.names
