"""What is recorded around the grades, as the people who write and read it see it: with a script, without one, and when it cannot be kept."""

from datetime import date, timedelta

import pytest

from tests.page_checks import HTMX, Browser, text_of
from tests.scoring_ground import Ground, colleague, stand
from tests.web.visitors import browser_of, checked_of, links_of, summary_of, words_of
from workflow.clock import SetClock
from workflow.services import entries, targets, voices
from workflow.services.desk import Practice
from workflow.services.targets import NewTarget

HOSTILE = "<script>alert('x')</script> & \"quotes\"\nand a line"


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    return stand(embedded_practice)


@pytest.fixture
def browser(ground: Ground) -> Browser:
    return browser_of(ground.practice, "practitioner")


def url(ground: Ground, place: str = "") -> str:
    return f"/scorings/{ground.scoring_id}{place}"


def standing(ground: Ground) -> dict[str, tuple[dict, int]]:
    with ground.practice.open_for(ground.scorer.id) as desk:
        return {key: (dict(one.value), one.version) for key, one in entries.of_scoring(desk, ground.scoring_id).items()}


def text_in(browser: Browser, field: str) -> str:
    assert browser.page is not None
    return next("".join(one.itertext()) for one in browser.page.iter("textarea") if one.get("name") == field)


def saving(browser: Browser) -> list[str]:
    """The entries of the newest page that save themselves."""
    assert browser.page is not None
    return [one.get("data-saves") or "" for one in browser.page.iter() if one.get("data-saves")]


def test_every_section_is_reached_from_the_overview_and_leads_on_to_the_next(ground: Ground, browser: Browser):
    browser.get(url(ground))
    links = links_of(browser)
    titles = ["The work together", "Robin’s voice", "Who this family is", "What we make of it", "Seen by the carer"]
    keys = ["work", "voice", "family", "analysis", "seen"]
    for title, key, after in zip(titles, keys, [*titles[1:], ""], strict=True):
        assert links[title] == url(ground, f"/around/{key}")
        browser.get(links[title])
        assert browser.h1 == f"Robin, around the grades {title}"
        assert not after or after in links_of(browser)
        assert len(saving(browser)) >= 1


def test_what_the_child_wrote_on_their_own_pages_stands_above_their_words(ground: Ground, browser: Browser):
    ground.record("voice.child.A1b", {"grade": 2, "words": "On Fridays toast"})
    shown = browser.get(url(ground, "/around/voice")).text
    assert "Robin wrote at A1b Quantity:" in shown
    assert shown.index("On Fridays toast") < shown.index('name="words-child-voice"')
    assert text_in(browser, "words-child-voice") == "", "nothing is copied"
    assert "On Fridays toast" not in browser.get(url(ground, "/around/work")).text
    version = ground.view().scoring.version
    with ground.practice.open_for(ground.scorer.id) as desk:
        voices.put_apart(desk, ground.scoring_id, apart=True, version=version)
    assert "On Fridays toast" not in browser.get(url(ground, "/around/voice")).text
    ground.save("A1b", 2)
    assert "On Fridays toast" in browser.get(url(ground, "/around/voice")).text


def test_each_entry_says_where_it_saves_itself_and_on_which_version(ground: Ground, browser: Browser):
    ground.record("going-well", {"words": "Up for school."})
    browser.get(url(ground, "/around/analysis"))
    assert browser.page is not None
    one = next(e for e in browser.page.iter() if e.get("data-saves") == "going-well")
    assert one.get("data-url") == url(ground, "/entries/going-well")
    assert [(e.get("name"), e.get("value")) for e in one.iter("input")] == [("version-going-well", "1")]
    assert text_in(browser, "words-going-well") == "Up for school."
    assert any(e.get("id") == "state-going-well" for e in one.iter())


def test_one_entry_is_saved_by_itself_and_answers_with_its_words(ground: Ground, browser: Browser):
    form = {"words-faith": HOSTILE, "version-faith": "0", "client-key": "0123456789abcdef"}
    answer = browser.post(url(ground, "/entries/faith"), data=form, headers=HTMX)
    assert answer.status_code == 200
    assert 'value="1"' in answer.text
    assert "Saved 12:00" in answer.text
    assert 'id="saved-state" hx-swap-oob="true"' in answer.text
    assert standing(ground) == {"faith": ({"words": HOSTILE}, 1)}
    again = browser.post(url(ground, "/entries/faith"), data=form, headers=HTMX)
    assert again.status_code == 200
    assert standing(ground) == {"faith": ({"words": HOSTILE}, 1)}
    browser.get(url(ground, "/around/family"))
    assert text_in(browser, "words-faith") == HOSTILE


def test_a_plain_browser_comes_back_to_the_entry(ground: Ground, browser: Browser):
    answer = browser.post(
        url(ground, "/entries/faith"), data={"words-faith": "x", "version-faith": "0"}, follow_redirects=False
    )
    assert answer.headers["location"] == url(ground, "/entries/faith")
    answer = browser.get(url(ground, "/entries/faith"), follow_redirects=False)
    assert answer.headers["location"] == url(ground, "/around/family#entry-faith")


def test_a_voice_beside_an_item_is_saved_by_itself_and_leads_to_its_place(ground: Ground, browser: Browser):
    key = f"voice.carer.{ground.family.carer_id}.A1a"
    name = key.replace(".", "_")
    form = {f"grade-{name}": "2", f"words-{name}": "Fine.", f"version-{name}": "0"}
    answer = browser.post(url(ground, f"/entries/{key}"), data=form, headers=HTMX)
    assert answer.status_code == 200
    assert "href" not in answer.text, "the device may be in the carer's hands: nothing leads away"
    assert standing(ground) == {key: ({"grade": 2, "words": "Fine."}, 1)}
    answer = browser.get(url(ground, f"/entries/{key}"), follow_redirects=False)
    assert answer.headers["location"] == url(ground, "/voices/A1#voices-of-A1a")
    taken = browser.get(url(ground, f"/entries/{key}"), headers=HTMX).text
    assert "Fine." in taken
    assert "Does Robin get food" in taken


def section(**typed: str) -> dict[str, str]:
    """The section "What we make of it" as a browser without script posts it."""
    keys = ["going-well", "worried-about", "why_parental-health", "why_substances"]
    keys += ["why_domestic-abuse", "why_poverty", "why_capacity-to-change"]
    return {f"version-{key}": "0" for key in keys} | {f"words-{key}": "" for key in keys} | typed


def test_a_whole_section_is_saved_without_script_and_leads_on(ground: Ground, browser: Browser):
    form = section(**{"words-going-well": "Fed.", "words-why_poverty": "Two jobs."})
    answer = browser.post(url(ground, "/around/analysis"), data=form, follow_redirects=False)
    assert answer.headers["location"] == url(ground, "/around/seen")
    assert standing(ground) == {"going-well": ({"words": "Fed."}, 1), "why.poverty": ({"words": "Two jobs."}, 1)}
    answer = browser.post(url(ground, "/around/analysis"), data={**form, "then": "overview"}, follow_redirects=False)
    assert answer.headers["location"] == url(ground)
    browser.get(url(ground))
    assert "2 of 8 recorded" in words_of(browser)


def test_what_cannot_be_kept_comes_back_as_typed_and_the_rest_is_kept(ground: Ground, browser: Browser):
    form = section(**{"words-going-well": "x" * 10_001, "words-why_poverty": "Two jobs."})
    answer = browser.post(url(ground, "/around/analysis"), data=form)
    assert answer.status_code == 422
    assert standing(ground) == {"why.poverty": ({"words": "Two jobs."}, 1)}
    assert text_in(browser, "words-going-well") == "x" * 10_001
    (line,) = summary_of(browser)
    assert line.startswith("What is going well: This is 10,001 characters long")
    assert browser.page is not None
    assert [a.get("href") for a in browser.page.iter("a") if text_of(a) == line] == ["#words-going-well"]


def test_a_day_still_to_come_is_refused_beside_its_field(ground: Ground, browser: Browser):
    key = f"agreement_{ground.family.carer_id}"
    form = {f"version-{key}": "0", f"on-{key}": "2026-03-21", f"answer-{key}": "agreed", f"words-{key}": "Yes."}
    answer = browser.post(url(ground, "/around/work"), data=form)
    assert answer.status_code == 422
    assert summary_of(browser) == [
        "Mum’s agreement to the work: 21 March 2026 is still to come. Enter the day on which it was."
    ]
    assert checked_of(browser, f"answer-{key}") == ["agreed"]
    by_itself = browser.post(url(ground, f"/entries/agreement.{ground.family.carer_id}"), data=form, headers=HTMX)
    assert by_itself.status_code == 422
    assert "Not saved. 21 March 2026 is still to come." in by_itself.text
    assert standing(ground) == {}


def test_the_same_entry_changed_elsewhere_shows_both_and_either_can_stay(ground: Ground, browser: Browser):
    ground.record("going-well", {"words": "Theirs."})
    form = section(**{"words-going-well": "Mine."})
    answer = browser.post(url(ground, "/around/analysis"), data=form)
    assert answer.status_code == 409
    words = words_of(browser)
    assert "Not saved. You changed this somewhere else at 12:00" in words
    assert "Theirs." in words
    assert text_in(browser, "words-going-well") == "Mine."
    by_itself = browser.post(url(ground, "/entries/going-well"), data=form, headers=HTMX)
    assert by_itself.status_code == 409
    assert 'name="keep-going-well" value="1"' in by_itself.text
    shown = browser.get(url(ground, "/entries/going-well"), headers=HTMX)
    assert "Theirs." in shown.text
    assert standing(ground)["going-well"] == ({"words": "Theirs."}, 1)
    browser.post(url(ground, "/around/analysis"), data={**form, "keep-going-well": "1"})
    assert standing(ground)["going-well"] == ({"words": "Mine."}, 2)


def test_the_history_of_an_entry_is_read_from_its_page(ground: Ground, browser: Browser):
    key = f"seen.{ground.family.carer_id}"
    ground.save("A1a", 3)
    ground.record(key, {"how": "on-paper", "on": "2026-03-18"})
    ground.record(key, {"how": "on-paper", "on": "2026-03-18", "comments": "“Fair.”"}, on=1)
    browser.get(url(ground, "/around/seen"))
    browser.get(links_of(browser)["History of Mum and the scores"])
    words = words_of(browser)
    assert "Yes, on paper" in words
    assert "18 March 2026" in words
    assert words.index("“Fair.”") < words.rindex("Nothing")


def test_a_grade_changed_after_it_was_seen_is_told_until_it_is_as_it_was_seen(ground: Ground, browser: Browser):
    ground.save("A1a", 4)
    ground.record(f"seen.{ground.family.carer_id}", {"how": "on-device", "on": "2026-03-20"})
    browser.get(url(ground))
    assert "Mum has seen the scores on this device on 20 March 2026." in words_of(browser)
    assert "not what Mum saw" not in words_of(browser)
    clock(ground).forward(timedelta(minutes=5))
    ground.save("A1a", 3, on=1)
    ground.save("A1b", 2)
    for place in ("", "/around/seen"):
        browser.get(url(ground, place))
        told = "2 grades are not what Mum saw on 20 March 2026: A1a Quality and A1b Quantity."
        assert told in words_of(browser)
    ground.save("A1a", 4, on=2)
    browser.get(url(ground))
    assert "1 grade is not what Mum saw on 20 March 2026: A1b Quantity." in words_of(browser)


def clock(ground: Ground) -> SetClock:
    assert isinstance(ground.practice.clock, SetClock)
    return ground.practice.clock


def test_what_signing_asks_for_leads_to_where_it_is_written(ground: Ground, browser: Browser):
    ground.save("A1a", 4)
    browser.get(url(ground, "/sign"))
    links = links_of(browser)
    heard = "Nothing is recorded in Robin’s own words. Write down what was said or shown, or why there is nothing."
    seen = "Nothing says whether Mum has seen the scores. Record it, or say why they were not shown."
    assert links[heard] == url(ground, "/around/voice#entry-child-voice")
    assert links[seen] == url(ground, f"/around/seen#entry-seen_{ground.family.carer_id}")
    ground.around()
    browser.get(url(ground, "/sign"))
    assert not {heard, seen} & links_of(browser).keys()


def test_who_cannot_write_reads_it_all(ground: Ground):
    ground.record("going-well", {"words": "Fed."})
    colleague(ground)
    for who in ("supervisor", "colleague"):
        browser = browser_of(ground.practice, who)
        browser.get(url(ground, "/around/analysis"))
        assert "Fed." in words_of(browser)
        assert saving(browser) == []
        assert browser.page is not None
        assert not list(browser.page.iter("textarea"))


def test_a_section_or_an_entry_that_is_not_there_is_not_found(ground: Ground, browser: Browser):
    for place in ("/around/nothing", "/entries/nothing", "/entries/seen.nobody/history", "/around/before-birth"):
        assert browser.get(url(ground, place)).status_code == 404


def test_the_supervisor_decides_with_the_childs_words_the_analysis_and_the_carers_comments(ground: Ground):
    key = f"seen.{ground.family.carer_id}"
    ground.save("A1a", 3)
    ground.record(key, {"how": "on-paper", "on": "2026-03-19", "comments": "“I see it now.”", "agrees": "“Mostly.”"})
    ground.record("worried-about", {"words": "Robin is alone until late."})
    ground.record("child-voice", {"words": "“I had my tea by myself.”", "how": "talking"})
    ground.visit()
    given = {item.id: 2 for line in ground.view().parts for item in line.items if item.id != "A1a"}
    for item_id, grade in given.items():
        ground.save(item_id, grade)
    ground.move("send")
    browser = browser_of(ground.practice, "supervisor")
    browser.get(url(ground, "/review"))
    words = words_of(browser)
    for told in ("“I had my tea by myself.”", "“I see it now.”", "“Mostly.”", "Robin is alone until late."):
        assert told in words
    assert "Mum has seen the scores on paper on 19 March 2026." in words


def test_progress_tells_what_was_said_and_what_became_of_the_targets(ground: Ground, browser: Browser):
    ground.record("child-voice", {"words": "“Tea is what’s in the tin.”", "how": "talking", "by": "Ola"})
    ground.fill({"A1a": 4})
    ground.visit()
    with ground.practice.open_for(ground.scorer.id) as desk:
        targets.save(desk, ground.scoring_id, "A1a", NewTarget(3, date(2026, 5, 14), "Mum cooks."), 0)
    ground.sign_off()
    browser.get(f"/children/{ground.family.child_id}/progress")
    words = words_of(browser)
    assert "“Tea is what’s in the tin.”" in words
    assert "Robin, talking; written down by Ola" in words
    assert "by 14 May 2026" in words
    assert "No scoring has followed yet." in words
