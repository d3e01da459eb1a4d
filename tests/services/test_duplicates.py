"""One record for each child: who is told that one may exist, what they are told, and what stays in the trail. On both kinds of database."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests import build
from tests.build import BuiltFamily
from tests.page_checks import Browser
from tests.web.visitors import browser_of, summary_of, words_of
from workflow.clock import SetClock
from workflow.models import AuditEvent, Child, Person, RecordQuestion
from workflow.rules.answering import READS, Answers
from workflow.rules.errors import Invalid, NotFound, Refused, SignedOut
from workflow.services import accounts, duplicates, families, notices, practising, record_questions
from workflow.services.desk import Practice
from workflow.services.families import NewChild

NEW = NewChild("Robyn", "Exampel", born=date(2019, 5, 14))


@pytest.fixture
def keeper(practice: Practice) -> Person:
    return build.person(practice, "keeper", team="Health visiting", agency="Sample Health")


@pytest.fixture
def known(practice: Practice, keeper: Person) -> BuiltFamily:
    """The record there is: Robin Example, born on 14 May 2019."""
    return build.family(practice, keeper)


@pytest.fixture
def worker(practice: Practice) -> Person:
    return build.person(practice, "worker")


@pytest.fixture
def mine(practice: Practice, worker: Person) -> BuiltFamily:
    return build.family(practice, worker, name="Sample", called="Wren", born=date(2022, 1, 1), carer="Dad")


def looked(practice: Practice, who: Person, family: BuiltFamily, new: NewChild = NEW) -> list[duplicates.Hint]:
    with practice.open_for(who.id) as desk:
        return list(duplicates.look(desk, family.id, new).hints)


def events(practice: Practice, prefix: str) -> list[tuple[str, str | None, dict]]:
    with practice.database.open() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.number)).all()
        return [(row.kind, row.family_id, row.details) for row in rows if row.kind.startswith(prefix)]


def test_the_worker_is_told_whom_to_ask_and_nothing_else(
    practice: Practice, known: BuiltFamily, mine: BuiltFamily, worker: Person
):
    (hint,) = looked(practice, worker, mine)
    assert hint == duplicates.Hint("Health visiting, Sample Health", "The lead practitioner reads what you ask.")
    assert events(practice, "record.") == [
        ("record.checked", mine.id, {"found": 1}),
        ("record.matched", known.id, {"by": "name and date of birth"}),
    ]


def test_a_record_that_the_worker_sees_anyway_is_named(
    practice: Practice, known: BuiltFamily, mine: BuiltFamily, worker: Person
):
    build.involve(practice, known.id, worker)
    (hint,) = looked(practice, worker, mine)
    assert (hint.family, hint.family_id) == ("Example family", known.id)


@pytest.mark.parametrize(
    "new",
    [
        NewChild("Wilma", "Else", born=date(2019, 5, 14)),
        NewChild("Robin", "Example", born=date(2012, 5, 14)),
        NewChild("Robin", "Example", nhs_number="not a number"),
    ],
)
def test_what_is_not_alike_is_not_told(
    practice: Practice, known: BuiltFamily, mine: BuiltFamily, worker: Person, new: NewChild
):
    assert looked(practice, worker, mine, new) == []
    assert events(practice, "record.") == [("record.checked", mine.id, {"found": 0})]


def test_numbers_and_unborn_children_are_found(
    practice: Practice, known: BuiltFamily, mine: BuiltFamily, worker: Person, keeper: Person
):
    with practice.open_for(keeper.id) as desk:
        child = desk.session.get(Child, known.child_id)
        assert child is not None
        child.nhs_number, child.upn = "9990000034", "Z999000018001"
    due = date(2026, 6, 1)
    build.sibling(practice, known, "Bump", known.carer_id, born=None, expected=due)
    mum = build.carer(practice, mine, "Mum")
    with practice.open_for(worker.id) as desk:
        families.correct_adult(desk, mum, families.NewAdult("Mum", "Mum Exampel"), 1)
    for new in (
        NewChild("Else", nhs_number="999 000 0034"),
        NewChild("Else", upn="z999000018001"),
        NewChild("Baby", expected=due + timedelta(days=10), carers={mum: "mother"}),
    ):
        assert [hint.ask for hint in looked(practice, worker, mine, new)] == ["Health visiting, Sample Health"], new


def test_practice_families_neither_look_nor_are_found(practice: Practice, known: BuiltFamily, worker: Person):
    with practice.open_for(worker.id) as desk:
        family = practising.begin(desk)
        assert duplicates.look(desk, family.id, NEW) == duplicates.Looked()
    assert events(practice, "record.") == []


def test_nobody_leafs_through_families_and_the_honest_are_not_stopped(
    practice: Practice, known: BuiltFamily, mine: BuiltFamily, worker: Person, keeper: Person, clock: SetClock
):
    for number in range(duplicates.MOST_A_DAY - 1):
        build.family(practice, keeper, name=f"Example {number}")
    last = build.family(practice, keeper, name="Else", called="Wilma")
    wilma = NewChild("Wilma", "Else", born=date(2019, 5, 14))
    for _ in range(3):  # what was told counts once, however often it is looked for again
        assert looked(practice, worker, mine)
    with practice.open_for(worker.id) as desk:
        assert duplicates.look(desk, mine.id, wilma) == duplicates.Looked(too_many=True)
        nobody = NewChild("Zebedee", "Quux", born=date(2019, 5, 14))
        assert duplicates.look(desk, mine.id, nobody) == duplicates.Looked()
    told = events(practice, "record.")
    assert told[-2:] == [("record.checked", mine.id, {"found": found}) for found in (1, 0)]
    assert not [family_id for kind, family_id, _ in told if (kind, family_id) == ("record.matched", last.id)]
    assert looked(practice, worker, mine)
    clock.forward(timedelta(days=1, seconds=1))
    assert looked(practice, worker, mine, wilma)


def test_whoever_corrects_is_told_of_what_the_correction_points_to(
    practice: Practice, known: BuiltFamily, mine: BuiltFamily, worker: Person
):
    with practice.database.open() as session:
        session.get_one(Child, known.child_id).nhs_number = "9990000034"
    stands = NewChild("Wren", "Sample", born=date(2022, 1, 1))
    numbered = replace(stands, nhs_number="999 000 0034")

    def told(new: NewChild) -> int:
        with practice.open_for(worker.id) as desk:
            return len(duplicates.look(desk, mine.id, new, mine.child_id).hints)

    assert (told(stands), told(replace(stands, called="Wrenna")), told(numbered)) == (0, 0, 1)
    assert [kind for kind, _, _ in events(practice, "record.")] == ["record.checked"] * 2 + ["record.matched"]
    with practice.open_for(worker.id) as desk:
        assert duplicates.ask(desk, mine.id, numbered, "Is this her number?", mine.child_id) == [Answers.LEAD]
        families.correct_child(desk, mine.child_id, numbered, 1)
    assert told(replace(numbered, called="Wrenna")) == 0  # that was told, and is known since
    with pytest.raises(NotFound), practice.open_for(worker.id) as desk:
        duplicates.look(desk, mine.id, numbered, known.child_id)


def test_an_unborn_child_that_is_born_is_looked_for(
    practice: Practice, known: BuiltFamily, mine: BuiltFamily, worker: Person
):
    bump = build.sibling(practice, mine, "Bump", mine.carer_id, born=None, expected=date(2026, 3, 19))
    build.sibling(practice, known, "Ada", known.carer_id, born=date(2026, 3, 18))
    born = NewChild("Ada", "Example", born=date(2026, 3, 18))
    with practice.open_for(worker.id) as desk:
        (hint,) = duplicates.look(desk, mine.id, born, bump).hints
    assert hint.ask == "Health visiting, Sample Health"


def test_a_question_reaches_whoever_answers_for_the_record_now(
    practice: Practice, known: BuiltFamily, mine: BuiltFamily, worker: Person, keeper: Person
):
    in_team = {"team": "Health visiting", "agency": "Sample Health"}
    boss = build.person(practice, "boss", roles=("supervisor",), **in_team)
    quality = build.person(practice, "quality", roles=("quality",), team="Quality")

    def ask() -> tuple[Sequence[Answers], set[str]]:
        with practice.open_for(worker.id) as desk:
            (hint,) = duplicates.look(desk, mine.id, NEW).hints
            asked = duplicates.ask(desk, mine.id, NEW, "Is she known to you?")
        assert hint.reads == READS[asked[0]]
        reached = set()
        for who in (keeper, boss, quality):
            with contextlib.suppress(SignedOut), practice.open_for(who.id) as desk:
                if notices.of(desk).questions:
                    reached.add(who.username)
        return asked, reached

    def gone(who: Person) -> None:
        with practice.open_to_all() as desk:
            accounts.disable_person(desk, who.username)

    assert ask() == ([Answers.LEAD], {"keeper"})
    gone(keeper)
    assert ask() == ([Answers.SUPERVISORS], {"boss"})
    with practice.open_for(boss.id) as desk:
        first, second = record_questions.asked_of_me(desk)
        record_questions.answer(desk, first.row.id, "Yes.")
    gone(boss)
    assert ask() == ([Answers.QUALITY], {"quality"})
    with practice.open_for(quality.id) as desk:
        record_questions.answer(desk, second.row.id, "Ring the team.")
    gone(quality)
    assert ask() == ([Answers.NOBODY], set())


def test_only_those_who_work_with_the_family_look(
    practice: Practice, known: BuiltFamily, mine: BuiltFamily, keeper: Person
):
    with pytest.raises(Refused):
        looked(practice, keeper, mine)


def test_asking_reaches_whoever_leads_and_the_answer_comes_back(
    practice: Practice, known: BuiltFamily, mine: BuiltFamily, worker: Person, keeper: Person, clock: SetClock
):
    with pytest.raises(Invalid), practice.open_for(worker.id) as desk:
        duplicates.ask(desk, mine.id, NEW, " ")
    with practice.open_for(worker.id) as desk:
        assert duplicates.ask(desk, mine.id, NEW, "Is she known to you?") == [Answers.LEAD]
    with practice.open_for(keeper.id) as desk:
        (question,) = notices.of(desk).questions
        assert (question.called, question.row.words) == ("Robin", "Is she known to you?")
    with pytest.raises(NotFound), practice.open_for(worker.id) as desk:
        record_questions.answer(desk, question.row.id, "Yes")
    with practice.open_for(keeper.id) as desk:
        record_questions.answer(desk, question.row.id, "Yes. I have involved you.")
        assert notices.of(desk).questions == ()
    with practice.open_for(worker.id) as desk:
        (told,) = notices.of(desk).answers
    assert told.row.answer == "Yes. I have involved you."
    clock.forward(record_questions.TOLD_FOR + timedelta(days=1))
    with practice.open_for(worker.id) as desk:
        assert notices.of(desk).answers == ()
    assert [kind for kind, _, _ in events(practice, "record.")] == ["record.asked", "record.answered"]


@pytest.fixture
def browser(practice: Practice, known: BuiltFamily, mine: BuiltFamily) -> Browser:
    return browser_of(practice, "worker")


DATA = {
    "called": "Robyn",
    "surname": "Exampel",
    "stage": "born",
    "born-day": "14",
    "born-month": "5",
    "born-year": "2019",
}


def children(practice: Practice, family: BuiltFamily) -> list[str]:
    with practice.database.open() as session:
        return sorted(session.scalars(select(Child.called).where(Child.family_id == family.id)))


def test_the_page_says_so_and_adds_nothing_until_it_is_told_what_to_do(
    practice: Practice, known: BuiltFamily, mine: BuiltFamily, browser: Browser
):
    path = f"/families/{mine.id}/children/new"
    assert browser.post(path, data=DATA).status_code == 422
    words = words_of(browser)
    assert "A record of this child may exist Ask Health visiting, Sample Health" in words
    assert "Robin" not in words
    assert children(practice, mine) == ["Wren"]
    assert browser.post(path, data={**DATA, "then": "go-on"}).status_code == 422
    assert summary_of(browser) == ["Say why you go on, or what you ask. It stays with the record."]
    assert children(practice, mine) == ["Wren"]
    browser.post(path, data={**DATA, "then": "ask", "about": "Is she yours?"})
    assert "The lead practitioner is asked, and nothing is saved." in words_of(browser)
    assert children(practice, mine) == ["Wren"]
    browser.post(path, data={**DATA, "then": "go-on", "about": "Her twin cousin; I have met both."})
    assert children(practice, mine) == ["Robyn", "Wren"]
    with practice.database.open() as session:
        kept = session.scalars(select(RecordQuestion).order_by(RecordQuestion.at)).all()
    assert {(row.asks, row.words) for row in kept} == {
        (True, "Is she yours?"),
        (False, "Her twin cousin; I have met both."),
    }


def test_the_page_that_corrects_says_so_too_and_saves_once_it_is_told_why(
    practice: Practice, known: BuiltFamily, mine: BuiltFamily, browser: Browser
):
    path = f"/families/{mine.id}/children/{mine.child_id}/edit"
    data = {**DATA, "version": "1"}
    assert browser.post(path, data=data).status_code == 422
    words = words_of(browser)
    assert "Another record of this child may exist Ask Health visiting, Sample Health. The lead practitioner" in words
    assert browser.post(path, data={**data, "then": "go-on"}).status_code == 422
    browser.post(path, data={**data, "then": "ask", "about": "Is she yours?"})
    assert "The lead practitioner is asked, and nothing is saved." in words_of(browser)
    assert children(practice, mine) == ["Wren"]
    browser.post(path, data={**data, "then": "go-on", "about": "I have met both."})
    assert children(practice, mine) == ["Robyn"]
    with practice.database.open() as session:
        kept = session.scalars(select(RecordQuestion)).all()
    assert {(row.asks, row.about_family_id) for row in kept} == {(True, known.id), (False, known.id)}


def test_past_the_most_of_a_day_the_page_keeps_what_was_typed(
    practice: Practice, known: BuiltFamily, mine: BuiltFamily, browser: Browser, keeper: Person
):
    for number in range(duplicates.MOST_A_DAY):
        build.family(practice, keeper, name=f"Example {number}")
    assert browser.post(f"/families/{mine.id}/children/new", data=DATA).status_code == 422
    assert summary_of(browser) == [duplicates.TOO_MANY]
    assert children(practice, mine) == ["Wren"]
