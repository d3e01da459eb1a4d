"""Typing in a sheet filled in by hand: marks become answers, what was recorded already stays, and what cannot be kept is told item by item."""

import pytest

from gcp.grades import ItemState
from tests.scoring_ground import Ground, stand, stranger
from workflow.rules.errors import Blocked, Invalid, NotFound
from workflow.rules.evidence import NO_EVIDENCE, Basis, BasisKind, Evidence
from workflow.services import fast_entry
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
        ground, **{key: Typed(mark, f"note {key}" if mark else "", NO_EVIDENCE, 0) for key, mark in sheet.items()}
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
    assert "A2c" not in ground.view().answers, "nothing is written for what was left empty"
    assert given(ground, "A2b") == Given(ItemState.UNANSWERED, "note A2b"), "a mark not understood takes no note along"


def test_several_things_that_it_rests_on_are_kept_as_typed(ground: Ground) -> None:
    (visit,) = ground.view().visits
    rests = Evidence(
        (Basis(BasisKind.SEEN, visit.id), Basis(BasisKind.CHILD), Basis(BasisKind.AGENCY, who="school")),
        impact="Hungry by ten.",
        how_often="most days",
        since="September",
    )
    assert not type_in(ground, A1a=Typed("4", "", rests, 0))
    assert given(ground, "A1a").evidence == rests
    assert not type_in(ground, A1a=Typed("3", "", None, 1)), "a page that does not ask leaves what stands"
    assert given(ground, "A1a") == Given(3, "", rests)
    odd = Evidence((Basis(BasisKind.SEEN, "nobody"),))
    (rejected,) = type_in(ground, A1c=Typed("3", "", odd, 0)).values()
    assert isinstance(rejected, Invalid)
    assert set(rejected.fields) == {"seen"}


def test_a_row_saves_itself_once_however_often_it_is_sent(ground: Ground) -> None:
    for _ in range(2):
        with ground.practice.open_for(ground.scorer.id) as desk:
            saved = fast_entry.save_row(
                desk, ground.scoring_id, "A1a", lambda: Typed("n", "Asleep.", NO_EVIDENCE, 0), client_key="k" * 22
            )
    assert (saved.kept.version, saved.repeated) == (1, True)
    assert given(ground, "A1a") == Given(ItemState.NOT_OBSERVED, "Asleep.")
    with ground.practice.open_for(ground.scorer.id) as desk, pytest.raises(Invalid) as fault:
        fast_entry.save_row(desk, ground.scoring_id, "A1a", lambda: Typed("9", "Asleep.", NO_EVIDENCE, 1))
    assert set(fault.value.fields) == {"mark"}
    with ground.practice.open_for(ground.scorer.id) as desk:
        in_part = fast_entry.save_row(desk, ground.scoring_id, "A1a", lambda: Typed("9", "", NO_EVIDENCE, 1)).in_part
    assert in_part is not None
    assert (set(in_part.fields), in_part.kept.version) == ({"mark"}, 2)


def test_another_version_is_never_overwritten_and_the_others_are_kept(ground: Ground) -> None:
    ground.save("A1a", 3)
    rejected = type_in(ground, A1a=Typed("5", "mine", NO_EVIDENCE, 0), A1b=Typed("2", "", NO_EVIDENCE, 0))
    assert isinstance(rejected["A1a"], AnswerConflict)
    assert given(ground, "A1a").answer == 3
    assert given(ground, "A1b").answer == 2
    assert not type_in(ground, A1a=Typed("5", "mine", NO_EVIDENCE, 1))
    assert given(ground, "A1a") == Given(5, "mine")


def test_it_is_for_the_scorer_while_it_can_be_changed(ground: Ground) -> None:
    with pytest.raises(NotFound):
        type_in(ground, stranger(ground), A1a=Typed("2", "", NO_EVIDENCE, 0))
    with pytest.raises((Blocked, NotFound)):
        type_in(ground, ground.supervisor, A1a=Typed("2", "", NO_EVIDENCE, 0))
    assert not ground.view().answers
