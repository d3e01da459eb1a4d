"""What the script of a page asks for by itself: the key of what it keeps, and that what was typed is its person's."""

from base64 import b64decode

import pytest

from tests import build, scoring_ground
from tests.client import Client
from tests.page_checks import HTMX
from tests.scoring_ground import Ground
from tests.web.visitors import app_of
from workflow.services.answers import Given
from workflow.services.desk import Practice

STORE = "7d5b1f1e-0000-4000-8000-000000000001"


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    return scoring_ground.stand(embedded_practice)


def browser(ground: Ground, username: str = "practitioner") -> Client:
    """A browser whose script is at work; signed in unless the username is empty."""
    client = Client(app_of(ground.practice), headers={"sec-fetch-site": "same-origin", **HTMX})
    if username:
        client.cookies.set("careprofile", build.token(ground.practice, username))
    return client


def test_the_key_is_told_to_its_person_and_never_kept_on_the_way(ground: Ground):
    mine = browser(ground)
    answer = mine.post("/drafts/key", data={"store": STORE})
    assert (answer.status_code, len(b64decode(answer.text, validate=True))) == (200, 32)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"].startswith("text/plain")
    assert mine.post("/drafts/key", data={"store": STORE}).text == answer.text


def test_to_anybody_else_there_is_no_such_store(ground: Ground):
    key = browser(ground).post("/drafts/key", data={"store": STORE}).text
    supervisor = browser(ground, "supervisor")
    for body in ({"store": STORE}, {"store": "nothing of the kind"}, {}):
        answer = supervisor.post("/drafts/key", data=body)
        assert answer.status_code == 404
        assert key not in answer.text
    assert browser(ground, "").post("/drafts/key", data={"store": STORE}).status_code == 401


def test_it_is_given_to_our_own_pages_only(ground: Ground):
    elsewhere = browser(ground)
    elsewhere.headers["sec-fetch-site"] = "cross-site"
    assert elsewhere.post("/drafts/key", data={"store": STORE}).status_code == 403
    assert browser(ground).get("/drafts/key").status_code == 405


def test_signing_out_closes_the_store(ground: Ground):
    mine = browser(ground)
    key = mine.post("/drafts/key", data={"store": STORE}).text
    mine.post("/sign-out")
    assert mine.post("/drafts/key", data={"store": STORE}).status_code == 401
    assert browser(ground).post("/drafts/key", data={"store": STORE}).text != key


def test_what_was_typed_on_somebody_elses_page_is_not_taken_for_mine(ground: Ground):
    """Two people, one browser: the page of the first is still open when the second has signed in."""
    mine = browser(ground)
    save = {"answer-A1a": "2", "note-A1a": "Typed by another.", "version-A1a": "0"}
    url = f"/scorings/{ground.scoring_id}/answers/A1a"
    answer = mine.post(url, data=save, headers={"x-shown-to": ground.supervisor.id})
    assert answer.status_code == 401
    assert ground.view().answers == {}
    page = mine.get(f"/scorings/{ground.scoring_id}/parts/A1", headers={"hx-request": ""})
    assert f'data-shown-to="{ground.scorer.id}"' in page.text
    assert mine.post(url, data=save, headers={"x-shown-to": ground.scorer.id}).status_code == 200
    assert ground.view().answers["A1a"].given == Given(2, "Typed by another.")


def test_a_save_sent_again_says_what_it_said(ground: Ground):
    mine, url = browser(ground), f"/scorings/{ground.scoring_id}/answers/A1a"
    save = {"answer-A1a": "2", "note-A1a": "", "version-A1a": "0", "client-key": STORE}
    first = mine.post(url, data=save)
    ground.save("A1a", 5, on=1)
    again = mine.post(url, data=save)
    assert (first.status_code, again.status_code) == (200, 200)
    assert 'id="version-A1a" value="1"' in again.text
    assert mine.post(url, data={**save, "client-key": "x"}).status_code == 409  # no name that a page of ours gives
