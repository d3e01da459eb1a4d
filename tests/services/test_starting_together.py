"""Scorings of brothers and sisters started together: all or none, each child with its own carers and conditions."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests import build
from tests.scoring_ground import END, START, colleague, stranger
from tests.sibling_ground import Siblings, stand_siblings
from workflow.clock import SetClock
from workflow.models import Scoring
from workflow.rules.errors import Invalid, NotFound, Refused
from workflow.services import second_ratings, starting
from workflow.services.desk import Practice
from workflow.services.same_days import same_days_of
from workflow.services.starting import ChildToScore


@pytest.fixture
def home(practice: Practice) -> Siblings:
    return stand_siblings(practice)


def kept(home: Siblings) -> list[Scoring]:
    with home.ground.practice.database.open() as session:
        return list(session.scalars(select(Scoring)))


def names(scorings: tuple[Scoring, ...], home: Siblings) -> list[tuple[str, str]]:
    called = {home.robin: "Robin", home.wren: "Wren"}
    return [(called[one.child_id], one.carer_names) for one in scorings]


def test_each_child_and_carer_has_a_scoring_unless_they_are_scored_together(home: Siblings):
    both = (home.mum, home.dad)
    made = home.start(
        ChildToScore(home.robin, both, conditions=("disability",)), ChildToScore(home.wren, both, together=True)
    )
    assert names(made, home) == [("Robin", "Mum"), ("Robin", "Dad"), ("Wren", "Dad and Mum")]
    assert [one.conditions for one in made] == [["disability"], ["disability"], []]
    assert {(one.window_start, one.window_end, one.edition_id) for one in made} == {(START, END, made[0].edition_id)}


def test_asking_twice_gives_the_same_scorings(home: Siblings):
    asked = (ChildToScore(home.robin, (home.mum, home.dad)), ChildToScore(home.wren, (home.mum,)))
    first, again = home.start(*asked), home.start(*asked)
    assert [one.id for one in first] == [one.id for one in again]
    assert len(kept(home)) == 3


def test_one_childs_fault_stops_them_all_and_is_said_by_name(home: Siblings):
    grown = build.sibling(home.ground.practice, home.ground.family, "Jay", home.mum, born=date(2006, 1, 1))
    alone = build.sibling(home.ground.practice, home.ground.family, "Finch")
    with pytest.raises(Invalid) as caught:
        home.start(
            ChildToScore(home.robin, (home.mum,)),
            ChildToScore(home.wren, (), conditions=("red hair",)),
            ChildToScore(grown, (home.mum,)),
            ChildToScore(alone, ()),
        )
    said = caught.value.fields
    assert said[f"carers_{home.wren}"] == "Choose whose care of Wren is scored."
    assert said[f"carers_{alone}"].startswith("Nobody is recorded as caring for Finch yet.")
    assert said[f"conditions_{home.wren}"] == "Choose from the conditions on the page."
    assert said["instrument"].startswith("Jay is 20 years 2 months old")
    assert set(said) == {f"carers_{home.wren}", f"carers_{alone}", f"conditions_{home.wren}", "instrument"}
    assert kept(home) == []


def test_what_is_wrong_for_all_is_said_once(home: Siblings):
    with pytest.raises(Invalid) as caught:
        home.start(
            ChildToScore(home.robin, (home.mum,)), ChildToScore(home.wren, (home.mum,)), window_end=date(2026, 3, 1)
        )
    assert caught.value.fields["window_end"].count("is before the first") == 1


def test_children_are_of_the_one_family_and_somebody_sees_it(home: Siblings):
    other = build.family(home.ground.practice, home.ground.scorer, name="Another")
    for children in ((), (ChildToScore(other.child_id, (other.carer_id,)),), (ChildToScore("nobody", (home.mum,)),)):
        with pytest.raises(NotFound):
            home.start(*children)
    with pytest.raises(NotFound):
        home.start(ChildToScore(home.robin, (home.mum,)), family_id="nothing")
    with pytest.raises(Refused):
        home.start(ChildToScore(home.robin, (home.mum,)), who=stranger(home.ground))
    assert kept(home) == []


def test_those_of_the_same_days_are_by_the_same_person(home: Siblings):
    first, second = home.start(ChildToScore(home.robin, (home.mum,)), ChildToScore(home.wren, (home.mum,)))
    home.start(ChildToScore(home.wren, (home.dad,)), window_end=date(2026, 3, 19))
    with home.ground.practice.open_for(home.ground.scorer.id) as desk:
        assert [one.scoring.id for one in same_days_of(desk, first)] == [second.id]
        assert [one.scoring.id for one in same_days_of(desk, second)] == [first.id]
    home.ground.move("withdraw", "Started by mistake.", scoring_id=second.id)
    with home.ground.practice.open_for(home.ground.scorer.id) as desk:
        assert same_days_of(desk, first) == []


def test_one_more_of_what_is_open_already_is_said_before_it_starts(home: Siblings):
    (first,) = home.start(ChildToScore(home.robin, (home.mum,)))
    home.ground.save("A1a", 2, scoring_id=first.id)
    for asked in (START, START + timedelta(days=1)):
        with pytest.raises(Invalid) as caught:
            home.start(ChildToScore(home.robin, (home.mum,)), window_start=asked)
        assert set(caught.value.fields) == {"another_meant"}
        assert "Robin, care by Mum" in caught.value.fields["another_meant"]
    home.start(ChildToScore(home.robin, (home.dad,)), ChildToScore(home.wren, (home.mum,)))
    (other,) = home.start(ChildToScore(home.robin, (home.mum,)), another_meant=True)
    assert other.id != first.id


def test_what_a_colleague_has_under_way_is_said_before_it_is_started_twice(home: Siblings):
    who = colleague(home.ground)
    (theirs,) = home.start(ChildToScore(home.robin, (home.mum,)), who=who)
    with home.ground.practice.open_for(home.ground.scorer.id) as desk:
        choices = starting.choices(desk, home.ground.family.id)
    assert [(one.id, one.scorer) for one in choices.under_way] == [(theirs.id, who.name)]
    with pytest.raises(Invalid) as caught:
        home.start(ChildToScore(home.robin, (home.mum,)), window_start=START + timedelta(days=1))
    said = caught.value.fields["another_meant"]
    assert f"Robin, care by Mum, 2 to 20 March 2026, by {who.name}" in said
    home.start(ChildToScore(home.robin, (home.dad,)), ChildToScore(home.wren, (home.mum,)))
    (mine,) = home.start(ChildToScore(home.robin, (home.mum,)), another_meant=True)
    assert mine.id != theirs.id


def test_whoever_is_blind_to_it_is_not_told(home: Siblings):
    rater = colleague(home.ground)
    (first,) = home.start(ChildToScore(home.robin, (home.mum,)))
    with home.ground.practice.open_for(home.ground.scorer.id) as desk:
        second = second_ratings.ask(desk, first.id, rater.id)
    for who, told in ((rater, []), (colleague(home.ground, "third"), [first.id])):
        with home.ground.practice.open_for(who.id) as desk:
            assert [one.id for one in starting.choices(desk, home.ground.family.id).under_way] == told
    (own,) = home.start(ChildToScore(home.robin, (home.mum,)), who=rater)
    assert own.id not in (first.id, second.id)


def test_only_what_was_started_at_once_was_started_together(home: Siblings):
    first, _ = home.both()
    home.ground.save("A1a", 2, scoring_id=first.id)
    clock = home.ground.practice.clock
    assert isinstance(clock, SetClock)
    clock.forward(timedelta(minutes=5))
    (later,) = home.start(ChildToScore(home.robin, (home.dad,)))
    with home.ground.practice.open_for(home.ground.scorer.id) as desk:
        assert [one.together for one in same_days_of(desk, later)] == [False, False]
        assert [one.together for one in same_days_of(desk, first)].count(True) == 1
