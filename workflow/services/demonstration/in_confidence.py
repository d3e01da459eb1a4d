"""What a child of the demonstration said in confidence: kept for those whom she was told of."""

from collections.abc import Mapping
from datetime import timedelta

from workflow.rules.entry_kinds import VOICE
from workflow.rules.restrictions import Category, Kind, Mode, Place
from workflow.services import families, restricting
from workflow.services.demonstration.cases import SIBLINGS
from workflow.services.desk import Practice
from workflow.services.restricting import NewRestriction

_WHY = "Noor asked that nobody tells Lin and Kofi of the messages before she has. She agreed that Sam and Robin know."


def load(practice: Practice, ids: Mapping[str, str]) -> None:
    """Noor's words are kept for the practitioner who heard them, the supervisor and the health visitor."""
    with practice.open_for(ids["practitioner"]) as desk:
        line = next(one for one in families.mine(desk) if one.name == SIBLINGS.name)
        view = families.open_family(desk, line.id)
        heard = next(one for one in view.scorings if one.called == "Noor" and one.graded and one.status == "signed off")
        place = Place(Kind.ENTRY, heard.id, VOICE).text
        people = (ids["supervisor"], ids["practitioner2"])
        when = desk.today + timedelta(days=60)
        new = NewRestriction(place, Mode.ONLY, people, Category.CHILD_IN_CONFIDENCE, _WHY, when)
        restricting.keep(desk, line.id, new)
