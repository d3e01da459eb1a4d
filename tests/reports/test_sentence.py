"""The one sentence a chair could read out, over the cases that a conference meets. A gap never reads as an improvement."""

from dataclasses import replace
from datetime import date

import pytest

from gcp.grades import ItemState
from tests.reports import stock
from tests.reports.stock import HANA, JANUARY, MARCH, SEPTEMBER, answers, scored
from workflow.reports.progress import Progress, build

UNSEEN = ItemState.NOT_OBSERVED


def told(*scorings) -> Progress:
    return build(HANA, scorings)


def test_it_says_what_improved_and_what_left_the_worst_grades_and_since_when() -> None:
    story = build(HANA, stock.three())
    assert story.headline == (
        "Between March and September 2026 Hana’s care by Marek improved in 3 of 13 parts and got worse in none; "
        "nutrition and hygiene, at 4 since January, are now at 3."
    )
    assert story.sentences == (
        "Item by item, 7 of 31 got better and 1 got worse; 1 no longer graded.",
        "2 parts still stand at 4 or 5: clothing and health at 4 since January.",
        "Since the first of 3 scorings, in January 2026, it improved in 3 of 13 parts and got worse in none.",
        "Provisional, because not every item was graded: safety in the carer's presence.",
    )
    assert story.figure == "items at 4 or 5: 2 of 31 (was 5 of 32, 1 not graded; 2 not observed)"


def test_a_first_scoring_says_what_it_found_and_that_there_is_nothing_to_compare() -> None:
    story = told(scored(answers(A1a=4, A4=5), JANUARY))
    assert story.headline == (
        "Hana’s care by Marek was scored for the first time, over 5 to 20 January 2026: "
        "2 of the 13 parts graded stand at 4 or 5, nutrition (4) and hygiene (5)."
    )
    assert story.sentences == ("There is no earlier scoring of this child with this carer to compare with yet.",)
    assert (story.before, story.changes.compared) == ("", 0)


@pytest.mark.parametrize(
    ("given", "end"),
    [
        (answers(), "none of the 13 parts graded stands at 4 or 5."),
        ({}, "nothing could be graded."),
        (answers(D4=5), "1 of the 13 parts graded stands at 4 or 5, acceptance (5)."),
    ],
)
def test_a_first_scoring_ends_in_what_it_found(given: dict, end: str) -> None:
    assert told(scored(given)).headline.endswith(f": {end}")


def test_progress_hidden_behind_unchanged_grades_is_said_in_the_sentence_itself() -> None:
    story = told(scored(answers(A1a=4, A1b=4, A1c=4), JANUARY), scored(answers(A1a=4, A1b=3, A1c=3)))
    assert story.headline.endswith("kept the same grade in all 13 parts, while 2 items got better and none worse.")


def test_what_got_worse_is_named_with_both_grades() -> None:
    story = told(scored(answers(), JANUARY), scored(answers(A1a=5, D4=4, B2=3)))
    assert story.headline == (
        "Between January and March 2026 Hana’s care by Marek improved in none of 13 parts and got worse in 3; "
        "nutrition has gone from 2 to 5; acceptance has gone from 2 to 4."
    )


def test_a_part_that_reads_better_because_nobody_looked_is_not_called_improved() -> None:
    story = told(scored(answers(A3c=4), JANUARY), scored(answers(A3c=UNSEEN)))
    assert "improved" not in story.headline
    assert "the 12 parts (of 13) that can be compared" in story.headline
    assert story.headline.endswith("clothing reads 2 and not 4 any more, but what held it at 4 was not graded.")
    assert any("A3c, which held it at 4, had no grade" in caution for caution in story.cautions)


def test_an_area_nobody_could_see_is_named_and_is_neither_good_nor_bad() -> None:
    unseen = {item: UNSEEN if item.startswith("B") else grade for item, grade in answers().items()}
    story = told(scored(answers(), JANUARY), scored(unseen, gaps={"B": "The door was not opened."}))
    assert "the 11 parts (of 13) that can be compared" in story.headline
    assert (
        "Without any grade: safety in the carer's presence and safety in the carer's absence. That is neither a good sign nor a bad one."
        in story.sentences
    )
    assert [(gap.what, gap.state, gap.why) for gap in story.gaps] == [
        ("Safety", "nothing graded", "The door was not opened.")
    ]
    assert story.figure == "items at 4 or 5: 0 of 27 (was 0 of 33; 6 not observed)"


def test_a_birthday_into_another_band_says_how_many_parts_can_be_compared() -> None:
    born = date(2021, 2, 10)
    items = {
        months: dict.fromkeys([i.id for i in stock.care_profile().items_for(months) if not i.conditions], 2)
        for months in (59, 61)
    }
    story = build(
        replace(HANA, born=born), [scored(items[59], JANUARY, born=born), scored({**items[61], "A1a": 4}, born=born)]
    )
    assert "improved in none of the 11 parts (of 13) that can be compared and got worse in 1" in story.headline
    assert story.changes.not_comparable
    assert all(row.why for row in story.changes.not_comparable)


def test_scorings_of_two_carers_are_never_read_as_change() -> None:
    other = scored(answers(A1a=4), sheet={"carer": "Jo"})
    story = told(scored(answers(), JANUARY), other)
    assert story.headline.endswith("was scored twice, and the two scorings cannot be compared.")
    assert "The care of two carers is not compared as change." in story.sentences[0]
    assert not story.changes.better + story.changes.worse


def test_a_part_seen_at_the_worst_grades_once_names_that_month_and_not_since() -> None:
    story = told(scored(answers(), JANUARY), scored(answers(A4=4)), scored(answers(A4=3), SEPTEMBER))
    assert story.headline.endswith("hygiene, at 4 in March, is now at 3.")


def test_another_year_is_always_named() -> None:
    early = replace(JANUARY, start=date(2025, 1, 5), end=date(2025, 1, 20))
    story = told(scored(answers(A4=4), early), scored(answers(A4=4), MARCH), scored(answers(A4=3), SEPTEMBER))
    assert story.headline.endswith("hygiene, at 4 since January 2025, is now at 3.")


def test_what_had_got_better_and_is_worse_again_is_counted() -> None:
    grades = ((JANUARY, 4), (MARCH, 2), (SEPTEMBER, 4))
    story = told(*(scored(answers(A1a=grade, D4=grade), window) for window, grade in grades))
    assert "2 items had got better and are worse again: Quality (Nutrition) and Acceptance." in story.sentences
    assert not any("worse again" in said for said in told(*stock.three()).sentences)
