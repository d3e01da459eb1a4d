"""What the start page tells somebody besides their work: what others did, or ask of them, about families of theirs."""

from dataclasses import dataclass

from workflow.rules.roles import Permission
from workflow.services import account_notices, emergency_reviews, leads, merged, record_questions, restricting
from workflow.services.account_notices import Notice
from workflow.services.desk import Desk
from workflow.services.emergency_reviews import OpenedView
from workflow.services.leads import OfferView
from workflow.services.merged import Told
from workflow.services.restricting import LeftView, RestrictionView
from workflow.storage.duplicates import Question
from workflow.storage.leads import Offer


@dataclass(frozen=True)
class Notices:
    """What is told until it is done with: emergency openings whose review is open (`closes` says whether the person closes reviews), leads
    that the person is asked to take, what became of those that they offered, what is asked about records before a child is added,
    what they keep for named people and have to look at again, what is kept and left by all who looked after it, which of their records were put
    together or taken apart, and what was done to their account (`own_account`) and to others that open many records.
    """

    emergencies: tuple[OpenedView, ...] = ()
    closes: bool = False
    asked: tuple[Offer, ...] = ()
    answered: tuple[OfferView, ...] = ()
    questions: tuple[Question, ...] = ()
    answers: tuple[Question, ...] = ()
    look_again: tuple[RestrictionView, ...] = ()
    left: tuple[LeftView, ...] = ()
    merges: tuple[Told, ...] = ()
    own_account: tuple[Notice, ...] = ()
    accounts: tuple[Notice, ...] = ()


def of(desk: Desk) -> Notices:
    """What whoever asks is told; of families nothing to those whose work is not with them."""
    own_account = account_notices.mine(desk)
    if not desk.who.may(Permission.FAMILY_LIST):
        return Notices(own_account=own_account)
    return Notices(
        emergency_reviews.to_look_into(desk),
        desk.who.may(Permission.EMERGENCY_CLOSE),
        tuple(leads.waiting(desk)),
        leads.answered(desk),
        record_questions.waiting(desk),
        record_questions.answered(desk),
        restricting.due(desk),
        restricting.left(desk),
        merged.told(desk),
        own_account,
        account_notices.of_others(desk),
    )
