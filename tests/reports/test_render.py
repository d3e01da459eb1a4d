"""Every listed report renders from a stock case: escaped, self-contained, marked where it is a draft, and saying what it is."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

import html5lib
import pytest
from jinja2 import UndefinedError

from tests.page_checks import text_of
from tests.reports import stock
from tests.reports.stock import JANUARY, answers, care_profile, scored
from workflow import paths
from workflow.reports import render
from workflow.reports.base import Scored
from workflow.reports.listing import BY_KEY, REPORTS, Listed

CASES = {"one": lambda: stock.three()[:1], "three": stock.three, "odd": stock.odd}


def document(scorings: Sequence[Scored], listed: Listed = BY_KEY["progress"]) -> str:
    return render.html(listed.build(stock.material(scorings)))


def parsed(html: str) -> Element:
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(html)
    assert not parser.errors, parser.errors
    for element in tree.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return tree


def test_the_list_of_reports_is_whole() -> None:
    assert REPORTS
    assert len(BY_KEY) == len(REPORTS)
    for one in REPORTS:
        assert (paths.templates() / one.template).is_file()


@pytest.mark.parametrize("listed", REPORTS, ids=lambda one: one.key)
@pytest.mark.parametrize("case", CASES)
def test_every_report_renders_as_valid_html_with_headings_in_order(listed: Listed, case: str) -> None:
    tree = parsed(document(CASES[case](), listed))
    assert tree.get("lang") == "en-GB"
    headings = [int(element.tag[1]) for element in tree.iter() if re.fullmatch("h[1-6]", str(element.tag))]
    assert headings.count(1) == 1
    assert all(now <= before + 1 for before, now in itertools.pairwise(headings))


def test_tables_say_what_their_columns_and_rows_are() -> None:
    tree = parsed(document(stock.three()))
    tables = list(tree.iter("table"))
    assert len(tables) > 8
    for table in tables:
        for head in table.iter("th"):
            assert head.get("scope") in {"col", "row", "rowgroup"}
        assert all(text_of(head) for head in table.iter("th"))


def test_a_report_fetches_nothing_but_its_fonts() -> None:
    html = document(stock.odd())
    assert set(re.findall(r"url\(([^)]*)\)", html)) == {
        '"font:regular"',
        '"font:bold"',
        '"font:wide"',
        '"font:wide-bold"',
    }
    tree = parsed(html)
    assert not [one for one in tree.iter() if one.get("src") or str(one.get("href", "#"))[:1] != "#"]


def test_what_was_typed_is_never_markup() -> None:
    words = text_of(parsed(document(stock.odd())))
    assert "<b>not bold</b> & 4 > 3" in words
    planted = "<img src='http://elsewhere.example/x'></style><script>alert(1)</script>{{ 7 * 7 }}"
    html = document([scored(answers(), JANUARY, carers=planted, notes={"A1a": planted})])
    tree = parsed(html)
    assert not list(tree.iter("img"))
    assert not list(tree.iter("script"))
    assert "49" not in text_of(next(tree.iter("h1")))


def test_a_misspelt_name_is_an_error_and_not_a_hole() -> None:
    with pytest.raises(UndefinedError):
        render.environment().from_string("{{ report.chlid }}").render(report=object())


def test_the_style_is_plain_blocks_and_tables() -> None:
    css = (paths.templates() / "reports/paper.css").read_text()
    rules = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    assert not re.search(r"\b(flex|grid)\b", rules)
    assert "table-layout: fixed" in rules


def test_the_first_page_says_who_when_and_the_sentence_before_anything_else() -> None:
    words = text_of(next(parsed(document(stock.three())).iter("body")))
    order = [
        "Hana Example",
        "7 years 4 months · care by Marek",
        "1 to 18 September 2026; the time before, 2 to 20 March 2026",
        "Between March and September 2026 Hana’s care by Marek improved in 3 of 13 parts",
        "Items at 4 or 5: 2 of 31 (was 5 of 32, 1 not graded; 2 not observed).",
        "The profile now",
        "What changed, item by item",
        "Worse: 1 of 31 items compared. Traffic (In the carer's presence) 2 to 3.",
        "Better: 7 of 31.",
        "No longer graded: 1. Online safety (In the carer's presence), was 2, now not observed.",
        "Read these changes with care",
        "At 4 or 5 now, and since when",
        "Not graded, and why",
        "The areas over time",
        "Area by area",
        "How to read this",
    ]
    places = [words.find(one) for one in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


def test_how_to_read_it_names_instrument_rule_scorers_and_what_it_is_not() -> None:
    words = text_of(next(parsed(document(stock.three())).iter("body")))
    for said in (
        "Care Profile, edition 2026.1",
        "It is not the NSPCC's Graded Care Profile 2 (GCP2) and it has not been validated",
        "mode-override",
        "Where any item of a part is at 4 or 5, the worst of them is the part’s grade",
        "Grades are never added up or averaged, and there is no overall grade.",
        "Ola Example, Example Council",
        "Sam Example, Example Health Trust",
        "18 Sep 2026, unannounced, at home; seen: Hana; child seen alone",
        "Fingerprint: ",
    ):
        assert said in words, said


def test_the_chart_and_its_table_say_the_same() -> None:
    tree = parsed(document(stock.three()))
    (drawing,) = tree.iter("svg")
    named = text_of(next(drawing.iter("title")))
    assert named.startswith("Grades of the 4 areas of care for Hana from 20 Jan 2026 to 18 Sep 2026.")
    tallies = {text_of(one) for one in drawing.iter("text") if " of " in text_of(one)}
    table = next(one for one in tree.iter("table") if "The same figures" in text_of(one))
    assert tallies
    assert all(tally in text_of(table) for tally in tallies)


def test_one_scoring_alone_has_no_chart_and_no_columns_of_nothing() -> None:
    tree = parsed(document(stock.three()[:1]))
    words = text_of(next(tree.iter("body")))
    assert "There is no earlier scoring of this child with this carer to compare with yet." in words
    assert not list(tree.iter("svg"))
    assert "Before" not in {text_of(head) for head in tree.iter("th")}


def test_a_draft_is_marked_on_the_cover_and_on_every_page() -> None:
    first, second, third = stock.three()
    tree = parsed(document([first, second, stock.draft(third)]))
    assert next(tree.iter("body")).get("data-draft") == "Draft, not signed off"
    assert "no supervisor has signed off" in text_of(next(tree.iter("body")))
    assert "draft, not signed off" in text_of(next(tree.iter("title")))
    signed = parsed(document(stock.three()))
    assert next(signed.iter("body")).get("data-draft") == ""
    assert "Draft" not in text_of(next(signed.iter("body")))


def test_licensed_words_are_left_out_and_that_is_said() -> None:
    licensed = replace(care_profile(), descriptors_exportable=False)
    html = document([scored(answers(A1a=4), JANUARY, instrument=licensed), scored(answers(), instrument=licensed)])
    assert "are not printed here" in text_of(parsed(html))
    words = [one for item in care_profile().items for one in item.descriptors.values()]
    assert len(words) > 100
    assert not [one for one in words if one[:60] in html]


def test_an_instrument_without_any_words_still_reports() -> None:
    blank = replace(
        care_profile().scale,
        grades=tuple(replace(g, name="", needs="", commitment="", quality="") for g in care_profile().scale.grades),
    )
    bare = replace(care_profile(), scale=blank, statement="", copyright="", licence="")
    html = document([scored(answers(A1a=4), JANUARY, instrument=bare), scored(answers(), instrument=bare)])
    words = text_of(parsed(html))
    assert "Physical care: 2" in words
    assert "None" not in words
