"""Confidential parts of a record: what may be kept for named people, why, and what one reader does not see of it.

What somebody may not see leaves no trace for them: no count, gap, chart point or page number. So nothing asks "is it hidden": what is read for a
reader comes without it (`storage.restrictions`), and everything made of what is read is as it would be had it never been written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

OVERDUE_AFTER = timedelta(days=14)
"""How long after the day to look again whoever looks after a part has time, before those who answer for the record are told."""


class Category(StrEnum):
    """Why a part is kept for named people, by the kinds that procedures name."""

    NOT_FOR_NAMED = "not for named people"
    PROFESSIONALS = "professionals only"
    THIRD_PARTY = "from a third party"
    POLICE = "police or court"
    LEGAL = "legal advice"
    CHILD_IN_CONFIDENCE = "the child's words in confidence"
    SAFE_ADDRESS = "safe address"
    ADULT_HEALTH = "an adult's health"
    REFERRER = "who referred"


class Kind(StrEnum):
    """What can be kept for named people."""

    ENTRY = "entry"
    """One entry around the grades: a voice, a statement, the child's words, a part of the analysis."""
    NOTE = "note"
    """The words of an item, and what its grade rests on. The grade itself is never kept from those who see the scoring."""
    HOME = "home"
    """A home, and who lives in it."""
    VISIT = "visit"
    """The words of a visit: where it was and who was there. That there was one, and when, is never kept from those who see the scoring."""
    TARGET = "target"
    """What an item is to come to, by when, and who helps."""
    NUMBER = "number"
    """One person's number on a scaling question, with their reason."""


class Mode(StrEnum):
    """Whether the people named are those who see it, or those who do not."""

    ONLY = "only the people named see it"
    NOT = "the people named do not see it"


@dataclass(frozen=True)
class Place:
    """One part of a record: its kind, its scoring ("" for a home or a visit), and its key: of an entry, an item (of its words or its target), a home,
    a visit or a mark.
    """

    kind: Kind
    scoring_id: str
    key: str

    @property
    def text(self) -> str:
        """As a form posts it."""
        return f"{self.kind}/{self.scoring_id}/{self.key}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place that a form posts; None where it is none."""
        kind, _, rest = text.partition("/")
        scoring_id, _, key = rest.partition("/")
        return cls(Kind(kind), scoring_id, key) if kind in set(Kind) and key else None


@dataclass(frozen=True)
class Hidden:
    """The parts that one reader does not see."""

    places: frozenset[Place] = field(default_factory=frozenset)

    def entry(self, scoring_id: str, key: str) -> bool:
        """Whether an entry is none for this reader."""
        return Place(Kind.ENTRY, scoring_id, key) in self.places

    def note(self, scoring_id: str, item_id: str) -> bool:
        """Whether an item has no words and no basis for this reader."""
        return Place(Kind.NOTE, scoring_id, item_id) in self.places

    def home(self, household_id: str) -> bool:
        """Whether a home is none for this reader."""
        return Place(Kind.HOME, "", household_id) in self.places

    def visit(self, visit_id: str) -> bool:
        """Whether a visit has no words for this reader."""
        return Place(Kind.VISIT, "", visit_id) in self.places

    def target(self, scoring_id: str, item_id: str) -> bool:
        """Whether an item has no target for this reader."""
        return Place(Kind.TARGET, scoring_id, item_id) in self.places

    def number(self, scoring_id: str, mark_id: str) -> bool:
        """Whether a mark on a scaling question is none for this reader."""
        return Place(Kind.NUMBER, scoring_id, mark_id) in self.places

    def event(self, kind: str, subject_id: str | None, details: Mapping[str, Any]) -> bool:
        """Whether an entry of the trail tells of something hidden: that an entry, a target or a number was written, words at an item after
        its first answer, or that a home was added or changed.
        """
        scoring_id = subject_id or ""
        if kind == "family.changed":
            return self.home(scoring_id)
        if kind == "entry.saved":
            return self.entry(scoring_id, str(details.get("entry")))
        if kind.startswith("target."):
            return self.target(scoring_id, str(details.get("item")))
        if kind.startswith("scaling."):
            return self.number(scoring_id, str(details.get("mark")))
        later = kind == "answer.saved" and details.get("version") != 1
        return later and self.note(scoring_id, str(details.get("item")))

    def places_of(self, scoring_id: str) -> frozenset[Place]:
        """What of a scoring is hidden, and of the visits that it and others rest on."""
        return frozenset(place for place in self.places if place.scoring_id in {scoring_id, ""})

    def anything_of(self, scoring_id: str) -> bool:
        """Whether anything of a scoring is hidden."""
        return any(place.scoring_id == scoring_id for place in self.places)


def is_hidden(mode: Mode, named: frozenset[str], always: frozenset[str], reader: str | None) -> bool:
    """Whether a part is hidden from a reader; `always` are those who decided it and those who wrote it. Nobody in particular sees nothing."""
    if reader is None:
        return True
    if reader in always:
        return False
    return reader not in named if mode is Mode.ONLY else reader in named


def is_left(*, keeper_opens: bool, review_on: date, today: date) -> bool:
    """Whether nobody looks after a part: its keeper cannot open the record any more, or has let the day to look again go by."""
    return not keeper_opens or today >= review_on + OVERDUE_AFTER


def who_answers(
    supervisors: frozenset[str], see_all: frozenset[str], mode: Mode, named: frozenset[str]
) -> frozenset[str]:
    """Who is told that something is left, and may take it over: those who supervise the lead practitioner's team; where there are none, those who see
    every family. Never somebody from whom the part is kept by name.
    """
    against = named if mode is Mode.NOT else frozenset()
    return (supervisors - against) or (see_all - against)
