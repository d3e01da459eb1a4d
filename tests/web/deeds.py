"""Deeds of getting in, done on the pages as people do them: what of them is left in the trail, no other page or form leaves."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pyotp
from pydantic import SecretStr

from tests.authenticator import Authenticator
from tests.client import Client
from tests.provider_ground import SCORERS, at_provider, settings_for
from tests.web.grounds import PASSWORD, Ground
from tests.web.visitors import app_of
from workflow.models import JobState
from workflow.services import accounts, second_factor, working
from workflow.services.desk import Practice
from workflow.settings import Settings

NEW_PASSWORD = "ledger mango tarmac"  # of a test
BY_NAME = "http://localhost"
"""Where passkeys can be used: they belong to a name."""


def _done(answer: Any, status: int = 303) -> Any:
    assert answer.status_code == status, answer.text
    return answer


def _sign_in(browser: Client, who: str, password: str = PASSWORD) -> str:
    """Make the first step; where it leads."""
    return str(_done(browser.post("/sign-in", data={"username": who, "password": password})).headers["location"])


def _add_app(ground: Ground, browser: Client) -> tuple[pyotp.TOTP, list[str]]:
    """Add an authenticator app; and the recovery codes that come with the first."""
    _done(browser.post("/account/app/new"))
    secret = re.search(r'class="spelt">([A-Z2-7 ]+)<', browser.get("/account/app").text)
    assert secret
    app = pyotp.TOTP(secret[1].replace(" ", ""))
    _done(browser.post("/account/app", data={"code": app.at(ground.clock.now())}))
    return app, re.findall(r'<li class="spelt">([a-z0-9-]+)</li>', browser.get("/account/recovery-codes").text)


def adds_an_app_and_comes_in_with_codes(ground: Ground) -> None:
    """An app and its recovery codes; then in with a wrong code, with a recovery code, and with the app, which is removed again."""
    _, codes = _add_app(ground, ground.visitor("practitioner"))
    browser = ground.visitor()
    assert _sign_in(browser, "practitioner") == "/sign-in/second-step"
    _done(browser.post("/sign-in/second-step", data={"code": "000000", "next": ""}), 422)
    _done(browser.post("/sign-in/second-step", data={"code": codes[0], "next": ""}))
    _done(browser.post("/account/recovery-codes"))
    _done(browser.post("/account/app/remove"))


def changes_the_secret(ground: Ground) -> None:
    """Whoever runs it sets another secret, and has the secrets of apps sealed anew."""
    _add_app(ground, ground.visitor("practitioner"))
    here = ground.practice
    settings = here.settings.model_copy(
        update={"secret_key": SecretStr("x" * 32), "former_secret_keys": SecretStr("-")}
    )
    practice = Practice(settings, here.database, here.clock, here.ids, here.library, passwords=here.passwords)
    with practice.open_to_all() as desk:
        assert second_factor.reseal(desk).apps == 1


def adds_a_passkey_and_comes_in_with_it(ground: Ground) -> None:
    """A passkey is made, used as the second step, and removed."""
    browser, device = ground.visitor(), Authenticator(BY_NAME)
    browser.base_url = BY_NAME
    _sign_in(browser, "practitioner")
    asked = browser.get("/account/passkeys/new").text
    made = {"name": "work laptop", "sealed": _in_form(asked, "sealed"), "answer": device.make(_options(asked))}
    _done(browser.post("/account/passkeys/new", data=made))
    _done(browser.post("/sign-out"))
    assert _sign_in(browser, "practitioner") == "/sign-in/second-step"
    asked = browser.get("/sign-in/second-step").text
    proof = {"next": "", "sealed": _in_form(asked, "sealed"), "answer": device.prove(_options(asked))}
    _done(browser.post("/sign-in/passkey", data=proof))
    passkey_id = _in_form(browser.get("/account").text, "passkey_id")
    _done(browser.post("/account/passkeys/remove", data={"passkey_id": passkey_id}))


def _options(html: str) -> str:
    found = re.search(r'data-options="([^"]*)"', html)
    assert found
    return unescape(found[1])


def _in_form(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return unescape(found[1])


def gets_a_link_and_chooses_a_password(ground: Ground) -> None:
    """An administrator makes a link for somebody, who opens it and chooses a password."""
    made = ground.visitor("administrator").post(f"/accounts/{ground.person_id('member')}/link")
    token = re.search(r"/set-up/([\w-]{40,})", _done(made, 200).text)
    assert token
    browser = ground.visitor()
    _done(browser.get(f"/set-up/{token[1]}"))
    _done(browser.post("/set-up", data={"password": NEW_PASSWORD}))


def changes_their_password(ground: Ground) -> None:
    """Somebody types a wrong password where their own is asked for, then the right one."""
    browser = ground.visitor("practitioner")
    wrong = {"current_password": "not this one", "password": NEW_PASSWORD}
    _done(browser.post("/account/password", data=wrong), 422)
    _done(browser.post("/account/password", data={**wrong, "current_password": PASSWORD}))


def ends_sign_ins_elsewhere(ground: Ground) -> None:
    """One of them, then all the others."""
    browser = ground.visitor("practitioner")
    for _ in range(2):
        _sign_in(ground.visitor(), "practitioner")
    sign_in_id = _in_form(browser.get("/account").text, "sign_in_id")
    _done(browser.post("/account/sign-ins/end", data={"sign_in_id": sign_in_id}))
    _done(browser.post("/account/sign-ins/end-others"))


def waits_after_many_wrong_tries(ground: Ground) -> None:
    """Wrong six times: even the right password has to wait then, and half a minute later it is in."""
    browser = ground.visitor()
    for word in (*["wrong"] * 6, PASSWORD):
        _done(browser.post("/sign-in", data={"username": "practitioner", "password": word}), 422)
    ground.clock.forward(timedelta(minutes=1))
    assert _sign_in(browser, "practitioner") == "/"


def asks_for_more_than_anybody_does_by_hand(ground: Ground) -> None:
    """A program asks for one page after the other under somebody's name."""
    here = ground.practice
    practice = Practice(
        Settings.model_construct(requests_a_minute=60),
        here.database,
        here.clock,
        here.ids,
        here.library,
        passwords=here.passwords,
    )
    with Client(app_of(practice), headers={"sec-fetch-site": "same-origin"}, follow_redirects=False) as browser:
        _sign_in(browser, "practitioner")
        assert [browser.get("/account").status_code for _ in range(62)][-2:] == [429, 429]


def comes_in_through_the_organisation(issuer: str) -> Callable[[Ground], None]:
    """The first time, which binds the account, with a group that gives a role; an administrator takes that away again."""

    def comes_in(ground: Ground) -> None:
        ground.clock.put(datetime.now(UTC))  # the provider lives now
        here = ground.practice
        settings = settings_for(issuer, oidc_username_claim="preferred_username", oidc_roles=SCORERS)
        practice = Practice(settings, here.database, here.clock, here.ids, here.library, passwords=here.passwords)
        with Client(app_of(practice), follow_redirects=False) as browser:
            assert _done(browser.get(at_provider(browser, "member+scorers"))).headers["location"] == "/"
        administrator = ground.visitor()
        _sign_in(administrator, "administrator")
        _done(administrator.post(f"/accounts/{ground.person_id('member')}/provider/remove"))

    return comes_in


def a_report_of_a_batch_is_asked_for_by_somebody_who_left(ground: Ground) -> None:
    """Whoever asked for a batch has no account any more when its turn comes."""
    with ground.practice.open_to_all() as desk:
        accounts.disable_person(desk, "practitioner")
    assert working.work_once(ground.practice, "a worker")
    assert (JobState.FAILED.value,) in ground.ask("SELECT state FROM job")


DEEDS: tuple[Callable[[Ground], None], ...] = (
    adds_an_app_and_comes_in_with_codes,
    changes_the_secret,
    adds_a_passkey_and_comes_in_with_it,
    gets_a_link_and_chooses_a_password,
    changes_their_password,
    ends_sign_ins_elsewhere,
    waits_after_many_wrong_tries,
    a_report_of_a_batch_is_asked_for_by_somebody_who_left,
    asks_for_more_than_anybody_does_by_hand,
)
"""All but the one that needs a provider: `comes_in_through_the_organisation`."""
