"""Starting a scoring, what it fixes for ever, opening it, and correcting its details while it may be."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlmodel import col

from gcp.grades import ItemState
from tests import build
from tests.scoring_ground import END, INSTRUMENT, START, Ground, colleague, stand, stranger
from workflow.models import Adult, AnswerChange, AuditEvent, Care, InstrumentEdition, Scoring, ScoringStatus, Visit
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound, Refused
from workflow.services import parts, scoring_details, scorings
from workflow.services.desk import Desk, Practice
from workflow.services.scoring_details import Details, NewVisit


@pytest.fixture
def ground(practice: Practice) -> Ground:
    return stand(practice)


@pytest.fixture
def bare(practice: Practice) -> Ground:
    return stand(practice, started=False)


@pytest.fixture
def embedded(embedded_practice: Practice) -> Ground:
    return stand(embedded_practice)


def rows(ground: Ground, table: Any, *where: Any) -> list[Any]:
    with ground.practice.database.open() as session:
        return list(session.scalars(select(table).where(*where)).all())


def faults(ground: Ground, **more: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        ground.start(**more)
    assert rows(ground, Scoring) == []
    return caught.value.fields


def test_a_scoring_keeps_the_age_the_band_and_the_edition_for_ever(bare: Ground):
    scoring = bare.start(conditions=("disability",))
    assert (scoring.age_months, scoring.age_band, scoring.child_born) == (82, "5-to-10", date(2019, 5, 14))
    assert (scoring.status, scoring.version, scoring.scorer_id) == (ScoringStatus.DRAFT, 1, bare.scorer.id)
    assert (scoring.carer_names, scoring.conditions) == ("Mum", ["disability"])
    [edition] = rows(bare, InstrumentEdition)
    assert scoring.edition_id == edition.id
    assert f"{edition.key}@{edition.edition}" == INSTRUMENT
    events = [(one.kind, one.subject_id) for one in rows(bare, AuditEvent, col(AuditEvent.family_id) == bare.family.id)]
    assert events == [("scoring.started", scoring.id)]


def test_carers_scored_together_are_named_together(bare: Ground):
    others = [Adult(id=bare.practice.ids.new(), family_id=bare.family.id, called=name) for name in ("Dad", "Nan")]
    build.put(bare.practice, *others)
    cares = [Care(id=bare.practice.ids.new(), adult_id=one.id, child_id=bare.family.child_id) for one in others]
    build.put(bare.practice, *cares)
    scoring = bare.start(adult_ids=(others[1].id, bare.family.carer_id, others[0].id))
    assert scoring.carer_names == "Dad, Mum and Nan"
    assert [adult.called for adult in bare.view(scoring.id).carers] == ["Dad", "Mum", "Nan"]


def test_a_second_click_starts_no_second_scoring(bare: Ground):
    first = bare.start()
    assert bare.start().id == first.id
    bare.save("A1a", 2, scoring_id=first.id)
    assert bare.start().id != first.id


def test_whose_care_is_scored_has_to_care_for_the_child(bare: Ground):
    aunt = Adult(id=bare.practice.ids.new(), family_id=bare.family.id, called="Aunt Bo")
    build.put(bare.practice, aunt)
    for nobody in ((), (aunt.id,), ("nothing",), (bare.family.carer_id, aunt.id)):
        assert faults(bare, adult_ids=nobody) == {"adult_ids": "Choose whose care of Robin is scored."}


@pytest.mark.parametrize("name", ["care-profile@1999.1", "", "../../etc/passwd"])
def test_the_instrument_is_one_of_those_offered(bare: Ground, name: str):
    assert faults(bare, instrument=name) == {"instrument": "Choose one of the instruments in the list."}


def test_unknown_conditions_are_refused(bare: Ground):
    assert list(faults(bare, conditions=("red hair",))) == ["conditions"]


@pytest.mark.parametrize(
    ("start", "end", "field", "words"),
    [
        (END, START, "window_end", "before the first"),
        (date(2026, 3, 21), date(2026, 3, 28), "window_start", "still to come"),
        (START, date(2026, 5, 2), "window_end", "more than six weeks ahead"),
        (date(2025, 12, 1), END, "window_end", "15 weeks long"),
        (date(2018, 1, 1), date(2018, 1, 14), "window_end", "was born on 14 May 2019, after this window ends"),
    ],
    ids=["backwards", "not begun", "too far ahead", "too long", "before birth"],
)
def test_a_window_that_cannot_be_is_refused_at_its_field(bare: Ground, start: date, end: date, field: str, words: str):
    found = faults(bare, window_start=start, window_end=end)
    assert list(found) == [field]
    assert words in found[field]


def test_a_window_may_still_be_open(bare: Ground):
    assert bare.start(window_end=date(2026, 5, 1)).window_end == date(2026, 5, 1)


def test_a_long_window_has_to_be_meant(bare: Ground):
    long = {"window_start": date(2025, 12, 1)}
    assert "tick" in faults(bare, **long)["window_end"]
    assert bare.start(**long, long_window_meant=True).window_start == date(2025, 12, 1)


@pytest.mark.parametrize(
    ("family", "field", "words"),
    [
        ({"born": date(2007, 5, 14)}, "instrument", "18 years 10 months old"),
        (
            {"born": None, "expected": date(2026, 8, 1)},
            "instrument",
            "not born on 20 March 2026, and expected on 1 August 2026",
        ),
        ({"born": date(2026, 3, 21)}, "window_end", "born on 21 March 2026"),
    ],
    ids=["too old", "unborn", "born after the window"],
)
def test_an_age_outside_every_band_is_refused_in_words(
    embedded_practice: Practice, family: Any, field: str, words: str
):
    found = faults(stand(embedded_practice, started=False, **family))
    assert list(found) == [field]
    assert words in found[field]


def test_the_band_follows_the_windows_last_day(embedded_practice: Practice):
    ground = stand(embedded_practice, started=False, born=date(2024, 3, 20))
    assert ground.start(window_end=date(2026, 3, 19)).age_band == "under-2"
    assert ground.start(window_end=date(2026, 3, 20)).age_band == "2-to-4"


def test_only_practitioners_of_the_network_start(ground: Ground):
    for who in (ground.supervisor, stranger(ground)):
        with pytest.raises(Refused):
            ground.start(who)
    with pytest.raises(NotFound):
        ground.start(child_id="nothing")
    assert ground.start(colleague(ground)).status == ScoringStatus.DRAFT


def test_opening_a_scoring_is_an_event_and_not_for_strangers(ground: Ground):
    assert ground.view(who=ground.supervisor).scorer == ground.scorer.name
    for error, who, scoring_id in ((Refused, stranger(ground), ""), (NotFound, ground.scorer, "nothing")):
        with pytest.raises(error):
            ground.view(scoring_id, who)
    read = rows(ground, AuditEvent, col(AuditEvent.kind) == "scoring.read")
    assert [(one.person_id, one.subject_id, one.details) for one in read] == [
        (ground.supervisor.id, ground.scoring_id, {"page": "overview"})
    ]


def test_the_view_tells_whether_and_why_it_is_locked(ground: Ground):
    assert ground.view().locked is None
    assert ground.view(who=ground.supervisor).locked == "Only those who score can change this scoring."


def statements(ground: Ground, act: Callable[[Desk], Any]) -> int:
    sent: list[str] = []
    engine = ground.practice.database.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    with ground.practice.open_for(ground.scorer.id) as desk:
        event.listen(engine, "before_cursor_execute", note)
        try:
            act(desk)
        finally:
            event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def test_opening_takes_as_many_queries_for_much_as_for_little(ground: Ground):
    def whole(desk: Desk) -> None:
        scorings.open_scoring(desk, ground.scoring_id, "overview")

    def part(desk: Desk) -> None:
        parts.open_part(desk, ground.scoring_id, "A1")

    ground.save("A1a", 2)
    ground.visit()
    before = statements(ground, whole), statements(ground, part)
    ground.fill({"A1a": 2})
    ground.visit(on=date(2026, 3, 9))
    assert (statements(ground, whole), statements(ground, part)) == before
    assert before[1] <= 7


def test_a_part_knows_its_items_and_its_neighbours(ground: Ground):
    ground.save("A1a", 4, "Seen.")
    with ground.practice.open_for(ground.scorer.id) as desk:
        part = parts.open_part(desk, ground.scoring_id, "A1")
    assert (part.before(), (after := part.after()) and after.sub_area.id) == (None, "A2")
    assert part.items[0].kept.given.note == "Seen."
    assert "A1a" not in [item.id for item in part.here.unanswered]
    for nowhere in ("Z9", "A1a"):
        with pytest.raises(NotFound), ground.practice.open_for(ground.scorer.id) as desk:
            parts.open_part(desk, ground.scoring_id, nowhere)


def correct(ground: Ground, version: int = 1, who: str = "", **more: Any) -> Any:
    facts: dict[str, Any] = {"window_start": START, "window_end": END}
    with ground.practice.open_for(who or ground.scorer.id) as desk:
        return scoring_details.correct(desk, ground.scoring_id, Details(**{**facts, **more}), version)


def test_the_window_is_corrected_with_the_age_that_follows_it(embedded_practice: Practice):
    ground = stand(embedded_practice, born=date(2015, 3, 20))
    asked = {item.id for line in ground.view().parts for item in line.items}
    assert ground.view().scoring.age_band == "11-to-17"
    ground.fill()
    corrected = correct(ground, window_end=date(2026, 3, 19))
    assert corrected.band_changed
    assert (corrected.scoring.age_months, corrected.scoring.age_band, corrected.scoring.version) == (131, "5-to-10", 2)
    now = {item.id for line in ground.view().parts for item in line.items}
    assert set(corrected.cleared) == asked - now
    assert ground.view().faults == ()


def test_answers_without_their_question_are_taken_back_and_remembered(ground: Ground):
    correct(ground, conditions=("disability",))
    ground.save("A5d", 4, "The brace is not worn.")
    corrected = correct(ground, version=2)
    assert corrected.cleared == ("A5d",)
    kept = ground.view().answers["A5d"]
    assert (kept.given.state, kept.given.note, kept.version) == (ItemState.UNANSWERED, "The brace is not worn.", 2)
    told = sorted((one.version, one.old_grade, one.new_grade) for one in rows(ground, AnswerChange))
    assert told == [(1, None, 4), (2, 4, None)]
    assert ground.view().faults == ()


def test_correcting_nothing_changes_nothing(ground: Ground):
    assert correct(ground).scoring.version == 1
    assert rows(ground, AuditEvent, col(AuditEvent.kind) == "scoring.changed") == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"window_start": date(2026, 3, 21)}, "window_end"),
        ({"window_start": date(2026, 3, 7)}, "window_start"),
        ({"window_end": date(2026, 3, 5)}, "window_end"),
        ({"window_end": date(2018, 3, 5), "window_start": date(2018, 3, 1)}, "window_end"),
        ({"conditions": ("tall",)}, "conditions"),
    ],
    ids=["backwards", "visit before", "visit after", "before birth", "condition"],
)
def test_a_correction_that_cannot_be_is_refused_at_its_field(embedded: Ground, more: Any, field: str):
    embedded.visit()
    with pytest.raises(Invalid) as caught:
        correct(embedded, version=2, **more)
    assert list(caught.value.fields) == [field]
    assert embedded.view().scoring.window_start == START


def test_details_are_corrected_on_the_version_that_was_seen(ground: Ground):
    correct(ground, window_start=date(2026, 3, 3))
    with pytest.raises(Conflict):
        correct(ground, window_start=date(2026, 3, 4))
    assert ground.view().scoring.window_start == date(2026, 3, 3)


def visited(ground: Ground, **more: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        ground.visit(**more)
    assert rows(ground, Visit) == []
    return caught.value.fields


def test_visits_come_and_go(ground: Ground):
    ground.visit(announced=False, child_seen=True, child_seen_alone=True)
    ground.visit(on=START)
    ground.visit(on=START)
    first, second = ground.view().visits
    assert (first.on, second.on, second.announced, second.child_seen_alone) == (START, date(2026, 3, 6), False, True)
    for _twice in range(2):
        with ground.practice.open_for(ground.scorer.id) as desk:
            scoring_details.remove_visit(desk, ground.scoring_id, first.id)
    assert [visit.id for visit in ground.view().visits] == [second.id]
    what = [one.details["what"] for one in rows(ground, AuditEvent, col(AuditEvent.kind) == "scoring.changed")]
    assert what == ["visit added", "visit added", "visit removed"]


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"on": date(2026, 3, 1)}, "on", "outside the observation window, 2 March 2026 to 20 March 2026"),
        ({"on": date(2026, 3, 21)}, "on", "still to come"),
        ({"child_seen_alone": True}, "child_seen_alone", "Tick both"),
        ({"place": "x" * 121}, "place", "121"),
        ({"seen": "a\0b"}, "seen", "cannot be kept"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_at_its_field(embedded: Ground, more: Any, field: str, words: str):
    found = visited(embedded, **more)
    assert list(found) == [field]
    assert words in found[field]


def test_a_visit_of_another_scoring_is_not_removed(ground: Ground):
    ground.visit()
    other = ground.start(window_end=date(2026, 3, 19))
    [visit] = ground.view().visits
    with ground.practice.open_for(ground.scorer.id) as desk:
        scoring_details.remove_visit(desk, other.id, visit.id)
    assert len(ground.view().visits) == 1


def exclude(ground: Ground, sub_area: str, reason: str, version: int = 1) -> Scoring:
    with ground.practice.open_for(ground.scorer.id) as desk:
        return scoring_details.exclude(desk, ground.scoring_id, sub_area, reason, version)


def test_a_sub_area_is_left_out_with_a_reason_and_taken_back(ground: Ground):
    assert exclude(ground, "C2", " The child's own temperament. ").exclusions == {"C2": "The child's own temperament."}
    assert exclude(ground, "C2", "The child's own temperament.", 2).version == 2
    assert exclude(ground, "C2", "", 2).exclusions == {}
    assert ground.view().scoring.exclusions == {}


def test_only_what_the_instrument_allows_is_left_out(embedded: Ground):
    for sub_area, error in (("A1", Invalid), ("Z9", NotFound)):
        with pytest.raises(error):
            exclude(embedded, sub_area, "Because.")
    for words in ("x" * 2001, "a\0b"):
        with pytest.raises(Invalid) as caught:
            exclude(embedded, "C2", words)
        assert list(caught.value.fields) == ["reason"]


def reason(ground: Ground, area: str, words: str, version: int = 1) -> Scoring:
    with ground.practice.open_for(ground.scorer.id) as desk:
        return scoring_details.give_reason(desk, ground.scoring_id, area, words, version)


def test_an_area_without_a_grade_has_its_reason(ground: Ground):
    assert reason(ground, "B", "Refused at the door twice.").missing_reasons == {"B": "Refused at the door twice."}
    assert reason(ground, "B", "", 2).missing_reasons == {}
    ground.save("B1a", 3)
    with pytest.raises(Invalid) as caught:
        reason(ground, "B", "Refused.", 3)
    assert list(caught.value.fields) == ["reason"]
    with pytest.raises(NotFound):
        reason(ground, "Z", "Refused.", 3)


def every_change(ground: Ground) -> list[Callable[[Desk], Any]]:
    version = ground.view().scoring.version
    visit_id = ground.view().visits[0].id
    scoring_id = ground.scoring_id
    return [
        lambda desk: scoring_details.correct(desk, scoring_id, Details(START, END - timedelta(days=1)), version),
        lambda desk: scoring_details.add_visit(desk, scoring_id, NewVisit(START, announced=True)),
        lambda desk: scoring_details.remove_visit(desk, scoring_id, visit_id),
        lambda desk: scoring_details.exclude(desk, scoring_id, "C2", "Because.", version),
        lambda desk: scoring_details.give_reason(desk, scoring_id, "B", "Because.", version),
    ]


@pytest.mark.parametrize("status", [s for s in ScoringStatus if s not in (ScoringStatus.DRAFT, ScoringStatus.RETURNED)])
def test_no_detail_changes_once_a_scoring_is_out_of_hand(embedded: Ground, status: ScoringStatus):
    embedded.visit()
    with embedded.practice.database.open() as session:
        session.get(Scoring, embedded.scoring_id).status = status.value
    before = embedded.view().scoring.model_dump()
    for change in every_change(embedded):
        with pytest.raises(Blocked), embedded.practice.open_for(embedded.scorer.id) as desk:
            change(desk)
    assert embedded.view().scoring.model_dump() == before
    assert len(embedded.view().visits) == 1


def test_no_detail_is_changed_by_anybody_else(embedded: Ground):
    embedded.visit()
    before = embedded.view().scoring.model_dump()
    expected = ((colleague(embedded), Blocked), (embedded.supervisor, Refused), (stranger(embedded), Refused))
    for who, error in expected:
        for change in every_change(embedded):
            with pytest.raises(error), embedded.practice.open_for(who.id) as desk:
                change(desk)
    assert embedded.view().scoring.model_dump() == before
