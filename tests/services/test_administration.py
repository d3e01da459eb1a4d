"""Looking after accounts: who may, what changes at once, what nobody may do to themselves, and lists of people with their rehearsal."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from tests import build
from tests.storage.test_engine import at_once
from workflow.clock import SetClock
from workflow.models import Person
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound, ProofNeeded, Refused, SignedOut
from workflow.services import accounts, administration, families, notices, people_import
from workflow.services.administration import PersonFacts, PersonView
from workflow.services.desk import Practice
from workflow.storage import administration as storage

HEADS = "username,name,job,agency,team,roles\n"


@pytest.fixture
def admin(practice: Practice) -> Person:
    return build.person(practice, "ash", roles=("administrator",))


@pytest.fixture
def pat(practice: Practice) -> Person:
    return build.person(practice, "pat")


def opened(practice: Practice, admin: Person, person_id: str) -> PersonView:
    with practice.open_for(admin.id) as desk:
        return administration.open_person(desk, person_id)


def events(practice: Practice, kind: str) -> int:
    with practice.database.engine.connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM audit_event WHERE kind = '{kind}'").scalar_one())  # noqa: S608


def test_only_who_looks_after_accounts_comes_in(practice: Practice, admin: Person, pat: Person) -> None:
    doors = (
        administration.find_people,
        lambda desk: administration.open_person(desk, admin.id),
        lambda desk: administration.change_person(desk, pat.id, PersonFacts("P", "", "A", "T"), "x"),
        lambda desk: administration.give_role(desk, pat.id, "quality", "A", "T"),
        lambda desk: administration.end_role(desk, pat.id, "x"),
        lambda desk: administration.close(desk, admin.id),
        lambda desk: administration.open_again(desk, admin.id),
        lambda desk: people_import.rehearse(desk, HEADS),
    )
    for door in doors:
        with pytest.raises(Refused), practice.open_for(pat.id) as desk:
            door(desk)


def test_people_are_found_by_any_word_known_of_them(practice: Practice, admin: Person, pat: Person) -> None:
    with practice.open_for(admin.id) as desk:
        assert {line.username for line, _ in administration.find_people(desk).lines} == {"ash", "pat"}
        found = administration.find_people(desk, "PAT")
        assert [(line.id, roles) for line, roles in found.lines] == [(pat.id, ("Practitioner",))]
        assert administration.find_people(desk, "100%_").lines == ()
        far = administration.find_people(desk, number=99)
        assert (far.lines, far.total, far.pages) == ((), 2, 1)


def test_the_list_asks_as_little_for_many_as_for_few(practice: Practice, admin: Person) -> None:
    def asked() -> int:
        sent: list[str] = []

        def note(*args: object) -> None:
            sent.append(str(args[2]))

        with practice.open_for(admin.id) as desk:
            event.listen(practice.database.engine, "before_cursor_execute", note)
            administration.find_people(desk)
            event.remove(practice.database.engine, "before_cursor_execute", note)
        return len(sent)

    few = asked()
    for number in range(60):
        build.person(practice, f"somebody{number}", roles=("member",))
    assert asked() == few
    with practice.open_for(admin.id) as desk:
        assert len(administration.find_people(desk).lines) == 50
        assert len(administration.find_people(desk, number=2).lines) == 11


def test_who_somebody_is_is_corrected_and_an_older_page_changes_nothing(
    practice: Practice, admin: Person, pat: Person
) -> None:
    seen = opened(practice, admin, pat.id)
    facts = PersonFacts("Pat Newname", "health visitor", "Example Trust", "North")
    with practice.open_for(admin.id) as desk:
        administration.change_person(desk, pat.id, facts, seen.stamp)
    now = opened(practice, admin, pat.id).line
    assert (now.name, now.job, now.agency, now.team) == ("Pat Newname", "health visitor", "Example Trust", "North")
    with pytest.raises(Conflict, match="changed after you opened it"), practice.open_for(admin.id) as desk:
        administration.change_person(desk, pat.id, PersonFacts("Older", "", "A", "T"), seen.stamp)
    assert opened(practice, admin, pat.id).line == now
    assert events(practice, "person.changed") == 1


def test_a_role_counts_at_once_and_is_over_at_once(practice: Practice, admin: Person, pat: Person) -> None:
    with practice.open_for(admin.id) as desk:
        administration.give_role(desk, pat.id, "quality", "Example Trust", "North")
        administration.give_role(desk, pat.id, "quality", "Example Trust", "North")
    assert events(practice, "person.role-given") == 1
    with practice.open_for(pat.id) as desk:
        assert desk.who.sight().everything
    quality = next(one for one in opened(practice, admin, pat.id).held if one.role == "quality")
    with practice.open_for(admin.id) as desk:
        administration.end_role(desk, pat.id, quality.id)
    with practice.open_for(pat.id) as desk:
        assert not desk.who.sight().everything
    assert [one.role for one in opened(practice, admin, pat.id).over] == ["quality"]
    with pytest.raises(Invalid, match="Choose one of the roles"), practice.open_for(admin.id) as desk:
        administration.give_role(desk, pat.id, "king", "A", "T")
    theirs = opened(practice, admin, admin.id).held[0].id
    with pytest.raises(NotFound), practice.open_for(admin.id) as desk:
        administration.end_role(desk, pat.id, theirs)


def test_nobody_changes_what_they_may_do_themselves_and_one_administrator_stays(
    practice: Practice, admin: Person
) -> None:
    for deed in (
        lambda desk: administration.give_role(desk, admin.id, "quality", "A", "T"),
        lambda desk: administration.end_role(desk, admin.id, "x"),
        lambda desk: administration.close(desk, admin.id),
    ):
        with pytest.raises(Blocked, match="your own"), practice.open_for(admin.id) as desk:
            deed(desk)
    other = build.person(practice, "other", roles=("administrator",))
    with practice.open_for(other.id) as desk:
        administration.close(desk, admin.id)
    with pytest.raises(SignedOut), practice.open_for(admin.id):
        pass
    with practice.open_for(other.id) as desk:
        administration.open_again(desk, admin.id)
    with practice.open_for(admin.id) as desk:
        administration.close(desk, other.id)
    assert opened(practice, admin, other.id).line.disabled_at is not None


def test_before_an_account_is_closed_it_says_what_is_open_and_afterwards_families_say_that_it_is(
    practice: Practice, admin: Person, pat: Person
) -> None:
    boss = build.person(practice, "boss", roles=("supervisor",))
    led, shared, over = (build.family(practice, lead, name=f"Of {n}") for n, lead in enumerate((pat, boss, boss)))
    build.involve(practice, shared.id, pat)
    build.involve(practice, over.id, pat, until=build.LONG_AGO.date())
    view = opened(practice, admin, pat.id)
    assert (view.leads, view.involved) == (1, 1)
    with practice.open_for(admin.id) as desk:
        accounts.disable_person(desk, "pat")
    with practice.open_for(boss.id) as desk:
        assert [one.closed for one in families.open_family(desk, led.id).involved if one.person_id == pat.id] == [True]


def test_a_list_is_rehearsed_and_then_added_whole(practice: Practice, admin: Person, pat: Person) -> None:
    table = HEADS + 'nia,"Nia ""Nell"" New",nurse,Example Trust,North,practitioner; member\npat,Other,,A,T,chair\n'
    with practice.open_for(admin.id) as desk:
        told = people_import.rehearse(desk, "\ufeff" + table)
        assert (told.faults, [line.known for line in told.lines]) == ((), [False, True])
        assert administration.find_people(desk).total == 2
        people_import.add_all(desk, told)
        people_import.add_all(desk, people_import.rehearse(desk, table))
        assert administration.find_people(desk).total == 3
        (nia, roles), *_ = administration.find_people(desk, "nia").lines
    assert (nia.name, roles) == ('Nia "Nell" New', ("Practitioner", "Core group member"))
    view = opened(practice, admin, nia.id)
    assert not view.has_password
    assert opened(practice, admin, pat.id).line.name != "Other"


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("", "The first line has to be"),
        ("name,username\n", "The first line has to be"),
        (HEADS, "There is nobody in it."),
        (HEADS + "a,b\n", "Line 2: 2 columns instead of 6."),
        (HEADS + "nia,Nia,,A,T,king\n", "Line 2: Choose at least one role"),
        (HEADS + "nia,Nia,,A,T,\n", "Line 2: Choose at least one role"),
        (HEADS + "n i a,Nia,,A,T,chair\n", "Line 2: Enter a username"),
        (HEADS + "nia,,,A,T,chair\nnia,Nia,,A,T,chair\n", "Line 3: nia stands in line 2 already."),
        (HEADS + 'nia,"Nia,,A,T,chair\n', "a quotation mark is not closed"),
    ],
)
def test_what_is_wrong_with_a_list_is_named_by_its_line_and_nothing_is_added(
    practice: Practice, admin: Person, table: str, told: str
) -> None:
    with practice.open_for(admin.id) as desk:
        found = people_import.rehearse(desk, table)
        assert any(told in one for one in found.faults), found.faults
        with pytest.raises(Invalid):
            people_import.add_all(desk, found)
        assert administration.find_people(desk).total == 1


@given(st.text(max_size=400))
def test_no_text_whatever_trips_a_rehearsal(text: str) -> None:
    for table in (text, HEADS + text):
        lines, faults = people_import._read(table)
        assert lines or faults
        for _, person in lines:
            accounts.faults(person)


def test_of_two_administrators_who_end_one_another_s_role_at_once_one_stays(practice: Practice, admin: Person) -> None:
    other = build.person(practice, "alex", roles=("administrator",))
    pair = (admin.id, other.id)
    held = {one: opened(practice, admin, one).held[0].id for one in pair}
    refused: list[str] = []

    def end(index: int) -> None:
        mine, theirs = pair[index], pair[1 - index]
        try:
            with practice.open_for(mine) as desk:
                administration.end_role(desk, theirs, held[theirs])
        except (Blocked, Refused, NotFound) as why:
            refused.append(why.sentence)

    at_once(2, end)
    assert len(refused) == 1
    with practice.database.open() as session:
        assert storage.holders(session, {"administrator"}, "") == 1


def test_what_opens_the_records_of_others_asks_for_a_fresh_sign_in(
    practice: Practice, admin: Person, pat: Person, clock: SetClock
) -> None:
    token = build.token(practice, "ash")
    clock.forward(timedelta(minutes=16))
    for door in (
        lambda desk: administration.give_role(desk, pat.id, "quality", "A", "T"),
        lambda desk: administration.make_link(desk, pat.id),
        lambda desk: administration.reset_second_step(desk, pat.id),
        lambda desk: administration.unlink_provider(desk, pat.id),
    ):
        with pytest.raises(ProofNeeded, match="Sign in again first"), practice.open(token) as desk:
            door(desk)
    with practice.open(token) as desk:
        assert not administration.open_person(desk, pat.id).proven
    with practice.open(build.token(practice, "ash")) as desk:
        assert administration.open_person(desk, pat.id).proven
        assert administration.make_link(desk, pat.id).purpose == "reset"


def test_what_is_done_to_an_account_is_told_to_its_owner_and_what_opens_much_to_quality_leads(
    practice: Practice, admin: Person, pat: Person, clock: SetClock
) -> None:
    quality = build.person(practice, "quinn", roles=("quality",))
    with practice.open_for(admin.id) as desk:
        administration.reset_second_step(desk, pat.id)
        administration.make_link(desk, pat.id)
        administration.give_role(desk, pat.id, "quality", "Example Council", "Example Team")

    def told(person_id: str) -> tuple[list[str], list[str]]:
        with practice.open_for(person_id) as desk:
            found = notices.of(desk)
        return [one.sentence for one in found.own_account], [one.sentence for one in found.accounts]

    mine = [
        "Ash Example gave you the role “Quality lead”.",
        "Ash Example made a link to choose your password anew.",
        "Ash Example took your second step away.",
    ]
    theirs = [
        "Ash Example made a link to choose Pat Example’s password anew.",
        "Ash Example was given the role “Administrator”.",
        "Pat Example was given the role “Quality lead”.",
    ]
    assert told(pat.id)[0] == mine
    assert told(quality.id) == ([], theirs)
    assert told(admin.id) == ([], [])
    clock.forward(timedelta(days=15))
    assert told(pat.id) == ([], [])
    assert told(quality.id) == ([], [])
