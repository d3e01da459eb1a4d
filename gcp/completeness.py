"""What is unanswered, what blocks sign-off, and how much of each area is done."""

from dataclasses import dataclass

from gcp.answers import AnswerSheet
from gcp.instrument import Instrument


@dataclass(frozen=True)
class AreaProgress:
    """How far one area is: `answered` of `expected` items have a grade or a state; `graded` of them a grade."""

    id: str
    name: str
    answered: int
    graded: int
    expected: int
    unanswered: tuple[str, ...]


@dataclass(frozen=True)
class Completeness:
    """How far a sheet is, per area and altogether."""

    areas: tuple[AreaProgress, ...]

    @property
    def answered(self) -> int:
        return sum(area.answered for area in self.areas)

    @property
    def graded(self) -> int:
        return sum(area.graded for area in self.areas)

    @property
    def expected(self) -> int:
        return sum(area.expected for area in self.areas)

    @property
    def unanswered(self) -> tuple[str, ...]:
        return tuple(item for area in self.areas for item in area.unanswered)


def completeness(instrument: Instrument, sheet: AnswerSheet) -> Completeness:
    """How far a sheet is. Items not applicable by age, condition or exclusion are not expected."""
    raise NotImplementedError
