"""The start page, the list of families, adding one, and the page of one, as people of each role see them."""

from datetime import date

import pytest

from tests import build
from tests.web.visitors import browser_of, links_of, summary_of, value_of, words_of
from workflow.models import Part
from workflow.services import cases
from workflow.services.desk import Practice
from workflow.web.pages.families import DONE


@pytest.fixture
def practice(embedded_practice: Practice) -> Practice:
    build.person(embedded_practice)
    return embedded_practice


def lead_of(practice: Practice):
    return build.person(practice, "lead", team="Other Team", agency="Sample Health Trust")


def test_everything_begins_with_signing_in(practice: Practice):
    browser = browser_of(practice)
    for path in ("/", "/families", "/families/new", "/families/anything", "/families/anything/edit"):
        answer = browser.get(path)
        assert (answer.url.path, value_of(browser, "next")) == ("/sign-in", path)


def test_a_new_practitioner_starts_with_nothing_and_a_way_on(practice: Practice):
    browser = browser_of(practice, "practitioner")
    browser.get("/")
    words = words_of(browser)
    assert "Nothing is waiting for you." in words
    assert "There is no family here yet." in words
    assert links_of(browser)["Add a family"] == "/families/new"


def test_a_family_is_added_and_its_page_says_what_is_next(practice: Practice):
    browser = browser_of(practice, "practitioner")
    browser.get("/families/new")
    answer = browser.post("/families/new", data={"name": "Example", "reason": "Family help"})
    assert answer.status_code == 200
    assert browser.h1 == "Example family"
    words = words_of(browser)
    assert DONE["family-added"] in words
    assert "Practitioner Example leads" in words
    assert "A scoring is of one child. Add a child first." in words
    assert "No child is added yet." in words
    assert "Example" not in answer.url.path


def test_a_family_without_a_name_is_asked_for_one_and_nothing_typed_is_lost(practice: Practice):
    browser = browser_of(practice, "practitioner")
    answer = browser.post("/families/new", data={"name": " ", "reason": "Asked by the school"})
    assert answer.status_code == 422
    assert summary_of(browser) == ["Enter the name you use for the family."]
    assert value_of(browser, "reason") == "Asked by the school"
    answer = browser.post("/families/new", data={"name": "x" * 100_000, "reason": "y" * 100_000})
    assert answer.status_code == 422
    assert value_of(browser, "name") == "x" * 100_000
    assert len(summary_of(browser)) == 2


def test_names_of_every_script_are_shown_as_typed_and_never_as_markup(practice: Practice):
    browser = browser_of(practice, "practitioner")
    for name in ("هنا 🌻", "<b>Bobby</b> & 'co'"):
        answer = browser.post("/families/new", data={"name": name, "reason": ""})
        assert answer.status_code == 200
        assert browser.h1 == f"{name} family"
        assert "<b>Bobby" not in answer.text


def test_the_name_of_a_family_is_corrected(practice: Practice):
    browser = browser_of(practice, "practitioner")
    browser.post("/families/new", data={"name": "Exmaple"})
    path = links_of(browser)["Change the name of the family"]
    browser.get(path)
    assert value_of(browser, "name") == "Exmaple"
    assert browser.post(path, data={"name": ""}).status_code == 422
    assert summary_of(browser) == ["Enter the name you use for the family."]
    browser.post(path, data={"name": "Example"})
    assert browser.h1 == "Example family"


def test_the_page_of_a_family_shows_homes_children_scorings_and_people(practice: Practice):
    lead = lead_of(practice)
    family = build.family(practice, lead)
    edition = build.edition(practice)
    signed = {"status": "signed off"}
    build.scoring(
        practice, family, lead, edition.id, window_start=date(2024, 5, 1), window_end=date(2024, 5, 20), **signed
    )
    newest = build.scoring(practice, family, lead, edition.id, **signed)
    browser = browser_of(practice, "lead")
    browser.get(f"/families/{family.id}")
    words, links = words_of(browser), links_of(browser)
    for expected in (
        "2 graded scorings since 2024 by 1 agency. This is not the start.",
        "Robin 6 years 10 months",
        "6 years 10 months, born 14 May 2019",
        "Cared for by Mum (mother)",
        "2 to 20 March 2026",
        "1 to 20 May 2024",
        "Lead Example, lead practitioner",
        "Sample Health Trust",
        "Since 5 January 2026",
    ):
        assert expected in words
    assert links["Robin with Mum, 2 to 20 March 2026"] == f"/scorings/{newest.id}"
    assert links["Start a scoring"] == f"/families/{family.id}/scorings/start"
    assert links["Robin’s progress"] == f"/children/{family.child_id}/progress"


def test_no_child_s_name_stands_in_a_title_or_an_address(practice: Practice):
    lead = lead_of(practice)
    family = build.family(practice, lead)
    browser = browser_of(practice, "lead")
    for path in (
        "",
        "/edit",
        "/children/new",
        f"/children/{family.child_id}/edit",
        f"/children/{family.child_id}/care",
    ):
        browser.get(f"/families/{family.id}{path}")
        assert browser.page is not None
        assert "Robin" not in "".join(browser.page.find("head/title").itertext())
        assert not [url for url in links_of(browser).values() if "Robin" in url or "Example" in url]


def test_whoever_only_reads_is_offered_nothing_to_change(practice: Practice):
    lead = lead_of(practice)
    family = build.family(practice, lead)
    chair = build.person(practice, "chair", roles=("chair",), team="Chairs")
    build.involve(practice, family.id, chair, Part.CHAIR)
    browser = browser_of(practice, "chair")
    browser.get(f"/families/{family.id}")
    assert "You can read this family." in words_of(browser)
    assert not [text for text in links_of(browser) if text.startswith(("Add", "Change", "End", "Involve", "Start"))]
    for path in ("/edit", "/children/new", "/adults/new", "/households/new", "/involvements/new"):
        assert browser.get(f"/families/{family.id}{path}").status_code == 404
    assert browser.get("/families/new").status_code == 404


def test_a_family_of_somebody_else_looks_like_none(practice: Practice):
    family = build.family(practice, lead_of(practice))
    browser = browser_of(practice, "practitioner")
    theirs, nothing = browser.get(f"/families/{family.id}"), browser.get("/families/nothing")
    assert (theirs.status_code, nothing.status_code) == (404, 404)
    assert theirs.text.replace(family.id, "nothing") == nothing.text
    for path in ("/edit", "/children/new", "/adults/new", "/households/new", "/involvements/new"):
        assert browser.get(f"/families/{family.id}{path}").status_code == 404
        data = {"name": "", "called": ""}
        assert browser.post(f"/families/{family.id}{path}", data=data).status_code == 404


def test_the_start_page_says_what_waits(practice: Practice):
    lead = lead_of(practice)
    family = build.family(practice, lead)
    supervisor = build.person(
        practice, "supervisor", roles=("supervisor",), team="Other Team", agency="Sample Health Trust"
    )
    edition = build.edition(practice)
    build.scoring(practice, family, lead, edition.id, status="returned")
    sent = build.scoring(practice, family, lead, edition.id, status="with supervisor", window_end=date(2026, 3, 19))
    browser = browser_of(practice, "lead")
    browser.get("/")
    words = words_of(browser)
    assert "Robin’s scoring with Mum" in words
    assert "Example family, 2 to 20 March 2026" in words
    assert "Your supervisor returned it. Read why, mend it, then send it again." in words
    browser = browser_of(practice, supervisor.username)
    browser.get("/")
    words = words_of(browser)
    assert "2 to 19 March 2026, scored by Lead Example" in words
    assert "Read it, then sign it off or return it." in words
    assert "Families you can open" in words
    assert links_of(browser)["Robin’s scoring with Mum"] == f"/scorings/{sent.id}"


def test_a_closed_family_says_so_on_the_list(practice: Practice):
    lead = lead_of(practice)
    _, closed = (build.family(practice, lead, name=name) for name in ("Example", "Sample"))
    with practice.open_for(lead.id) as desk:
        cases.close(desk, closed.id, "All is well.")
    browser = browser_of(practice, "lead")
    browser.get("/families")
    panels = [
        " ".join("".join(one.itertext()).split()) for one in browser.page.iter("li") if one.get("class") == "panel"
    ]
    assert [("Closed since 20 March 2026" in panel) for panel in panels] == [False, True], panels


def test_the_list_of_families_has_pages(practice: Practice):
    lead = lead_of(practice)
    for number in range(51):
        build.family(practice, lead, name=f"Sample {number:03}")
    browser = browser_of(practice, "lead")
    browser.get("/families")
    assert "51 families you can open" in words_of(browser)
    assert links_of(browser)["2 of 2"] == "/families?number=2"
    browser.get("/families?number=2")
    assert "Sample 050 family" in links_of(browser)
    for wrong in ("0", "-1", "999999999999999999999999"):
        assert browser.get(f"/families?number={wrong}").status_code == 200
    assert browser.get("/families?number=two").status_code == 404
    browser.get("/")
    assert links_of(browser)["All the families you can open"] == "/families"
