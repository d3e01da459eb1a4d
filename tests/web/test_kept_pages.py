"""Parts that are kept for named people, as the pages say it: naming somebody who is not involved, and taking over what nobody looks after."""

from tests import build
from tests.web.grounds import GONE, WAITING, Ground
from tests.web.visitors import browser_of, summary_of, words_of
from workflow.services.desk import Practice

KEPT = {
    "category": "not for named people",
    "mode": "the people named do not see it",
    "reason": "They are related to the father.",
    "review_on": "2026-06-01",
}


def test_somebody_who_is_not_involved_is_named_as_their_account_has_it(embedded_practice: Practice) -> None:
    lead = build.person(embedded_practice, "lead")
    build.person(embedded_practice, "related", team="Elsewhere")
    family = build.family(embedded_practice, lead)
    browser, path = browser_of(embedded_practice, "lead"), f"/families/{family.id}/kept"
    data = {**KEPT, "place": f"home//{family.household_id}"}
    assert browser.post(path, data={**data, "others": "Relate"}).status_code == 422
    assert summary_of(browser) == [
        "Nobody with an open account has exactly the username or the full name Relate. Look it up, then type it again."
    ]
    browser.post(path, data={**data, "others": "Related Example"})
    assert "the people named do not see it: Related Example." in words_of(browser)


def test_what_nobody_looks_after_is_told_without_saying_what_it_is_and_taken_over(ground: Ground) -> None:
    path = f"/families/{ground.stands(WAITING)['family_id']}/kept"
    told = "Kept for named people, and nobody looks after it"
    for who, there in (("supervisor", True), ("practitioner", False), ("quality", False)):
        assert (told in ground.visitor(who).get("/").text) is there
    supervisor = ground.visitor("supervisor")
    refused = supervisor.post(f"{path}/take-over", data={"because": ""})
    assert refused.status_code == 422
    assert '<a href="#because">Say why. It stays with the decision.</a>' in refused.text
    assert supervisor.post(f"{path}/take-over", data={"because": "Who decided has left."}).status_code == 303
    assert told not in supervisor.get("/").text
    words = supervisor.get(path).text
    assert f"Decided by {GONE.title()} Example, taken over by" in words
    assert "Who decided has left." in words
    assert supervisor.post(f"{path}/take-over", data={"because": "Again"}).status_code == 409
