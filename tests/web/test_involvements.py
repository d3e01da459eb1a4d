"""Involving somebody and ending a part, as the pages do it."""

import pytest

from tests import build
from tests.build import BuiltFamily
from tests.page_checks import Browser, text_of
from tests.web.visitors import browser_of, links_of, summary_of, value_of, words_of
from workflow.models import Part, Person
from workflow.services import families, involvements
from workflow.services.desk import Practice
from workflow.storage import involved
from workflow.web.pages.families import DONE

TODAY = {"since-day": "20", "since-month": "3", "since-year": "2026"}


@pytest.fixture
def practice(embedded_practice: Practice) -> Practice:
    return embedded_practice


@pytest.fixture
def lead(practice: Practice) -> Person:
    return build.person(practice, "lead")


@pytest.fixture
def visitor(practice: Practice) -> Person:
    return build.person(practice, "visitor", team="Health Visitors", agency="Sample Health Trust", job="Health visitor")


@pytest.fixture
def family(practice: Practice, lead: Person) -> BuiltFamily:
    return build.family(practice, lead)


@pytest.fixture
def browser(practice: Practice, family: BuiltFamily) -> Browser:
    return browser_of(practice, "lead")


def offered(browser: Browser) -> list[str]:
    assert browser.page is not None
    return [text_of(option) for option in browser.page.iter("option")]


def test_somebody_is_involved_and_can_open_the_family(
    practice: Practice, family: BuiltFamily, visitor: Person, browser: Browser
):
    build.person(practice, "administrator", roles=("administrator",), team="Office")
    path = f"/families/{family.id}/involvements/new"
    browser.get(path)
    assert offered(browser) == [
        "Choose one",
        "Lead Example, Example Council",
        "Visitor Example, Health visitor, Sample Health Trust",
    ]
    assert [value_of(browser, name) for name in TODAY] == ["20", "3", "2026"]
    theirs = browser_of(practice, "visitor")
    assert theirs.get(f"/families/{family.id}").status_code == 404
    browser.post(path, data={"person": visitor.id, "part": "co-worker", **TODAY, "reason": "Weighs the baby"})
    words = words_of(browser)
    assert DONE["involved"] in words
    assert (
        "Visitor Example, co-worker Health visitor, Sample Health Trust Since 20 March 2026, no last day set Weighs the baby"
        in words
    )
    assert theirs.get(f"/families/{family.id}").status_code == 200


def test_what_is_wrong_is_said(family: BuiltFamily, visitor: Person, lead: Person, browser: Browser):
    path = f"/families/{family.id}/involvements/new"
    assert browser.post(path, data={"reason": "Because"}).status_code == 422
    assert summary_of(browser) == ["Choose who is involved.", "Choose the part that they play.", "Enter the first day."]
    assert value_of(browser, "reason") == "Because"
    for data, line in (
        ({"person": visitor.id, "part": "chair", "reason": ""}, involvements.NO_REASON),
        ({"person": "nobody", "part": "chair"}, "Choose somebody from the list."),
        ({"person": visitor.id, "part": "captain"}, "Choose the part that they play from the answers on the page."),
        (
            {"person": visitor.id, "part": "lead practitioner"},
            "Nobody is made to lead. Offer them the lead, and they accept it.",
        ),
    ):
        assert browser.post(path, data={"reason": "Because", **data, **TODAY}).status_code == 422
        assert summary_of(browser) == [line]


def test_a_part_is_ended(practice: Practice, family: BuiltFamily, visitor: Person, browser: Browser):
    build.involve(practice, family.id, visitor, Part.CHAIR)
    browser.get(f"/families/{family.id}")
    path = links_of(browser)["End the part of Visitor Example"]
    browser.get(path)
    assert browser.h1 == "End Visitor Example’s part as chair"
    assert browser.post(path, data={}).status_code == 422
    assert summary_of(browser) == ["Enter the last day."]
    why = {"reason": "Has moved", "stood": ""}
    too_early = {"until-day": "4", "until-month": "1", "until-year": "2026", **why}
    assert browser.post(path, data=too_early).status_code == 422
    assert summary_of(browser) == ["This part began on 5 January 2026. Choose that day or a later one."]
    ahead = {"until-day": "19", "until-month": "5", "until-year": "2026", **why}
    browser.post(path, data=ahead)
    assert "until 19 May 2026 Ends: Has moved" in words_of(browser)
    assert links_of(browser)["Change the end of the part of Visitor Example"] == path
    past = {"until-day": "19", "until-month": "3", "until-year": "2026", **why}
    assert browser.post(path, data=past).status_code == 422, "somebody else has set the end of May meanwhile"
    assert "the part ends on 19 May 2026 now" in summary_of(browser)[0]
    assert value_of(browser, "stood") == "2026-05-19"
    browser.post(path, data={**past, "stood": "2026-05-19"})
    words = words_of(browser)
    assert DONE["involvement-ended"] in words
    before = "Involved before Visitor Example, chair Sample Health Trust 5 January 2026 to 19 March 2026 Has moved"
    assert before in words
    answer = browser.post(path, data=past)
    assert answer.status_code == 409
    assert "ended on 19 March 2026" in words_of(browser)


def test_the_lead_is_offered_and_accepted(practice: Practice, family: BuiltFamily, visitor: Person, browser: Browser):
    browser.get(f"/families/{family.id}")
    assert not [text for text in links_of(browser) if text.startswith("End")]
    path = links_of(browser)["Hand over the lead"]
    browser.get(path)
    assert "Until then Lead Example leads." in words_of(browser)
    assert browser.post(path, data={**TODAY}).status_code == 422
    assert summary_of(browser) == ["Choose who is asked to lead."]
    browser.post(path, data={"person": visitor.id, **TODAY, "reason": "The family has moved"})
    assert DONE["lead-offered"] in words_of(browser)
    browser.get(path)
    assert "Lead Example has asked Visitor Example (Sample Health Trust) to lead from 20 March 2026." in words_of(
        browser
    )
    theirs = browser_of(practice, "visitor")
    theirs.get("/")
    assert "Lead Example, Example Council, asks you to lead a family." in words_of(theirs)
    assert "Example family" not in words_of(theirs)
    theirs.get("/lead-offers")
    assert "Example family: Robin" in words_of(theirs)
    offer = value_of(theirs, "offer")
    assert theirs.post("/lead-offers/decline", data={"offer": offer}).status_code == 422
    assert theirs.get(f"/families/{family.id}").status_code == 404
    theirs.post("/lead-offers/accept", data={"offer": offer})
    assert DONE["lead-taken"] in words_of(theirs)
    browser.get(f"/families/{family.id}")
    words = words_of(browser)
    assert "Visitor Example leads" in words
    assert "Lead Example (Example Council) led from 5 January 2026 to 20 March 2026." in words
    assert theirs.post("/lead-offers/accept", data={"offer": offer}).status_code == 409


def test_the_page_says_why_the_lead_cannot_be_ended(practice: Practice, lead: Person, browser: Browser):
    browser.post("/families/new", data={"name": "Sample"})
    path = links_of(browser)["Change the name of the family"].removesuffix("/edit")
    with practice.open_for(lead.id) as desk:
        one = families.open_family(desk, path.split("/")[2]).involved[0]
    browser.get(f"{path}/involvements/{one.id}/end")
    assert "A family always has a lead practitioner." in words_of(browser)
    assert links_of(browser)["Hand over the lead"] == f"{path}/lead"


def test_whoever_ends_their_own_part_goes_back_to_the_list(practice: Practice, family: BuiltFamily, visitor: Person):
    build.involve(practice, family.id, visitor, Part.CO_WORKER)
    browser = browser_of(practice, "visitor")
    browser.get(f"/families/{family.id}")
    path = links_of(browser)["End the part of Visitor Example"]
    data = {"until-day": "19", "until-month": "3", "until-year": "2026", "reason": "Has moved"}
    answer = browser.post(path, data=data)
    assert (answer.status_code, answer.url.path) == (200, "/families")
    assert browser.get(f"/families/{family.id}").status_code == 404


def test_an_involvement_of_another_family_is_not_found(
    practice: Practice, family: BuiltFamily, visitor: Person, browser: Browser
):
    other = build.family(practice, build.person(practice, "colleague"), name="Sample")
    with practice.database.open() as session:
        theirs = involved.professionals(session, other.id)[0].involvement.id
    for path in (f"/families/{family.id}", f"/families/{other.id}"):
        assert browser.get(f"{path}/involvements/{theirs}/end").status_code == 404
        data = {"until-day": "20", "until-month": "3", "until-year": "2026"}
        assert browser.post(f"{path}/involvements/{theirs}/end", data=data).status_code == 404
