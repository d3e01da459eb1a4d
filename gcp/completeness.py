"""What is unanswered, what blocks sign-off, and how much of each area is done."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gcp.answers import AnswerSheet
from gcp.grades import ItemState, why_no_grade
from gcp.instrument import Area, Instrument


@dataclass(frozen=True)
class AreaProgress:
    """How far one area is: `answered` of `expected` items have a grade or a state; `graded` of them a grade, `noted` words.

    `reasons` says why the others have none, with how many of each (not applicable is none of them: it needs no grade).
    """

    id: str
    name: str
    answered: int
    graded: int
    expected: int
    unanswered: tuple[str, ...]
    reasons: Mapping[ItemState, int]
    noted: int = 0


@dataclass(frozen=True)
class Completeness:
    """How far a sheet is, per area and altogether."""

    areas: tuple[AreaProgress, ...]

    @property
    def answered(self) -> int:
        """How many items have a grade or a state."""
        return sum(area.answered for area in self.areas)

    @property
    def graded(self) -> int:
        """How many items have a grade."""
        return sum(area.graded for area in self.areas)

    @property
    def noted(self) -> int:
        """How many prompts are answered in words."""
        return sum(area.noted for area in self.areas)

    @property
    def expected(self) -> int:
        """How many items are asked of this child."""
        return sum(area.expected for area in self.areas)

    @property
    def without_grade(self) -> tuple[AreaProgress, ...]:
        """Areas in which nothing has a grade or is noted: signing off needs a reason for each."""
        return tuple(area for area in self.areas if area.expected and not area.graded and not area.noted)

    @property
    def reasons(self) -> Mapping[ItemState, int]:
        """Why items have no grade, with how many of each reason, over all areas."""
        return why_no_grade(state for area in self.areas for state in Counter(area.reasons).elements())

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The ids of the items that have neither a grade nor a state, in the order of the instrument."""
        return tuple(item for area in self.areas for item in area.unanswered)


def completeness(instrument: Instrument, sheet: AnswerSheet) -> Completeness:
    """How far a sheet is. Items not applicable by age, condition or exclusion are not expected.

    It serves drafts, so it never refuses: answers that `score` would refuse are counted or passed over, not reported.
    """
    asked = {item.id for item in instrument.items_for(sheet.age_months)}
    return Completeness(tuple(_area(area, asked, sheet) for area in instrument.areas))


def _area(area: Area, asked: set[str], sheet: AnswerSheet) -> AreaProgress:
    answers = {
        item.id: sheet.answers.get(item.id, ItemState.UNANSWERED)
        for sub_area in area.sub_areas
        for item in sub_area.items
        if sub_area.id not in sheet.exclude and item.id in asked and item.fits_conditions(sheet.conditions)
    }
    unanswered = tuple(item_id for item_id, answer in answers.items() if answer is ItemState.UNANSWERED)
    graded = sum(not isinstance(answer, ItemState) for answer in answers.values())
    reasons = why_no_grade(answer for answer in answers.values() if isinstance(answer, ItemState))
    noted = sum(answer is ItemState.NOTED for answer in answers.values())
    done = len(answers) - len(unanswered)
    return AreaProgress(area.id, area.name, done, graded, len(answers), unanswered, reasons, noted)
