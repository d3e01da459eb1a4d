"""What the grades of the demonstration rest on: for the worst and the best always something, for some of them with words of their own."""

from collections.abc import Sequence

from gcp.grades import ItemState
from workflow.rules.evidence import NO_EVIDENCE, Basis, BasisKind, Evidence
from workflow.services.demonstration.shapes import CaseScoring

_ASKED = (1, 4, 5)
"""Grades that ask for a basis, or may."""
_AGENCIES = {"A4": "School, form tutor", "A5b": "Hearing clinic", "D1e": "School attendance officer", "B1f": "Police"}
"""Who told of an item, where somebody other than the family did."""
_IMPACTS = {
    ("Hana", "A1a"): ("She is hungry by eleven and cannot sit still until lunch.", "Most days", "Since the summer"),
    ("Hana", "A1b"): ("She keeps food back for the evening.", "Most weekdays", ""),
    ("Dylan", "B1f"): (
        "He says nobody would notice if he did not come back.",
        "Two or three nights a week",
        "Since spring",
    ),
    ("Noor", "B1e"): ("She is too tired to follow in lessons, and frightened of one of them.", "Every night", ""),
    ("Finn", "B2"): ("Finn did not sleep, and did not dare to tell his father so.", "Once", ""),
}


RESTS = ("carer", "announced", "school")
"""What a case may say that an item rests on: the carer's word alone, the first visit alone, which was announced, or the school."""


def rests_on(
    case: CaseScoring, item_id: str, answer: int | ItemState, visit_ids: Sequence[str], *, unborn: bool
) -> Evidence:
    """What a grade of a case rests on: the last visit, what the child or the carer said there, an agency, and what it is like for the child."""
    if not visit_ids:
        return NO_EVIDENCE
    if item_id in case.rests:
        return Evidence((_said(case.rests[item_id], visit_ids[0]),))
    if answer not in _ASKED and item_id not in case.notes:
        return NO_EVIDENCE
    basis = [Basis(BasisKind.SEEN, visit_ids[-1])]
    if item_id in case.notes:
        basis.append(Basis(BasisKind.CARER if answer == 1 or unborn else BasisKind.CHILD))
    if item_id in _AGENCIES:
        basis.append(Basis(BasisKind.AGENCY, who=_AGENCIES[item_id]))
    return Evidence(tuple(basis), *_IMPACTS.get((case.child, item_id), ("", "", "")))


def _said(word: str, first_visit: str) -> Basis:
    if word == "school":
        return Basis(BasisKind.AGENCY, who="School")
    return Basis(BasisKind.SEEN, first_visit) if word == "announced" else Basis(BasisKind.CARER)
