"""The pages of what is not graded: answering, the overview, everything that was answered, starting, and numbers on scaling questions."""

import re

import pytest

from gcp.grades import ItemState
from tests.kinds_ground import COUNT, LONG, SCALE, WORDS, a_mark, library_of_kinds, mark
from tests.page_checks import HTMX, Browser, text_of
from tests.scoring_ground import INSTRUMENT, Ground, stand
from tests.web.visitors import browser_of, checked_of, choices_of, links_of, summary_of, value_of, words_of
from workflow.services.desk import Practice
from workflow.services.library import Library


@pytest.fixture
def library() -> Library:
    return library_of_kinds()


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    return stand(embedded_practice, started=False)


@pytest.fixture
def browser(ground: Ground) -> Browser:
    return browser_of(ground.practice, "practitioner")


def started(ground: Ground, instrument: str) -> str:
    return ground.start(instrument=instrument).id


def whole(scoring_id: str) -> str:
    return f"/scorings/{scoring_id}/parts/_all"


def typed(browser: Browser, item: str) -> str:
    assert browser.page is not None
    [area] = [one for one in browser.page.iter("textarea") if one.get("name") == f"note-{item}"]
    return "".join(area.itertext()).strip("\n")


class TestAnswering:
    def test_everything_of_a_small_one_is_on_one_page_and_saved_without_script(
        self, ground: Ground, browser: Browser
    ) -> None:
        scoring_id = started(ground, COUNT)
        browser.get(whole(scoring_id))
        said = words_of(browser)
        assert "Home: Warmth" in said
        assert "Food: At table" in said
        assert choices_of(browser, "answer-R1a") == [
            *("1", "0", "not-observed", "refused", "not-safe-to-ask", "not-applicable", "unanswered")
        ]
        assert "A lamp works." in said
        posted = {f"version-{item}": "0" for item in ("Q1", "R1a", "R1b", "R1c", "R2a")}
        posted |= {"answer-R1a": "1", "note-R1a": "Frost.", "answer-Q1": "not-observed", "then": "overview"}
        answer = browser.post(whole(scoring_id), data=posted, follow_redirects=False)
        assert answer.headers["location"] == f"/scorings/{scoring_id}"
        browser.get(whole(scoring_id))
        assert checked_of(browser, "answer-R1a") == ["1"]
        assert typed(browser, "R1a") == "Frost."

    def test_what_cannot_be_kept_comes_back_as_it_was_typed_and_the_rest_is_kept(
        self, ground: Ground, browser: Browser
    ) -> None:
        scoring_id = started(ground, COUNT)
        posted = {"version-R1a": "0", "answer-R1a": "7", "note-R1a": "Frost.", "version-R1b": "0", "answer-R1b": "0"}
        answer = browser.post(whole(scoring_id), data=posted)
        assert answer.status_code == 422
        assert summary_of(browser) == ["R1a: Choose yes or no for The bedroom is cold, or say why there is neither."]
        assert typed(browser, "R1a") == "Frost."
        assert ground.view(scoring_id).answers["R1b"].given.grade == 0

    def test_another_version_shows_both_answers_by_their_names(self, ground: Ground, browser: Browser) -> None:
        scoring_id = started(ground, COUNT)
        ground.save("R1a", 1, scoring_id=scoring_id)
        answer = browser.post(whole(scoring_id), data={"version-R1a": "0", "answer-R1a": "0"})
        assert answer.status_code == 409
        said = words_of(browser)
        assert re.search(r"Saved .*Yes .*Yours, not saved ?No", said)
        assert "grade 1" not in said
        assert "grade 0" not in said

    def test_one_answer_is_saved_by_itself(self, ground: Ground, browser: Browser) -> None:
        scoring_id = started(ground, COUNT)
        url = f"/scorings/{scoring_id}/answers/R1a"
        answer = browser.post(url, data={"version-R1a": "0", "answer-R1a": "1"}, headers=HTMX)
        assert answer.status_code == 200
        assert "1 of 5 answered" in answer.text
        assert browser.get(url, follow_redirects=False).headers["location"] == f"{whole(scoring_id)}#item-R1a"
        assert "answer-R1a" in browser.get(url, headers=HTMX).text

    def test_words_are_typed_into_a_large_field_and_are_the_answer(self, ground: Ground, browser: Browser) -> None:
        scoring_id = started(ground, WORDS)
        browser.get(whole(scoring_id))
        assert "In their own words" in words_of(browser)
        browser.post(whole(scoring_id), data={"version-W1": "0", "note-W1": "The dog.\r\nIt barks."})
        assert ground.view(scoring_id).answers["W1"].given.state is ItemState.NOTED
        browser.get(f"/scorings/{scoring_id}")
        assert "The dog. It barks." in words_of(browser)
        browser.get(f"/scorings/{scoring_id}/answers/W1/history")
        assert "Noted" in words_of(browser)

    def test_a_long_one_goes_part_by_part(self, ground: Ground, browser: Browser) -> None:
        scoring_id = started(ground, LONG)
        assert browser.get(f"/scorings/{scoring_id}/parts/LA").status_code == 200
        answer = browser.post(f"/scorings/{scoring_id}/parts/LA", data={"version-L1": "0"}, follow_redirects=False)
        assert answer.headers["location"] == f"/scorings/{scoring_id}/parts/LB"
        assert browser.get(whole(scoring_id)).status_code == 404

    def test_what_is_locked_can_be_read(self, ground: Ground, browser: Browser) -> None:
        scoring_id = started(ground, COUNT)
        for item_id in ("Q1", "R1a", "R1b", "R1c", "R2a"):
            ground.save(item_id, 1, scoring_id=scoring_id)
        ground.move("send", scoring_id=scoring_id)
        browser.get(whole(scoring_id))
        assert "nothing in it can be changed" in words_of(browser)


class TestOverviews:
    def test_a_count_is_told_as_so_many_of_those_seen(self, ground: Ground, browser: Browser) -> None:
        scoring_id = started(ground, COUNT)
        ground.save("R1a", 1, scoring_id=scoring_id)
        ground.save("R1b", 0, scoring_id=scoring_id)
        ground.save("R1c", ItemState.NOT_OBSERVED, scoring_id=scoring_id)
        browser.get(f"/scorings/{scoring_id}")
        said = words_of(browser)
        assert "Yes to 1 of 2 seen; 1 not seen, 1 not answered." in said
        assert "Yes: The bedroom is cold" in said
        assert "2 of 5 answered" in said
        assert "%" not in said
        browser.get(f"/scorings/{scoring_id}/profile")
        assert "Not seen" in words_of(browser)

    def test_the_count_before_stands_beside_it(self, ground: Ground, browser: Browser) -> None:
        for yes in (1, 0):
            scoring_id = started(ground, COUNT)
            for item_id in ("Q1", "R1a", "R1b", "R1c", "R2a"):
                ground.save(item_id, yes, scoring_id=scoring_id)
            if yes:
                ground.sign_off(scoring_id)
        browser.get(f"/scorings/{scoring_id}/profile")
        said = words_of(browser)
        assert "Yes to 0 of 1 seen. 2 to 20 March 2026: Yes to 1 of 1 seen." in said
        assert "Nobody knows what was eaten yesterday No Yes" in said

    def test_what_is_about_the_child_names_no_carer(self, ground: Ground, browser: Browser) -> None:
        scoring_id = started(ground, WORDS)
        for page in ("", "/profile", "/details", "/parts/_all", "/sign", "/withdraw"):
            assert browser.get(f"/scorings/{scoring_id}{page}").status_code == 200
            assert "care by" not in words_of(browser).lower()
        browser.get(f"/families/{ground.family.id}")
        assert "Robin, 2 to 20 March 2026" in words_of(browser)
        assert "Own words." in words_of(browser)

    def test_a_quick_look_leads_to_a_full_scoring_with_the_same_child_and_carer(
        self, ground: Ground, browser: Browser
    ) -> None:
        looked = started(ground, COUNT)
        ground.save("R2a", 1, scoring_id=looked)
        browser.get(f"/scorings/{looked}")
        onward = next(url for text, url in links_of(browser).items() if text.startswith("Start a full scoring"))
        browser.get(onward)
        assert value_of(browser, "child") == ground.family.child_id
        assert checked_of(browser, f"carers_{ground.family.child_id}") == [ground.family.carer_id]
        assert checked_of(browser, "instrument") == [INSTRUMENT]
        scoring_id = started(ground, INSTRUMENT)
        browser.get(f"/scorings/{scoring_id}")
        assert "Yes to: There is no bed." in words_of(browser)
        assert links_of(browser)["Quick look, 2 to 20 March 2026"] == f"/scorings/{looked}"

    def test_each_kind_is_signed_by_its_own_summary(self, ground: Ground, browser: Browser) -> None:
        scoring_id = started(ground, SCALE)
        mark(ground, a_mark("S1", 3), scoring_id=scoring_id)
        mark(ground, a_mark("S2", 3), "m2", scoring_id=scoring_id)
        browser.get(f"/scorings/{scoring_id}/sign")
        assert "3 of 10" in words_of(browser)
        ground.move("send", scoring_id=scoring_id)
        supervisor = browser_of(ground.practice, "supervisor")
        supervisor.get(f"/scorings/{scoring_id}/review")
        assert "3 of 10" in words_of(supervisor)


def test_the_form_groups_instruments_by_what_they_ask_for(ground: Ground, browser: Browser) -> None:
    browser.get(f"/families/{ground.family.id}/scorings/start")
    said = words_of(browser)
    places = [said.index(words) for words in ("Grade care.", "Count what was seen.", "Ask for a number.", "Write down")]
    assert places == sorted(places)
    assert "About the child alone: no carer is scored." in said
    assert {INSTRUMENT, COUNT, LONG, SCALE, WORDS} <= set(choices_of(browser, "instrument"))


class TestScaling:
    """Numbers of people, beside grades and by themselves."""

    def fields(self, browser: Browser, **more: str) -> dict[str, str]:
        """What a browser would post from the open form."""
        hidden = {name: value_of(browser, name) or "" for name in ("mark_id", "version", "edition", "item_id")}
        day = {"on-day": "12", "on-month": "3", "on-year": "2026"}
        return {**hidden, **day, "who": "Mum", "part": "carer", "number": "4", "words": "", **more}

    def test_a_number_is_added_corrected_and_taken_back(self, ground: Ground, browser: Browser) -> None:
        scoring_id = started(ground, INSTRUMENT)
        here = f"/scorings/{scoring_id}/scaling"
        browser.get(f"{here}?of={SCALE}/S1")
        answer = browser.post(here, data=self.fields(browser, words="It is calmer."), follow_redirects=False)
        assert answer.headers["location"] == f"{here}?done=kept#item-S1"
        browser.get(here)
        assert "Mum a carer, 12 March 2026 4 of 10 It is calmer." in words_of(browser)
        browser.get(
            next(url for text, url in links_of(browser).items() if text.startswith("Correct")).partition("#")[0]
        )
        assert value_of(browser, "who") == "Mum"
        assert checked_of(browser, "number") == ["4"]
        mark_id = value_of(browser, "mark_id") or ""
        browser.post(here, data=self.fields(browser, number="6"))
        said = words_of(browser)
        assert "6 of 10" in said
        assert "Before: 4 (20 March 2026" in said
        browser.post(f"{here}/take-back", data={"mark_id": mark_id, "version": "2"})
        assert "Taken back: Mum, 6 of 10" in words_of(browser)
        browser.get(f"/scorings/{scoring_id}")
        assert "Ask a scaling question" in words_of(browser)

    def test_both_scales_are_told_apart(self, ground: Ground, browser: Browser) -> None:
        scoring_id = started(ground, INSTRUMENT)
        mark(ground, a_mark(), scoring_id=scoring_id)
        browser.get(f"/scorings/{scoring_id}/scaling")
        assert "10 is best here." in words_of(browser)
        browser.get(f"/scorings/{scoring_id}")
        assert "10 is best here; in the grades 1 to 5, 1 is best." in words_of(browser)

    def test_what_is_missing_is_said_and_what_was_typed_stays(self, ground: Ground, browser: Browser) -> None:
        here = f"/scorings/{started(ground, INSTRUMENT)}/scaling"
        browser.get(f"{here}?of={SCALE}/S1")
        answer = browser.post(here, data=self.fields(browser, who="", number="", words="Long story."))
        assert answer.status_code == 422
        assert summary_of(browser) == ["Enter whose number it is.", "Enter a number from 0 to 10."]
        assert "Long story." in words_of(browser)
        answer = browser.post(here, data=self.fields(browser, number="11"))
        assert answer.status_code == 422
        assert summary_of(browser) == ["Choose a number from 0 to 10."]

    def test_a_zero_is_a_number_like_any_other(self, ground: Ground, browser: Browser) -> None:
        scoring_id = started(ground, INSTRUMENT)
        mark(ground, a_mark(number=0), scoring_id=scoring_id)
        browser.get(f"/scorings/{scoring_id}/scaling?of=m1")
        assert checked_of(browser, "number") == ["0"]
        assert "0 of 10" in words_of(browser)

    def test_another_version_stands(self, ground: Ground, browser: Browser) -> None:
        scoring_id = started(ground, INSTRUMENT)
        mark(ground, a_mark(number=4), scoring_id=scoring_id)
        here = f"/scorings/{scoring_id}/scaling"
        browser.get(f"{here}?of=m1")
        data = self.fields(browser, number="5")
        mark(ground, a_mark(number=9), on=1, scoring_id=scoring_id)
        answer = browser.post(here, data=data)
        assert answer.status_code == 409
        assert "Nothing was overwritten" in answer.text

    def test_a_question_nobody_was_asked_has_a_reason(self, ground: Ground, browser: Browser) -> None:
        scoring_id = started(ground, SCALE)
        part = browser.get(f"/scorings/{scoring_id}/parts/S1", follow_redirects=False)
        assert part.headers["location"] == f"/scorings/{scoring_id}/scaling#item-S1"
        url = f"/scorings/{scoring_id}/answers/S1"
        data = {"version-S1": "0", "answer-S1": "not-observed", "note-S1": "Not with Dad in the room."}
        browser.post(url, data=data)
        said = words_of(browser)
        assert "Not with Dad in the room." in said
        browser.get(f"/scorings/{scoring_id}")
        assert "Not asked: Not with Dad in the room." in words_of(browser)

    def test_of_a_locked_scoring_the_numbers_are_read(self, ground: Ground, browser: Browser) -> None:
        scoring_id = started(ground, SCALE)
        mark(ground, a_mark("S1"), scoring_id=scoring_id)
        ground.save("S2", ItemState.REFUSED, scoring_id=scoring_id)
        ground.move("send", scoring_id=scoring_id)
        browser.get(f"/scorings/{scoring_id}/scaling?of=m1")
        said = words_of(browser)
        assert "4 of 10" in said
        assert "Nobody wanted to say" in said
        assert not choices_of(browser, "number")
        assert browser.page is not None
        assert text_of(browser.page).count("Correct") == 0
