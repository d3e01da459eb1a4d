"""Saving an answer: safely, again and again, and against whoever else saves it. On both kinds of database."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlmodel import Session, col

from gcp.grades import ItemState
from tests import build
from tests.scoring_ground import END, START, TOLD, Ground, colleague, stand, stranger
from workflow.clock import CountedIds, Ids, SetClock
from workflow.models import Adult, Answer, AnswerChange, AuditEvent, Care, Involvement, Person, Scoring, ScoringStatus
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound, Refused
from workflow.services import answer_history, answers, co_scorers, parts, scoring_details, signing
from workflow.services.answers import NOTHING, Given, Saved
from workflow.services.asked import Tally
from workflow.services.desk import Practice
from workflow.services.library import Library
from workflow.services.previous_grades import Previous
from workflow.services.scoring_details import Details
from workflow.settings import Settings
from workflow.storage.engine import Database


@pytest.fixture
def server_practice(
    settings: Settings,
    server_database: Database,
    clock: SetClock,
    ids: CountedIds,
    library: Library,
) -> Practice:
    """A practice on PostgreSQL, where writers do not wait for one another."""
    return Practice(settings, server_database, clock, ids, library)


@pytest.fixture
def ground(practice: Practice) -> Ground:
    return stand(practice)


@pytest.fixture
def embedded(embedded_practice: Practice) -> Ground:
    return stand(embedded_practice)


def rows(ground: Ground, table: Any, *where: Any) -> list[Any]:
    with ground.practice.database.open() as session:
        return list(session.scalars(select(table).where(*where)).all())


def changes(ground: Ground) -> list[AnswerChange]:
    return sorted(rows(ground, AnswerChange), key=lambda change: (change.item_id, change.version))


def saves(ground: Ground) -> list[AuditEvent]:
    return rows(ground, AuditEvent, col(AuditEvent.kind) == "answer.saved")


def refused(ground: Ground, item_id: str = "A1a", answer: Any = 2, note: str = "") -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        ground.save(item_id, answer, note)
    assert rows(ground, Answer) == []
    return caught.value.fields


def test_a_first_answer_is_version_one_with_its_change_and_its_event(ground: Ground):
    saved = ground.save("A1a", 4, "Crisps for tea.")
    assert (saved.kept.version, saved.kept.given, saved.repeated) == (1, Given(4, "Crisps for tea."), False)
    assert saved.kept.at == ground.practice.clock.now()
    [answer] = rows(ground, Answer)
    assert (answer.item_id, answer.grade, answer.state, answer.note, answer.version) == (
        "A1a",
        4,
        "scored",
        "Crisps for tea.",
        1,
    )
    [change] = changes(ground)
    assert (change.old_grade, change.old_state, change.old_note) == (None, None, "")
    assert (change.new_grade, change.new_state, change.new_note, change.version) == (4, "scored", "Crisps for tea.", 1)
    assert change.changed_by_id == ground.scorer.id
    [event_] = saves(ground)
    assert (event_.subject_id, event_.family_id, event_.person_id) == (
        ground.scoring_id,
        ground.family.id,
        ground.scorer.id,
    )
    assert event_.details == {"item": "A1a", "version": 1}


def test_every_accepted_change_is_kept_with_old_and_new(ground: Ground):
    ground.save("A1a", 4)
    ground.save("A1a", ItemState.NOT_OBSERVED, on=1)
    ground.save("A1a", 3, "Better today.", on=2)
    ground.save("A1a", ItemState.UNANSWERED, "Better today.", on=3)
    told = [(c.version, c.old_grade, c.old_state, c.new_grade, c.new_state, c.new_note) for c in changes(ground)]
    assert told == [
        (1, None, None, 4, "scored", ""),
        (2, 4, "scored", None, "not-observed", ""),
        (3, None, "not-observed", 3, "scored", "Better today."),
        (4, 3, "scored", None, "unanswered", "Better today."),
    ]
    with ground.practice.open_for(ground.scorer.id) as desk:
        told = answer_history.history(desk, ground.scoring_id, "A1a")
    assert (told.item.id, told.called) == ("A1a", "Robin")
    assert [(one.version, one.old, one.new, one.by) for one in told.changes][:2] == [
        (4, Given(3, "Better today."), Given(ItemState.UNANSWERED, "Better today."), ground.scorer.name),
        (3, Given(ItemState.NOT_OBSERVED), Given(3, "Better today."), ground.scorer.name),
    ]


def test_the_same_content_again_is_harmless_whatever_version_it_names(ground: Ground):
    first = ground.save("A1a", 4, "Seen.")
    for on in (0, 1, 7):
        again = ground.save("A1a", 4, "Seen.", on=on)
        assert (again.repeated, again.kept.version, again.kept.at) == (True, 1, first.kept.at)
    assert len(changes(ground)) == len(saves(ground)) == 1


def test_clearing_what_was_never_answered_leaves_nothing_behind(ground: Ground):
    saved = ground.save("A1a", ItemState.UNANSWERED)
    assert (saved.repeated, saved.kept.version, saved.kept.given) == (True, 0, NOTHING)
    assert rows(ground, Answer) == changes(ground) == saves(ground) == []


def test_a_save_on_an_older_version_is_refused_showing_both(ground: Ground):
    ground.save("A1a", 4, "From the kitchen.")
    with pytest.raises(Conflict) as caught:
        ground.save("A1a", 2, "From the office.", on=0)
    assert caught.value.theirs.given == Given(4, "From the kitchen.")
    assert (caught.value.theirs.version, caught.value.theirs.by) == (1, ground.scorer.name)
    assert caught.value.theirs.at == ground.practice.clock.now()
    assert caught.value.yours == Given(2, "From the office.")
    assert "You changed this somewhere else at 12:00" in caught.value.sentence
    [answer] = rows(ground, Answer)
    assert (answer.grade, answer.version) == (4, 1)
    assert len(changes(ground)) == len(saves(ground)) == 1


def test_keeping_mine_after_a_conflict_is_a_save_on_their_version(ground: Ground):
    ground.save("A1a", 4)
    with pytest.raises(Conflict) as caught:
        ground.save("A1a", 2)
    assert ground.save("A1a", 2, on=caught.value.theirs.version).kept.version == 2


def both(ground: Ground, on: int, item_id: str = "A1a") -> tuple[list[Saved], list[Conflict]]:
    """Two tabs save grades 2 and 3 of one item at the same moment: who won and who lost."""
    ready = Barrier(2)

    def tab(grade: int) -> Saved | Conflict:
        ready.wait(timeout=10)
        try:
            return ground.save(item_id, grade, on=on)
        except Conflict as conflict:
            return conflict

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(tab, (2, 3)))
    return [one for one in ended if isinstance(one, Saved)], [one for one in ended if isinstance(one, Conflict)]


def check_race(ground: Ground, won: list[Saved], lost: list[Conflict], version: int, item_id: str = "A1a") -> None:
    assert (len(won), len(lost)) == (1, 1)
    assert lost[0].theirs.given == won[0].kept.given
    [answer] = rows(ground, Answer, col(Answer.item_id) == item_id)
    assert (answer.grade, answer.version) == (won[0].kept.given.grade, version)
    assert [c.version for c in changes(ground) if c.item_id == item_id] == list(range(1, version + 1))


def test_of_two_tabs_at_the_same_moment_exactly_one_wins(ground: Ground):
    for item_id in ("A1a", "A1b", "A1c", "A1d", "A2a", "A2b"):
        won, lost = both(ground, 0, item_id)
        check_race(ground, won, lost, 1, item_id)


def test_two_tabs_that_both_looked_before_either_wrote(server_practice: Practice):
    """The worst case on a database with many writers: both saves have read version 1 when the first of them writes."""
    ground = stand(server_practice)
    ground.save("A1a", 5)
    looked = Barrier(2)
    waiting = iter([True, True])

    def source() -> str:
        if next(waiting, False):
            looked.wait(timeout=10)  # ids are asked for after reading and before writing
        return Ids().new()

    server_practice.ids = Ids(source)
    check_race(ground, *both(ground, 1), 2)


def test_two_first_answers_that_both_looked_before_either_wrote(server_practice: Practice):
    ground = stand(server_practice)
    looked = Barrier(2)
    waiting = iter([True, True])

    def source() -> str:
        if next(waiting, False):
            looked.wait(timeout=10)
        return Ids().new()

    server_practice.ids = Ids(source)
    check_race(ground, *both(ground, 0), 1)


def test_a_scoring_being_signed_and_an_answer_being_saved_take_turns(server_practice: Practice):
    """Whoever holds the scoring first: an answer never lands in a scoring that has just been sent."""
    ground = stand(server_practice)
    ground.fill()
    ground.visit()
    version = ground.view().scoring.version
    with ThreadPoolExecutor(1) as pool:
        with server_practice.open_for(ground.scorer.id) as desk:
            signing.move(desk, ground.scoring_id, "send", "", version)
            late = pool.submit(ground.save, "A1a", 5, on=1)
            with server_practice.database.open() as session:
                waits_or_is_done(session, late)
        with pytest.raises(Blocked):
            late.result(timeout=10)
    assert {row.grade for row in rows(ground, Answer)} == {2}


def waits_or_is_done(session: Session, late: Future[Any]) -> None:
    """Return once the save waits for a lock; or is over without having waited, which the test then tells."""
    # Locks are read as they are now; the list of what everybody does would be the same for the whole transaction.
    waiting = text("select count(*) from pg_locks where not granted")
    while not late.done() and not session.connection().execute(waiting).scalar():
        pass


@pytest.mark.parametrize("answer", [0, 6, -1, 55, True, "4", 2.0, None, ItemState.SCORED])
def test_a_grade_off_the_scale_or_of_another_kind_is_refused_by_name(embedded: Ground, answer: Any):
    faults = refused(embedded, answer=answer)
    assert list(faults) == ["answer"]
    assert "1, 2, 3, 4 or 5" in faults["answer"]


def test_an_unknown_item_is_refused_in_words(embedded: Ground):
    assert refused(embedded, item_id="Z9z") == {"item": "Care Profile 2026.2 has no item of that name."}


def test_an_item_of_another_age_is_refused_and_says_which(embedded: Ground):
    view = embedded.view()
    asked = {item.id for line in view.parts for item in line.items}
    other = next(item for item in view.instrument.items if item.id not in asked and not item.conditions)
    assert other.name in refused(embedded, item_id=other.id)["answer"]


def test_an_item_that_needs_a_condition_waits_for_it(embedded: Ground):
    assert "Disability" in refused(embedded, item_id="A5d")["answer"]
    with embedded.practice.open_for(embedded.scorer.id) as desk:
        scoring_details.correct(desk, embedded.scoring_id, Details(START, END, ("disability",)), 1)
    assert embedded.save("A5d", 3).kept.version == 1


def test_a_note_of_a_book_is_refused_and_says_how_long_it_is(embedded: Ground):
    saved = embedded.save("A1a", 2, "x" * 100_000)
    faults = saved.faults
    assert list(faults) == ["note"]
    assert saved.kept.given == Given(2, ""), "the grade is kept, and the field of the note stays as it was"
    assert "100,000" in faults["note"]
    assert "10,000" in faults["note"]
    assert embedded.save("A1a", 2, "x" * 10_000, on=1).kept.given.note == "x" * 10_000


@pytest.mark.parametrize("note", ["a\x00b", "half of an emoji \ud83d"])
def test_characters_no_database_keeps_are_refused(embedded: Ground, note: str):
    saved = embedded.save("A1a", 2, note)
    assert (list(saved.faults), saved.kept.given) == (["note"], Given(2, ""))


@pytest.mark.parametrize(
    "note",
    [
        "\N{FAMILY}\N{ZERO WIDTH JOINER}\N{SPARKLES} tea",
        "\u0634\u0627\u064a \u200f(tea)\u200f",
        "line\nline\ttab ",
        "'; drop table answer; --",
    ],
    ids=["emoji", "right to left", "lines", "quotes"],
)
def test_every_script_is_kept_exactly(ground: Ground, note: str):
    ground.save("A1a", 2, note)
    assert rows(ground, Answer)[0].note == note
    assert changes(ground)[0].new_note == note
    assert ground.save("A1a", 2, note).repeated


def test_only_the_scorer_answers(ground: Ground):
    for who, error in (
        (colleague(ground), Blocked),
        (ground.supervisor, Refused),
        (stranger(ground), Refused),
    ):
        with pytest.raises(error):
            ground.save("A1a", 2, who=who)
    assert rows(ground, Answer) == []


def test_a_scoring_that_is_not_there_looks_like_one_that_is_not_yours(ground: Ground):
    with pytest.raises(NotFound) as missing:
        ground.save("A1a", 2, scoring_id="nothing")
    with pytest.raises(NotFound) as theirs:
        ground.save("A1a", 2, who=stranger(ground))
    assert missing.value.sentence == theirs.value.sentence


def test_the_last_day_of_an_involvement_counts_as_it_does_everywhere(ground: Ground):
    with ground.practice.database.open() as session:
        [mine] = session.scalars(select(Involvement).where(col(Involvement.person_id) == ground.scorer.id)).all()
        mine.until = date(2026, 3, 20)
    assert ground.save("A1a", 2).kept.version == 1
    ground.practice.clock.forward(timedelta(days=1))
    with pytest.raises(Refused):
        ground.save("A1a", 3, on=1)


@pytest.mark.parametrize("status", [s for s in ScoringStatus if s not in (ScoringStatus.DRAFT, ScoringStatus.RETURNED)])
def test_nothing_is_saved_once_a_scoring_is_out_of_hand(embedded: Ground, status: ScoringStatus):
    with embedded.practice.database.open() as session:
        session.get(Scoring, embedded.scoring_id).status = status.value
    with pytest.raises(Blocked) as caught:
        embedded.save("A1a", 2)
    assert status.spoken in caught.value.sentence
    assert rows(embedded, Answer) == changes(embedded) == []


def test_the_tally_counts_what_counts(ground: Ground):
    expected = ground.view().tally.expected
    assert ground.save("A1a", 4, evidence=TOLD).tally == Tally(1, expected, expected - 1)
    why = {ItemState.NOT_OBSERVED: 1}
    assert ground.save("A1b", ItemState.NOT_OBSERVED).tally == Tally(1, expected, expected - 2, why)
    assert ground.save("A1c", ItemState.NOT_APPLICABLE).tally == Tally(1, expected - 1, expected - 3, why)
    with ground.practice.open_for(ground.scorer.id) as desk:
        scoring_details.exclude(desk, ground.scoring_id, "C2", "The child's own temperament.", 1)
    assert ground.save("A1c", 3, on=1).tally == Tally(2, expected - 2, expected - 5, why)
    assert ground.view().tally == Tally(2, expected - 2, expected - 5, why)


def earlier(ground: Ground, grade: int, months: int, **more: Any) -> str:
    """A signed-off scoring of the same child and carer that ended so many months ago."""
    end = date(2026, 3 - months, 20)
    scoring = ground.start(window_start=end - timedelta(days=14), window_end=end, **more)
    ground.fill({"A1a": grade}, scoring.id)
    ground.visit(scoring.id, on=end)
    ground.sign_off(scoring.id)
    return scoring.id


def test_last_time_shows_only_once_this_time_is_graded(ground: Ground):
    earlier(ground, 5, 2)
    earlier(ground, 4, 1)
    with ground.practice.open_for(ground.scorer.id) as desk:
        assert {one.item.id: one.previous for one in parts.open_part(desk, ground.scoring_id, "A1").items}[
            "A1a"
        ] is None
    assert ground.save("A1a", ItemState.NOT_OBSERVED).previous is None
    saved = ground.save("A1a", 3, on=1)
    assert saved.previous == Previous(4, date(2026, 2, 20), ground.scorer.name, same_scorer=True)
    with ground.practice.open_for(ground.scorer.id) as desk:
        part = parts.open_part(desk, ground.scoring_id, "A1")
    assert {one.item.id: one.previous for one in part.items if one.previous} == {"A1a": saved.previous}


def test_last_time_is_of_the_same_carers_and_signed_off(ground: Ground):
    dad = Adult(id=ground.practice.ids.new(), family_id=ground.family.id, called="Dad")
    build.put(
        ground.practice, dad, Care(id=ground.practice.ids.new(), adult_id=dad.id, child_id=ground.family.child_id)
    )
    earlier(ground, 5, 1, adult_ids=(dad.id,))
    earlier(ground, 4, 1, adult_ids=(ground.family.carer_id, dad.id))
    draft = ground.start(window_start=date(2026, 2, 1), window_end=date(2026, 2, 20))
    ground.save("A1a", 1, scoring_id=draft.id)
    assert ground.save("A1a", 3).previous is None
    earlier(ground, 2, 2)
    previous = ground.save("A1b", 3).previous
    assert previous is not None
    assert previous.grade == 2
    together = ground.start(adult_ids=(ground.family.carer_id, dad.id))
    assert ground.save("A1a", 3, scoring_id=together.id).previous == replace(previous, grade=4, on=date(2026, 2, 20))


def test_somebody_else_who_scored_last_time_is_named(ground: Ground):
    earlier(ground, 4, 1)
    who = colleague(ground)
    mine = ground.start(who)
    previous = ground.save("A1a", 3, who=who, scoring_id=mine.id).previous
    assert previous == Previous(4, date(2026, 2, 20), ground.scorer.name, same_scorer=False)


def test_whoever_reads_compares_with_who_scores_and_not_with_themselves(ground: Ground):
    earlier(ground, 4, 1)
    ground.save("A1a", 3)

    def told(scoring_id: str, who: Person) -> list[bool]:
        with ground.practice.open_for(who.id) as desk:
            return [one.previous.same_scorer for one in parts.open_part(desk, scoring_id, "A1").items if one.previous]

    assert [told(ground.scoring_id, who) for who in (ground.scorer, ground.supervisor)] == [[True], [True]]
    who = colleague(ground)
    mine = ground.start(who)
    ground.save("A1a", 3, who=who, scoring_id=mine.id)
    assert [told(mine.id, who), told(mine.id, ground.scorer)] == [[False], [False]]
    with ground.practice.open_for(who.id) as desk:
        co_scorers.add(desk, mine.id, ground.scorer.id)
    assert [told(mine.id, who), told(mine.id, ground.supervisor)] == [[True], [True]]


def test_a_save_is_one_read_and_three_writes_besides_signing_in(ground: Ground):
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement.split(maxsplit=1)[0])

    engine = ground.practice.database.engine
    with ground.practice.open_for(ground.scorer.id) as desk:
        event.listen(engine, "before_cursor_execute", note)
        answers.save(desk, ground.scoring_id, "A1a", Given(ItemState.NOT_OBSERVED), 0)
    event.remove(engine, "before_cursor_execute", note)
    # The last write is that of the trail: PostgreSQL moves its head in the same step.
    expected = [
        "INSERT",
        "INSERT",
        "SELECT",
        *(["INSERT", "UPDATE"] if ground.practice.database.embedded else ["WITH"]),
    ]
    assert sorted(sent) == sorted(expected)


def test_history_is_for_those_who_see_the_family(ground: Ground):
    ground.save("A1a", 4)
    for who, item_id in ((stranger(ground), "A1a"), (ground.scorer, "Z9z")):
        with pytest.raises(NotFound), ground.practice.open_for(who.id) as desk:
            answer_history.history(desk, ground.scoring_id, item_id)
    with ground.practice.open_for(ground.supervisor.id) as desk:
        assert len(answer_history.history(desk, ground.scoring_id, "A1a").changes) == 1
    read = rows(ground, AuditEvent, col(AuditEvent.kind) == "scoring.read")
    assert [(one.person_id, one.details) for one in read] == [(ground.supervisor.id, {"page": "history"})]
