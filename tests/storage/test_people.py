"""Accounts as rows: who somebody is now, with the roles they hold now."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from tests import build
from tests.conftest import NOON
from workflow.models import Agency, AuditEvent, Person, RoleHeld, SignIn, Team
from workflow.rules.access import RoleGrant
from workflow.rules.events import Event
from workflow.services.desk import Practice, token_hash
from workflow.storage import people, sign_ins

LATER = NOON + timedelta(hours=1)


def test_an_actor_is_a_person_with_every_role_they_hold(practice: Practice) -> None:
    row = build.person(practice, "both", roles=("practitioner", "chair"), job="Social worker")
    with practice.database.open() as session:
        actor = people.actor(session, row.id, NOON)
    assert actor is not None
    assert (actor.person_id, actor.name, actor.team_id, actor.job) == (
        row.id,
        "Both Example",
        row.team_id,
        "Social worker",
    )
    assert set(actor.grants) == {RoleGrant("practitioner", row.team_id), RoleGrant("chair", row.team_id)}


def test_a_role_that_ended_is_held_no_more(practice: Practice) -> None:
    row = build.person(practice, "both", roles=("practitioner", "chair"))
    with practice.database.open() as session:
        session.execute(update(RoleHeld).where(col(RoleHeld.role) == "chair").values(until=NOON))
    with practice.database.open() as session:
        actor = people.actor(session, row.id, NOON)
    assert actor is not None
    assert actor.grants == (RoleGrant("practitioner", row.team_id),)


def test_somebody_without_any_role_is_somebody_who_may_nothing(practice: Practice) -> None:
    row = build.person(practice)
    with practice.database.open() as session:
        session.execute(update(RoleHeld).values(until=NOON))
    with practice.database.open() as session:
        actor = people.actor(session, row.id, NOON)
    assert actor is not None
    assert (actor.grants, actor.permissions) == ((), frozenset())


def test_a_disabled_account_is_nobody(practice: Practice) -> None:
    row = build.person(practice)
    token = build.token(practice)
    with practice.database.open() as session:
        session.execute(update(Person).values(disabled_at=NOON))
    with practice.database.open() as session:
        assert people.actor(session, row.id, NOON) is None
        assert people.actor_signed_in(session, token_hash(token), NOON) is None
        assert people.count(session) == 1


def test_whoever_is_signed_in_is_found_by_the_hash_alone(practice: Practice) -> None:
    row = build.person(practice)
    token = build.token(practice)
    with practice.database.open() as session:
        found = people.actor_signed_in(session, token_hash(token), NOON)
        assert people.actor_signed_in(session, token, NOON) is None
        assert people.actor_signed_in(session, token_hash("another"), NOON) is None
    assert found is not None
    actor, times = found
    assert (actor.person_id, actor.sign_in_id) == (row.id, times.id)
    assert (times.seen_at, times.expires_at) == (NOON, NOON + timedelta(hours=12))


def test_being_seen_and_signing_out_change_that_sign_in_alone(practice: Practice) -> None:
    row = build.person(practice)
    first, second = build.token(practice), build.token(practice)
    with practice.database.open() as session:
        found = people.actor_signed_in(session, token_hash(first), NOON)
        assert found is not None
        people.seen(session, found[1].id, LATER)
        sign_ins.end(session, found[1].id, LATER, event=Event("person.signed-out", subject_id=row.id), by=row.id)
    with practice.database.open() as session:
        rows = {one.token_hash: (one.seen_at, one.ended_at) for one in session.scalars(select(SignIn))}
        assert people.actor_signed_in(session, token_hash(first), NOON) is None
        assert people.actor_signed_in(session, token_hash(second), NOON) is not None
        last = session.scalars(select(AuditEvent).order_by(col(AuditEvent.number).desc())).first()
    assert rows == {token_hash(first): (LATER, LATER), token_hash(second): (NOON, None)}
    assert last is not None
    assert (last.kind, last.person_id, last.at) == ("person.signed-out", row.id, LATER)


@pytest.mark.parametrize(
    ("agency", "team", "agencies", "teams"),
    [
        ("Example Council", "Example Team", 1, 1),
        ("Example Council", "Another Team", 1, 2),
        ("Another Trust", "Example Team", 2, 2),
    ],
)
def test_an_agency_and_a_team_of_a_name_are_there_once(
    practice: Practice, agency: str, team: str, agencies: int, teams: int
) -> None:
    first = build.person(practice, "first", agency="Example Council", team="Example Team")
    second = build.person(practice, "second", agency=agency, team=team)
    with practice.database.open() as session:
        assert session.scalar(select(func.count()).select_from(Agency)) == agencies
        assert session.scalar(select(func.count()).select_from(Team)) == teams
        assert people.agencies_of(session, [first.id, second.id]) == {first.id: "Example Council", second.id: agency}
    assert (first.team_id == second.team_id) == (teams == 1)


def test_people_are_named_by_id_and_listed_by_name(practice: Practice) -> None:
    rows = {name: build.person(practice, name) for name in ("cleo", "ada", "ben")}
    with practice.database.open() as session:
        named = people.named(session, [rows["ada"].id, "nobody"])
        assert {key: one.name for key, one in named.items()} == {rows["ada"].id: "Ada Example"}
        assert people.named(session, []) == {}
        assert people.by_username(session, "ben") is not None
        assert people.by_username(session, "Ben") is None
        assert people.person(session, "nobody") is None
