"""What an amendment changes of the scoring it corrects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gcp.instrument import Item
from workflow.clock import BRITISH
from workflow.services.answers import NOTHING, Given, given_of
from workflow.services.desk import Desk
from workflow.services.scorings import ScoringView
from workflow.storage import answers, countersigned, families


@dataclass(frozen=True)
class Difference:
    """One item that is answered differently: what was signed off, and what stands in the amendment."""

    item: Item
    was: Given
    now: Given


@dataclass(frozen=True)
class Amended:
    """The scoring that an amendment corrects: its id, the day it was signed off, its window, and every item that differs, in order."""

    scoring_id: str
    signed_off_on: date | None
    window: tuple[date, date]
    differences: Sequence[Difference]


def amended(desk: Desk, view: ScoringView) -> Amended | None:
    """What the scoring shown corrects, item by item; None where it is no amendment. The caller has asked whether it may be read."""
    original_id = view.scoring.amends_id
    if not original_id:
        return None
    original = families.scorings(desk.session, [original_id])[original_id]
    signed = countersigned.of_scorings(desk.session, [original_id]).get(original_id)
    then = {row.item_id: given_of(row) for row in answers.of_scoring(desk.session, original_id)}
    now = {item_id: kept.given for item_id, kept in view.answers.items()}
    return Amended(
        original_id,
        signed.signed_off_at.astimezone(BRITISH).date() if signed else None,
        (original.window_start, original.window_end),
        [
            Difference(item, then.get(item.id, NOTHING), now.get(item.id, NOTHING))
            for item in view.instrument.items
            if then.get(item.id, NOTHING) != now.get(item.id, NOTHING)
        ],
    )
