"""Until when a record is kept, by what the authority has said: years from the day the work was closed, and from the youngest child's birth.

The longest that applies wins, and a record whose work goes on is never past its day. Nothing is destroyed by the software: whether a record may go is
decided by somebody, who also knows of an inquiry or a claim for which it has to stay.
"""

from dataclasses import dataclass
from datetime import date

from gcp.words import day

OPEN = "Kept for as long as the work goes on."
NOT_SAID = "How long records are kept has not been said in the settings."
UNKNOWN = "Kept: no day can be told, for the record names no child and no day on which the work was closed."


@dataclass(frozen=True)
class Terms:
    """What the authority has said: years from closing and from birth (0: nothing), and where that stands."""

    closing: int = 0
    birth: int = 0
    source: str = ""

    @property
    def said(self) -> bool:
        """Whether anything was."""
        return bool(self.closing or self.birth)

    @property
    def sentence(self) -> str:
        """The terms, for whoever reads what follows from them."""
        if not self.said:
            return NOT_SAID
        both = [
            *([f"for {_years(self.closing)} after the work was closed"] if self.closing else []),
            *([f"until the youngest child would be {self.birth}"] if self.birth else []),
        ]
        longest = ", whichever is longer" if len(both) > 1 else ""
        return f"Records are kept {' and '.join(both)}{longest}: {self.source}."


@dataclass(frozen=True)
class Facts:
    """What it hangs on: the day the work was closed (None while it goes on), and the latest day a child of the record was born, or expected."""

    closed_on: date | None
    youngest: date | None


@dataclass(frozen=True)
class Kept:
    """The last day on which a record has to be kept (None where there is none yet), and the sentence that says why."""

    until: date | None
    sentence: str

    def past(self, today: date) -> bool:
        """Whether that day is over."""
        return self.until is not None and today > self.until


def kept(facts: Facts, terms: Terms) -> Kept:
    """Until when a record is kept."""
    if not terms.said:
        return Kept(None, NOT_SAID)
    if facts.closed_on is None:
        return Kept(None, OPEN)
    found: list[tuple[date, str]] = []
    if terms.closing:
        found.append(
            (years_after(facts.closed_on, terms.closing), f"{_years(terms.closing)} after the work was closed")
        )
    if terms.birth and facts.youngest:
        found.append((years_after(facts.youngest, terms.birth), f"the youngest child would be {terms.birth}"))
    if not found:
        return Kept(None, UNKNOWN)
    until, why = max(found)
    return Kept(until, f"Kept until {day(until)}: {why} ({terms.source}).")


def years_after(start: date, years: int) -> date:
    """The same day so many years on, or back where they are negative; 1 March for a 29 February where there is none; the first or the last day there
    is where that is too far.
    """
    year = start.year + years
    if not date.min.year <= year <= date.max.year:
        return date.min if years < 0 else date.max
    try:
        return start.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _years(number: int) -> str:
    return "a year" if number == 1 else f"{number} years"
