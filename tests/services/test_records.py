"""The record behind scorings: every change with what stood before, every version, and what the trail says was done; the same in every copy."""

import re
from datetime import date

import pytest

from tests.scoring_ground import TOLD, Ground, colleague, stand
from workflow.reports import render
from workflow.reports.base import Report
from workflow.reports.language import PSEUDO, speaking
from workflow.services import co_scorers, families, records, reporting, voices
from workflow.services.desk import Practice
from workflow.services.family_people import NewChild
from workflow.services.reporting import Wanted


@pytest.fixture
def ground(practice: Practice) -> Ground:
    made = stand(practice)
    made.save("A1a", 3, "Crisps for tea.")
    made.save("A1a", 4, "Crisps for tea, again.", on=1, evidence=TOLD)
    made.visit()
    made.around()
    return made


def finished(ground: Ground) -> None:
    items = [item.id for line in ground.view().parts for item in line.items if item.id != "A1a"]
    for item_id in items:
        ground.save(item_id, 2)
    ground.sign_off()


def bundle(ground: Ground) -> Report:
    with ground.practice.open_for(ground.scorer.id) as desk:
        return reporting.make(desk, "court", ground.family.child_id)


def test_every_change_stands_with_what_was_there_before(ground: Ground) -> None:
    finished(ground)
    (record,) = bundle(ground).body.records
    (first, second) = [one for one in record.changes if one.what.startswith("A1a")]
    assert (first.old, first.new) == ("", "3. Note: Crisps for tea.")
    assert second.old == first.new
    assert second.new.startswith("4. Note: Crisps for tea, again. Rests on: agency (School).")
    assert second.by == ground.scorer.name
    assert [(one.old, one.new) for one in record.moves] == [
        ("draft", "with supervisor"),
        ("with supervisor", "signed off"),
    ]
    assert "Read and discussed." in record.moves[-1].what


def test_what_was_corrected_of_the_child_stands_before_the_scorings(ground: Ground) -> None:
    finished(ground)
    assert len(bundle(ground).body.records) == 1
    new = NewChild("Robin", "Sample", born=date(2019, 5, 15), nhs_number="9990000018")
    with ground.practice.open_for(ground.scorer.id) as desk:
        families.correct_child(desk, ground.family.child_id, new, 1)
    with ground.practice.open_for(ground.scorer.id) as desk:
        families.set_care(desk, ground.family.child_id, {ground.family.carer_id: "aunt"}, 1)
    details, scoring = bundle(ground).body.records
    assert details.title == "The details of Robin"
    assert [(one.what, one.old, one.new) for one in details.changes] == [
        ("Surname", "Example", "Sample"),
        ("Date of birth", "14 May 2019", "15 May 2019"),
        ("NHS number", "Nothing", "999 000 0018"),
        ("Cared for by Mum", "Yes (mother)", "Yes (aunt)"),
    ]
    assert {one.by for one in details.changes} == {ground.scorer.name}
    assert scoring.scoring_id == ground.scoring_id
    assert "The details of Robin" in render.html(bundle(ground))


def test_the_trail_says_what_was_done_and_not_who_read(ground: Ground) -> None:
    finished(ground)
    (record,) = bundle(ground).body.records
    said = [one.said for one in record.trail]
    assert f"{ground.scorer.name} answered A1a." in said
    assert not [one for one in said if "opened a scoring" in one or "made a report" in one]
    numbers = [one.number for one in record.trail]
    assert numbers == sorted(set(numbers))
    assert all(len(one.seal) == 16 for one in record.trail)


def test_an_entry_that_names_somebody_says_who_it_was(ground: Ground) -> None:
    ann = colleague(ground)
    with ground.practice.open_for(ground.scorer.id) as desk:
        co_scorers.add(desk, ground.scoring_id, ann.id)
    finished(ground)
    (record,) = bundle(ground).body.records
    said = [one.said for one in record.trail]
    assert f"{ground.scorer.name} let {ann.name} grade a scoring together with them." in said
    assert not [one for one in said if ann.id in one]


def test_a_second_copy_is_the_same_to_the_letter(ground: Ground) -> None:
    finished(ground)
    first, second = bundle(ground), bundle(ground)
    assert first.fingerprint == second.fingerprint
    assert render.html(first) == render.html(second)


def test_the_version_that_an_amendment_replaced_keeps_its_record(ground: Ground) -> None:
    finished(ground)
    new = ground.amend("The kitchen was seen on another day.")
    ground.save("A1a", 3, "Pasta.", on=1, scoring_id=new.id)
    ground.sign_off(new.id)
    old, amended = bundle(ground).body.records
    assert (old.version, amended.version) == ("An earlier version, replaced by an amendment.", "")
    assert {old.scoring_id, amended.scoring_id} == {ground.scoring_id, new.id}


def test_an_entry_is_called_by_its_title_and_never_by_somebodys_id(ground: Ground) -> None:
    finished(ground)
    (record,) = bundle(ground).body.records
    said = [one.said for one in record.trail] + [one.what for one in record.changes]
    assert f"{ground.scorer.name} recorded “a carer and the scores”." in said
    assert not [one for one in said if ground.family.carer_id in one]


def test_what_is_kept_apart_from_the_scorer_is_kept_out_of_a_draft_too(ground: Ground) -> None:
    ground.record("voice.child.A1b", {"words": "I get seconds."})
    version = ground.view().scoring.version
    with ground.practice.open_for(ground.scorer.id) as desk:
        voices.put_apart(desk, ground.scoring_id, apart=True, version=version)
    wanted = Wanted(upto=ground.scoring_id)

    def printed() -> str:
        with ground.practice.open_for(ground.scorer.id) as desk:
            return render.html(reporting.make(desk, "full-profile", ground.family.child_id, wanted))

    assert "I get seconds." not in printed()
    ground.save("A1b", 2)
    assert "I get seconds." in printed()


def test_every_word_of_ours_in_it_can_be_translated(ground: Ground) -> None:
    ground.record("interpreter", {"needed": "yes", "language": "Polish"})
    finished(ground)
    scoring = ground.view().scoring
    with ground.practice.open_for(ground.scorer.id) as desk, speaking(PSEUDO):
        (record,) = records.records_of(desk, [scoring])
    here, left = ground.view(), " ".join(one.said for one in record.trail)
    for one in ("Practitioner Example", "Supervisor Example"):
        left = left.replace(one, "")
    assert not re.findall("[A-Za-z]{3,}", left)
    assert record.changes[0].what == f"A1a {here.instrument.item('A1a').name}"
    interpreter = next(one for one in record.changes if "Polish" in one.new)
    assert not re.findall("[A-Za-z]{3,}", f"{interpreter.what} {interpreter.new}".replace("Polish", ""))
    assert re.findall("[A-Za-z]{3,}", record.changes[1].new) == ["Crisps", "for", "tea", "again", "School"]
