"""One person's requests have a limit that a program meets and a person does not: what waits says so, and nothing typed is lost by it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import select

from tests import build
from tests.page_checks import check_page
from tests.web.visitors import browser_of
from workflow.clock import SetClock
from workflow.models import AuditEvent
from workflow.services.desk import Practice
from workflow.settings import Environment, Settings

A_MINUTE = 60


@pytest.fixture
def held(practice_on: Callable[..., Practice], embedded_practice: Practice) -> Practice:
    """A practice whose people may make so many requests a minute."""
    build.person(embedded_practice)
    build.person(embedded_practice, "colleague")
    return practice_on(embedded_practice.database, Settings(requests_a_minute=A_MINUTE))


def entries(practice: Practice) -> list[str]:
    with practice.database.open() as session:
        return [kind for kind in session.scalars(select(AuditEvent.kind)) if kind == "person.held-back"]


def test_too_much_at_once_waits_loses_no_word_and_leaves_one_entry(held: Practice, clock: SetClock) -> None:
    browser, colleague = browser_of(held, "practitioner"), browser_of(held, "colleague")
    assert {browser.get("/account").status_code for _ in range(A_MINUTE - 1)} == {200}
    words = "A family that nobody has written down yet"
    browser.get("/account")
    sent = browser.post("/families/new", data={"name": words})
    assert (sent.status_code, sent.headers["Retry-After"]) == (429, "1")
    check_page(sent.text)
    assert f'name="name" value="{words}"' in sent.text
    assert ">Try again<" in sent.text
    part = browser.post("/families/new", data={"name": words}, headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Retarget"]) == (429, "#problem")
    assert browser.get("/account").status_code == 429
    assert colleague.get("/account").status_code == 200
    assert len(entries(held)) == 1
    clock.forward(timedelta(seconds=2))
    assert browser.post("/families/new", data={"name": words}, follow_redirects=False).status_code == 303


def test_the_demonstration_holds_nobody_back_unless_it_is_told_to() -> None:
    long = SecretStr("x" * 32)
    assert Settings().pace == 0
    assert Settings(requests_a_minute=90).pace == 90
    assert Settings(environment=Environment.PRODUCTION, secret_key=long).pace == 300
    assert Settings(environment=Environment.PRODUCTION, secret_key=long, requests_a_minute=0).pace == 0
    with pytest.raises(ValidationError, match="fewer would hold up people at work"):
        Settings(requests_a_minute=10)
