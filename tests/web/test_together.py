"""Who scores together, as the scorer and the colleague see it."""

import pytest

from tests.scoring_ground import Ground, colleague, stand
from tests.web.visitors import browser_of, links_of, summary_of, words_of
from workflow.services.desk import Practice


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    return stand(embedded_practice)


def test_a_colleague_is_asked_in_and_sees_it_as_theirs(ground: Ground) -> None:
    ann = colleague(ground)
    url = f"/scorings/{ground.scoring_id}"
    browser = browser_of(ground.practice, "practitioner")
    browser.get(url)
    assert links_of(browser)["Score together with a colleague"] == f"{url}/together"
    browser.get(f"{url}/together")
    assert "Nobody else grades it yet." in words_of(browser)
    browser.post(f"{url}/together", data={"person": ann.id})
    assert "Your colleague can grade this scoring with you now." in words_of(browser)
    theirs = browser_of(ground.practice, "colleague")
    theirs.get(url)
    assert "With you" in words_of(theirs)
    assert f"grades it together with {ground.scorer.name}" in words_of(theirs)
    theirs.get(f"{url}/together")
    assert "Only the person whose scoring this is" in words_of(theirs)
    theirs.get("/")
    assert f"Score it together with {ground.scorer.name}, who signs it." in words_of(theirs)
    theirs.get(f"/families/{ground.family.id}")
    assert f"together with {ann.name}" in words_of(theirs)
    browser.post(f"{url}/together/{ann.id}/remove")
    assert "What they wrote stays" in words_of(browser)
    theirs.get(url)
    assert "With you" not in words_of(theirs)


def test_nobody_chosen_is_said_at_the_form(ground: Ground) -> None:
    colleague(ground)
    browser = browser_of(ground.practice, "practitioner")
    answer = browser.post(f"/scorings/{ground.scoring_id}/together", data={})
    assert answer.status_code == 422
    assert summary_of(browser) == ["Choose a colleague."]


def test_where_nobody_else_works_with_the_family_it_says_where_to_say_so(ground: Ground) -> None:
    browser = browser_of(ground.practice, "practitioner")
    browser.get(f"/scorings/{ground.scoring_id}/together")
    assert links_of(browser)["Say on the family's page who works with them"] == f"/families/{ground.family.id}"
    answer = browser.post(f"/scorings/{ground.scoring_id}/together", data={"person": "nobody"})
    assert answer.status_code == 409
