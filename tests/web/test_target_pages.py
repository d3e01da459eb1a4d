"""The targets of a scoring as the people who set and read them see them."""

import pytest

from tests.page_checks import Browser
from tests.scoring_ground import Ground, stand
from tests.web.visitors import browser_of, checked_of, links_of, summary_of, value_of, words_of
from workflow.services.desk import Practice


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    ground = stand(embedded_practice)
    ground.save("A1a", 4)
    ground.save("A1b", 2)
    return ground


@pytest.fixture
def browser(ground: Ground) -> Browser:
    return browser_of(ground.practice, "practitioner")


def url(ground: Ground, place: str = "") -> str:
    return f"/scorings/{ground.scoring_id}{place}"


def form(**more: str) -> dict[str, str]:
    return {
        "version": "0",
        "aim": "3",
        "by-day": "14",
        "by-month": "5",
        "by-year": "2026",
        "helps": "Mum cooks.",
        **more,
    }


def test_a_target_is_set_from_the_overview_and_stands_there(ground: Ground, browser: Browser):
    browser.get(url(ground))
    browser.get(links_of(browser)["Set a target"])
    browser.get(links_of(browser)["grade 4 A1a Quality"])
    instrument, band = ground.view().instrument, ground.view().band
    words = words_of(browser)
    assert all(instrument.item("A1a").descriptor(grade, band) in words for grade in (1, 2, 3, 4))
    assert instrument.item("A1a").descriptor(5, band) not in words
    browser.post(url(ground, "/targets/A1a"), data=form())
    words = words_of(browser)
    assert "The target is set." in words
    assert "by 14 May 2026" in words
    assert "Mum cooks." in words
    browser.get(url(ground))
    assert "A1a Quality from 4 to 3 by 14 May 2026" in words_of(browser)
    browser.get(url(ground, "/targets/A1a"))
    assert checked_of(browser, "aim") == ["3"]
    assert value_of(browser, "version") == "1"


def test_more_than_one_grade_is_asked_about_and_taken_where_it_is_meant(ground: Ground, browser: Browser):
    answer = browser.post(url(ground, "/targets/A1a"), data=form(aim="1"))
    assert answer.status_code == 422
    (line,) = summary_of(browser)
    assert line.startswith("From 4 to 1 is 3 grades at once.")
    assert "Mum cooks." in answer.text
    answer = browser.post(url(ground, "/targets/A1a"), data=form(aim="1", more_meant="yes"), follow_redirects=False)
    assert answer.status_code == 303


def test_what_is_missing_or_wrong_is_said_at_its_field(ground: Ground, browser: Browser):
    browser.post(url(ground, "/targets/A1a"), data={"version": "0"})
    assert summary_of(browser) == ["Choose the grade to aim at.", "Enter the day by which."]
    browser.post(url(ground, "/targets/A1a"), data=form(aim="4", **{"by-day": "20", "by-month": "3"}))
    assert [line.partition(".")[0] for line in summary_of(browser)] == [
        "This stands at 4 already",
        "20 March 2026 is not after the days that were scored",
    ]


def test_a_target_changed_elsewhere_is_not_overwritten(ground: Ground, browser: Browser):
    browser.post(url(ground, "/targets/A1a"), data=form())
    answer = browser.post(url(ground, "/targets/A1a"), data=form(helps="Dad cooks."))
    assert answer.status_code == 409
    assert "Dad cooks." in answer.text


def test_a_target_is_taken_out(ground: Ground, browser: Browser):
    browser.post(url(ground, "/targets/A1a"), data=form())
    assert browser.post(url(ground, "/targets/A1a/remove"), data={"version": "7"}).status_code == 409
    browser.post(url(ground, "/targets/A1a/remove"), data={"version": "1"})
    words = words_of(browser)
    assert "Taken out by Practitioner Example" in words
    assert "The target is taken out." in words
    assert "No target is set yet." in words


def test_what_cannot_have_a_target_says_why(ground: Ground, browser: Browser):
    browser.get(url(ground, "/targets/A1c"))
    assert "A1c Preparation has no grade yet." in words_of(browser)
    ground.save("A1c", 1)
    browser.get(url(ground, "/targets/A1c"))
    assert "There is nothing better to aim at." in words_of(browser)
    assert browser.get(url(ground, "/targets/Z9")).status_code == 404


def test_who_cannot_write_reads_the_targets(ground: Ground, browser: Browser):
    browser.post(url(ground, "/targets/A1a"), data=form())
    supervisor = browser_of(ground.practice, "supervisor")
    supervisor.get(url(ground, "/targets"))
    assert "Mum cooks." in words_of(supervisor)
    assert supervisor.page is not None
    assert not [one for one in supervisor.page.iter("form") if "targets" in (one.get("action") or "")]
