"""Teams and agencies: another name, closing and opening again, what stops it, and that nobody comes into what is closed."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlmodel import col

from tests import build
from workflow.models import Agency, Family, Involvement, Part, Person, Team
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound, Refused
from workflow.services import accounts, administration, people_import, places
from workflow.services.administration import PersonFacts
from workflow.services.desk import Practice
from workflow.services.places import PlaceView
from workflow.settings import Settings

COUNCIL, TEAM = "Example Council", "Example Team"
WHY = "Two teams became one."


@pytest.fixture
def admin(practice: Practice) -> Person:
    return build.person(practice, "ash", roles=("administrator",), team="Office")


@pytest.fixture
def pat(practice: Practice) -> Person:
    return build.person(practice, "pat")


def place_id(practice: Practice, name: str, table: type[Agency] | type[Team] = Team) -> str:
    with practice.database.open() as session:
        return str(session.scalars(select(col(table.id)).where(col(table.name) == name)).one())


def opened(practice: Practice, admin: Person, name: str, table: type[Agency] | type[Team] = Team) -> PlaceView:
    found = place_id(practice, name, table)
    with practice.open_for(admin.id) as desk:
        return places.open_place(desk, found)


def rename(practice: Practice, admin: Person, name: str, new: str, table: Any = Team, why: str = WHY) -> None:
    view = opened(practice, admin, name, table)
    with practice.open_for(admin.id) as desk:
        places.rename(desk, view.id, new, why, view.stamp)


def close(practice: Practice, admin: Person, name: str, table: Any = Team) -> None:
    view = opened(practice, admin, name, table)
    with practice.open_for(admin.id) as desk:
        places.close(desk, view.id, WHY, view.stamp)


def open_again(practice: Practice, admin: Person, name: str, table: Any = Team) -> None:
    view = opened(practice, admin, name, table)
    with practice.open_for(admin.id) as desk:
        places.open_again(desk, view.id, "It was needed after all.", view.stamp)


def move(practice: Practice, admin: Person, person: Person, team: str, agency: str = COUNCIL) -> None:
    with practice.open_for(admin.id) as desk:
        view = administration.open_person(desk, person.id)
        administration.change_person(desk, person.id, PersonFacts(person.name, "", agency, team), view.stamp)


def end_roles(practice: Practice, admin: Person, person: Person) -> None:
    with practice.open_for(admin.id) as desk:
        for one in administration.open_person(desk, person.id).held:
            administration.end_role(desk, person.id, one.id)


def team_names(practice: Practice) -> set[str]:
    with practice.database.open() as session:
        return set(session.scalars(select(col(Team.name))))


def test_only_who_looks_after_accounts_comes_in(practice: Practice, admin: Person, pat: Person) -> None:
    view = opened(practice, admin, TEAM)
    for door in (
        places.list_places,
        places.offered,
        lambda desk: places.open_place(desk, view.id),
        lambda desk: places.rename(desk, view.id, "X", WHY, view.stamp),
        lambda desk: places.close(desk, view.id, WHY, view.stamp),
        lambda desk: places.open_again(desk, view.id, WHY, view.stamp),
    ):
        with pytest.raises(Refused), practice.open_for(pat.id) as desk:
            door(desk)
    for wrong in ("nothing", "", "half \ud83d", pat.id):
        with pytest.raises(NotFound), practice.open_for(admin.id) as desk:
            places.open_place(desk, wrong)


def test_a_team_is_called_otherwise_and_its_story_is_kept(practice: Practice, admin: Person, pat: Person) -> None:
    rename(practice, admin, TEAM, "Early Help")
    view = opened(practice, admin, "Early Help")
    assert [(str(one.deed), one.name_before, one.name_after, one.reason) for one in view.history] == [
        ("renamed", TEAM, "Early Help", WHY)
    ]
    with practice.open_for(admin.id) as desk:
        line = administration.open_person(desk, pat.id).line
    assert (line.team, line.agency) == ("Early Help", COUNCIL)
    rename(practice, admin, COUNCIL, "Example Borough", Agency)
    with practice.open_for(pat.id) as desk:
        assert accounts.own(desk).agency == "Example Borough"


def test_a_name_is_wanted_that_nothing_beside_it_has(practice: Practice, admin: Person, pat: Person) -> None:
    for new, why, field in (
        ("office", WHY, "name"),
        ("", WHY, "name"),
        (TEAM, WHY, "name"),
        ("New", " ", "name_reason"),
    ):
        with pytest.raises(Invalid) as caught:
            rename(practice, admin, TEAM, new, why=why)
        assert set(caught.value.fields) == {field}
    assert opened(practice, admin, TEAM).history == []


def test_a_name_that_another_had_before_stays_with_it(practice: Practice, admin: Person, pat: Person) -> None:
    rename(practice, admin, TEAM, "Early Help")
    with pytest.raises(Invalid) as caught:
        rename(practice, admin, "Office", TEAM)
    assert caught.value.fields["name"].startswith(f"Early Help was called {TEAM} before")
    rename(practice, admin, "Early Help", TEAM)
    assert {TEAM, "Office"} <= team_names(practice)


def test_two_at_once_are_told(practice: Practice, admin: Person, pat: Person) -> None:
    view = opened(practice, admin, TEAM)
    rename(practice, admin, TEAM, "Early Help")
    for late in (places.close, places.open_again):
        with pytest.raises(Conflict), practice.open_for(admin.id) as desk:
            late(desk, view.id, WHY, view.stamp)
    with pytest.raises(Conflict), practice.open_for(admin.id) as desk:
        places.rename(desk, view.id, "Another", WHY, view.stamp)


def test_what_is_there_stops_a_team_from_being_closed(practice: Practice, admin: Person, pat: Person) -> None:
    family = build.family(practice, pat)
    practised = build.family(practice, pat, name="Practice")
    with practice.database.open() as session:
        session.get_one(Family, practised.id).practice = True
    view = opened(practice, admin, TEAM)
    assert [(one.name, roles, one.parts) for one, roles in view.members] == [("Pat Example", ("Practitioner",), 1)]
    assert len(view.stops) == 2
    with pytest.raises(Blocked, match="1 open account in it"):
        close(practice, admin, TEAM)
    move(practice, admin, pat, "Office")
    assert [one.of_it for one, _ in opened(practice, admin, TEAM).members] == [False]
    with pytest.raises(Blocked, match="1 role held in it"):
        close(practice, admin, TEAM)
    end_roles(practice, admin, pat)
    move(practice, admin, pat, TEAM)
    with practice.open_for(admin.id) as desk:
        administration.close(desk, pat.id)
    with pytest.raises(Blocked, match="1 part in families still open"):
        close(practice, admin, TEAM)
    with practice.database.open() as session:
        ended = update(Involvement).where(col(Involvement.family_id) == family.id).values(until=date(2026, 3, 1))
        session.connection().execute(ended)
    close(practice, admin, TEAM)
    assert opened(practice, admin, TEAM).closed_at


def test_nobody_comes_into_a_closed_team(practice: Practice, admin: Person) -> None:
    gone = build.person(practice, "gone")
    with practice.open_for(admin.id) as desk:
        administration.close(desk, gone.id)
    close(practice, admin, TEAM)
    with practice.open_for(admin.id) as desk:
        assert places.offered(desk) == places.Offered((COUNCIL,), ("Office",))
        rows = (
            f"username,name,job,agency,team,roles\nnia,Nia,,{COUNCIL},{TEAM},member\nrob,Rob,,{COUNCIL},{TEAM},chair\n"
        )
        found = people_import.rehearse(desk, rows)
    assert found.faults == tuple(
        f"Line {line}: The team {TEAM} is closed. Choose another, or open it again first." for line in (2, 3)
    )
    with pytest.raises(Invalid) as caught:
        build.person(practice, "nia")
    assert set(caught.value.fields) == {"team"}
    with pytest.raises(Invalid) as caught:
        move(practice, admin, admin, TEAM)
    assert set(caught.value.fields) == {"team"}
    someone = build.person(practice, "someone", team="Office")
    with pytest.raises(Invalid) as caught, practice.open_for(admin.id) as desk:
        administration.give_role(desk, someone.id, "chair", COUNCIL, TEAM)
    assert set(caught.value.fields) == {"role_team"}
    with pytest.raises(Blocked, match="team of this account is closed"), practice.open_for(admin.id) as desk:
        administration.open_again(desk, gone.id)
    # What is wrong with a closed account's name can be put right all the same.
    with practice.open_for(admin.id) as desk:
        view = administration.open_person(desk, gone.id)
        administration.change_person(desk, gone.id, PersonFacts("Gone", "", COUNCIL, TEAM), view.stamp)
    open_again(practice, admin, TEAM)
    assert build.person(practice, "nia").id


def test_an_agency_closes_after_its_teams_and_opens_before_them(practice: Practice, admin: Person) -> None:
    gone = build.person(practice, "gone", agency="Example Trust", team="North")
    with practice.open_for(admin.id) as desk:
        administration.close(desk, gone.id)
    with pytest.raises(Blocked, match="1 open team"):
        close(practice, admin, "Example Trust", Agency)
    close(practice, admin, "North")
    close(practice, admin, "Example Trust", Agency)
    with pytest.raises(Invalid) as caught:
        build.person(practice, "nia", agency="Example Trust", team="South")
    assert set(caught.value.fields) == {"agency"}
    with pytest.raises(Blocked, match="Open the agency again first"):
        open_again(practice, admin, "North")
    with pytest.raises(Blocked, match="closed already"):
        close(practice, admin, "North")
    open_again(practice, admin, "Example Trust", Agency)
    open_again(practice, admin, "North")
    with pytest.raises(Blocked, match="This is open"):
        open_again(practice, admin, "North")
    with practice.open_for(admin.id) as desk:
        kept = {one.name: one.closed_at for one in places.list_places(desk)}
    assert kept == {COUNCIL: None, "Example Trust": None}


def test_a_name_of_before_makes_no_second_team(practice: Practice, admin: Person, pat: Person) -> None:
    rename(practice, admin, TEAM, "Early Help")
    with pytest.raises(Invalid) as caught:
        build.person(practice, "nia")
    assert caught.value.fields == {"team": f"{TEAM} is called Early Help now. Use that name."}
    rename(practice, admin, COUNCIL, "Example Borough", Agency)
    with pytest.raises(Invalid) as caught:
        build.person(practice, "nia")
    assert set(caught.value.fields) == {"agency"}
    # A name that is free again may be given to something new, on purpose, by calling it so.
    assert build.person(practice, "nia", agency="Example Borough", team="Brand New").id


def test_the_settings_find_a_team_by_a_name_it_had(practice: Practice, admin: Person, pat: Person) -> None:
    rename(practice, admin, TEAM, "Early Help")
    rename(practice, admin, COUNCIL, "Example Borough", Agency)
    with practice.open_to_all() as desk:
        found = places.team_of_settings(desk, COUNCIL, TEAM)
        assert found
        assert found.id == pat.team_id
        assert places.team_of_settings(desk, "Example Trust", "North")
    assert team_names(practice) == {"Early Help", "Office", "North"}
    end_roles(practice, admin, pat)
    move(practice, admin, pat, "Office", "Example Borough")
    close(practice, admin, "Early Help")
    with practice.open_to_all() as desk:
        assert places.team_of_settings(desk, COUNCIL, TEAM) is None


def test_the_page_says_where_the_settings_name_it(practice_on, practice: Practice, admin: Person, pat: Person) -> None:
    table = f'{{"scorers": {{"roles": ["practitioner"], "agency": "{COUNCIL}", "team": "{TEAM}"}}}}'
    named = practice_on(practice.database, Settings.model_construct(oidc_roles=table))
    assert opened(named, admin, TEAM).by_settings
    assert opened(named, admin, COUNCIL, Agency).by_settings
    assert not opened(named, admin, "Office").by_settings


def test_the_pages_ask_the_same_however_many_there_are(practice: Practice, admin: Person, pat: Person) -> None:
    def asked(view: Any) -> int:
        count = 0

        def counting(*_: object) -> None:
            nonlocal count
            count += 1

        with practice.open_for(admin.id) as desk:
            event.listen(practice.database.engine, "before_cursor_execute", counting)
            view(desk)
            event.remove(practice.database.engine, "before_cursor_execute", counting)
        return count

    team = place_id(practice, TEAM)
    one, every = asked(lambda desk: places.open_place(desk, team)), asked(places.list_places)
    for number in range(6):
        build.involve(practice, build.family(practice).id, build.person(practice, f"p{number}"), Part.CO_WORKER)
        build.person(practice, f"q{number}", team=f"Team {number}", agency=f"Agency {number}")
    assert asked(lambda desk: places.open_place(desk, team)) == one
    assert asked(places.list_places) == every == 2
