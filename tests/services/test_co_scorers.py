"""Scoring together: who can, what they may, and what stays when they go."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests import build
from tests.scoring_ground import VISITED, Ground, colleague, stand, stranger
from workflow.models import AuditEvent, Part, Person
from workflow.rules.errors import Blocked, Invalid, NotFound, Refused
from workflow.services import co_scorers, families, scoring_details, signing
from workflow.services.answers import AnswerConflict
from workflow.services.desk import Practice
from workflow.services.scoring_details import NewVisit


@pytest.fixture
def ground(practice: Practice) -> Ground:
    return stand(practice)


def add(ground: Ground, person: Person, who: Person | None = None) -> None:
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        co_scorers.add(desk, ground.scoring_id, person.id)


def remove(ground: Ground, person: Person, who: Person | None = None) -> None:
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        co_scorers.remove(desk, ground.scoring_id, person.id)


def choices(ground: Ground, who: Person | None = None) -> tuple[list[str], list[str], str | None]:
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        shown = co_scorers.open_together(desk, ground.scoring_id)
    return [one.id for one in shown.here], [one.id for one in shown.others], shown.locked


def told(ground: Ground) -> list[tuple[str, dict[str, str]]]:
    with ground.practice.database.open() as session:
        rows = session.scalars(select(AuditEvent).where(col(AuditEvent.kind).startswith("co-scorer."))).all()
    return [(row.kind, dict(row.details)) for row in rows]


def test_a_colleague_grades_beside_the_scorer_and_each_keeps_their_name(ground: Ground) -> None:
    ann = colleague(ground)
    with pytest.raises(Blocked):
        ground.save("A1a", 2, who=ann)
    add(ground, ann)
    ground.save("A1a", 2, who=ann)
    ground.save("A1b", 3)
    with ground.practice.open_for(ann.id) as desk:
        scoring_details.add_visit(desk, ground.scoring_id, NewVisit(VISITED, announced=False))
    view = ground.view(who=ann)
    assert view.locked is None
    assert {key: kept.by for key, kept in view.answers.items()} == {"A1a": ann.name, "A1b": ground.scorer.name}
    assert len(view.visits) == 1
    assert told(ground) == [("co-scorer.added", {"person_id": ann.id})]


def test_the_same_item_shows_both_and_asks(ground: Ground) -> None:
    ann = colleague(ground)
    add(ground, ann)
    ground.save("A1a", 2, "Breakfast was on the table.")
    with pytest.raises(AnswerConflict) as asked:
        ground.save("A1a", 4, "Nothing in the fridge.", who=ann)
    assert (asked.value.theirs.given.grade, asked.value.yours.grade) == (2, 4)
    assert ground.scorer.name in asked.value.sentence
    assert ground.view().answers["A1a"].given.grade == 2
    ground.save("A1a", 4, "Nothing in the fridge.", on=1, who=ann)
    assert ground.view().answers["A1a"].by == ann.name


def test_the_scorer_alone_signs_and_nobody_who_graded_signs_off(ground: Ground) -> None:
    ann = build.person(ground.practice, "both", roles=("practitioner", "supervisor"))
    build.involve(ground.practice, ground.family.id, ann, Part.CO_WORKER)
    add(ground, ann)
    ground.fill()
    ground.visit()
    with pytest.raises(Blocked) as refused:
        ground.move("send", who=ann)
    assert refused.value.sentence == "Only the person who scored can do this."
    ground.save("A1a", 3, on=1, who=ann)
    ground.move("send")
    for key in ("sign-off", "return"):
        with pytest.raises(Blocked) as refused:
            ground.move(key, "Fine.", who=ann)
        assert refused.value.sentence.startswith("You scored this yourself")
    assert ground.move("sign-off", who=ground.supervisor).status == "signed off"


def test_somebody_whose_grade_stands_does_not_sign_off_after_leaving(ground: Ground) -> None:
    ann = build.person(ground.practice, "both", roles=("practitioner", "supervisor"))
    build.involve(ground.practice, ground.family.id, ann, Part.CO_WORKER)
    add(ground, ann)
    ground.fill()
    ground.visit()
    ground.save("A1a", 3, on=1, who=ann)
    remove(ground, ann)
    ground.move("send")
    with pytest.raises(Blocked):
        ground.move("sign-off", "Fine.", who=ann)


def test_who_is_taken_out_writes_no_more_and_what_they_wrote_stays(ground: Ground) -> None:
    ann = colleague(ground)
    add(ground, ann)
    ground.save("A1a", 2, who=ann)
    remove(ground, ann)
    remove(ground, ann)
    with pytest.raises(Blocked) as refused:
        ground.save("A1a", 3, on=1, who=ann)
    assert refused.value.sentence == "Only those who score can change this scoring."
    assert ground.view().answers["A1a"].by == ann.name
    assert [kind for kind, _ in told(ground)] == ["co-scorer.added", "co-scorer.removed"]


def test_adding_twice_is_adding_once(ground: Ground) -> None:
    ann = colleague(ground)
    add(ground, ann)
    version = ground.view().scoring.version
    add(ground, ann)
    assert ground.view().scoring.version == version == 2
    assert len(told(ground)) == 1


def test_only_those_can_be_chosen_who_work_with_the_family_and_may_score(ground: Ground) -> None:
    ann = colleague(ground)
    reader = colleague(ground, "reader", roles=("member",))
    outside = stranger(ground)
    assert choices(ground) == ([], [ann.id], None)
    for person in (reader, outside, ground.supervisor, ground.scorer):
        with pytest.raises(Invalid) as refused:
            add(ground, person)
        assert refused.value.fields == {"person": "Choose somebody from the list."}
    add(ground, ann)
    assert choices(ground) == ([ann.id], [], None)


def test_the_scorer_says_who_scores_while_it_can_be_changed(ground: Ground) -> None:
    ann, ben = colleague(ground), colleague(ground, "ben")
    add(ground, ann)
    for act in (add, remove):
        with pytest.raises(Blocked) as refused:
            act(ground, ben if act is add else ann, who=ann)
        assert refused.value.sentence.startswith("Only the person whose scoring this is")
        with pytest.raises(Refused):
            act(ground, ann, who=ground.supervisor)
        with pytest.raises(NotFound):
            act(ground, ann, who=build.person(ground.practice, f"other-{act.__name__}", team="Elsewhere"))
    ground.fill()
    ground.visit()
    ground.move("send")
    for act in (add, remove):
        with pytest.raises(Blocked) as refused:
            act(ground, ann)
        assert "with a supervisor" in refused.value.sentence
    assert choices(ground)[0] == [ann.id]


def test_it_waits_for_both_and_the_family_says_who_scores_together(ground: Ground) -> None:
    ann = colleague(ground)
    add(ground, ann)
    with ground.practice.open_for(ann.id) as desk:
        [mine] = families.waiting(desk)
        [line] = families.open_family(desk, ground.family.id).scorings
    assert mine.to_do == f"Score it together with {ground.scorer.name}, who signs it."
    assert (line.scorer, line.together) == (ground.scorer.name, (ann.name,))
    with ground.practice.open_for(ground.scorer.id) as desk:
        [theirs] = families.waiting(desk)
    assert theirs.to_do == "Finish it, then send it to your supervisor."
    offered = ground.view(who=ann)
    with ground.practice.open_for(ann.id) as desk:
        gaps = {one.move.key: [gap.sentence for gap in one.gaps] for one in signing.moves(desk, offered)}
    assert "Only the person who scored can do this." in gaps["send"]
