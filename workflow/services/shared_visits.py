"""Visits on which several scorings rest: recorded once for all of them, taken in from another, corrected where every one of them can be."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from gcp.instrument import Instrument, Item
from gcp.words import day, listed
from workflow.models import Scoring, ScoringVisit
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.rules.statuses import EDITABLE
from workflow.services.blindness import hidden
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.scoring_details import (
    STALE,
    NewVisit,
    add_visit,
    alone_fault,
    held,
    rested_on,
    resting_on,
    unseen_fault,
    visit_faults,
)
from workflow.services.scorings import found, locked_for
from workflow.storage import scorings, visits
from workflow.storage.scorings import Beside, Found
from workflow.storage.visits import VisitHere


@dataclass(frozen=True)
class Shared:
    """What the visits of a scoring share with the person's other scorings of the family.

    `open` are those that a new visit can count for too; `elsewhere` the visits of others that fall into this scoring's days and do not count for it yet;
    `names` says by visit id for which others a visit of this scoring counts.
    """

    open: Sequence[Beside]
    elsewhere: Sequence[VisitHere]
    names: Mapping[str, Sequence[str]]

    def other_children(self, child_id: str) -> list[tuple[str, str]]:
        """The other children who can have been seen at a visit: id and what they are called. Nobody sees a child who is not born."""
        others = [one for one in self.open if one.child_id != child_id and one.age_months is not None]
        return list({one.child_id: one.called for one in others}.items())


@dataclass(frozen=True)
class VisitView:
    """One visit for its own page: as the scoring rests on it, or as it was recorded `elsewhere`.

    `names` are the others it counts for, `resting` the items here whose answer rests on it; `locked` is the sentence why this person cannot
    change the scoring, None where they can.
    """

    scoring: Scoring
    called: str
    visit: VisitHere
    elsewhere: bool
    names: Sequence[str]
    instrument: Instrument
    resting: Sequence[Item]
    locked: str | None

    @property
    def rests(self) -> str:
        """What rests on it, in a sentence; "" for nothing."""
        return rested_on(self.resting)


@dataclass(frozen=True)
class SeenThere:
    """For which other scorings a new visit counts, and which of their children were seen there, and alone."""

    also: Collection[str] = ()
    seen: Collection[str] = ()
    alone: Collection[str] = ()


def shared(desk: Desk, scoring: Scoring, own: Sequence[VisitHere]) -> Shared:
    """What the visits `own` of a scoring share with the other scorings of the family that this person makes, or its scorer where this person only reads."""
    made = scorings.by_person(desk.session, scoring.family_id, desk.who.person_id)
    if scoring.id not in {one.id for one in made}:
        # For whoever only reads it: those of its scorer that are not hidden from them.
        away = hidden(desk, scoring.family_id)
        theirs = scorings.by_person(desk.session, scoring.family_id, scoring.scorer_id)
        made = [one for one in theirs if one.id not in away]
    others = [
        one for one in made if one.id != scoring.id and (one.second_of_id is None) == (scoring.second_of_id is None)
    ]
    still_open = [one for one in others if one.status in EDITABLE and _overlap(one, scoring)]
    here = {visit.id for visit in own}
    there = visits.of_scorings(desk.session, [one.id for one in others])
    elsewhere = {
        visit.id: visit
        for found in there.values()
        for visit in found
        if visit.id not in here and scoring.window_start <= visit.on <= scoring.window_end
    }
    names = {
        visit_id: [name_of(one) for one in others if visit_id in {visit.id for visit in there[one.id]}]
        for visit_id in here
    }
    return Shared(still_open, sorted(elsewhere.values(), key=lambda one: (one.on, one.id)), names)


def open_visit(desk: Desk, scoring_id: str, visit_id: str) -> VisitView:
    """A visit to correct or to take in. Reading it is an event. Raises NotFound or Refused."""
    one = found(desk, scoring_id)
    own = visits.of_scoring(desk.session, scoring_id)
    together = shared(desk, one.scoring, own)
    visit = next((visit for visit in (*own, *together.elsewhere) if visit.id == visit_id), None)
    if visit is None:
        raise NotFound
    desk.record(Event("scoring.read", one.scoring.family_id, scoring_id, {"page": "visit"}))
    names = together.names.get(visit_id, ())
    about = (instrument_of(desk, one.scoring.edition_id), resting_on(desk, one.scoring, visit_id))
    return VisitView(one.scoring, one.called, visit, visit not in own, names, *about, locked_for(desk, one))


def name_of(one: Beside) -> str:
    """How a scoring is named beside another: Robin, care by Mum."""
    return f"{one.called}, care by {one.carer_names}"


def _overlap(one: Beside, scoring: Scoring) -> bool:
    return one.window_start <= scoring.window_end and scoring.window_start <= one.window_end


def add(desk: Desk, scoring_id: str, new: NewVisit, there: SeenThere) -> str:
    """Add a visit to a scoring, and let others rest on it too; its id. All of it or nothing.

    Raises Invalid by field (on, place, seen, child_seen_alone, also, also_alone); NotFound; Blocked where one of them cannot be changed.
    """
    rows = {key: held(desk, key) for key in sorted({scoring_id, *there.also})}
    family_id = rows[scoring_id].scoring.family_id
    faults = visit_faults(rows[scoring_id].scoring, new, desk.today, rows[scoring_id].called)
    for key in there.also:
        one = rows[key]
        if one.scoring.family_id != family_id:
            raise NotFound
        if "on" in visit_faults(one.scoring, new, desk.today) and "on" not in faults:
            faults["also"] = _outside(one, new, "Take away that tick, or correct the day")
    unseen = {one.called: None for one in rows.values() if one.scoring.child_id in set(there.alone) - set(there.seen)}
    if set(there.alone) - set(there.seen):
        faults["also_alone"] = alone_fault(listed(unseen) if unseen else "A child")
    unborn = [
        one.called for one in rows.values() if one.scoring.age_months is None and one.scoring.child_id in there.seen
    ]
    if unborn:
        faults["also_seen"] = unseen_fault(unborn[0])
    if faults:
        raise Invalid(faults)
    child_id = rows[scoring_id].scoring.child_id
    seen = {*there.seen, *([child_id] if new.child_seen else [])}
    alone = {*there.alone, *([child_id] if new.child_seen_alone else [])}
    visit_id = add_visit(desk, scoring_id, new)
    for key in sorted(set(there.also) - {scoring_id}):
        child = rows[key].scoring.child_id
        _share(desk, rows[key].scoring, visit_id, child_seen=child in seen, alone=child in alone)
    return visit_id


def _share(desk: Desk, scoring: Scoring, visit_id: str, *, child_seen: bool, alone: bool) -> None:
    if visit_id in {visit.id for visit in visits.of_scoring(desk.session, scoring.id)}:
        return
    link = ScoringVisit(scoring_id=scoring.id, visit_id=visit_id, child_seen=child_seen, child_seen_alone=alone)
    event = Event("scoring.changed", scoring.family_id, scoring.id, {"what": "visit added"})
    if not visits.share(desk.session, scoring, link, event=event, at=desk.now, by=desk.who.person_id):
        raise Conflict(STALE)


def take_in(desk: Desk, scoring_id: str, visit_id: str, *, child_seen: bool, alone: bool) -> None:
    """Let a scoring rest on a visit recorded in another of this person's; one that it rests on already is no error.

    Raises NotFound for a visit that is not offered; Invalid (child, child_seen_alone); Blocked.
    """
    scoring = held(desk, scoring_id).scoring
    own = visits.of_scoring(desk.session, scoring.id)
    if visit_id in {visit.id for visit in own}:
        return
    if visit_id not in {visit.id for visit in shared(desk, scoring, own).elsewhere}:
        raise NotFound
    if child_seen and scoring.age_months is None:
        raise Invalid({"child": unseen_fault(found(desk, scoring_id).called)})
    if alone and not child_seen:
        raise Invalid({"child_seen_alone": alone_fault(found(desk, scoring_id).called)})
    _share(desk, scoring, visit_id, child_seen=child_seen, alone=alone)


def correct(desk: Desk, scoring_id: str, visit_id: str, new: NewVisit, version: int) -> None:
    """Correct a visit. What was seen of the child is corrected for every scoring of that child, the rest for all that rest on it.

    Raises NotFound; Invalid by field (on, place, seen, child_seen_alone); Conflict; Blocked, naming the scoring, where one of them cannot be changed.
    """
    found(desk, scoring_id, Permission.SCORING_ANSWER)
    rests = visits.resting(desk.session, [visit_id]).get(visit_id, [])
    if scoring_id not in rests:
        raise NotFound
    here = _as_it_stands(desk, visit_id, rests)
    facts: dict[str, Any] = asdict(new)
    seen = {name: facts.pop(name) for name in ("child_seen", "child_seen_alone")}
    children = scorings.children(desk.session, rests)
    wanted = {
        key: replace(standing, **facts, **(seen if children[key] == children[scoring_id] else {}))
        for key, standing in here.items()
    }
    # In one order, whichever of them the page was of, so that two of these never wait for each other.
    touched = [key for key in rests if key == scoring_id or wanted[key] != here[key]]
    rows = {key: held(desk, key, version) if key == scoring_id else _other(desk, key) for key in touched}
    if _as_it_stands(desk, visit_id, rests) != here:
        raise Conflict(STALE)
    faults = visit_faults(rows[scoring_id].scoring, new, desk.today, rows[scoring_id].called)
    outside = [one for one in rows.values() if "on" in visit_faults(one.scoring, new, desk.today)]
    if outside and "on" not in faults:
        faults["on"] = _outside(outside[0], new, "Choose a day within them")
    if faults:
        raise Invalid(faults)
    for key, one in rows.items():
        if wanted[key] != here[key]:
            event = Event("scoring.changed", one.scoring.family_id, key, {"what": "visit corrected"})
            if not visits.correct(
                desk.session, one.scoring, wanted[key], event=event, at=desk.now, by=desk.who.person_id
            ):
                raise Conflict(STALE)


def _as_it_stands(desk: Desk, visit_id: str, scoring_ids: Collection[str]) -> dict[str, VisitHere]:
    there = visits.of_scorings(desk.session, scoring_ids)
    return {key: one for key, links in there.items() for one in links if one.id == visit_id}


def _other(desk: Desk, scoring_id: str) -> Found:
    """Another scoring that rests on the visit, held. Raises Blocked where this person cannot change it, with its name where they may read it."""
    name, why = "", "It is not yours to change."
    try:
        one = found(desk, scoring_id)
        name = f": {one.called}, care by {one.scoring.carer_names}"
        return held(desk, scoring_id)
    except Blocked as locked:
        why = locked.sentence
    except NotFound:
        pass
    raise Blocked(
        f"This visit counts for another scoring too{name}. {why} "
        "To correct it for this scoring alone, remove it here and add it as it was."
    )


def _outside(one: Found, new: NewVisit, what_to_do: str) -> str:
    days = f"{day(one.scoring.window_start)} to {day(one.scoring.window_end)}"
    name = f"{one.called}, care by {one.scoring.carer_names}"
    return f"{day(new.on)} is outside the days of {name}: {days}. {what_to_do}."
