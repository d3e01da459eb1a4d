"""The core group's sheet: two pages whatever is in it, what matters first, nothing lost on the way."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from gcp.grades import ItemState
from tests.page_checks import text_of
from tests.reports import stock
from tests.reports.stock import JANUARY, MARCH, SEPTEMBER, answers, scored
from tests.reports.test_render import parsed
from workflow.reports import pdf, render
from workflow.reports.around import CarerSaid, Prompted, Said, SetAside
from workflow.reports.base import Asked, Care, Letterhead, Material, Meeting, Scored
from workflow.reports.core_group import CoreGroup, report

HELPS = "Marek and the school nurse, every Tuesday at home, with a list that Hana draws herself and the support worker types"


def sheet(scorings: tuple[Scored, ...]) -> CoreGroup:
    body: CoreGroup = report(stock.material(scorings)).body
    return body


def everything_moved() -> tuple[Scored, ...]:
    """Every item moved, many have a target, some have no grade; everything said is as long as it can be."""
    ids = list(answers())
    first = scored(dict.fromkeys(ids, 4), JANUARY)
    second = scored(dict.fromkeys(ids, 3), MARCH)
    last = {item: ItemState.NOT_OBSERVED if at % 5 == 0 else 5 for at, item in enumerate(ids)}
    aims = tuple(
        stock.aim(item, 5, 4, ("care-profile@2026.1", SEPTEMBER.end), HELPS) for item in ids if last[item] == 5
    )
    carers = tuple(
        CarerSaid(name, f"{name} has seen the scores.", stock.LONG) for name in ("Marek", "Jo", "Ana", "Lee")
    )
    said = Said(stock.LONG, "Drawing", "Somebody with a long name", carers=carers)
    long = dict.fromkeys(ids, stock.LONG)
    third = scored(
        last,
        SEPTEMBER,
        by=stock.SAM,
        notes=long,
        targets=aims,
        said=said,
        direction=stock.LONG,
        carers="Marek, Jo, Ana and Lee",
    )
    return first, second, third


def all_aside() -> tuple[Prompted, ...]:
    """What raises the most, all of it set aside, each with a reason as long as it can be."""
    long = SetAside(datetime(2026, 9, 30, tzinfo=UTC), "Somebody with a long name", stock.LONG)
    return tuple(replace(one, aside=long) for one in stock.raised_by(everything_moved()))


CASES: dict[str, Callable[[], tuple[Scored, ...]]] = {
    "one": lambda: stock.three()[:1],
    "full": stock.full,
    "odd": stock.odd,
    "everything": everything_moved,
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_two_pages_whatever_is_in_it(case: str) -> None:
    asked = Asked(
        "the core group",
        Meeting("Core group", "1 October 2026", "Cary Example"),
        letterhead=Letterhead("Example Council", ("Children's Services", "1 Example Street")),
    )
    scorings = CASES[case]()
    prompts = all_aside()[:2] + stock.raised_by(
        scorings
    )  # the most that can stand there: as many to decide as fit, and some aside
    material = Material(stock.HANA, (Care(scorings[-1].carers, scorings, prompts),), asked)
    paper = PdfReader(io.BytesIO(pdf.write(render.html(report(material)))))
    first, second = [" ".join(one.extract_text().split()) for one in paper.pages]
    assert "For the group to decide" in first
    assert "Everything, part by part" in second
    assert "How to read this" in second
    assert "For the core group on 1 October 2026, chaired by Cary Example" in first


def test_what_matters_is_what_has_a_target_stands_at_the_worst_or_moved_the_worst_first() -> None:
    told = sheet(stock.full())
    rows = {one.id: one for one in told.every_matter}
    assert list(rows)[:4] == ["A3c", "A5b", "B1c", "B1e"]
    assert set(rows) == {"A3c", "A5b", "B1c", "B1e", "A1a", "A1d", "A3a", "A3b", "A4", "C1a", "C1b"}
    look = rows["A3c"]
    assert [cell and cell.grade for cell in (look.baseline, look.last, look.now)] == [4, 4, 4]
    assert (look.aim, look.by, look.helps) == (3, "18 December 2026", "Marek, with help from school")
    assert look.why == "4 or 5 since 20 Jan 2026"
    assert rows["B1e"].now.words == "Not observed"
    assert rows["A5b"].by == "18 December 2026"
    assert rows["A1a"].aim is None


def test_a_target_whose_day_has_passed_is_said_to_be_not_met() -> None:
    first, second, third = stock.full()
    told = sheet((first, second, replace(third, targets=())))
    missed = {one.id: one.missed for one in told.every_matter if one.aim is not None}
    assert missed["A5b"] == "not met"
    assert {one.missed for one in sheet(stock.full()).every_matter if one.by == "18 December 2026"} == {""}
    words = text_of(parsed(render.html(report(stock.material((first, second, replace(third, targets=())))))))
    assert "19 June 2026, not met" in words


def test_what_does_not_fit_on_the_first_page_is_counted_there_and_stands_on_the_second() -> None:
    told = sheet(everything_moved())
    assert told.more
    assert len(told.every_matter) == len({one.id for one in told.every_matter}) > 30
    words = text_of(parsed(render.html(report(stock.material(everything_moved())))))
    assert f"{len(told.more)} more items that matter stand at the top of page 2." in words


def test_every_item_stands_on_the_second_page_whether_it_matters_or_not() -> None:
    told = sheet(stock.full())
    here = {item.id for area in told.rest for item in area.items}
    assert here == {item.id for item in stock.full()[-1].profile.items}


def test_the_child_and_the_carer_speak_for_themselves_and_silence_is_said() -> None:
    told = sheet(stock.full())
    assert told.child_words.words.startswith("I like it when we cook.")
    assert told.child_words.how == "Drawing. Written down by Sam."
    assert [one.words for one in told.carer_words] == ["It is fair about the coat. We are doing better with food."]
    nobody = sheet(stock.three())
    assert nobody.child_words.words == "There are no words of Hana in this scoring."
    assert nobody.carer_words == ()


def test_the_group_is_asked_what_the_scorings_raise_and_told_what_was_asked_for() -> None:
    told = sheet(stock.full())
    assert [one.title for one in told.decide][:2] == ["No improvement", "Target set again"]
    assert (
        told.next
        == "Look at the coat and the dentist again before winter. The day set for looking again: 18 December 2026."
    )
    assert all(one.ask.endswith("?") for one in told.decide)


def with_aside(scorings: tuple[Scored, ...], **aside: SetAside) -> Material:
    return Material(stock.HANA, (Care("Marek", scorings, stock.raised_by(scorings, **aside)),))


WHY = SetAside(datetime(2026, 9, 30, 23, 30, tzinfo=UTC), "Sam Example", "The dentist was on strike.")


def test_a_prompt_that_was_set_aside_is_not_for_the_group_to_decide_and_is_told_with_its_reason() -> None:
    material = with_aside(stock.full(), no_improvement=WHY)
    told: CoreGroup = report(material).body
    assert "No improvement" not in [one.title for one in told.decide]
    (only,) = told.aside
    assert (only.title, only.said, only.why) == (
        "No improvement",
        "by Sam Example on 1 October 2026:",
        "The dentist was on strike.",
    )
    said = " ".join(text_of(parsed(render.html(report(material)))).split())
    assert "Set aside: No improvement, by Sam Example on 1 October 2026: The dentist was on strike." in said


def test_what_was_set_aside_last_is_the_newest_thing_that_the_sheet_rests_on() -> None:
    before, after = report(stock.material(stock.full())), report(with_aside(stock.full(), no_improvement=WHY))
    assert (before.as_of_day, after.as_of_day) == ("18 September 2026", "1 October 2026")
    assert before.fingerprint != after.fingerprint


def test_where_everything_was_set_aside_the_group_is_told_that_and_not_that_there_is_nothing() -> None:
    keys = [one.prompt.key.replace("-", "_") for one in stock.raised_by(stock.full())]
    long = replace(WHY, why=stock.LONG)
    told = report(with_aside(stock.full(), **dict.fromkeys(keys, long)))
    assert len(told.body.aside) + told.body.aside_not_shown == len(keys)
    words = text_of(parsed(render.html(told)))
    assert "Every prompt that these scorings raise was set aside." in words
    assert "raise no prompt" not in words


def test_the_head_says_who_the_carer_is_to_the_child() -> None:
    (march,) = (scored(answers(), MARCH, introduced="Marek (father)"),)
    assert (sheet((march,)).introduced, sheet((march,)).carers) == ("Marek (father)", "Marek")
    assert sheet((replace(march, introduced=""),)).introduced == "Marek"
