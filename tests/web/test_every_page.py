"""Every page there is, opened on a walk by everybody who may: sound HTML, links that lead somewhere, a trail, and nothing else written."""

import re
from collections import Counter
from datetime import timedelta
from urllib.parse import unquote

import pytest
from fastapi.routing import RouteContext

from tests.page_checks import HTMX
from tests.web.grounds import (
    ALIVE,
    FAMILIES,
    GETS,
    LED_TO,
    NOBODY,
    NOT_THE_MEMBERS,
    PAPERS,
    SEVEN,
    TWO_HOMES,
    WAITING,
    WALKERS,
    Ground,
    may,
    named,
    of_a_family,
    parameters,
    public,
)
from tests.web.walk import Seen, fault_in, route_of
from workflow.rules.events import KINDS

NO_LINK = {
    "set_up": "a link that was handed over leads there, by way of a cookie: tests/web/test_own_account.py goes it",
    "recovery_codes": "it opens by itself after a second step was added: tests/web/deeds.py goes it",
    "sheet_row": "the answer to a conflict leads there: tests/web/test_fast_entry_page.py goes it",
    "batch_papers": "its link stands on a page once every paper is made, which no page here is: tests/services/test_batches.py",
    "no_connection": "a browser keeps it for when no page comes: tests/browser/test_keeping.py goes on without a connection",
    **dict.fromkeys(ALIVE, "it answers a machine"),
}
"""What no page of the walk leads to, with the reason. Forms that only look (GET) and answers that lead on are links like any other."""
WORDLESS = {"Baby", "Mum", "Dad", "Practice"}
"""Names of the demonstration that are no names."""

each_page = pytest.mark.parametrize("route", [route for route in GETS if route.name not in PAPERS], ids=named)


def shown(walked: list[Seen], route: RouteContext) -> list[Seen]:
    """What was seen of one route; a route that nobody was shown fails the test."""
    found = [seen for seen in walked if seen.route.name == route.name]
    assert found, f"{named(route)}: nobody came here on the walk (tests/web/walk.py)."
    return found


def names_in(ground: Ground) -> re.Pattern[str]:
    """The names of the people and the families of the demonstration, and of those who work with them, as whole words."""
    families = ground.ask(
        "SELECT name FROM family UNION SELECT called FROM child UNION SELECT surname FROM child "
        "UNION SELECT called FROM adult UNION SELECT name FROM adult"
    )
    words = {word for (name,) in families for word in name.split()} - WORDLESS
    whole = {name for (name,) in ground.ask("SELECT name FROM person UNION SELECT name FROM household")}
    assert len(words) > 20
    return re.compile(rf"\b({'|'.join(sorted(map(re.escape, words | whole), key=len, reverse=True))})\b", re.IGNORECASE)


def test_there_are_pages() -> None:
    assert len(GETS) > 25
    assert len({route.name for route in GETS}) == len(GETS)


@each_page
def test_the_page_opens_and_is_sound(walked: list[Seen], route: RouteContext) -> None:
    found = shown(walked, route)
    wrong = [
        f"{seen.status} for {seen.who or 'nobody'}: {seen.url}"
        for seen in found
        if seen.status != (303 if route.name in LED_TO or (seen.who == NOBODY and not public(route)) else 200)
    ]
    assert not wrong
    assert not "\n".join(sorted({seen.fault for seen in found if seen.fault}))


@each_page
def test_opening_it_writes_nothing_but_the_trail(walked: list[Seen], route: RouteContext) -> None:
    wrong = [
        f"{seen.url} for {seen.who}: {seen.changed}" for seen in shown(walked, route) if not seen.changed.only_trail
    ]
    assert not wrong
    kinds = {event["kind"] for seen in shown(walked, route) for event in seen.changed.events}
    assert all(KINDS[kind].reading for kind in kinds), kinds


@each_page
def test_opening_it_leaves_an_entry_that_names_the_family(
    walked: list[Seen], route: RouteContext, whole_ground: Ground
) -> None:
    people = {who: whole_ground.person_id(who) for who in WALKERS}
    families = {family_id for (family_id,) in whole_ground.ask("SELECT id FROM family")}
    untold = []
    for seen in shown(walked, route):
        if seen.status != 200 or not of_a_family(route):
            continue
        told = [event for event in seen.changed.events if event["family_id"] in families]
        if not told or {event["person_id"] for event in told} != {people[seen.who]}:
            untold.append(f"{seen.url} for {seen.who}: {seen.changed.events}")
    assert not untold


@each_page
def test_no_address_on_it_and_no_entry_of_its_holds_a_name(
    walked: list[Seen], route: RouteContext, whole_ground: Ground
) -> None:
    name = names_in(whole_ground)
    told = set()
    for seen in shown(walked, route):
        places = [unquote(one) for one in (seen.url, *seen.headers.values(), *seen.addresses)]
        places += [str(event["details"]) for event in seen.changed.events]
        told |= {f"{found[0]} in {place}" for place in places if (found := name.search(place))}
    assert not told


def test_no_entry_of_the_whole_trail_holds_a_name(ground: Ground) -> None:
    name = names_in(ground)
    entries = ground.ask("SELECT kind, details FROM audit_event")
    assert len(entries) > 500
    assert not [entry for entry in entries if any(name.search(part) for part in entry)]


def test_no_link_leads_to_a_refusal(walked: list[Seen]) -> None:
    assert len(walked) > 200
    lost = {f"{seen.status}: {seen.who} is led to {seen.url}" for seen in walked if seen.status >= 400}
    assert not lost


def test_every_page_is_linked_from_another(walked: list[Seen]) -> None:
    linked = {route.name for seen in walked for link in seen.leads if (route := route_of(link, GETS))}
    unlinked = {route.name for route in GETS} - linked
    assert unlinked == set(NO_LINK), "Link what is new; take off the list what is linked."


@each_page
def test_htmx_gets_a_page_or_a_sound_part_of_it(ground: Ground, route: RouteContext) -> None:
    for who in ("practitioner", "supervisor"):
        visitor = ground.visitor(who, **HTMX)
        url = ground.address(route, ground.stands(WAITING))
        answer = visitor.get(url)
        assert answer.status_code in (200, 404), url
        assert fault_in(answer) == ""


@pytest.mark.parametrize("route", [route for route in GETS if route.dependant.query_params], ids=named)
def test_a_query_of_any_kind_is_answered(ground: Ground, route: RouteContext) -> None:
    family = NOT_THE_MEMBERS if route.name in PAPERS else TWO_HOMES
    visitor = ground.visitor(next(who for who in SEVEN if may(who, route, family)))
    answered = set()
    for url in ground.addresses(route, family):
        before = ground.rows()
        answer = visitor.get(url)
        answered.add(answer.status_code)
        assert answer.status_code in (200, 404), url
        assert fault_in(answer) == ""
        assert ground.since(before).only_trail, url
    assert 200 in answered


def test_a_page_asked_for_later_says_only_that_the_person_was_seen(ground: Ground) -> None:
    visitor = ground.visitor("practitioner")
    ground.clock.forward(timedelta(minutes=2))
    before = ground.rows()
    assert visitor.get("/families").status_code == 200
    done = ground.since(before)
    assert done.tables == {"sign_in", "audit_event"}
    assert [event["kind"] for event in done.events] == ["families.listed"] * 2
    (old,), (new,) = done.went["sign_in"], done.came["sign_in"]
    columns = [name for _, name, *_ in ground.ask("PRAGMA table_info(sign_in)")]
    assert [name for name, was, is_ in zip(columns, old, new, strict=True) if was != is_] == ["seen_at"]


def test_a_number_that_is_no_id_leads_nowhere(ground: Ground) -> None:
    visitor = ground.visitor("practitioner")
    odd = ("0", "-1", "%00", "%F0%9F%8C%BB", "..%2F..", "x" * 2_000, "'%20OR%201=1--", "%ED%A0%80", "{family_id}")
    bound = [route for route in GETS if parameters(route)]
    assert len(bound) > 20
    for route in bound:
        for one in odd:
            answer = visitor.get(ground.address(route, dict.fromkeys(ground.stands(TWO_HOMES), one)))
            assert answer.status_code == 404, f"{named(route)} with {one[:20]}"


def test_the_demonstration_is_the_one_these_tests_know(ground: Ground) -> None:
    assert {name for (name,) in ground.ask("SELECT name FROM family WHERE NOT practice")} == set(FAMILIES)


def test_the_walk_went_everywhere(walked: list[Seen]) -> None:
    pages = Counter(seen.who for seen in walked)
    assert pages["practitioner"] > 150
    assert set(pages) == {*WALKERS, NOBODY}
