"""The page of a child's progress and of two scorings side by side, as people of each role see them."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from tests import build
from tests.page_checks import Browser, text_of
from tests.progress_ground import Told, stand
from tests.reports.stock import SEPTEMBER, answers, care_profile
from tests.web.visitors import browser_of, links_of, words_of
from workflow.models import Answer, InstrumentEdition
from workflow.services.desk import Practice
from workflow.storage import locks


@pytest.fixture
def told(embedded_practice: Practice) -> Told:
    return stand(embedded_practice)


@pytest.fixture
def browser(told: Told) -> Browser:
    return browser_of(told.practice, "practitioner")


def progress(told: Told) -> str:
    return f"/children/{told.child_id}/progress"


def compare(later: str, earlier: str) -> str:
    return f"/scorings/{later}/compare/{earlier}"


def test_the_sentence_comes_first_and_the_figures_carry_their_denominators(told: Told, browser: Browser) -> None:
    assert browser.get(progress(told)).status_code == 200
    assert browser.h1 == "Hana’s care over time"
    words = words_of(browser)
    order = [
        "Between March and September 2026 Hana’s care by Marek improved in 3 of 13 parts and got worse in none",
        "Items at 4 or 5: 2 of 31 (was 5 of 32, 1 not graded; 2 not observed)",
        "The areas over time",
        "Read these changes with care",
        "To think about",
        "What came to 4 or 5, and what left",
        "Left 4 or 5: 3 of the 5 that were there",
        "Still at 4 or 5: 2 of the 5 that were there",
        "At 4 or 5 now, and since when",
        "3 of 3 scorings",
        "The same figures: the grade of each area",
        "Parts and items over time",
        "What changed since the scoring before",
        "Worse: 1 item",
        "Better: 7 items",
        "The profile now",
        "Not graded, and why",
        "The scorings",
    ]
    places = [words.find(one) for one in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)
    assert "The tablet was away being mended." in words[words.find("Not graded, and why") :]


def test_a_moved_item_shows_the_words_of_both_grades_and_both_notes(told: Told, browser: Browser) -> None:
    browser.get(progress(told))
    item = care_profile().item("A1a")
    article = next(one for one in browser.page.iter("article") if "Quality (Nutrition)" in text_of(one))
    said = text_of(article)
    assert " ".join(item.descriptors[4].split()) in said
    assert " ".join(item.descriptors[3].split()) in said
    assert "Crisps and chocolate before school." in said
    assert "Tea on both visits was pasta" in said
    assert said.index("2 to 20 March 2026") < said.index("1 to 18 September 2026")


def test_the_chart_is_named_drawn_in_two_widths_and_told_again_as_a_table(told: Told, browser: Browser) -> None:
    browser.get(progress(told))
    drawings = [one for one in browser.page.iter("svg") if one.get("role") == "img"]
    assert [one.get("viewBox").split()[2] for one in drawings] == ["680", "340"] * 5
    for drawing in drawings[:2]:
        assert text_of(next(drawing.iter("title"))).startswith("Grades of the 4 areas of care for Hana")
        assert "Safety: 2, then 2 (provisional), then 2 (provisional)." in text_of(next(drawing.iter("desc")))
    table = next(one for one in browser.page.iter("table") if one.get("id") == "over-time-table")
    assert "0 of 4, 2 not graded" in text_of(table)


def table_of(browser: Browser, key: str) -> list[list[str]]:
    """The cells of a table, row by row."""
    table = next(one for one in browser.page.iter("table") if one.get("id") == key)
    return [[text_of(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]


def test_the_chart_in_words_and_the_table_give_the_same_figures(told: Told, browser: Browser) -> None:
    browser.get(progress(told))
    drawing = next(one for one in browser.page.iter("svg") if one.get("role") == "img")
    said = text_of(next(drawing.iter("desc")))
    (_, *areas, _), *rows = table_of(browser, "over-time-table")
    assert len(areas) == 4
    for at, area in enumerate(areas, 1):
        cells = [
            re.fullmatch(r"grade (\d)( ?, provisional)? (?:provisional ?)?(\d+ of \d+)(?:, \d+ not graded)?", row[at])
            for row in rows
        ]
        assert all(cells), [row[at] for row in rows]
        grades = ", then ".join(f"{one[1]}{' (provisional)' if one[2] else ''}" for one in cells if one)
        tallies = ", then ".join(one[3] for one in cells if one)
        assert f"{area}: {grades}. Items at 4 or 5: {tallies}." in said


def test_the_lanes_and_their_tables_give_the_same_figures(told: Told, browser: Browser) -> None:
    browser.get(progress(told))
    compared = 0
    for block in (one for one in browser.page.iter("details") if (one.get("id") or "").startswith("lanes-")):
        _, *rows = table_of(browser, block.get("id").replace("lanes-", "lanes-table-"))
        for drawing in block.iter("svg"):
            words = [
                (float(one.get("y")), float(one.get("x")), text_of(one)) for one in drawing.iter("text") if text_of(one)
            ]
            squares = sorted(one for one in words if re.fullmatch(r"\d|–", one[2]))
            found = [word for _, _, word in squares]
            told_of = [
                cell.split()[0] if cell[:1].isdigit() else "–"
                for row in rows
                for cell in row[1:]
                if cell != "not applicable"
            ]
            assert found == told_of
            assert {row[0] for row in rows} <= {word for _, _, word in words}
            compared += len(found)
    assert compared > 200


def test_any_two_are_chosen_whichever_way_round(told: Told, browser: Browser) -> None:
    first, _, last = told.scoring_ids
    choose = f"/children/{told.child_id}/compare"
    for one, other in ((first, last), (last, first)):
        browser.get(f"{choose}?one={one}&other={other}")
        assert browser.h1 == "Hana: two scorings side by side"
    assert browser.get(f"{choose}?one={first}&other={first}").status_code == 409
    assert "Choose two to set beside each other." in words_of(browser)
    assert browser.get(f"{choose}?one={first}&other=nothing").status_code == 404
    browser.get(choose)
    assert browser.h1 == "Hana’s care over time"


def test_two_scorings_say_what_each_grade_rests_on(told: Told, browser: Browser) -> None:
    first, second, _ = told.scoring_ids
    seen = {"basis": [{"kind": "agency", "who": "School", "on": "2026-03-09"}], "impact": "She is hungry by eleven."}
    with told.practice.database.open() as session:
        locks.remove(session.connection())
        answer = session.exec(select(Answer).where(Answer.scoring_id == second, Answer.item_id == "A1a")).one()
        answer.evidence = seen
        session.add(answer)
    browser.get(compare(second, first))
    said = text_of(next(one for one in browser.page.iter("article") if "Quality (Nutrition)" in text_of(one)))
    assert "Rests on: Told by School, of 9 March 2026." in said
    assert "What it is like for the child: She is hungry by eleven." in said


def send(browser: Browser, **typed: str) -> Any:
    """Send the form of the page that says whose care it is about."""
    form = next(one for one in browser.page.iter("form") if any(i.get("name") == "carers" for i in one.iter("input")))
    hidden = {one.get("name"): one.get("value") for one in form.iter("input") if one.get("type") == "hidden"}
    return browser.post(form.get("action"), data={**hidden, **typed})


def test_a_prompt_is_set_aside_with_a_reason_and_brought_back(told: Told, browser: Browser) -> None:
    browser.get(progress(told))
    browser.get(next(url for name, url in links_of(browser).items() if name.endswith(": No improvement")))
    assert browser.h1.endswith("No improvement")
    answer = send(browser, reason="")
    assert answer.status_code == 422
    assert "Say why it is set aside." in words_of(browser)
    send(browser, reason="The dentist was on strike.")
    assert "Set aside: 1" in words_of(browser)
    assert "The dentist was on strike." in words_of(browser)
    browser.get(links_of(browser)["No improvement"])
    send(browser)
    assert "Brought back on 20 March 2026" in words_of(browser)


def test_two_carers_are_chosen_by_links_that_name_nobody_in_the_address(told: Told, browser: Browser) -> None:
    told.score(answers(A1a=5), SEPTEMBER, carers=(told.jo_id,), carer_names="Jo")
    browser.get(progress(told))
    link = links_of(browser)["Care by Jo"]
    assert parse_qs(urlsplit(link).query) == {"carers": [told.jo_id]}
    browser.get(link)
    assert "care by Jo was scored for the first time" in words_of(browser)
    for address in links_of(browser).values():
        assert not {"hana", "jo", "marek", "example"} & set(urlsplit(address).path.lower().split("/"))


def test_a_draft_is_left_out_until_asked_for_and_then_marked(told: Told, browser: Browser) -> None:
    told.draft()
    browser.get(progress(told))
    assert "Draft, not signed off" not in words_of(browser)
    browser.get(links_of(browser)["Include it, marked as a draft"])
    assert "Draft, not signed off. The newest scoring is still under way." in words_of(browser)
    browser.get(links_of(browser)["Leave out the draft"])
    assert "Draft, not signed off" not in words_of(browser)


def test_one_scoring_says_there_is_nothing_to_compare_with_and_shows_the_profile(embedded_practice: Practice) -> None:
    told = stand(embedded_practice, 1)
    browser = browser_of(told.practice, "practitioner")
    browser.get(progress(told))
    words = words_of(browser)
    assert "There is no earlier scoring of this child with this carer to compare with yet." in words
    assert "The profile now" in words
    assert not [one for one in browser.page.iter("svg") if one.get("role") == "img"]
    assert "What changed" not in words


def test_a_child_never_scored_is_answered_in_a_sentence(embedded_practice: Practice) -> None:
    told = stand(embedded_practice, 0)
    browser = browser_of(told.practice, "practitioner")
    assert browser.get(progress(told)).status_code == 200
    assert "No scoring of this child is signed off yet" in words_of(browser)


def test_any_two_scorings_stand_side_by_side_item_by_item(told: Told, browser: Browser) -> None:
    first, _, last = told.scoring_ids
    assert browser.get(compare(last, first)).status_code == 200
    assert browser.h1 == "Hana: two scorings side by side"
    articles = [text_of(one) for one in browser.page.iter("article")]
    assert len(articles) == len(care_profile().items_for(88))
    shown = next(one for one in articles if "Online safety" in one)
    assert "No longer graded" in shown
    assert "The tablet was away being mended." in shown


def test_the_progress_page_leads_to_each_pair(told: Told, browser: Browser) -> None:
    browser.get(progress(told))
    first, second, last = told.scoring_ids
    addresses = [urlsplit(one).path for one in links_of(browser).values()]
    for earlier, later in ((second, last), (first, last), (first, second)):
        assert compare(later, earlier) in addresses
        assert browser.get(compare(later, earlier)).status_code == 200


@pytest.mark.parametrize("role", ["practitioner", "administrator"])
def test_whoever_may_not_see_it_finds_the_page_of_what_is_not_there(told: Told, role: str) -> None:
    build.person(told.practice, "stranger", roles=(role,), team="Elsewhere", agency="Example School")
    browser = browser_of(told.practice, "stranger")
    missing = browser.get("/children/nobody/progress").text
    for address in (progress(told), compare(*told.scoring_ids[:2])):
        answer = browser.get(address)
        assert answer.status_code == 404
        assert "Hana" not in answer.text
    assert browser.get(progress(told)).text.replace(told.child_id, "nobody") == missing


def test_licensed_words_are_not_shown_and_that_is_said(told: Told, browser: Browser) -> None:
    with told.practice.database.open() as session:
        edition = session.exec(select(InstrumentEdition)).one()
        edition.descriptors_exportable = False
        session.add(edition)
    browser.get(compare(*told.scoring_ids[:2]))
    assert "The words of the grades belong to the instrument’s owner and are not shown here." in words_of(browser)
    assert " ".join(care_profile().item("A1a").descriptors[4].split()) not in words_of(browser)


def test_what_was_typed_is_shown_as_it_was_typed(told: Told, browser: Browser) -> None:
    note = "<script>alert(1)</script> عبد الله & 🙂 " + "long " * 400 + "the end"
    told.draft(notes={"A3c": note})
    browser.get(f"{progress(told)}?draft=1")
    said = words_of(browser)
    assert "<script>alert(1)</script> عبد الله & 🙂" in said
    assert "the end" in said
