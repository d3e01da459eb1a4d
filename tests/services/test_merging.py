"""Putting two records together and taking them apart again: nothing is lost, nobody sees more than they should, and what was issued stands."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import ForeignKeyConstraint, delete, event, text, update

from tests import build
from tests.conftest import NOON
from tests.merge_ground import Two, kept_home, parts, two_records
from workflow.clock import SetClock
from workflow.models import Batch, EmergencyAccess, Involvement, Job, JobState, Part, metadata
from workflow.rules.errors import Blocked, Invalid, NotFound, Refused
from workflow.services import (
    auditing,
    entries,
    families,
    family_grid,
    issued,
    merged,
    merging,
    notices,
    progress,
    scorings,
    trails,
)
from workflow.services.desk import Practice
from workflow.services.family_people import NewChild
from workflow.services.trails import Asked
from workflow.storage import merge_rows
from workflow.storage.merge_rows import IN_WORDS, OF_ADULT, OF_CHILD, OF_FAMILY, READ_UNDER, TWICE


@pytest.fixture
def two(practice: Practice) -> Two:
    return two_records(practice)


@pytest.fixture
def embedded_two(embedded_practice: Practice) -> Two:
    return two_records(embedded_practice)


def test_every_reference_to_a_family_a_child_or_an_adult_is_placed() -> None:
    placed = {
        *OF_FAMILY,
        *OF_CHILD,
        *OF_ADULT,
        *READ_UNDER,
        *((name, column) for name, both in TWICE.items() for column in both),
    }
    there = {
        (table.name, key.parent.name)
        for table in metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint)
        for key in constraint.elements
        if key.column.table.name in ("family", "child", "adult")
    }
    assert there - placed == set()
    assert {name for name, *_ in IN_WORDS} == {"prompt_aside", "job"}


def test_the_merged_record_holds_what_both_held(two: Two) -> None:
    shown = two.preview()
    assert [one.goes.called for one in shown.same] == ["Robyn", "Mum"]
    two.merge()
    with two.practice.open_for(two.here.scorer.id) as desk:
        view = families.open_family(desk, two.kept.id)
    assert [child.called for child in view.children] == ["Robin", "Wren"]
    assert [adult.called for adult in view.adults] == ["Mum", "Nan"]
    assert len(view.households) == 2
    assert {(line.child_id, frozenset(line.carers)) for line in view.scorings} == {
        (two.kept.child_id, frozenset([two.kept.carer_id]))
    }
    assert len(view.scorings) == 3
    robin, wren = view.children
    assert [one.called for one in robin.carers] == ["Mum", "Nan"]
    assert [one.adult_id for one in wren.carers] == [two.kept.carer_id]
    with two.practice.open_for(two.here.scorer.id) as desk:
        told = progress.look(desk, two.kept.child_id)
        assert len(told.lines) == 2
        assert family_grid.look(desk, two.kept.id)
        assert len(issued.open_list(desk, two.kept.id).lines) == 1


def test_signed_scorings_and_papers_stay_as_they_were(two: Two) -> None:
    locked = (
        "scoring",
        "answer",
        "answer_change",
        "entry",
        "entry_change",
        "scoring_carer",
        "scoring_move",
        "report_issue",
        "issued_paper",
    )
    before = {name: two.rows(name) for name in locked}
    two.merge()
    after = {name: two.rows(name) for name in locked}
    moves = {"family_id", "child_id"}
    for name in locked:
        facts = [
            [{key: value for key, value in row.items() if name != "scoring" or key not in moves} for row in rows]
            for rows in (before[name], after[name])
        ]
        assert facts[0] == facts[1], name
    (paper,) = after["report_issue"]
    with two.practice.open_for(two.here.scorer.id) as desk:
        found = issued.check(desk, paper["number"], paper["fingerprint"][:16]).found
        assert found is not None
        assert found.issued.family_id == two.kept.id
        assert issued.download(desk, paper["id"])[1] == b"%PDF-1.7 the very bytes"


def test_undone_every_row_is_as_it_was(two: Two) -> None:
    before = two.everything()
    merge_id = two.merge()
    assert two.everything() != before
    two.undo(merge_id)
    assert two.everything() == before
    assert auditing.verify(two.practice).broken is None


def test_whatever_is_chosen_undoing_gives_the_same_rows(embedded_two: Two) -> None:
    two, before = embedded_two, embedded_two.everything()
    first = two.preview([])
    choices = [[""] + [value for value, _ in question.choices] for question in first.questions]
    staying = [one.part.id for one in first.parts if one.choosable]

    @settings(max_examples=25)
    @given(st.tuples(*(st.sampled_from(one) for one in choices)), st.data())
    def try_it(same: tuple[str, ...], data: st.DataObject) -> None:
        try:
            shown = two.preview(same)
        except Invalid:
            return
        take = [each.key for one in shown.same for each in one.differences]
        chosen = data.draw(st.lists(st.sampled_from(take), unique=True)) if take else []
        stay = data.draw(st.lists(st.sampled_from(staying), unique=True))
        two.undo(two.merge(same, take=chosen, stay=stay))
        assert two.everything() == before

    try_it()


def test_two_entries_of_one_record(two: Two) -> None:
    build.carer(two.practice, two.kept, "Mummy", two.kept.child_id)
    adult = two.rows("adult", called="Mummy")[0]["id"]
    before = two.everything()
    merge_id = two.merge([f"{adult}.{two.kept.carer_id}"], within=True)
    with two.practice.open_for(two.here.scorer.id) as desk:
        view = families.open_family(desk, two.kept.id)
    assert [one.called for one in view.adults] == ["Mum"]
    assert [one.called for one in view.children[0].carers] == ["Mum"]
    two.undo(merge_id)
    assert two.everything() == before


def test_a_child_entered_twice_in_one_record(two: Two) -> None:
    twin = build.sibling(
        two.practice, two.kept, "Robbie", two.kept.carer_id, born=date(2019, 5, 14), nhs_number="9990000034"
    )
    began = two.here.start(child_id=twin)
    before = two.everything()
    merge_id = two.merge([f"{twin}.{two.kept.child_id}"], within=True)
    assert [row["nhs_number"] for row in two.rows("child", id=two.kept.child_id)] == ["9990000034"]
    assert two.rows("scoring", id=began.id)[0]["child_id"] == two.kept.child_id
    two.undo(merge_id)
    assert two.everything() == before


# --- who can, and who comes to see what


def test_only_somebody_who_sees_both_can(two: Two) -> None:
    for who in (two.here.scorer, two.here.supervisor, two.there.supervisor):
        with pytest.raises((Refused, NotFound)):
            two.preview(who=who)
    build.involve(two.practice, two.gone.id, two.here.supervisor)
    assert two.preview(who=two.here.supervisor).same


def test_everybody_of_both_sees_it_and_one_leads(two: Two) -> None:
    two.merge()
    now = parts(two, two.kept.id)
    assert {two.here.scorer.id, two.there.scorer.id} <= set(now)
    assert [one.person_id for one in now.values() if one.part == "lead practitioner"] == [two.here.scorer.id]
    assert now[two.there.scorer.id].part == "co-worker"
    with two.practice.open_for(two.there.scorer.id) as desk:
        assert families.open_family(desk, two.kept.id).lead.person_id == two.here.scorer.id


@pytest.mark.parametrize("days", [0, 9], ids=["since today", "since last week"])
def test_whoever_led_both_has_one_part(two: Two, days: int) -> None:
    lead = update(metadata.tables["involvement"]).values(
        person_id=two.here.scorer.id, since=NOON.date() - timedelta(days=days)
    )
    with two.practice.database.open() as session:
        session.connection().execute(
            lead.where(text("family_id = :gone AND part = 'lead practitioner'")), {"gone": two.gone.id}
        )
    two.merge()
    with two.practice.open_for(two.here.supervisor.id) as desk:
        view = families.open_family(desk, two.kept.id)
    mine = [one.part for one in view.involved if one.person_id == two.here.scorer.id]
    assert mine == ["lead practitioner"]


def test_who_is_not_to_stay_sees_neither_the_other_nor_their_own(two: Two) -> None:
    shown = two.preview()
    nursery = next(one.part for one in shown.parts if one.part.name == "Nursery Example")
    two.merge(stay=[one.part.id for one in shown.parts if one.choosable and one.part.id != nursery.id])
    with two.practice.open_for(nursery.person_id) as desk, pytest.raises(Refused):
        families.open_family(desk, two.kept.id)


@pytest.mark.parametrize("begins", [0, 3], ids=["today", "on Monday"])
def test_whoever_is_left_out_sees_nothing_even_where_their_part_has_just_begun(
    two: Two, clock: SetClock, begins: int
) -> None:
    fresh = build.person(two.practice, "fresh", team="Visitors", agency="Example Health")
    row = Involvement(
        id=two.practice.ids.new(),
        family_id=two.gone.id,
        person_id=fresh.id,
        part=Part.CORE_GROUP.value,
        since=NOON.date() + timedelta(days=begins),
    )
    build.put(two.practice, row)
    before = two.everything()
    shown = two.preview()
    stay = [one.part.id for one in shown.parts if one.choosable and one.part.id != row.id]
    merge_id = two.merge(stay=stay)
    for days in (0, begins):
        clock.forward(timedelta(days=days))
        with two.practice.open_for(fresh.id) as desk, pytest.raises(Refused):
            families.open_family(desk, two.kept.id)
    assert not two.rows("involvement", person_id=fresh.id)
    two.undo(merge_id)
    assert {name: rows for name, rows in two.everything().items() if name == "involvement"}["involvement"] == before[
        "involvement"
    ]


def test_whoever_is_left_out_is_told_of_their_own_record_alone(two: Two) -> None:
    fresh = build.person(two.practice, "fresh", team="Visitors", agency="Example Health")
    facts = {"person_id": fresh.id, "part": Part.CORE_GROUP.value, "since": NOON.date()}
    build.put(two.practice, Involvement(id=two.practice.ids.new(), family_id=two.gone.id, **facts))
    with two.practice.open_for(two.there.scorer.id) as desk:
        families.rename(desk, two.gone.id, "Exemplar")
    two.merge(stay=[])
    school, nursery = (two.rows("person", username=name)[0]["id"] for name in ("school", "nursery"))
    for who, called in ((school, "Example family"), (nursery, "Exemplar family"), (fresh.id, "Exemplar family")):
        with two.practice.open_for(who) as desk:
            (one,) = notices.of(desk).merges
        assert (one.family, one.left, one.other, one.reason) == (called, True, "", "")


def test_nobody_sees_more_of_what_is_kept_than_before(two: Two) -> None:
    two.merge()
    for who, hears in (
        (two.here.scorer, False),
        (two.here.supervisor, False),
        (two.there.scorer, True),
        (two.there.supervisor, True),
    ):
        with two.practice.open_for(who.id) as desk:
            assert ("child-voice" in entries.of_scoring(desk, two.there.scoring_id)) is hears, who.username


def test_whoever_puts_them_together_looks_at_the_same_where_a_home_is_kept_from_them(two: Two) -> None:
    before = two.preview()
    home_id = kept_home(two, two.there.scorer)
    assert two.preview() == before
    with two.practice.open_for(two.there.scorer.id) as desk:
        assert home_id in [one.id for one in families.open_family(desk, two.gone.id).households]
    with two.practice.database.open() as session:
        session.connection().execute(delete(metadata.tables["restriction_person"]))
        session.connection().execute(delete(metadata.tables["restriction"]))
    assert two.preview() != before, "a home that is not kept is on the page"


def test_both_are_told(two: Two) -> None:
    merge_id = two.merge()
    for who in (two.here.scorer, two.there.scorer):
        with two.practice.open_for(who.id) as desk:
            (one,) = notices.of(desk).merges
        assert (one.family_id, one.undone, one.reason) == (two.kept.id, False, "The same child, added twice.")
    two.undo(merge_id)
    for who, family in ((two.here.scorer, two.kept), (two.there.scorer, two.gone)):
        with two.practice.open_for(who.id) as desk:
            (one,) = notices.of(desk).merges
        assert (one.family_id, one.undone) == (family.id, True)


def test_they_are_told_for_two_weeks(two: Two, clock: SetClock) -> None:
    two.merge()
    clock.forward(timedelta(days=15))
    with two.practice.open_for(two.here.scorer.id) as desk:
        assert not notices.of(desk).merges


def test_once_apart_the_page_names_nobody_of_the_record_that_one_does_not_see(two: Two) -> None:
    build.involve(two.practice, two.gone.id, two.here.supervisor)
    merge_id = two.merge()
    two.undo(merge_id, "Robyn is a cousin.")
    for who in (two.quality, two.here.supervisor, two.there.supervisor):
        with two.practice.open_for(who.id) as desk, pytest.raises(NotFound):
            merged.undo_page(desk, two.kept.id, merge_id)
    for who, family in ((two.here.supervisor, two.kept), (two.there.supervisor, two.gone), (two.quality, two.gone)):
        with two.practice.open_for(who.id) as desk:
            (one,) = merged.page_of(desk, family.id).merges
        both = who is not two.there.supervisor
        words = (one.kept, one.gone, one.reason, one.undo_reason)
        assert all(words) if both else not any(words), who.username


def test_an_old_address_tells_nothing_of_a_child_of_another_record(two: Two) -> None:
    two.merge()
    away = build.person(two.practice, "away", team="Elsewhere", agency="Elsewhere")
    theirs = build.family(two.practice, away, name="Specimen", called="Pat")
    with two.practice.open_for(away.id) as desk:
        for asked in (
            {"family_id": theirs.id, "child_id": two.gone.child_id},
            {"family_id": theirs.id, "adult_id": two.gone.carer_id},
            {"child_id": theirs.child_id, "adult_id": two.gone.carer_id},
        ):
            assert merging.leads_to(desk, asked) is None, asked


# --- what is in the way


def test_what_keeps_two_apart_keeps_them_together_too(two: Two) -> None:
    merge_id = two.merge()
    new, who = two.practice.ids.new, two.here.scorer.id
    hours = {"opened_at": NOON, "ends_at": NOON + timedelta(hours=2)}
    about = {
        "family_id": two.kept.id,
        "person_id": two.here.supervisor.id,
        "found_by": "NHS number",
        "reason": "A call.",
    }
    batch = Batch(id=new(), started_by_id=who, started_at=NOON, until=NOON.date(), why="For the meetings.")
    meeting_id = two.rows("meeting", family_id=two.kept.id)[0]["id"]
    of = {
        "batch_id": batch.id,
        "place": 1,
        "meeting_id": meeting_id,
        "changed_at": NOON,
        "state": JobState.WORKING.value,
    }
    job = Job(id=new(), family_id=two.kept.id, child_id=two.kept.child_id, report="progress", **of)
    build.put(two.practice, EmergencyAccess(id=new(), **about, **hours), batch, job)
    with two.practice.open_for(two.quality.id) as desk:
        stops = merged.undo_page(desk, two.kept.id, merge_id).merge.stops
    assert "open in an emergency" in stops
    assert "being made" in stops
    with pytest.raises(Blocked, match="in an emergency"):
        two.undo(merge_id)


def test_an_address_of_the_record_that_went_is_none(two: Two) -> None:
    two.merge()
    for who in (two.here.scorer, two.there.scorer, two.quality):
        with two.practice.open_for(who.id) as desk, pytest.raises(NotFound):
            families.open_family(desk, two.gone.id)
        with two.practice.open_for(who.id) as desk:
            assert merging.leads_to(desk, {"family_id": two.gone.id}) == {"family_id": two.kept.id}
            assert merging.leads_to(desk, {"child_id": two.gone.child_id}) == {"child_id": two.kept.child_id}
    outsider = build.person(two.practice, "outsider", team="Elsewhere", agency="Elsewhere")
    with two.practice.open_for(outsider.id) as desk:
        assert merging.leads_to(desk, {"family_id": two.gone.id}) is None


def test_nothing_is_added_to_what_went(two: Two) -> None:
    two.merge()
    with pytest.raises(Blocked, match="put together with another meanwhile"):
        build.sibling(two.practice, two.gone, "Late")
    with two.practice.open_for(two.there.scorer.id) as desk, pytest.raises(NotFound):
        families.add_child(desk, two.gone.id, NewChild("Late", born=date(2020, 1, 1)))


def test_a_record_that_changed_since_is_looked_at_again(two: Two) -> None:
    shown = two.preview()
    with two.practice.open_for(two.there.scorer.id) as desk:
        families.rename(desk, two.gone.id, "Exemplar")
    with two.practice.open_for(two.quality.id) as desk, pytest.raises(Invalid, match="not as it was"):
        merging.merge(desk, two.kept.id, two.gone.id, two.wanted(shown))
    again = two.wanted(two.preview(), same=[])
    with two.practice.open_for(two.quality.id) as desk, pytest.raises(Invalid, match="not as it was"):
        merging.merge(desk, two.kept.id, two.gone.id, again)


def test_work_begun_twice_by_one_person_is_in_the_way(two: Two) -> None:
    build.involve(two.practice, two.kept.id, two.there.scorer)
    with two.practice.open_for(two.there.scorer.id) as desk:
        from workflow.services import starting

        starting.start(desk, two.here.new(window_start=date(2026, 3, 9)))
    (stop,) = two.preview().stops
    assert stop.startswith("Other Example’s scoring of Robyn with care-profile 2026.2 is under way in both.")
    with pytest.raises(Blocked):
        two.merge()


def test_adults_that_one_scoring_grades_together_are_two(two: Two) -> None:
    nan = build.carer(two.practice, two.kept, "Nan", two.kept.child_id)
    two.here.start(adult_ids=(two.kept.carer_id, nan), window_start=date(2026, 3, 11))
    shown = two.preview([f"{nan}.{two.kept.carer_id}"], within=True)
    assert shown.stops == ("One scoring grades Nan and Mum together, so they are two people.",)


@pytest.mark.parametrize("reason", ["", "   ", "…", "x" * 1001])
def test_a_reason_is_needed(embedded_two: Two, reason: str) -> None:
    with pytest.raises(Invalid) as told:
        embedded_two.merge(reason=reason)
    assert set(told.value.fields) == {"reason"}
    merge_id = embedded_two.merge()
    with pytest.raises(Invalid) as told:
        embedded_two.undo(merge_id, reason)
    assert set(told.value.fields) == {"reason"}


@pytest.mark.parametrize("more", [{"take": ["nobody.called"]}, {"stay": ["nobody"]}], ids=lambda more: next(iter(more)))
def test_what_is_not_on_the_page_is_not_chosen(embedded_two: Two, more: dict[str, list[str]]) -> None:
    with pytest.raises(Invalid):
        embedded_two.merge(**more)


def test_nobody_is_two(embedded_two: Two) -> None:
    two = embedded_two
    wren = next(row["id"] for row in two.rows("child", called="Wren"))
    with pytest.raises(Invalid, match="chosen twice"):
        two.preview([f"{wren}.{two.kept.child_id}", f"{two.gone.child_id}.{two.kept.child_id}"])
    for odd in ("nobody.nobody", f"{wren}.{two.kept.carer_id}", f"{wren}.{wren}", "x"):
        with pytest.raises(NotFound):
            two.preview([odd])


# --- taking apart what went on


def test_what_was_added_since_stays_or_goes_with_its_child(two: Two, clock: SetClock) -> None:
    merge_id = two.merge()
    clock.forward(timedelta(days=1))
    wren = next(row["id"] for row in two.rows("child", called="Wren"))
    nan = next(row["id"] for row in two.rows("adult", called="Nan"))
    with two.practice.open_for(two.here.scorer.id) as desk:
        fresh = families.add_child(desk, two.kept.id, NewChild("Lark", born=date(2021, 1, 1)))
        families.set_care(desk, fresh.id, {nan: "grandmother"}, 1)
    of_robin, of_wren = (
        two.here.start(window_start=date(2026, 3, 12)),
        two.here.start(child_id=wren, window_start=date(2026, 3, 12)),
    )
    amended = two.there.amend(scoring_id=two.there.scoring_id)
    two.there.visit(amended.id, on=date(2026, 3, 13))
    with two.practice.open_for(two.quality.id) as desk:
        page = merged.undo_page(desk, two.kept.id, merge_id)
    assert "Practitioner Example added a child" in [line.sentence for line in page.since]
    assert page.people == ("Robyn", "Wren", "Mum", "Nan")
    two.undo(merge_id)
    place = {row["id"]: (row["family_id"], row["child_id"]) for row in two.rows("scoring")}
    assert place[of_robin.id] == (two.kept.id, two.kept.child_id)
    assert place[of_wren.id] == (two.gone.id, wren)
    assert place[amended.id] == (two.gone.id, two.gone.child_id)
    assert two.rows("child", called="Lark")[0]["family_id"] == two.kept.id
    assert not two.rows("care", child_id=fresh.id), "who is of the other record again cares for nobody here"
    assert [
        row["of_table"]
        for row in two.rows("record_merge_change", undoing=True, of_column="")
        if row["was"] and fresh.id in row["was"]
    ] == ["care"]
    for who, family in ((two.here.scorer, two.kept), (two.there.scorer, two.gone)):
        with two.practice.open_for(who.id) as desk:
            view = families.open_family(desk, family.id)
            for child in view.children:
                if any(line.child_id == child.id and line.in_series for line in view.scorings):
                    progress.look(desk, child.id)
            family_grid.look(desk, family.id)
            for line in view.scorings:
                scorings.open_scoring(desk, line.id, "overview")
    with two.practice.open_for(two.quality.id) as desk, pytest.raises(Blocked, match="apart already"):
        merged.undo(desk, two.kept.id, merge_id, "Again.", "")


def test_what_was_done_since_it_was_looked_at_is_shown_first(two: Two) -> None:
    merge_id = two.merge()
    with two.practice.open_for(two.quality.id) as desk:
        mark = merged.undo_page(desk, two.kept.id, merge_id).mark
    with two.practice.open_for(two.here.scorer.id) as desk:
        families.rename(desk, two.kept.id, "Exemplar")
    with two.practice.open_for(two.quality.id) as desk, pytest.raises(Invalid, match="not as it was"):
        merged.undo(desk, two.kept.id, merge_id, "They are cousins.", mark)


def test_the_later_one_is_taken_apart_first(two: Two) -> None:
    first = two.merge()
    adults = {row["called"]: row["id"] for row in two.rows("adult", family_id=two.kept.id)}
    second = two.merge([f"{adults['Nan']}.{adults['Mum']}"], within=True)
    with pytest.raises(Blocked, match="later one apart first"):
        two.undo(first)
    two.undo(second)
    two.undo(first)


def test_a_record_put_under_another_brings_what_was_put_under_it(two: Two) -> None:
    before = two.everything()
    first = two.merge()
    third = build.family(two.practice, two.here.scorer, name="Third", called="Robin", carer="Mother")
    standing = two.everything()
    with two.practice.open_for(two.quality.id) as desk:
        shown = merging.preview(desk, third.id, two.kept.id)
        later = merging.merge(desk, third.id, two.kept.id, two.wanted(shown)).id
    with two.practice.open_for(two.there.scorer.id) as desk:
        assert merging.leads_to(desk, {"family_id": two.gone.id}) == {"family_id": third.id}
        assert len(issued.open_list(desk, third.id).lines) == 1
    with two.practice.open_for(two.quality.id) as desk:
        merged.undo(desk, third.id, later, "Another family.", merged.undo_page(desk, third.id, later).mark)
    assert two.everything() == standing
    two.undo(first)
    assert {name: set(rows) for name, rows in before.items()}["scoring"] == set(two.everything()["scoring"])


# --- the trail


def test_the_trail_of_the_record_tells_of_both(two: Two) -> None:
    with two.practice.open_for(two.quality.id) as desk:
        apart = [trails.of_family(desk, one.id, Asked()).found.total for one in (two.kept, two.gone)]
    merge_id = two.merge()
    with two.practice.open_for(two.quality.id) as desk:
        page = trails.of_family(desk, two.kept.id, Asked())
    assert page.found.total > sum(apart)
    told = [line.sentence for day in page.found.days for line in day.lines]
    assert told.count("Quality Example put two records together, with a reason") == 2
    two.undo(merge_id)
    for family in (two.kept, two.gone):
        with two.practice.open_for(two.quality.id) as desk:
            page = trails.of_family(desk, family.id, Asked())
        told = [line.sentence for day in page.found.days for line in day.lines]
        assert "Quality Example took two records apart again, with a reason" in told


def test_what_may_be_the_same_is_found(two: Two) -> None:
    with two.practice.open_for(two.quality.id) as desk:
        page = merged.page_of(desk, two.kept.id)
        assert [one.family_id for one in page.alike] == [two.gone.id]
        assert (
            merged.page_of(desk, two.kept.id, f"http://127.0.0.1/families/{two.gone.id}?done=x").asked.family_id
            == two.gone.id
        )
        assert merged.page_of(desk, two.kept.id, "nothing").asked is None


def test_the_same_statements_however_much_there_is(embedded_two: Two) -> None:
    two = embedded_two

    def count() -> int:
        seen: list[str] = []
        engine = two.practice.database.engine
        note = lambda _c, _k, statement, *_: seen.append(statement)  # noqa: E731
        event.listen(engine, "before_cursor_execute", note)
        two.preview()
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    before = count()
    for number in range(4):
        build.sibling(two.practice, two.gone, f"Child {number}", two.gone.carer_id, born=date(2018, 2, number + 1))
        two.there.start(window_start=date(2026, 3, 11 + number))
    assert count() == before


def test_rows_are_moved_as_they_are_written() -> None:
    step = merge_rows.moved("child", {"id": "c", "born": date(2019, 5, 14)}, born=None)[0]
    assert (step.was, step.became) == ("2019-05-14", None)
    assert step.back.back == step
