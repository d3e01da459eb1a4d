"""Closing the work with a family and opening it again: the record stays, and says that this is not the start. On both kinds of database."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from tests import build
from tests.scoring_ground import Ground
from workflow.clock import SetClock
from workflow.models import Part, Person
from workflow.rules.cases import CLOSED
from workflow.rules.errors import Blocked, Invalid, PracticeError, Refused
from workflow.services import cases, families, leads, starting
from workflow.services.desk import Practice
from workflow.services.families import FamilyView

TODAY = date(2026, 3, 20)


@pytest.fixture
def ground(practice: Practice) -> Ground:
    scorer = build.person(practice)
    return Ground(
        practice, scorer, build.person(practice, "supervisor", roles=("supervisor",)), build.family(practice, scorer)
    )


def act(ground: Ground, what: str, words: str, who: Person | None = None) -> None:
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        {"close": cases.close, "reopen": cases.reopen}[what](desk, ground.family.id, words)


def opened(ground: Ground) -> FamilyView:
    with ground.practice.open_for(ground.scorer.id) as desk:
        return families.open_family(desk, ground.family.id)


def test_closing_ends_every_part_but_the_leads(ground: Ground, clock: SetClock) -> None:
    chair = build.person(ground.practice, "chair", roles=("chair",), team="Chairs")
    build.involve(ground.practice, ground.family.id, chair, Part.CHAIR)
    act(ground, "close", "All is well.")
    clock.forward(timedelta(days=1))
    with pytest.raises(Refused), ground.practice.open_for(chair.id) as desk:
        families.open_family(desk, ground.family.id)
    view = opened(ground)
    assert view.closed_on == TODAY
    assert [one.part for one in view.involved] == ["lead practitioner"]
    assert view.cannot_start == CLOSED


def test_nothing_is_started_while_it_is_closed_and_all_is_there_when_it_is_opened_again(ground: Ground) -> None:
    act(ground, "close", "All is well")
    with pytest.raises(Blocked, match="is closed"), ground.practice.open_for(ground.scorer.id) as desk:
        starting.start(desk, ground.new())
    act(ground, "reopen", "The same worries again.")
    view = opened(ground)
    assert view.closed_on is None
    assert view.history is not None
    assert view.history.more == (
        "The work was closed on 20 March 2026: All is well.",
        "The work was opened again on 20 March 2026: The same worries again.",
    )
    assert view.history.sentence == "This is not the start."
    with ground.practice.open_for(ground.scorer.id) as desk:
        assert starting.choices(desk, ground.family.id).history == view.history
        starting.start(desk, ground.new())


def test_what_is_in_the_way_of_closing(ground: Ground) -> None:
    with pytest.raises(Invalid, match="Say why"):
        act(ground, "close", " ")
    other = build.person(ground.practice, "other", team="Elsewhere")
    with ground.practice.open_for(ground.scorer.id) as desk:
        leads.offer(desk, ground.family.id, other.id, "Moved")
    with pytest.raises(Blocked, match="Withdraw the offer"):
        act(ground, "close", "All is well.")
    with ground.practice.open_for(ground.scorer.id) as desk:
        leads.withdraw(desk, ground.family.id)
    ground.start()
    with pytest.raises(Blocked, match="1 scoring is under way"):
        act(ground, "close", "All is well.")
    with ground.practice.open_for(ground.scorer.id) as desk:
        page = cases.page_of(desk, ground.family.id)
    assert (page.move.key, [gap.part for gap in page.gaps]) == ("close", ["scorings"])


def test_a_move_is_made_from_where_it_starts_and_by_those_who_may(ground: Ground) -> None:
    with pytest.raises(Blocked, match="is open"):
        act(ground, "reopen", "Why not.")
    act(ground, "close", "All is well.")
    with pytest.raises(Blocked, match="is closed"):
        act(ground, "close", "All is well.")
    quality = build.person(ground.practice, "quality", roles=("quality",), team="Quality")
    stranger = build.person(ground.practice, "stranger", team="Elsewhere")
    for who in (quality, stranger):
        with pytest.raises(Refused):
            act(ground, "reopen", "Why not.", who)
    act(ground, "reopen", "Why not.", ground.supervisor)


def test_what_was_done_stays_for_ever(ground: Ground) -> None:
    act(ground, "close", "All is well.")
    for statement in ("UPDATE case_move SET reason = 'x'", "DELETE FROM case_move"):
        with pytest.raises(PracticeError), ground.practice.database.open() as session:
            session.connection().execute(text(statement))
