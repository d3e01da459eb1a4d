"""Every page about a practice family says that it is one, whoever looks; no page about a real one does."""

import io
from collections import deque
from dataclasses import replace

import pytest
from pypdf import PdfReader

from tests import build
from tests.page_checks import HTMX
from tests.scoring_ground import Ground as ScoringGround
from tests.web.grounds import FAMILIES, GETS, PAPERS, Ground, parameters
from tests.web.walk import Seen, look, route_of
from workflow.storage import people

MARK = 'id="practice-mark"'
FIRST_PAGES = ("/", "/families")
MOST = 3
"""Pages of one route that are opened."""


@pytest.fixture
def practice_id(ground: Ground) -> str:
    """The practice family of the demonstration, with one scoring signed off and one begun."""
    (family_id,) = ground.ask("SELECT id FROM family WHERE practice")[0]
    (child_id,) = ground.ask("SELECT id FROM child WHERE family_id = ? AND called = 'Wren'", family_id)[0]
    (adult_id,) = ground.ask("SELECT id FROM adult WHERE family_id = ? ORDER BY id", family_id)[0]
    built = build.BuiltFamily(family_id, child_id, adult_id, "")
    with ground.practice.open_to_all() as desk:
        scorer, supervisor = (people.by_username(desk.session, who) for who in ("practitioner", "supervisor"))
    assert scorer is not None
    assert supervisor is not None
    for whole in (True, False):
        bare = ScoringGround(ground.practice, scorer, supervisor, built)
        made = replace(bare, scoring_id=bare.start().id)
        if whole:
            made.fill()
            made.visit()
            assert made.move("send").status == "signed off"
        else:
            made.save("A1a", 3)
    return str(family_id)


def about(ground: Ground, who: str, start: str) -> list[Seen]:
    """The pages that one comes to from a page, as long as they are about the same family."""
    visitor, before = ground.visitor(who), ground.rows()
    ahead, known, found = deque([start]), {start}, list[Seen]()
    while ahead:
        url = ahead.popleft()
        route = route_of(url, GETS)
        if route is None or route.name in PAPERS or sum(seen.route.name == route.name for seen in found) >= MOST:
            continue
        seen, before = look(ground, visitor, who, url, before)
        found.append(seen)
        for link in sorted({link.partition("#")[0] for link in seen.links} - known):
            led = route_of(link, GETS)
            if led is not None and parameters(led):
                known.add(link)
                ahead.append(link)
    return found


@pytest.mark.parametrize("who", ["practitioner", "supervisor"])
def test_every_page_of_it_says_so(ground: Ground, practice_id: str, who: str) -> None:
    seen = about(ground, who, f"/families/{practice_id}")
    names = {one.route.name for one in seen}
    assert {"family", "scoring", "profile", "part", "progress", "scoring_details", "second_rating"} <= names
    assert len(seen) > 20
    without = [one.url for one in seen if one.status == 200 and MARK not in one.text]
    assert not without
    assert all(one.text.count(MARK) == 1 for one in seen if one.status == 200)


def test_no_page_of_a_real_family_says_so(ground: Ground) -> None:
    real = ground.stands(FAMILIES[0])["family_id"]
    seen = about(ground, "practitioner", f"/families/{real}")
    assert len(seen) > 20
    assert not [one.url for one in seen if MARK in one.text]
    for url in FIRST_PAGES:
        assert MARK not in ground.visitor("practitioner").get(url).text


def test_a_refusal_about_it_says_so_too(ground: Ground, practice_id: str) -> None:
    ((scoring_id,),) = ground.ask("SELECT id FROM scoring WHERE family_id = ? AND status = 'signed off'", practice_id)
    form = {"version-A1a": "1", "answer-A1a": "3", "note-A1a": ""}
    answer = ground.visitor("practitioner").post(f"/scorings/{scoring_id}/visits", data=form)
    assert answer.status_code in (404, 409, 422)
    assert MARK in answer.text or answer.status_code == 404


def test_its_paper_says_so_on_every_page(ground: Ground, practice_id: str) -> None:
    ((child_id,),) = ground.ask("SELECT DISTINCT child_id FROM scoring WHERE family_id = ?", practice_id)
    answer = ground.visitor("practitioner").get(f"/children/{child_id}/reports/progress.pdf")
    assert answer.status_code == 200
    assert 'filename="practice-progress-report-' in answer.headers["content-disposition"]
    told = text_of_pages(answer.content)
    assert len(told) > 1
    assert not [page for page in told if "Practice: an invented family" not in page]


def text_of_pages(paper: bytes) -> list[str]:
    """The words of each page of a PDF."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages]


def test_it_can_be_cleared_from_its_page_and_begun_from_the_first(ground: Ground, practice_id: str) -> None:
    visitor = ground.visitor("practitioner", **HTMX)
    del visitor.headers["hx-request"]
    home = visitor.get("/").text
    assert f"/families/{practice_id}" in home
    assert "Practise with an invented family" not in home
    answer = visitor.post(f"/families/{practice_id}/practising-again")
    assert answer.status_code == 303
    fresh = answer.headers["location"].partition("?")[0]
    assert fresh != f"/families/{practice_id}"
    assert visitor.get(f"/families/{practice_id}").status_code == 404
    assert "Your practice family is ready" in visitor.get(answer.headers["location"]).text
    other = ground.visitor("practitioner2")
    assert "Practise with an invented family" in other.get("/").text
    assert other.get(fresh).status_code == 404
    begun = other.post("/practising")
    assert begun.status_code == 303
    assert MARK in other.get(begun.headers["location"]).text
    for who in ("supervisor", "chair"):
        assert "Practise with an invented family" not in ground.visitor(who).get("/").text
