"""The steps of signing in: waits that slow down who guesses and shut nobody out, and the second step between password and sign-in."""

from collections.abc import Sequence
from datetime import timedelta

import pyotp
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlmodel import col

from tests import build
from tests.build import PASSWORD
from workflow.clock import SetClock
from workflow.models import AuditEvent, AuthenticatorApp, FailedTries, Person, SignIn
from workflow.rules.errors import ProofNeeded, SecondStepNeeded, SignedOut
from workflow.services import auditing, second_factor, sign_ins, signing_in
from workflow.services.callers import UNKNOWN, Caller
from workflow.services.desk import Practice, token_hash
from workflow.services.signing_in import Entered, HalfWay, Turned
from workflow.settings import Environment, Settings
from workflow.storage.engine import Database

HERE = Caller(address="192.0.2.4", browser="Firefox on Windows")
ELSEWHERE = Caller(address="198.51.100.9")
WRONG = "The username or password is not right. Check both and try again."


@pytest.fixture
def person(practice: Practice) -> Person:
    return build.person(practice)


def try_in(practice: Practice, password: str = PASSWORD, caller: Caller = HERE, username: str = "practitioner"):
    with practice.open_to_all() as desk:
        return signing_in.by_password(desk, username, password, caller)


def fail(practice: Practice, times: int, caller: Caller = HERE, username: str = "practitioner") -> Turned:
    for _ in range(times):
        answer = try_in(practice, "wrong", caller, username)
    assert isinstance(answer, Turned)
    return answer


def kinds(practice: Practice) -> Sequence[str]:
    with practice.database.open() as session:
        return session.scalars(select(AuditEvent.kind).order_by(col(AuditEvent.number))).all()


def counted(practice: Practice) -> int:
    with practice.database.open() as session:
        return session.scalar(select(func.max(FailedTries.failures))) or 0


def add_app(practice: Practice, token: str) -> tuple[pyotp.TOTP, second_factor.SetUp]:
    """Add an authenticator app to whoever is signed in with the token."""
    with practice.open(token, setting_up=True) as desk:
        second_factor.offer_app(desk)
    with practice.open(token, setting_up=True) as desk:
        offered = second_factor.offered_app(desk)
        assert offered
        totp = pyotp.TOTP(offered.secret.replace(" ", ""))
        return totp, second_factor.confirm_app(desk, totp.at(desk.now))


def code_of(totp: pyotp.TOTP, practice: Practice) -> str:
    return totp.at(practice.clock.now())


# --- waiting


def test_the_sixth_wrong_try_in_a_row_has_to_wait_and_then_the_right_one_is_in(
    practice: Practice, person: Person, clock: SetClock
) -> None:
    assert fail(practice, 4).sentence == WRONG
    assert fail(practice, 1).sentence != WRONG
    assert isinstance(try_in(practice), Turned), "the right password counts for nothing while it has to wait"
    clock.forward(timedelta(seconds=29))
    assert isinstance(try_in(practice), Turned)
    clock.forward(timedelta(seconds=1))
    assert isinstance(try_in(practice), Entered)
    assert fail(practice, 4).sentence == WRONG, "whoever got in starts afresh"


def test_tries_made_while_waiting_do_not_make_the_wait_longer(
    practice: Practice, person: Person, clock: SetClock
) -> None:
    fail(practice, 50)
    assert counted(practice) == 5
    clock.forward(timedelta(seconds=30))
    assert isinstance(try_in(practice), Entered)


def test_attackers_elsewhere_slow_nobody_down_here(practice: Practice, person: Person, clock: SetClock) -> None:
    for _ in range(30):
        fail(practice, 1, ELSEWHERE)
        clock.forward(timedelta(hours=1))
    assert isinstance(try_in(practice, caller=ELSEWHERE), Entered), "a wait ends"
    fail(practice, 9, ELSEWHERE)
    assert isinstance(try_in(practice, caller=ELSEWHERE), Turned)
    assert isinstance(try_in(practice), Entered)


def test_a_known_browser_waits_for_nothing_done_from_the_same_address(practice: Practice, person: Person) -> None:
    first = try_in(practice)
    assert isinstance(first, Entered)
    fail(practice, 30)
    assert isinstance(try_in(practice), Turned)
    known = Caller(HERE.address, known=first.known)
    assert isinstance(try_in(practice, caller=known), Entered)
    fail(practice, 5, known)
    assert isinstance(try_in(practice, caller=known), Turned), "it has a count of its own"


def test_a_browser_known_for_somebody_else_is_not_known(practice: Practice, person: Person) -> None:
    build.person(practice, "other")
    other = try_in(practice, username="other")
    assert isinstance(other, Entered)
    fail(practice, 5)
    assert isinstance(try_in(practice, caller=Caller(HERE.address, known=other.known)), Turned)


def test_an_address_where_very_much_fails_waits_for_every_name(
    practice: Practice, person: Person, clock: SetClock
) -> None:
    for number in range(60):
        fail(practice, 1, username=f"name{number}")
    assert isinstance(try_in(practice), Turned)
    assert isinstance(try_in(practice, caller=ELSEWHERE), Entered)
    clock.forward(timedelta(minutes=5))
    assert isinstance(try_in(practice), Entered)


@pytest.mark.parametrize("username", ["nobody", "closed", "practitioner", "x" * 5_000, "half \ud83d"])
def test_every_name_is_told_the_same_and_counted_the_same(practice: Practice, person: Person, username: str) -> None:
    from workflow.services import accounts

    build.person(practice, "closed")
    with practice.open_to_all() as desk:
        accounts.disable_person(desk, "closed")
    told = [fail(practice, 1, username=username).sentence for _ in range(8)]
    tired = "The username or password is not right, or was tried too often. Check both, wait a minute, then try again."
    assert told == [WRONG] * 4 + [tired] * 4
    assert counted(practice) == 5


def test_neighbours_on_one_connection_of_the_newer_kind_are_one_address() -> None:
    assert Caller("2001:db8:1:2:3::4").house == Caller("2001:db8:1:2:9:9:9:9").house == "2001:db8:1:2::/64"
    assert Caller("2001:db8:1:3::4").house != Caller("2001:db8:1:2::4").house
    assert Caller("192.0.2.4").house == "192.0.2.4"
    assert Caller("not an address").house == "not an address"


def test_what_is_counted_names_nobody(practice: Practice, person: Person) -> None:
    fail(practice, 2)
    with practice.database.open() as session:
        keys = session.scalars(select(FailedTries.key)).all()
    assert len(keys) == 2
    assert all(len(key) == 64 and int(key, 16) for key in keys)


def test_old_counts_are_forgotten(practice: Practice, person: Person, clock: SetClock) -> None:
    fail(practice, 3)
    clock.forward(timedelta(days=3))
    fail(practice, 1, ELSEWHERE)
    with practice.database.open() as session:
        assert session.scalar(select(func.count()).select_from(FailedTries)) == 2


# --- the second step


def test_with_an_app_a_password_leads_half_way_and_its_code_in(
    practice: Practice, person: Person, clock: SetClock
) -> None:
    totp, _ = add_app(practice, build.token(practice))
    clock.forward(timedelta(minutes=1))
    half = try_in(practice)
    assert isinstance(half, HalfWay)
    with pytest.raises(SignedOut), practice.open(half.token):
        pytest.fail("half way in is not in")
    with practice.open_to_all() as desk:
        done = signing_in.by_code(desk, half.token, f" {code_of(totp, practice)[:3]} {code_of(totp, practice)[3:]} ")
    assert isinstance(done, Entered)
    with practice.open(done.token) as desk:
        assert desk.who.person_id == person.id
    with pytest.raises(SignedOut), practice.open_to_all() as desk:
        signing_in.by_code(desk, half.token, code_of(totp, practice))
    assert list(kinds(practice)[-2:]) == ["person.first-step", "person.signed-in"]


def second(practice: Practice, code: str, caller: Caller = UNKNOWN) -> Entered | Turned:
    half = try_in(practice)
    assert isinstance(half, HalfWay)
    with practice.open_to_all() as desk:
        return signing_in.by_code(desk, half.token, code, caller)


def test_a_code_works_once_and_half_a_minute_early_or_late(practice: Practice, person: Person, clock: SetClock) -> None:
    totp, _ = add_app(practice, build.token(practice))
    assert isinstance(second(practice, code_of(totp, practice)), Turned), "it was used to add the app"
    clock.forward(timedelta(minutes=2))
    now = practice.clock.now()
    assert isinstance(second(practice, totp.at(now - timedelta(seconds=60))), Turned)
    assert isinstance(second(practice, totp.at(now + timedelta(seconds=60))), Turned)
    early = totp.at(now - timedelta(seconds=30))
    assert isinstance(second(practice, early), Entered)
    assert isinstance(second(practice, early), Turned)
    assert isinstance(second(practice, totp.at(now)), Entered)
    assert isinstance(second(practice, totp.at(now + timedelta(seconds=30))), Entered)
    assert isinstance(second(practice, totp.at(now)), Turned), "nor one from before the newest used"


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "٣٣٣٣٣٣", "x" * 120, "a" * 12, "b1"])
def test_anything_else_is_refused_and_the_refusal_is_kept(practice: Practice, person: Person, code: str) -> None:
    add_app(practice, build.token(practice))
    assert isinstance(second(practice, code), Turned)
    assert kinds(practice)[-1] == "person.second-step-refused"


def test_a_recovery_code_stands_in_once(practice: Practice, person: Person) -> None:
    _, added = add_app(practice, build.token(practice))
    assert len(added.codes) == len({code[0] for code in added.codes}) == 10
    assert isinstance(second(practice, added.codes[3].upper()), Entered)
    assert isinstance(second(practice, added.codes[3]), Turned)
    assert isinstance(second(practice, added.codes[4].replace("-", " ")), Entered)
    with practice.open_for(person.id) as desk:
        assert second_factor.own(desk).codes_left == 8
    assert "second-factor.code-used" in kinds(practice)


def test_five_wrong_codes_end_the_first_step_and_further_ones_wait(
    practice: Practice, person: Person, clock: SetClock
) -> None:
    totp, _ = add_app(practice, build.token(practice))
    clock.forward(timedelta(minutes=1))
    half = try_in(practice)
    assert isinstance(half, HalfWay)
    for _ in range(5):
        with practice.open_to_all() as desk:
            assert isinstance(signing_in.by_code(desk, half.token, "000000"), Turned)
    with pytest.raises(SignedOut), practice.open_to_all() as desk:
        signing_in.by_code(desk, half.token, code_of(totp, practice))
    assert isinstance(second(practice, code_of(totp, practice)), Turned), "wherever it comes from, it has to wait"
    clock.forward(timedelta(minutes=1))
    assert isinstance(second(practice, code_of(totp, practice)), Entered)


def test_the_second_step_has_ten_minutes(practice: Practice, person: Person, clock: SetClock) -> None:
    totp, _ = add_app(practice, build.token(practice))
    half = try_in(practice)
    assert isinstance(half, HalfWay)
    clock.forward(timedelta(minutes=10))
    with pytest.raises(SignedOut), practice.open_to_all() as desk:
        signing_in.by_code(desk, half.token, code_of(totp, practice))


def test_an_account_closed_between_the_steps_stays_out(practice: Practice, person: Person, clock: SetClock) -> None:
    from workflow.services import accounts

    totp, _ = add_app(practice, build.token(practice))
    clock.forward(timedelta(minutes=1))
    half = try_in(practice)
    assert isinstance(half, HalfWay)
    with practice.open_to_all() as desk:
        accounts.disable_person(desk, "practitioner")
    with pytest.raises(SignedOut), practice.open_to_all() as desk:
        signing_in.by_code(desk, half.token, code_of(totp, practice))


def test_the_secret_of_an_app_is_sealed_and_opens_for_its_owner_alone(practice: Practice, person: Person) -> None:
    totp, _ = add_app(practice, build.token(practice))
    other = build.person(practice, "other")
    with practice.database.open() as session:
        row = session.scalars(select(AuthenticatorApp)).one()
        assert totp.secret not in row.sealed_secret
        row.person_id = other.id
        session.add(row)
    with practice.open_to_all() as desk:
        assert second_factor.prove(desk, other.id, code_of(totp, practice)) == ""


FIRST, SECOND = "the-secret-of-last-year-long-enough", "the-secret-of-this-year-long-enough"


def under(practice: Practice, practice_on, secret: str, former: str = "") -> Practice:
    """The same practice after its secret was changed and it was started again."""
    facts = {"secret_key": SecretStr(secret), "former_secret_keys": SecretStr(former)}
    return practice_on(Database(practice.database.url, secret=secret), Settings.model_construct(**facts))


def proves(practice: Practice, person: Person, totp: pyotp.TOTP, clock: SetClock) -> bool:
    clock.forward(timedelta(minutes=2))
    with practice.open_to_all() as desk:
        return second_factor.prove(desk, person.id, code_of(totp, practice)) == "app"


def resealed(practice: Practice) -> second_factor.Resealed:
    with practice.open_to_all() as desk:
        return second_factor.reseal(desk)


def test_an_app_goes_on_under_another_secret_while_the_former_one_is_named_and_for_good_once_sealed_anew(
    practice: Practice, person: Person, practice_on, clock: SetClock
) -> None:
    before = under(practice, practice_on, FIRST)
    totp, _ = add_app(before, build.token(before))
    now = under(practice, practice_on, SECOND, f"- {FIRST}")
    alone = under(practice, practice_on, SECOND)
    assert proves(now, person, totp, clock)
    assert not proves(alone, person, totp, clock)
    assert resealed(alone) == second_factor.Resealed(0, ("practitioner",))
    assert resealed(now) == second_factor.Resealed(1, ())
    assert resealed(now) == second_factor.Resealed(0, ())
    assert proves(alone, person, totp, clock)
    assert not proves(before, person, totp, clock)
    assert kinds(practice).count("second-factor.resealed") == 1
    assert auditing.verify(now).broken is None
    for one in (before, now, alone):
        one.database.close()


# --- what adding one does


def test_the_first_second_step_gives_another_token_and_ends_every_other_sign_in(
    practice: Practice, person: Person
) -> None:
    here, there = build.token(practice), build.token(practice)
    _, added = add_app(practice, here)
    for old in (here, there):
        with pytest.raises(SignedOut), practice.open(old):
            pytest.fail("an old token opened a desk")
    with practice.open(added.token) as desk:
        assert [place.here for place in sign_ins.places(desk)] == [True]
    assert "second-factor.set-up" in kinds(practice)


def test_a_sign_in_without_the_second_step_changes_none(practice: Practice, person: Person, clock: SetClock) -> None:
    """Signed in by password alone in one browser, while another adds the first second step at the same moment."""
    token = build.token(practice)
    add_app(practice, build.token(practice))
    with practice.database.open() as session:
        row = session.scalars(select(SignIn).where(col(SignIn.token_hash) == token_hash(token))).one()
        row.ended_at = None
        session.add(row)
    with pytest.raises(ProofNeeded), practice.open(token) as desk:
        second_factor.offer_app(desk)
    with pytest.raises(ProofNeeded), practice.open(token) as desk:
        second_factor.remove_app(desk)


def test_a_sign_in_of_a_while_ago_changes_nothing_about_signing_in(
    practice: Practice, person: Person, clock: SetClock
) -> None:
    _, added = add_app(practice, build.token(practice))
    clock.forward(timedelta(minutes=15))
    for change in (second_factor.offer_app, second_factor.remove_app, second_factor.new_codes):
        with pytest.raises(ProofNeeded), practice.open(added.token) as desk:
            change(desk)


def test_in_production_a_password_alone_opens_only_what_sets_a_second_step_up(
    practice: Practice, practice_on, person: Person
) -> None:
    production = practice_on(practice.database, Settings.model_construct(environment=Environment.PRODUCTION))
    token = build.token(production)
    with pytest.raises(SecondStepNeeded), production.open(token):
        pytest.fail("a password alone was enough")
    _, added = add_app(production, token)
    with production.open(added.token) as desk:
        assert desk.who.person_id == person.id
    with pytest.raises(Exception, match="only second step"), production.open(added.token) as desk:
        second_factor.remove_app(desk)


def test_resetting_takes_everything_away_and_ends_every_sign_in(practice: Practice, person: Person) -> None:
    _, added = add_app(practice, build.token(practice))
    with practice.open_to_all() as desk:
        second_factor.reset(desk, "practitioner")
    with pytest.raises(SignedOut), practice.open(added.token):
        pytest.fail("still in")
    assert isinstance(try_in(practice), Entered)
    assert "person.second-factor-reset" in kinds(practice)


# --- where one is signed in


def test_one_s_sign_ins_are_listed_and_ended_and_nobody_else_s(practice: Practice, person: Person) -> None:
    build.person(practice, "other")
    here, there, theirs = try_in(practice), try_in(practice, caller=ELSEWHERE), try_in(practice, username="other")
    assert isinstance(here, Entered)
    assert isinstance(there, Entered)
    assert isinstance(theirs, Entered)
    with practice.open(here.token) as desk:
        first, second_ = sign_ins.places(desk)
        assert (first.here, first.browser, first.address) == (True, "Firefox on Windows", "192.0.2.4")
        assert (second_.here, second_.address) == (False, "198.51.100.9")
        sign_ins.end(desk, second_.id)
    with pytest.raises(SignedOut), practice.open(there.token):
        pytest.fail("ended and still in")
    with practice.open(theirs.token) as desk:
        other = sign_ins.places(desk)[0].id
    with pytest.raises(Exception, match="not yours"), practice.open(here.token) as desk:
        sign_ins.end(desk, other)
    with practice.open(theirs.token):
        pass


def test_ending_all_others_leaves_this_one(practice: Practice, person: Person) -> None:
    here, there = build.token(practice), build.token(practice)
    with practice.open(here) as desk:
        sign_ins.end_others(desk)
    with practice.open(here):
        pass
    with pytest.raises(SignedOut), practice.open(there):
        pytest.fail("ended and still in")


def test_signing_in_again_ends_what_the_browser_was_signed_in_as(practice: Practice, person: Person) -> None:
    first = try_in(practice)
    assert isinstance(first, Entered)
    assert isinstance(try_in(practice, caller=Caller(standing=first.token)), Entered)
    with pytest.raises(SignedOut), practice.open(first.token):
        pytest.fail("the token of before opened a desk")
