"""The key of what a browser keeps encrypted: the same for the same person, nobody else's, and gone when the sign-in ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlmodel import select

from tests import build
from workflow.clock import SetClock
from workflow.models import AuditEvent, DraftsKey
from workflow.rules.errors import NotFound, SignedOut
from workflow.services import accounts, administration, drafts, signing_in
from workflow.services.desk import Practice
from workflow.settings import Settings
from workflow.storage import people
from workflow.storage.engine import Database

STORE, OTHER = "7d5b1f1e-0000-4000-8000-000000000001", "7d5b1f1e-0000-4000-8000-000000000002"


@pytest.fixture
def token(practice: Practice) -> str:
    """The practitioner's sign-in; a colleague is there too."""
    build.person(practice)
    build.person(practice, "colleague")
    return build.token(practice)


def ask(practice: Practice, token: str, store: str = STORE) -> bytes:
    with practice.open(token) as desk:
        return drafts.key(desk, store)


def kept(practice: Practice) -> list[str]:
    with practice.database.open() as session:
        return sorted(row.id for row in session.scalars(select(DraftsKey)))


def kinds(practice: Practice) -> list[str]:
    with practice.database.open() as session:
        found = session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number))
        return [kind for kind in found if kind.startswith("drafts.")]


def test_a_key_is_made_once_and_is_another_for_every_store(practice: Practice, token: str):
    first = ask(practice, token)
    assert len(first) == 32
    assert ask(practice, token) == first
    assert ask(practice, token, OTHER) != first
    assert kept(practice) == [STORE, OTHER]
    assert kinds(practice) == ["drafts.key-made", "drafts.key-made"]


def test_the_same_person_finds_it_again_after_the_sign_in_ended_by_itself(
    practice: Practice, token: str, clock: SetClock
):
    first = ask(practice, token)
    clock.forward(timedelta(hours=13))
    again = build.token(practice)
    assert ask(practice, again) == first
    assert kinds(practice) == ["drafts.key-made", "drafts.key-taken-over"]
    with practice.open(again) as desk:
        signing_in.sign_out(desk)
    assert kept(practice) == []  # it went over to the sign-in that has now ended


def test_nobody_else_is_given_it(practice: Practice, token: str):
    first = ask(practice, token)
    other = build.token(practice, "colleague")
    with pytest.raises(NotFound):
        ask(practice, other)
    assert ask(practice, token) == first
    assert ask(practice, other, OTHER) != first


@pytest.mark.parametrize("name", ["", "a", "7D5B1F1E-0000-4000-8000-000000000001", STORE + "\n", "../" + STORE[3:]])
def test_what_no_browser_would_call_its_store_is_not_found(practice: Practice, token: str, name: str):
    with pytest.raises(NotFound):
        ask(practice, token, name)
    assert kept(practice) == []


@pytest.mark.parametrize("change", ["given", "ended"])
def test_a_role_given_or_ended_meanwhile_leaves_what_was_typed_to_the_same_person(
    practice: Practice, token: str, change: str
):
    ash = build.person(practice, "ash", roles=("administrator",))
    first = ask(practice, token)
    with practice.open_for(ash.id) as desk:
        pat = people.by_username(desk.session, "practitioner")
        administration.give_role(desk, pat.id, "member", "Example Council", "Example Team")
    with practice.open_for(ash.id) as desk:
        if change == "ended":
            (held,) = [one for one in administration.open_person(desk, pat.id).held if one.role == "member"]
            administration.end_role(desk, pat.id, held.id)
    with pytest.raises(SignedOut):
        ask(practice, token)
    assert ask(practice, build.token(practice)) == first
    with pytest.raises(NotFound):
        ask(practice, build.token(practice, "colleague"))


def test_signing_out_forgets_the_keys_of_that_sign_in_only(practice: Practice, token: str):
    elsewhere = build.token(practice)
    first, theirs = ask(practice, token), ask(practice, elsewhere, OTHER)
    with practice.open(token) as desk:
        signing_in.sign_out(desk)
    assert kept(practice) == [OTHER]
    assert ask(practice, elsewhere, OTHER) == theirs
    assert (
        ask(practice, elsewhere) != first
    )  # the store of that name has another key now: what it held is closed for good


@pytest.mark.parametrize("end", ["disable", "password"])
def test_closing_an_account_and_a_new_password_forget_every_key_of_it(practice: Practice, token: str, end: str):
    ask(practice, token)
    colleagues = ask(practice, build.token(practice, "colleague"), OTHER)
    with practice.open_to_all() as desk:
        if end == "disable":
            accounts.disable_person(desk, "practitioner")
        else:
            accounts.set_password(desk, "practitioner", "another horse battery")
    assert kept(practice) == [OTHER]
    assert ask(practice, build.token(practice, "colleague"), OTHER) == colleagues


def test_a_key_that_nobody_asked_for_in_weeks_is_forgotten_when_another_is_made(
    practice: Practice, token: str, clock: SetClock
):
    ask(practice, token)
    clock.forward(drafts.KEPT + timedelta(minutes=1))
    ask(practice, build.token(practice, "colleague"), OTHER)
    assert kept(practice) == [OTHER]
    assert kinds(practice) == ["drafts.key-made", "drafts.keys-forgotten", "drafts.key-made"]


def test_a_key_is_not_made_without_the_secret_of_the_settings(
    practice_on: Callable[[Database, Settings], Practice], database: Database
):
    one, other = (practice_on(database, Settings.model_construct(secret_key=SecretStr(letter * 32))) for letter in "ab")
    build.person(one)
    first = ask(one, build.token(one))
    assert ask(one, build.token(one)) == first  # the settings are those of before, as after a restart
    assert ask(other, build.token(other)) != first
    facts = {"secret_key": SecretStr("b" * 32), "former_secret_keys": SecretStr("a" * 32)}
    after = practice_on(database, Settings.model_construct(**facts))
    assert ask(after, build.token(after)) == first  # the secret was changed, and the one before is named
    with one.database.open() as session:
        assert session.get_one(DraftsKey, STORE).secret != first.hex()
