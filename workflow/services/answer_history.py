"""All that an answer has been."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from gcp.errors import UnknownItem
from gcp.instrument import Instrument, Item
from workflow.models import Scoring
from workflow.rules.errors import NotFound
from workflow.rules.events import Event
from workflow.services.answers import Given, given_as
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.scorings import found
from workflow.storage import answers, people, visits
from workflow.storage.visits import VisitHere


@dataclass(frozen=True)
class Changed:
    """One accepted change: version, when (UTC) and by whom, from what to what."""

    version: int
    at: datetime
    by: str
    old: Given
    new: Given


class History(NamedTuple):
    """One answer of a scoring with every accepted change, the newest first; `called` is the child's name, `visits` are what grades rest on."""

    scoring: Scoring
    item: Item
    changes: Sequence[Changed]
    instrument: Instrument
    called: str
    visits: Sequence[VisitHere]


def history(desk: Desk, scoring_id: str, item_id: str) -> History:
    """Every accepted change of one answer, the newest first. Reading it is an event."""
    one = found(desk, scoring_id)
    instrument = instrument_of(desk, one.scoring.edition_id)
    try:
        item = instrument.item(item_id)
    except UnknownItem:
        raise NotFound from None
    rows = answers.changes(desk.session, scoring_id, item_id)
    names = people.named(desk.session, [row.changed_by_id for row in rows])
    desk.record(Event("scoring.read", one.scoring.family_id, scoring_id, {"page": "history"}))
    changes = [
        Changed(
            row.version,
            row.changed_at,
            names[row.changed_by_id].name,
            given_as(row.old_grade, row.old_state, row.old_note, row.old_evidence),
            given_as(row.new_grade, row.new_state, row.new_note, row.new_evidence),
        )
        for row in reversed(rows)
    ]
    rest_on = visits.of_scoring(desk.session, scoring_id)
    return History(one.scoring, item, changes, instrument, one.called, rest_on)
