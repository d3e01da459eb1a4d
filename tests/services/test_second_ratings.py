"""Asking for a second rating, making it apart, and settling where the two differ: on both kinds of database."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import build
from tests.scoring_ground import Ground, colleague, stand, stranger
from workflow.models import AuditEvent, Person, Reconciled, Scoring
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound, Refused
from workflow.services import (
    answers,
    co_scorers,
    families,
    progress,
    reconciling,
    reporting,
    scoring_details,
    scorings,
    second_ratings,
)
from workflow.services.answers import Given
from workflow.services.desk import Practice
from workflow.services.reconciling import Reconciliation
from workflow.services.scoring_details import Details


@pytest.fixture
def ground(practice: Practice) -> Ground:
    return stand(practice)


@pytest.fixture
def rater(ground: Ground) -> Person:
    return colleague(ground)


def ask(ground: Ground, rater: Person, who: Person | None = None, scoring_id: str = "") -> Scoring:
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        return second_ratings.ask(desk, scoring_id or ground.scoring_id, rater.id)


def as_rater(ground: Ground, rater: Person, second: Scoring) -> Ground:
    return Ground(ground.practice, rater, ground.supervisor, ground.family, second.id)


def both_in(ground: Ground, rater: Person, **differs: Any) -> Ground:
    """Both rated: all at 2, but for what the second gives otherwise; both sent."""
    second = as_rater(ground, rater, ask(ground, rater))
    for one, grades in ((ground, {}), (second, differs)):
        one.fill(grades)
        one.visit()
        one.move("send")
    return second


def side_by_side(ground: Ground, who: Person | None = None) -> Reconciliation | None:
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        return reconciling.open_reconciliation(desk, ground.scoring_id)


def settle(
    ground: Ground, item: str = "A1a", grade: int | None = 3, words: str = "We talked.", **more: Any
) -> Reconciled:
    with ground.practice.open_for((more.get("who") or ground.scorer).id) as desk:
        return reconciling.settle(desk, ground.scoring_id, item, grade, words, more.get("version", 0))


def rows(ground: Ground, table: Any) -> list[Any]:
    with ground.practice.database.open() as session:
        return list(session.scalars(select(table)).all())


def test_a_second_rating_is_a_draft_of_the_same_care(ground: Ground, rater: Person) -> None:
    second = ask(ground, rater)
    first = ground.view().scoring
    same = (
        "family_id",
        "child_id",
        "edition_id",
        "carer_names",
        "window_start",
        "window_end",
        "age_months",
        "age_band",
    )
    assert {name: getattr(second, name) for name in same} == {name: getattr(first, name) for name in same}
    assert (second.scorer_id, second.second_of_id, second.status) == (rater.id, first.id, "draft")
    assert second.conditions == first.conditions
    carers = as_rater(ground, rater, second).view().carers
    assert [adult.id for adult in carers] == [ground.family.carer_id]
    (event,) = [one for one in rows(ground, AuditEvent) if one.kind == "scoring.second-asked"]
    assert (event.person_id, event.subject_id) == (ground.scorer.id, second.id)
    assert event.details == {"second_of": first.id, "person_id": rater.id}


def test_asking_twice_is_one_and_asking_another_is_refused_until_it_is_withdrawn(ground: Ground, rater: Person) -> None:
    second = ask(ground, rater)
    assert ask(ground, rater, ground.supervisor).id == second.id
    another = colleague(ground, "another")
    with pytest.raises(Blocked, match="One at a time"):
        ask(ground, another)
    as_rater(ground, rater, second).move("withdraw", "I am away.")
    assert ask(ground, another).scorer_id == another.id


def test_who_may_ask_and_whom(ground: Ground, rater: Person) -> None:
    with pytest.raises(Blocked, match="Only the person who scored"):
        ask(ground, rater, rater)
    with pytest.raises(Refused):
        ask(ground, rater, stranger(ground))
    for nobody in (ground.scorer, ground.supervisor, build.person(ground.practice, "elsewhere", team="Far")):
        with pytest.raises(Invalid) as refused:
            ask(ground, nobody)
        assert set(refused.value.fields) == {"person"}
    assert len(rows(ground, Scoring)) == 1
    with ground.practice.open_for(ground.supervisor.id) as desk:
        (found,) = second_ratings.who_can_rate(desk, ground.scoring_id)
    assert (found.id, found.fault, found.looked) == (rater.id, "", False)
    ground.view(who=rater)
    with ground.practice.open_for(ground.supervisor.id) as desk:
        (found,) = second_ratings.who_can_rate(desk, ground.scoring_id)
    assert found.looked


def test_whoever_ever_graded_in_it_is_not_asked(ground: Ground, rater: Person) -> None:
    with ground.practice.open_for(ground.scorer.id) as desk:
        co_scorers.add(desk, ground.scoring_id, rater.id)
    ground.save("A1b", 3, who=rater)
    with ground.practice.open_for(ground.scorer.id) as desk:
        co_scorers.remove(desk, ground.scoring_id, rater.id)
    ground.save("A1b", 2, on=1)
    with ground.practice.open_for(ground.supervisor.id) as desk:
        (found,) = second_ratings.who_can_rate(desk, ground.scoring_id)
    assert found.fault == f"{rater.name} graded in this scoring before."
    with pytest.raises(Invalid) as refused:
        ask(ground, rater)
    assert refused.value.fields == {"person": found.fault}


def test_a_second_rating_is_not_rated_again(ground: Ground, rater: Person) -> None:
    second = ask(ground, rater)
    with pytest.raises(Blocked, match="second rating itself"):
        ask(ground, colleague(ground, "another"), rater, second.id)


def test_each_is_hidden_from_the_other_until_both_are_in(ground: Ground, rater: Person) -> None:
    second = as_rater(ground, rater, ask(ground, rater))
    for one in (ground, second):
        one.fill()
        one.visit()
    for step in ("nothing", "first", "second"):
        if step == "first":
            ground.move("send")
        if step == "second":
            second.move("send")
        for mine, other in ((ground, second), (second, ground)):
            if step == "second":
                assert mine.view(other.scoring_id).tally.graded > 10
                continue
            with pytest.raises(Blocked, match="Hidden until both are in"):
                mine.view(other.scoring_id)
        assert ground.view(second.scoring_id, ground.supervisor).tally.graded > 10


def test_what_is_hidden_is_in_no_list_of_grades_and_no_report(ground: Ground, rater: Person) -> None:
    second = as_rater(ground, rater, ask(ground, rater))
    ground.fill()
    ground.visit()
    ground.sign_off()
    with ground.practice.open_for(rater.id) as desk:
        family = families.open_family(desk, ground.family.id)
        story = progress.look(desk, ground.family.child_id)
        choice = reporting.choose(desk, "progress", ground.family.child_id)
    assert family.grades == {}
    assert [line.hidden for line in family.scorings] == [line.id == ground.scoring_id for line in family.scorings]
    assert story.story is None
    assert "left out here until both are in" in story.hidden
    assert choice.report is None
    with ground.practice.open_for(rater.id) as desk, pytest.raises(Blocked, match="until both are in"):
        reporting.make(desk, "progress", ground.family.child_id)
    second.fill()
    second.visit()
    second.move("send")
    with ground.practice.open_for(rater.id) as desk:
        assert set(families.open_family(desk, ground.family.id).grades) == {ground.scoring_id}
        assert progress.look(desk, ground.family.child_id).story is not None


def test_a_second_rating_counts_nowhere_and_is_nobodys_last_time(ground: Ground, rater: Person) -> None:
    second = both_in(ground, rater, A1a=4)
    ground.move("sign-off", "Read.", who=ground.supervisor)
    second.move("sign-off", "Read.", who=ground.supervisor)
    with ground.practice.open_for(ground.supervisor.id) as desk:
        story = progress.look(desk, ground.family.child_id)
        family = families.open_family(desk, ground.family.id)
        mine = families.mine(desk)
    assert [line.id for line in story.lines] == [ground.scoring_id]
    assert set(family.grades) == {ground.scoring_id}
    assert family.history is None
    assert [line.scorings for line in mine] == [1]
    again = ground.start()
    saved = ground.save("A1a", 3, scoring_id=again.id)
    assert saved.previous is not None
    assert (saved.previous.grade, saved.previous.scorer) == (2, ground.scorer.name)


def test_the_first_rating_is_not_the_second_raters_last_time(ground: Ground, rater: Person) -> None:
    second = as_rater(ground, rater, ask(ground, rater))
    ground.fill()
    ground.visit()
    ground.sign_off()
    assert second.save("A1a", 3).previous is None
    elsewhere = ground.start(rater, window_end=ground.new().window_end)
    assert second.save("A1a", 3, scoring_id=elsewhere.id).previous is None


def test_side_by_side_once_both_are_in(ground: Ground, rater: Person) -> None:
    ask(ground, rater)
    assert side_by_side(ground) is None
    gone = stand_apart(ground.practice)
    second = both_in(gone, colleague(gone, "third"), A1a=4, A1b=1)
    both = side_by_side(gone)
    assert both is not None
    assert {one.item.id for area in both.areas for one in area.differing} == {"A1a", "A1b"}
    assert both.differing == 2
    assert both.agreements is not None
    items = both.agreements.items
    assert (items.n, items.exact) == (items.n, items.n - 2)
    assert both.cannot_settle == ""
    assert side_by_side(second, gone.supervisor) is not None
    with gone.practice.open_for(gone.scorer.id) as desk:
        assert scorings.open_scoring(desk, second.scoring_id, "overview").scoring.status == "with supervisor"


def stand_apart(practice: Practice) -> Ground:
    """Another scorer with a family of their own in the same team."""
    scorer = build.person(practice, "apart")
    ground = Ground(
        practice, scorer, build.person(practice, "lead", roles=("supervisor",)), build.family(practice, scorer)
    )
    return Ground(practice, scorer, ground.supervisor, ground.family, ground.start().id)


def test_what_was_settled_is_kept_by_version_and_changes_no_grade(ground: Ground, rater: Person) -> None:
    second = both_in(ground, rater, A1a=4)
    first = settle(ground, "A1a", 3)
    assert (first.version, first.second_id, first.changed_by_id) == (1, second.scoring_id, ground.scorer.id)
    assert settle(second, "A1a", 3, version=0).version == 1  # the same once more is no error
    with pytest.raises(Conflict):
        settle(second, "A1a", 4, version=0)
    changed = settle(second, "A1a", None, "We look again together.", version=1)
    assert (changed.version, changed.grade) == (2, None)
    (kept,) = rows(ground, Reconciled)
    assert (kept.version, kept.grade, kept.words) == (2, None, "We look again together.")
    both = side_by_side(ground)
    assert both is not None
    (one,) = [one for area in both.areas for one in area.differing]
    assert (one.first.given.grade, one.second.given.grade) == (2, 4)
    assert one.settled is not None
    assert one.settled.by == rater.name
    events = [one for one in rows(ground, AuditEvent) if one.kind == "scoring.settled"]
    assert [(one.subject_id, one.details) for one in events] == [
        (second.scoring_id, {"item": "A1a", "version": version}) for version in (1, 2)
    ]


def test_who_writes_down_what_was_settled(ground: Ground, rater: Person) -> None:
    with pytest.raises(NotFound):
        settle(ground)
    both_in(ground, rater, A1a=4)
    assert settle(ground, "A1a", 3, who=ground.supervisor).version == 1
    bystander = colleague(ground, "bystander")
    with pytest.raises(Blocked, match="You can read it"):
        settle(ground, "A1a", 4, who=bystander, version=1)
    found = side_by_side(ground, bystander)
    assert found is not None
    assert "You can read it" in found.cannot_settle
    for grade, words, field in ((9, "Why", "grade"), (3, " ", "words"), (3, "x" * 3000, "words")):
        with pytest.raises(Invalid) as refused:
            settle(ground, "A1a", grade, words, version=1)
        assert set(refused.value.fields) == {field}
    with pytest.raises(NotFound):
        settle(ground, "Z9", 3)


def test_nothing_is_settled_before_both_are_in(ground: Ground, rater: Person) -> None:
    ask(ground, rater)
    with pytest.raises(Blocked, match="Both ratings have to be in"):
        settle(ground)


def test_an_amendment_of_either_takes_the_pair_with_it(ground: Ground, rater: Person) -> None:
    second = both_in(ground, rater, A1a=4)
    for one in (ground, second):
        one.move("sign-off", "Read.", who=ground.supervisor)
    settle(ground, "A1a", 3)
    amendment = second.amend()
    assert amendment.second_of_id == ground.scoring_id
    again = as_rater(ground, rater, amendment)
    with ground.practice.open_for(rater.id) as desk:
        answers.save(desk, amendment.id, "A1a", Given(3), 1)
    again.sign_off()
    both = side_by_side(again)
    assert both is not None
    (one,) = [one for area in both.areas for one in area.differing]
    assert (one.second.given.grade, one.settled is not None) == (4, True)  # what was graded apart stays what it was
    with ground.practice.open_for(ground.supervisor.id) as desk:
        assert [line.id for line in progress.look(desk, ground.family.child_id).lines] == [ground.scoring_id]


def test_a_rater_has_it_among_what_waits(ground: Ground, rater: Person) -> None:
    second = ask(ground, rater)
    with ground.practice.open_for(rater.id) as desk:
        (waiting,) = families.waiting(desk)
    assert waiting.scoring.id == second.id
    assert waiting.to_do.startswith("You are asked for a second rating.")


def test_the_two_stay_ratings_of_the_same_days(ground: Ground, rater: Person) -> None:
    second = as_rater(ground, rater, ask(ground, rater))
    for one in (ground, second):
        scoring = one.view().scoring
        for changed in (
            Details(scoring.window_start, scoring.window_end, ("disability",)),
            Details(scoring.window_start + timedelta(days=1), scoring.window_end),
        ):
            with pytest.raises(Blocked, match="over the same days"), ground.practice.open_for(one.scorer.id) as desk:
                scoring_details.correct(desk, scoring.id, changed, scoring.version)
        with ground.practice.open_for(one.scorer.id) as desk:
            same = Details(scoring.window_start, scoring.window_end)
            assert not scoring_details.correct(desk, scoring.id, same, scoring.version).cleared
    second.move("withdraw", "The days were wrong.")
    scoring = ground.view().scoring
    with ground.practice.open_for(ground.scorer.id) as desk:
        details = Details(scoring.window_start, scoring.window_end, ("disability",))
        assert scoring_details.correct(desk, scoring.id, details, scoring.version).scoring.conditions == ["disability"]
