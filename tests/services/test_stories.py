"""A story is kept for the very scorings it tells of, and never for anybody or anything else."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import SQLModel

from tests import build
from tests.progress_ground import Told, stand
from tests.reports.stock import MARCH, answers
from workflow.models import Adult, Child, Part, Person, Scoring
from workflow.reports.progress import Progress
from workflow.rules.errors import Refused
from workflow.rules.restrictions import Category, Kind, Mode, Place
from workflow.services import progress, restricting
from workflow.services.desk import Practice
from workflow.services.restricting import NewRestriction


@pytest.fixture
def told(embedded_practice: Practice) -> Told:
    return stand(embedded_practice)


def story(told: Told, who: Person | None = None, **more: Any) -> Progress:
    with told.practice.open_for((who or told.lead).id) as desk:
        view = progress.look(desk, told.child_id, **more)
    assert view.story is not None
    return view.story


def changed(told: Told, kind: type[SQLModel], row_id: str, change: Callable[[Any], None]) -> None:
    with told.practice.database.open() as session:
        row = session.get(kind, row_id)
        change(row)
        session.add(row)


def test_the_same_scorings_have_one_story_whoever_asks(told: Told) -> None:
    assert story(told) is story(told) is story(told, told.supervisor)


def test_what_is_kept_says_the_same_as_what_is_made_anew(told: Told) -> None:
    kept = story(told)
    told.practice.stories.forget()
    assert story(told) is not kept
    assert story(told) == kept
    told.practice.scored.forget()
    assert story(told) == kept


def test_who_may_not_see_it_is_refused_however_often_others_looked(told: Told) -> None:
    story(told)
    stranger = build.person(told.practice, "stranger", team="Elsewhere", agency="Example School")
    with pytest.raises(Refused):
        story(told, stranger)


def test_who_rates_the_same_care_apart_is_told_without_it_even_where_the_whole_is_kept(told: Told) -> None:
    """Their story is of fewer scorings, so it is another."""
    whole = story(told)
    told.score(answers(), MARCH, by=told.other, status="draft", second_of_id=told.scoring_ids[1])
    apart = story(told, told.other)
    assert (whole.scorings, apart.scorings) == (3, 2)
    assert story(told) is whole


def keep_words(told: Told, place: Place, *named: Person) -> None:
    """Keep a part for the people named."""
    new = NewRestriction(
        place.text,
        Mode.ONLY,
        tuple(one.id for one in named),
        Category.THIRD_PARTY,
        "Somebody would be known by it.",
        date(2026, 6, 1),
    )
    with told.practice.open_for(told.lead.id) as desk:
        restricting.keep(desk, told.family.id, new)


@pytest.mark.parametrize("first", ["who sees it", "who does not"])
def test_words_kept_for_named_people_are_in_no_story_of_anybody_else_whoever_looks_first(
    told: Told, first: str
) -> None:
    member = build.person(told.practice, "member", roles=("member",))
    build.involve(told.practice, told.family.id, member, Part.CORE_GROUP)
    keep_words(told, Place(Kind.NOTE, told.scoring_ids[1], "A1a"), told.supervisor)
    readers = [told.lead, member] if first == "who sees it" else [member, told.lead]
    stories = {who.id: story(told, who) for who in readers}
    words = "Crisps and chocolate before school."
    assert words in str(stories[told.lead.id])
    assert words not in str(stories[member.id])
    assert story(told, told.supervisor) is stories[told.lead.id]
    assert words not in str(story(told, member))


def test_what_is_kept_from_now_on_is_in_no_story_that_was_kept_before(told: Told) -> None:
    member = build.person(told.practice, "member", roles=("member",))
    build.involve(told.practice, told.family.id, member, Part.CORE_GROUP)
    words = "Crisps and chocolate before school."
    assert words in str(story(told, member))
    keep_words(told, Place(Kind.NOTE, told.scoring_ids[1], "A1a"), told.supervisor)
    assert words not in str(story(told, member))
    assert words in str(story(told))


def test_what_can_still_change_makes_another_story(told: Told) -> None:
    before = story(told)
    changed(told, Person, told.lead.id, lambda row: setattr(row, "name", "Ola Married"))
    renamed = story(told)
    assert renamed is not before
    assert renamed.timeline.moments[0].by.startswith("Ola Married")
    changed(told, Child, told.child_id, lambda row: setattr(row, "called", "Hani"))
    assert story(told).called == "Hani"
    changed(told, Adult, told.family.carer_id, lambda row: setattr(row, "called", "Tata"))
    assert story(told) is not renamed


def test_a_scoring_under_way_is_told_as_it_stands_and_never_kept(told: Told) -> None:
    draft = told.draft()
    first, held = story(told, draft=True), len(told.practice.stories)
    assert story(told, draft=True) is not first
    assert len(told.practice.stories) == held
    assert told.practice.scored.get(draft) is None


def test_one_that_was_replaced_is_told_no_more(told: Told) -> None:
    assert story(told).scorings == 3
    changed(told, Scoring, told.scoring_ids[2], lambda row: setattr(row, "status", "superseded"))
    assert story(told).scorings == 2
