"""Two people at one scoring: whoever is second is told so, and nobody's work is lost without a word."""

from datetime import date

import pytest

from tests import build
from tests.conftest import NOON
from tests.storage.test_engine import at_once
from workflow.models import Answer, Scoring
from workflow.rules.events import Event
from workflow.services.desk import Practice
from workflow.storage import answers, scorings
from workflow.storage.answers import Accepted

ON = date(2026, 3, 20)
WRITERS = 4


@pytest.fixture
def scoring(practice: Practice) -> Scoring:
    scorer = build.person(practice)
    return build.scoring(practice, build.family(practice, scorer), scorer, build.edition(practice).id)


def save(practice: Practice, scoring: Scoring, grade: int, *, on_version: int) -> bool:
    """Save a grade on top of a version that the writer saw; whether it was taken."""
    with practice.database.open() as session:
        place = answers.place(session, scoring.id, "A1a", ON)
        assert place is not None
        seen = place.answer
        if (seen.version if seen else 0) != on_version:
            return False
        version = on_version + 1
        event = Event("answer.saved", scoring.family_id, scoring.id, {"item": "A1a", "version": version})
        change = Accepted(scoring.id, "A1a", seen, version, grade, "scored", "", NOON, scoring.scorer_id)
        return answers.save(session, change, event=event, new_ids=(practice.ids.new(), practice.ids.new()))


@pytest.mark.parametrize("version", [0, 1], ids=["first answer", "later answer"])
def test_of_writers_on_one_version_of_an_answer_exactly_one_is_taken(
    practice: Practice, scoring: Scoring, version: int
) -> None:
    if version:
        assert save(practice, scoring, 5, on_version=0)
    taken: list[int] = []

    def write(writer: int) -> None:
        if save(practice, scoring, writer + 1, on_version=version):
            taken.append(writer + 1)

    at_once(WRITERS, write)
    assert len(taken) == 1
    with practice.database.open() as session:
        (answer,) = answers.of_scoring(session, scoring.id)
        changes = answers.changes(session, scoring.id, "A1a")
    assert (answer.grade, answer.version) == (taken[0], version + 1)
    assert [change.new_grade for change in changes] == [5] * version + taken


def test_writers_who_look_again_and_try_again_all_get_through(practice: Practice, scoring: Scoring) -> None:
    def write(_writer: int) -> None:
        for _ in range(5):
            while not change(practice, scoring):
                pass

    at_once(WRITERS, write)
    with practice.database.open() as session:
        kept = session.get_one(Scoring, scoring.id)
    assert kept.version == 1 + WRITERS * 5
    assert len(kept.supervisor_comment) == WRITERS * 5, "every change stands on the one before it"


def change(practice: Practice, scoring: Scoring) -> bool:
    with practice.database.open() as session:
        row = session.get_one(Scoring, scoring.id)
        event = Event("scoring.changed", scoring.family_id, scoring.id, {"what": "comment"})
        values = {"supervisor_comment": f"{row.supervisor_comment}x"}
        return scorings.change(session, row, values, event=event, at=NOON, by=scoring.scorer_id)


def test_an_answer_stands_still_while_its_scoring_is_being_sent(practice: Practice, scoring: Scoring) -> None:
    """A save looks at the scoring and holds it; what is sent is what was there when it was sent."""
    build.answer(practice, scoring, grade=2)
    order: list[str] = []

    def act(who: int) -> None:
        with practice.database.open() as session:
            if who:
                found = scorings.find(session, scoring.id, ON, hold=True)
                order.append("send" if found else "")
                order.append("sent")
            else:
                place = answers.place(session, scoring.id, "A1a", ON)
                order.append("save" if place else "")
                order.append("saved")

    at_once(2, act)
    assert order in (["send", "sent", "save", "saved"], ["save", "saved", "send", "sent"])
    with practice.database.open() as session:
        assert session.get_one(Answer, answers.of_scoring(session, scoring.id)[0].id).grade == 2
