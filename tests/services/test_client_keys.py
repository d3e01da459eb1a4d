"""A save that a page sends again, because it never heard, is applied once: known by the name that the page gave it."""

from typing import Any

import pytest
from sqlmodel import select

from tests.scoring_ground import Ground, colleague, stand
from workflow.models import AnswerChange
from workflow.rules.errors import NOT_THIS_PAGE, Blocked, Conflict
from workflow.services import answers
from workflow.services.answers import AnswerConflict, Given, Saved
from workflow.services.desk import Practice

KEY, OTHER = "7d5b1f1e-0000-4000-8000-000000000001", "7d5b1f1e-0000-4000-8000-000000000002"


@pytest.fixture
def ground(practice: Practice) -> Ground:
    return stand(practice)


def send(ground: Ground, answer: Any, note: str = "", *, on: int, key: str | None, item_id: str = "A1a") -> Saved:
    with ground.practice.open_for(ground.scorer.id) as desk:
        return answers.save(desk, ground.scoring_id, item_id, Given(answer, note), on, client_key=key)


def on_record(ground: Ground) -> list[tuple[str, int, str | None]]:
    with ground.practice.database.open() as session:
        rows = session.scalars(select(AnswerChange)).all()
    return sorted((row.item_id, row.version, row.client_key) for row in rows)


def test_a_save_sent_again_is_applied_once(ground: Ground):
    first = send(ground, 4, "Crisps for tea.", on=0, key=KEY)
    again = send(ground, 4, "Crisps for tea.", on=0, key=KEY)
    assert (first.repeated, again.repeated) == (False, True)
    assert (again.kept, again.tally) == (first.kept, first.tally)
    assert on_record(ground) == [("A1a", 1, KEY)]


def test_a_save_sent_again_after_the_answer_went_on_is_kept_as_it_was_and_overwrites_nothing(ground: Ground):
    send(ground, 4, on=0, key=KEY)
    send(ground, 2, on=1, key=OTHER)
    again = send(ground, 4, on=0, key=KEY)
    assert (again.repeated, again.kept.version, again.kept.given) == (True, 1, Given(4))
    assert ground.view().answers["A1a"].given == Given(2)
    with pytest.raises(AnswerConflict) as caught:  # what the page says next was said without knowing of the 2
        send(ground, 5, on=again.kept.version, key="7d5b1f1e-0000-4000-8000-000000000003")
    assert caught.value.theirs.given == Given(2)
    assert on_record(ground) == [("A1a", 1, KEY), ("A1a", 2, OTHER)]


def test_a_save_that_was_never_applied_meets_what_stands(ground: Ground):
    send(ground, 4, on=0, key=KEY)
    with pytest.raises(AnswerConflict):
        send(ground, 2, on=0, key=OTHER)
    with pytest.raises(AnswerConflict):
        send(ground, 2, on=0, key=None)


def test_a_name_answers_for_its_own_words_only(ground: Ground):
    send(ground, 4, on=0, key=KEY)
    send(ground, 3, on=1, key=OTHER)
    with pytest.raises(AnswerConflict):
        send(ground, 5, on=0, key=KEY)
    with pytest.raises(Conflict) as caught:
        send(ground, 1, on=0, key=KEY, item_id="A1b")
    assert caught.value.sentence == NOT_THIS_PAGE
    assert "A1b" not in ground.view().answers
    assert on_record(ground) == [("A1a", 1, KEY), ("A1a", 2, OTHER)]


def test_the_same_name_in_another_scoring_is_another_save(ground: Ground):
    send(ground, 4, on=0, key=KEY)
    second = ground.start()
    with ground.practice.open_for(ground.scorer.id) as desk:
        assert not answers.save(desk, second.id, "A1a", Given(5), 0, client_key=KEY).repeated


def test_the_grade_of_last_time_comes_with_the_repeated_first_grade(ground: Ground):
    ground.fill({"A1a": 5})
    ground.visit()
    ground.sign_off()
    now = ground.start(who=ground.scorer)
    here = Ground(ground.practice, ground.scorer, ground.supervisor, ground.family, now.id)
    first = send(here, 3, on=0, key=KEY)
    again = send(here, 3, on=0, key=KEY)
    assert first.previous is not None
    assert again.previous == first.previous


def test_somebody_elses_scoring_stays_closed_whatever_the_name(ground: Ground):
    send(ground, 4, on=0, key=KEY)
    who = colleague(ground)
    with pytest.raises(Blocked), ground.practice.open_for(who.id) as desk:
        answers.save(desk, ground.scoring_id, "A1a", Given(4), 0, client_key=KEY)
