"""Every kind of entry there is: really left by some deed, with exactly its keys, and told in a sentence with names.

Pages and forms are found by themselves: the walk opens every page, and every form is sent. What neither does stands in `DEEDS`; a kind that
nothing leaves fails and says so.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.web import deeds as deeds_of_getting_in
from tests.web.fuzz import Body, encoded
from tests.web.grounds import (
    ASKS,
    GETS,
    NOBODY,
    OUTSIDER,
    PAPERS,
    PASSWORD,
    POSTS,
    TWO_HOMES,
    Ground,
    may,
    named,
    parameters,
)
from tests.web.walk import FoundForm, Seen
from workflow.models import Child, Family
from workflow.rules.emergency import FoundBy
from workflow.rules.events import KINDS, Event
from workflow.services import accounts, administration, duplicates, emergencies, emergency_reviews, families, trails
from workflow.services.family_people import NewChild
from workflow.services.trails import Asked

Entries = dict[str, dict[str, object]]
STORE = "0f3a5a51-9d1c-4c39-8d9c-000000000001"
OTHER = "0f3a5a51-9d1c-4c39-8d9c-000000000002"


def _signs_in_wrong(ground: Ground) -> None:
    ground.visitor().post("/sign-in", data={"username": "practitioner", "password": "wrong"})


def _signs_in_and_out(ground: Ground) -> None:
    visitor = ground.visitor()
    visitor.post("/sign-in", data={"username": "practitioner", "password": PASSWORD})
    visitor.post("/sign-out")


def _asks_for_what_is_not_theirs(ground: Ground) -> None:
    ground.visitor(OUTSIDER).get(f"/families/{ground.stands(TWO_HOMES)['family_id']}")


def _keeps_in_the_browser(ground: Ground) -> None:
    """Once, again with another sign-in, and once more when the first key is forgotten."""
    ground.visitor("practitioner").post("/drafts/key", data={"store": STORE})
    for wait, store in ((timedelta(), STORE), (timedelta(days=40), OTHER)):
        ground.clock.forward(wait)
        visitor = ground.visitor()
        visitor.post("/sign-in", data={"username": "practitioner", "password": PASSWORD})
        assert visitor.post("/drafts/key", data={"store": store}).status_code == 200


def _has_a_new_password_and_leaves(ground: Ground) -> None:
    with ground.practice.open_to_all() as desk:
        accounts.set_password(desk, "member", "a longer password than before")
    with ground.practice.open_to_all() as desk:
        accounts.disable_person(desk, "member")


def _takes_papers_away(ground: Ground) -> None:
    for route in GETS:
        if route.name in PAPERS and parameters(route) and str(route.path).endswith(".pdf"):
            ground.visitor("quality").get(ground.address(route, ground.stands(TWO_HOMES)))
            return


def _takes_the_trail_away(ground: Ground) -> None:
    ground.visitor("quality").get("/trail/entries.csv?what=refusal")


def _looks_for_nobody_in_an_emergency(ground: Ground) -> None:
    with ground.practice.open_for(ground.person_id(OUTSIDER)) as desk:
        sought = emergencies.Sought(FoundBy.NAME_AND_BIRTH, name="Nobody Atall", born=date(2015, 1, 2))
        assert emergencies.open_record(desk, sought, "Somebody said so.") == emergencies.Outcome()


def _finds_two_records_with_one_number(ground: Ground) -> None:
    number = "9990000034"
    with ground.practice.database.open() as session:
        children = session.scalars(select(Child).join(Family, Family.id == Child.family_id).where(~Family.practice))
        for child in {child.family_id: child for child in children}.values():
            child.nhs_number = number
    with ground.practice.open_for(ground.person_id(OUTSIDER)) as desk:
        sought = emergencies.Sought(FoundBy.NHS_NUMBER, number)
        assert len(emergencies.open_record(desk, sought, "Somebody said so.").fits) > 1


def _adds_to_a_closed_review(ground: Ground) -> None:
    opened, family_id = ground.ask("SELECT id, family_id FROM emergency_access WHERE ended_at IS NOT NULL")[0]
    with ground.practice.open_for(ground.person_id("quality")) as desk:
        emergency_reviews.review(desk, family_id, opened, "It was needed.")
        emergency_reviews.review(desk, family_id, opened, "The school knows now.", adds=True)


def _adds_a_child_who_may_be_known(ground: Ground) -> None:
    called, surname, born = ground.ask(
        "SELECT called, surname, born FROM child WHERE id = ?", ground.stands(TWO_HOMES)["child_id"]
    )[0]
    new = NewChild(called, surname, born=date.fromisoformat(born))
    with ground.practice.open_for(ground.person_id(OUTSIDER)) as desk:
        family = families.create(desk, families.NewFamily("Elsewhere"))
        assert duplicates.look(desk, family.id, new).hints
        duplicates.go_on(desk, family.id, new, "It is somebody else of that name.")


def _checks_a_printed_report(ground: Ground) -> None:
    assert ground.visitor("practitioner").get("/check?number=1&mark=00000000").status_code == 200


def _looks_after_accounts(ground: Ground) -> None:
    member = ground.person_id("member")
    with ground.practice.open_for(ground.person_id("administrator")) as desk:
        administration.give_role(desk, member, "quality", "Exampleshire Police", "Protection")
        given = next(one for one in administration.open_person(desk, member).held if one.role == "quality")
        administration.end_role(desk, member, given.id)
        administration.close(desk, member)
        administration.open_again(desk, member)


DEEDS: tuple[Callable[[Ground], None], ...] = (
    _signs_in_wrong,
    _signs_in_and_out,
    _looks_after_accounts,
    _asks_for_what_is_not_theirs,
    _keeps_in_the_browser,
    _has_a_new_password_and_leaves,
    _takes_papers_away,
    _takes_the_trail_away,
    _looks_for_nobody_in_an_emergency,
    _finds_two_records_with_one_number,
    _adds_to_a_closed_review,
    _adds_a_child_who_may_be_known,
    _checks_a_printed_report,
)
"""What leaves entries that no page and no form leaves."""


def _everything(
    ground: Ground, walked: list[Seen], forms: dict[str, FoundForm], issuer: str
) -> Iterator[tuple[str, str]]:
    """Kind and details of every entry that all there is to do leaves."""
    ground.restore()
    yield from ground.ask("SELECT kind, details FROM audit_event")
    yield from ((event["kind"], event["details"]) for seen in walked for event in seen.changed.events)
    deeds = [*DEEDS, *deeds_of_getting_in.DEEDS, deeds_of_getting_in.comes_in_through_the_organisation(issuer)]
    deeds += [_sending(forms[route.name]) for route in POSTS]
    for deed in deeds:
        ground.restore()
        (last,) = ground.ask("SELECT max(number) FROM audit_event")[0]
        deed(ground)
        yield from ground.ask("SELECT kind, details FROM audit_event WHERE number > ?", last)
    ground.restore()


def _sending(form: FoundForm) -> Callable[[Ground], None]:
    def send(ground: Ground) -> None:
        body = Body(encoded(form.filled("What was seen")))
        ground.visitor(form.who).post(form.action, content=body.content, headers={"content-type": body.kind})

    return send


@pytest.fixture(scope="session")
def left(whole_ground: Ground, walked: list[Seen], forms: dict[str, FoundForm], issuer: str) -> Entries:
    """The details of one entry of each kind that was left; every entry's keys are looked at on the way."""
    found: Entries = {}
    for kind, text in _everything(whole_ground, walked, forms, issuer):
        details = json.loads(text)
        Event(kind, details=details)  # raises for an unknown kind and for other keys
        found[kind] = details
    return found


def test_there_are_kinds() -> None:
    assert len(KINDS) > 35


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.key)
def test_something_leaves_it_and_it_reads_as_a_sentence_with_names(left: Entries, kind) -> None:
    assert kind.key in left, f"Nothing leaves {kind.key!r}: add a deed to DEEDS (here, or in tests/web/deeds.py)."
    words = kind.told("Robin Practitioner", left[kind.key], "Sam Supervisor")
    assert re.match(r"[A-Z].*[^.]$", words, re.DOTALL), words
    assert "{" not in words
    assert ("Robin Practitioner" in words) == ("{who}" in kind.sentence)


def test_every_entry_there_is_is_told_with_the_names_of_people(ground: Ground) -> None:
    (quality_id,) = ground.ask("SELECT id FROM person WHERE username = 'quality'")[0]
    with ground.practice.open_for(quality_id) as desk:
        lines = trails.export(desk, Asked())
    people = {name for (name,) in ground.ask("SELECT name FROM person")}
    assert len(lines) > 500
    assert {line.person for line in lines} <= people | {trails.NOBODY}
    assert not [line.sentence for line in lines if "somebody whose account is gone" in line.sentence.lower()]
    assert {line.family for line in lines} > {f"{TWO_HOMES} family"}


@pytest.mark.parametrize("route", [route for route in GETS if route.name in PAPERS and parameters(route)], ids=named)
def test_every_paper_about_a_child_leaves_an_entry_that_names_the_family(ground: Ground, route) -> None:
    who = next(one for one in ("practitioner", "supervisor", "quality") if may(one, route, TWO_HOMES))
    before, stands = ground.rows(), ground.stands(TWO_HOMES)
    answer = ground.visitor(who).get(ground.address(route, stands) + ASKS.get(route.name or "", ""))
    assert answer.status_code == 200
    told = ground.since(before).events
    assert {(event["family_id"], event["person_id"]) for event in told} == {
        (stands["family_id"], ground.person_id(who))
    }
    assert all(KINDS[event["kind"]].reading for event in told)


def test_nobody_leaves_nothing(ground: Ground) -> None:
    before = ground.rows()
    assert ground.visitor(NOBODY).get("/sign-in").status_code == 200
    assert not ground.since(before).events
