"""The scoring page: what it shows, one answer saved by itself, all of them saved without script, and nothing typed ever lost."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from gcp.grades import ItemState
from tests.page_checks import Browser, text_of
from tests.scoring_ground import Ground, colleague, stand, stranger
from tests.web.visitors import browser_of, links_of, summary_of, words_of
from workflow.rules.evidence import Basis, BasisKind
from workflow.services.answers import Given
from workflow.services.desk import Practice
from workflow.web.choices import choices

HOSTILE = "<script>alert('x')</script> & \"quotes\""
EMOJI = "\N{FRENCH FRIES} \u0634\u0627\u064a \u200f(tea)"


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    return stand(embedded_practice)


@pytest.fixture
def browser(ground: Ground) -> Browser:
    return browser_of(ground.practice, "practitioner")


def part(ground: Ground, sub_area: str = "A1") -> str:
    return f"/scorings/{ground.scoring_id}/parts/{sub_area}"


def answer(ground: Ground, item: str = "A1a") -> str:
    return f"/scorings/{ground.scoring_id}/answers/{item}"


def fields(item: str, chosen: str = "", note: str = "", version: int | str = 0) -> dict[str, str]:
    chosen_too = {f"answer-{item}": chosen} if chosen else {}
    return {**chosen_too, f"note-{item}": note, f"version-{item}": str(version)}


def all_of(ground: Ground, sub_area: str = "A1", **changed: dict[str, str]) -> dict[str, str]:
    """What a browser posts from a page nobody has touched, but for the items named."""
    [line] = [line for line in ground.view().parts if line.sub_area.id == sub_area]
    return {name: value for item in line.items for name, value in (changed.get(item.id) or fields(item.id)).items()}


def checked(browser: Browser, item: str) -> list[str | None]:
    assert browser.page is not None
    inputs = [one for one in browser.page.iter("input") if one.get("name") == f"answer-{item}"]
    return [one.get("value") for one in inputs if one.get("checked") is not None]


def note_of(browser: Browser, item: str) -> str:
    assert browser.page is not None
    [area] = [one for one in browser.page.iter("textarea") if one.get("name") == f"note-{item}"]
    return "".join(area.itertext())


def version_of(browser: Browser, item: str) -> str | None:
    assert browser.page is not None
    return next(one.get("value") for one in browser.page.iter("input") if one.get("name") == f"version-{item}")


def test_the_page_shows_this_ages_words_beside_the_grades(ground: Ground, browser: Browser):
    assert browser.get(part(ground)).status_code == 200
    assert browser.h1 == "Physical care Nutrition"
    words = words_of(browser)
    instrument = ground.view().instrument
    band = instrument.age_band("5-to-10")
    for item in instrument.sub_area("A1").items:
        assert all(item.descriptor(value, band).replace("\n", " ") in words for value in instrument.scale.values)
        assert item.plain in words
        assert item.look_for[0] in words
    assert "Robin, 6 years 10 months care by Mum, 2 to 20 March 2026" in words
    assert "0 of 33 graded · 33 to do" in words
    assert "Nothing saved yet" in words
    assert "A1a Quality, to do" in words


def test_a_page_asks_only_what_suits_the_age(embedded_practice: Practice):
    ground = stand(embedded_practice, born=date(2025, 6, 1))
    browser = browser_of(ground.practice, "practitioner")
    browser.get(part(ground, "B1"))
    assert "Online safety" not in words_of(browser)
    browser.get(part(ground, "D1"))
    asked = [item.id for line in ground.view().parts if line.sub_area.id == "D1" for item in line.items]
    assert browser.page is not None
    sets = [one.get("data-item") for one in browser.page.iter("fieldset") if one.get("data-item")]
    assert sets == asked


def test_what_is_drawn_once_is_drawn_for_each_age_and_choice(embedded_practice: Practice):
    library = embedded_practice.library
    instrument = library.shelf()["care-profile@2026.2"].instrument
    item = instrument.item("A1a")
    young, old = instrument.age_band("under-2"), instrument.age_band("11-to-17")
    drawn = {
        (band.key, chosen): choices(item, band, instrument, chosen)
        for band in (young, old)
        for chosen in ("", "2", "4")
    }
    assert len(set(drawn.values())) == len(drawn)
    assert choices(item, young, instrument, "2") is drawn["under-2", "2"]
    again = replace(item, name="Another instrument's item of the same id")
    assert choices(again, young, instrument, "2") is not drawn["under-2", "2"]
    for (_, chosen), html in drawn.items():
        assert html.count(" checked") == (1 if chosen else 0)


def test_one_answer_saves_itself_and_says_when(ground: Ground, browser: Browser):
    saved = browser.save(answer(ground), fields("A1a", "4", EMOJI))
    assert saved.status_code == 200
    assert 'name="version-A1a" id="version-A1a" value="1"' in saved.text
    assert "Saved 12:00" in saved.text
    assert "1 of 33 graded · 1 to say what it rests on · 32 to do" in saved.text
    assert "A1a Quality<" in saved.text
    assert "role=" not in saved.text, "a save that worked is not announced"
    kept = ground.view().answers["A1a"].given
    assert (kept.grade, kept.note) == (4, EMOJI)
    browser.get(part(ground))
    assert (checked(browser, "A1a"), note_of(browser, "A1a"), version_of(browser, "A1a")) == (["4"], EMOJI, "1")
    assert "A1a Quality, done" in words_of(browser)


@pytest.mark.parametrize("state", ["not-observed", "not-applicable", "refused", "not-safe-to-ask"])
def test_an_answer_may_be_a_state_and_may_be_cleared(ground: Ground, browser: Browser, state: str):
    browser.save(answer(ground), fields("A1a", state))
    browser.get(part(ground))
    assert checked(browser, "A1a") == [state]
    browser.save(answer(ground), fields("A1a", "unanswered", version=1))
    browser.get(part(ground))
    assert checked(browser, "A1a") == []
    assert ground.view().answers["A1a"].given.state is ItemState.UNANSWERED


def test_the_reasons_for_no_grade_travel_into_every_total(ground: Ground, browser: Browser):
    for item, state in {"A1a": "refused", "A1b": "not-safe-to-ask", "A1c": "refused"}.items():
        told = browser.save(answer(ground, item), fields(item, state))
    assert "0 of 33 graded; 2 refused, 1 not safe to ask · 30 to do" in told.text
    browser.save(answer(ground, "A1d"), fields("A1d", "2"))
    browser.get(f"/scorings/{ground.scoring_id}")
    assert "1 of 33 graded; 2 refused, 1 not safe to ask · 29 to do" in words_of(browser)
    assert "1 of 5 graded; 2 refused, 1 not safe to ask, 1 to do" in words_of(browser)
    browser.get(f"/scorings/{ground.scoring_id}/profile")
    words = words_of(browser)
    assert "A1a Quality: refused" in words
    assert "A1b Quantity: not safe to ask" in words
    assert "1 of 33 items graded; 2 refused, 1 not safe to ask" in words
    browser.get(f"{answer(ground)}/history")
    assert "Refused" in words_of(browser)


RESTS_ON = {
    "said": "child-said",
    "agency": "School",
    "agency-on": "2026-03-09",
    "impact": "He is hungry by ten.",
    "often": "Most days",
    "since": "Since Christmas",
}


def resting(item: str, chosen: str, version: int = 0, **more: str) -> dict[str, str]:
    """An answer with what it rests on."""
    return {**fields(item, chosen, version=version), **{f"{key}-{item}": value for key, value in more.items()}}


def test_what_a_grade_rests_on_is_asked_for_kept_and_shown(ground: Ground, browser: Browser):
    asked = browser.save(answer(ground), fields("A1a", "4"))
    assert "asked for" in asked.text
    browser.get(part(ground))
    assert browser.page is not None
    fold = next(one for one in browser.page.iter("details") if one.get("id") == "rests-on-A1a")
    assert fold.get("open") is not None, "what is asked for is open"
    told = browser.save(answer(ground), resting("A1a", "4", 1, **RESTS_ON))
    assert told.status_code == 200
    assert "2 things" in told.text
    assert "1 of 33 graded · 32 to do" in told.text
    evidence = ground.view().answers["A1a"].given.evidence
    assert evidence.basis == (
        Basis(BasisKind.CHILD),
        Basis(BasisKind.AGENCY, who="School", on=date(2026, 3, 9)),
    )
    assert (evidence.impact, evidence.how_often, evidence.since) == (
        "He is hungry by ten.",
        "Most days",
        "Since Christmas",
    )
    html = browser.get(part(ground)).text
    for kept in (
        'value="child-said" checked',
        'value="School"',
        'value="2026-03-09"',
        ">He is hungry by ten.</textarea>",
    ):
        assert kept in html
    browser.get(f"{answer(ground)}/history")
    words = words_of(browser)
    assert "Rests on: Robin said; another agency: School, of 9 March 2026" in words
    assert "What it is like for Robin: He is hungry by ten." in words


def test_a_visit_is_something_to_rest_on_and_cannot_be_removed_from_under_a_grade(ground: Ground, browser: Browser):
    ground.visit(announced=False)
    [visit] = ground.view().visits
    browser.get(part(ground))
    assert "Seen on 6 Mar 2026, unannounced, Home" in words_of(browser)
    assert browser.save(answer(ground), resting("A1a", "5", seen=visit.id)).status_code == 200
    refused = browser.post(f"/scorings/{ground.scoring_id}/visits/{visit.id}/remove")
    assert refused.status_code == 409
    assert "A1a Quality rests on this visit. Change what is said there, then remove the visit." in words_of(browser)
    browser.get(f"/scorings/{ground.scoring_id}/visits/{visit.id}")
    assert "A1a Quality rests on this visit. The visit can be removed once no grade rests on it:" in words_of(browser)
    assert links_of(browser)["What A1a rests on"] == f"{part(ground)}#item-A1a"
    browser.save(answer(ground), fields("A1a", "5", version=1))
    removed = browser.post(f"/scorings/{ground.scoring_id}/visits/{visit.id}/remove", follow_redirects=False)
    assert removed.status_code == 303
    browser.get(f"{answer(ground)}/history")
    assert "seen at a visit that was taken out since" in words_of(browser)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"seen": "nothing"}, "not among the visits of this scoring any more"),
        ({"said": "the-neighbour-said"}, "Choose from the answers on the page."),
        ({"agency-on": "2026-03-09"}, "Say which agency it was"),
        ({"record": "Health record", "record-on": "yesterday"}, "as a real date"),
        ({"record": "Health record", "record-on": "2036-03-09"}, "still to come"),
        ({"often": "x" * 201}, "200 can be kept"),
        ({"impact": "x" * 2001}, "2,000 can be kept"),
    ],
)
def test_what_cannot_be_a_basis_is_said_at_its_item_and_comes_back_as_typed(
    ground: Ground, browser: Browser, more: dict[str, str], words: str
):
    told = browser.save(answer(ground, "A1b"), resting("A1b", "4", **more))
    assert (told.status_code, words in told.text) == (422, True)
    page = browser.post(part(ground), data=all_of(ground, A1a=resting("A1a", "4", **more)))
    assert page.status_code == 422
    assert words in words_of(browser)
    assert browser.page is not None
    fold = next(one for one in browser.page.iter("details") if one.get("id") == "rests-on-A1a")
    assert fold.get("open") is not None
    typed = [value for value in more.values() if len(value) > 200 or value == "Health record"]
    assert all(f'value="{value}"' in page.text or f">{value}</textarea>" in page.text for value in typed)
    kept = ground.view().answers
    if "said" in more:  # no page of ours has that tick
        assert kept == {}
    else:  # the fault keeps back its own field, and the grade is there
        assert {key: one.given for key, one in kept.items()} == dict.fromkeys(("A1a", "A1b"), Given(4))
        assert told.text.count("The rest of it is saved.") == page.text.count("The rest of it is saved.") == 1


def test_a_fault_keeps_back_its_own_field_and_the_next_save_goes_on(ground: Ground, browser: Browser):
    sent = resting("A1a", "4", since="May", record="Health record")
    assert browser.save(answer(ground), sent).status_code == 200
    more = {
        **sent,
        "note-A1a": "Crisps again.",
        "since-A1a": "x" * 201,
        "agency-on-A1a": "2026-03-09",
        "version-A1a": "1",
    }
    keyed = {**more, "client-key": "0123456789abcdef"}
    for _ in range(2):  # its answer may not arrive: the same save again is told the same
        told = browser.save(answer(ground), keyed)
        assert told.status_code == 422
        assert "Not saved: since when. " in told.text
        assert "Not saved: which agency. Say which agency it was" in told.text
        assert 'id="version-A1a" value="2"' in told.text
    kept = ground.view().answers["A1a"]
    assert (kept.given.note, kept.given.evidence.since, kept.version) == ("Crisps again.", "May", 2)
    assert [one.kind for one in kept.given.evidence.basis] == [BasisKind.RECORD]
    # An older page, or the same one without its key, overwrites nothing.
    assert browser.save(answer(ground), more).status_code == 409
    mended = {**more, "since-A1a": "June", "agency-on-A1a": "", "version-A1a": "2"}
    assert browser.save(answer(ground), mended).status_code == 200
    assert ground.view().answers["A1a"].given.evidence.since == "June"


def test_two_tabs_are_shown_what_each_rests_on(ground: Ground, browser: Browser):
    browser.save(answer(ground), resting("A1a", "4", **RESTS_ON))
    lost = browser.save(answer(ground), resting("A1a", "4", record="Red book"))
    assert lost.status_code == 409
    assert "another agency" in lost.text
    assert "Red book" in lost.text


def test_a_change_from_last_time_asks_why_and_blocks_nothing(ground: Ground, browser: Browser):
    ground.fill({"A1a": 2})
    ground.visit()
    ground.sign_off()
    now = Ground(ground.practice, ground.scorer, ground.supervisor, ground.family, ground.start().id)
    assert "Say what changed" not in browser.save(answer(now), fields("A1a", "3")).text
    jumped = browser.save(answer(now), resting("A1a", "4", 1, said="child-said"))
    assert jumped.status_code == 200
    assert "2 grades from last time. Say what changed." in jumped.text
    browser.get(part(now))
    assert "2 grades from last time. Say what changed." in words_of(browser)
    said = browser.save(answer(now), resting("A1a", "4", 2, said="child-said", why="His shifts changed."))
    assert "Say what changed" not in said.text
    assert "Last time" in said.text


def test_only_what_is_left_to_do_can_be_shown(ground: Ground, browser: Browser):
    ground.fill()
    for item in ("A1b", "B2"):
        ground.save(item, ItemState.UNANSWERED, on=1)
    ground.save("A1d", 5, on=1)
    browser.get(f"{part(ground)}?show=left")
    assert browser.page is not None
    shown = [one.get("data-item") for one in browser.page.iter("fieldset") if one.get("data-item")]
    assert shown == ["A1b", "A1d"]
    [onwards] = [one.get("href") for one in browser.page.iter("a") if one.get("data-onwards") is not None]
    assert onwards == f"{part(ground, 'B2')}?show=left#item-B2"
    sent = {**fields("A1b", "2", version=2), **resting("A1d", "5", 2, said="child-said")}
    done = browser.post(f"{part(ground)}?show=left", data=sent, follow_redirects=False)
    assert done.headers["location"] == f"{part(ground, 'B2')}?show=left"
    browser.get(f"{part(ground)}?show=left")
    assert "Nothing is left to do in Nutrition." in words_of(browser)


def test_the_same_save_twice_is_saved_once(ground: Ground, browser: Browser):
    first = browser.save(answer(ground), fields("A1a", "4"))
    again = browser.save(answer(ground), fields("A1a", "4"))
    assert again.text == first.text


def test_two_tabs_are_shown_both_values_and_may_keep_either(ground: Ground, browser: Browser):
    browser.save(answer(ground), fields("A1a", "4", "From the kitchen."))
    lost = browser.save(answer(ground), fields("A1a", "2", HOSTILE))
    assert lost.status_code == 409
    assert 'role="alert"' in lost.text
    for words in (
        "You changed this somewhere else at 12:00",
        "From the kitchen.",
        "alert(",
        "Keep mine",
        "Keep what is saved",
    ):
        assert words in lost.text
    assert "<script>" not in lost.text
    assert 'id="version-A1a" value="0"' in lost.text, "only the button names the newer version"
    assert ground.view().answers["A1a"].given.grade == 4
    mine = browser.save(answer(ground), {**fields("A1a", "2", "Mine."), "keep-A1a": "1"})
    assert mine.status_code == 200
    assert ground.view().answers["A1a"].given.grade == 2
    theirs = browser.ask(answer(ground))
    assert "data-item" in theirs.text
    assert "Mine." in theirs.text
    assert "<h1" not in theirs.text


@pytest.mark.parametrize(
    ("item", "sent", "words"),
    [
        ("A1a", fields("A1a", "7"), "1, 2, 3, 4 or 5"),
        ("A1a", fields("A1a", "four"), "1, 2, 3, 4 or 5"),
        ("A1a", fields("A1a", "scored"), "1, 2, 3, 4 or 5"),
        ("A1a", fields("A1a", "2", "x" * 100_000), "100,000 characters"),
        ("A1a", fields("A1a", "2", "a\0b"), "cannot be kept"),
        ("A1a", {"answer-A1a": "2"}, "Reload it"),
        ("A1a", fields("A1a", "2", version="minus one"), "Reload it"),
        ("Z9z", fields("Z9z", "2"), "no item of that name"),
        ("A5d", fields("A5d", "2"), "Disability"),
    ],
    ids=[
        "off the scale",
        "words",
        "scored",
        "long note",
        "NUL",
        "no version",
        "odd version",
        "unknown item",
        "condition",
    ],
)
def test_what_cannot_be_saved_is_said_at_its_item(
    ground: Ground, browser: Browser, item: str, sent: dict[str, str], words: str
):
    refused = browser.save(answer(ground, item), sent)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert words in refused.text
    assert "Not saved" in refused.text
    # Where it is the note that cannot be kept, the grade is.
    note_alone = "cannot be kept" in words or "characters" in words
    assert {key: one.given for key, one in ground.view().answers.items()} == ({"A1a": Given(2)} if note_alone else {})


def test_last_time_shows_only_after_grading(ground: Ground, browser: Browser):
    ground.fill({"A1a": 5})
    ground.visit()
    ground.sign_off()
    now = Ground(ground.practice, ground.scorer, ground.supervisor, ground.family, ground.start().id)
    browser.get(part(now))
    assert "Last time" not in words_of(browser)
    assert "Last time" not in browser.save(answer(now), fields("A1a", "not-observed")).text
    graded = browser.save(answer(now), fields("A1a", "3", version=1))
    assert "Last time: " in graded.text
    assert "20 March 2026, same scorer" in graded.text
    browser.get(part(now))
    assert "Last time: grade 5 on 20 March 2026, same scorer" in words_of(browser)


def test_without_script_the_whole_part_is_saved_and_the_next_one_comes(ground: Ground, browser: Browser):
    sent = all_of(ground, A1a=fields("A1a", "4", "Crisps."), A1b=fields("A1b", "not-observed"))
    done = browser.post(part(ground), data=sent, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, part(ground, "A2"))
    view = ground.view()
    assert (view.answers["A1a"].given.grade, view.answers["A1b"].given.state) == (4, ItemState.NOT_OBSERVED)
    assert set(view.answers) == {"A1a", "A1b"}


def test_the_last_part_and_the_second_button_lead_to_the_overview(ground: Ground, browser: Browser):
    for url, sent in (
        (part(ground, "D4"), all_of(ground, "D4")),
        (part(ground), {**all_of(ground), "then": "overview"}),
    ):
        done = browser.post(url, data=sent, follow_redirects=False)
        assert done.headers["location"] == f"/scorings/{ground.scoring_id}"


def test_without_script_a_faulty_item_comes_back_as_typed_and_the_others_are_kept(ground: Ground, browser: Browser):
    long = "y" * 10_001
    sent = all_of(ground, A1a=fields("A1a", "4", long), A1b=fields("A1b", "3", "Kept."), A1c=fields("A1c", "9"))
    answered = browser.post(part(ground), data=sent)
    assert answered.status_code == 422
    assert note_of(browser, "A1a") == long
    assert checked(browser, "A1a") == ["4"]
    lines = summary_of(browser)
    assert [line.split(":")[0] for line in lines] == ["A1a", "A1c"]
    assert "10,001" in lines[0]
    assert browser.page is not None
    title = next(browser.page.iter("title"))
    assert text_of(title).startswith("Error:")
    assert {key: kept.given.grade for key, kept in ground.view().answers.items()} == {"A1a": 4, "A1b": 3}
    assert version_of(browser, "A1a") == "1"


def test_without_script_a_conflict_shows_both_and_keeps_the_rest(ground: Ground, browser: Browser):
    ground.save("A1a", 5, "Theirs.")
    sent = all_of(ground, A1a=fields("A1a", "2", "Mine."), A1b=fields("A1b", "3"))
    answered = browser.post(part(ground), data=sent)
    assert answered.status_code == 409
    words = words_of(browser)
    assert "Theirs." in words
    assert (checked(browser, "A1a"), note_of(browser, "A1a"), version_of(browser, "A1a")) == (["2"], "Mine.", "0")
    assert ground.view().answers["A1b"].given.grade == 3
    kept = browser.post(part(ground), data={**sent, "keep-A1a": "1"}, follow_redirects=False)
    assert kept.status_code == 303
    assert ground.view().answers["A1a"].given.note == "Mine."


def test_signed_out_in_the_middle_htmx_is_told_and_the_page_stays(ground: Ground, browser: Browser):
    browser.cookies.clear()
    told = browser.save(answer(ground), fields("A1a", "4"))
    assert told.status_code == 401
    assert told.headers["hx-retarget"] == "#problem"
    assert "signed out" in told.text
    assert ground.view().answers == {}


def test_signed_out_in_the_middle_without_script_nothing_typed_is_lost(ground: Ground, browser: Browser):
    browser.cookies.clear()
    sent = all_of(ground, A1a=fields("A1a", "4", "A long note about what was seen in the kitchen on Friday."))
    told = browser.post(part(ground), data=sent)
    assert (told.status_code, browser.h1) == (401, "You have been signed out")
    assert browser.page is not None
    kept = {one.get("name"): one.get("value") for one in browser.page.iter("input")}
    assert {name: kept[name] for name in sent} == sent
    [form] = [one for one in browser.page.iter("form") if one.get("action") == part(ground)]
    assert form.get("method") == "post"
    again = browser_of(ground.practice, "practitioner")
    assert again.post(part(ground), data=kept, follow_redirects=False).status_code == 303
    assert ground.view().answers["A1a"].given.grade == 4


@pytest.mark.parametrize("moved", ["sent", "withdrawn"])
def test_a_scoring_out_of_hand_is_shown_and_not_changed(ground: Ground, browser: Browser, moved: str):
    ground.fill()
    ground.visit()
    ground.move("send") if moved == "sent" else ground.move("withdraw", "Started by mistake.")
    page = browser.get(part(ground))
    assert "nothing in it can be changed" in words_of(browser)
    assert "hx-post" not in page.text
    assert "data-saves" not in page.text
    assert "Save and continue" not in words_of(browser)
    assert browser.save(answer(ground), fields("A1a", "5", version=1)).status_code == 409
    assert browser.post(part(ground), data=all_of(ground, A1a=fields("A1a", "5", version=1))).status_code == 409
    assert ground.view().answers["A1a"].given.grade == 2


def test_what_a_colleague_typed_into_anothers_scoring_is_refused(ground: Ground):
    colleague(ground)
    theirs = browser_of(ground.practice, "colleague")
    assert theirs.get(part(ground)).status_code == 200
    assert "Only those who score can change this scoring." in words_of(theirs)
    assert theirs.save(answer(ground), fields("A1a", "5")).status_code == 409
    assert ground.view().answers == {}


@pytest.mark.parametrize("place", ["parts/A1", "answers/A1a", "answers/A1a/history"])
def test_strangers_find_nothing_here(ground: Ground, place: str):
    stranger(ground)
    theirs = browser_of(ground.practice, "stranger")
    url = f"/scorings/{ground.scoring_id}/{place}"
    assert theirs.get(url).status_code == 404
    if place != "answers/A1a/history":
        assert theirs.post(url, data=fields("A1a", "5")).status_code == 404
    assert theirs.get(f"/scorings/nothing/{place}").status_code == 404
    assert ground.view().answers == {}


@pytest.mark.parametrize("place", ["parts/Z9", "parts/A1a", "answers/Z9z", "answers/A5d", "answers/Z9z/history"])
def test_places_that_are_not_there_are_not_found(ground: Ground, browser: Browser, place: str):
    assert browser.get(f"/scorings/{ground.scoring_id}/{place}").status_code == 404


def test_one_item_opened_in_a_plain_browser_is_its_place_on_the_page(ground: Ground, browser: Browser):
    there = browser.get(answer(ground, "A1c"), follow_redirects=False)
    assert (there.status_code, there.headers["location"]) == (303, f"{part(ground)}#item-A1c")


def test_a_note_keeps_its_first_empty_line(ground: Ground, browser: Browser):
    browser.save(answer(ground), fields("A1a", "2", "\r\nSecond line\r\nthird"))
    assert ground.view().answers["A1a"].given.note == "\nSecond line\nthird"
    browser.get(part(ground))
    assert note_of(browser, "A1a") == "\nSecond line\nthird"


def test_the_history_tells_who_changed_what_and_when(ground: Ground, browser: Browser):
    url = f"{answer(ground)}/history"
    browser.get(url)
    assert "Nothing was answered here yet." in words_of(browser)
    ground.save("A1a", 4, "Crisps.")
    ground.save("A1a", ItemState.NOT_OBSERVED, HOSTILE, on=1)
    browser.get(url)
    words = words_of(browser)
    assert words.count("20 March 2026, 12:00") == words.count("Practitioner Example") == 2
    assert words.index("Not observed") < words.index("Not answered")
    assert HOSTILE in words


def test_an_excluded_part_says_so(ground: Ground, browser: Browser):
    browser.post(
        f"/scorings/{ground.scoring_id}/reasons", data={"version": "1", "reason_C2": "Temperament.", **EMPTY_REASONS}
    )
    browser.get(part(ground, "C2"))
    assert "is left out of Emotional care: Temperament." in words_of(browser)


EMPTY_REASONS: dict[str, Any] = {f"reason_{area}": "" for area in "ABCD"}
