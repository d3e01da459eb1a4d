"""Retiring an edition in a browser: the reason is asked for, and whoever scores reads it where they would have begun."""

import pytest

from tests import build, scoring_ground
from tests.scoring_ground import INSTRUMENT, Ground
from tests.web.visitors import browser_of, choices_of, links_of, summary_of, value_of, words_of
from workflow.services.desk import Practice

WHY = "Replaced by the edition of this year."
START = {
    "window_start-day": "2",
    "window_start-month": "3",
    "window_start-year": "2026",
    "window_end-day": "15",
    "window_end-month": "3",
    "window_end-year": "2026",
}


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    """A scoring that is just started."""
    build.person(embedded_practice, "ash", roles=("administrator",), team="Office")
    return scoring_ground.stand(embedded_practice)


def test_an_edition_is_retired_said_where_one_would_start_and_brought_back(ground: Ground) -> None:
    ash = browser_of(ground.practice, "ash")
    ash.get("/instruments")
    ash.get(links_of(ash)["Which editions are in use, their licences, and retiring one"])
    ash.get(links_of(ash)["Care Profile 2026.2"])
    assert "1 scoring open" in words_of(ash)
    assert "Creative Commons Attribution 4.0 International" in words_of(ash)
    assert ash.post(f"/editions/{INSTRUMENT}/retire", data={"reason": " "}).status_code == 422
    assert summary_of(ash) == ["Say why. Whoever looks for this edition later reads it."]
    ash.post(f"/editions/{INSTRUMENT}/retire", data={"reason": WHY})
    assert "The edition is retired." in words_of(ash)

    browser = browser_of(ground.practice, "practitioner")
    browser.get("/instruments")
    assert f"Retired on 20 March 2026: {WHY}" in words_of(browser)
    assert "Which editions are in use" not in words_of(browser)
    path = f"/families/{ground.family.id}/scorings/start"
    browser.get(f"{path}?child={ground.family.child_id}")
    assert f"Care Profile 2026.2, retired on 20 March 2026: {WHY}" in words_of(browser)
    assert INSTRUMENT not in choices_of(browser, "instrument")
    sent = {"child": ground.family.child_id, "instrument": INSTRUMENT, **START}
    sent[f"carers_{ground.family.child_id}"] = ground.family.carer_id
    answer = browser.post(path, data=sent)
    assert answer.status_code == 422
    assert any(WHY in line for line in summary_of(browser))
    assert value_of(browser, "window_end-day") == "15"
    browser.get(f"/scorings/{ground.scoring_id}")
    assert "This one goes on as before." in words_of(browser)

    ash.post(f"/editions/{INSTRUMENT}/bring-back", data={"reason": "One team needs it until May."})
    assert "The edition is back" in words_of(ash)
    assert "Brought back on 20 March 2026 by Ash Example: One team needs it until May." in words_of(ash)
    assert browser.post(path, data={**sent, "another_meant": "yes"}).status_code == 200
    browser.get(f"/scorings/{ground.scoring_id}")
    assert "retired" not in words_of(browser)


def test_retired_twice_is_told(ground: Ground) -> None:
    ash = browser_of(ground.practice, "ash")
    for status in (200, 409):
        assert ash.post(f"/editions/{INSTRUMENT}/retire", data={"reason": WHY}).status_code == status
