"""The grid of a family as somebody sees it: from the family's page, side by side, and over time."""

from datetime import date

from tests import build, scoring_ground
from tests.grid_ground import stand_grid
from tests.web.visitors import browser_of, links_of, words_of
from workflow.services.desk import Practice


def test_the_family_leads_to_its_newest_grades_side_by_side(embedded_practice: Practice):
    ground = scoring_ground.stand(embedded_practice, started=False)
    build.sibling(embedded_practice, ground.family, "Wren", ground.family.carer_id)
    browser = browser_of(embedded_practice, "practitioner")
    family = f"/families/{ground.family.id}"
    browser.get(family)
    assert "The newest grades side by side" not in links_of(browser)
    browser.get(f"{family}/grid")
    assert "Nothing is signed off yet. Robin with Mum: not scored yet. Wren with Mum: not scored yet." in words_of(
        browser
    )
    for end, grades in ((date(2026, 1, 20), {"A3c": 4}), (date(2026, 2, 20), {"B2": 3})):
        one = ground.start(window_start=end.replace(day=5), window_end=end).id
        ground.fill(grades, one)
        ground.visit(one, on=end)
        ground.sign_off(one)
    browser.get(family)
    browser.get(links_of(browser)["The newest grades side by side"])
    assert browser.h1 == "Example family Side by side"
    words = words_of(browser)
    assert "grade 2 Better 15 of 15 items graded" in words
    assert "grade 3 Worse 6 of 6 items graded" in words
    assert "Wren, 4 years 2 months Care by Mum Not scored yet" in words
    browser.get(links_of(browser)["Earlier scorings too"])
    assert "grade 4 15 of 15 items graded" in words_of(browser)
    assert "Only the newest" in links_of(browser)


def test_over_time_says_what_it_leaves_out(embedded_practice: Practice):
    lead = build.person(embedded_practice)
    grid = stand_grid(embedded_practice, lead, children=2, carers=1, scorings=12)
    browser = browser_of(embedded_practice, "practitioner")
    browser.get(f"/families/{grid.family_id}/grid/earlier")
    assert "2 older scorings with Carer 0 not shown here" in words_of(browser)
    assert browser.page is not None
    rows = [row for row in browser.page.iter("tr") if row.find("td") is not None and row.find("th") is not None]
    assert len(rows) == 20


def test_nobody_else_sees_it(embedded_practice: Practice):
    ground = scoring_ground.stand(embedded_practice)
    scoring_ground.stranger(ground)
    for place in ("grid", "grid/earlier"):
        assert browser_of(embedded_practice, "stranger").get(f"/families/{ground.family.id}/{place}").status_code == 404
