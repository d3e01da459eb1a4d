"""Rows of a scoring -> the engine's answer sheet and profile. Age and band come from the scoring, where they were stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from gcp.answers import Answer as Given
from gcp.answers import AnswerSheet, Child, Window
from gcp.counts import CountedSheet, count
from gcp.errors import SheetFault
from gcp.grades import ItemState
from gcp.instrument import Instrument, Kind
from gcp.profile import Profile
from gcp.scoring import score
from workflow.models import Scoring


class Marked(Protocol):
    """Whatever says how one item was answered: a row, or the few columns of one."""

    @property
    def item_id(self) -> str: ...
    @property
    def grade(self) -> int | None: ...
    @property
    def state(self) -> str: ...


def given(answer: Marked) -> Given:
    """What an answer row says: its grade, or its state."""
    return answer.grade if answer.grade is not None else ItemState(answer.state)


def sheet_of(scoring: Scoring, instrument: Instrument, answers: Iterable[Marked], scorer: str) -> AnswerSheet:
    """The sheet of a scoring as it stands. `scorer` is the scorer's name, which progress compares."""
    return AnswerSheet(
        instrument=instrument.name,
        child=Child(scoring.child_born, scoring.child_expected),
        carer=scoring.carer_names,
        window=Window(scoring.window_start, scoring.window_end),
        answers={a.item_id: given(a) for a in answers if a.state != ItemState.UNANSWERED},
        conditions=frozenset(scoring.conditions),
        exclude=dict(scoring.exclusions),
        scorer=scorer,
    )


def profile_of(scoring: Scoring, instrument: Instrument, answers: Iterable[Marked], scorer: str) -> Profile:
    """The profile of a scoring as it stands. Raises SheetFault where the sheet cannot be scored."""
    return score(instrument, sheet_of(scoring, instrument, answers, scorer))


@dataclass(frozen=True)
class Results:
    """What comes out of a scoring as it stands: a profile where it is graded, counts where it is counted; `faults` where neither can be."""

    profile: Profile | None = None
    counts: CountedSheet | None = None
    faults: tuple[str, ...] = ()


def results_of(scoring: Scoring, instrument: Instrument, answers: Iterable[Marked], scorer: str) -> Results:
    """What comes out of a scoring; nothing where people are asked for numbers or words, which stand for themselves."""
    try:
        if instrument.kind is Kind.GRADED:
            return Results(profile=profile_of(scoring, instrument, answers, scorer))
        if instrument.kind is Kind.COUNTED:
            return Results(counts=count(instrument, sheet_of(scoring, instrument, answers, scorer)))
    except SheetFault as fault:
        return Results(faults=fault.faults)
    return Results()
