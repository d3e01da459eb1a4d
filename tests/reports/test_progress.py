"""The report's values: what moved, what stands and since when, what has no grade and why, and a fingerprint of all of it."""

from dataclasses import replace
from datetime import date

import pytest

from gcp.grades import ItemState
from gcp.instrument import Instrument
from tests.reports import stock
from tests.reports.stock import HANA, JANUARY, MARCH, SEPTEMBER, answers, care_profile, scored
from workflow.reports.progress import build, in_order, report

UNSEEN = ItemState.NOT_OBSERVED


def unexportable() -> Instrument:
    return replace(care_profile(), descriptors_exportable=False)


def test_every_item_that_moved_is_told_once_with_both_grades_words_and_notes() -> None:
    changes = build(HANA, stock.three()).changes
    assert [row.id for row in changes.worse] == ["B1c"]
    assert [row.id for row in changes.better] == ["A1a", "A1d", "A3a", "A3b", "A4", "C1a", "C1b"]
    assert [(row.id, row.before.grade, row.now.words) for row in changes.no_longer] == [("B1e", 2, "Not observed")]
    assert (changes.same, changes.compared) == (23, 31)
    quality = changes.better[0]
    assert (quality.before.grade, quality.now.grade) == (4, 3)
    assert quality.before.descriptor.startswith("Most days the child eats crisps")
    assert quality.now.descriptor.startswith("Filling food comes before good food")
    assert quality.before.note == "Crisps and chocolate before school."
    assert quality.now.note.startswith("Tea on both visits")
    assert quality.full_name == "Quality (Nutrition)"


def test_what_stands_says_since_when_how_long_and_over_how_many_scorings() -> None:
    standing = build(HANA, stock.three()).standing
    assert [(one.name, one.grade, one.since, one.lasting, one.scorings) for one in standing] == [
        ("Look (Clothing)", 4, "20 Jan 2026", "8 months", "3 of 3 scorings"),
        ("Follow-up (Health)", 4, "20 Jan 2026", "8 months", "3 of 3 scorings"),
    ]


def test_what_stands_worst_and_longest_comes_first() -> None:
    story = build(HANA, [scored(answers(A4=4), JANUARY), scored(answers(A4=4, A1a=5, D4=4))])
    assert [one.id for one in story.standing] == ["A1a", "A4", "D4"]


def test_an_item_nobody_saw_again_still_stands_and_says_so() -> None:
    story = build(HANA, [scored(answers(A3c=4), JANUARY), scored(answers(A3c=UNSEEN))])
    assert [(one.id, one.unseen) for one in story.standing] == [
        ("A3c", "Last graded on 20 January 2026; not graded since")
    ]


def test_a_relapse_is_told_once_where_it_happened() -> None:
    grades = ((JANUARY, 4), (MARCH, 2), (SEPTEMBER, 4))
    story = build(HANA, [scored(answers(A1a=grade), window) for window, grade in grades])
    assert [(one.name, one.words) for one in story.relapses] == [
        ("Quality (Nutrition)", "4 on 20 January 2026, 2 by 20 March 2026, 4 again on 18 September 2026")
    ]


def test_every_gap_has_its_reason_or_says_that_there_is_none() -> None:
    given = answers(B1e=UNSEEN, D4=ItemState.UNANSWERED, D2=UNSEEN)
    del given["D4"]
    story = build(HANA, [scored(given, notes={"B1e": "The tablet was away."}, gaps={"D": "One visit only."})])
    assert [(gap.what, gap.state, gap.why) for gap in story.gaps] == [
        ("Online safety (In the carer's presence)", "not observed", "The tablet was away."),
        ("Approval", "not observed", "One visit only."),
        ("Acceptance", "not answered", "One visit only."),
    ]
    assert build(HANA, [scored(answers(A1a=UNSEEN))]).gaps[0].why == "No reason was given."


def test_a_part_left_out_says_why_and_its_grades_count_nowhere() -> None:
    sheet = {"exclude": {"C2": "Illness at every visit."}}
    story = build(HANA, [scored(answers(C2a=5, C2b=5), sheet=sheet)])
    assert [(gap.what, gap.state, gap.why) for gap in story.gaps] == [
        ("Mutual engagement", "left out of its area", "Illness at every visit.")
    ]
    assert (story.standing, story.figure) == ((), "items at 4 or 5: 0 of 31")
    emotional = next(area for area in story.areas if area.id == "C")
    assert (emotional.grade, emotional.at_worst) == (2, "items at 4 or 5: 0 of 3")


def test_a_part_nobody_saw_is_one_gap_and_a_long_note_is_shortened_where_it_stands_whole_elsewhere() -> None:
    unseen = dict.fromkeys(("A3a", "A3b", "A3c"), UNSEEN)
    story = build(HANA, [scored(answers(**unseen), notes={"A3a": stock.LONG})])
    (gap,) = story.gaps
    assert (gap.what, gap.state) == ("Clothing", "all 3 items not observed")
    assert "the whole note stands with the item" in gap.why
    assert len(gap.why) < 350
    notes = [item.now.note for area in story.areas for item in area.items if item.id == "A3a"]
    assert notes == [stock.LONG]


def test_the_words_of_a_licensed_instrument_are_never_among_the_values() -> None:
    licensed = unexportable()
    story = build(HANA, [scored(answers(A1a=4), JANUARY, instrument=licensed), scored(answers(), instrument=licensed)])
    cells = [cell for area in story.areas for item in area.items for cell in (item.now, item.before)]
    assert len(cells) > 60
    assert not any(cell.descriptor for cell in cells if cell)
    assert not story.words_shown
    descriptor = care_profile().item("A1a").descriptors[4]
    assert descriptor not in str(story)


def test_the_scorings_say_visits_who_was_seen_and_who_signed() -> None:
    (_, _, last) = build(HANA, stock.three()).reading.scorings
    assert last.scorer == "Sam Example, Example Health Trust"
    assert last.status == "Signed off by Kit Example on 18 September 2026"
    assert last.child_seen == "2 visits, 1 unannounced; the child was seen on 2, alone on 1."
    assert last.visits[1] == "18 Sep 2026, unannounced, at home; seen: Hana; child seen alone"


@pytest.mark.parametrize(("visits", "said"), [((), "No visit is recorded."), (None, "the child was not seen")])
def test_a_child_nobody_saw_is_said(visits: tuple | None, said: str) -> None:
    one = scored(answers())
    unseen = tuple(replace(visit, child_seen=False, child_seen_alone=False) for visit in one.visits)
    story = build(HANA, [replace(one, visits=unseen if visits is None else visits)])
    assert said in story.reading.scorings[0].child_seen


def test_a_draft_marks_the_whole_report() -> None:
    first, second, third = stock.three()
    assert report(stock.material((first, second, third))).draft == ""
    drafted = report(stock.material((first, second, stock.draft(third))))
    assert drafted.draft == "Draft, not signed off"
    assert drafted.body.reading.scorings[-1].status == "Not signed off: with a supervisor"
    assert drafted.body.timeline.moments[-1].draft


def test_what_the_file_is_called_says_nothing_of_the_child() -> None:
    made = report(stock.material(stock.three()))
    assert made.file_name == f"progress-report-{made.fingerprint[:12]}.pdf"
    assert not set(made.file_name.lower().split("-")) & {"hana", "example", "marek"}


def test_the_fingerprint_follows_every_word_and_only_the_words() -> None:
    first, second, third = stock.three()
    made = report(stock.material((first, second, third)))
    assert report(stock.material((third, first, second))).fingerprint == made.fingerprint
    assert len(made.fingerprint) == 64
    others = [
        (first, second, replace(third, notes={**third.notes, "A1a": "Another note."})),
        (first, second, replace(third, signed_off_by="Lee Example")),
        (first, second, stock.draft(third)),
        (second, third),
    ]
    assert len({report(stock.material(other)).fingerprint for other in others} | {made.fingerprint}) == len(others) + 1


def test_scorings_come_in_order_of_time_whatever_order_they_were_given_in() -> None:
    assert [one.profile.on for one in in_order(reversed(stock.three()))] == [
        date(2026, 1, 20),
        date(2026, 3, 20),
        date(2026, 9, 18),
    ]


def test_no_value_is_an_average_or_a_total_of_grades() -> None:
    story = build(HANA, stock.three())
    grades = [row.grade for area in story.areas for row in (area, *area.parts)]
    assert all(grade is None or isinstance(grade, int) for grade in grades)
    assert "overall" not in str((*story.sentences, story.headline, story.figure))


def test_nothing_to_report_on_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one"):
        build(HANA, [])
