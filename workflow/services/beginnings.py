"""What went before in a family, in sentences: so that nobody starts again with a family that has been through this."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gcp.words import day
from workflow.models import Part
from workflow.rules.cases import CASE
from workflow.rules.statuses import COUNTS_IN_PROGRESS
from workflow.services.desk import Desk
from workflow.storage import cases
from workflow.storage.families import ScoringLine
from workflow.storage.involved import Professional


@dataclass(frozen=True)
class CaseChange:
    """One closing or opening again of the work: `done` in words, when, by whom and why."""

    done: str
    on: date
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class History:
    """What went before: how many signed-off scorings with grades, since which year, by how many agencies; and what else is no beginning, in sentences."""

    scorings: int
    since: int
    agencies: int
    more: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """One sentence for the top of a page."""
        if not self.scorings:
            return "This is not the start."
        by = "1 agency" if self.agencies == 1 else f"{self.agencies} agencies"
        things = "1 graded scoring" if self.scorings == 1 else f"{self.scorings} graded scorings"
        return f"{things} since {self.since} by {by}. This is not the start."


def changes(desk: Desk, family_id: str) -> tuple[CaseChange, ...]:
    """Every closing and opening again of a family's work, the oldest first."""
    done = {move.key: move.done for move in CASE.moves}
    return tuple(
        CaseChange(done[row.move], row.on, row.at, by, row.reason) for row, by in cases.moves(desk.session, family_id)
    )


def history(
    desk: Desk, family_id: str, lines: Sequence[ScoringLine], professionals: Sequence[Professional]
) -> History | None:
    """What went before, where there is something: more than one scoring, another lead before, or work that was closed.

    Drafts, withdrawn and superseded scorings are no history, nor is what has no grades.
    """
    counted = [line for line in lines if line.status in COUNTS_IN_PROGRESS and line.in_series]
    more = (*_leads(professionals, desk.today), *_closed(changes(desk, family_id)))
    if len(counted) < 2 and not more:  # noqa: PLR2004  # more than one
        return None
    since = min((line.window_end.year for line in counted), default=0)
    return History(len(counted), since, len({line.agency for line in counted}), more)


def _leads(professionals: Sequence[Professional], today: date) -> list[str]:
    """Who led before whoever leads now."""
    led = [one for one in professionals if one.involvement.part == Part.LEAD and one.involvement.since <= today]
    led.sort(key=lambda one: (one.involvement.since, one.involvement.until or date.max))
    before = [one for one in led[:-1] if one.involvement.until]
    return [
        f"{one.name} ({one.agency}) led from {day(one.involvement.since)} to {day(one.involvement.until)}."
        for one in before
        if one.involvement.until
    ]


def _closed(done: Sequence[CaseChange]) -> list[str]:
    """When the work was closed and opened again, each with its reason."""
    return [f"The work was {one.done} on {day(one.on)}: {_ended(one.reason)}" for one in done]


def _ended(words: str) -> str:
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."
