"""What is asked for on signing off: shown as due on the family's page, and at the end of the progress report."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.scoring_ground import Ground, stand
from workflow.services import amended, families, progress
from workflow.services.desk import Practice
from workflow.services.following_up import follow_ups
from workflow.services.signing import Decided
from workflow.storage import families as storage
from workflow.storage.families import ScoringLine

DAY = date(2026, 4, 17)


@pytest.fixture
def signed(practice: Practice) -> Ground:
    """A signed-off scoring that asks for something by a day."""
    ground = stand(practice)
    ground.fill()
    ground.visit()
    ground.move("send")
    ground.move("sign-off", who=ground.supervisor, decided=Decided(direction="Visit on Mondays.", follow_up_on=DAY))
    return ground


def due(ground: Ground) -> list[tuple[str, date, bool]]:
    with ground.practice.open_for(ground.scorer.id) as desk:
        return [(one.direction, one.on, one.overdue) for one in families.open_family(desk, ground.family.id).due]


def again(ground: Ground, scoring_id: str, decided: Decided) -> None:
    ground.move("send", scoring_id=scoring_id)
    ground.move("sign-off", who=ground.supervisor, scoring_id=scoring_id, decided=decided)


def read(ground: Ground) -> tuple[str, str]:
    """The last line of the report, and where the newest scoring stands."""
    with ground.practice.open_for(ground.scorer.id) as desk:
        told = progress.look(desk, ground.family.child_id)
    assert told.story is not None
    return told.story.reading.next, told.story.reading.scorings[-1].status


def test_what_is_asked_for_is_due_until_the_day_is_past(signed: Ground) -> None:
    assert due(signed) == [("Visit on Mondays.", DAY, False)]
    signed.practice.clock.put(signed.practice.clock.now().replace(month=4, day=17))
    assert due(signed) == [("Visit on Mondays.", DAY, False)]
    signed.practice.clock.put(signed.practice.clock.now().replace(month=4, day=18))
    assert due(signed) == [("Visit on Mondays.", DAY, True)]


def test_an_amendment_asks_in_place_of_what_it_replaced(signed: Ground) -> None:
    new = signed.amend()
    assert due(signed) == [("Visit on Mondays.", DAY, False)]
    again(signed, new.id, Decided(direction="Nothing more.", no_follow_up="All is well."))
    assert due(signed) == []


def test_a_newer_scoring_of_the_same_care_has_looked_again(signed: Ground) -> None:
    """Also with another instrument that grades care; not with the care of somebody else, nor before it is signed off."""
    with signed.practice.open_for(signed.scorer.id) as desk:
        (old,) = storage.scoring_lines(desk.session, [signed.family.id])
        newer = replace(old, id="newer", window_end=old.window_end + timedelta(days=30))
        other = replace(newer, instrument="another 2026", edition_id="another")

        def still_due(*after: ScoringLine) -> bool:
            return any(one.scoring.id == old.id for one in follow_ups(desk, [*after, old]))

        assert still_due()
        assert not still_due(newer)
        assert not still_due(other)
        assert not still_due(replace(newer, carers=newer.carers | {"another"}))
        assert still_due(replace(newer, status="draft"))
        assert still_due(replace(newer, carers=frozenset({"another"})))
        assert still_due(replace(other, kind="counted"))


def test_the_report_ends_with_what_happens_next(signed: Ground) -> None:
    assert read(signed)[0] == "Visit on Mondays. Follow-up on 17 April 2026."
    new = signed.amend()
    again(signed, new.id, Decided(direction="Score again in June.", no_follow_up="The review is booked."))
    assert read(signed)[0] == "Score again in June. No follow-up: The review is booked."


def test_the_report_names_the_amendment_and_what_it_replaced(signed: Ground) -> None:
    new = signed.amend("The kitchen was seen on another day.")
    signed.practice.clock.put(signed.practice.clock.now().replace(day=23))
    again(signed, new.id, Decided(direction="Go on.", no_follow_up="None needed."))
    assert read(signed)[1] == (
        f"Signed off by {signed.supervisor.name} on 23 March 2026. "
        "An amendment: it replaces the version signed off on 20 March 2026. Why: The kitchen was seen on another day."
    )


def test_an_amendment_tells_item_by_item_what_it_changes(signed: Ground) -> None:
    new = signed.amend()
    view = signed.view(new.id)
    with signed.practice.open_for(signed.scorer.id) as desk:
        untouched = amended.amended(desk, view)
    assert untouched is not None
    assert (untouched.scoring_id, untouched.signed_off_on, untouched.differences) == (
        signed.scoring_id,
        date(2026, 3, 20),
        [],
    )
    signed.save("A1b", 3, "Half a plate.", on=1, scoring_id=new.id)
    view, original = signed.view(new.id), signed.view()
    with signed.practice.open_for(signed.scorer.id) as desk:
        changed = amended.amended(desk, view)
        assert amended.amended(desk, original) is None
    assert changed is not None
    assert [(one.item.id, one.was.grade, one.now.grade, one.now.note) for one in changed.differences] == [
        ("A1b", 2, 3, "Half a plate.")
    ]
