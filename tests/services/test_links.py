"""One-time links, and the passwords that nobody may have."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests import build
from tests.build import PASSWORD
from tests.services.test_signing_in import add_app
from workflow.clock import SetClock
from workflow.models import AuditEvent, OneTimeLink
from workflow.rules.errors import Invalid, NotFound, Refused, SignedOut
from workflow.services import accounts, links, passwords, signing_in
from workflow.services.desk import Practice
from workflow.services.links import NewLink
from workflow.services.signing_in import Entered, HalfWay, Turned

NEW = "ledger mango tarmac"


def made(practice: Practice, username: str = "practitioner") -> NewLink:
    with practice.open_to_all() as desk:
        return links.make(desk, username)


def use(practice: Practice, token: str, password: str = NEW) -> Entered | HalfWay:
    with practice.open_to_all() as desk:
        return links.use(desk, token, password)


def test_a_new_account_is_set_up_within_three_days(practice: Practice, clock: SetClock) -> None:
    build.person(practice, password="")
    with practice.open_to_all() as desk:
        assert isinstance(signing_in.by_password(desk, "practitioner", ""), Turned)
    link = made(practice)
    assert (link.purpose, link.expires_at - clock.now()) == ("set-up", timedelta(hours=72))
    clock.forward(timedelta(hours=71))
    with practice.open_to_all() as desk:
        assert links.opened(desk, link.token) == links.Opened("practitioner", "Practitioner Example", "set-up")
    done = use(practice, link.token)
    assert isinstance(done, Entered)
    with practice.open(done.token):
        pass
    assert build.token(practice, password=NEW)
    with pytest.raises(NotFound):
        use(practice, link.token, "another mango tarmac")


def test_a_forgotten_password_is_chosen_anew_within_an_hour_and_ends_every_sign_in(
    practice: Practice, clock: SetClock
) -> None:
    build.person(practice)
    old = build.token(practice)
    link = made(practice)
    assert (link.purpose, link.expires_at - clock.now()) == ("reset", timedelta(hours=1))
    with practice.open(old):
        pass
    use(practice, link.token)
    with pytest.raises(SignedOut), practice.open(old):
        pytest.fail("the sign-in of before is still open")
    with practice.open_to_all() as desk:
        assert isinstance(signing_in.by_password(desk, "practitioner", PASSWORD), Turned)


def test_a_link_does_not_replace_the_second_step(practice: Practice) -> None:
    build.person(practice)
    add_app(practice, build.token(practice))
    assert isinstance(use(practice, made(practice).token), HalfWay)


@pytest.mark.parametrize("why", ["late", "newer", "closed", "password", "nonsense", ""])
def test_a_link_that_does_not_work_does_nothing(practice: Practice, clock: SetClock, why: str) -> None:
    build.person(practice)
    token = made(practice).token
    with practice.open_to_all() as desk:
        if why == "late":
            clock.forward(timedelta(hours=1))
        elif why == "newer":
            links.make(desk, "practitioner")
        elif why == "closed":
            accounts.disable_person(desk, "practitioner")
        elif why == "password":
            accounts.set_password(desk, "practitioner", "another long password")
        else:
            token = why
    with practice.open_to_all() as desk, pytest.raises(NotFound):
        links.opened(desk, token)
    with pytest.raises(NotFound):
        use(practice, token)


def test_a_password_that_is_refused_leaves_the_link_working(practice: Practice) -> None:
    build.person(practice)
    link = made(practice)
    with pytest.raises(Invalid):
        use(practice, link.token, "password1234")
    assert use(practice, link.token)


def test_only_a_hash_is_kept_and_the_trail_names_nobody_s_token(practice: Practice) -> None:
    build.person(practice)
    link = made(practice)
    with practice.database.open() as session:
        row = session.scalars(select(OneTimeLink)).one()
        entries = [str(one.model_dump()) for one in session.scalars(select(AuditEvent)).all()]
    assert len(link.token) >= 43
    assert link.token not in f"{row.model_dump()} {entries}"


def test_links_are_made_by_those_who_administer_people(practice: Practice) -> None:
    build.person(practice)
    build.person(practice, "administrator", roles=("administrator",))
    with pytest.raises(Refused), practice.open(build.token(practice)) as desk:
        links.make(desk, "administrator")
    with practice.open(build.token(practice, "administrator")) as desk:
        links.make(desk, "practitioner")
        with pytest.raises(Invalid):
            links.make(desk, "nobody")
    with practice.database.open() as session:
        last = session.scalars(select(AuditEvent).order_by(col(AuditEvent.number).desc())).first()
    assert last
    assert (last.kind, last.details) == ("person.link-made", {"purpose": "reset"})


@pytest.mark.parametrize(
    "password",
    [
        *("short", "eleven char", "password1234", "Password1234", "qwertyuiop123", "123456789012", "aaaaaaaaaaaa"),
        *("careprofile123", "Care Profile 1", "practitioner1", "practitioner example", "demonstration", "x" * 257),
    ],
)
def test_what_others_guess_is_refused(password: str) -> None:
    assert passwords.fault(password, "practitioner", "Practitioner Example")


@pytest.mark.parametrize(
    "password",
    ["ledger mango tarmac", "correct horse battery", "zwölf grüne bären", "🌻🌻 garden under rain", "ilfwqpmnvhsz"],
)
def test_length_is_enough_whatever_it_is_made_of(password: str) -> None:
    assert passwords.fault(password, "practitioner") is None


# --- one's own password


def change(practice: Practice, token: str, current: str, new: str) -> str | Invalid:
    with practice.open(token) as desk:
        return accounts.change_own_password(desk, current, new)


def test_changing_one_s_password_gives_another_token_and_ends_the_others(practice: Practice) -> None:
    build.person(practice)
    here, there = build.token(practice), build.token(practice)
    now = change(practice, here, PASSWORD, NEW)
    assert isinstance(now, str)
    for old in (here, there):
        with pytest.raises(SignedOut), practice.open(old):
            pytest.fail("an old token opened a desk")
    with practice.open(now):
        pass
    assert build.token(practice, password=NEW)


def test_a_wrong_current_password_is_refused_counted_and_waits(practice: Practice, clock: SetClock) -> None:
    build.person(practice)
    token = build.token(practice)
    for _ in range(5):
        assert isinstance(change(practice, token, "wrong", NEW), Invalid)
    assert isinstance(change(practice, token, PASSWORD, NEW), Invalid)
    clock.forward(timedelta(seconds=30))
    assert isinstance(change(practice, token, PASSWORD, "password1234"), Invalid)
    assert isinstance(change(practice, token, PASSWORD, NEW), str)
