"""What may be written down for an answer with one key or one stroke: on the blank, on the page of fast entry, and on the keyboard."""

from dataclasses import dataclass

from gcp.grades import ItemState
from gcp.instrument import Instrument, Kind
from gcp.words import listed


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


_WHY_NOT = (
    Mark("n", "not observed", ItemState.NOT_OBSERVED),
    Mark("a", "does not apply", ItemState.NOT_APPLICABLE),
    Mark("r", "refused", ItemState.REFUSED),
    Mark("s", "not safe to ask", ItemState.NOT_SAFE),
)
_NOT_SEEN = (
    Mark("-", "not seen", ItemState.NOT_OBSERVED),
    Mark("a", "does not apply", ItemState.NOT_APPLICABLE),
    Mark("r", "refused", ItemState.REFUSED),
)
_NOT_ASKED = (Mark("-", "not asked", ItemState.NOT_OBSERVED),)


def marks_of(instrument: Instrument) -> tuple[Mark, ...]:
    """The marks of an instrument, the best grade first: its grades (yes and no where it counts), then the reasons for none."""
    if instrument.kind is Kind.GRADED:
        named = (
            Mark(str(grade.value), grade.name or grade.quality or "this grade", grade.value)
            for grade in instrument.scale.grades
        )
        return (*named, *_WHY_NOT)
    if instrument.kind is Kind.COUNTED:
        ordered = sorted(instrument.scale.grades, key=lambda grade: -grade.value)
        return (*(Mark(grade.name[:1].lower(), grade.name, grade.value) for grade in ordered), *_NOT_SEEN)
    return _NOT_ASKED


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
