"""What each kind of instrument takes for an answer, and how pages and requirements speak of answering it. Behaviour hangs here, never on a name."""

from collections.abc import Mapping
from dataclasses import dataclass

from gcp.grades import ItemState
from gcp.instrument import Instrument, Kind

MOST_ON_ONE_PAGE = 25
"""Items up to which an instrument that is not graded stands on one page: a quick screen must not cost six clicks."""


@dataclass(frozen=True)
class Answering:
    """How one kind is answered.

    `group` heads it on the form that starts a scoring, `what` says there what it gives. `done` is what its items are once answered, `reasons`
    what can be chosen in place of an answer. `nothing` and `each` are what a requirement says of nothing at all, and of one thing or several
    that are open; `off` what is said of an answer there is not.
    """

    group: str
    what: str
    done: str
    reasons: Mapping[ItemState, str]
    nothing: str
    each: str
    off: str
    words: str


ANSWERING: Mapping[Kind, Answering] = {
    Kind.GRADED: Answering(
        group="Grade care",
        what="Grades for each part of a child's care, with what they rest on.",
        done="graded",
        reasons={
            ItemState.NOT_OBSERVED: "Not observed",
            ItemState.NOT_APPLICABLE: "Does not apply",
            ItemState.REFUSED: "Refused",
            ItemState.NOT_SAFE: "Not safe to ask",
        },
        nothing="Nothing is graded yet. Grade what you saw, then sign.",
        each="Grade {each}, or say why there is no grade.",
        off="Choose one of the grades for {item}: {values}; or say why there is no grade.",
        words="What was seen or said",
    ),
    Kind.COUNTED: Answering(
        group="Count what was seen",
        what="Yes, no or not seen. It is told as so many of those seen, and never becomes a grade.",
        done="answered",
        reasons={
            ItemState.NOT_OBSERVED: "Not seen",
            ItemState.REFUSED: "Refused",
            ItemState.NOT_SAFE: "Not safe to ask",
            ItemState.NOT_APPLICABLE: "Does not apply",
        },
        nothing="Nothing is answered yet. Say yes, no or not seen, then sign.",
        each="Answer {each} with yes or no, or mark it not seen.",
        off="Choose yes or no for {item}, or say why there is neither.",
        words="What was seen or said",
    ),
    Kind.SCALED: Answering(
        group="Ask for a number",
        what="Each person's own number from 0 to 10, and why. Numbers of several people are never put together.",
        done="answered",
        reasons={
            ItemState.NOT_OBSERVED: "Not asked",
            ItemState.REFUSED: "Nobody wanted to say",
            ItemState.NOT_SAFE: "Not safe to ask",
        },
        nothing="Nobody has given a number yet. Ask one person one question, then sign.",
        each="Add somebody's number to {each}, or mark it not asked.",
        off="Add a number for {item} with the person who gave it, or say why there is none.",
        words="Why was it not asked?",
    ),
    Kind.OPEN: Answering(
        group="Write down what was said",
        what="Words and drawings, as they were given. Nothing is graded or counted.",
        done="answered",
        reasons={
            ItemState.NOT_OBSERVED: "Not asked",
            ItemState.REFUSED: "Did not want to say",
            ItemState.NOT_SAFE: "Not safe to ask",
        },
        nothing="Nothing is written down yet. Write down what was said or drawn, then sign.",
        each="Write down what was said, or mark {each} not asked.",
        off="Write down what was said about {item}, or say why there is nothing.",
        words="In their own words, or what the drawing shows",
    ),
}
"""Every kind there is."""


def answering(instrument: Instrument) -> Answering:
    """How this instrument is answered."""
    return ANSWERING[instrument.kind]


def reason_words(kind: Kind, reasons: Mapping[ItemState, int]) -> str:
    """Why items have no answer, with how many of each reason, in the words of the kind: 2 not seen, 1 refused. What is open is none of them."""
    named = ANSWERING[kind].reasons
    return ", ".join(f"{number} {named[why].lower()}" for why, number in reasons.items() if why.without_grade)


def on_one_page(instrument: Instrument) -> bool:
    """Whether everything it asks stands on one page: what is graded never does, for its words need room."""
    return instrument.kind is not Kind.GRADED and len(instrument.items) <= MOST_ON_ONE_PAGE


def takes(instrument: Instrument, answer: int | ItemState) -> bool:
    """Whether an item can be answered so: a number of its scale (never with one for several people, as to a scaling question), words where
    prompts are answered in words, a reason of the kind, or nothing yet.
    """
    if not isinstance(answer, ItemState):
        return answer in instrument.scale and instrument.kind is not Kind.SCALED
    noted = answer is ItemState.NOTED and instrument.kind is Kind.OPEN
    return noted or answer is ItemState.UNANSWERED or answer in answering(instrument).reasons


def in_words(instrument: Instrument, answer: int | ItemState, words: str) -> int | ItemState:
    """What a prompt is answered with: words are the answer, also beside "did not want to say", which they belie; and none are none. Beside any other
    reason they say why it is so. Other kinds are answered as they say.
    """
    if instrument.kind is not Kind.OPEN or answer not in (ItemState.NOTED, ItemState.UNANSWERED, ItemState.REFUSED):
        return answer
    if words.strip():
        return ItemState.NOTED
    return ItemState.UNANSWERED if answer is ItemState.NOTED else answer
