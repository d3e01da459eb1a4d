"""What lies ahead in one's own families: told to those who have a part in them, and to nobody else."""

from datetime import date, timedelta

import pytest

from tests import build
from tests.progress_ground import Told, stand
from workflow.models import MeetingKind, Person, ScoringMove
from workflow.services import ahead, meetings
from workflow.services.ahead import NOTHING, Ahead
from workflow.services.desk import Practice
from workflow.services.meetings import NewMeeting


@pytest.fixture
def told(practice: Practice) -> Told:
    """Hana's family, with one meeting in the week and one after it."""
    told = stand(practice)
    with practice.open_for(told.lead.id) as desk:
        for days in (7, 8):
            on = desk.today + timedelta(days=days)
            meetings.add(desk, told.family.id, NewMeeting(MeetingKind.CORE_GROUP, on, "Chris", (told.child_id,)))
    return told


def seen(told: Told, who: Person) -> Ahead:
    with told.practice.open_for(who.id) as desk:
        return ahead.ahead(desk)


def ask_for_more(told: Told, on: date) -> None:
    """What a supervisor asked for on signing off the newest scoring."""
    build.put(
        told.practice,
        ScoringMove(
            id=told.practice.ids.new(),
            scoring_id=told.scoring_ids[-1],
            move="sign-off",
            from_status="with supervisor",
            to_status="signed off",
            at=told.practice.clock.now(),
            by_id=told.supervisor.id,
            direction="Ask the school.",
            follow_up_on=on,
        ),
    )


def test_the_meetings_of_the_week_are_told_with_their_children(told: Told) -> None:
    (one,) = seen(told, told.lead).meetings
    assert (one.kind, one.on, one.children) == ("Core group", date(2026, 3, 27), ((told.child_id, "Hana"),))


@pytest.mark.parametrize(
    ("on", "overdue"), [(date(2026, 3, 19), [True]), (date(2026, 3, 27), [False]), (date(2026, 3, 28), [])]
)
def test_what_is_overdue_or_falls_into_the_week_is_told(told: Told, on: date, overdue: list[bool]) -> None:
    ask_for_more(told, on)
    assert [one.overdue for one in seen(told, told.lead).due] == overdue


def test_whoever_has_no_part_in_the_family_is_told_nothing(told: Told) -> None:
    ask_for_more(told, date(2026, 3, 19))
    stranger = build.person(told.practice, "stranger")
    assert seen(told, told.supervisor) == seen(told, stranger) == NOTHING
