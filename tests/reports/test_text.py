"""The plain text of a report: the same words in the same order, each figure with the name of its column."""

import pytest

from tests.reports import stock
from tests.reports.test_render import parsed
from workflow.reports import render
from workflow.reports.listing import BY_KEY, REPORTS, Listed
from workflow.reports.text import plain


def told() -> str:
    return render.text(BY_KEY["progress"].build(stock.material(stock.three())))


def test_a_row_of_a_table_says_which_column_each_figure_is_of() -> None:
    html = (
        "<body><table><thead><tr><th>Item</th><th>Now</th><th>Why</th></tr></thead>"
        "<tbody><tr><th>Look</th><td>3</td><td><p>Seen.</p><p>Twice.</p></td></tr>"
        "<tr><th>Clean</th><td></td><td>Not seen</td></tr></tbody></table></body>"
    )
    assert plain(html).splitlines() == ["\ufeffLook. Now: 3. Why: Seen. Twice.", "Clean. Why: Not seen."]


def test_headings_stand_on_lines_of_their_own_and_lists_have_bullets() -> None:
    html = "<h1>Hana</h1><p>One  &amp;\n two</p><h2>Now</h2><ul><li>a</li><li>b</li></ul><svg><text>3</text></svg>"
    assert plain(html) == "\ufeffHana\r\n====\r\nOne & two\r\n\r\nNow\r\n---\r\n• a\r\n• b\r\n"


@pytest.mark.parametrize("listed", REPORTS, ids=lambda one: one.key)
def test_every_word_of_a_report_is_in_its_text(listed: Listed) -> None:
    report = listed.build(stock.material(stock.odd()))
    body = next(parsed(render.html(report)).iter("body"))
    heads = list(body.iter("thead"))  # a column's name stands with each of its figures, and nowhere without one
    contents = [one for one in body.iter("span") if one.get("class") == "contents"]
    for left_out in [*body.iter("figure"), *heads, *contents]:
        left_out.clear()
    words, said = {word for piece in body.itertext() for word in piece.split()}, render.text(report)
    missing = {word for word in words if word not in said}
    assert len(words) > 50
    assert not missing


def test_it_ends_its_lines_as_word_does_and_says_that_it_is_utf_8() -> None:
    said = told()
    assert said.startswith("\ufeffHana Example\r\n" + "=" * 12) or "Hana Example\r\n============" in said
    assert "\n" not in said.replace("\r\n", "")
    assert "Traffic" in said
    assert "<" not in said
