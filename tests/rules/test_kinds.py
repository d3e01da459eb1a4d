"""How each kind of instrument is answered, and how pages and requirements speak of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from gcp import definition
from gcp.grades import NO_GRADE_REASONS, ItemState
from gcp.instrument import Instrument, Kind
from tests.kinds_ground import FOLDER
from workflow import paths
from workflow.rules.kinds import ANSWERING, MOST_ON_ONE_PAGE, in_words, on_one_page, reason_words, takes

FILES = {
    Kind.GRADED: paths.questionnaires() / "care-profile-2026.1.yaml",
    Kind.COUNTED: FOLDER / "quick-look-1.yaml",
    Kind.SCALED: FOLDER / "two-questions-1.yaml",
    Kind.OPEN: FOLDER / "own-words-1.yaml",
}
EVERYTHING = (*range(-1, 12), *ItemState)
REASONS = (*NO_GRADE_REASONS, ItemState.NOT_APPLICABLE)
TAKEN: dict[Kind, set[int | ItemState]] = {
    Kind.GRADED: {1, 2, 3, 4, 5, *REASONS, ItemState.UNANSWERED},
    Kind.COUNTED: {0, 1, *REASONS, ItemState.UNANSWERED},
    Kind.SCALED: {*NO_GRADE_REASONS, ItemState.UNANSWERED},
    Kind.OPEN: {ItemState.NOTED, *NO_GRADE_REASONS, ItemState.UNANSWERED},
}


def of(kind: Kind) -> Instrument:
    return definition.load(Path(FILES[kind]))


def test_every_kind_has_words_of_its_own() -> None:
    assert set(ANSWERING) == set(Kind) == set(FILES)
    for attribute in ("group", "what", "nothing", "each", "off"):
        assert len({getattr(one, attribute) for one in ANSWERING.values()}) == len(Kind)
    assert all(set(one.reasons) >= NO_GRADE_REASONS for one in ANSWERING.values())


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_takes_its_own_answers_and_no_others(kind: Kind) -> None:
    instrument = of(kind)
    assert {answer for answer in EVERYTHING if takes(instrument, answer)} == TAKEN[kind]


@pytest.mark.parametrize("kind", list(Kind))
def test_only_a_prompt_is_answered_by_its_words(kind: Kind) -> None:
    instrument = of(kind)
    said = in_words(instrument, ItemState.UNANSWERED, "The dog.")
    assert said is (ItemState.NOTED if kind is Kind.OPEN else ItemState.UNANSWERED)
    reason = in_words(instrument, ItemState.REFUSED, "The dog.")
    assert reason is (ItemState.NOTED if kind is Kind.OPEN else ItemState.REFUSED), "words belie that nothing was said"
    assert in_words(instrument, ItemState.REFUSED, " ") is ItemState.REFUSED
    assert in_words(instrument, ItemState.NOT_OBSERVED, "Ran out to play.") is ItemState.NOT_OBSERVED, "says why"
    assert in_words(of(Kind.OPEN), ItemState.NOTED, " \n") is ItemState.UNANSWERED


def test_one_page_is_for_what_is_small_and_not_graded() -> None:
    assert {kind for kind in Kind if on_one_page(of(kind))} == {Kind.COUNTED, Kind.SCALED, Kind.OPEN}
    assert not on_one_page(definition.load(FOLDER / "long-list-1.yaml"))
    bare = of(Kind.GRADED)
    small = replace(bare, areas=bare.areas[3:])
    assert len(small.items) <= MOST_ON_ONE_PAGE
    assert not on_one_page(small)


def test_a_reason_goes_by_the_name_of_its_kind() -> None:
    why = {ItemState.NOT_OBSERVED: 2, ItemState.REFUSED: 1, ItemState.UNANSWERED: 4}
    assert reason_words(Kind.GRADED, why) == "2 not observed, 1 refused"
    assert reason_words(Kind.COUNTED, why) == "2 not seen, 1 refused"
    assert reason_words(Kind.OPEN, why) == "2 not asked, 1 did not want to say"
    assert reason_words(Kind.COUNTED, {ItemState.UNANSWERED: 4}) == ""
