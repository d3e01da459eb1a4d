"""Handing an unfinished scoring on: who may, who takes it over, and what stays of whoever began it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.scoring_ground import Ground, colleague, stand, stranger
from workflow.models import AuditEvent, Person, Scoring
from workflow.rules.errors import Blocked, Conflict, Invalid, Refused
from workflow.services import accounts, co_scorers, handing_on, reporting, second_ratings
from workflow.services.desk import Practice

WHY = "Pat has left the team."


@pytest.fixture
def ground(practice: Practice) -> Ground:
    return stand(practice)


def hand_on(ground: Ground, to: Person, who: Person | None = None, words: str = WHY, version: int = 0) -> Scoring:
    version = version or ground.view(who=ground.supervisor).scoring.version
    with ground.practice.open_for((who or ground.supervisor).id) as desk:
        return handing_on.hand_on(desk, ground.scoring_id, to.id, words, version)


def others(ground: Ground) -> list[str]:
    with ground.practice.open_for(ground.supervisor.id) as desk:
        return [one.id for one in handing_on.open_hand_on(desk, ground.scoring_id).others]


def test_somebody_else_finishes_and_signs_and_both_are_named(ground: Ground) -> None:
    new = colleague(ground)
    ground.fill()
    ground.visit()
    with ground.practice.open_to_all() as desk:
        accounts.disable_person(desk, "practitioner")
    version = ground.view(who=new).scoring.version
    for _ in range(2):  # a second click
        assert hand_on(ground, new, version=version).scorer_id == new.id
    ground.save("A1a", 3, on=1, who=new)
    view = ground.view(who=new)
    assert (view.scorer, view.names[view.scoring.taken_over_from_id or ""]) == (new.name, ground.scorer.name)
    assert (view.moves[-1].words, view.status) == (WHY, "draft")
    assert view.answers["A1b"].by == ground.scorer.name
    own = replace(ground, scorer=new)
    own.sign_off()
    with ground.practice.open_for(ground.supervisor.id) as desk:
        made = reporting.make(desk, "full-profile", ground.family.child_id)
    assert f"{new.name}, Example Health, who took it over from {ground.scorer.name}" in str(made.body)
    with ground.practice.database.open() as session:
        (event,) = [one for one in session.scalars(select(AuditEvent)) if one.kind == "scoring.handed-on"]
    assert event.details == {"from_id": ground.scorer.id, "person_id": new.id}


def test_a_returned_one_is_handed_on_with_what_is_to_be_mended(ground: Ground) -> None:
    new = colleague(ground)
    ground.fill()
    ground.visit()
    ground.move("send")
    ground.move("return", who=ground.supervisor, comments={"A1a": "Say more."})
    hand_on(ground, new)
    view = ground.view(who=new)
    assert (view.status, [one.words for one in view.to_mend], view.locked) == ("returned", ["Say more."], None)
    assert ground.view(who=ground.scorer).locked


def test_who_may_and_to_whom(ground: Ground) -> None:
    new, outside = colleague(ground), stranger(ground)
    assert others(ground) == [new.id]
    with pytest.raises(Refused):
        hand_on(ground, new, who=new)
    for to, words, fields in ((outside, WHY, {"person"}), (ground.scorer, WHY, {"person"}), (new, " ", {"words"})):
        with pytest.raises(Invalid) as refused:
            hand_on(ground, to, words=words)
        assert set(refused.value.fields) == fields
    with pytest.raises(Conflict):
        hand_on(ground, new, version=7)
    ground.fill()
    ground.visit()
    ground.move("send")
    with pytest.raises(Blocked, match="cannot be handed on"):
        hand_on(ground, new)


def test_nobody_of_the_other_side_of_a_second_rating_takes_it_over(ground: Ground) -> None:
    rater, beside = colleague(ground), colleague(ground, "beside")
    with ground.practice.open_for(ground.scorer.id) as desk:
        second = second_ratings.ask(desk, ground.scoring_id, rater.id)
        co_scorers.add(desk, ground.scoring_id, beside.id)
    assert others(ground) == [beside.id]
    assert hand_on(ground, beside).scorer_id == beside.id
    assert ground.view(who=beside).co_scorers == []
    with ground.practice.open_for(ground.supervisor.id) as desk:
        free = handing_on.open_hand_on(desk, second.id).others
    assert beside.id not in {one.id for one in free}
