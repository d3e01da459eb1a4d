"""The conference report: a page for the chair, then each child and each carer's care by themselves, in the order a conference goes through them."""

import io
import re
from dataclasses import replace

from pypdf import PdfReader

from tests.page_checks import text_of
from tests.reports import stock
from tests.reports.test_render import parsed
from workflow.reports import pdf, render
from workflow.reports.base import Material
from workflow.reports.conference import Conference, report
from workflow.rules.entry_kinds import RECOMMENDATION

ORDER = (
    "Care by Marek, 1 to 18 September 2026",
    "The profile now",
    "What changed, item by item",
    "At 4 or 5 now, since when, and what that rests on",
    "What was aimed at, and what became of it",
    "Hana’s voice",
    "The view of Marek",
    "Seen otherwise by the carer or the child",
    "What we make of it",
    "What this rests on, and how much was seen",
    "Not graded, and why",
    "Recommendation",
    "Care by Jo, 1 to 18 September 2026",
)


def body(material: Material) -> Conference:
    found: Conference = report(material).body
    return found


def words(material: Material) -> str:
    return text_of(next(parsed(render.html(report(material))).iter("body")))


def test_the_chairs_page_says_it_all_in_short_and_is_one_page() -> None:
    paper = PdfReader(io.BytesIO(pdf.write(render.html(report(stock.two_children())))))
    first, second = [" ".join(one.extract_text().split()) for one in paper.pages[:2]]
    for said in (
        "Hana in short",
        "improved in 3 of 13 parts and got worse in none",
        "Look (Clothing) 4 since 20 Jan 2026",
        "the child was seen on 2, alone on 1",
        "I like it when we cook.",
        "Recommended: The plan goes on for three months",
        "Tom in short",
        "Recommended: no recommendation is recorded.",
    ):
        assert said in first, said
    assert second.startswith(("Hana Example and Tom Example", "Hana Example, 7 years 4 months"))


def test_each_carers_care_is_told_in_the_order_of_a_conference() -> None:
    said = words(stock.two_children())
    said = said[said.index("Nothing is added up over a family.") :]
    places = [said.find(one) for one in ORDER]
    assert -1 not in places, ORDER[places.index(-1)]
    assert places == sorted(places)


def test_no_figure_is_of_more_than_one_child_and_one_set_of_carers() -> None:
    told = body(stock.two_children())
    assert [(child.called, [one.story.carers for one in child.cares]) for child in told.children] == [
        ("Hana", ["Marek", "Jo"]),
        ("Tom", ["Marek"]),
    ]
    figures = [one.story.figure for child in told.children for one in child.cares]
    assert len(figures) == 3
    allowed = re.findall(r"[Ii]tems at 4 or 5: \d+ of \d+", words(stock.two_children()))
    assert {one[1:].partition(":")[2] for one in allowed} >= {
        one.partition(":")[2][: len(" 2 of 31")] for one in figures
    }


def test_how_much_was_seen_is_counted_out_of_what_applies() -> None:
    (care, _jo) = body(stock.two_children()).children[0].cares
    assert care.coverage == (
        "31 of 33 items that apply were graded (2 not observed).",
        "3 of these 31 grades say what they rest on.",
        "Of those 3: 2 on what was seen, 2 on what the carer said and 1 on another agency; a grade may rest on several.",
    )


def test_who_sees_it_otherwise_stands_beside_the_grade() -> None:
    (care, _jo) = body(stock.two_children()).children[0].cares
    (coat,) = care.otherwise
    assert (coat.name, coat.grade) == ("Look (Clothing)", 4)
    assert coat.said == (
        "Marek says 3 (1 grade apart): It is only on cold days.",
        "Hana says 5 (1 grade apart): I am cold.",
    )


def test_what_is_missing_is_said_under_its_own_heading() -> None:
    said = words(stock.material(stock.three()))
    for gap in (
        "There are no words of Hana’s in this scoring.",
        "It is not recorded what Marek said of the scores.",
        "No recommendation is recorded.",
        "No analysis is recorded.",
        "0 of these 31 grades say what they rest on.",
        "What it rests on is not recorded.",
    ):
        assert gap in said, gap


def test_the_recommendation_is_the_practitioners_own_and_stands_whole() -> None:
    first, second, third = stock.full()
    noted = tuple(replace(one, parts=(("", stock.LONG),)) if one.key == RECOMMENDATION else one for one in third.noted)
    said = words(stock.material((first, second, replace(third, noted=noted))))
    assert stock.LONG in said
    assert "What you recommend" not in said


def test_an_amendment_says_which_version_it_is() -> None:
    amended = replace(stock.full()[-1], amendment_reason="The dates were wrong.", amends_signed_on=stock.MARCH.end)
    said = words(stock.material((amended,)))
    assert (
        "This is the amended version; it corrects the one signed off on 20 March 2026. Why: The dates were wrong."
        in said
    )
