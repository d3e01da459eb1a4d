"""Signing in through the organisation, with a certified OpenID provider run on this machine; and ID tokens that are wrong in one thing."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from joserfc import jwk, jwt
from pydantic import ValidationError
from sqlalchemy import select

from tests import build
from tests.provider_ground import SCORERS, at_provider, settings_for
from tests.web.visitors import browser_of, words_of
from workflow.clock import SetClock
from workflow.models import AuditEvent, ProviderIdentity, RoleHeld
from workflow.rules.errors import Invalid, Unavailable
from workflow.services import administration, links, places, sign_ins
from workflow.services.desk import Practice
from workflow.services.provider import NotProven, Provider
from workflow.settings import Environment, Settings


@pytest.fixture
def made(practice_on, embedded_database, clock: SetClock, issuer: str):
    """Makes a practice that lives now, as the provider does."""
    clock.put(datetime.now(UTC))
    return lambda **more: practice_on(embedded_database, settings_for(issuer, **more))


def through(browser, who: str, **query: str):
    return browser.get(at_provider(browser, who, **query))


def roles(practice: Practice) -> list[tuple[str, bool]]:
    with practice.database.open() as session:
        held = session.scalars(select(RoleHeld).where(RoleHeld.until.is_(None))).all()  # type: ignore[union-attr]
        return sorted((row.role, row.from_provider) for row in held)


# --- with the provider


def test_whose_username_the_provider_says_is_in_and_stays_themselves(made) -> None:
    practice = made(oidc_username_claim="preferred_username")
    build.person(practice, "ada")
    browser = browser_of(practice)
    browser.get("/sign-in")
    assert "Sign in with Example Council" in words_of(browser)
    answer = through(browser, "ada", next="/families?number=1")
    assert (answer.url.path, answer.url.query) == ("/families", b"number=1")
    with practice.database.open() as session:
        row = session.scalars(select(ProviderIdentity)).one()
        kinds = session.scalars(select(AuditEvent.kind)).all()
    assert row.subject == "ada"
    assert "person.provider-linked" in kinds
    with practice.open(browser.cookies["careprofile"]) as desk:
        assert desk.who.name == "Ada Example"
    assert through(browser_of(practice), "ada").url.path == "/"


def test_without_a_claim_in_the_settings_only_a_link_binds_an_account(made) -> None:
    practice = made()
    build.person(practice, "ada", password="")
    browser = browser_of(practice)
    assert through(browser, "ada").status_code == 403
    assert "Ask your administrator for a link." in words_of(browser)
    with practice.open_to_all() as desk:
        token = links.make(desk, "ada").token
    browser.get(f"/set-up/{token}")
    assert "Sign in with Example Council" in words_of(browser)
    assert through(browser, "ada", linking="yes").url.path == "/"
    assert through(browser_of(practice), "ada").url.path == "/"
    other = browser_of(practice)
    other.get(f"/set-up/{token}")
    assert other.h1 == "This link does not work any more"


def test_a_name_that_changed_hands_opens_nothing(made) -> None:
    """Somebody of another subject comes with a username that is bound already."""
    practice = made(oidc_username_claim="preferred_username")
    row = build.person(practice, "ada")
    build.put(
        practice,
        ProviderIdentity(
            id="bound",
            person_id=row.id,
            issuer=practice.settings.oidc_issuer,
            subject="before",
            linked_at=build.LONG_AGO,
        ),
    )
    assert through(browser_of(practice), "ada").status_code == 403


def test_an_account_belongs_to_one_person_of_the_provider_until_an_administrator_takes_that_away(made) -> None:
    practice = made()
    ada = build.person(practice, "ada", password="")
    ash = build.person(practice, "ash", roles=("administrator",))

    def linked(who: str):
        with practice.open_to_all() as desk:
            token = links.make(desk, "ada").token
        browser = browser_of(practice)
        browser.get(f"/set-up/{token}")
        return through(browser, who, linking="yes"), browser

    assert linked("ada")[0].url.path == "/"
    answer, browser = linked("ben")
    assert answer.status_code == 409
    assert "belongs to another person of your organisation" in words_of(browser)
    assert through(browser_of(practice), "ben").status_code == 403
    with practice.open_for(ash.id) as desk:
        assert administration.open_person(desk, ada.id).by_provider is not None
        administration.unlink_provider(desk, ada.id)
        administration.unlink_provider(desk, ada.id)
    assert through(browser_of(practice), "ada").status_code == 403
    assert linked("ben")[0].url.path == "/"


def test_a_link_elsewhere_leads_nobody_to_the_provider(made) -> None:
    practice = made(oidc_username_claim="preferred_username")
    browser = browser_of(practice)
    for site in ("cross-site", "same-site", "none"):
        away = browser.get("/sign-in/provider", headers={"sec-fetch-site": site}, follow_redirects=False)
        assert (away.status_code, away.headers["location"].partition("?")[0]) == (303, "/sign-in")
    away = browser.get("/sign-in/provider", headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
    assert away.headers["location"].startswith(practice.settings.oidc_issuer)


def test_groups_give_roles_and_take_them_and_leave_those_given_here(made) -> None:
    practice = made(oidc_username_claim="preferred_username", oidc_roles=SCORERS)
    build.person(practice, "ada", roles=("chair",))
    first = browser_of(practice)
    through(first, "ada+scorers")
    assert roles(practice) == [("chair", False), ("practitioner", True)]
    second = browser_of(practice)
    through(second, "ada+scorers")
    assert first.get("/").url.path == "/", "nothing changed, so nobody is signed out"
    third = browser_of(practice)
    through(third, "ada")
    assert roles(practice) == [("chair", False)]
    assert first.get("/").url.path == "/sign-in"
    assert third.get("/families/new").status_code == 404


def test_groups_give_no_role_in_a_closed_team_and_find_one_by_the_name_it_had(made) -> None:
    practice = made(oidc_username_claim="preferred_username", oidc_roles=SCORERS)
    ash = build.person(practice, "ash", roles=("administrator",))
    build.person(practice, "ada", roles=("chair",))
    through(browser_of(practice), "ada+scorers")
    assert roles(practice) == [("administrator", False), ("chair", False), ("practitioner", True)]

    def change(act, **more: str) -> None:
        with practice.open_for(ash.id) as desk:
            (found,) = (
                team for one in places.list_places(desk) for team in one.teams if team.name.startswith("Early Help")
            )
            act(desk, found.id, **more, reason="Merged.", stamp=places.open_place(desk, found.id).stamp)

    change(places.rename, name="Early Help North")
    through(browser_of(practice), "ada+scorers")
    assert ("practitioner", True) in roles(practice), "the settings still say the name of before"
    through(browser_of(practice), "ada")
    change(places.close)
    assert through(browser_of(practice), "ada+scorers").url.path == "/"
    assert roles(practice) == [("administrator", False), ("chair", False)]


def test_the_provider_s_second_step_counts_where_the_settings_say_so(made) -> None:
    strict = {"environment": Environment.PRODUCTION, "oidc_username_claim": "preferred_username"}
    practice = made(**strict, oidc_second_step="mfa")
    build.person(practice, "ada")
    for who, path in (("ada+mfa", "/"), ("ada", "/account")):
        browser = browser_of(practice)
        browser.base_url = "https://testserver"
        assert through(browser, who).url.path == path
    unsaid = made(**strict)
    browser = browser_of(unsaid)
    browser.base_url = "https://testserver"
    assert through(browser, "ada+mfa").url.path == "/account"


def test_a_disabled_account_stays_out(made) -> None:
    from workflow.services import accounts

    practice = made(oidc_username_claim="preferred_username")
    build.person(practice, "ada")
    through(browser_of(practice), "ada")
    with practice.open_to_all() as desk:
        accounts.disable_person(desk, "ada")
    assert through(browser_of(practice), "ada").status_code == 403


def test_where_passwords_are_off_there_is_no_form_and_none_gets_in(made) -> None:
    practice = made(oidc_username_claim="preferred_username", passwords=False)
    build.person(practice, "ada")
    browser = browser_of(practice)
    browser.get("/sign-in")
    assert "Password" not in words_of(browser)
    answer = browser.post("/sign-in", data={"username": "ada", "password": build.PASSWORD})
    assert "careprofile" not in browser.cookies
    assert answer.status_code == 422
    assert through(browser, "ada").url.path == "/"


@pytest.mark.parametrize("wrong", ["state", "iss", "code", "again", "cookie", "error"])
def test_an_answer_that_is_not_ours_signs_nobody_in(made, wrong: str) -> None:
    practice = made(oidc_username_claim="preferred_username")
    build.person(practice, "ada")
    browser = browser_of(practice)
    back = httpx.URL(at_provider(browser, "ada"))
    if wrong in ("state", "iss", "code"):
        back = back.copy_set_param(wrong, "http://elsewhere.example" if wrong == "iss" else "x" * 43)
    elif wrong == "error":
        back = back.copy_remove_param("code").copy_set_param("error", "access_denied")
    elif wrong == "cookie":
        browser.cookies.clear()
    else:
        kept = browser.cookies["careprofile-provider"]
        browser.get(str(back))
        browser.cookies.clear()
        browser.cookies.set("careprofile-provider", kept)
    answer = browser.get(str(back))
    assert answer.status_code == 403
    assert browser.h1 == "You are not signed in"
    assert "careprofile" not in browser.cookies


def test_the_sign_in_is_listed_and_its_owner_can_end_it(made) -> None:
    practice = made(oidc_username_claim="preferred_username")
    build.person(practice, "ada")
    browser = browser_of(practice)
    through(browser, "ada")
    with practice.open(browser.cookies["careprofile"]) as desk:
        assert [place.here for place in sign_ins.places(desk)] == [True]


def test_without_a_provider_there_is_no_way_to_one(embedded_practice: Practice) -> None:
    browser = browser_of(embedded_practice)
    assert browser.get("/sign-in/provider").status_code == 404
    assert browser.get("/sign-in/provider/back?code=x&state=y").status_code == 404


# --- ID tokens wrong in one thing

KEY = jwk.RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
ISSUER = "http://127.0.0.1:1"
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


def answering(request: httpx.Request) -> httpx.Response:
    if request.url.path.endswith("openid-configuration"):
        found = {name: f"{ISSUER}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        return httpx.Response(200, json={"issuer": ISSUER, **found})
    return httpx.Response(200, json={"keys": [KEY.as_dict(private=False)]})


def provider(**more: Any) -> Provider:
    return Provider(settings_for(ISSUER, **more), lambda: NOW, transport=httpx.MockTransport(answering))


def signed(key: Any = KEY, alg: str = "RS256", **changes: Any) -> str:
    at = int(NOW.timestamp())
    claims: Mapping[str, Any] = {
        "iss": ISSUER,
        "aud": "careprofile",
        "sub": "ada",
        "nonce": "n",
        "iat": at,
        "exp": at + 300,
        **changes,
    }
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": "one"}, kept, key, algorithms=[alg])


def test_a_token_that_is_right_is_taken() -> None:
    assert provider().verified(signed(), "n")["sub"] == "ada"
    assert provider().verified(signed(aud=["careprofile", "other"], azp="careprofile"), "n")


AT = int(NOW.timestamp())
WRONG: Mapping[str, Mapping[str, Any]] = {
    "another nonce": {"nonce": "m"},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "http://127.0.0.1:2"},
    "no issuer": {"iss": None},
    "for another": {"aud": "other"},
    "for others too": {"aud": ["careprofile", "other"]},
    "given to another": {"azp": "other"},
    "for nobody": {"aud": None},
    "run out": {"exp": AT - 61},
    "without an end": {"exp": None},
    "from the future": {"iat": AT + 120},
    "not valid yet": {"nbf": AT + 120},
    "about nobody": {"sub": None},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_a_token_that_is_wrong_in_one_thing_is_refused(changes: Mapping[str, Any]) -> None:
    with pytest.raises(NotProven):
        provider().verified(signed(**changes), "n")


def test_a_token_signed_by_another_or_by_nobody_is_refused() -> None:
    other = jwk.RSAKey.generate_key(2048, {"kid": "one"})
    shared = jwk.OctKey.import_key("a secret of the tests alone, and longer")
    head, body, signature = signed().split(".")
    none = "eyJhbGciOiJub25lIn0"
    for token in (
        signed(other),
        signed(shared, "HS256"),
        f"{none}.{body}.",
        f"{none}.{body}.{signature}",
        f"{head}.{body}.",
        f"{head}.{body[:-4]}AAAA.{signature}",
        "",
        "no token",
    ):
        with pytest.raises(NotProven):
            provider().verified(token, "n")


def test_a_provider_that_calls_itself_otherwise_or_leads_elsewhere_is_not_asked() -> None:
    for changes in ({"issuer": "http://127.0.0.1:2"}, {"token_endpoint": "ftp://127.0.0.1/token"}):
        published = {**json.loads(answering(httpx.Request("GET", f"{ISSUER}/openid-configuration")).text), **changes}
        transport = httpx.MockTransport(lambda _, p=published: httpx.Response(200, json=p))
        with pytest.raises(Unavailable):
            Provider(settings_for(ISSUER), lambda: NOW, transport=transport).begin()


def test_a_token_s_time_may_be_a_minute_off() -> None:
    assert provider().verified(signed(exp=AT - 59, iat=AT + 59), "n")


# --- the settings


def test_settings_that_are_half_a_provider_are_refused() -> None:
    whole = {"oidc_issuer": "https://id.example", "oidc_client_id": "us", "address": "https://care.example"}
    assert Settings(**whole, oidc_roles=SCORERS).group_roles["scorers"].roles == ("practitioner",)  # type: ignore[arg-type]
    for changes in (
        {"oidc_client_id": ""},
        {"address": ""},
        {"oidc_issuer": "", "passwords": False},
        {"oidc_roles": "scorers"},
        {"oidc_roles": '{"scorers": ["practitioner"]}'},
        {"oidc_issuer": "http://id.example", "environment": "production", "secret_key": "x" * 32},
    ):
        with pytest.raises(ValidationError):
            Settings(**{**whole, **changes})  # type: ignore[arg-type]


def test_a_role_that_there_is_not_stops_the_practice(practice_on, embedded_database) -> None:
    wrong = SCORERS.replace("practitioner", "wizard")
    with pytest.raises(Invalid):
        practice_on(embedded_database, settings_for("", oidc_roles=wrong))
