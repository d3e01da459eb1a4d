"""A counted sheet -> how many of the things that were seen are so, per sub-area and area.

A count is told as it is: yes to 3 of 7 seen, 2 not observed. It is never scaled up over what was not seen, never made a share of what was
asked, and never a grade.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gcp.answers import AnswerSheet
from gcp.errors import SheetFault
from gcp.grades import YES_OR_NO, ItemState, why_no_grade
from gcp.instrument import AgeBand, Area, Instrument, Kind, SubArea
from gcp.profile import ItemResult
from gcp.scoring.faults import fitting_faults
from gcp.scoring.tree import item_result
from gcp.words import STATES, listed

YES, NO = YES_OR_NO.values


@dataclass(frozen=True)
class Count:
    """Answers counted: `yes` and `no`, and how many items have neither for which reason. What does not apply is in none of them."""

    yes: int
    no: int
    reasons: Mapping[ItemState, int]

    @property
    def seen(self) -> int:
        """How many items were answered yes or no: the only number that `yes` is of."""
        return self.yes + self.no

    @property
    def asked(self) -> int:
        """How many items apply to this child."""
        return self.seen + sum(self.reasons.values())

    @property
    def sentence(self) -> str:
        """The count with what it leaves out: `Yes to 3 of 7 seen (2 not observed and 1 refused).`."""
        if not self.asked:
            return "Nothing is asked here of this child."
        gaps = listed(f"{number} {STATES[state]}" for state, number in self.reasons.items())
        if not self.seen:
            return f"Nothing was seen ({gaps})."
        return f"Yes to {self.yes} of {self.seen} seen" + (f" ({gaps})." if gaps else ".")


@dataclass(frozen=True)
class SubAreaCount:
    """One sub-area counted, with its items (`grade` of an item is 1 for yes, 0 for no, None for neither)."""

    sub_area: SubArea
    count: Count
    items: tuple[ItemResult, ...]


@dataclass(frozen=True)
class AreaCount:
    """One area counted over all its items."""

    area: Area
    count: Count
    sub_areas: tuple[SubAreaCount, ...]


@dataclass(frozen=True)
class CountedSheet:
    """One sheet counted. `age_months` and `band` are those of the window's last day; `count` is over all items."""

    instrument: Instrument
    sheet: AnswerSheet
    age_months: int | None
    band: AgeBand
    count: Count
    areas: tuple[AreaCount, ...]


def count(instrument: Instrument, sheet: AnswerSheet, today: date | None = None) -> CountedSheet:
    """The counts of a sheet. Raises SheetFault with every sentence, as `gcp.scoring.score` does, also for an instrument of another kind."""
    faults = fitting_faults(instrument, sheet, today)
    if instrument.kind is not Kind.COUNTED:
        faults = (f"{instrument.name} is {instrument.kind}, so there is nothing to count.",)
    band = instrument.band(sheet.age_months)
    if faults or band is None:
        raise SheetFault(faults)
    areas = tuple(_area(area, band, sheet) for area in instrument.areas)
    return CountedSheet(instrument, sheet, sheet.age_months, band, together(area.count for area in areas), areas)


def together(counts: Iterable[Count]) -> Count:
    """Several counts as one. They may be added up because each is a count of things seen; grades may not."""
    every = list(counts)
    reasons = why_no_grade(state for one in every for state in Counter(one.reasons).elements())
    return Count(sum(one.yes for one in every), sum(one.no for one in every), reasons)


def _area(area: Area, band: AgeBand, sheet: AnswerSheet) -> AreaCount:
    sub_areas = tuple(_sub_area(sub_area, band, sheet) for sub_area in area.sub_areas)
    return AreaCount(area, together(sub.count for sub in sub_areas), sub_areas)


def _sub_area(sub_area: SubArea, band: AgeBand, sheet: AnswerSheet) -> SubAreaCount:
    items = tuple(item_result(item, sheet) for item in sub_area.items if item.fits_age(band, sheet.age_months))
    times = Counter(item.grade for item in items)
    return SubAreaCount(sub_area, Count(times[YES], times[NO], why_no_grade(item.state for item in items)), items)
