"""The same demonstration on PostgreSQL: the same pages to the letter, and no text or number that only the other kind would bear."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.routing import RouteContext

from tests.postgres import Server
from tests.web import grounds
from tests.web.fuzz import MINDED_BY_A_SERVER, MISCHIEF
from tests.web.grounds import ALIVE, GETS, PAPERS, POSTS, TWO_HOMES, UNDER_WAY, WAITING, Ground, may, named
from tests.web.visitors import app_of
from tests.web.walk import FoundForm, fault_in
from workflow.services.passwords import Passwords
from workflow.storage.engine import Database

TELLS_OF_READING = {"family_trail"}
"""A page that counts how often a family was read. It is looked at on both before any other page is: afterwards more was read here than there."""
OTHERS = [route for route in GETS if route.name not in PAPERS | ALIVE | TELLS_OF_READING]
ANSWERS = {303, 200, 404, 409, 422}


@pytest.fixture(scope="module")
def server_ground(server: Server, passwords: Passwords, whole_ground: Ground) -> Iterator[Ground]:
    """The ground of the other tests, with the people and the pages of a practice on PostgreSQL; addresses are the same."""
    name = server.database()
    database = Database(server.address(name))
    practice = grounds.practice_on(database, passwords)
    yield replace(whole_ground, practice=practice, app=app_of(practice), tokens=grounds.sign_everybody_in(practice))
    database.close()
    server.drop(name)


@pytest.fixture(scope="module", autouse=True)
def read_first(whole_ground: Ground, server_ground: Ground) -> dict[str, tuple[str, str]]:
    """The pages that count readings, here and there, looked at in the same order by the same people before anything else was."""
    whole_ground.restore()
    seen = {}
    for route in GETS:
        for family in (TWO_HOMES, UNDER_WAY, WAITING) if route.name in TELLS_OF_READING else ():
            for who in ("supervisor", "quality"):
                url = whole_ground.address(route, whole_ground.stands(family))
                pages = [one.visitor(who).get(url) for one in (whole_ground, server_ground)]
                assert {page.status_code for page in pages} == {200}
                seen[f"{url} for {who}"] = (pages[0].text, pages[1].text)
    return seen


def test_what_counts_readings_is_the_same_to_the_letter(read_first: dict[str, tuple[str, str]]) -> None:
    assert len(read_first) == 6 * len(TELLS_OF_READING)
    for url, (here, there) in read_first.items():
        assert there == here, url


@pytest.mark.parametrize("route", OTHERS, ids=named)
def test_a_page_is_the_same_to_the_letter(ground: Ground, server_ground: Ground, route: RouteContext) -> None:
    for family in (TWO_HOMES, UNDER_WAY, WAITING):
        if grounds.NONE in [ground.stands(family).get(name) for name in grounds.parameters(route)]:
            continue
        for who in ("practitioner", "supervisor"):
            url = ground.address(route, ground.stands(family))
            here, there = ground.visitor(who).get(url), server_ground.visitor(who).get(url)
            assert there.status_code == here.status_code
            assert there.text == here.text, f"{url} for {who}"
            assert may(who, route, family) == (here.status_code != 404)


@pytest.mark.parametrize("route", [route for route in GETS if route.dependant.query_params], ids=named)
def test_a_query_of_any_kind_is_answered_alike(ground: Ground, server_ground: Ground, route: RouteContext) -> None:
    for url in ground.addresses(route, TWO_HOMES) if route.name not in PAPERS else ():
        here, there = ground.visitor("practitioner").get(url), server_ground.visitor("practitioner").get(url)
        assert (there.status_code, there.text) == (here.status_code, here.text), url


@pytest.mark.parametrize("route", [route for route in POSTS if route.name != "sign_out"], ids=named)
def test_what_a_server_minds_is_no_fault(
    server_ground: Ground, forms: dict[str, FoundForm], route: RouteContext
) -> None:
    form = forms[route.name]
    for mischief in MINDED_BY_A_SERVER:
        body = MISCHIEF[mischief](form)
        headers = {"content-type": body.kind}
        answer = server_ground.visitor(form.who).post(form.action, content=body.content, headers=headers)
        assert answer.status_code in ANSWERS, mischief
        assert fault_in(answer) == ""
