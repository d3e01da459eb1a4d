"""What may be written down for an answer with one key or one stroke: on the blank, on the page of fast entry, and on the keyboard."""

from collections.abc import Mapping
from dataclasses import dataclass

from gcp.grades import ItemState
from gcp.instrument import Instrument, Kind
from gcp.worded import worded
from gcp.words import listed
from workflow.rules.kinds import ANSWERING


@dataclass(frozen=True)
class Mark:
    """One mark: what is written (lower case), what it means in words, and the grade or the state that it stands for."""

    written: str
    meaning: str
    answer: int | ItemState

    @property
    def state(self) -> bool:
        """Whether it says why there is no grade."""
        return isinstance(self.answer, ItemState)


KEYS: Mapping[ItemState, str] = {
    ItemState.NOT_OBSERVED: "n",
    ItemState.NOT_APPLICABLE: "a",
    ItemState.REFUSED: "r",
    ItemState.NOT_SAFE: "s",
}
"""The key of each reason for no answer, the same for every instrument, on paper and on the keyboard."""
YES_AND_NO = {1: "y", 0: "x"}
"""A no is a cross, as on paper: an n would be taken for not seen."""


def marks_of(instrument: Instrument) -> tuple[Mark, ...]:
    """The marks of an instrument, the best grade first: its grades (yes and no where it counts), then the reasons for none in the words of its kind."""
    scale, kind = instrument.scale, instrument.kind
    grades: tuple[Mark, ...] = ()
    if kind is Kind.GRADED:
        grades = tuple(
            Mark(str(grade.value), grade.name or grade.quality or worded("this grade"), grade.value)
            for grade in scale.grades
        )
    elif kind is Kind.COUNTED:
        grades = tuple(Mark(key, scale[value].name, value) for value, key in YES_AND_NO.items())
    reasons = ANSWERING[kind].reasons
    return (*grades, *(Mark(KEYS[state], worded(words.lower()), state) for state, words in reasons.items()))


def keys_of(instrument: Instrument) -> dict[str, str]:
    """What each letter chooses on the pages: the grade or the state as it is posted, by the letter."""
    return {mark.written: str(mark.answer) for mark in marks_of(instrument) if mark.written.isalpha()}


def read_mark(instrument: Instrument, typed: str) -> int | ItemState | None:
    """What was meant by something typed: a grade, a state, `UNANSWERED` for nothing; None where it is no mark of the instrument."""
    written = typed.strip().lower()
    if not written:
        return ItemState.UNANSWERED
    return next((mark.answer for mark in marks_of(instrument) if mark.written == written), None)


def mark_for(instrument: Instrument, answer: int | ItemState) -> str:
    """How an answer is written; "" for none."""
    return next((mark.written for mark in marks_of(instrument) if mark.answer == answer), "")


def mark_fault(instrument: Instrument, name: str) -> str:
    """The sentence about something typed that is no mark."""
    return f"Write {listed((mark.written for mark in marks_of(instrument)), 'or')} for {name}, or leave it empty."
