"""Who may, by everybody and every route: what is not somebody's is not there for them, and asking for it is told in the trail."""

from urllib.parse import quote

import pytest
from fastapi.routing import RouteContext

from tests.page_checks import HTMX
from tests.web.grounds import (
    ALIVE,
    ASKS,
    EVERYBODY,
    FAMILIES,
    GETS,
    LED_TO,
    NOBODY,
    NOT_THE_MEMBERS,
    OUTSIDER,
    PAPERS,
    POSTS,
    ROUTES,
    SEES,
    SEVEN,
    TWO_HOMES,
    UNDER_WAY,
    WAITING,
    Ground,
    may,
    named,
    of_a_family,
    parameters,
    public,
)
from tests.web.test_access import declared
from tests.web.walk import FoundForm, fault_in
from workflow.rules.roles import Permission

FOREIGN = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
    {"sec-fetch-site": "", "origin": "http://elsewhere.example"},
    {"sec-fetch-site": "", "origin": "null"},
    {"sec-fetch-site": ""},
)
"""What a browser says of a request that no page of ours sent; an empty header is left out."""
LETS_IN = {"take_sign_in", "sign_out"}
"""Writes that everybody may make."""
OF_THE_INSTRUMENT = {"item_id", "sub_area_id", "section_key", "entry_key", "report", "prompt_key"}
"""What addresses name that is the same in every scoring."""
READS_FIRST = {"save_answer"}
"""Writes that say of a form without a version that it is none of ours before they look at whose scoring it is, or whether there is one."""
REPEATS = {"remove_visit", "remove_co_scorer"}
"""Writes that find their work done already where there is nothing to do."""

each_page = pytest.mark.parametrize("route", GETS, ids=named)
each_write = pytest.mark.parametrize("route", POSTS, ids=named)


def nowhere(ground: Ground, route: RouteContext) -> str:
    """The address of a route about things that never were, as long as real ids."""
    real = ground.stands(TWO_HOMES)
    never = {name: "t" + "9" * (len(value) - 1) for name, value in real.items() if name not in OF_THE_INSTRUMENT}
    return ground.address(route, {**real, **never})


def said(answer) -> tuple[object, ...]:
    """All that an answer tells whoever asked."""
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return answer.status_code, answer.content, headers


def test_there_are_writes() -> None:
    assert len(POSTS) > 15
    assert {method for route in ROUTES for method in route.methods or ()} == {"GET", "POST"}


def test_the_roles_are_those_of_the_table() -> None:
    assert len(SEVEN) == 7
    allowed = {named(route): {who for who in SEVEN if may(who, route, TWO_HOMES)} for route in ROUTES}
    reads, works = (
        {"practitioner", "practitioner2", "supervisor", "chair", "member", "quality"},
        {"practitioner", "practitioner2"},
    )
    assert allowed["GET /families/{family_id}"] == reads
    assert allowed["GET /families/new"] == works
    assert allowed["GET /families/{family_id}/edit"] == works | {"supervisor"}
    assert allowed["GET /scorings/{scoring_id}/review"] == {"supervisor"}
    assert allowed["POST /scorings/{scoring_id}/amend"] == works
    assert allowed["GET /children/{child_id}/reports/progress.pdf"] == reads
    assert SEES[NOT_THE_MEMBERS] == reads - {"member"}
    assert set(SEES) == set(FAMILIES)


@each_page
@pytest.mark.parametrize("family", [TWO_HOMES, NOT_THE_MEMBERS])
def test_a_page_is_there_for_those_who_may_and_for_nobody_else(
    ground: Ground, route: RouteContext, family: str
) -> None:
    url = ground.address(route, ground.stands(family)) + ASKS.get(route.name or "", "")
    missing = nowhere(ground, route)
    itself = ground.stands(family)["later_id"] == ground.stands(family)["earlier_id"]
    for who in EVERYBODY:
        visitor, before = ground.visitor(who), ground.rows()
        if may(who, route, family):
            if route.name in PAPERS and (family == TWO_HOMES or who != "chair"):
                continue  # one paper says as much as ten, and takes a second
            answer = visitor.get(url)
            expected = 303 if route.name in LED_TO else 409 if itself and "earlier_id" in parameters(route) else 200
            assert answer.status_code == expected, who
            continue
        answer = visitor.get(url)
        refused = ground.since(before)
        assert answer.status_code == 404, who
        assert fault_in(answer) == ""
        assert said(answer) == said(visitor.get(missing)), f"{who} can tell {url} from what never was"
        assert refused.only_trail, who
        (event,) = refused.events
        assert (event["kind"], event["person_id"]) == ("refused", ground.person_id(who))


@each_page
def test_somebody_signed_out_is_led_to_the_form_and_leaves_no_mark(ground: Ground, route: RouteContext) -> None:
    visitor, url, before = ground.visitor(NOBODY), ground.address(route, ground.stands(TWO_HOMES)), ground.rows()
    answer = visitor.get(url)
    if public(route):
        assert answer.status_code == 200
    else:
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/sign-in?next={quote(url, safe='')}"
        assert answer.content == b""
    assert not ground.since(before).tables


def test_the_outsider_finds_no_family_anywhere(ground: Ground) -> None:
    visitor = ground.visitor(OUTSIDER)
    asked = 0
    for route in GETS:
        for family in FAMILIES if of_a_family(route) else ():
            assert visitor.get(ground.address(route, ground.stands(family))).status_code == 404, named(route)
            asked += 1
    assert asked > 100
    for url in ("/", "/families"):
        text = visitor.get(url).text
        assert not [name for name in FAMILIES if f"{name} family" in text]


@each_write
@pytest.mark.parametrize("headers", FOREIGN, ids=lambda one: " ".join(filter(None, one.values())) or "nothing")
def test_a_write_that_no_page_of_ours_sent_is_refused(
    ground: Ground, route: RouteContext, headers: dict[str, str]
) -> None:
    who = NOBODY if public(route) else "practitioner"
    visitor, before = ground.visitor(who), ground.rows()
    del visitor.headers["sec-fetch-site"]
    sent = {name: value for name, value in headers.items() if value}
    url = ground.address(route, ground.stands(UNDER_WAY))
    answer = visitor.post(url, data={"version": "1"}, headers=sent)
    assert answer.status_code == 403
    assert fault_in(answer) == ""
    assert not ground.since(before).tables


@each_write
def test_a_write_of_somebody_signed_out_is_refused(ground: Ground, route: RouteContext) -> None:
    if public(route):
        assert route.name in LETS_IN
        return
    before = ground.rows()
    for htmx in ({}, HTMX):
        visitor = ground.visitor(NOBODY, **htmx)
        url = ground.address(route, ground.stands(UNDER_WAY))
        answer = visitor.post(url, data={"version": "1", "words": "What I typed, and it was long enough to be kept"})
        assert answer.status_code == 401
        assert fault_in(answer) == ""
    assert not ground.since(before).tables


@each_write
def test_a_write_that_is_not_somebody_s_is_not_there_and_changes_nothing(
    ground: Ground, route: RouteContext, forms: dict[str, FoundForm]
) -> None:
    if public(route):
        assert route.name in LETS_IN
        return
    filled = forms[route.name].filled("Words that nobody may leave here")
    refused = 0
    for family in (TWO_HOMES, NOT_THE_MEMBERS):
        url = ground.address(route, ground.stands(family))
        for who in EVERYBODY:
            if may(who, route, family):
                continue
            visitor, missing = ground.visitor(who), nowhere(ground, route)
            for body in ([], filled):
                before = ground.rows()
                answer = visitor.post(url, data=as_data(body))
                done = ground.since(before)
                assert fault_in(answer) == ""
                if route.name in READS_FIRST and not body and answer.status_code == 422:
                    assert not done.tables, who
                else:
                    assert answer.status_code == 404, who
                    assert done.only_trail, who
                    assert {event["kind"] for event in done.events} == {"refused"}
                    assert {event["person_id"] for event in done.events} == {ground.person_id(who)}
                assert said(answer) == said(visitor.post(missing, data=as_data(body))), who
                refused += 1
    assert refused >= 4


def as_data(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Pairs as the client takes them."""
    data: dict[str, list[str]] = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    return data


@pytest.mark.parametrize("route", [route for route in ROUTES if len(parameters(route)) > 1], ids=named)
def test_what_belongs_to_another_family_is_not_there(
    ground: Ground, route: RouteContext, forms: dict[str, FoundForm]
) -> None:
    """Somebody who sees both families mixes their ids in one address."""
    mine, theirs = ground.stands(UNDER_WAY), ground.stands(WAITING)
    visitor, before = ground.visitor("practitioner"), ground.rows()
    mixed = 0
    for name in parameters(route)[1:]:
        if name in OF_THE_INSTRUMENT:
            continue
        url = ground.address(route, {**mine, name: theirs[name]})
        answers = (
            [visitor.get(url)]
            if route in GETS
            else [visitor.post(url), visitor.post(url, data=as_data(forms[route.name].filled("Words")))]
        )
        assert {answer.status_code for answer in answers} == {303 if route.name in REPEATS else 404}, url
        assert route.name not in REPEATS or not ground.since(before).tables
        mixed += 1
    for name in OF_THE_INSTRUMENT & set(parameters(route)):
        for wrong in ("Z9", "a1", "A", mine["scoring_id"]):
            url = ground.address(route, {**mine, name: wrong})
            answer = (
                visitor.get(url)
                if route in GETS
                else visitor.post(url, data={f"version-{wrong}": "0", f"answer-{wrong}": "2"})
            )
            assert answer.status_code in ((404,) if route in GETS else (404, 422)), url
            assert fault_in(answer) == ""
            mixed += 1
    assert mixed
    assert ground.since(before).only_trail


def test_what_answers_a_machine_says_nothing_else(ground: Ground) -> None:
    for route in GETS:
        if route.name in ALIVE:
            answer = ground.visitor(NOBODY).get(str(route.path))
            assert (answer.status_code, answer.text) in {(200, "ok"), (200, "ready")}


def test_every_permission_of_a_family_is_asked_of_a_page_or_a_write() -> None:
    asked = {access.permission for route in ROUTES for access in declared(route)} - {None}
    assert asked == set(Permission)
