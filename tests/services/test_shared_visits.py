"""Visits on which several scorings rest: recorded once, taken in, corrected where every scoring can be, removed from one alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.scoring_ground import VISITED, colleague
from tests.sibling_ground import Siblings, stand_siblings
from workflow.models import Person, Scoring, Visit
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound
from workflow.services import scoring_details, shared_visits
from workflow.services.desk import Desk, Practice
from workflow.services.scoring_details import NewVisit
from workflow.services.shared_visits import SeenThere
from workflow.storage import visits
from workflow.storage.visits import VisitHere

HOME = NewVisit(VISITED, announced=False, place="Home", seen="Mum, Robin and Wren", child_seen=True)


@pytest.fixture
def home(practice: Practice) -> Siblings:
    return stand_siblings(practice)


def at_desk(home: Siblings, do: Callable[[Desk], Any], who: Person | None = None) -> Any:
    with home.ground.practice.open_for((who or home.ground.scorer).id) as desk:
        return do(desk)


def add(home: Siblings, to: Scoring, new: NewVisit = HOME, **there: Any) -> str:
    return at_desk(home, lambda desk: shared_visits.add(desk, to.id, new, SeenThere(**there)))


def visits_of(home: Siblings, scoring: Scoring) -> list[VisitHere]:
    return at_desk(home, lambda desk: list(visits.of_scoring(desk.session, scoring.id)))


def version_of(home: Siblings, scoring: Scoring) -> int:
    return home.ground.view(scoring.id).scoring.version


def correct(home: Siblings, scoring: Scoring, visit_id: str, new: NewVisit, version: int | None = None) -> None:
    on = version or version_of(home, scoring)
    at_desk(home, lambda desk: shared_visits.correct(desk, scoring.id, visit_id, new, on))


def test_a_visit_is_recorded_once_for_all_of_them(home: Siblings):
    robins, wrens = home.both()
    visit_id = add(home, robins, also=[wrens.id], seen=[home.wren], alone=[home.wren])
    facts = (visit_id, VISITED, False, "Home", "Mum, Robin and Wren")
    assert visits_of(home, robins) == [VisitHere(*facts, True, False)]
    assert visits_of(home, wrens) == [VisitHere(*facts, True, True)]
    assert add(home, robins, also=[wrens.id]) == visit_id, "the same one twice is one visit"
    with home.ground.practice.database.open() as session:
        assert len(session.scalars(select(Visit)).all()) == 1


def test_what_was_seen_of_a_child_stands_in_each_of_its_scorings(home: Siblings):
    robins, wrens = home.both()
    with_dad = home.ground.start(adult_ids=(home.dad,))
    add(home, robins, replace(HOME, child_seen_alone=True), also=[with_dad.id, wrens.id])
    seen = [(one.child_seen, one.child_seen_alone) for of in (robins, with_dad, wrens) for one in visits_of(home, of)]
    assert seen == [(True, True), (True, True), (False, False)]


def take_in(home: Siblings, scoring: Scoring, visit_id: str) -> None:
    at_desk(home, lambda desk: shared_visits.take_in(desk, scoring.id, visit_id, child_seen=True, alone=False))


def test_what_is_offered_is_ones_own_open_and_over_these_days(home: Siblings):
    robins, wrens = home.both()
    later = home.ground.start(adult_ids=(home.dad,), window_start=date(2026, 3, 15), window_end=date(2026, 3, 28))
    home.ground.start(adult_ids=(home.dad,), window_start=date(2026, 1, 5), window_end=date(2026, 1, 20))
    home.ground.start(who=colleague(home.ground))
    gone = home.ground.start(window_end=date(2026, 3, 19))
    home.ground.move("withdraw", "By mistake.", scoring_id=gone.id)
    found = at_desk(home, lambda desk: shared_visits.shared(desk, robins, ()))
    assert {one.id for one in found.open} == {wrens.id, later.id}
    assert found.other_children(home.robin) == [(home.wren, "Wren")]


@pytest.mark.parametrize(
    ("new", "there", "fields"),
    [
        (HOME, {"alone": ["wren"]}, {"also_alone"}),
        (replace(HOME, on=date(2026, 3, 2)), {"also": ["later"]}, {"also"}),
        (replace(HOME, on=date(2026, 2, 2)), {"also": ["later"]}, {"on"}),
    ],
)
def test_what_cannot_be_is_refused_for_all(home: Siblings, new: NewVisit, there: Any, fields: set[str]):
    robins, wrens = home.both()
    later = home.ground.start(adult_ids=(home.dad,), window_start=date(2026, 3, 5))
    known = {"wren": home.wren, "later": later.id}
    with pytest.raises(Invalid) as caught:
        add(home, robins, new, **{key: [known[one] for one in values] for key, values in there.items()})
    assert set(caught.value.fields) == fields
    assert visits_of(home, robins) == visits_of(home, wrens) == visits_of(home, later) == []


def test_somebody_elses_scoring_takes_no_visit_of_mine(home: Siblings):
    robins, _ = home.both()
    theirs = home.ground.start(who=colleague(home.ground))
    with pytest.raises(Blocked, match="Only those who score"):
        add(home, robins, also=[theirs.id])
    with pytest.raises(NotFound):
        add(home, robins, also=["nothing"])
    assert visits_of(home, robins) == []


def test_a_visit_recorded_elsewhere_is_taken_in(home: Siblings):
    robins, wrens = home.both()
    visit_id = add(home, robins)
    add(home, robins, replace(HOME, on=date(2026, 3, 9)))
    offered = at_desk(home, lambda desk: shared_visits.shared(desk, wrens, ()).elsewhere)
    assert [one.on for one in offered] == [VISITED, date(2026, 3, 9)]
    for _ in range(2):
        take_in(home, wrens, visit_id)
    assert [(one.id, one.child_seen) for one in visits_of(home, wrens)] == [(visit_id, True)]
    assert at_desk(home, lambda desk: shared_visits.open_visit(desk, wrens.id, visit_id)).names == [
        "Robin, care by Mum"
    ]


def test_only_ones_own_visits_within_the_days_can_be_taken_in(home: Siblings):
    robins, _ = home.both()
    earlier = home.ground.start(window_start=date(2026, 2, 2), window_end=date(2026, 2, 20))
    outside = add(home, earlier, replace(HOME, on=date(2026, 2, 3)))
    other = colleague(home.ground)
    theirs = home.ground.start(who=other)
    foreign = at_desk(home, lambda desk: shared_visits.add(desk, theirs.id, HOME, SeenThere()), other)
    for visit_id in (outside, foreign, "nothing"):
        with pytest.raises(NotFound):
            take_in(home, robins, visit_id)
    assert visits_of(home, robins) == []


def test_a_correction_stands_for_every_scoring_and_spoils_older_pages_of_them(home: Siblings):
    robins, wrens = home.both()
    visit_id = add(home, robins, also=[wrens.id], seen=[home.wren])
    older = version_of(home, wrens)
    mended = replace(HOME, on=date(2026, 3, 7), announced=True, place="School", child_seen=False)
    correct(home, robins, visit_id, mended)
    facts = (visit_id, date(2026, 3, 7), True, "School", "Mum, Robin and Wren")
    assert visits_of(home, robins) == [VisitHere(*facts, False, False)]
    assert visits_of(home, wrens) == [VisitHere(*facts, True, False)]
    with pytest.raises(Conflict):
        correct(home, wrens, visit_id, HOME, older)
    assert visits_of(home, wrens) == [VisitHere(*facts, True, False)]


def test_a_correction_is_refused_where_another_scoring_holds_the_visit(home: Siblings):
    robins, wrens = home.both()
    visit_id = add(home, robins, also=[wrens.id])
    home.ground.move("withdraw", "By mistake.", scoring_id=wrens.id)
    with pytest.raises(Blocked, match=r"Wren, care by Mum\. This scoring is withdrawn"):
        correct(home, robins, visit_id, replace(HOME, place="School"))
    correct(home, robins, visit_id, replace(HOME, child_seen_alone=True))
    assert [(one.place, one.child_seen_alone) for one in visits_of(home, robins)] == [("Home", True)]
    assert [(one.place, one.child_seen_alone) for one in visits_of(home, wrens)] == [("Home", False)]


def test_a_correction_stays_within_the_days_of_every_scoring(home: Siblings):
    robins, _ = home.both()
    later = home.ground.start(adult_ids=(home.dad,), window_start=date(2026, 3, 5))
    visit_id = add(home, robins, also=[later.id])
    with pytest.raises(Invalid) as caught:
        correct(home, robins, visit_id, replace(HOME, on=date(2026, 3, 3)))
    assert "Robin, care by Dad: 5 March 2026 to 20 March 2026" in caught.value.fields["on"]
    with pytest.raises(Invalid) as caught:
        correct(home, robins, visit_id, replace(HOME, on=date(2026, 4, 3)))
    assert "still to come" in caught.value.fields["on"]
    assert [one.on for one in visits_of(home, later)] == [VISITED]


def test_removing_takes_it_out_of_this_scoring_only(home: Siblings):
    robins, wrens = home.both()
    visit_id = add(home, robins, also=[wrens.id])
    at_desk(home, lambda desk: scoring_details.remove_visit(desk, robins.id, visit_id))
    assert visits_of(home, robins) == []
    assert [one.id for one in visits_of(home, wrens)] == [visit_id]
    with pytest.raises(NotFound):
        correct(home, robins, visit_id, HOME)
