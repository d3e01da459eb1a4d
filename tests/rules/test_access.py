"""Who sees which family, as a table of facts; and that being refused reads like there being nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.access import Actor, Network, RoleGrant, require, sees_family
from workflow.rules.errors import NotFound, PracticeError, Refused
from workflow.rules.roles import ROLES, Permission, permissions_of

NORTH, SOUTH = "team-north", "team-south"
FAMILY = Network("family", people=frozenset({"ada", "ben"}), teams=frozenset({NORTH}))
NOBODYS = Network("family", people=frozenset())


def actor(person: str, *grants: tuple[str, str], team: str = NORTH) -> Actor:
    return Actor(person, person.title(), team, tuple(RoleGrant(role, team) for role, team in grants))


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (actor("ada", ("practitioner", NORTH)), True),
        (actor("ben", ("member", SOUTH)), True),
        (actor("ben", ("chair", SOUTH)), True),
        # A colleague of the same team is not involved.
        (actor("cleo", ("practitioner", NORTH)), False),
        (actor("cleo", ("chair", NORTH)), False),
        (actor("cleo", ("member", NORTH)), False),
        # A supervisor sees what the supervised team is involved with, and nothing of another team.
        (actor("dora", ("supervisor", NORTH)), True),
        (actor("dora", ("supervisor", SOUTH)), False),
        (actor("dora", ("supervisor", SOUTH), team=NORTH), False),
        (actor("dora", ("supervisor", SOUTH), ("supervisor", NORTH)), True),
        (actor("dora", ("practitioner", NORTH), ("supervisor", SOUTH)), False),
        (actor("emil", ("quality", SOUTH)), True),
        (actor("finn", ("administrator", NORTH)), False),
        # Somebody involved whose roles have all ended still has a name there, but no permission to use it with.
        (actor("ada"), True),
        (actor("cleo"), False),
        (actor("cleo", ("director", NORTH)), False),
    ],
    ids=lambda value: "" if isinstance(value, bool) else f"{value.person_id} {[g.role for g in value.grants]}",
)
def test_who_sees_a_family(who: Actor, sees: bool) -> None:
    assert sees_family(who, FAMILY) is sees


@pytest.mark.parametrize("role", [role.key for role in ROLES])
def test_a_family_that_nobody_is_involved_with_is_seen_by_the_quality_lead_alone(role: str) -> None:
    assert sees_family(actor("ada", (role, NORTH)), NOBODYS) is (role == "quality")


def test_both_are_needed_the_permission_and_the_family() -> None:
    require(actor("ada", ("practitioner", NORTH)), Permission.SCORING_READ, FAMILY)
    require(actor("finn", ("administrator", NORTH)), Permission.PEOPLE_ADMINISTER)
    for who, permission in (
        (actor("cleo", ("practitioner", NORTH)), Permission.SCORING_READ),
        (actor("ada", ("practitioner", NORTH)), Permission.SCORING_REVIEW),
        (actor("ada"), Permission.SCORING_READ),
        (actor("emil", ("quality", NORTH)), Permission.FAMILY_EDIT),
    ):
        with pytest.raises(Refused):
            require(who, permission, FAMILY)


BOTH = (("practitioner", NORTH), ("quality", NORTH))


def test_a_role_that_sees_all_does_not_carry_another_further_than_it_goes() -> None:
    cleo, ada = actor("cleo", *BOTH), actor("ada", *BOTH)
    require(cleo, Permission.FAMILY_READ, FAMILY)
    require(cleo, Permission.RECORD_MERGE, FAMILY)
    require(ada, Permission.FAMILY_EDIT, FAMILY)
    require(cleo, Permission.FAMILY_CREATE)
    for permission in (Permission.FAMILY_EDIT, Permission.SCORING_START, Permission.INVOLVEMENT_EDIT):
        with pytest.raises(Refused):
            require(cleo, permission, FAMILY)
    assert cleo.at(FAMILY).permissions == permissions_of(["quality"])
    assert ada.at(FAMILY).permissions == permissions_of(["quality", "practitioner"])
    # One who supervises the south alone decides nothing in the north, which they see as a quality lead.
    with pytest.raises(Refused):
        require(actor("cleo", ("supervisor", SOUTH), ("quality", NORTH)), Permission.SCORING_REVIEW, FAMILY)


def test_without_a_family_the_permission_alone_decides() -> None:
    require(actor("cleo", ("practitioner", NORTH)), Permission.FAMILY_CREATE)
    with pytest.raises(Refused):
        require(actor("cleo", ("chair", NORTH)), Permission.FAMILY_CREATE)


def test_being_refused_reads_exactly_like_there_being_nothing() -> None:
    with pytest.raises(NotFound) as told:
        require(actor("cleo"), Permission.SCORING_READ, FAMILY, "scoring")
    refusal = told.value
    assert isinstance(refusal, Refused)
    assert refusal.sentence == NotFound().sentence
    assert str(refusal) == str(NotFound())
    # The trail is told more than the person.
    assert (refusal.permission, refusal.subject_id, refusal.family_id) == ("scoring:read", "scoring", "family")


def test_every_error_of_the_practice_carries_its_sentence() -> None:
    assert PracticeError("Say the thing.").sentence == "Say the thing."


PEOPLE = st.sampled_from(["ada", "ben", "cleo"])
TEAMS = st.sampled_from([NORTH, SOUTH])
GRANTS = st.lists(st.tuples(st.sampled_from([role.key for role in ROLES]), TEAMS), max_size=3)


@given(PEOPLE, GRANTS, st.frozensets(PEOPLE), st.frozensets(TEAMS), PEOPLE, TEAMS)
def test_involving_somebody_more_never_hides_a_family(
    person: str, grants: list[tuple[str, str]], people: frozenset[str], teams: frozenset[str], new: str, team: str
) -> None:
    who = actor(person, *grants)
    before = sees_family(who, Network("family", people, teams))
    after = sees_family(who, Network("family", people | {new}, teams | {team}))
    assert after or not before


@given(PEOPLE, GRANTS, GRANTS)
def test_holding_a_role_more_never_takes_anything_away(
    person: str, grants: list[tuple[str, str]], more: list[tuple[str, str]]
) -> None:
    before, after = actor(person, *grants), actor(person, *grants, *more)
    assert before.permissions <= after.permissions
    assert sees_family(after, FAMILY) or not sees_family(before, FAMILY)


@given(PEOPLE, GRANTS, st.frozensets(PEOPLE), st.frozensets(TEAMS), st.booleans())
def test_what_may_be_done_at_a_family_is_what_is_not_refused_there(
    person: str, grants: list[tuple[str, str]], people: frozenset[str], teams: frozenset[str], practice: bool
) -> None:
    who, network = actor(person, *grants), Network("family", people, teams, practice)
    here = who.at(network).permissions
    for permission in Permission:
        try:
            require(who, permission, network)
        except Refused:
            assert permission not in here
        else:
            assert permission in here
