"""What happened with a record of another agency: it was opened in an emergency, whose review is still open, and asked about by day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from workflow.clock import SetClock
from workflow.rules.emergency import FoundBy
from workflow.services import duplicates, emergencies, families
from workflow.services.demonstration.cases import CARA, KAI
from workflow.services.desk import Practice
from workflow.services.emergencies import Sought
from workflow.services.family_people import NewChild

_REASON = (
    "Kai was brought to A&E at ten with a burn and nobody there knew the family. "
    "Bo had gone home to the cooker. I had to know who else is at home before Kai went back."
)
_QUESTION = (
    "Dee says that her nephew Kye sleeps at her house from Friday to Monday. "
    "Before I add him: is he the child you work with, and does his father know?"
)


def load(practice: Practice, clock: SetClock, ids: Mapping[str, str], today: date) -> None:
    """The night before last: `practitioner` opens the record of a family that they do not work with, and ends it before its time."""
    clock.put(datetime.combine(today - timedelta(days=2), time(22), tzinfo=UTC))
    with practice.open_for(ids["practitioner"]) as desk:
        emergencies.open_record(desk, Sought(FoundBy.NHS_NUMBER, KAI.children[0].nhs_number), _REASON)
    clock.forward(timedelta(hours=1, minutes=20))
    with practice.open_for(ids["practitioner"]) as desk:
        emergencies.end(desk)
    clock.forward(timedelta(hours=11))
    with practice.open_for(ids["practitioner"]) as desk:
        family = next(line for line in families.mine(desk) if line.name == CARA.name)
        kye = NewChild("Kye", KAI.name, nhs_number=KAI.children[0].nhs_number)
        duplicates.ask(desk, family.id, kye, _QUESTION)
