"""Two raters, apart: every address there is, as the first rater, the second and their supervisor. Neither sees a word of the other's."""

from collections.abc import Iterator

import pytest

from tests.page_checks import HTMX
from tests.web.grounds import GETS, NONE, PAPERS, POSTS, Ground, parameters
from tests.web.walk import fault_in
from workflow.models import RecipientKind
from workflow.services import issuing, prompts
from workflow.services.issuing import NewIssue
from workflow.services.progress import look
from workflow.services.prompts import Which
from workflow.services.reporting import Wanted

FAMILY = "Placeholder"
"""The family of the demonstration with a second rating under way; the first is signed off, so its grades stand in many places."""
FIRST, SECOND, OTHER = "practitioner", "practitioner2", "supervisor"
WORDS_OF_FIRST = "Two nights away in the fortnight"
WORDS_OF_SECOND = "pasta from the jar"


@pytest.fixture
def pair(ground: Ground) -> dict[str, str]:
    """The ids of the two ratings, by whose they are. A paper was issued of the first, and what it raises set aside: both with its words."""
    child_id = ground.stands(FAMILY)["child_id"]
    with ground.practice.open_for(ground.person_id(FIRST)) as desk:
        new = NewIssue("Example Court", RecipientKind.COURT, f"For the judge. {WORDS_OF_FIRST}.")
        issuing.keep(desk, issuing.issue(desk, "progress", child_id, Wanted(), new).issue_id, b"%PDF-1.7")
        shown = look(desk, child_id)
        assert shown.chosen
        for one in shown.prompts:
            which = Which(one.prompt.key, shown.chosen.key, one.prompt.mark)
            prompts.set_aside(desk, child_id, which, f"The group knows of it. {WORDS_OF_FIRST}.")
    first, second = ground.ask(
        "SELECT second_of_id, id FROM scoring WHERE second_of_id IS NOT NULL AND status = 'draft'"
    )[0]
    return {FIRST: first, SECOND: second}


def stands(ground: Ground, scoring_id: str, item_id: str) -> dict[str, str]:
    """What the addresses name, about one of the two."""
    earlier = ground.stands(FAMILY)["earlier_id"]
    about = {"scoring_id": scoring_id, "later_id": scoring_id, "earlier_id": earlier, "item_id": item_id}
    issued = ground.ask("SELECT id FROM report_issue WHERE rests_on LIKE ?", f"%{scoring_id}%")
    about["issue_id"] = str(issued[0][0]) if issued else NONE
    aside = ground.ask("SELECT prompt FROM prompt_aside WHERE child_id = ?", ground.stands(FAMILY)["child_id"])
    about["prompt_key"] = str(aside[0][0])
    sub_area = {"sub_area_id": item_id[:2]}
    return {**ground.stands(FAMILY), **about, **sub_area}


def pages(ground: Ground, pair: dict[str, str], who: str) -> Iterator[tuple[str, int, str]]:
    """Every page about the family as somebody is shown it, whole and in part, each address once; they name the first rating, then the second.

    A paper's bytes are packed, so no word is found in them: each is asked for once, and its plain text with every query.
    """
    asked: set[str] = set()
    for scoring_id in pair.values():
        for item_id in ("A1a", "B1f"):
            for route in GETS:
                if route.name in PAPERS and item_id != "A1a":
                    continue
                url = ground.address(route, stands(ground, scoring_id, item_id))
                for query in ("", "?draft=yes", f"?upto={scoring_id}"):
                    if query and (not route.dependant.query_params or url.endswith(".pdf")):
                        continue
                    if url + query in asked:
                        continue
                    asked.add(url + query)
                    answer = ground.visitor(who).get(url + query)
                    yield f"{route.name} {url}{query}", answer.status_code, answer.text
                    if not query and route.name not in PAPERS:
                        yield f"{route.name} {url} in part", 0, ground.visitor(who, **HTMX).get(url).text


@pytest.mark.parametrize(
    ("who", "not_theirs", "theirs"),
    [
        (FIRST, WORDS_OF_SECOND, WORDS_OF_FIRST),
        (SECOND, WORDS_OF_FIRST, WORDS_OF_SECOND),
    ],
)
def test_no_page_shows_a_rater_a_word_of_the_others(
    ground: Ground, pair: dict[str, str], who: str, not_theirs: str, theirs: str
) -> None:
    seen = list(pages(ground, pair, who))
    assert len(seen) > 100
    assert not [url for url, _, text in seen if not_theirs in text]
    assert [url for url, _, text in seen if theirs in text]
    other = pair[SECOND if who == FIRST else FIRST]
    about = [(url, status, text) for url, status, text in seen if f"/scorings/{other}" in url and status]
    assert len(about) > 10
    opened = [url for url, status, _ in about if status not in (404, 409)]
    assert not opened
    assert any("Hidden until both are in" in text for _, status, text in about if status == 409)


def test_a_paper_and_why_a_prompt_is_aside_are_shut_as_a_fresh_report_is(ground: Ground, pair: dict[str, str]) -> None:
    about = stands(ground, pair[FIRST], "A1a")
    paper, prompt = f"/issued/{about['issue_id']}", f"/children/{about['child_id']}/prompts/{about['prompt_key']}"
    listed = f"/families/{about['family_id']}/issued"
    for who, status in ((SECOND, 409), (FIRST, 200), (OTHER, 200)):
        rater = ground.visitor(who)
        assert [rater.get(url).status_code for url in (paper, f"{paper}.pdf")] == [status, status], who
        assert ("Hidden until both are in" in rater.get(listed).text) is (who == SECOND)
        assert (WORDS_OF_FIRST in rater.get(listed).text) is (who != SECOND)
        assert (WORDS_OF_FIRST in rater.get(prompt).text) is (who != SECOND)
    number, mark = ground.ask("SELECT number, fingerprint FROM report_issue WHERE id = ?", about["issue_id"])[0]
    text = ground.visitor(SECOND).get("/check", params={"number": number, "mark": mark}).text
    assert "This report is one of ours" in text
    with ground.practice.database.open() as session:
        session.connection().exec_driver_sql("UPDATE scoring SET sent_at = started_at WHERE id = ?", (pair[SECOND],))
    assert ground.visitor(SECOND).get(f"{paper}.pdf").status_code == 200
    assert WORDS_OF_FIRST in ground.visitor(SECOND).get(prompt).text


def test_others_read_both_as_ever(ground: Ground, pair: dict[str, str]) -> None:
    seen = list(pages(ground, pair, OTHER))
    for words in (WORDS_OF_FIRST, WORDS_OF_SECOND):
        assert [url for url, _, text in seen if words in text]
    assert {status for url, status, _ in seen if url.startswith("scoring /") and status} == {200}


def test_the_family_says_that_it_exists_and_why_it_is_hidden(ground: Ground, pair: dict[str, str]) -> None:
    url = f"/families/{ground.stands(FAMILY)['family_id']}"
    for who, other in ((FIRST, SECOND), (SECOND, FIRST)):
        text = ground.visitor(who).get(url).text
        assert "Hidden until both are in, so that neither leans on the other." in text
        assert f"/scorings/{pair[other]}" not in text
        assert f"/scorings/{pair[who]}" in text
    text = ground.visitor(OTHER).get(url).text
    assert "Hidden until" not in text
    assert "Second rating by " in text


def test_the_second_raters_grades_stand_in_no_progress_and_the_firsts_not_in_theirs(
    ground: Ground, pair: dict[str, str]
) -> None:
    child = ground.stands(FAMILY)["child_id"]
    told = {who: ground.visitor(who).get(f"/children/{child}/progress").text for who in (FIRST, SECOND, OTHER)}
    assert told[FIRST].count("timeline") == told[OTHER].count("timeline")
    assert "left out here until both are in" in told[SECOND]
    assert "left out here" not in told[FIRST] + told[OTHER]
    report = f"/children/{child}/reports/progress.pdf"
    assert ground.visitor(SECOND).get(report).status_code == 409
    assert pair[FIRST] not in told[SECOND]
    assert pair[SECOND] not in "".join(told.values())


@pytest.mark.parametrize("who", [FIRST, SECOND])
def test_no_write_of_a_rater_reaches_the_others_or_says_a_word_of_it(
    ground: Ground, pair: dict[str, str], who: str
) -> None:
    other = pair[SECOND if who == FIRST else FIRST]
    secret = WORDS_OF_SECOND if who == FIRST else WORDS_OF_FIRST
    tried = 0
    for route in POSTS:
        if "scoring_id" not in parameters(route):
            continue
        url = ground.address(route, stands(ground, other, "A1a"))
        for data in ({}, {"version": "1", "words": "Why"}, {"version-A1a": "0", "answer-A1a": "1", "note-A1a": "mine"}):
            before = ground.rows()
            answer = ground.visitor(who).post(url, data=data)
            assert answer.status_code in (404, 409, 422), url
            assert secret not in answer.text, url
            assert fault_in(answer) == ""
            assert ground.since(before).only_trail, url
            tried += 1
    assert tried > 20


def test_once_both_are_in_each_reads_the_other(ground: Ground) -> None:
    first, second = ground.ask(
        "SELECT second_of_id, id FROM scoring WHERE second_of_id IS NOT NULL AND status = 'signed off'"
    )[0]
    for who in (FIRST, SECOND):
        for scoring_id in (first, second):
            assert ground.visitor(who).get(f"/scorings/{scoring_id}").status_code == 200
            text = ground.visitor(who).get(f"/scorings/{scoring_id}/second-rating").text
            assert "Two ratings side by side" in text
            assert "Write down what you settled on" in text
    for who in ("chair", "quality", "member"):
        text = ground.visitor(who).get(f"/scorings/{first}/second-rating").text
        assert "Two ratings side by side" in text
        assert "Write down what you settled on" not in text
