"""Editions in use: how much each is used, retiring one and bringing it back, and what goes on meanwhile."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from tests import build, scoring_ground
from tests.scoring_ground import INSTRUMENT, Ground
from workflow.models import Family, Person, ScoringStatus
from workflow.rules.errors import Blocked, Invalid, NotFound, Refused
from workflow.services import blanks, editions, scorings, starting
from workflow.services.desk import Practice
from workflow.services.editions import EditionLine

OTHER = "first-look@2026.1"
WHY = "Replaced by the edition of this year."


@pytest.fixture
def ground(practice: Practice) -> Ground:
    """A scoring that is just started."""
    return scoring_ground.stand(practice)


@pytest.fixture
def admin(ground: Ground) -> Person:
    return build.person(ground.practice, "ash", roles=("administrator",))


def lines(ground: Ground, admin: Person) -> dict[str, EditionLine]:
    with ground.practice.open_for(admin.id) as desk:
        return {one.name: one for one in editions.list_editions(desk).lines}


def retire(ground: Ground, admin: Person, name: str = INSTRUMENT, why: str = WHY) -> None:
    with ground.practice.open_for(admin.id) as desk:
        editions.retire(desk, name, why)


def kinds(practice: Practice) -> list[str]:
    with practice.database.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT kind FROM audit_event ORDER BY number")
        return [kind for (kind,) in found if kind.startswith("instrument.")]


def test_only_who_looks_after_instruments_comes_in(ground: Ground, admin: Person) -> None:
    for door in (
        editions.list_editions,
        lambda desk: editions.open_edition(desk, INSTRUMENT),
        lambda desk: editions.retire(desk, INSTRUMENT, WHY),
        lambda desk: editions.bring_back(desk, INSTRUMENT, WHY),
    ):
        with pytest.raises(Refused), ground.practice.open_for(ground.scorer.id) as desk:
            door(desk)


def test_the_list_says_how_much_each_edition_is_used(ground: Ground, admin: Person) -> None:
    before = lines(ground, admin)
    assert set(before) == {one.instrument.name for one in ground.practice.library.editions()}
    assert (before[INSTRUMENT].open, before[INSTRUMENT].signed, before[OTHER].open) == (1, 0, 0)
    assert before[OTHER].first_used_at is None
    edition_id = ground.view().scoring.edition_id
    for status in (ScoringStatus.SIGNED_OFF, ScoringStatus.SUPERSEDED, ScoringStatus.WITHDRAWN):
        build.scoring(ground.practice, ground.family, ground.scorer, edition_id, status=status.value)
    practised = build.family(ground.practice, name="Practice")
    with ground.practice.database.open() as session:
        session.get_one(Family, practised.id).practice = True
    build.scoring(ground.practice, practised, ground.scorer, edition_id)
    after = lines(ground, admin)[INSTRUMENT]
    assert (after.open, after.signed, after.withdrawn) == (1, 2, 1)


def test_the_list_asks_the_same_however_much_there_is(ground: Ground, admin: Person) -> None:
    def asked() -> int:
        count = 0

        def counting(*_: object) -> None:
            nonlocal count
            count += 1

        with ground.practice.open_for(admin.id) as desk:
            event.listen(ground.practice.database.engine, "before_cursor_execute", counting)
            editions.list_editions(desk)
            event.remove(ground.practice.database.engine, "before_cursor_execute", counting)
        return count

    few = asked()
    for number in range(5):
        row = build.edition(ground.practice, key=f"one-{number}")
        build.scoring(ground.practice, ground.family, ground.scorer, row.id)
        retire(ground, admin, f"one-{number}@2026.1")
    assert asked() == few == 3


def test_with_a_retired_edition_nothing_new_starts_and_what_is_begun_goes_on(ground: Ground, admin: Person) -> None:
    retire(ground, admin)
    with pytest.raises(Invalid) as caught:
        ground.start(window_end=date(2026, 3, 15))
    assert caught.value.fields["instrument"].startswith("Care Profile 2026.2 is retired")
    assert WHY in caught.value.fields["instrument"]
    with ground.practice.open_for(ground.scorer.id) as desk:
        choices = starting.choices(desk, ground.family.id)
    assert INSTRUMENT not in {one.name for one in choices.instruments}
    assert [(called, one.reason) for called, one in choices.retired] == [("Care Profile 2026.2", WHY)]
    ground.save("A1a", 2)
    assert ground.view().answers["A1a"].given.grade == 2
    with ground.practice.open_for(ground.scorer.id) as desk:
        assert not scorings.open_scoring(desk, ground.scoring_id, "overview").locked
        last, retired = list(blanks.instruments(desk))[-1]
    assert (last.name, retired and retired.reason) == (INSTRUMENT, WHY)


def test_it_is_brought_back_with_a_reason_and_its_story_stays(ground: Ground, admin: Person) -> None:
    retire(ground, admin)
    with ground.practice.open_for(admin.id) as desk:
        editions.bring_back(desk, INSTRUMENT, "One team needs it until May.")
    assert lines(ground, admin)[INSTRUMENT].retired is None
    assert ground.start(window_end=date(2026, 3, 15)).id
    ground.practice.clock.forward(timedelta(days=1))  # type: ignore[attr-defined]  # the clock of tests
    retire(ground, admin, why="Now for good.")
    with ground.practice.open_for(admin.id) as desk:
        view = editions.open_edition(desk, INSTRUMENT)
    assert [(one.reason, one.back_reason) for one in view.history] == [
        ("Now for good.", ""),
        (WHY, "One team needs it until May."),
    ]
    assert view.instrument
    assert view.instrument.copyright
    assert kinds(ground.practice) == [
        *("instrument.first-used", "instrument.retired", "instrument.brought-back", "instrument.retired")
    ]


def test_neither_is_done_twice_nor_without_a_reason(ground: Ground, admin: Person) -> None:
    for why in ("", "  ", "x" * 2_001, "half \ud83d"):
        with pytest.raises(Invalid):
            retire(ground, admin, why=why)
    retire(ground, admin)
    with pytest.raises(Blocked, match="retired already"):
        retire(ground, admin)
    with ground.practice.open_for(admin.id) as desk:
        editions.bring_back(desk, INSTRUMENT, WHY)
    with pytest.raises(Blocked, match="not retired any more"), ground.practice.open_for(admin.id) as desk:
        editions.bring_back(desk, INSTRUMENT, WHY)
    with pytest.raises(NotFound):
        retire(ground, admin, "nothing@1")


def test_an_edition_that_is_not_at_hand_any_more_says_so(ground: Ground, admin: Person) -> None:
    build.edition(ground.practice, descriptors_exportable=False)
    line = lines(ground, admin)["example@2026.1"]
    assert (line.at_hand, line.local, line.title) == (False, True, "example")
    with ground.practice.open_for(admin.id) as desk:
        assert editions.open_edition(desk, "example@2026.1").instrument is None


def test_a_file_that_was_changed_after_its_first_use_says_so(ground: Ground, admin: Person) -> None:
    build.edition(ground.practice, key="first-look")
    assert lines(ground, admin)[OTHER].changed
    assert not lines(ground, admin)[INSTRUMENT].changed


def test_the_edition_before_is_offered_again_once_the_newest_is_retired(ground: Ground, admin: Person) -> None:
    before = "care-profile@2026.1"
    assert (lines(ground, admin)[before].offered, lines(ground, admin)[INSTRUMENT].offered) == (False, True)
    with pytest.raises(Invalid, match="Choose one of the instruments"):
        ground.start(instrument=before, window_end=date(2026, 3, 15))
    retire(ground, admin)
    assert (lines(ground, admin)[before].offered, lines(ground, admin)[INSTRUMENT].offered) == (True, False)
    assert ground.start(instrument=before, window_end=date(2026, 3, 15)).id
    retire(ground, admin, before)
    with ground.practice.open_for(ground.scorer.id) as desk:
        assert "care-profile" not in {one.key for one in starting.choices(desk, ground.family.id).instruments}
