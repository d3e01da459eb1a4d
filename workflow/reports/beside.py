"""What stands beside a child's grades over time, as a bundle for a court prints it: what was counted, scaled or answered in words, and second ratings."""

from dataclasses import dataclass
from datetime import datetime

from workflow.reports.around import Noted
from workflow.reports.base import Scored


@dataclass(frozen=True)
class Answered:
    """One thing that was asked: what, what was answered in a word or a number, and the words with it."""

    what: str
    said: str
    words: str = ""


@dataclass(frozen=True)
class OtherRecord:
    """A record without grades: what it is, who made it and signed it off, on which visits; its counts as sentences, every answer, and what is recorded around
    them. `as_of` is when anything of it last changed (UTC).
    """

    scoring_id: str
    title: str
    about: str
    as_of: datetime
    visits: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    answers: tuple[Answered, ...] = ()
    noted: tuple[Noted, ...] = ()
    words: str = ""
    statement: str = ""


@dataclass(frozen=True)
class SettledItem:
    """What two raters settled on for one item: what each gave, the grade ("" where they leave it open), why, and who wrote it down when."""

    item: str
    first: str
    second: str
    grade: str
    why: str
    by: str


@dataclass(frozen=True)
class SecondRating:
    """The same care graded apart by another rater, and what the two settled on; `of` names the scoring that it rates again."""

    scored: Scored
    of: str
    settled: tuple[SettledItem, ...] = ()


@dataclass(frozen=True)
class BesideGrades:
    """All that is signed off of one child and stands in no series of grades. `asked` are scaling questions that were asked beside grades."""

    seconds: tuple[SecondRating, ...] = ()
    records: tuple[OtherRecord, ...] = ()
    asked: tuple[OtherRecord, ...] = ()

    @property
    def scoring_ids(self) -> tuple[str, ...]:
        """The scorings that all this rests on, besides those of the series."""
        return (*(one.scored.id for one in self.seconds), *(one.scoring_id for one in self.records))

    @property
    def as_of(self) -> tuple[datetime, ...]:
        """When each of them last changed."""
        return (*(one.scored.as_of for one in self.seconds), *(one.as_of for one in (*self.records, *self.asked)))


NOTHING_BESIDE = BesideGrades()
