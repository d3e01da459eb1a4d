"""Accounts: adding people, signing in and out, and what is kept of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, update
from sqlmodel import col

from tests import build
from tests.build import PASSWORD
from tests.conftest import NOON
from workflow.models import AuditEvent, Person, RoleHeld, SignIn
from workflow.rules.errors import Invalid, Refused, SignedOut
from workflow.rules.roles import Permission
from workflow.services import accounts, signing_in
from workflow.services.accounts import NewPerson
from workflow.services.desk import Practice, token_hash
from workflow.services.passwords import Passwords
from workflow.settings import Environment, Settings

NEW = NewPerson(
    "Ada.Example ", " Ada Example ", PASSWORD, "Example Council", "Example Team", ("practitioner",), "Nurse"
)


def add(practice: Practice, new: NewPerson) -> Person:
    with practice.open_to_all() as desk:
        return accounts.add_person(desk, new)


def sign_in(practice: Practice, username: str, password: str) -> str | None:
    with practice.open_to_all() as desk:
        found = signing_in.by_password(desk, username, password)
    return found.token if isinstance(found, signing_in.Entered) else None


def trail(practice: Practice) -> Sequence[AuditEvent]:
    with practice.database.open() as session:
        return session.scalars(select(AuditEvent).order_by(col(AuditEvent.number))).all()


def rows(practice: Practice, table: type[Any]) -> int:
    with practice.database.open() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


# --- adding


def test_a_person_is_added_with_their_roles_and_an_entry(practice: Practice) -> None:
    row = add(practice, replace(NEW, roles=("practitioner", "chair")))
    assert (row.username, row.name, row.job, row.created_at) == ("ada.example", "Ada Example", "Nurse", NOON)
    with practice.database.open() as session:
        assert set(session.scalars(select(RoleHeld.role))) == {"practitioner", "chair"}
    (entry,) = trail(practice)
    assert (entry.kind, entry.subject_id, entry.person_id) == ("person.added", row.id, None)
    assert entry.details == {"roles": ["chair", "practitioner"]}


def test_the_password_is_kept_as_argon2id_alone(practice: Practice) -> None:
    row = add(practice, NEW)
    assert row.password_hash.startswith("$argon2id$")
    assert PASSWORD not in row.password_hash
    assert add(practice, replace(NEW, username="ben")).password_hash != row.password_hash, "each has a salt of its own"


@pytest.mark.parametrize(
    ("fault", "field", "sentence"),
    [
        ({"username": "  "}, "username", "Enter a username of letters, digits, dots and dashes."),
        ({"username": "ada example"}, "username", "Enter a username of letters, digits, dots and dashes."),
        ({"username": "ada\x00"}, "username", "Enter a username of letters, digits, dots and dashes."),
        ({"username": "..."}, "username", "Enter a username of letters, digits, dots and dashes."),
        ({"username": "a" * 81}, "username", "This is 81 characters long and 80 can be kept."),
        ({"username": "TAKEN"}, "username", "That username is taken. Choose another."),
        ({"name": " "}, "name", "Enter the person's name."),
        ({"name": "x" * 121}, "name", "This is 121 characters long and 120 can be kept."),
        ({"name": "A\x00da"}, "name", "This holds a character that cannot be kept."),
        ({"job": "x" * 121}, "job", "This is 121 characters long and 120 can be kept."),
        ({"agency": ""}, "agency", "Enter the agency that the person works for."),
        ({"team": " "}, "team", "Enter the person's team."),
        ({"password": "x" * 11}, "password", "Choose a password of 12 to 256 characters."),
        ({"password": "x" * 257}, "password", "Choose a password of 12 to 256 characters."),
        ({"roles": ()}, "roles", "Choose at least one role out of: practitioner, supervisor,"),
        (
            {"roles": ("practitioner", "director")},
            "roles",
            "Choose at least one role out of: practitioner, supervisor,",
        ),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_what_cannot_be_taken_is_said_at_its_field(
    practice: Practice, fault: dict[str, Any], field: str, sentence: str
) -> None:
    add(practice, replace(NEW, username="taken"))
    with pytest.raises(Invalid) as told:
        add(practice, replace(NEW, **fault))
    assert list(told.value.fields) == [field]
    assert told.value.fields[field].startswith(sentence)
    assert rows(practice, Person) == 1


def test_every_fault_is_said_at_once(embedded_practice: Practice) -> None:
    with pytest.raises(Invalid) as told:
        add(embedded_practice, NewPerson("", "", "", "", "", ()))
    assert set(told.value.fields) == {"username", "name", "agency", "team", "roles"}


def test_the_longest_that_can_be_taken_is_taken(practice: Practice) -> None:
    password = ("ledger mango tarmac oboe " * 11)[:256]
    longest = NewPerson("u" * 80, "n" * 120, password, "a" * 120, "t" * 120, ("chair",), "j" * 120)
    add(practice, longest)
    assert sign_in(practice, "u" * 80, password)
    assert sign_in(practice, "u" * 80, password + "x") is None, "a longer password is not cut down to a right one"


@pytest.mark.parametrize("role", ["practitioner", "supervisor", "chair", "member", "quality"])
def test_only_an_administrator_adds_people(embedded_practice: Practice, role: str) -> None:
    build.person(embedded_practice, "somebody", roles=(role,))
    token = build.token(embedded_practice, "somebody")
    with pytest.raises(Refused), embedded_practice.open(token) as desk:
        accounts.add_person(desk, NEW)
    assert rows(embedded_practice, Person) == 1


def test_who_added_somebody_is_in_the_trail(practice: Practice) -> None:
    administrator = build.person(practice, "administrator", roles=("administrator",))
    with practice.open(build.token(practice, "administrator"), Permission.PEOPLE_ADMINISTER) as desk:
        accounts.add_person(desk, NEW)
    last = trail(practice)[-1]
    assert (last.kind, last.person_id) == ("person.added", administrator.id)


# --- signing in


def test_the_right_password_opens_a_desk(practice: Practice) -> None:
    person = add(practice, NEW)
    token = sign_in(practice, " ADA.example", PASSWORD)
    assert token is not None
    with practice.open(token) as desk:
        assert (desk.who.person_id, desk.who.name, desk.who.job) == (person.id, "Ada Example", "Nurse")
    last = trail(practice)[-1]
    assert (last.kind, last.person_id, last.subject_id) == ("person.signed-in", person.id, person.id)


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("ada.example", PASSWORD + "x"),
        ("ada.example", PASSWORD.upper()),
        ("ada.example", ""),
        ("ada.example", "x" * 100_000),
        ("ada.example", f"{PASSWORD}\x00"),
        ("ada.example", "half of a pair \ud83d"),
        ("nobody", PASSWORD),
        ("", ""),
        ("ada.example\x00", PASSWORD),
        ("half of a pair \ud83d", PASSWORD),
        ("x" * 100_000, PASSWORD),
        ("' OR 1=1 --", "' OR 1=1 --"),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_anything_else_is_refused_and_the_refusal_is_kept(practice: Practice, username: str, password: str) -> None:
    person = add(practice, NEW)
    assert sign_in(practice, username, password) is None
    assert rows(practice, SignIn) == 0
    last = trail(practice)[-1]
    assert (last.kind, last.person_id) == ("person.sign-in-refused", None)
    assert last.subject_id == (person.id if username == "ada.example" else None)
    assert last.details == {}, "what was typed may be somebody's password"


def test_a_disabled_account_is_refused_with_the_right_password(practice: Practice) -> None:
    add(practice, NEW)
    with practice.database.open() as session:
        session.execute(update(Person).values(disabled_at=NOON))
    assert sign_in(practice, "ada.example", PASSWORD) is None
    assert trail(practice)[-1].kind == "person.sign-in-refused"


def test_nobody_is_told_which_of_the_two_was_wrong(practice: Practice) -> None:
    add(practice, NEW)
    for username in ("ada.example", "nobody"):
        with practice.open_to_all() as desk:
            told = signing_in.by_password(desk, username, "wrong")
        assert told == signing_in.Turned("The username or password is not right. Check both and try again.")


def test_demonstration_accounts_are_refused_in_production(
    practice: Practice, practice_on: Callable[..., Practice]
) -> None:
    production = practice_on(
        practice.database,
        Settings.model_construct(environment=Environment.PRODUCTION, secret_key=SecretStr("x" * 32)),
    )
    add(practice, replace(NEW, demonstration=True))
    add(practice, replace(NEW, username="real"))
    token = sign_in(practice, "ada.example", PASSWORD)
    assert token
    assert sign_in(production, "ada.example", PASSWORD) is None
    assert sign_in(production, "real", PASSWORD)
    # Nor does a sign-in from the days of the demonstration open anything.
    with practice.open(token):
        pass
    with pytest.raises(SignedOut), production.open(token):
        pytest.fail("a demonstration account was let in")


def test_only_the_hash_of_a_token_is_kept(practice: Practice) -> None:
    add(practice, NEW)
    first, second = sign_in(practice, "ada.example", PASSWORD), sign_in(practice, "ada.example", PASSWORD)
    assert first
    assert second
    assert first != second
    assert min(len(first), len(second)) >= 43, "256 bits"
    with practice.database.open() as session:
        kept = session.scalars(select(SignIn)).all()
        everything = " ".join(str(row.model_dump()) for row in kept)
    assert {row.token_hash for row in kept} == {token_hash(first), token_hash(second)}
    assert first not in everything
    assert second not in everything
    assert token_hash("x") == "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"


def test_signing_out_ends_this_browser_alone(practice: Practice) -> None:
    person = add(practice, NEW)
    here, there = (sign_in(practice, "ada.example", PASSWORD) for _ in range(2))
    with practice.open(here) as desk:
        signing_in.sign_out(desk)
    with pytest.raises(SignedOut), practice.open(here):
        pytest.fail("a sign-in that was ended opened a desk")
    with practice.open(there) as desk:
        assert desk.who.person_id == person.id
    last = trail(practice)[-1]
    assert (last.kind, last.person_id) == ("person.signed-out", person.id)


# --- passwords


def test_no_account_takes_as_much_work_as_a_wrong_password(passwords: Passwords) -> None:
    assert passwords.right(None, PASSWORD) is False
    assert passwords.right(passwords.hashed(PASSWORD), PASSWORD) is True
    assert passwords.right(passwords.hashed(PASSWORD), "another") is False
    assert passwords.right("not a hash at all", PASSWORD) is False
    # The stand-in is a real hash of the same strength, so its check costs the same.
    strength = passwords.hashed("x").split("$")[1:4]
    assert passwords._stand_in.split("$")[1:4] == strength


def test_real_passwords_are_hashed_at_full_strength() -> None:
    """RFC 9106's second choice: 64 MiB, three passes, four lanes."""
    assert Passwords().hashed(PASSWORD).split("$")[1:4] == ["argon2id", "v=19", "m=65536,t=3,p=4"]


@pytest.mark.parametrize("change", ["disable", "password"])
def test_an_account_that_is_closed_or_renewed_is_out_everywhere(practice: Practice, change: str) -> None:
    build.person(practice, "leaver")
    old = [build.token(practice, "leaver") for _ in range(2)]
    with practice.open_to_all() as desk:
        if change == "disable":
            accounts.disable_person(desk, " Leaver ")
        else:
            accounts.set_password(desk, "leaver", "another long password")
    for one in old:
        with pytest.raises(SignedOut), practice.open(one):
            pass
    assert sign_in(practice, "leaver", PASSWORD) is None
    assert bool(sign_in(practice, "leaver", "another long password")) == (change == "password")
    kinds = [entry.kind for entry in trail(practice)]
    assert ("person.disabled" if change == "disable" else "person.password-set") in kinds


def test_only_open_accounts_are_changed_and_only_by_whom_they_may(practice: Practice) -> None:
    build.person(practice, "leaver")
    build.person(practice, "practitioner")
    with practice.open_to_all() as desk, pytest.raises(Invalid):
        accounts.disable_person(desk, "nobody")
    with practice.open_to_all() as desk, pytest.raises(Invalid):
        accounts.set_password(desk, "leaver", "short")
    with pytest.raises(Refused), practice.open(build.token(practice)) as desk:
        accounts.disable_person(desk, "leaver")
    with practice.open_to_all() as desk:
        accounts.disable_person(desk, "leaver")
        with pytest.raises(Invalid):
            accounts.disable_person(desk, "leaver")
