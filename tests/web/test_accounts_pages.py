"""Looking after accounts in a browser: somebody is added, gets a link and comes in; a list is rehearsed; nothing typed is lost."""

import re

import pytest

from tests import build
from tests.page_checks import Browser
from tests.web.visitors import browser_of, links_of, summary_of, value_of, words_of
from workflow.services.desk import Practice

HEADS = "username,name,job,agency,team,roles\n"


@pytest.fixture
def ash(embedded_practice: Practice) -> Browser:
    build.person(embedded_practice, "ash", roles=("administrator",))
    build.person(embedded_practice, "pat")
    return browser_of(embedded_practice, "ash")


def find(ash: Browser, words: str) -> dict[str, str]:
    ash.post("/accounts", data={"search": words})
    return {text: url for text, url in links_of(ash).items() if re.fullmatch(r"/accounts/[a-z0-9]{10,}", url)}


def test_somebody_is_added_and_gets_a_link_that_stands_nowhere_else(ash: Browser) -> None:
    ash.get("/accounts")
    ash.get(links_of(ash)["Add somebody"])
    assert ash.post("/accounts/new", data={"username": "Nia", "name": "Nia New"}).status_code == 422
    assert any("agency" in line for line in summary_of(ash))
    facts = {"username": "nia", "name": "Nia New", "job": "nurse", "agency": "Example Trust", "team": "North"}
    ash.post("/accounts/new", data={**facts, "roles": ["practitioner", "member"]})
    assert "Has no password yet" in words_of(ash)
    (url,) = find(ash, "nia").values()
    ash.post(f"{url}/link")
    token = re.search(r"/set-up/([\w-]{40,})", words_of(ash))
    assert token is not None
    ash.get(url)
    assert token[1] not in words_of(ash)


def test_a_role_is_given_and_ended_and_an_account_closed_and_opened(ash: Browser) -> None:
    (url,) = find(ash, "pat").values()
    ash.post(f"{url}/roles", data={"role": "quality", "role_agency": "Example Council", "role_team": "Example Team"})
    assert "Quality lead" in words_of(ash)
    ash.post(f"{url}/roles", data={"role": "quality", "role_agency": "", "role_team": "X"})
    assert summary_of(ash)
    ash.post(f"{url}/close")
    assert "Closed" in words_of(ash)
    ash.post(f"{url}/open")
    assert "open again" in words_of(ash)


def test_a_correction_shows_what_was_typed_where_it_cannot_be_kept(ash: Browser) -> None:
    (url,) = find(ash, "pat").values()
    answer = ash.post(url, data={"name": "x" * 200, "job": "", "agency": "A", "team": "T", "stamp": "abc"})
    assert answer.status_code == 422
    assert "x" * 200 in answer.text
    answer = ash.post(url, data={"name": "Pat", "job": "", "agency": "A", "team": "T", "stamp": "abc"})
    assert answer.status_code == 409
    assert "changed after you opened it" in words_of(ash)


def test_a_list_is_shown_first_and_added_when_meant(ash: Browser) -> None:
    table = HEADS + "nia,Nia New,nurse,Example Trust,North,practitioner\npat,Other,,A,T,chair\n"
    ash.post("/accounts/list", data={"table": table, "do": "show"})
    assert "1 account would be added; 1 username of the list already here" in words_of(ash)
    assert find(ash, "nia") == {}
    ash.post("/accounts/list", data={"table": table, "do": "add"})
    assert "1 account added." in words_of(ash)
    assert len(find(ash, "nia")) == 1
    ash.post("/accounts/list", data={"table": HEADS + "x,,,,,", "do": "add"})
    assert "Nothing was added." in words_of(ash)


def test_the_roles_are_read_by_who_looks_after_accounts(ash: Browser) -> None:
    ash.get("/accounts/roles")
    assert "Somebody who looks after accounts and instruments, and sees no family." in words_of(ash)
    assert words_of(ash).count("Grade items and write notes in one's own draft.") == 1
    assert "scoring:answer" not in words_of(ash)


def test_a_team_is_looked_at_renamed_and_closed_once_nobody_is_in_it(ash: Browser) -> None:
    ash.get("/accounts")
    ash.get(links_of(ash)["Agencies and teams"])
    url = links_of(ash)["Example Team"]
    ash.get(url)
    assert "Pat Example" in words_of(ash)
    assert "There are 2 open accounts in it." in words_of(ash)
    ash.post(f"{url}/name", data={"name": "Early Help", "name_reason": ""})
    assert any("Say why" in line for line in summary_of(ash))
    assert value_of(ash, "name") == "Early Help"
    ash.get(url)
    stamp = value_of(ash, "stamp")
    ash.post(f"{url}/name", data={"name": "Early Help", "name_reason": "Two became one.", "stamp": stamp})
    assert "It was called Example Team before" in words_of(ash)
    answer = ash.post(f"{url}/name", data={"name": "Another", "name_reason": "Again.", "stamp": stamp})
    assert answer.status_code == 409
    ash.get("/accounts/new")
    assert ash.page is not None
    assert [one.get("value") for one in ash.page.iter("option")] == ["Example Council", "Early Help"]
