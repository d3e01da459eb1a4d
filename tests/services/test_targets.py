"""Targets of a scoring, on both kinds of database: set, corrected, taken out, taken over, and looked back on."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from gcp.grades import ItemState
from gcp.targets import TargetOutcome
from tests.scoring_ground import Ground, colleague, stand, stranger
from workflow.clock import SetClock
from workflow.models import AuditEvent, Person, Target
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound, Refused
from workflow.services import targets
from workflow.services.desk import Practice
from workflow.services.targets import NewTarget, TargetsView

MAY = date(2026, 5, 14)


@pytest.fixture
def ground(practice: Practice) -> Ground:
    return stand(practice)


@pytest.fixture
def embedded(embedded_practice: Practice) -> Ground:
    return stand(embedded_practice)


def aim(
    ground: Ground, item_id: str = "A1a", to: int = 3, on: int = 0, *, who: Person | None = None, **more: Any
) -> Target:
    scoring_id = more.pop("scoring_id", ground.scoring_id)
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        return targets.save(desk, scoring_id, item_id, NewTarget(to, **{"by": MAY, **more}), on)


def take_out(ground: Ground, item_id: str = "A1a", version: int = 1) -> None:
    with ground.practice.open_for(ground.scorer.id) as desk:
        targets.remove(desk, ground.scoring_id, item_id, version)


def look(ground: Ground, scoring_id: str = "", who: Person | None = None) -> TargetsView:
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        return targets.open_targets(desk, scoring_id or ground.scoring_id)


def rows(ground: Ground, table: Any, *where: Any) -> list[Any]:
    with ground.practice.database.open() as session:
        return list(session.scalars(select(table).where(*where)).all())


def events(ground: Ground) -> list[tuple[str, dict[str, Any]]]:
    found = rows(ground, AuditEvent, col(AuditEvent.kind).like("target.%"))
    return [(one.kind, dict(one.details)) for one in sorted(found, key=lambda one: one.number or 0)]


def test_a_target_is_set_corrected_and_taken_out_with_its_events(ground: Ground) -> None:
    ground.save("A1a", 4)
    aim(ground, helps=" Marek cooks. ")
    (row,) = rows(ground, Target)
    assert (row.item_id, row.now, row.aim, row.by, row.helps, row.version) == ("A1a", 4, 3, MAY, "Marek cooks.", 1)
    aim(ground, on=1, by=date(2026, 6, 1))
    assert [(one.by, one.version) for one in rows(ground, Target)] == [(date(2026, 6, 1), 2)]
    with pytest.raises(Conflict):
        take_out(ground)
    take_out(ground, version=2)
    take_out(ground, version=2)
    shown = look(ground)
    assert shown.lines == []
    (out,) = shown.taken_out
    assert (out.target.helps, out.target.by, out.by) == ("", date(2026, 6, 1), ground.scorer.name)
    assert events(ground) == [
        ("target.saved", {"item": "A1a", "version": 1}),
        ("target.saved", {"item": "A1a", "version": 2}),
        ("target.removed", {"item": "A1a"}),
    ]


def test_what_a_target_said_stays_and_an_older_page_takes_out_nothing(ground: Ground) -> None:
    ground.fill({"A1a": 4})
    aim(ground, helps="Marek cooks.")
    take_out(ground)
    assert aim(ground, helps="Nan cooks.").version == 2
    with pytest.raises(Conflict):
        take_out(ground)
    take_out(ground, version=2)
    assert [one.target.helps for one in look(ground).taken_out] == ["Nan cooks.", "Marek cooks."]
    ground.visit()
    ground.sign_off()
    amendment = ground.amend()
    shown = look(ground, amendment.id)
    assert (shown.lines, shown.taken_out) == ([], [])


def test_the_same_again_is_harmless_and_another_version_is_a_conflict(ground: Ground) -> None:
    ground.save("A1a", 4)
    aim(ground)
    assert aim(ground).version == aim(ground, on=7).version == 1
    with pytest.raises(Conflict):
        aim(ground, by=date(2026, 6, 1))
    with pytest.raises(Conflict):
        aim(ground, by=date(2026, 6, 1), on=2)
    assert len(events(ground)) == 1


def test_only_what_is_graded_and_only_something_better_can_be_aimed_at(embedded: Ground) -> None:
    with pytest.raises(Blocked, match="has no grade yet"):
        aim(embedded)
    embedded.save("A1a", ItemState.NOT_OBSERVED)
    with pytest.raises(Blocked, match="has no grade yet"):
        aim(embedded)
    embedded.save("A1b", 4)
    for to, field in ((4, "aim"), (5, "aim"), (2, "more_meant")):
        with pytest.raises(Invalid) as caught:
            aim(embedded, "A1b", to)
        assert set(caught.value.fields) == {field}
    assert aim(embedded, "A1b", 2, more_meant=True).aim == 2
    for unknown in ("Z9", "A1"):
        with pytest.raises(NotFound):
            aim(embedded, unknown)


def test_the_grade_corrected_afterwards_asks_to_look_again(embedded: Ground) -> None:
    embedded.save("A1a", 4)
    aim(embedded)
    assert look(embedded).lines[0].warning == ""
    embedded.save("A1a", 3, on=1)
    assert look(embedded).lines[0].warning == "A1a stands at 3 now; this was set when it stood at 4. Look at it again."
    embedded.save("A1a", ItemState.NOT_OBSERVED, on=2)
    assert "has no grade now" in look(embedded).lines[0].warning


def test_what_is_suggested_is_the_worst_and_what_has_the_most_room(embedded: Ground) -> None:
    assert look(embedded).suggested == []
    for item_id, grade in {"A1a": 1, "A1b": 2, "A1c": 3}.items():
        embedded.save(item_id, grade)
    assert [item.id for item, _ in look(embedded).suggested] == ["A1c"]
    assert [item.id for item, _ in look(embedded).others] == ["A1b"]
    embedded.save("A1d", 5)
    embedded.save("A1e", 4)
    assert [item.id for item, _ in look(embedded).suggested] == ["A1d", "A1e"]
    aim(embedded, "A1e")
    assert [item.id for item, _ in look(embedded).suggested] == ["A1d"]


def test_only_who_scores_sets_targets_and_only_while_it_can_be_changed(embedded: Ground) -> None:
    embedded.fill({"A1a": 4})
    embedded.visit()
    for who, refusal in ((stranger(embedded), Refused), (embedded.supervisor, Refused), (colleague(embedded), Blocked)):
        with pytest.raises(refusal):
            aim(embedded, who=who)
    aim(embedded)
    embedded.move("send")
    with pytest.raises(Blocked):
        aim(embedded, on=1, by=date(2026, 6, 1))
    with pytest.raises(Blocked):
        take_out(embedded)
    assert [line.target.aim for line in look(embedded, who=embedded.supervisor).lines] == [3]


def test_an_amendment_starts_with_the_targets_and_the_original_keeps_its_own(ground: Ground) -> None:
    ground.fill({"A1a": 4})
    ground.visit()
    aim(ground, helps="Marek cooks.")
    ground.sign_off()
    new = ground.amend()
    with ground.practice.open_for(ground.scorer.id) as desk:
        targets.remove(desk, new.id, "A1a", 1)
    standing = rows(ground, Target, col(Target.removed_at).is_(None))
    assert [(one.scoring_id, one.helps) for one in standing] == [(ground.scoring_id, "Marek cooks.")]


def again(ground: Ground, grades: dict[str, Any], start: date, end: date, *, sign: bool = True) -> str:
    """A later scoring of the same care, answered with these grades, else 2."""
    clock = ground.practice.clock
    assert isinstance(clock, SetClock)
    clock.put(clock.now().replace(year=end.year, month=end.month, day=end.day))
    new = ground.start(window_start=start, window_end=end).id
    if sign:
        ground.fill(grades, new)
        ground.visit(new, on=start)
        ground.sign_off(new)
    else:
        for item_id, grade in grades.items():
            ground.save(item_id, grade, scoring_id=new)
    return new


def test_a_target_not_met_is_met_late_at_the_scoring_after(ground: Ground) -> None:
    """Scenario S8 of the field's facts, with targets set at the first of three scorings."""
    ground.fill({"A1a": 4, "A1b": 3})
    ground.visit()
    aim(ground)
    aim(ground, "A1b", 2, helps="School.")
    ground.sign_off()
    second = again(ground, {"A1a": 4}, date(2026, 5, 18), date(2026, 6, 5))
    told = [(one.item_id, one.outcome, one.grade) for one in look(ground, second).earlier]
    assert told == [("A1a", TargetOutcome.NOT_MET, 4), ("A1b", TargetOutcome.MET_LATE, 2)]
    third = again(ground, {"A1a": 3}, date(2026, 9, 1), date(2026, 9, 18))
    (first,) = look(ground, third).earlier  # A1b was met at the second, and is not asked about again
    assert (first.item_id, first.outcome, first.target.by) == ("A1a", TargetOutcome.MET_LATE, MAY)
    assert look(ground).earlier == ()


def test_while_it_is_graded_nothing_tells_of_last_time_before_an_item_is_answered(embedded: Ground) -> None:
    embedded.fill({"A1a": 4, "A1b": 4})
    embedded.visit()
    aim(embedded)
    aim(embedded, "A1b")
    embedded.sign_off()
    new = again(embedded, {"A1a": 3}, date(2026, 4, 1), date(2026, 4, 20), sign=False)
    assert [(one.item_id, one.outcome) for one in look(embedded, new).earlier] == [("A1a", TargetOutcome.MET)]
    embedded.save("A1b", ItemState.NOT_OBSERVED, scoring_id=new)
    assert [one.outcome for one in look(embedded, new).earlier] == [TargetOutcome.MET, TargetOutcome.NOT_GRADED]


def test_the_targets_of_somebody_elses_care_are_not_looked_back_on(embedded: Ground) -> None:
    embedded.fill({"A1a": 4})
    embedded.visit()
    aim(embedded)
    embedded.move("withdraw", "The wrong window.")
    new = again(embedded, {"A1a": 3}, date(2026, 4, 1), date(2026, 4, 20), sign=False)
    assert look(embedded, new).earlier == ()
