"""Counts beside one another: the one before of the same care, and the quick screen that led on to a scoring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gcp.counts import CountedSheet
from gcp.instrument import Instrument, Kind
from workflow.models import Scoring, ScoringStatus
from workflow.rules.roles import Permission
from workflow.rules.statuses import COUNTS_IN_PROGRESS
from workflow.services.answers import Given, given_of
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of, offered
from workflow.services.scorings import ScoringView
from workflow.services.sheets import results_of
from workflow.storage import answers, scorings

_YES = 1


@dataclass(frozen=True)
class CountBefore:
    """The last signed-off count of the same care with the same edition: its counts, and what was answered, by item id."""

    scoring: Scoring
    counts: CountedSheet
    answers: Mapping[str, Given]


def counted_before(desk: Desk, view: ScoringView) -> CountBefore | None:
    """The count before this one, of the same child and carers with the same edition; None for none, or where nothing is counted here."""
    if view.instrument.kind is not Kind.COUNTED:
        return None
    same = [
        row
        for row in scorings.of_child(desk.session, view.child.id, Kind.COUNTED, view.scoring.window_end)
        if row.edition_id == view.scoring.edition_id
        and row.status in COUNTS_IN_PROGRESS
        and row.id not in {view.scoring.id, view.scoring.amends_id}
    ]
    carers = scorings.carers_now(desk.session, [view.scoring.id, *(row.id for row in same)]) if same else {}
    found = next((row for row in same if carers[row.id] == carers[view.scoring.id]), None)
    if found is None:
        return None
    rows = answers.of_scoring(desk.session, found.id)
    counts = results_of(found, view.instrument, rows, "").counts
    return CountBefore(found, counts, {row.item_id: given_of(row) for row in rows}) if counts else None


@dataclass(frozen=True)
class LookedBefore:
    """A quick screen of the same child that leads on to this instrument: where it stands, and the names of what was answered with yes."""

    scoring: Scoring
    title: str
    yes: Sequence[str]

    @property
    def status(self) -> ScoringStatus:
        """Where it stands."""
        return ScoringStatus(self.scoring.status)


def looked_before(desk: Desk, view: ScoringView) -> LookedBefore | None:
    """The newest quick screen of this child that leads on to a graded scoring of theirs; a hint to look at, and never a grade."""
    if view.instrument.kind is not Kind.GRADED:
        return None
    for row in scorings.of_child(desk.session, view.child.id, Kind.COUNTED, view.scoring.window_end):
        instrument = instrument_of(desk, row.edition_id)
        if view.instrument.key in instrument.leads_to:
            yes = {one.item_id for one in answers.of_scoring(desk.session, row.id) if one.grade == _YES}
            return LookedBefore(row, instrument.title, [item.name for item in instrument.items if item.id in yes])
    return None


def leads_on(desk: Desk, view: ScoringView) -> Sequence[Instrument]:
    """The newest edition of each instrument that this one leads on to, where this person may start a scoring."""
    if not desk.who.may(Permission.SCORING_START):
        return []
    newest = {one.instrument.key: one.instrument for one in offered(desk)}
    return [newest[key] for key in view.instrument.leads_to if key in newest]
