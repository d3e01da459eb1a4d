"""Offers of the lead of a family, and who answered what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workflow.models import Agency, Family, LeadOffer, OfferStatus, Person, Team
from workflow.rules.access import Actor
from workflow.rules.events import Event
from workflow.storage import trail
from workflow.storage.families import visible_to


@dataclass(frozen=True)
class Offer:
    """An offer, with the family's name, who offers and who is asked, each with their agency."""

    row: LeadOffer
    family: str
    by: str
    by_agency: str
    to: str
    to_agency: str


def offer(session: Session, offer_id: str) -> LeadOffer | None:
    """The offer of that id."""
    return session.get(LeadOffer, offer_id)


def open_for(session: Session, family_id: str) -> Offer | None:
    """The offer of a family's lead that nobody has answered yet."""
    found = _offers(session, col(LeadOffer.family_id) == family_id, _OPEN)
    return found[0] if found else None


def offered_to(session: Session, person_id: str) -> Sequence[Offer]:
    """What is offered to somebody and not answered."""
    return _offers(session, col(LeadOffer.to_id) == person_id, _OPEN)


def answered_since(session: Session, actor: Actor, since: datetime, on: date) -> Sequence[Offer]:
    """What somebody offered of families that they see, and was accepted or declined since."""
    answers = col(LeadOffer.status).in_([OfferStatus.ACCEPTED.value, OfferStatus.DECLINED.value])
    mine = (col(LeadOffer.by_id) == actor.person_id, answers, col(LeadOffer.answered_at) >= since)
    return _offers(session, *mine, visible_to(actor, on))


_OPEN = col(LeadOffer.status) == OfferStatus.OFFERED.value


def _offers(session: Session, *where: ColumnElement[bool]) -> Sequence[Offer]:
    by, by_team, by_agency = aliased(Person), aliased(Team), aliased(Agency)
    to, to_team, to_agency = aliased(Person), aliased(Team), aliased(Agency)
    found = session.execute(
        select(LeadOffer, col(Family.name), col(by.name), col(by_agency.name), col(to.name), col(to_agency.name))
        .join(Family, col(Family.id) == col(LeadOffer.family_id))
        .join(by, col(by.id) == col(LeadOffer.by_id))
        .join(by_team, col(by_team.id) == col(by.team_id))
        .join(by_agency, col(by_agency.id) == col(by_team.agency_id))
        .join(to, col(to.id) == col(LeadOffer.to_id))
        .join(to_team, col(to_team.id) == col(to.team_id))
        .join(to_agency, col(to_agency.id) == col(to_team.agency_id))
        .where(*where)
        .order_by(col(LeadOffer.offered_at), col(LeadOffer.id))
    )
    return [Offer(row[0], row[1], row[2], row[3], row[4], row[5]) for row in found]


def add(session: Session, row: LeadOffer, *, event: Event, at: datetime, by: str) -> None:
    """Offer the lead."""
    session.add(row)
    session.flush()
    trail.write(session, event, at=at, person_id=by)


def change(session: Session, row: LeadOffer, *, event: Event, at: datetime, by: str) -> None:
    """Keep what became of an offer."""
    session.add(row)
    session.flush()
    trail.write(session, event, at=at, person_id=by)
