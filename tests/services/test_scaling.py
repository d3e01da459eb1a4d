"""Numbers on scaling questions: each person their own, every version kept, none overwritten, none put together. On both kinds of database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import col, select

from tests import build
from tests.kinds_ground import COUNT, SCALE, a_mark, library_of_kinds, mark
from tests.scoring_ground import Ground, stand, stranger
from workflow.models import AuditEvent, ScalingMark, Voice
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound, Refused
from workflow.services import scaling
from workflow.services.desk import Practice
from workflow.services.library import Library
from workflow.services.scaling import ScalingView


@pytest.fixture
def library() -> Library:
    return library_of_kinds()


@pytest.fixture
def ground(practice: Practice) -> Ground:
    """A graded scoring, beside which scaling questions are asked."""
    return stand(practice)


def view(ground: Ground, scoring_id: str = "") -> ScalingView:
    with ground.practice.open_for(ground.scorer.id) as desk:
        return scaling.open_scaling(desk, scoring_id or ground.scoring_id)


def stand_on(ground: Ground, item_id: str = "S1") -> list[tuple[str, int | None, str]]:
    (asked,) = [one for one in view(ground).asked if one.instrument.name == SCALE]
    (question,) = [one for one in asked.questions if one.item.id == item_id]
    return [(one.now.who, one.now.number, one.now.words) for one in question.marks]


def rows(ground: Ground) -> list[ScalingMark]:
    with ground.practice.database.open() as session:
        return list(session.scalars(select(ScalingMark).order_by(col(ScalingMark.mark_id), col(ScalingMark.version))))


def events(ground: Ground) -> list[AuditEvent]:
    with ground.practice.database.open() as session:
        found = session.scalars(select(AuditEvent).where(col(AuditEvent.kind).startswith("scaling.")))
        return sorted(found, key=lambda one: one.number or 0)


def test_everybody_has_a_number_of_their_own(ground: Ground) -> None:
    mark(ground, a_mark(words="It is calmer."), "m1")
    mark(ground, a_mark(who="Robin", part=Voice.CHILD, number=2), "m2")
    mark(ground, a_mark(who="The school nurse", part=Voice.PROFESSIONAL, number=0), "m3")
    assert stand_on(ground) == [("Mum", 4, "It is calmer."), ("Robin", 2, ""), ("The school nurse", 0, "")]
    (asked,) = ground.view().scaling
    assert asked.instrument.name == SCALE
    assert ground.view().tally.graded == 0


def test_a_correction_keeps_what_was(ground: Ground) -> None:
    assert mark(ground, a_mark(number=4)) == 1
    assert mark(ground, a_mark(number=6, words="She thought again."), on=1) == 2
    (asked,) = [one for one in view(ground).asked if one.instrument.name == SCALE]
    (now,) = asked.questions[0].marks
    assert (now.now.number, now.now.version, [was.number for was in now.before]) == (6, 2, [4])
    assert [(row.version, row.number) for row in rows(ground)] == [(1, 4), (2, 6)]


def test_taking_back_leaves_it_readable(ground: Ground) -> None:
    mark(ground, a_mark(number=4))
    for _ in range(2):
        with ground.practice.open_for(ground.scorer.id) as desk:
            assert scaling.take_back(desk, ground.scoring_id, "m1", 1) == "S1"
    assert stand_on(ground) == []
    (asked,) = [one for one in view(ground).asked if one.instrument.name == SCALE]
    (gone,) = asked.questions[0].taken_back
    assert [was.number for was in gone.before] == [4]
    assert len(rows(ground)) == 2
    assert view(ground).mark("m1") is None


def test_the_same_again_is_kept_once_also_after_somebody_changed_it(ground: Ground) -> None:
    mark(ground, a_mark(number=4))
    assert mark(ground, a_mark(number=4)) == 1
    mark(ground, a_mark(number=5), on=1)
    assert mark(ground, a_mark(number=4)) == 2
    assert stand_on(ground) == [("Mum", 5, "")]
    assert len(rows(ground)) == 2


def test_nothing_is_overwritten_that_the_page_did_not_show(ground: Ground) -> None:
    mark(ground, a_mark(number=4))
    mark(ground, a_mark(number=5), on=1)
    for on in (0, 1, 3):
        with pytest.raises(Conflict) as refused:
            mark(ground, a_mark(number=9), on=on)
        assert "Nothing was overwritten" in refused.value.sentence
    with pytest.raises(Conflict):
        mark(ground, a_mark("S2", number=5), on=2)
    assert stand_on(ground) == [("Mum", 5, "")]


def test_of_two_at_once_one_is_kept(ground: Ground) -> None:
    barrier = Barrier(2)

    def put(number: int) -> str:
        barrier.wait()
        try:
            mark(ground, a_mark(number=number))
        except Conflict:
            return "conflict"
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(put, (3, 8))) == ["conflict", "kept"]
    assert len(rows(ground)) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"number": 11}, "number"),
        ({"number": -1}, "number"),
        ({"who": " "}, "who"),
        ({"who": "x" * 121}, "who"),
        ({"words": "x\x00"}, "words"),
        ({"on": date(2026, 3, 21)}, "on"),
        ({"item_id": "S9"}, ""),
        ({"instrument": COUNT, "item_id": "Q1"}, ""),
        ({"instrument": "nothing@1"}, ""),
    ],
)
def test_what_cannot_be_kept_is_said_by_field(ground: Ground, changed: dict[str, Any], field: str) -> None:
    new = a_mark(**{"item_id": "S1", **changed})
    with pytest.raises(Invalid) as refused:
        mark(ground, new)
    assert list(refused.value.fields) == [field]
    assert rows(ground) == []


def test_every_write_leaves_ids_and_no_words_in_the_trail(ground: Ground) -> None:
    mark(ground, a_mark(words="Since the locks."))
    mark(ground, a_mark(number=None, words="Since the locks."), on=1)
    told = events(ground)
    assert [(one.kind, one.details) for one in told] == [
        ("scaling.saved", {"mark": "m1", "item": "S1", "version": 1}),
        ("scaling.taken-back", {"mark": "m1", "item": "S1", "version": 2}),
    ]
    assert {(one.person_id, one.family_id, one.subject_id) for one in told} == {
        (ground.scorer.id, ground.family.id, ground.scoring_id)
    }


def test_only_who_may_answer_the_scoring_writes_numbers(ground: Ground) -> None:
    with pytest.raises(Refused):
        mark(ground, a_mark(), who=stranger(ground))
    other = build.person(ground.practice, "other")
    build.involve(ground.practice, ground.family.id, other)
    with pytest.raises(Blocked):
        mark(ground, a_mark(), who=other)
    with ground.practice.open_for(ground.scorer.id) as desk, pytest.raises(NotFound):
        scaling.take_back(desk, ground.scoring_id, "nothing", 1)
    ground.fill()
    ground.visit()
    ground.sign_off()
    with pytest.raises(Blocked):
        mark(ground, a_mark())
    assert view(ground).locked


def test_a_question_for_another_age_is_not_asked(ground: Ground) -> None:
    assert {one.instrument.name for one in view(ground).asked} >= {SCALE}
    own = ground.start(instrument=SCALE).id
    assert [one.instrument.name for one in view(ground, own).asked] == [SCALE]
    assert view(ground, own).own
