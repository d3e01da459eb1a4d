"""Adding, opening and listing families, on both kinds of database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event, select

from tests import build
from workflow.models import AuditEvent, Part, Person
from workflow.rules.errors import Invalid, NotFound, Refused
from workflow.services import families
from workflow.services.desk import Practice
from workflow.services.families import FamilyLine, NewFamily
from workflow.storage import families as storage
from workflow.storage.engine import Database

TODAY = date(2026, 3, 20)


@pytest.fixture
def lead(practice: Practice) -> Person:
    return build.person(practice)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that the block sends to the database."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def listed(practice: Practice, who: Person) -> list[FamilyLine]:
    with practice.open_for(who.id) as desk:
        return list(families.mine(desk))


def test_whoever_adds_a_family_leads_it_and_sees_it(practice: Practice, lead: Person):
    with practice.open_for(lead.id) as desk:
        family = families.create(desk, NewFamily("  Example  ", "Family help"))
    with practice.open_for(lead.id) as desk:
        view = families.open_family(desk, family.id)
    assert view.name == "Example"
    assert view.lead is not None
    assert (view.lead.name, view.lead.part, view.lead.since, view.lead.reason) == (
        lead.name,
        "lead practitioner",
        TODAY,
        "Family help",
    )
    assert (view.children, view.adults, view.households, view.history) == ((), (), (), None)
    assert view.cannot_start.endswith("Add a child first.")


def test_a_family_needs_a_name_and_the_permission(practice: Practice, lead: Person):
    with pytest.raises(Invalid) as refused, practice.open_for(lead.id) as desk:
        families.create(desk, NewFamily(" "))
    assert set(refused.value.fields) == {"name"}
    supervisor = build.person(practice, "supervisor", roles=("supervisor",))
    with pytest.raises(Refused), practice.open_for(supervisor.id) as desk:
        families.create(desk, NewFamily("Example"))


def test_a_family_that_is_not_there_looks_like_one_that_is_not_yours(practice: Practice, lead: Person):
    theirs = build.family(practice, build.person(practice, "stranger", team="Elsewhere"))
    quality = build.person(practice, "quality", roles=("quality",), team="Quality")
    sentences = set()
    for who, family_id in ((lead, theirs.id), (lead, "nothing"), (quality, "nothing")):
        with pytest.raises(NotFound) as refused, practice.open_for(who.id) as desk:
            families.open_family(desk, family_id)
        sentences.add(refused.value.sentence)
    assert len(sentences) == 1


def test_who_sees_a_family(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    people = {
        "supervisor of the team": (build.person(practice, "s1", roles=("supervisor",)), True),
        "supervisor elsewhere": (build.person(practice, "s2", roles=("supervisor",), team="Elsewhere"), False),
        "colleague of the team": (build.person(practice, "p2"), False),
        "quality lead": (build.person(practice, "q", roles=("quality",), team="Quality"), True),
        "chair not involved": (build.person(practice, "c", roles=("chair",), team="Chairs"), False),
    }
    for name, (who, sees) in people.items():
        assert [line.id for line in listed(practice, who)] == ([family.id] if sees else []), name
        if sees:
            with practice.open_for(who.id) as desk:
                assert families.open_family(desk, family.id).id == family.id
        else:
            with pytest.raises(Refused), practice.open_for(who.id) as desk:
                families.open_family(desk, family.id)


def test_an_administrator_has_no_list_of_families(practice: Practice):
    administrator = build.person(practice, "administrator", roles=("administrator",))
    for asked in (families.mine, families.waiting):
        with pytest.raises(Refused), practice.open_for(administrator.id) as desk:
            asked(desk)


def test_the_network_is_who_is_involved_on_the_day(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    gone = build.person(practice, "gone", team="Gone Team")
    build.involve(practice, family.id, gone, until=date(2026, 3, 19))
    with practice.database.open() as session:
        now = storage.network(session, family.id, TODAY)
        then = storage.network(session, family.id, date(2026, 3, 19))
        before = storage.network(session, family.id, date(2026, 1, 4))
        nobody = storage.network(session, "nothing", TODAY)
    assert (now.people, now.teams) == ({lead.id}, {lead.team_id})
    assert (then.people, then.teams) == ({lead.id, gone.id}, {lead.team_id, gone.team_id})
    assert before.people == nobody.people == frozenset()


def test_the_network_is_one_query(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    with practice.database.open() as session, counted(practice.database) as sent:
        storage.network(session, family.id, TODAY)
    assert len([statement for statement in sent if statement.startswith("SELECT")]) == 1


def test_opening_a_family_is_in_the_trail(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    with practice.open_for(lead.id) as desk:
        families.open_family(desk, family.id)
    with practice.database.open() as session:
        kept = session.scalars(select(AuditEvent).where(AuditEvent.kind == "family.read")).all()
    assert [(one.family_id, one.person_id) for one in kept] == [(family.id, lead.id)]


def test_children_stand_eldest_first_with_age_and_carers(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    for called, facts in {
        "Baby": {"expected": date(2026, 6, 1)},
        "Ana": {"born": date(2012, 3, 21)},
        "Ben": {"born": date(2024, 1, 31)},
    }.items():
        with practice.open_for(lead.id) as desk:
            families.add_child(desk, family.id, families.NewChild(called, **facts))
    with practice.open_for(lead.id) as desk:
        view = families.open_family(desk, family.id)
    assert [(child.called, child.age_months) for child in view.children] == [
        ("Ana", 167),
        ("Robin", 82),
        ("Ben", 25),
        ("Baby", None),
    ]
    assert [one.child.called for one in view.alone if one.child] == ["Ana", "Ben", "Baby"]
    assert view.cannot_start == ""


def test_history_counts_what_was_signed_off_and_by_how_many_agencies(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    visitor = build.person(practice, "visitor", team="Health Visitors", agency="Sample Health Trust")
    edition = build.edition(practice)
    signed = {"status": "signed off"}
    build.scoring(
        practice, family, lead, edition.id, window_start=date(2024, 5, 1), window_end=date(2024, 5, 20), **signed
    )
    assert opened(practice, lead, family.id).history is None
    build.scoring(
        practice, family, visitor, edition.id, window_start=date(2025, 5, 1), window_end=date(2025, 5, 9), **signed
    )
    build.scoring(practice, family, lead, edition.id, status="withdrawn", window_start=date(2023, 1, 1))
    build.scoring(practice, family, lead, edition.id)
    view = opened(practice, lead, family.id)
    assert view.history is not None
    assert view.history.sentence == "2 graded scorings since 2024 by 2 agencies. This is not the start."
    assert [line.window_end.year for line in view.scorings] == [2026, 2026, 2025, 2024]
    assert [(line.carer_names, line.scorer, line.agency) for line in view.children[0].latest] == [
        ("Mum", "Visitor Example", "Sample Health Trust")
    ]


def opened(practice: Practice, who: Person, family_id: str) -> families.FamilyView:
    with practice.open_for(who.id) as desk:
        return families.open_family(desk, family_id)


def test_what_is_offered_follows_the_permissions(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    chair = build.person(practice, "chair", roles=("chair",), team="Chairs")
    build.involve(practice, family.id, chair, Part.CHAIR)
    supervisor = build.person(practice, "supervisor", roles=("supervisor",))
    people = {"lead": lead, "chair": chair, "supervisor": supervisor}
    views = {name: opened(practice, who, family.id) for name, who in people.items()}
    offered = {
        name: (view.may_edit, view.may_involve, view.may_start, bool(view.read_only)) for name, view in views.items()
    }
    assert offered == {
        "lead": (True, True, True, False),
        "chair": (False, False, False, True),
        "supervisor": (True, True, False, False),
    }


def test_the_list_says_what_there_is_to_know_of_each_family(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    member = build.person(practice, "member", roles=("member",), team="School")
    build.involve(practice, family.id, member)
    edition = build.edition(practice)
    build.scoring(practice, family, lead, edition.id, status="signed off")
    build.scoring(practice, family, lead, edition.id, status="superseded", window_end=date(2026, 3, 21))
    line = listed(practice, member)[0]
    assert (line.name, line.lead, line.part, line.scorings, line.last_scored) == (
        "Example",
        lead.name,
        "core group member",
        1,
        TODAY,
    )
    assert [(child.called, child.born) for child in line.children] == [("Robin", date(2019, 5, 14))]
    assert line.waiting == ()


def test_what_waits_is_for_the_scorer_and_for_a_second_person(practice: Practice, lead: Person):
    family = build.family(practice, lead)
    supervisor = build.person(practice, "supervisor", roles=("supervisor",))
    elsewhere = build.person(practice, "elsewhere", roles=("supervisor",), team="Elsewhere")
    edition = build.edition(practice)
    draft = build.scoring(practice, family, lead, edition.id)
    returned = build.scoring(practice, family, lead, edition.id, status="returned", window_end=date(2026, 3, 25))
    sent = build.scoring(practice, family, lead, edition.id, status="with supervisor")
    build.scoring(practice, family, lead, edition.id, status="signed off")

    def waits_for(who: Person) -> list[str]:
        with practice.open_for(who.id) as desk:
            return [one.scoring.id for one in families.waiting(desk)]

    assert waits_for(lead) == [returned.id, draft.id]
    assert waits_for(supervisor) == [sent.id]
    assert waits_for(elsewhere) == []
    assert [one.scoring.id for one in listed(practice, lead)[0].waiting] == [returned.id, draft.id]
    assert [one.scoring.id for one in listed(practice, supervisor)[0].waiting] == [sent.id]


def test_nobody_decides_on_their_own_scoring(practice: Practice):
    both = build.person(practice, "both", roles=("practitioner", "supervisor"))
    family = build.family(practice, both)
    build.scoring(practice, family, both, build.edition(practice).id, status="with supervisor")
    with practice.open_for(both.id) as desk:
        assert families.waiting(desk) == ()


def test_the_list_takes_as_many_queries_for_many_families_as_for_one(practice: Practice, lead: Person):
    edition = build.edition(practice)
    build.scoring(practice, build.family(practice, lead), lead, edition.id)
    with counted(practice.database) as for_one:
        assert len(listed(practice, lead)) == 1
    for number in range(12):
        build.scoring(practice, build.family(practice, lead, name=f"Example {number}"), lead, edition.id)
    with counted(practice.database) as for_many:
        assert len(listed(practice, lead)) == 13
    assert len(for_many) == len(for_one)
    with counted(practice.database) as to_wait, practice.open_for(lead.id) as desk:
        assert len(families.waiting(desk)) == 13
    assert len(to_wait) < len(for_many)


def test_the_list_has_pages_and_a_page_too_far_is_the_last(embedded_practice: Practice):
    lead = build.person(embedded_practice)
    for number in range(families.A_PAGE + 1):
        build.family(embedded_practice, lead, name=f"Example {number:03}")
    with embedded_practice.open_for(lead.id) as desk:
        first, second, beyond = (families.page_of_mine(desk, number) for number in (1, 2, 99))
    assert (len(first.families), first.number, first.pages, first.total) == (50, 1, 2, 51)
    assert [line.name for line in second.families] == ["Example 050"]
    assert beyond == second


def test_the_start_page_shows_ones_own_families_or_those_one_sees(practice: Practice, lead: Person):
    build.family(practice, lead, name="Mine")
    build.family(practice, build.person(practice, "colleague"), name="Theirs")
    supervisor = build.person(practice, "supervisor", roles=("practitioner", "supervisor"))
    administrator = build.person(practice, "administrator", roles=("administrator",), team="Office")

    def work_of(who: Person) -> families.Work | None:
        with practice.open_for(who.id) as desk:
            return families.my_work(desk)

    of_lead, of_supervisor = work_of(lead), work_of(supervisor)
    assert of_lead is not None
    assert of_supervisor is not None
    assert ([line.name for line in of_lead.families.families], of_lead.own) == (["Mine"], True)
    assert ([line.name for line in of_supervisor.families.families], of_supervisor.own) == (["Mine", "Theirs"], False)
    assert work_of(administrator) is None


@pytest.mark.parametrize("words", ["nothing-of-the-kind", "the family of somebody at a long address, as typed"])
def test_what_was_typed_into_an_address_is_no_id_and_never_reaches_the_trail(
    practice: Practice, lead: Person, words: str
):
    asked = (families.open_family, families.family_to_edit, families.who_can_join, lambda *a: families.rename(*a, "X"))
    for ask in asked:
        with pytest.raises(NotFound) as refused, practice.open_for(lead.id) as desk:
            ask(desk, words)
        assert type(refused.value) is NotFound
    with practice.database.open() as session:
        assert words not in session.scalars(select(AuditEvent.family_id)).all()
