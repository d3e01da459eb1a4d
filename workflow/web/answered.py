"""What is not graded, as its pages show it: each answer in words with its note, counted by area where it is counted. Nothing is put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from gcp.counts import AreaCount, Count, SubAreaCount
from gcp.grades import ItemState
from gcp.instrument import Area, Instrument, Item, Kind, SubArea
from workflow.rules.kinds import answering, reason_words
from workflow.services.answers import Given, Kept
from workflow.services.counting import CountBefore
from workflow.services.scaling_questions import Question
from workflow.services.scorings import PartLine, ScoringView
from workflow.web.filters import span
from workflow.web.scoring_places import answering_url

_YES = 1


@dataclass(frozen=True)
class AnsweredItem:
    """One item: the answer in words, whether it is a yes, all of the answer, and everybody's number where it is a scaling question."""

    item: Item
    url: str
    words: str
    yes: bool
    kept: Kept
    question: Question | None


@dataclass(frozen=True)
class AnsweredPart:
    """One sub-area: its count in words ("" where nothing is counted), how many of its items are open, and its items."""

    sub_area: SubArea
    url: str
    count: str
    open: int
    items: Sequence[AnsweredItem]


@dataclass(frozen=True)
class AnsweredArea:
    """One area: its count in words ("" where nothing is counted), and its parts. `single` where its one part is all of it."""

    area: Area
    count: str
    parts: Sequence[AnsweredPart]

    @property
    def single(self) -> bool:
        """Whether its one part says nothing that the area does not."""
        return len(self.parts) == 1

    @property
    def yes(self) -> Sequence[AnsweredItem]:
        """What was answered with yes."""
        return [one for part in self.parts for one in part.items if one.yes]


@dataclass(frozen=True)
class Earlier:
    """The count before, beside this one: its days in words, its counts by area id, and its answers in words by item id."""

    scoring_id: str
    window: str
    counts: Mapping[str, str]
    words: Mapping[str, str]

    @classmethod
    def of(cls, before: CountBefore) -> Self:
        """The count before in words."""
        instrument = before.counts.instrument
        counts = {one.area.id: count_words(one.count) for one in before.counts.areas}
        words = {key: answer_words(instrument, given) for key, given in before.answers.items()}
        window = span(before.scoring.window_start, before.scoring.window_end)
        return cls(before.scoring.id, window, counts, words)


def answer_words(instrument: Instrument, given: Given) -> str:
    """An answer in words: yes or no by its name, words by that they are there, or why there is neither."""
    if given.grade is not None:
        return instrument.scale[given.grade].name
    named: Mapping[ItemState, str] = {ItemState.NOTED: "Written down", ItemState.UNANSWERED: "Not answered"}
    return {**named, **answering(instrument).reasons}[given.state]


def count_words(count: Count) -> str:
    """A count with what it leaves out: Yes to 3 of 7 seen; 2 not seen, 1 not answered."""
    gaps = reason_words(Kind.COUNTED, count.reasons)
    left = count.reasons.get(ItemState.UNANSWERED, 0)
    if not count.asked:
        return "Nothing is asked here."
    if left == count.asked:
        return "Not answered yet."
    open_ = f"{left} not answered" if left else ""
    said = f"Yes to {count.yes} of {count.seen} seen" if count.seen else "Nothing was seen"
    return "; ".join(part for part in (said, ", ".join(filter(None, (gaps, open_)))) if part) + "."


def answered(view: ScoringView) -> list[AnsweredArea]:
    """The areas of an instrument that is not graded, with everything that was answered; only where something is asked. None where it is graded."""
    if view.instrument.kind is Kind.GRADED:
        return []
    areas = {one.area.id: one for one in view.counts.areas} if view.counts else {}
    lines = {area.id: [line for line in view.parts if line.area.id == area.id] for area in view.instrument.areas}
    return [_area(view, area, lines[area.id], areas.get(area.id)) for area in view.instrument.areas if lines[area.id]]


def _area(view: ScoringView, area: Area, lines: Sequence[PartLine], count: AreaCount | None) -> AnsweredArea:
    counts = {one.sub_area.id: one for one in count.sub_areas} if count else {}
    parts = [_part(view, line, counts.get(line.sub_area.id)) for line in lines]
    return AnsweredArea(area, count_words(count.count) if count else "", parts)


def _part(view: ScoringView, line: PartLine, count: SubAreaCount | None) -> AnsweredPart:
    url = answering_url(view.scoring.id, view.instrument, line.sub_area)
    items = [_item(view, line.sub_area, item) for item in line.items]
    return AnsweredPart(line.sub_area, url, count_words(count.count) if count else "", len(line.unanswered), items)


def _item(view: ScoringView, sub_area: SubArea, item: Item) -> AnsweredItem:
    kept = view.answers.get(item.id, Kept())
    own = [one for asked in view.scaling if asked.instrument is view.instrument for one in asked.questions]
    question = next((one for one in own if one.item.id == item.id), None)
    url = answering_url(view.scoring.id, view.instrument, sub_area, item.id)
    yes = view.instrument.kind is Kind.COUNTED and kept.given.grade == _YES
    return AnsweredItem(item, url, answer_words(view.instrument, kept.given), yes, kept, question)
