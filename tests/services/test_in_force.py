"""The page of settings says every one of them, where it comes from, and no secret."""

import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from tests import build
from tests.web.visitors import browser_of, words_of
from workflow.models import Person
from workflow.rules.errors import Refused
from workflow.services import in_force
from workflow.services.desk import Practice
from workflow.services.in_force import Line, Origin, Section
from workflow.settings import Settings

GROUPS = json.dumps(
    {"scorers": {"roles": ["practitioner", "chair"], "agency": "Example Council", "team": "Early Help"}}
)
SECRETS = (
    "first-secret-of-a-test-of-settings",
    "second-secret-of-a-test",
    "third-secret-of-a-test",
    "db-secret-of-a-test",
)


@pytest.fixture
def admin(embedded_practice: Practice) -> Person:
    return build.person(embedded_practice, "ash", roles=("administrator",))


def shown(practice_on, practice: Practice, admin: Person, **facts: Any) -> tuple[Section, ...]:
    ours = practice_on(practice.database, Settings.model_construct(**facts))
    with ours.open_for(admin.id) as desk:
        return in_force.in_force(desk)


def lines(sections: tuple[Section, ...]) -> dict[str, Line]:
    return {line.variable or line.title: line for section in sections for line in section.lines}


def test_only_who_may_read_them_does(embedded_practice: Practice) -> None:
    for role in ("practitioner", "supervisor", "quality"):
        who = build.person(embedded_practice, role, roles=(role,))
        with pytest.raises(Refused), embedded_practice.open_for(who.id) as desk:
            in_force.in_force(desk)


def test_every_setting_is_there_once(practice_on, embedded_practice: Practice, admin: Person) -> None:
    found = [
        line.variable
        for section in shown(practice_on, embedded_practice, admin)
        for line in section.lines
        if line.variable
    ]
    assert sorted(found) == sorted(f"CAREPROFILE_{name.upper()}" for name in Settings.model_fields)


def test_it_says_what_is_set_and_what_holds_otherwise(practice_on, embedded_practice: Practice, admin: Person) -> None:
    facts = {
        "authority_name": "Example Council",
        "authority_address": "1 Example Street|EX1 1EX",
        "prompt_scorings": 5,
        "oidc_roles": GROUPS,
        "hosts": "care.council.example, care2.council.example",
        "passwords": False,
    }
    found = lines(shown(practice_on, embedded_practice, admin, **facts))
    said = {name: (line.value, line.origin) for name, line in found.items()}
    assert said["CAREPROFILE_AUTHORITY_ADDRESS"] == (("1 Example Street", "EX1 1EX"), Origin.SET)
    assert said["CAREPROFILE_PROMPT_SCORINGS"] == (("5 scorings",), Origin.SET)
    assert said["CAREPROFILE_PROMPT_MISSED"] == (("1 scoring",), Origin.OTHERWISE)
    assert said["CAREPROFILE_OIDC_ROLES"][0] == ("scorers: Practitioner, Chair in Early Help, Example Council",)
    assert said["CAREPROFILE_HOSTS"][0] == ("care.council.example", "care2.council.example")
    assert said["CAREPROFILE_PASSWORDS"][0] == ("No",)
    assert said["CAREPROFILE_AUTHORITY_LOGO"] == (("Nothing",), Origin.OTHERWISE)
    assert said["A sign-in ends, however busy, after"] == (("12 hours",), Origin.PROGRAM)
    bare = lines(shown(practice_on, embedded_practice, admin))
    assert bare["CAREPROFILE_HOSTS"].value == ("Any name",)
    assert bare["CAREPROFILE_OIDC_ROLES"].value == ("Nothing",)


def test_no_secret_is_on_the_page(practice_on, embedded_practice: Practice, admin: Person) -> None:
    first, former, client, database = SECRETS
    facts = {
        "secret_key": SecretStr(first),
        "former_secret_keys": SecretStr(former),
        "oidc_client_secret": SecretStr(client),
        "database_url": f"postgresql+psycopg://care:{database}@db.council.example/care",
    }
    browser = browser_of(practice_on(embedded_practice.database, Settings.model_construct(**facts)), "ash")
    answer = browser.get("/settings")
    assert answer.status_code == 200
    assert not [secret for secret in (*SECRETS, "db.council.example") if secret in answer.text]
    assert words_of(browser).count("Set; never shown") == 3
    assert "PostgreSQL" in words_of(browser)


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(minutes=10), "10 minutes"),
        (timedelta(minutes=60), "1 hour"),
        (timedelta(hours=72), "72 hours"),
        (timedelta(days=7), "7 days"),
        (timedelta(weeks=12), "12 weeks"),
        (timedelta(days=366), "366 days"),
    ],
)
def test_times_are_said_in_their_own_unit(time: timedelta, words: str) -> None:
    assert in_force._how_long(time) == words
