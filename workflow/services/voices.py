"""The carers' and the child's own grades of items: beside the practitioner's where those are shown, and for each of them a page to give them on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gcp.grades import ItemState
from gcp.instrument import Item, Kind
from workflow.models import Scoring
from workflow.rules.entries import About, EntryHere
from workflow.rules.entry_kinds import find
from workflow.rules.errors import Conflict, NotFound
from workflow.rules.events import Event
from workflow.rules.voices import (
    CARERS,
    CHILD,
    CHILD_QUESTION,
    GRADES_FROM,
    Spoken,
    asked_of_carer,
    child_answers,
    hidden,
    item_of,
    of_carer,
)
from workflow.services import entries, parts
from workflow.services.beside import of_items
from workflow.services.desk import Desk
from workflow.services.entries import NOTHING, Standing
from workflow.services.instruments import instrument_of
from workflow.services.parts import PartView
from workflow.services.scoring_details import STALE, held
from workflow.services.scorings import ScoringView, found
from workflow.storage import scorings

THE_CHILD = "child"
"""In place of a carer's id: the child speaks."""


@dataclass(frozen=True)
class Speaker:
    """Somebody who says something of items themselves: their `key` (a carer's id, or `THE_CHILD`), how they are called, whether they are the child,
    and whether they are asked for a grade besides their words.
    """

    key: str
    name: str
    child: bool
    grades: bool

    @property
    def family(self) -> str:
        """The family of their entries."""
        return CHILD if self.child else of_carer(self.key)


@dataclass(frozen=True)
class Voice:
    """What one speaker says of one item: the entry with what stands; `hidden` where that is not shown yet."""

    entry: EntryHere
    kept: Standing
    hidden: bool


@dataclass(frozen=True)
class Asked:
    """One item with everybody's voice. Of carers who once gave one grade together that stands there too, last."""

    item: Item
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class VoicesView:
    """One sub-area with everybody who speaks, as the practitioner sees it."""

    part: PartView
    speakers: tuple[Speaker, ...]
    asked: tuple[Asked, ...]

    @property
    def scoring(self) -> Scoring:
        return self.part.scoring

    @property
    def locked(self) -> str | None:
        return self.part.locked

    @property
    def child_answers(self) -> Mapping[int, str]:
        """The words that the child chooses among, by the grade that each is kept as."""
        return child_answers(self.part.instrument.scale)

    def said(self, speaker: Speaker) -> int:
        """On how many items of the page they have said something."""
        mine = [one for asked in self.asked for one in asked.voices if one.entry.key.startswith(f"{speaker.family}.")]
        return sum(bool(one.kept.value) for one in mine)


@dataclass(frozen=True)
class HandedView:
    """One sub-area as one speaker sees it, on a device that was handed to them: nothing of anybody else's is here."""

    part: PartView
    speaker: Speaker
    asked: tuple[tuple[Item, Voice], ...]

    @property
    def scoring(self) -> Scoring:
        return self.part.scoring

    @property
    def entries(self) -> list[EntryHere]:
        """The entries that can be filled in here."""
        return [voice.entry for _, voice in self.asked if not voice.hidden]

    def kept(self, key: str) -> Standing | None:
        """How an entry of the page stands; None where it is hidden yet."""
        return next((one.kept for _, one in self.asked if one.entry.key == key and not one.hidden), None)

    @property
    def child_answers(self) -> Mapping[int, str]:
        """The words that the child chooses among, by the grade that each is kept as."""
        return child_answers(self.part.instrument.scale)

    def question(self, item: Item) -> str:
        """What this speaker is asked of an item; the child is named to a carer, who may be asked of several."""
        if not self.speaker.child:
            return asked_of_carer(item.plain, self.part.called)
        if not self.speaker.grades:
            return f"What is this like for {self.speaker.name}?"
        return item.plain_child or CHILD_QUESTION

    def item_of(self, key: str) -> Item:
        """The item that an entry of the page is about."""
        return next(item for item, one in self.asked if one.entry.key == key)

    @property
    def saved_at(self) -> datetime | None:
        """When anything on the page was saved last (UTC)."""
        return max((one.kept.at for _, one in self.asked if one.kept.at), default=None)


def open_voices(desk: Desk, scoring_id: str, sub_area_id: str) -> VoicesView:
    """One sub-area with what everybody says of it. Reading it is an event. Raises NotFound where nothing is graded there."""
    part, about, standing = _opened(desk, scoring_id, sub_area_id)
    speakers = _speakers(about)
    families = [speaker.family for speaker in speakers]
    asked = []
    for shown in part.items:
        keys = [f"{family}.{shown.item.id}" for family in families]
        keys += [key for key in (f"{CARERS}.{shown.item.id}",) if key in standing]
        here = [_voice(part, shown, find(key, about), standing) for key in keys]
        asked.append(Asked(shown.item, tuple(one for one in here if one is not None)))
    return VoicesView(part, speakers, tuple(asked))


def hand_over(desk: Desk, scoring_id: str, sub_area_id: str, speaker_key: str) -> HandedView:
    """One sub-area for one speaker to fill in by themselves. Reading it is an event. Raises NotFound where nobody of that key speaks here."""
    part, about, standing = _opened(desk, scoring_id, sub_area_id)
    speaker = next((one for one in _speakers(about) if one.key == speaker_key), None)
    if speaker is None:
        raise NotFound
    here = [
        (shown.item, _voice(part, shown, find(f"{speaker.family}.{shown.item.id}", about), standing))
        for shown in part.items
    ]
    return HandedView(part, speaker, tuple((item, voice) for item, voice in here if voice is not None))


def hand_over_entry(desk: Desk, scoring_id: str, entry: EntryHere) -> tuple[str, HandedView | None]:
    """The sub-area that somebody's voice is about, and the page on which it is given; None where nobody is asked for it any more."""
    instrument = instrument_of(desk, found(desk, scoring_id).scoring.edition_id)
    sub_area_id = instrument.parents(item_of(entry.key))[1].id
    if entry.kind.key == CARERS:
        return sub_area_id, None
    speaker_key = THE_CHILD if entry.kind.key == CHILD else entry.subject.rpartition(".")[0]
    return sub_area_id, hand_over(desk, scoring_id, sub_area_id, speaker_key)


def _opened(desk: Desk, scoring_id: str, sub_area_id: str) -> tuple[PartView, About, Mapping[str, Standing]]:
    part = parts.open_part(desk, scoring_id, sub_area_id)
    if part.instrument.kind is not Kind.GRADED:
        raise NotFound
    return part, entries.about(desk, found(desk, scoring_id)), entries.of_scoring(desk, scoring_id)


def _speakers(about: About) -> tuple[Speaker, ...]:
    """Everybody who may speak: each carer by themselves, and the child once it is born."""
    carers = tuple(Speaker(adult_id, name, child=False, grades=True) for adult_id, name in about.carers.items())
    if about.age_months is None:
        return carers
    return (*carers, Speaker(THE_CHILD, about.child, child=True, grades=about.age_months >= GRADES_FROM))


def _voice(
    part: PartView, shown: parts.ItemView, entry: EntryHere | None, standing: Mapping[str, Standing]
) -> Voice | None:
    if entry is None:
        return None
    answered = shown.kept.given.state is not ItemState.UNANSWERED
    kept = standing.get(entry.key, NOTHING)
    away = hidden(apart=part.scoring.blind, answered=answered, by_scorer=part.locked is None)
    return Voice(entry, kept, away and bool(kept.value))


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
