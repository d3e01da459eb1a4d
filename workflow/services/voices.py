"""The carer's and the child's own grades of items: beside the practitioner's where those are shown, and a page on which they are given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gcp.grades import ItemState
from gcp.instrument import Item, Kind
from workflow.models import Scoring
from workflow.rules.entries import EntryHere
from workflow.rules.entry_kinds import find
from workflow.rules.errors import Conflict, NotFound
from workflow.rules.events import Event
from workflow.rules.voices import Spoken, hidden, keys_of
from workflow.services import entries, parts
from workflow.services.beside import of_items
from workflow.services.desk import Desk
from workflow.services.entries import NOTHING, Standing
from workflow.services.parts import PartView
from workflow.services.scoring_details import STALE, held
from workflow.services.scorings import ScoringView, found
from workflow.storage import scorings


@dataclass(frozen=True)
class Asked:
    """One item on the page of their own grades: the entries of the carer and the child with what stands; none of them where they are hidden yet."""

    item: Item
    entries: tuple[tuple[EntryHere, Standing], ...]
    hidden: bool


@dataclass(frozen=True)
class VoicesView:
    """One sub-area as the carer and the child see it themselves."""

    part: PartView
    asked: tuple[Asked, ...]

    @property
    def scoring(self) -> Scoring:
        return self.part.scoring

    @property
    def locked(self) -> str | None:
        return self.part.locked

    def kept(self, key: str) -> Standing | None:
        """How an entry of the page stands; None where it is hidden yet."""
        return next((kept for one in self.asked for entry, kept in one.entries if entry.key == key), None)

    @property
    def saved_at(self) -> datetime | None:
        """When anything on the page was saved last (UTC)."""
        return max((kept.at for one in self.asked for _, kept in one.entries if kept.at), default=None)


def open_voices(desk: Desk, scoring_id: str, sub_area_id: str) -> VoicesView:
    """One sub-area, for the carer's and the child's own grades. Reading it is an event. Raises NotFound where nothing is graded there."""
    part = parts.open_part(desk, scoring_id, sub_area_id)
    if part.instrument.kind is not Kind.GRADED:
        raise NotFound
    about = entries.about(desk, found(desk, scoring_id))
    standing = entries.of_scoring(desk, scoring_id)
    by_scorer = part.locked is None
    asked = []
    for shown in part.items:
        here = [find(key, about) for key in keys_of([shown.item.id])]
        answered = shown.kept.given.state is not ItemState.UNANSWERED
        away = hidden(apart=part.scoring.blind, answered=answered, by_scorer=by_scorer) and any(
            key in standing for key in keys_of([shown.item.id])
        )
        pairs = tuple((one, standing.get(one.key, NOTHING)) for one in here if one is not None)
        asked.append(Asked(shown.item, () if away else pairs, away))
    return VoicesView(part, tuple(asked))


def open_of_item(desk: Desk, scoring_id: str, item_id: str) -> VoicesView:
    """The same, of the sub-area that an item belongs to."""
    part, _ = parts.open_item(desk, scoring_id, item_id)
    return open_voices(desk, scoring_id, part.here.sub_area.id)


def of_view(desk: Desk, view: ScoringView) -> Mapping[str, tuple[Spoken, ...]]:
    """What was said of every item of a scoring that is open, by item id."""
    answered = {key for key, one in view.answers.items() if one.given.state is not ItemState.UNANSWERED}
    items = [item.id for line in view.parts for item in line.items]
    mine = {key: view.answers[key].given.grade if key in view.answers else None for key in items}
    return of_items(desk, view.scoring.id, view.instrument, mine, answered=answered, by_scorer=view.locked is None)


def open_order(desk: Desk, scoring_id: str) -> Scoring:
    """The scoring, where this person can say when their own grades are shown. Raises NotFound or Refused, Blocked where they cannot."""
    return held(desk, scoring_id).scoring


def put_apart(desk: Desk, scoring_id: str, *, apart: bool, version: int) -> Scoring:
    """Let their own grades wait until the practitioner's answer is in, item by item, or show them at once. The same again is no error.

    Raises NotFound or Refused, Blocked where this person cannot change it, Conflict for an older version.
    """
    scoring = held(desk, scoring_id, version).scoring
    if scoring.blind != apart:
        event = Event("scoring.changed", scoring.family_id, scoring.id, {"what": "their own grades apart"})
        if not scorings.change(
            desk.session, scoring, {"blind": apart}, event=event, at=desk.now, by=desk.who.person_id
        ):
            raise Conflict(STALE)
    return scoring
