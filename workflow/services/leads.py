"""Handing over the lead of a family: offering it, answering an offer, and taking the offer back. The moves are a table in `rules.leads`.

A family always has one lead practitioner, so it never slips out of everybody's sight: the old lead's part ends on the day the new one's begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.models import Involvement, LeadOffer, OfferStatus, Part
from workflow.rules.errors import Blocked, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.involvement import begins_too_late
from workflow.rules.leads import LEAD, OfferFacts
from workflow.rules.processes import Move
from workflow.rules.roles import Permission, permissions_of
from workflow.services.desk import Desk
from workflow.services.family_people import family_to_change, found
from workflow.services.family_views import title_of
from workflow.services.involvements import CHOOSE_PERSON, added, end_part
from workflow.services.names import take
from workflow.storage import families, involved
from workflow.storage import leads as storage
from workflow.storage.involved import Colleague
from workflow.storage.leads import Offer

REASON_LENGTH = 200
TOLD_FOR = timedelta(days=14)
"""How long whoever offered the lead is told on the start page what became of it."""
OFFERED = "The lead is offered to somebody already. Withdraw that offer first."
HANDED_OVER = "Handed over the lead."
ANSWERED = "This offer is answered or withdrawn already."


@dataclass(frozen=True)
class OfferView:
    """An offer as pages show it. `children` are what the children are called; `since` the first day that was proposed."""

    id: str
    family_id: str
    family: str
    children: tuple[str, ...]
    by: str
    by_agency: str
    to: str
    to_agency: str
    since: date
    reason: str
    status: OfferStatus
    answer: str


@dataclass(frozen=True)
class LeadPage:
    """What the page of a family's lead shows: the offer that is open, or those to whom it could be made."""

    family_id: str
    family: str
    today: date
    lead: str
    offer: OfferView | None
    people: tuple[Colleague, ...]


def page_of(desk: Desk, family_id: str) -> LeadPage:
    """What is needed to offer the lead, or to see the open offer. Needs `involvement:edit`; the reading is recorded."""
    family = found(families.family(desk.session, family_id))
    desk.require(Permission.INVOLVEMENT_EDIT, families.network(desk.session, family_id, desk.today))
    desk.record(Event("family.read", family_id, family_id))
    lead = _leads(desk, family_id)
    people = [one for one in _could_lead(desk) if lead is None or one.id != lead.person_id]
    named = {one.id: one.name for one in involved.colleagues(desk.session)}
    standing = storage.open_for(desk.session, family_id)
    offer = _view(desk, standing) if standing else None
    name = named.get(lead.person_id, "") if lead else ""
    return LeadPage(family_id, title_of(family.name), desk.today, name, offer, tuple(people))


def offer(desk: Desk, family_id: str, person_id: str, reason: str, since: date | None = None) -> LeadOffer:
    """Offer the lead from a day on (today where none is given). Needs `involvement:edit`.

    Raises Invalid where nobody of that id could lead, they lead already, the day is past or far off, or no reason is given; Blocked where an offer is open.
    """
    family_to_change(desk, family_id, Permission.INVOLVEMENT_EDIT)
    if storage.open_for(desk.session, family_id):
        raise Blocked(OFFERED)
    faults: dict[str, str] = {}
    words = take(faults, "reason", reason, "Say why the lead is handed over. Whoever is asked reads it.", REASON_LENGTH)
    start, lead = since or desk.today, _leads(desk, family_id)
    person = next((one for one in _could_lead(desk) if one.id == person_id), None)
    if person is None:
        faults["person"] = CHOOSE_PERSON
    elif lead and lead.person_id == person_id:
        faults["person"] = f"{person.name} leads already. Choose somebody else."
    if start < desk.today:
        faults["since"] = "Choose today or a day to come: nobody takes over in the past."
    elif begins_too_late(start, desk.today):
        faults["since"] = begins_too_late(start, desk.today)
    if faults:
        raise Invalid(faults)
    row = LeadOffer(
        id=desk.new_id(),
        family_id=family_id,
        to_id=person_id,
        by_id=desk.who.person_id,
        since=start,
        reason=words,
        offered_at=desk.now,
    )
    event = Event("lead.offered", family_id, row.id, {"person_id": person_id})
    storage.add(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)
    return row


def offered_to_me(desk: Desk) -> tuple[OfferView, ...]:
    """The leads that are offered to whoever asks, with the names that they need to answer; the reading is recorded. Needs `lead:take`."""
    desk.require(Permission.LEAD_TAKE)
    offers = storage.offered_to(desk.session, desk.who.person_id)
    for one in offers:
        desk.record(Event("lead.offer-read", one.row.family_id, one.row.id))
    return tuple(_view(desk, one) for one in offers)


def waiting(desk: Desk) -> Sequence[Offer]:
    """The offers that wait for the answer of whoever asks. The start page names no family of them."""
    return storage.offered_to(desk.session, desk.who.person_id) if desk.who.may(Permission.LEAD_TAKE) else ()


def answered(desk: Desk) -> tuple[OfferView, ...]:
    """What became of the offers of whoever asks within the last days, for families that they see."""
    if not desk.who.may(Permission.INVOLVEMENT_EDIT):
        return ()
    since = desk.now - TOLD_FOR
    return tuple(_view(desk, one) for one in storage.answered_since(desk.session, desk.who, since, desk.today))


def accept(desk: Desk, offer_id: str) -> Involvement:
    """Take the lead from the proposed day on, or from today where that is past; the part of the lead before ends on it. Needs `lead:take`.

    Raises NotFound for an offer to somebody else, Blocked for one that is answered.
    """
    row = _mine(desk, LEAD.move("accept"), offer_id)
    me = desk.who.person_id
    lead, start = _leads(desk, row.family_id), max(row.since, desk.today)
    _answer(desk, row, LEAD.move("accept"), "", "lead.accepted")
    if lead:
        end_part(desk, lead, max(start, lead.since), HANDED_OVER)
    new = Involvement(
        id=desk.new_id(),
        family_id=row.family_id,
        person_id=me,
        part=Part.LEAD.value,
        since=max(start, lead.since) if lead else start,
        reason=row.reason,
    )
    families.add(desk.session, [new], event=added(new), at=desk.now, by=me)
    return new


def decline(desk: Desk, offer_id: str, words: str) -> None:
    """Decline the lead with a reason; the old lead stays. Needs `lead:take`. Raises Invalid without words; else as `accept`."""
    row = _mine(desk, LEAD.move("decline"), offer_id)
    faults: dict[str, str] = {}
    said = take(faults, "words", words, longest=REASON_LENGTH)
    gaps = LEAD.move("decline").gaps(OfferFacts(by_asked=True, words=said))
    faults |= {gap.part: gap.sentence for gap in gaps if gap.part not in faults}
    if faults:
        raise Invalid(faults)
    _answer(desk, row, LEAD.move("decline"), said, "lead.declined")


def withdraw(desk: Desk, family_id: str) -> None:
    """Take back the open offer of a family's lead. Needs `involvement:edit`. Raises Blocked where none is open."""
    family_to_change(desk, family_id, Permission.INVOLVEMENT_EDIT)
    standing = storage.open_for(desk.session, family_id)
    if standing is None:
        raise Blocked(ANSWERED)
    _answer(desk, standing.row, LEAD.move("withdraw"), "", "lead.offer-withdrawn")


def _mine(desk: Desk, move: Move, offer_id: str) -> LeadOffer:
    """The offer, its family held against other writers. It need not be seen yet: being asked is what shows the offer, and no more."""
    desk.require(move.permission)
    row = storage.offer(desk.session, offer_id) if offer_id.isalnum() else None
    if row is None or row.to_id != desk.who.person_id:
        raise NotFound
    families.hold(desk.session, row.family_id)
    desk.session.refresh(row)
    if row.status not in move.from_:
        raise Blocked(ANSWERED)
    return row


def _answer(desk: Desk, row: LeadOffer, move: Move, words: str, kind: str) -> None:
    row.status, row.answer, row.answered_at = move.to.value, words, desk.now
    event = Event(kind, row.family_id, row.id)
    storage.change(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)


def _leads(desk: Desk, family_id: str) -> Involvement | None:
    """The part of the lead that has no end."""
    parts = (one.involvement for one in involved.professionals(desk.session, family_id))
    return next((one for one in parts if one.part == Part.LEAD and one.until is None), None)


def _could_lead(desk: Desk) -> list[Colleague]:
    return [one for one in involved.colleagues(desk.session) if Permission.LEAD_TAKE in permissions_of(one.roles)]


def _view(desk: Desk, one: Offer) -> OfferView:
    row = one.row
    children = tuple(child.called for child in families.children(desk.session, row.family_id))
    return OfferView(
        *(row.id, row.family_id, title_of(one.family), children, one.by, one.by_agency, one.to, one.to_agency),
        *(row.since, row.reason, OfferStatus(row.status), row.answer),
    )
