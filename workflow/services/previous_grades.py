"""What the same items were graded last time."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from gcp.instrument import Instrument, Kind
from workflow.services.blindness import hidden
from workflow.services.desk import Desk
from workflow.storage import previous_grades
from workflow.storage.previous_grades import PreviousGrades


@dataclass(frozen=True)
class Previous:
    """The grade of the same item in the last signed-off scoring of the same child and carers, and whether somebody who scores now scored then."""

    grade: int
    on: date
    scorer: str
    same_scorer: bool


def previous(desk: Desk, scoring_id: str, instrument: Instrument, graded_items: Collection[str]) -> dict[str, Previous]:
    """The grades that these items had in the last signed-off scoring of the same child and carers, by this edition's item id.

    Ask only for items that are graded now: a scorer looks before looking back. Last is the last with an edition that this one may be
    compared with; an item of another edition counts only where this edition declares it the same (`same_as`). A rating that this person
    may not see yet is no last time for them.
    """
    if not graded_items or instrument.kind is not Kind.GRADED:
        return {}
    editions = {instrument.name, *instrument.same_as}
    found = previous_grades.previous(desk.session, scoring_id, _ids_ever(instrument, graded_items), editions)
    if found is None or found.scoring_id in _out_of_sight(desk, found):
        return {}
    return {
        item_id: Previous(found.grades[then], found.on, found.scorer, found.same_scorer)
        for item_id, then in _then(instrument, found, graded_items)
        if then in found.grades
    }


def _out_of_sight(desk: Desk, found: PreviousGrades) -> Collection[str]:
    return () if found.scorer_id == desk.who.person_id else hidden(desk, found.family_id)


def _ids_ever(instrument: Instrument, item_ids: Collection[str]) -> set[str]:
    """What these items are called in this edition and in every earlier one that it may be compared with."""
    earlier = (then for pairs in instrument.same_as.values() for then, now in pairs.items() if now in item_ids)
    return {*item_ids, *earlier}


def _then(instrument: Instrument, found: PreviousGrades, item_ids: Iterable[str]) -> Iterable[tuple[str, str]]:
    if found.instrument == instrument.name:
        return [(item_id, item_id) for item_id in item_ids]
    pairs = instrument.same_as.get(found.instrument, {})
    return [(now, then) for then, now in pairs.items() if now in item_ids]
