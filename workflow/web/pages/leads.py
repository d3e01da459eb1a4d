"""Handing over the lead of a family: offering it, and answering what is offered."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.errors import Blocked
from workflow.rules.roles import Permission
from workflow.services import leads
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Day, Fields, OpaqueId, one_line
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other

router = APIRouter()
_OFFER = [Requires(Permission.INVOLVEMENT_EDIT)]
_TAKE = [Requires(Permission.LEAD_TAKE)]


class OfferForm(Fields):
    """Who is asked to lead, from when, and why."""

    person: OpaqueId = Field(title="who is asked to lead")
    since: Day = Field(title="the first day")
    reason: Annotated[str, one_line(leads.REASON_LENGTH)] = Field("", title="why the lead is handed over")

    messages = {("person", "missing"): "Choose who is asked to lead."}  # noqa: RUF012


class AnswerForm(Fields):
    """Which offer is answered, and why it is declined."""

    offer: str = ""
    words: Annotated[str, one_line(leads.REASON_LENGTH)] = Field("", title="why you cannot take it")


@router.get("/families/{family_id}/lead", name="lead", dependencies=_OFFER)
def lead(request: Request, visit: Visiting, family_id: str) -> Response:
    """The form for an offer, or the offer that is open."""
    with visit.open() as desk:
        today = desk.today
    return _offer_page(request, visit, family_id, Form(OfferForm, since=today))


@router.post("/families/{family_id}/lead", name="offer_lead", dependencies=_OFFER)
def offer_lead(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Offer the lead to somebody."""
    form = Form(OfferForm, posted)
    with form, visit.open() as desk:
        leads.offer(desk, family_id, form.value.person, form.value.reason, form.value.since)
    if form.errors:
        return _offer_page(request, visit, family_id, form)
    return see_other(request, path_for("family", family_id=family_id, done="lead-offered"))


@router.post("/families/{family_id}/lead/withdraw", name="withdraw_lead", dependencies=_OFFER)
def withdraw_lead(request: Request, visit: Visiting, family_id: str) -> Response:
    """Take the open offer back."""
    with visit.open() as desk:
        leads.withdraw(desk, family_id)
    return see_other(request, path_for("lead", family_id=family_id))


@router.get("/lead-offers", name="lead_offers", dependencies=_TAKE)
def lead_offers(request: Request, visit: Visiting) -> Response:
    """What is offered to whoever asks."""
    return _answer_page(request, visit, Form(AnswerForm))


@router.post("/lead-offers/accept", name="accept_lead", dependencies=_TAKE)
def accept_lead(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    """Take the lead of a family."""
    form = Form(AnswerForm, posted)
    with form, visit.open() as desk:
        part = leads.accept(desk, form.value.offer)
        opens = part.since <= desk.today
    if form.errors:
        return _answer_page(request, visit, form)
    url = path_for("family", family_id=part.family_id, done="lead-taken") if opens else path_for("home")
    return see_other(request, url)


@router.post("/lead-offers/decline", name="decline_lead", dependencies=_TAKE)
def decline_lead(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    """Decline the lead of a family, with a reason."""
    form = Form(AnswerForm, posted)
    with form, visit.open() as desk:
        leads.decline(desk, form.value.offer, form.value.words)
    if form.errors:
        return _answer_page(request, visit, form)
    return see_other(request, path_for("home"))


def _offer_page(request: Request, visit: Visiting, family_id: str, form: Form[OfferForm]) -> Response:
    with visit.open() as desk:
        found = leads.page_of(desk, family_id)
    if form.errors and found.offer:  # the page has no form then
        raise Blocked(leads.OFFERED)
    people = [(one.id, ", ".join(filter(None, (one.name, one.job, one.agency)))) for one in found.people]
    return page(request, "leads/offer.html", {"found": found, "people": people, "form": form})


def _answer_page(request: Request, visit: Visiting, form: Form[AnswerForm]) -> Response:
    with visit.open() as desk:
        offers = leads.offered_to_me(desk)
    if form.errors and not offers:  # the page has no form then
        raise Blocked(leads.ANSWERED)
    typed = form.typed("offer")
    chosen = typed if typed in {one.id for one in offers} else next((one.id for one in offers), "")
    return page(request, "leads/offers.html", {"offers": offers, "form": form, "chosen": chosen})
