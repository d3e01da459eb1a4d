"""The prompts of a child's progress: which are raised now, which of them somebody set aside and why, and setting one aside or bringing it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from gcp.changes import Series
from gcp.progress import series
from workflow.models import PromptAside
from workflow.reports.base import Scored, Subject
from workflow.rules.errors import Conflict, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.prompts import OF_WHAT_CAN_BE_KEPT, TITLES, Prompt, raised
from workflow.rules.roles import Permission
from workflow.rules.second_ratings import HIDDEN, words_hidden_from
from workflow.rules.told import Behind, Limits, Told
from workflow.rules.wording import LONGEST_REASON, words_fault
from workflow.services.desk import Desk
from workflow.services.gathering import Carers, CarerSet, Case, open_case, scored
from workflow.storage import prompts, restrictions
from workflow.storage.prompts import Aside
from workflow.storage.series import Head

CHANGED = (
    "What raises this prompt has changed since you opened the page. Open it again to see its figures as they are now."
    """What is said where a page shows figures, or a form, that are not those of now."""
)


@dataclass(frozen=True)
class Raised:
    """A prompt that is raised now; `aside` says who set it aside and why, None where nobody did."""

    prompt: Prompt
    aside: Aside | None


@dataclass(frozen=True)
class Which:
    """One prompt as a page showed it: its rule's key, whose care, and the mark of its figures."""

    key: str
    carers: str
    mark: str


@dataclass(frozen=True)
class PromptView:
    """One prompt of a child's progress: raised now or not (`raised` is None), and every time that somebody set it aside, the newest first."""

    child_id: str
    family_id: str
    subject: Subject
    carers: Carers | None
    key: str
    title: str
    raised: Raised | None
    history: tuple[Aside, ...]
    may_set_aside: bool


def of(
    desk: Desk,
    case: Case,
    chosen: CarerSet,
    told: Sequence[Scored],
    found: Series | None = None,
    *,
    on: date | None = None,
) -> tuple[Raised, ...]:
    """The prompts that some scorings of a child raise on a day (None: today), those set aside at the end. `told` are the scorings of `chosen`,
    oldest first.

    `found` is their series where it is at hand. One query. A prompt set aside stays aside as long as its figures are the same.
    """
    if not told:
        return ()
    aside = _aside(_past(desk, case, chosen))
    every = [Raised(prompt, aside.get(prompt.mark)) for prompt in _raised(desk, _told(desk, chosen, told, found, on))]
    return tuple(sorted(every, key=lambda one: one.aside is not None))


def open_prompt(desk: Desk, child_id: str, key: str, carers: str = "") -> PromptView:
    """One prompt of a child's progress, with what became of it. Reading it is an event. Raises NotFound or Refused."""
    if key not in TITLES:
        raise NotFound
    case = open_case(desk, child_id, Permission.SCORING_READ)
    chosen = case.carers(carers) if case.sets else None
    heads = chosen.signed_off if chosen else ()
    every = of(desk, case, chosen, scored(desk, heads, case, chosen.names)) if chosen else ()
    past = _past(desk, case, chosen) if chosen else ()
    raised_now = next((one for one in every if one.prompt.key == key), None)
    details = {"scorings": [head.scoring.id for head in heads]}
    desk.record(Event("progress.read", case.child.family_id, child_id, details))
    return PromptView(
        child_id,
        case.child.family_id,
        case.subject,
        chosen.named if chosen else None,
        key,
        TITLES[key],
        raised_now,
        _told_of(desk, key, heads, raised_now, past),
        desk.who.may(Permission.PROMPT_SET_ASIDE),
    )


def set_aside(desk: Desk, child_id: str, which: Which, reason: str) -> None:
    """Set a prompt aside, with a reason that is kept. One that is aside already stays as it is.

    Raises NotFound or Refused; Invalid for the reason; Conflict where the figures are not those that the page showed.
    """
    case, chosen = _place(desk, child_id, which)
    if not reason.strip():
        raise Invalid({"reason": "Say why it is set aside. Who reads this later will want to know."})
    if fault := words_fault(reason, LONGEST_REASON):
        raise Invalid({"reason": fault})
    told = scored(desk, chosen.signed_off, case, chosen.names)
    one = next((one for one in of(desk, case, chosen, told) if one.prompt.key == which.key), None)
    if one is None or one.prompt.mark != which.mark:
        raise Conflict(CHANGED)
    if one.aside is not None:
        return
    row = PromptAside(
        id=desk.new_id(),
        family_id=case.child.family_id,
        child_id=child_id,
        carers=chosen.key,
        prompt=which.key,
        mark=which.mark,
        reason=reason.strip(),
        at=desk.now,
        by_id=desk.who.person_id,
    )
    event = Event("prompt.set-aside", case.child.family_id, child_id, {"prompt": which.key})
    prompts.add(desk.session, row, event=event)


def bring_back(desk: Desk, child_id: str, which: Which) -> None:
    """Bring a prompt back that was set aside; nothing where it is not aside. Raises NotFound or Refused."""
    case, chosen = _place(desk, child_id, which)
    for one in prompts.of_child(desk.session, child_id, chosen.key):
        if (one.prompt, one.mark) == (which.key, which.mark) and one.back_at is None:
            event = Event("prompt.brought-back", case.child.family_id, child_id, {"prompt": which.key})
            prompts.bring_back(desk.session, one.id, event=event, at=desk.now, by=desk.who.person_id)


def _place(desk: Desk, child_id: str, which: Which) -> tuple[Case, CarerSet]:
    case = open_case(desk, child_id, Permission.PROMPT_SET_ASIDE)
    if which.key not in TITLES or not case.sets:
        raise NotFound
    return case, case.carers(which.carers)


def _past(desk: Desk, case: Case, chosen: CarerSet) -> Sequence[Aside]:
    """Every time that a prompt was set aside, the newest first. What may tell of the grades of a rating that this person may not see yet has
    its words hidden: a reason names what it is about.
    """
    me, past = desk.who.person_id, prompts.of_child(desk.session, case.child.id, chosen.key)
    return [
        replace(one, reason=HIDDEN, hidden=True) if words_hidden_from(me, case.pairs, one.by_id, one.at) else one
        for one in past
    ]


def _told_of(
    desk: Desk, key: str, heads: Sequence[Head], now: Raised | None, past: Sequence[Aside]
) -> tuple[Aside, ...]:
    """What became of a prompt. One that speaks of what grades rest on is told of only as far as the reader sees it too: where a part of these
    scorings is kept from them, that it was ever raised could tell of that part. So could any with hidden words, of a rating that is hidden yet.
    """
    away = restrictions.hidden(desk.session, [head.scoring.id for head in heads])
    bare = key in OF_WHAT_CAN_BE_KEPT and any(away.anything_of(head.scoring.id) for head in heads)
    mine = [one for one in past if one.prompt == key]
    raised_now = now.prompt.mark if now else None
    return tuple(one for one in mine if not (bare or one.hidden) or one.mark == raised_now)


def _aside(rows: Sequence[Aside]) -> dict[str, Aside]:
    """What is aside now, by mark."""
    return {one.mark: one for one in rows if one.back_at is None}


def _raised(desk: Desk, told: Told) -> tuple[Prompt, ...]:
    """What these scorings raise, made once a day for one and the same series; what is kept holds it, so that its id stays its own."""
    key = (id(told.series), told.today, told.limits, told.under_way)
    kept: tuple[Series, tuple[Prompt, ...]] | None = desk.practice.prompts.get(key)
    if kept is not None and kept[0] is told.series:
        return kept[1]
    made = raised(told)
    desk.practice.prompts.put(key, (told.series, made))
    return made


def _told(desk: Desk, chosen: CarerSet, told: Sequence[Scored], found: Series | None, on: date | None) -> Told:
    settings = desk.practice.settings
    limits = Limits(settings.prompt_scorings, settings.prompt_missed, settings.prompt_targets, settings.rescore_weeks)
    behind = [Behind(one.evidence, one.visits, one.targets, one.follow_up_on) for one in told]
    whole = found or series([one.profile for one in told])
    return Told(whole, behind, on or desk.today, limits, under_way=chosen.under_way is not None)
