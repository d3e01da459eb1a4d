"""Typing in a sheet filled in by hand: marks become answers, what was recorded already stays, and what cannot be kept is told item by item."""

import pytest

from gcp.grades import ItemState
from tests.scoring_ground import Ground, stand, stranger
from workflow.rules.errors import Blocked, Invalid, NotFound
from workflow.rules.evidence import Basis, BasisKind, Evidence
from workflow.services import answers, fast_entry
from workflow.services.answers import AnswerConflict, Given
from workflow.services.desk import Practice
from workflow.services.fast_entry import Typed


@pytest.fixture
def ground(practice: Practice) -> Ground:
    ground = stand(practice)
    ground.visit()
    return ground


def type_in(ground: Ground, who=None, **typed: Typed):
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        return fast_entry.save_sheet(desk, ground.scoring_id, typed)


def given(ground: Ground, item_id: str) -> Given:
    return ground.view().answers[item_id].given


def test_marks_become_grades_and_reasons(ground: Ground) -> None:
    sheet = {"A1a": "2", "A1b": " N ", "A1c": "a", "A1d": "r", "A2a": "S", "A2b": "-9", "A2c": ""}
    rejected = type_in(
        ground, **{key: Typed(mark, f"note {key}" if mark else "", "", 0) for key, mark in sheet.items()}
    )
    assert set(rejected) == {"A2b"}
    assert isinstance(rejected["A2b"], Invalid)
    assert rejected["A2b"].fields == {"mark": "Write 1, 2, 3, 4, 5, n, a, r or s for A2b Décor, or leave it empty."}
    found = {key: given(ground, key).answer for key in ("A1a", "A1b", "A1c", "A1d", "A2a")}
    assert found == {
        "A1a": 2,
        "A1b": ItemState.NOT_OBSERVED,
        "A1c": ItemState.NOT_APPLICABLE,
        "A1d": ItemState.REFUSED,
        "A2a": ItemState.NOT_SAFE,
    }
    assert given(ground, "A1a").note == "note A1a"
    assert not {"A2b", "A2c"} & set(ground.view().answers), (
        "nothing is written for what was left empty or not understood"
    )


def test_what_an_answer_rests_on_already_stays_and_one_more_is_added_once(ground: Ground) -> None:
    (visit,) = ground.view().visits
    old = Evidence((Basis(BasisKind.AGENCY, who="school"),), impact="Hungry by ten.", since="September")
    with ground.practice.open_for(ground.scorer.id) as desk:
        answers.save(desk, ground.scoring_id, "A1a", Given(4, "", old), 0)
    for version in (1, 2):
        assert not type_in(ground, A1a=Typed("4", "", f"visit:{visit.id}", version))
    now = given(ground, "A1a").evidence
    assert now.basis == (*old.basis, Basis(BasisKind.SEEN, visit.id))
    assert (now.impact, now.since) == (old.impact, old.since)
    assert not type_in(ground, A1b=Typed("3", "", "child-said", 0))
    assert given(ground, "A1b").evidence.basis == (Basis(BasisKind.CHILD),)
    for odd in ("visit:nobody", "visit:", "seen", "agency", "x"):
        (rejected,) = type_in(ground, A1c=Typed("3", "", odd, 0)).values()
        assert isinstance(rejected, Invalid)
        assert set(rejected.fields) == {"rests"}


def test_another_version_is_never_overwritten_and_the_others_are_kept(ground: Ground) -> None:
    ground.save("A1a", 3)
    rejected = type_in(ground, A1a=Typed("5", "mine", "", 0), A1b=Typed("2", "", "", 0))
    assert isinstance(rejected["A1a"], AnswerConflict)
    assert given(ground, "A1a").answer == 3
    assert given(ground, "A1b").answer == 2
    assert not type_in(ground, A1a=Typed("5", "mine", "", 1))
    assert given(ground, "A1a") == Given(5, "mine")


def test_it_is_for_the_scorer_while_it_can_be_changed(ground: Ground) -> None:
    with pytest.raises(NotFound):
        type_in(ground, stranger(ground), A1a=Typed("2", "", "", 0))
    with pytest.raises((Blocked, NotFound)):
        type_in(ground, ground.supervisor, A1a=Typed("2", "", "", 0))
    assert not ground.view().answers
