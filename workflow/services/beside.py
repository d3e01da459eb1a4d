"""What stands beside the practitioner's grades: the carers' and the child's own, as far as they are shown now."""

from collections.abc import Collection, Mapping

from gcp.instrument import Instrument, Kind
from workflow.rules.voices import Spoken, families, hidden, keys_of, spoken
from workflow.services.desk import Desk
from workflow.storage import voices


def of_items(
    desk: Desk,
    scoring_id: str,
    instrument: Instrument,
    mine: Mapping[str, int | None],
    *,
    answered: Collection[str],
    by_scorer: bool,
) -> dict[str, tuple[Spoken, ...]]:
    """What was said of the items in `mine`, by item id; two queries. `mine` are the practitioner's grades, `answered` the items with any answer of
    theirs. None but in a graded instrument.

    Whoever asks has been let in to the scoring.
    """
    if instrument.kind is not Kind.GRADED or not mine:
        return {}
    who = voices.speakers(desk.session, scoring_id)
    names = families(who.carers, who.together, who.child)
    values = voices.of_keys(desk.session, scoring_id, keys_of(names, mine))
    told = {}
    for item_id, grade in mine.items():
        said = spoken(instrument.scale, values, names, item_id, grade)
        if hidden(apart=who.apart, answered=item_id in answered, by_scorer=by_scorer):
            said = tuple(Spoken(one.name, hidden=True) for one in said)
        if said:
            told[item_id] = said
    return told
