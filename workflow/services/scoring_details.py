"""What a scoring rests on: its window and conditions, its visits, what is left out of it and why. All of it only while it can be edited."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from gcp.answers import Child as ScoredChild
from gcp.errors import UnknownItem
from gcp.grades import ItemState
from gcp.instrument import Instrument, Item
from gcp.words import day, listed
from workflow.models import Answer, Scoring, ScoringStatus, ScoringVisit, Visit
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.evidence import evidence_of
from workflow.rules.roles import Permission
from workflow.rules.statuses import lock
from workflow.rules.windows import age_fault, visit_fault, window_faults
from workflow.rules.wording import LONGEST_REASON, words_fault
from workflow.services import answers
from workflow.services.asked import why_not_asked
from workflow.services.blindness import refuse_parting
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.scorings import found
from workflow.services.starting import condition_faults
from workflow.storage import answers as stored
from workflow.storage import scorings, visits
from workflow.storage.scorings import Found

STALE = (
    "This scoring was changed after the page was opened. Reload the page to see how it stands, then change it again."
)


@dataclass(frozen=True)
class Details:
    """The window and the conditions of a scoring, as they are to be."""

    window_start: date
    window_end: date
    conditions: tuple[str, ...] = ()
    long_window_meant: bool = False


@dataclass(frozen=True)
class Corrected:
    """A scoring after its details were corrected; `cleared` are the items whose answers lost their question by it."""

    scoring: Scoring
    cleared: tuple[str, ...]
    band_changed: bool


@dataclass(frozen=True)
class NewVisit:
    """A visit: its day, whether it was announced, where, who was seen (in words), and whether the child was, and alone."""

    on: date
    announced: bool
    place: str = ""
    seen: str = ""
    child_seen: bool = False
    child_seen_alone: bool = False


def held(desk: Desk, scoring_id: str, version: int | None = None) -> Found:
    """The scoring, kept from other writers. Raises Blocked where this person cannot change it, Conflict for an older version."""
    one = found(desk, scoring_id, Permission.SCORING_ANSWER, hold=True)
    locked = lock(ScoringStatus(one.scoring.status), by_scorer=desk.who.person_id in one.scorers)
    if locked:
        raise Blocked(locked)
    if version is not None and one.scoring.version != version:
        raise Conflict(STALE)
    return one


def _change(desk: Desk, scoring: Scoring, what: str, values: Mapping[str, Any]) -> None:
    event = Event("scoring.changed", scoring.family_id, scoring.id, {"what": what})
    if not scorings.change(desk.session, scoring, values, event=event, at=desk.now, by=desk.who.person_id):
        raise Conflict(STALE)


def correct(desk: Desk, scoring_id: str, details: Details, version: int) -> Corrected:
    """Correct the window and the conditions. The age, the band and the items asked follow the window's last day.

    Answers whose item is no longer asked are taken back, as changes like any other. Raises Invalid by field (window_start, window_end,
    conditions), also where a visit would fall outside; Blocked; Conflict.
    """
    scoring = held(desk, scoring_id, version).scoring
    instrument = instrument_of(desk, scoring.edition_id)
    _check_details(desk, scoring, instrument, details)
    months = ScoredChild(scoring.child_born, scoring.child_expected).age_months(details.window_end)
    band = instrument.band(months)
    if band is None:
        raise LookupError("The age was checked before.")
    before = scoring.age_band
    values = {
        "window_start": details.window_start,
        "window_end": details.window_end,
        "conditions": sorted(set(details.conditions)),
        "age_months": months,
        "age_band": band.key,
    }
    if any(getattr(scoring, name) != value for name, value in values.items()):
        refuse_parting(desk, scoring)
        _change(desk, scoring, "window and conditions", values)
    cleared = [row for row in stored.of_scoring(desk.session, scoring.id) if _lost(instrument, scoring, row)]
    for row in cleared:
        answers.clear(desk, scoring, row)
    return Corrected(scoring, tuple(row.item_id for row in cleared), band_changed=before != scoring.age_band)


def _lost(instrument: Instrument, scoring: Scoring, row: Answer) -> bool:
    if row.state == ItemState.UNANSWERED:
        return False
    return why_not_asked(instrument, scoring, instrument.item(row.item_id)) is not None


def _check_details(desk: Desk, scoring: Scoring, instrument: Instrument, details: Details) -> None:
    start, end = details.window_start, details.window_end
    faults = window_faults(start, end, desk.today, long_is_meant=details.long_window_meant)
    faults |= condition_faults(instrument, details.conditions)
    if not faults:
        fault = age_fault(instrument, "The child", ScoredChild(scoring.child_born, scoring.child_expected), end)
        faults |= {"window_end": fault[1]} if fault else {}
        outside = [visit.on for visit in visits.of_scoring(desk.session, scoring.id) if not start <= visit.on <= end]
        if outside:
            words = f"The visit on {day(outside[0])} would be outside this window. Keep that day inside, or remove the visit first."
            faults.setdefault("window_start" if outside[0] < start else "window_end", words)
    if faults:
        raise Invalid(faults)


def alone_fault(called: str = "A child") -> str:
    """What is wrong with a child seen alone and not seen; who is called so was."""
    return f"{called} cannot have been seen alone without being seen. Tick both, or neither."


def unseen_fault(called: str = "A child") -> str:
    """What is wrong with an unborn child seen; who is called so was."""
    return f"{called} is not born yet, so nobody can have seen {called}. Say under \N{LEFT DOUBLE QUOTATION MARK}Who was seen\N{RIGHT DOUBLE QUOTATION MARK} whom you met."


def visit_faults(scoring: Scoring, new: NewVisit, today: date, called: str = "A child") -> dict[str, str]:
    """What is wrong with a visit on which a scoring is to rest, by field; empty where nothing is. The child is `called` so."""
    faults = {"place": words_fault(new.place, 120), "seen": words_fault(new.seen, 200)}
    faults["on"] = visit_fault(new.on, scoring.window_start, scoring.window_end, today)
    if new.child_seen_alone and not new.child_seen:
        faults["child_seen_alone"] = alone_fault(called)
    if scoring.age_months is None and (new.child_seen or new.child_seen_alone):
        faults["child_seen" if new.child_seen else "child_seen_alone"] = unseen_fault(called)
    return {field: words for field, words in faults.items() if words}


def add_visit(desk: Desk, scoring_id: str, new: NewVisit) -> str:
    """Add a visit, and answer with its id. The same one twice is one visit. Raises Invalid by field (on, place, seen, child_seen, child_seen_alone); Blocked."""
    one = held(desk, scoring_id)
    scoring = one.scoring
    faults = visit_faults(scoring, new, desk.today, one.called)
    if faults:
        raise Invalid(faults)
    for standing in visits.of_scoring(desk.session, scoring.id):
        if asdict(standing) == {**asdict(new), "id": standing.id}:
            return standing.id
    facts: dict[str, Any] = asdict(new)
    here = {name: facts.pop(name) for name in ("child_seen", "child_seen_alone")}
    visit = Visit(id=desk.new_id(), family_id=scoring.family_id, **facts)
    link = ScoringVisit(scoring_id=scoring.id, visit_id=visit.id, **here)
    event = Event("scoring.changed", scoring.family_id, scoring.id, {"what": "visit added"})
    if not visits.add(desk.session, scoring, visit, link, event=event, at=desk.now, by=desk.who.person_id):
        raise Conflict(STALE)
    return visit.id


def remove_visit(desk: Desk, scoring_id: str, visit_id: str) -> None:
    """Take out a visit that was recorded by mistake; one that is gone already is no error. Raises Blocked, also while a grade rests on it."""
    scoring = held(desk, scoring_id).scoring
    if visit_id not in {visit.id for visit in visits.of_scoring(desk.session, scoring.id)}:
        return
    _refuse_if_rested_on(desk, scoring, visit_id)
    event = Event("scoring.changed", scoring.family_id, scoring.id, {"what": "visit removed"})
    if not visits.remove(desk.session, scoring, visit_id, event=event, at=desk.now, by=desk.who.person_id):
        raise Conflict(STALE)


def resting_on(desk: Desk, scoring: Scoring, visit_id: str) -> Sequence[Item]:
    """The items of a scoring whose answer rests on a visit."""
    instrument = instrument_of(desk, scoring.edition_id)
    rows = stored.of_scoring(desk.session, scoring.id)
    return [instrument.item(row.item_id) for row in rows if visit_id in evidence_of(row.evidence).visit_ids]


def rested_on(items: Sequence[Item]) -> str:
    """A1c Preparation rests on this visit; "" where nothing does."""
    names = listed(f"{item.id} {item.name}" for item in items)
    return f"{names} {'rests' if len(items) == 1 else 'rest'} on this visit." if items else ""


def _refuse_if_rested_on(desk: Desk, scoring: Scoring, visit_id: str) -> None:
    if said := rested_on(resting_on(desk, scoring, visit_id)):
        raise Blocked(f"{said} Change what is said there, then remove the visit.")


def exclude(desk: Desk, scoring_id: str, sub_area_id: str, reason: str, version: int) -> Scoring:
    """Leave a sub-area out of its area, with a reason, where the instrument allows it; an empty reason takes it back in.

    Raises NotFound, Invalid (key "reason"), Blocked, Conflict.
    """
    scoring = held(desk, scoring_id, version).scoring
    instrument = instrument_of(desk, scoring.edition_id)
    try:
        sub_area = instrument.sub_area(sub_area_id)
    except UnknownItem:
        raise NotFound from None
    if reason.strip() and not sub_area.may_exclude:
        raise Invalid(
            {"reason": f"{sub_area.name} may not be left out. Mark what could not be seen as not observed instead."}
        )
    kept = _with_reason(scoring.exclusions, sub_area_id, reason)
    if kept != scoring.exclusions:
        _change(desk, scoring, f"exclusion of {sub_area_id}", {"exclusions": kept})
    return scoring


def give_reason(desk: Desk, scoring_id: str, area_id: str, reason: str, version: int) -> Scoring:
    """Say why nothing in an area could be graded; an empty reason takes it back. Raises NotFound, Invalid (key "reason"), Blocked, Conflict."""
    scoring = held(desk, scoring_id, version).scoring
    instrument = instrument_of(desk, scoring.edition_id)
    area = next((area for area in instrument.areas if area.id == area_id), None)
    if area is None:
        raise NotFound
    graded = {row.item_id for row in stored.of_scoring(desk.session, scoring.id) if row.grade is not None}
    if reason.strip() and graded & {item.id for item in area.items}:
        raise Invalid(
            {"reason": f"Something in {area.name} is graded, so it needs no reason. Mark the rest not observed."}
        )
    kept = _with_reason(scoring.missing_reasons, area_id, reason)
    if kept != scoring.missing_reasons:
        _change(desk, scoring, f"reason for {area_id}", {"missing_reasons": kept})
    return scoring


def _with_reason(reasons: Mapping[str, str], key: str, reason: str) -> dict[str, str]:
    fault = words_fault(reason, LONGEST_REASON)
    if fault:
        raise Invalid({"reason": fault})
    others = {name: words for name, words in reasons.items() if name != key}
    return {**others, key: reason.strip()} if reason.strip() else others
