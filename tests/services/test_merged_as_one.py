"""What two records say of the same thing, once they are one: nothing of it is lost, nothing comes back that was taken out, and scorings are laid side by side."""

from datetime import date

import pytest
from sqlalchemy import delete, update

from tests import build
from tests.merge_ground import Two, two_records
from workflow.models import Living, MeetingChild, metadata
from workflow.rules.errors import Invalid
from workflow.services import counting, families, family_people, scorings, starting, targets
from workflow.services.desk import Practice
from workflow.services.family_people import NewAdult


@pytest.fixture
def two(practice: Practice) -> Two:
    return two_records(practice)


def test_how_somebody_is_related_and_how_long_they_live_there_is_not_lost(two: Two) -> None:
    mummy = build.carer(two.practice, two.kept, "Mummy", two.kept.child_id)
    home = two.kept.household_id
    build.put(two.practice, Living(id=two.practice.ids.new(), household_id=home, adult_id=mummy, note="weekends"))
    said(two, "care", two.kept.carer_id, relationship="")
    said(two, "care", two.gone.carer_id, relationship="mother")
    said(two, "care", mummy, relationship="step-mother")
    said(two, "living", two.kept.carer_id, note="")
    before = two.everything()
    first = two.merge()
    (care,) = two.rows("care", adult_id=two.kept.carer_id, child_id=two.kept.child_id)
    assert care["relationship"] == "mother"
    second = two.merge([f"{mummy}.{two.kept.carer_id}"], within=True)
    (care,) = two.rows("care", adult_id=two.kept.carer_id, child_id=two.kept.child_id)
    assert care["relationship"] == "mother; step-mother"
    (living,) = two.rows("living", adult_id=two.kept.carer_id, household_id=home)
    assert living["note"] == "weekends"
    two.undo(second)
    two.undo(first)
    assert two.everything() == before


def test_two_long_sayings_are_shortened_to_what_there_is_room_for(two: Two) -> None:
    said(two, "care", two.kept.carer_id, relationship="x" * 80)
    said(two, "care", two.gone.carer_id, relationship="y" * 80)
    before = two.everything()
    merge_id = two.merge()
    (care,) = two.rows("care", adult_id=two.kept.carer_id, child_id=two.kept.child_id)
    assert care["relationship"] == f"{'x' * 38}…; {'y' * 38}…"
    two.undo(merge_id)
    assert two.everything() == before


def said(two: Two, name: str, adult_id: str, **words: str) -> None:
    of = metadata.tables[name]
    with two.practice.database.open() as session:
        session.connection().execute(update(of).where(of.c.adult_id == adult_id).values(**words))


def test_what_was_taken_out_since_does_not_come_back(two: Two) -> None:
    with two.practice.open_for(two.there.scorer.id) as desk:
        families.rename(desk, two.gone.id, "Exemplar")
    twin = build.sibling(two.practice, two.kept, "Robbie", two.kept.carer_id, born=date(2019, 5, 14))
    (meeting,) = two.rows("meeting", family_id=two.kept.id)
    build.put(two.practice, MeetingChild(meeting_id=meeting["id"], child_id=twin))
    merge_id = two.merge([f"{twin}.{two.kept.child_id}"], within=True)
    about, care = metadata.tables["meeting_child"], metadata.tables["care"]
    with two.practice.database.open() as session:
        session.connection().execute(delete(about).where(about.c.meeting_id == meeting["id"]))
        session.connection().execute(delete(care).where(care.c.child_id == two.kept.child_id))
    two.undo(merge_id)
    assert not two.rows("meeting_child", meeting_id=meeting["id"])
    assert not two.rows("care", child_id=twin)


def test_scorings_of_both_are_laid_beside_new_ones(two: Two) -> None:
    """What was graded of the entry that went counts as of the one that stays, for targets, and for what is open already."""
    aimed = two.there.start(window_start=date(2026, 3, 9), window_end=date(2026, 3, 12)).id
    two.there.fill({"A1a": 4}, aimed)
    two.there.visit(aimed, on=date(2026, 3, 10))
    with two.practice.open_for(two.there.scorer.id) as desk:
        targets.save(desk, aimed, "A1a", targets.NewTarget(3, date(2026, 6, 1)), 0)
    two.there.sign_off(aimed)
    days = {"window_start": date(2026, 3, 13), "window_end": date(2026, 3, 19)}
    draft = two.there.start(**days).id
    two.there.save("A1a", 3, scoring_id=draft)
    two.merge()
    later = two.here.start(**days).id
    two.here.save("A1a", 3, scoring_id=later)
    for scoring_id in (later, draft):
        with two.practice.open_for(two.here.scorer.id) as desk:
            view = scorings.open_scoring(desk, scoring_id, "overview")
            assert [one.item_id for one in targets.earlier_targets(desk, view)] == ["A1a"], scoring_id
    again = starting.NewScorings(
        (starting.ChildToScore(two.kept.child_id, (two.kept.carer_id,)),), two.here.new().instrument, *days.values()
    )
    with two.practice.open_for(two.there.scorer.id) as desk:
        assert draft in [one.scoring.id for one in starting.open_already(desk, two.kept.id, again)]


def test_a_count_of_the_record_that_went_is_the_count_before(two: Two) -> None:
    look = {"instrument": "first-look@2026.1", "window_start": date(2026, 3, 9)}
    first = two.there.start(**look, window_end=date(2026, 3, 12)).id
    two.there.fill({item.id: 0 for line in two.there.view(first).parts for item in line.items}, first)
    two.there.visit(first, on=date(2026, 3, 10))
    two.there.sign_off(first)
    two.merge()
    second = two.here.start(**look, window_end=date(2026, 3, 19)).id
    with two.practice.open_for(two.here.scorer.id) as desk:
        before = counting.counted_before(desk, scorings.open_scoring(desk, second, "profile"))
    assert before is not None
    assert before.scoring.id == first


def test_an_untouched_draft_of_the_record_that_went_is_given_back(two: Two) -> None:
    fresh = two.there.start(window_start=date(2026, 3, 13))
    two.merge()
    with two.practice.open_for(two.there.scorer.id) as desk:
        assert starting.start(desk, two.here.new(window_start=date(2026, 3, 13))).id == fresh.id


def test_two_of_one_name_can_be_saved_once_they_are_in_one_record(two: Two) -> None:
    two.merge([])
    mums = two.rows("adult", called="Mum", family_id=two.kept.id)
    homes = two.rows("household", family_id=two.kept.id)
    assert (len(mums), len({one["name"] for one in homes})) == (2, 1)
    with two.practice.open_for(two.here.scorer.id) as desk:
        family_people.correct_adult(desk, mums[0]["id"], NewAdult("Mum", "Joanna Example"), mums[0]["version"])
        family_people.set_household(desk, homes[0]["id"], homes[0]["name"], {mums[0]["id"]: ""}, homes[0]["version"])
        with pytest.raises(Invalid):
            family_people.add_adult(desk, two.kept.id, NewAdult("Mum"))
