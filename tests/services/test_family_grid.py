"""The grid of a family: every child with every carer by area; nothing averaged, nothing left out unsaid, and as cheap for many as for few."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from gcp.grades import Change
from gcp.instrument import Kind
from gcp.profile import Profile
from gcp.scoring import score
from tests import build, scoring_ground
from tests.gcp.build import SKELETON
from tests.gcp.strategies import sheets
from tests.grid_ground import stand_grid
from tests.scoring_ground import Ground
from workflow.models import Child, ScoringStatus
from workflow.rules.errors import NotFound, Refused
from workflow.services import family_grid
from workflow.services.desk import Desk, Practice
from workflow.services.family_grid import MOST, FamilyGrid
from workflow.services.grid_tables import GridTable, Moment, tables_of
from workflow.storage.families import ScoringLine


def look(ground: Ground, most: int = 1, who: Any = None) -> FamilyGrid:
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        return family_grid.look(desk, ground.family.id, most=most)


def signed(ground: Ground, end: date, grades: Any = None, **more: Any) -> str:
    """A signed-off scoring of three weeks in which everything is 2 but the items given."""
    scoring_id = ground.start(window_start=end - timedelta(days=20), window_end=end, **more).id
    ground.fill(grades, scoring_id)
    ground.visit(scoring_id, on=end)
    ground.sign_off(scoring_id)
    return scoring_id


def moments(grid: FamilyGrid) -> list[Moment]:
    return [one for table in grid.tables for child in table.children for pair in child.pairs for one in pair.moments]


def test_every_child_and_carer_has_a_row_and_who_is_not_scored_is_named(practice: Practice):
    ground = scoring_ground.stand(practice, started=False)
    robin, mum = ground.family.child_id, ground.family.carer_id
    wren = build.sibling(practice, ground.family, "Wren", mum)
    build.sibling(practice, ground.family, "Finch")
    dad = build.carer(practice, ground.family, "Dad", robin, wren)
    signed(ground, date(2026, 1, 20), {"A3c": 4})
    signed(ground, date(2026, 2, 20), {"B2": 3})
    signed(ground, date(2026, 2, 20), child_id=wren, adult_ids=(mum, dad))
    grid = look(ground)
    [table] = grid.tables
    assert [name for _, name in table.areas] == ["Physical care", "Safety", "Emotional care", "Developmental care"]
    seen = {child.called: ([pair.carers for pair in child.pairs], child.unscored) for child in table.children}
    assert seen == {"Robin": (["Mum"], ("Dad",)), "Wren": (["Dad and Mum"], ())}
    newest = table.children[0].pairs[0].moments[0]
    assert [newest.areas[key].grade for key, _ in table.areas] == [2, 3, 2, 2]
    changes = [newest.changes[key].change for key, _ in table.areas]
    assert changes == [Change.BETTER, Change.WORSE, Change.SAME, Change.SAME]
    assert newest.before is not None
    assert newest.before.window_end == date(2026, 1, 20)


def test_over_time_the_newest_comes_first_and_the_rest_is_counted(embedded_practice: Practice):
    lead = build.person(embedded_practice)
    grid = stand_grid(embedded_practice, lead, children=1, carers=2, scorings=MOST + 2)
    with embedded_practice.open_for(lead.id) as desk:
        found = family_grid.look(desk, grid.family_id, most=MOST)
    for pair in found.tables[0].children[0].pairs:
        ends = [moment.line.window_end for moment in pair.moments]
        assert ends == sorted(ends, reverse=True)
        assert (len(ends), pair.more) == (MOST, 2)
        assert all(moment.before for moment in pair.moments), "the oldest shown is compared with the one before it"
    assert found.earlier


def test_where_nothing_is_signed_off_everybody_is_unscored(embedded_practice: Practice):
    ground = scoring_ground.stand(embedded_practice)
    ground.fill()
    grid = look(ground)
    assert grid.tables == ()
    assert [(child.called, child.unscored) for child in grid.nothing] == [("Robin", ("Mum",))]


def test_drafts_withdrawn_and_second_ratings_have_no_place_in_it(embedded_practice: Practice):
    ground = scoring_ground.stand(embedded_practice, started=False)
    first = signed(ground, date(2026, 2, 20))
    draft = ground.start()
    gone = ground.start(window_end=date(2026, 3, 19))
    ground.move("withdraw", "By mistake.", scoring_id=gone.id)
    edition = draft.edition_id
    build.scoring(
        embedded_practice,
        ground.family,
        ground.supervisor,
        edition,
        status=ScoringStatus.SIGNED_OFF,
        second_of_id=first,
    )
    assert [one.line.id for one in moments(look(ground, MOST))] == [first]


def test_what_cannot_be_scored_any_more_keeps_its_row(embedded_practice: Practice):
    ground = scoring_ground.stand(embedded_practice, started=False)
    first = signed(ground, date(2026, 2, 20))
    broken = build.edition(embedded_practice, key="care-profile", edition="1999.1", text="not: an instrument")
    build.scoring(embedded_practice, ground.family, ground.scorer, broken.id, status=ScoringStatus.SIGNED_OFF)
    found = moments(look(ground, MOST))
    assert [one.line.instrument for one in found] == ["care-profile 1999.1", "care-profile 2026.2"]
    assert [bool(one.areas) for one in found] == [False, True]
    assert found[1].line.id == first


def test_only_who_sees_the_family_sees_its_grid(embedded_practice: Practice):
    ground = scoring_ground.stand(embedded_practice)
    with pytest.raises(Refused):
        look(ground, who=scoring_ground.stranger(ground))
    with ground.practice.open_for(ground.scorer.id) as desk, pytest.raises(NotFound):
        family_grid.look(desk, "nothing")


def queries(practice: Practice, who: str, act: Callable[[Desk], Any]) -> int:
    """How many statements an act sends to the database."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    with practice.open_for(who) as desk:
        event.listen(practice.database.engine, "before_cursor_execute", note)
        try:
            act(desk)
        finally:
            event.remove(practice.database.engine, "before_cursor_execute", note)
    return len(sent)


def test_as_many_queries_for_one_hundred_and_eighty_scorings_as_for_one(practice: Practice):
    lead = build.person(practice)
    small = stand_grid(practice, lead, children=1, carers=1, scorings=1)
    ten = stand_grid(practice, lead, children=1, carers=1, scorings=10)
    large = stand_grid(practice, lead, children=6, carers=3, scorings=10)
    with practice.open_for(lead.id) as desk:
        family_grid.look(desk, small.family_id)  # the text of an edition is read once a process
    counts = {
        (grid.family_id, most): queries(
            practice, lead.id, lambda desk, grid=grid, most=most: family_grid.look(desk, grid.family_id, most=most)
        )
        for grid in (small, ten, large)
        for most in (1, MOST)
    }
    assert len(set(counts.values())) == 1, counts
    with practice.open_for(lead.id) as desk:
        assert len(moments(family_grid.look(desk, large.family_id, most=MOST))) == 180


# --- whatever the scorings say ------------------------------------------------------------------------------------------
CHILDREN = tuple(
    Child(id=f"child{n}", family_id="family", called=f"Child {n}", born=date(2019, 1, 15)) for n in range(2)
)
LINE = ScoringLine(
    id="",
    family_id="family",
    family="Example",
    child_id="",
    called="",
    carer_names="",
    edition_id="edition",
    instrument=f"{SKELETON.key} {SKELETON.edition}",
    window_start=date(2026, 3, 2),
    window_end=date(2026, 3, 20),
    status=ScoringStatus.SIGNED_OFF,
    scorer_id="scorer",
    scorer="Scorer",
    agency="Agency",
    kind=Kind.GRADED,
    second_of_id=None,
    carers=frozenset(),
    scorers=frozenset({"scorer"}),
    together=(),
)


@st.composite
def families(draw: st.DrawFn) -> tuple[list[ScoringLine], dict[str, Profile]]:
    """Up to six scorings of two children with two carers, newest first, with their profiles."""
    lines, profiles = [], {}
    for number in range(draw(st.integers(1, 6))):
        child, carer = draw(st.sampled_from(CHILDREN)), draw(st.sampled_from(("mum", "dad")))
        end = date(2026, 3, 20) - timedelta(days=30 * number)
        key = f"scoring{number}"
        lines.append(
            replace(LINE, id=key, child_id=child.id, carer_names=carer, carers=frozenset({carer}), window_end=end)
        )
        profiles[key] = score(SKELETON, draw(sheets(born=child.born)))
    return lines, profiles


def grades_of(tables: tuple[GridTable, ...]) -> list[tuple[str, str, int | None]]:
    return [
        (moment.line.id, key, area.grade)
        for table in tables
        for child in table.children
        for pair in child.pairs
        for moment in pair.moments
        for key, area in moment.areas.items()
    ]


@given(families())
def test_every_grade_is_that_of_one_area_of_one_scoring_and_was_given_there(made: Any):
    lines, profiles = made
    for scoring_id, area_id, grade in grades_of(tables_of(CHILDREN, profiles, lines, MOST)):
        profile = profiles[scoring_id]
        assert grade == next(area.grade for area in profile.areas if area.id == area_id)
        here = {item.id for item in next(area for area in SKELETON.areas if area.id == area_id).items}
        given_there = {value for item_id, value in profile.grades.items() if item_id in here}
        assert grade is None or grade in given_there


@given(families(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_come_changes_no_row(made: Any, random: Any):
    lines, profiles = made
    mixed = list(profiles.items())
    random.shuffle(mixed)
    # Only the order within a row means something: rows may come in any.
    rows = sorted(lines, key=lambda one: (one.carers != lines[-1].carers, -one.window_end.toordinal()))
    one, other = tables_of(CHILDREN, profiles, lines, MOST), tables_of(CHILDREN, dict(mixed), rows, MOST)
    assert one == other


@given(families())
def test_every_scoring_has_its_place_once(made: Any):
    lines, profiles = made
    assert sorted({key for key, _, _ in grades_of(tables_of(CHILDREN, profiles, lines, MOST))}) == sorted(profiles)
