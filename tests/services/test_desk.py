"""The way of every request: who sits at the desk, for how long, and that the block is kept or undone as a whole."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from tests import build
from tests.conftest import NOON
from workflow.clock import SetClock
from workflow.models import AuditEvent, Family, Person, RoleHeld, SignIn
from workflow.rules.access import Network
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound, PracticeError, Refused, SignedOut
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.services.desk import IDLE, Desk, Practice
from workflow.services.library import Library
from workflow.settings import Settings
from workflow.storage import trail

MINUTE = timedelta(minutes=1)


def entries(practice: Practice) -> Sequence[AuditEvent]:
    with practice.database.open() as session:
        return session.scalars(select(AuditEvent).order_by(col(AuditEvent.number))).all()


def families(practice: Practice) -> list[str]:
    with practice.database.open() as session:
        return list(session.scalars(select(Family.id)))


def seen_at(practice: Practice) -> datetime:
    with practice.database.open() as session:
        return session.scalars(select(col(SignIn.seen_at))).one()


def write(desk: Desk, family_id: str = "family") -> None:
    """What a service does: a row and its event."""
    desk.session.add(Family(id=family_id, name="Example", created_at=desk.now))
    desk.session.flush()
    trail.write(desk.session, Event("family.created", family_id), at=desk.now, person_id=desk.who.person_id)


@pytest.fixture
def person(practice: Practice) -> Person:
    return build.person(practice)


@pytest.fixture
def token(practice: Practice, person: Person) -> str:
    return build.token(practice)


# --- who sits there


@pytest.mark.parametrize("token", [None, "", "wrong", "x" * 10_000, "\x00"])
def test_without_a_sign_in_there_is_no_desk(practice: Practice, token: str | None) -> None:
    with pytest.raises(SignedOut) as told, practice.open(token):
        pytest.fail("somebody unknown got a desk")
    assert told.value.sentence.startswith("You have been signed out. Sign in again to go on; what you typed is still")


def test_the_desk_knows_who_and_when_and_the_day_in_britain(practice: Practice, token: str, clock: SetClock) -> None:
    clock.put(datetime(2026, 3, 20, 12, 30, tzinfo=UTC))
    with practice.open(token) as desk:
        assert (desk.who.name, desk.now) == ("Practitioner Example", clock.now())
        assert desk.today.isoformat() == "2026-03-20"


def test_after_eleven_at_night_in_summer_it_is_tomorrow_in_britain(practice: Practice, clock: SetClock) -> None:
    clock.put(datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    with practice.open_to_all() as desk:
        assert desk.today.isoformat() == "2026-07-02"
        clock.forward(timedelta(days=3))
        assert desk.today.isoformat() == "2026-07-02", "the day does not change under somebody's hands"


def test_a_desk_without_anybody_says_so(practice: Practice) -> None:
    with practice.open_to_all() as desk:
        assert desk.actor is None
        with pytest.raises(SignedOut):
            assert desk.who
        with pytest.raises(SignedOut):
            desk.require(Permission.FAMILY_LIST)


def test_ids_are_new_every_time(practice: Practice) -> None:
    with practice.open_to_all() as desk:
        assert desk.new_id() != desk.new_id()
        assert desk.library is practice.library


def test_a_command_opens_a_desk_for_a_person_by_id(practice: Practice, person: Person) -> None:
    with practice.open_for(person.id) as desk:
        assert desk.who.person_id == person.id
    with pytest.raises(SignedOut), practice.open_for("nobody"):
        pytest.fail("nobody got a desk")


def test_a_person_disabled_in_the_middle_is_signed_out_at_the_next_request(practice: Practice, token: str) -> None:
    with practice.open(token):
        pass
    with practice.database.open() as session:
        session.execute(update(Person).values(disabled_at=NOON))
    with pytest.raises(SignedOut), practice.open(token):
        pytest.fail("a disabled account got a desk")


def test_a_role_taken_away_counts_from_the_next_request(practice: Practice, token: str) -> None:
    with practice.open(token, Permission.FAMILY_CREATE):
        pass
    with practice.database.open() as session:
        session.execute(update(RoleHeld).values(until=NOON))
    with pytest.raises(Refused), practice.open(token, Permission.FAMILY_CREATE):
        pytest.fail("a role that ended still opened")


# --- for how long


def test_a_browser_not_used_for_an_hour_is_signed_out(practice: Practice, token: str, clock: SetClock) -> None:
    clock.forward(IDLE - timedelta(seconds=1))
    with practice.open(token):
        pass
    clock.forward(IDLE)
    with pytest.raises(SignedOut), practice.open(token):
        pytest.fail("an idle browser got a desk")


def test_a_browser_in_use_is_signed_out_after_twelve_hours_all_the_same(
    practice: Practice, token: str, clock: SetClock
) -> None:
    while clock.now() < NOON + timedelta(hours=12) - MINUTE:
        with practice.open(token):
            pass
        clock.forward(timedelta(minutes=30))
    clock.put(NOON + timedelta(hours=12) - timedelta(seconds=1))
    with practice.open(token):
        pass
    clock.forward(timedelta(seconds=1))
    with pytest.raises(SignedOut), practice.open(token):
        pytest.fail("a sign-in outlived its end")


def test_being_in_use_is_noted_once_a_minute(practice: Practice, token: str, clock: SetClock) -> None:
    for step, noted in ((59, NOON), (1, NOON + MINUTE), (30, NOON + MINUTE), (30, NOON + 2 * MINUTE)):
        clock.forward(timedelta(seconds=step))
        with practice.open(token):
            pass
        assert seen_at(practice) == noted
    assert not [entry for entry in entries(practice) if entry.at > NOON], "being there is no event"


# --- kept or undone as a whole


def test_what_a_service_did_is_kept_with_its_event(practice: Practice, token: str, person: Person) -> None:
    with practice.open(token) as desk:
        write(desk)
    assert families(practice) == ["family"]
    last = entries(practice)[-1]
    assert (last.kind, last.person_id, last.family_id) == ("family.created", person.id, "family")


@pytest.mark.parametrize(
    "raised",
    [
        Invalid({"name": "Enter a name."}),
        Blocked("This scoring is signed off."),
        Conflict("Somebody changed it.", 1, 2),
        NotFound(),
        SignedOut(),
        Refused("family:edit"),
        LookupError("a fault of ours"),
        KeyboardInterrupt(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_any_raise_undoes_the_row_and_its_event(practice: Practice, token: str, raised: BaseException) -> None:
    def act() -> None:
        with practice.open(token) as desk:
            write(desk)
            raise raised

    before = len(entries(practice))
    with pytest.raises(type(raised)) as out:
        act()
    assert out.value is raised, "what is raised comes out as it is, with all that it holds"
    assert families(practice) == []
    assert [entry.kind for entry in entries(practice)[before:]] == ["refused"] * isinstance(raised, Refused)


def test_a_commit_that_fails_is_no_success(practice: Practice, token: str) -> None:
    promise = "CREATE TABLE promise (family_id VARCHAR(20) REFERENCES family (id) DEFERRABLE INITIALLY DEFERRED)"
    with practice.database.open() as session:
        session.connection().execute(text(promise))
    answered = False

    def act() -> None:
        nonlocal answered
        with practice.open(token) as desk:
            write(desk)
            desk.session.connection().execute(text("INSERT INTO promise (family_id) VALUES ('nobody')"))
        answered = True

    with pytest.raises(IntegrityError):
        act()
    assert not answered
    assert families(practice) == []
    assert [entry.kind for entry in entries(practice)] == ["person.added", "person.signed-in"]


# --- refusals


def test_a_permission_that_is_not_held_refuses_before_anything_happens(
    practice: Practice, token: str, person: Person
) -> None:
    with pytest.raises(Refused), practice.open(token, Permission.SCORING_REVIEW):
        pytest.fail("the block began")
    last = entries(practice)[-1]
    assert (last.kind, last.person_id, last.details) == ("refused", person.id, {"permission": "scoring:review"})


def test_a_refusal_in_the_middle_is_kept_although_the_rest_is_undone(
    practice: Practice, token: str, person: Person, clock: SetClock
) -> None:
    def act() -> None:
        with practice.open(token) as desk:
            write(desk)
            desk.require(Permission.FAMILY_EDIT, Network("strangers", frozenset({"somebody else"})), "child")

    clock.forward(MINUTE)
    with pytest.raises(Refused):
        act()
    assert families(practice) == []
    last = entries(practice)[-1]
    assert (last.kind, last.person_id, last.at) == ("refused", person.id, NOON + MINUTE)
    assert (last.family_id, last.subject_id) == ("strangers", "child")
    assert last.details == {"permission": "family:edit"}


def test_a_refusal_at_a_commands_desk_is_kept_too(practice: Practice, person: Person) -> None:
    with pytest.raises(Refused), practice.open_for(person.id) as desk:
        desk.require(Permission.TRAIL_READ)
    assert (entries(practice)[-1].kind, entries(practice)[-1].person_id) == ("refused", person.id)


def test_being_refused_and_there_being_nothing_read_the_same(practice: Practice, token: str) -> None:
    with pytest.raises(NotFound) as refused, practice.open(token, Permission.TRAIL_READ):
        pytest.fail("the block began")
    assert refused.value.sentence == NotFound().sentence


def test_the_next_request_after_a_refusal_works(practice: Practice, token: str) -> None:
    for _ in range(3):
        with pytest.raises(PracticeError), practice.open(token, Permission.TRAIL_READ):
            pytest.fail("the block began")
    with practice.open(token) as desk:
        write(desk)
    assert families(practice) == ["family"]


def test_reading_is_an_event_of_whoever_reads(practice: Practice, token: str, person: Person) -> None:
    with practice.open(token) as desk:
        desk.record(Event("family.read", "family"))
    with practice.open_to_all() as desk:
        desk.record(Event("family.read", "family"))
    read, by_nobody = entries(practice)[-2:]
    assert (read.kind, read.person_id, read.at, read.family_id) == ("family.read", person.id, NOON, "family")
    assert by_nobody.person_id is None


# --- the practice as one object


def test_the_settings_in_force_make_a_practice(tmp_path: pytest.TempPathFactory) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/some.db", questionnaires=None)
    practice = Practice.from_settings(settings)
    assert practice.database.embedded
    assert isinstance(practice.library, Library)
    assert practice.clock.now().tzinfo is UTC
    assert len(practice.ids.new()) == 20
    practice.database.close()
