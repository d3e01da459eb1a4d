"""Work of the demonstration that did not go straight on: closed, opened again and closed, and offered to somebody of another agency."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from workflow.clock import SetClock
from workflow.services import cases, leads
from workflow.services.demonstration.cases import CARA, LOU
from workflow.services.demonstration.shapes import Case
from workflow.services.desk import Desk, Practice
from workflow.services.families import mine

_FIRST = "Sky holds her tenancy, Lou is in school every day, and both said that they can manage."
_AGAIN = "School rang: Lou has missed ten days in a month, and Sky does not answer the telephone."
_SECOND = "Lou broke his arm and the school was not told. He is back, and nothing else has changed."
_OFFER = "Cara's asthma comes first now, and Robin has seen her for two years."


def load(practice: Practice, clock: SetClock, ids: Mapping[str, str], today: date) -> None:
    """Lou's case was closed, opened again and closed; Cara's lead is offered to her health visitor, who has not answered."""

    def at(days: int) -> None:
        clock.put(datetime.combine(today - timedelta(days=days), time(11), tzinfo=UTC))

    lead = ids["practitioner"]
    for days, move, words in ((360, cases.close, _FIRST), (200, cases.reopen, _AGAIN), (150, cases.close, _SECOND)):
        at(days)
        with practice.open_for(lead) as desk:
            move(desk, _of(desk, LOU), words)
    at(1)
    with practice.open_for(lead) as desk:
        leads.offer(desk, _of(desk, CARA), ids["practitioner2"], _OFFER, today)


def _of(desk: Desk, case: Case) -> str:
    return next(line.id for line in mine(desk) if line.name == case.name)
