"""The second ratings of the demonstration: one where both are in and mostly settled, and one that is still being made, apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from workflow.services.demonstration.shapes import CaseScoring


@dataclass(frozen=True)
class CaseSecond:
    """A second rating of a case's scoring: the sub-areas graded otherwise, the rater's own notes, how far it got, and what was settled.

    `settled` maps an item to the grade that the two came to (None where they leave it open) and why.
    """

    grades: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)
    rater: str = "practitioner2"
    reaches: str = "signed off"
    settled: Mapping[str, tuple[int | None, str]] = field(default_factory=dict)

    def of(self, case: CaseScoring) -> CaseScoring:
        """The case as this rater scored it."""
        visits = ((9, True, "home"),)
        grades = self.grades if self.reaches == "draft" else {**case.grades, **self.grades}
        return replace(
            case,
            grades=grades,
            notes=self.notes,
            scorer=self.rater,
            reaches=self.reaches,
            visits=visits,
            words="Read beside the first rating.",
        )


SECONDS: Mapping[tuple[str, int], CaseSecond] = {
    ("Hana", 61): CaseSecond(
        {"A1": "3 2 2 3 3", "A3": "2 2 2", "B2": "3", "D1": "2 3 2 2", "D2": "2"},
        {
            "A1b": "Hana ate two helpings of rice and had a banana after school. Marek said there is always bread.",
            "B2": "The catch of the living-room window was broken. Marek had wedged it with a folded card.",
            "D2": "Marek praised Hana's drawing when I pointed it out.",
        },
        settled={
            "A1b": (
                2,
                "Pat saw the cupboard on a Thursday, Robin after the Friday shop. Over the three weeks there was enough.",
            ),
            "B2": (
                None,
                "Robin saw the window, Pat did not go into the living room. We look again on the next visit together.",
            ),
        },
    ),
    ("Dylan", 75): CaseSecond(
        {"A1": "3 3 . . ."},
        {"A1a": "Dylan showed me what he had cooked: pasta from the jar, and a salad that he made himself."},
        reaches="draft",
    ),
}
"""By the child's name and how many days ago the window of the scoring ended."""
