"""Adding and correcting the people and homes of a family, form by form: what was typed comes back, and what is wrong is said."""

from datetime import date

import pytest

from tests import build
from tests.build import BuiltFamily
from tests.page_checks import Browser
from tests.web.visitors import browser_of, checked_of, links_of, summary_of, value_of, words_of
from workflow.models import Child
from workflow.services.desk import Practice
from workflow.storage import families as storage
from workflow.web.pages.families import DONE

BORN = {"stage": "born", "born-day": "2", "born-month": "Jan", "born-year": "2020"}
EXPECTED = {"stage": "unborn", "expected-day": "1", "expected-month": "6", "expected-year": "2026"}


@pytest.fixture
def practice(embedded_practice: Practice) -> Practice:
    build.person(embedded_practice)
    return embedded_practice


@pytest.fixture
def family(practice: Practice) -> BuiltFamily:
    return build.family(practice, build.person(practice, "lead"))


@pytest.fixture
def browser(practice: Practice, family: BuiltFamily) -> Browser:
    return browser_of(practice, "lead")


def children(practice: Practice, family: BuiltFamily) -> dict[str, Child]:
    with practice.database.open() as session:
        return {child.called: child for child in storage.children(session, family.id)}


def test_a_child_is_added_with_carer_and_home(practice: Practice, family: BuiltFamily, browser: Browser):
    path = f"/families/{family.id}/children/new"
    browser.get(path)
    carer = {"carers": family.carer_id, f"relationship_{family.carer_id}": "mother", "homes": family.household_id}
    answer = browser.post(path, data={"called": "Hana", "surname": "", "nhs_number": "9990000018", **BORN, **carer})
    assert answer.status_code == 200
    words = words_of(browser)
    assert DONE["child-added"] in words
    assert "Hana 6 years 2 months" in words
    assert "NHS number 999 000 0018" in words
    assert words.count("Cared for by Mum (mother)") == 2
    assert children(practice, family)["Hana"].born == date(2020, 1, 2)


def test_an_unborn_child_is_added_and_later_born(practice: Practice, family: BuiltFamily, browser: Browser):
    browser.post(f"/families/{family.id}/children/new", data={"called": "Baby Example", **EXPECTED})
    assert "Expected 1 June 2026" in words_of(browser)
    baby = children(practice, family)["Baby Example"]
    path = f"/families/{family.id}/children/{baby.id}/edit"
    browser.get(path)
    assert checked_of(browser, "stage") == ["unborn"]
    assert [value_of(browser, f"expected-{part}") for part in ("day", "month", "year")] == ["1", "6", "2026"]
    mia = {"called": "Mia", "stage": "born", "born-day": "18", "born-month": "3", "born-year": "2026"}
    browser.post(path, data={**mia, "version": value_of(browser, "version")})
    assert DONE["child-changed"] in words_of(browser)
    mia = children(practice, family)["Mia"]
    assert (mia.id, mia.born, mia.expected) == (baby.id, date(2026, 3, 18), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ({}, ["Enter the name that the child is called by.", "Choose whether the child has been born."]),
        ({"called": "Hana"}, ["Choose whether the child has been born."]),
        ({"called": "Hana", "stage": "born"}, ["Enter the date of birth."]),
        ({"called": "Hana", "stage": "unborn"}, ["Enter the date the child is expected. An estimate will do."]),
        ({**BORN, "called": "Hana", "born-day": "31", "born-month": "2"}, ["Enter the date of birth as a real date, such as 20 3 2026."]),
        ({**BORN, "called": "Hana", "born-month": ""}, ["Add the month to the date of birth."]),
        ({**BORN, "called": "Hana", "born-year": "20"}, ["Enter the date of birth with a year from 1900 to 2200, such as 2026."]),
        ({**BORN, "called": "Hana", "born-year": "2027"}, ["2 January 2027 has not come yet. For an unborn child, enter the date expected instead."]),
        ({**BORN, "called": "Hana", "born-year": "2007"}, ["This child would be 18 or older. A care profile is for a child under 18; check the year."]),
        ({**BORN, "called": "Hana", "nhs_number": "999 000 0019"}, ["This is not an NHS number. It has 10 digits, and the last one checks the others."]),
        ({**BORN, "called": "robin"}, ["There is already a robin in this family. Add something that tells them apart."]),
        ({**BORN, "called": "H" * 100_000}, ["Shorten the name the child is called by to 80 characters. It has 100,000 now, all of them still here."]),
        ({**BORN, "called": "Hana", "stage": "grown"}, ["Choose whether the child has been born from the answers on the page."]),
        ({**BORN, "called": "Hana", "id": "mine"}, ["The page you sent is not the one we have now. Reload it, then try again."]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_child_is_said_and_what_was_typed_stays(
    practice: Practice, family: BuiltFamily, browser: Browser, data: dict, lines: list[str]
):
    answer = browser.post(f"/families/{family.id}/children/new", data={"surname": "Exampleová", **data})
    assert answer.status_code == 422
    assert summary_of(browser) == lines
    assert value_of(browser, "surname") == "Exampleová"
    assert value_of(browser, "called") == data.get("called", "")
    assert value_of(browser, "born-year") == data.get("born-year", "")
    assert set(children(practice, family)) == {"Robin"}


def test_a_date_of_the_other_answer_is_left_out(practice: Practice, family: BuiltFamily, browser: Browser):
    browser.post(f"/families/{family.id}/children/new", data={"called": "Hana", **EXPECTED, **BORN})
    hana = children(practice, family)["Hana"]
    assert (hana.born, hana.expected) == (date(2020, 1, 2), None)


def test_who_cares_is_shown_ticked_and_changed(practice: Practice, family: BuiltFamily, browser: Browser):
    browser.post(f"/families/{family.id}/adults/new", data={"called": "Dad", "name": "Ola Example"})
    with practice.database.open() as session:
        dad = next(one for one in storage.adults(session, family.id) if one.called == "Dad")
    path = f"/families/{family.id}/children/{family.child_id}/care"
    browser.get(path)
    assert browser.h1 == "Who cares for Robin?"
    assert checked_of(browser, "carers") == [family.carer_id]
    assert value_of(browser, f"relationship_{family.carer_id}") == "mother"
    long = {"carers": dad.id, f"relationship_{dad.id}": "x" * 81}
    assert browser.post(path, data=long).status_code == 422
    assert summary_of(browser) == [
        "Shorten how Dad is related to the child to 80 characters. It has 81 now, all of them still here."
    ]
    assert checked_of(browser, "carers") == [dad.id]
    browser.post(path, data={"carers": dad.id, f"relationship_{dad.id}": "father", "version": "1"})
    words = words_of(browser)
    assert DONE["care-changed"] in words
    assert "Cared for by Dad (father)" in words
    assert "Mum" in words
    browser.post(path, data={"version": "2"})
    assert "Nobody has said yet who cares for Robin." in words_of(browser)


def test_an_adult_is_added_with_whom_they_care_for_and_corrected(
    practice: Practice, family: BuiltFamily, browser: Browser
):
    path = f"/families/{family.id}/adults/new"
    browser.get(path)
    cares = {
        "children": family.child_id,
        f"relationship_{family.child_id}": "grandmother",
        "homes": family.household_id,
    }
    browser.post(path, data={"called": "Nan", "name": "Joy Example", **cares})
    words = words_of(browser)
    assert DONE["adult-added"] in words
    assert "Cared for by Mum (mother) and Nan (grandmother)" in words
    edit = links_of(browser)["Change Nan"]
    browser.get(edit)
    assert (value_of(browser, "called"), value_of(browser, "name")) == ("Nan", "Joy Example")
    assert browser.post(edit, data={"called": "Mum", "version": "1"}).status_code == 422
    assert "There is already a Mum in this family." in summary_of(browser)[0]
    browser.post(edit, data={"called": "Gran", "name": "Joy Example", "version": "1"})
    assert "Cared for by Gran (grandmother) and Mum (mother)" in words_of(browser)


def test_an_adult_without_a_name_is_asked_for_one(family: BuiltFamily, browser: Browser):
    answer = browser.post(f"/families/{family.id}/adults/new", data={"name": "Joy Example"})
    assert answer.status_code == 422
    assert summary_of(browser) == ["Enter what the family calls this adult, such as Mum or Marek."]
    assert value_of(browser, "name") == "Joy Example"


def test_two_homes_stand_side_by_side(practice: Practice, family: BuiltFamily, browser: Browser):
    path = f"/families/{family.id}/households/new"
    browser.get(path)
    assert browser.post(path, data={"name": " "}).status_code == 422
    assert summary_of(browser) == ["Enter what the family calls this home, such as Nan's house."]
    data = {"name": "Dad's flat", "people": family.child_id, f"note_{family.child_id}": "weekends"}
    browser.post(path, data=data)
    words = words_of(browser)
    assert DONE["home-added"] in words
    assert "Robin 6 years 10 months (weekends)" in words
    edit = links_of(browser)["Change Dad's flat"]
    browser.get(edit)
    assert checked_of(browser, "people") == [family.child_id]
    assert value_of(browser, f"note_{family.child_id}") == "weekends"
    browser.post(edit, data={"name": "Ola's flat", "people": family.carer_id, "version": "1"})
    words = words_of(browser)
    assert DONE["home-changed"] in words
    assert "Ola's flat Mum" in words
    assert "(weekends)" not in words


def test_somebody_without_a_home_is_not_forgotten(family: BuiltFamily, browser: Browser):
    browser.post(f"/families/{family.id}/adults/new", data={"called": "Nan"})
    assert "Nobody has said yet where these people live: Nan" in words_of(browser)


def test_people_of_another_family_are_not_found(practice: Practice, family: BuiltFamily, browser: Browser):
    theirs = build.family(practice, name="Sample", carer="Dana")
    paths = (
        f"/families/{family.id}/children/{theirs.child_id}/edit",
        f"/families/{family.id}/children/{theirs.child_id}/care",
        f"/families/{family.id}/adults/{theirs.carer_id}/edit",
        f"/families/{family.id}/households/{theirs.household_id}/edit",
        f"/families/{theirs.id}/children/{family.child_id}/edit",
        f"/families/{theirs.id}/children/{theirs.child_id}/edit",
    )
    for path in paths:
        assert browser.get(path).status_code == 404, path
        assert browser.post(path, data={"called": "X", "name": "X", **BORN}).status_code == 404, path
    forged = {"called": "Hana", **BORN, "carers": theirs.carer_id}
    assert browser.post(f"/families/{family.id}/children/new", data=forged).status_code == 404
    assert set(children(practice, family)) == {"Robin"}
    assert set(children(practice, theirs)) == {"Robin"}


def test_a_session_that_ended_loses_nothing_typed(practice: Practice, family: BuiltFamily, browser: Browser):
    browser.cookies.clear()
    answer = browser.post(f"/families/{family.id}/children/new", data={"called": "Hana", **BORN})
    assert answer.status_code == 401
    assert value_of(browser, "called") == "Hana"
    assert set(children(practice, family)) == {"Robin"}


# --- two people at one form


def test_two_people_correcting_a_child_see_both_and_the_second_decides(
    practice: Practice, family: BuiltFamily, browser: Browser
):
    path = f"/families/{family.id}/children/{family.child_id}/edit"
    browser.get(path)
    mine = {"version": value_of(browser, "version"), "surname": "Example", **BORN, "called": "Robin"}
    other = browser_of(practice, "lead")
    assert other.post(path, data={**mine, "called": "Robyn", "nhs_number": "9990000018"}).url.path.endswith(family.id)
    answer = browser.post(path, data={**mine, "upn": "Z999000018001"})
    assert answer.status_code == 409
    words = words_of(browser)
    for line in ("Saved now: Robyn You typed: Robin", "Saved now: 999 000 0018 You typed: Nothing", "You typed: Z999"):
        assert line in words
    assert "Surname" not in words[: words.index("What is the child called?")], "what is the same is not said twice"
    assert (value_of(browser, "called"), value_of(browser, "version")) == ("Robin", "2")
    assert children(practice, family)["Robyn"].upn is None
    browser.post(path, data={**mine, "upn": "Z999000018001", "nhs_number": "9990000018", "version": "2"})
    kept = children(practice, family)["Robin"]
    assert (kept.upn, kept.nhs_number, kept.version) == ("Z999000018001", "9990000018", 3)


def test_two_people_at_an_adult_at_care_and_at_a_home_see_both(
    practice: Practice, family: BuiltFamily, browser: Browser
):
    forms = {
        f"adults/{family.carer_id}/edit": ({"called": "Ana"}, {"called": "Mama"}, "Saved now: Ana You typed: Mama"),
        f"children/{family.child_id}/care": (
            {"carers": family.carer_id, f"relationship_{family.carer_id}": "aunt"},
            {},
            "Saved now: Mama (aunt) You typed: Nothing",
        ),
        f"households/{family.household_id}/edit": (
            {"name": "Flat", "people": family.child_id, f"note_{family.child_id}": "weekends"},
            {"name": "Home", "people": family.child_id},
            "Saved now: Robin (weekends) You typed: Robin",
        ),
    }
    for place, (first, second, line) in forms.items():
        path = f"/families/{family.id}/{place}"
        browser.get(path)
        version = value_of(browser, "version")
        assert browser_of(practice, "lead").post(path, data={**first, "version": version}).status_code == 200
        answer = browser.post(path, data={**second, "version": version})
        assert answer.status_code == 409
        assert line in words_of(browser)
        assert browser.post(path, data={**second, "version": value_of(browser, "version")}).status_code == 200


def test_a_fault_keeps_the_version_that_the_form_rests_on(practice: Practice, family: BuiltFamily, browser: Browser):
    path = f"/families/{family.id}/adults/{family.carer_id}/edit"
    browser.post(path, data={"called": "Ana", "version": "1"})
    assert browser.post(path, data={"called": "x" * 81, "version": "1"}).status_code == 422
    assert value_of(browser, "version") == "1"
    assert browser.post(path, data={"called": "Mama"}).status_code == 409, "without a version nothing is written over"
