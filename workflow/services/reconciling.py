"""Two ratings of the same care side by side, once both are in: how far they agree, item by item what each gave, and what they settled on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gcp.agreement import Agreement, Agreements, agree
from gcp.errors import NotComparable, SheetFault, UnknownItem
from gcp.grades import Scale
from gcp.instrument import AgeBand, Area, Instrument, Item
from workflow.models import Reconciled
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.rules.second_ratings import Pair, settle_fault, settled_faults
from workflow.rules.wording import LONGEST_REASON, words_fault
from workflow.services.answers import Kept
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.scorings import ScoringView, found, view_of
from workflow.services.second_ratings import pair_beside
from workflow.storage import people
from workflow.storage import second_ratings as storage

STALE = (
    "What was settled on this item was changed after the page was opened. Look at it as it stands, then write again."
)


@dataclass(frozen=True)
class Settled:
    """What two raters settled on for one item: a grade (None where they leave it open), why, who wrote it last, when (UTC), its version."""

    grade: int | None
    words: str
    version: int
    at: datetime
    by: str


@dataclass(frozen=True)
class ItemPair:
    """One item as each of two raters answered it, the first rater's first; `differ` where grade or state are not the same."""

    item: Item
    first: Kept
    second: Kept
    settled: Settled | None

    @property
    def differ(self) -> bool:
        """Whether the two have something to talk about."""
        return self.first.given.answer != self.second.given.answer


@dataclass(frozen=True)
class AreaPairs:
    """One area: how far the two agree over its items (None where the two cannot be compared), and its items."""

    area: Area
    agreement: Agreement | None
    items: tuple[ItemPair, ...]

    @property
    def differing(self) -> tuple[ItemPair, ...]:
        """The items the two answered differently."""
        return tuple(one for one in self.items if one.differ)


@dataclass(frozen=True)
class Reconciliation:
    """Two ratings side by side. `why` says why their agreement cannot be worked out, "" where it can; `cannot_settle` why this person
    cannot write down what was settled, "" where they can.
    """

    first: ScoringView
    second: ScoringView
    agreements: Agreements | None
    why: str
    areas: tuple[AreaPairs, ...]
    cannot_settle: str

    @property
    def scale(self) -> Scale:
        """The scale of both."""
        return self.first.instrument.scale

    @property
    def band(self) -> AgeBand:
        """The age band of both."""
        return self.first.band

    @property
    def differing(self) -> int:
        """How many items the two answered differently."""
        return sum(len(area.differing) for area in self.areas)

    @property
    def settled(self) -> int:
        """How many of those they have settled."""
        return sum(one.settled is not None for area in self.areas for one in area.differing)


def open_reconciliation(desk: Desk, scoring_id: str) -> Reconciliation | None:
    """The pair that a scoring belongs to, side by side; None while not both are in, or where there is none. Reading it is an event of both."""
    one = found(desk, scoring_id)
    pair, _ = pair_beside(desk, one.scoring)
    if pair is None or not pair.both_in:
        return None
    first, second = (view_of(desk, found(desk, side.root.id)) for side in (pair.first, pair.second))
    for view in (first, second):
        desk.record(Event("scoring.read", view.scoring.family_id, view.scoring.id, {"page": "second-rating"}))
    agreements, why = _agreements(first, second)
    areas = _areas(first, second, agreements, _settled(desk, second.scoring.id))
    return Reconciliation(first, second, agreements, why, areas, _settle_fault(desk, pair) or "")


def _agreements(first: ScoringView, second: ScoringView) -> tuple[Agreements | None, str]:
    if first.profile is None or second.profile is None:
        return None, "One of the two ratings cannot be scored as it stands."
    try:
        return agree(first.profile, second.profile), ""
    except NotComparable as why:
        return None, str(why)
    except SheetFault as fault:
        return None, " ".join(fault.faults)


def _settled(desk: Desk, second_id: str) -> Mapping[str, Settled]:
    rows = storage.reconciled(desk.session, second_id)
    names = people.named(desk.session, sorted({row.changed_by_id for row in rows.values()}))
    return {
        key: Settled(row.grade, row.words, row.version, row.changed_at, names[row.changed_by_id].name)
        for key, row in rows.items()
    }


def _areas(
    first: ScoringView, second: ScoringView, agreements: Agreements | None, settled: Mapping[str, Settled]
) -> tuple[AreaPairs, ...]:
    asked = {item.id for view in (first, second) for line in view.parts for item in line.items}
    made = []
    for area in first.instrument.areas:
        items = tuple(
            ItemPair(
                item, first.answers.get(item.id, Kept()), second.answers.get(item.id, Kept()), settled.get(item.id)
            )
            for item in area.items
            if item.id in asked
        )
        if items:
            made.append(AreaPairs(area, agreements.areas[area.id] if agreements else None, items))
    return tuple(made)


def _settle_fault(desk: Desk, pair: Pair) -> str | None:
    by_rater = desk.who.person_id in pair.first.raters | pair.second.raters
    may = desk.who.may(Permission.SCORING_SECOND)
    return settle_fault(pair, by_rater=by_rater and may, by_reviewer=desk.who.may(Permission.SCORING_REVIEW))


def settle(  # noqa: PLR0917  # what was settled, in the order of the form
    desk: Desk, scoring_id: str, item_id: str, grade: int | None, words: str, based_on_version: int
) -> Reconciled:
    """Write down what the two raters settled on for an item (no grade: they leave it open) and why, on top of the version that the page showed.

    It changes no grade of either rating. The same content again is no error. Raises NotFound or Refused; Blocked; Invalid (keys "grade",
    "words"); Conflict where another version stands.
    """
    one = found(desk, scoring_id, Permission.SCORING_SECOND)
    pair, _ = pair_beside(desk, one.scoring)
    if pair is None:
        raise NotFound
    fault = _settle_fault(desk, pair)
    if fault:
        raise Blocked(fault)
    _check(instrument_of(desk, one.scoring.edition_id), item_id, grade, words)
    standing = storage.reconciled(desk.session, pair.second.root.id).get(item_id)
    if standing and (standing.grade, standing.words) == (grade, words.strip()):
        return standing
    if (standing.version if standing else 0) != based_on_version:
        raise Conflict(STALE)
    row = Reconciled(
        id=standing.id if standing else desk.new_id(),
        second_id=pair.second.root.id,
        item_id=item_id,
        grade=grade,
        words=words.strip(),
        version=based_on_version + 1,
        changed_at=desk.now,
        changed_by_id=desk.who.person_id,
    )
    details = {"item": item_id, "version": row.version}
    event = Event("scoring.settled", one.scoring.family_id, pair.second.root.id, details)
    if not storage.settle(desk.session, row, event=event):
        raise Conflict(STALE)
    return row


def _check(instrument: Instrument, item_id: str, grade: int | None, words: str) -> None:
    """Raise NotFound for an item that the instrument has not; Invalid, by field."""
    try:
        instrument.item(item_id)
    except UnknownItem:
        raise NotFound from None
    too_long = words_fault(words, LONGEST_REASON)
    faults = {"words": too_long} if too_long else settled_faults(grade, words, instrument.scale.values)
    if faults:
        raise Invalid(faults)
