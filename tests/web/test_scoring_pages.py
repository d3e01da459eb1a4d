"""Starting a scoring, its overview, its details and its profile, as somebody sees them."""

from datetime import date
from typing import Any

import pytest

from gcp.grades import ItemState
from tests import build
from tests.page_checks import Browser
from tests.scoring_ground import INSTRUMENT, Ground, colleague, stand, stranger
from tests.web.visitors import browser_of, checked_of, choices_of, links_of, summary_of, value_of, words_of
from workflow.models import Child
from workflow.services.desk import Practice


@pytest.fixture
def bare(embedded_practice: Practice) -> Ground:
    return stand(embedded_practice, started=False)


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    return stand(embedded_practice)


def signed_in(ground: Ground, username: str = "practitioner") -> Browser:
    return browser_of(ground.practice, username)


def start_url(ground: Ground) -> str:
    return f"/families/{ground.family.id}/scorings/start"


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def asked(ground: Ground, **more: Any) -> dict[str, Any]:
    window = {**day("window_start", date(2026, 3, 2)), **day("window_end", date(2026, 3, 20))}
    child_id = ground.family.child_id
    facts = {"child": child_id, f"carers_{child_id}": ground.family.carer_id, "instrument": INSTRUMENT}
    own = {f"{key}_{child_id}": more.pop(key) for key in ("carers", "together", "conditions") if key in more}
    return {**facts, **window, **own, **more}


def url(ground: Ground, place: str = "") -> str:
    return f"/scorings/{ground.scoring_id}{place}"


def test_a_scoring_is_started_and_opens_at_its_overview(bare: Ground):
    browser = signed_in(bare)
    browser.get(start_url(bare))
    assert browser.h1 == "Start a scoring of Robin"
    assert value_of(browser, f"carers_{bare.family.child_id}") == bare.family.carer_id
    browser.post(start_url(bare), data=asked(bare, conditions="disability"))
    assert browser.h1 == "Robin, 6 years 10 months Care by Mum"
    words = words_of(browser)
    assert "The scoring is started." in words
    assert "Disability or long-term illness" in words
    assert "Start with Nutrition" in links_of(browser)


def test_a_second_click_on_start_is_one_scoring(bare: Ground):
    browser = signed_in(bare)
    places = {browser.post(start_url(bare), data=asked(bare)).url.path for _ in range(2)}
    assert len(places) == 1


@pytest.mark.parametrize(
    ("sent", "line"),
    [
        ({"carers": []}, "Choose whose care of Robin is scored."),
        ({"window_start-day": "31", "window_start-month": "2"}, "Enter the first day as a real date"),
        ({"window_end-year": ""}, "Add the year to the last day."),
        ({"window_end-day": "1"}, "is before the first"),
        ({"window_end-year": "2027"}, "six weeks ahead"),
        ({"window_start-year": "2024"}, "tick that a long one is meant"),
        ({"instrument": "care-profile@1999.1"}, "Choose one of the instruments in the list."),
        ({"conditions": "tall"}, "Choose from the conditions on the page."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_stays_typed(bare: Ground, sent: dict[str, Any], line: str):
    browser = signed_in(bare)
    answer = browser.post(start_url(bare), data=asked(bare, **sent))
    assert answer.status_code == 422
    assert any(line in one for one in summary_of(browser))
    typed = {key: value for key, value in asked(bare, **sent).items() if "window" in key}
    assert {key: value_of(browser, key) or "" for key in typed} == typed


def test_a_long_window_that_is_meant_is_taken(bare: Ground):
    browser = signed_in(bare)
    browser.post(start_url(bare), data=asked(bare, **{"window_start-year": "2025"}))
    assert value_of(browser, "long_window_meant") == "yes"
    browser.post(start_url(bare), data=asked(bare, **{"window_start-year": "2025", "long_window_meant": "yes"}))
    assert "2 March 2025 to 20 March 2026" in words_of(browser)


@pytest.mark.parametrize(
    ("family", "line"),
    [
        ({"born": date(2007, 1, 1)}, "19 years 2 months old"),
        ({"born": None, "expected": date(2026, 8, 1)}, "not born on 20 March"),
    ],
)
def test_a_child_of_another_age_is_refused_in_words(embedded_practice: Practice, family: Any, line: str):
    ground = stand(embedded_practice, started=False, **family)
    browser = signed_in(ground)
    assert browser.post(start_url(ground), data=asked(ground)).status_code == 422
    assert line in summary_of(browser)[0]


def test_of_several_children_one_is_chosen_first(bare: Ground):
    sister = Child(id=bare.practice.ids.new(), family_id=bare.family.id, called="Wren", born=date(2022, 1, 1))
    build.put(bare.practice, sister)
    browser = signed_in(bare)
    browser.get(start_url(bare))
    assert browser.h1 == "Which child is scored?"
    browser.get(links_of(browser)["Wren"])
    assert browser.h1 == "Start a scoring of Wren"
    assert "Nobody is recorded as caring for Wren yet." in words_of(browser)
    assert browser.get(f"{start_url(bare)}?child=nothing").status_code == 404


def test_several_children_are_started_together(bare: Ground):
    mum, robin = bare.family.carer_id, bare.family.child_id
    wren = build.sibling(bare.practice, bare.family, "Wren", mum)
    build.sibling(bare.practice, bare.family, "Finch")
    build.carer(bare.practice, bare.family, "Dad", robin, wren)
    browser = signed_in(bare)
    browser.get(start_url(bare))
    assert choices_of(browser, "child") == [robin, wren]
    browser.get(f"{start_url(bare)}?child={robin}&child={wren}")
    assert browser.h1 == "Start scorings of Robin and Wren"
    wanted = {f"carers_{robin}": mum, f"carers_{wren}": mum, "child": [robin, wren]}
    answer = browser.post(start_url(bare), data=asked(bare, **{**wanted, f"carers_{wren}": []}))
    assert answer.status_code == 422
    assert summary_of(browser) == ["Choose whose care of Wren is scored."]
    browser.post(start_url(bare), data=asked(bare, **wanted))
    assert browser.h1 == "Robin, 6 years 10 months Care by Mum"
    assert "2 scorings over these days are started." in words_of(browser)
    browser.get(links_of(browser)["Wren, care by Mum"])
    assert browser.h1 == "Wren, 4 years 2 months Care by Mum"
    assert "Robin, care by Mum" in links_of(browser)


def test_no_child_chosen_is_said_and_ages_stand_beside_what_is_not_made_for_them(bare: Ground):
    build.sibling(bare.practice, bare.family, "Wren", bare.family.carer_id)
    browser = signed_in(bare)
    browser.get(f"{start_url(bare)}?several=yes")
    assert summary_of(browser) == ["Choose at least one child."]


def test_what_is_open_already_is_linked_before_another_one_starts(bare: Ground):
    mum, robin = bare.family.carer_id, bare.family.child_id
    open_one = bare.start().id
    bare.save("A1a", 2, scoring_id=open_one)
    browser = signed_in(bare)
    wanted = {f"carers_{robin}": mum, "child": [robin]}
    answer = browser.post(start_url(bare), data=asked(bare, **wanted))
    assert answer.status_code == 422
    assert f"/scorings/{open_one}" in links_of(browser).values()
    assert "Start another one all the same" in words_of(browser)
    browser.post(start_url(bare), data=asked(bare, another_meant="yes", **wanted))
    assert "The scoring is started." in words_of(browser)


def test_nobody_starts_where_they_may_not(bare: Ground):
    stranger(bare)
    for username in ("stranger", "supervisor"):
        browser = signed_in(bare, username)
        assert browser.get(start_url(bare)).status_code == 404
        assert browser.post(start_url(bare), data=asked(bare)).status_code == 404


def test_the_overview_tells_what_is_missing_with_links(ground: Ground):
    browser = signed_in(ground)
    ground.save("A1a", 4)
    ground.save("A1b", 2)
    browser.get(url(ground))
    words, links = words_of(browser), links_of(browser)
    assert "2 of 33 graded · 1 to say what it rests on · 31 to do" in words
    assert "4 because of A1a Quality" in words
    assert "(provisional)" in words
    assert links["A1c Preparation"] == url(ground, "/parts/A1#item-A1c")
    assert links["Nothing in Safety is graded. Grade what you saw, or say why nothing could be graded."] == url(
        ground, "/parts/B1"
    )
    assert links["No visit is recorded. Add at least one: when, where and who was seen."] == url(
        ground, "/details#visits"
    )
    assert "With you" in words


def test_the_overview_of_everything_answered_offers_to_sign(ground: Ground):
    ground.fill()
    ground.visit(announced=False)
    browser = signed_in(ground)
    browser.get(url(ground))
    assert links_of(browser)["Sign and send to your supervisor"] == url(ground, "/sign")
    assert "1 visit: 6 Mar 2026 (unannounced)." in words_of(browser)


def test_strangers_see_no_page_of_a_scoring(ground: Ground):
    stranger(ground)
    browser = signed_in(ground, "stranger")
    for place in ("", "/profile", "/details", "/sign", "/withdraw", "/amend", "/review"):
        assert browser.get(url(ground, place)).status_code == 404


def test_others_of_the_network_read_and_change_nothing(ground: Ground):
    colleague(ground)
    browser = signed_in(ground, "colleague")
    browser.get(url(ground))
    assert "With the scorer" in words_of(browser)
    browser.get(url(ground, "/details"))
    assert "Only those who score can change this scoring." in words_of(browser)
    assert browser.page is not None
    assert [form.get("action") for form in browser.page.iter("form")] == ["/sign-out"]
    assert browser.post(url(ground, "/visits"), data=visit()).status_code == 409
    assert ground.view().visits == []


def test_the_profile_says_why_each_grade_is_what_it_is(ground: Ground):
    ground.fill({"A1a": 4, "A1b": 3, "A2a": 3, "A2b": 1, "A2c": ItemState.NOT_OBSERVED, "B2": 5})
    ground.save("A1b", 2, "Tea was ready.", on=1)
    browser = signed_in(ground)
    browser.get(url(ground, "/profile"))
    words = words_of(browser)
    for said in (
        "4 because of A1a Quality.",
        "5 because of B2 In the carer's absence.",
        "Two grades were given equally often; the worse one, 3, counts.",
        "2 of 3 graded; 1 not observed.",
        "A2c Facilities: not observed",
        "(provisional)",
        "Tea was ready.",
        "Changed 1 time",
        "4 of 4 parts graded. 2 is the grade given most often.",
        "This scoring is draft.",
    ):
        assert said in words, said
    band = ground.view().instrument.age_band("5-to-10")
    assert ground.view().instrument.item("A1a").descriptor(4, band).replace("\n", " ").strip() in words


def test_a_profile_without_a_grade_shows_no_number(ground: Ground):
    browser = signed_in(ground)
    browser.get(url(ground, "/profile"))
    assert browser.page is not None
    main = next(browser.page.iter("main"))
    chips = [one for one in main.iter("span") if "grade-chip" in (one.get("class") or "").split()]
    key = ground.view().instrument.scale.values
    assert len([one for one in chips if "grade-chip--none" not in (one.get("class") or "")]) == len(key)


def visit(**more: str) -> dict[str, str]:
    return {**day("on", date(2026, 3, 6)), "announced": "unannounced", "place": "At home", "seen": "Mum", **more}


def test_visits_are_added_and_removed(ground: Ground):
    browser = signed_in(ground)
    browser.post(url(ground, "/visits"), data=visit(child_seen="yes", child_seen_alone="yes"))
    words = words_of(browser)
    assert "The visit is added." in words
    assert "6 March 2026, unannounced, At home" in words
    assert "Robin was seen alone." in words
    [one] = ground.view().visits
    browser.post(url(ground, f"/visits/{one.id}/remove"))
    assert "No visit is recorded yet." in words_of(browser)


@pytest.mark.parametrize(
    ("sent", "line"),
    [
        ({"on-day": "1"}, "outside the observation window"),
        ({"on-day": "21"}, "still to come"),
        ({"on-day": ""}, "Add the day to the day of the visit."),
        ({"announced": ""}, "Choose whether the visit was announced."),
        ({"child_seen_alone": "yes"}, "Tick both, or neither."),
        ({"seen": "x" * 201}, "Shorten who was seen to 200 characters."),
    ],
)
def test_a_visit_that_cannot_be_comes_back_as_typed(ground: Ground, sent: dict[str, str], line: str):
    browser = signed_in(ground)
    assert browser.post(url(ground, "/visits"), data=visit(**sent)).status_code == 422
    assert any(line in one for one in summary_of(browser)), summary_of(browser)
    assert value_of(browser, "place") == "At home"
    assert ground.view().visits == []


def window(ground: Ground, **more: Any) -> dict[str, Any]:
    dates = {**day("window_start", date(2026, 3, 2)), **day("window_end", date(2026, 3, 20))}
    return {"version": str(ground.view().scoring.version), **dates, **more}


def test_the_window_is_corrected(ground: Ground):
    browser = signed_in(ground)
    browser.post(url(ground, "/details/window"), data=window(ground, **{"window_start-day": "3"}))
    assert "3 to 20 March 2026" in words_of(browser)
    assert "The details are changed." in words_of(browser)


def test_a_correction_on_an_older_page_is_refused_and_says_so(ground: Ground):
    browser = signed_in(ground)
    stale = window(ground, **{"window_start-day": "4"})
    ground.visit()
    assert browser.post(url(ground, "/details/window"), data=stale).status_code == 409
    assert "changed after the page was opened" in words_of(browser)
    assert ground.view().scoring.window_start == date(2026, 3, 2)


def test_answers_that_lose_their_question_are_told(ground: Ground):
    browser = signed_in(ground)
    browser.post(url(ground, "/details/window"), data=window(ground, conditions="disability"))
    ground.save("A5d", 4)
    browser.post(url(ground, "/details/window"), data=window(ground))
    assert "their answers were taken back and stay in their history" in words_of(browser)


def test_another_age_band_asks_to_read_again(embedded_practice: Practice):
    ground = stand(embedded_practice, born=date(2015, 3, 20))
    browser = signed_in(ground)
    browser.post(url(ground, "/details/window"), data=window(ground, **{"window_end-day": "19"}))
    assert "Read the grades again" in words_of(browser)


def test_a_window_that_loses_a_visit_is_refused_at_its_field(ground: Ground):
    ground.visit()
    browser = signed_in(ground)
    sent = window(ground, **{"window_start-day": "9"})
    assert browser.post(url(ground, "/details/window"), data=sent).status_code == 422
    assert "The visit on 6 March 2026 would be outside this window." in summary_of(browser)[0]
    assert value_of(browser, "window_start-day") == "9"


def reasons(ground: Ground, **more: str) -> dict[str, str]:
    empty = {f"reason_{key}": "" for key in ("A", "B", "C", "D", "C2")}
    return {"version": str(ground.view().scoring.version), **empty, **more}


def test_reasons_are_kept_together_and_taken_back(ground: Ground):
    browser = signed_in(ground)
    browser.post(
        url(ground, "/reasons"), data=reasons(ground, reason_B="Refused at the door.", reason_C2="Temperament.")
    )
    scoring = ground.view().scoring
    assert (scoring.missing_reasons, scoring.exclusions) == ({"B": "Refused at the door."}, {"C2": "Temperament."})
    browser.get(url(ground))
    assert "Why nothing is graded: Refused at the door." in words_of(browser)
    assert "Temperament." in words_of(browser)
    browser.post(url(ground, "/reasons"), data=reasons(ground))
    scoring = ground.view().scoring
    assert (scoring.missing_reasons, scoring.exclusions) == ({}, {})


def test_a_reason_of_a_book_comes_back_as_typed(ground: Ground):
    browser = signed_in(ground)
    answer = browser.post(url(ground, "/reasons"), data=reasons(ground, reason_B="z" * 2_001, reason_C2="Kept here."))
    assert answer.status_code == 422
    assert "2,000 characters" in summary_of(browser)[0]
    assert "z" * 2_001 in answer.text
    assert "Kept here." in answer.text
    assert ground.view().scoring.exclusions == {}


def test_a_visit_is_shared_with_a_sister_corrected_and_taken_in(bare: Ground):
    wren = build.sibling(bare.practice, bare.family, "Wren", bare.family.carer_id)
    robins, wrens = bare.start(), bare.start(child_id=wren)
    browser = signed_in(bare)
    details = f"/scorings/{robins.id}/details"
    browser.get(details)
    assert checked_of(browser, "also") == [], "somebody has to say so"
    first = {**day("on", date(2026, 3, 6)), "announced": "unannounced", "child_seen": "yes", "place": "Home"}
    browser.post(f"/scorings/{robins.id}/visits", data={**first, "also": wrens.id, "also_seen": wren})
    assert "Counts for Wren, care by Mum too." in words_of(browser)
    browser.get(links_of(browser)["Correct or remove the visit of 6 March 2026"])
    assert "This visit counts for 2 scorings." in words_of(browser)
    version = value_of(browser, "version")
    browser.get(details)
    place = links_of(browser)["Correct or remove the visit of 6 March 2026"]
    wrong = browser.post(place, data={**first, "version": version, "on-month": "5"})
    assert wrong.status_code == 422
    browser.post(place, data={**first, "version": version, "place": "School"})
    assert "The visit is corrected." in words_of(browser)
    browser.get(f"/scorings/{wrens.id}/details")
    assert "6 March 2026, unannounced, School Wren was seen, not alone." in words_of(browser)
    browser.post(f"/scorings/{wrens.id}/visits", data={**first, "on-day": "9", "also": []})
    browser.get(details)
    browser.get(links_of(browser)["Count it here too: the visit of 9 March 2026"])
    taken = next(form.get("action") for form in browser.page.iter("form") if "take-in" in (form.get("action") or ""))
    assert browser.post(taken, data={}).status_code == 422
    browser.post(taken, data={"child": "alone"})
    assert "9 March 2026, unannounced, Home Robin was seen alone." in words_of(browser)
