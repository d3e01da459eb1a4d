"""The bundle for a court: everything, numbered without a gap, with all that was changed and what the trail says."""

import re
from dataclasses import replace

from tests.page_checks import text_of
from tests.reports import stock
from tests.reports.test_render import parsed
from workflow.reports import render
from workflow.reports.base import Material
from workflow.reports.court import numbered, report
from workflow.reports.record import Change, Record, TrailLine

RECORD = Record(
    "scoring20260918",
    "Care by Marek, 1 to 18 September 2026",
    "",
    (Change("18 September 2026, 15:00", "Kit Example", "Agreed.", "with supervisor", "signed off"),),
    (
        Change(
            "4 September 2026, 09:30",
            "Sam Example",
            "A3c Look",
            "3. Note: <b>thin</b> coat.",
            "4. Note: The coat is too thin.",
        ),
    ),
    (TrailLine(812, "4 September 2026, 09:30", "Sam Example answered A3c.", "0f1e2d3c4b5a6978"),),
)


def bundle() -> Material:
    return replace(stock.two_children(), records=(RECORD,))


def words() -> str:
    return text_of(next(parsed(render.html(report(bundle()))).iter("body")))


def test_every_paragraph_point_and_row_is_numbered_and_none_is_skipped() -> None:
    tree = parsed(render.html(report(bundle())))
    numbers = [int(text_of(one)) for one in tree.iter("span") if one.get("class") == "para"]
    assert len(numbers) > 200
    assert numbers == list(range(1, len(numbers) + 1))
    bare = [
        row
        for body in tree.iter("tbody")
        for row in body.iter("tr")
        if not any(s.get("class") == "para" for s in row.iter())
    ]
    assert not bare


def test_what_stands_inside_a_row_has_the_number_of_the_row() -> None:
    html = "<p>a</p><table><thead><tr><th>x</th></tr></thead><tbody><tr class='y'><th>b</th><td><p>c</p></td></tr></tbody></table><ul><li>d</li></ul>"
    assert re.findall(r'para">(\d)</span> (\w)', numbered(html)) == [("1", "a"), ("2", "b"), ("3", "d")]


def test_each_carers_care_and_each_scoring_stands_whole() -> None:
    said = words()
    for one in (
        "Care by Marek",
        "The scoring of 5 to 20 January 2026",
        "The scoring of 2 to 20 March 2026",
        "The scoring of 1 to 18 September 2026",
        "Care by Jo",
        "My coat is too small.",
        "Marek grew up in Poland",
        "The plan goes on for three months, with help for the dentist.",
        "Told by School, of 4 September 2026.",
    ):
        assert one in said, one
    assert "Tom" not in said


def test_the_record_says_what_stood_before_and_after_and_the_trail_with_its_seals() -> None:
    said = words()
    for one in (
        "3. Note: <b>thin</b> coat.",
        "4. Note: The coat is too thin.",
        "with supervisor, signed off",
        "812",
        "Sam Example answered A3c.",
        "0f1e2d3c4b5a6978",
    ):
        assert one in said, one
