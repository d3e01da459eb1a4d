"""A child's progress through the service: what counts, who may see it, what is left in the trail, and at what price."""

from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from tests import build
from tests.progress_ground import Told, stand
from tests.reports.stock import SEPTEMBER, Window, answers
from workflow.models import AuditEvent, Child, CoScorer, Person, ScoringStatus
from workflow.rules.errors import Blocked, NotFound, Refused
from workflow.services import progress, reporting
from workflow.services.desk import Desk, Practice
from workflow.services.progress import ChildProgress, SideBySide
from workflow.storage.series import Head

AUTUMN = Window(date(2026, 10, 5), date(2026, 10, 19))
LATER = Window(date(2026, 11, 2), date(2026, 11, 16))


@pytest.fixture
def told(embedded_practice: Practice) -> Told:
    return stand(embedded_practice)


def look(told: Told, who: Person | None = None, **more: Any) -> ChildProgress:
    with told.practice.open_for((who or told.lead).id) as desk:
        return progress.look(desk, told.child_id, **more)


def beside(told: Told, later: str, earlier: str, who: Person | None = None) -> SideBySide:
    with told.practice.open_for((who or told.lead).id) as desk:
        return progress.side_by_side(desk, later, earlier)


def trail(told: Told, kind: str) -> list[AuditEvent]:
    with told.practice.database.open() as session:
        return list(session.exec(select(AuditEvent).where(AuditEvent.kind == kind)))


def test_the_progress_is_that_of_the_rows_on_both_databases(practice: Practice) -> None:
    told = stand(practice)
    view = look(told)
    assert view.story is not None
    assert view.story.headline == (
        "Between March and September 2026 Hana’s care by Marek improved in 3 of 13 parts and got worse in none; "
        "nutrition and hygiene, at 4 since January, are now at 3."
    )
    assert view.story.areas[0].parts[0].items[0].now.note.startswith("Tea on both visits")
    assert [moment.by for moment in view.story.timeline.moments] == [
        "Practitioner Example, Example Council",
        "Practitioner Example, Example Council",
        "Sam Example, Example Health Trust",
    ]
    assert [line.id for line in view.lines] == list(told.scoring_ids)


def test_looking_is_written_in_the_trail_with_the_scorings_seen(told: Told) -> None:
    look(told)
    (written,) = trail(told, "progress.read")
    assert (written.person_id, written.family_id, written.subject_id) == (told.lead.id, told.family.id, told.child_id)
    assert written.details == {"scorings": list(told.scoring_ids)}


def test_whoever_does_not_see_the_family_finds_nothing(told: Told) -> None:
    stranger = build.person(told.practice, "stranger", team="Elsewhere", agency="Example School")
    with pytest.raises(Refused):
        look(told, stranger)
    with pytest.raises(Refused):
        beside(told, told.scoring_ids[1], told.scoring_ids[0], stranger)
    administrator = build.person(told.practice, "administrator", roles=("administrator",))
    with pytest.raises(Refused):
        look(told, administrator)
    assert len(trail(told, "refused")) == 3
    assert not trail(told, "progress.read")
    with told.practice.open_for(told.lead.id) as desk, pytest.raises(NotFound):
        progress.look(desk, "nobody")


@pytest.mark.parametrize("status", ["draft", "returned", "with supervisor"])
def test_a_scoring_under_way_counts_only_where_it_is_asked_for_and_is_marked(told: Told, status: str) -> None:
    under_way = told.draft(status=status)
    without = look(told)
    assert without.story is not None
    assert (without.draft, without.draft_at_hand, without.story.draft) == (False, True, "")
    assert under_way not in [line.id for line in without.lines]
    included = look(told, draft=True)
    assert included.story is not None
    assert (included.draft, included.story.draft) == (True, "Draft, not signed off")
    assert included.lines[-1].id == under_way
    assert included.lines[-1].draft
    assert included.story.reading.scorings[-1].status == f"Not signed off: {ScoringStatus(status).spoken}"


@pytest.mark.parametrize("status", ["withdrawn", "superseded"])
def test_what_was_withdrawn_or_replaced_never_counts(told: Told, status: str) -> None:
    gone = told.draft(status=status)
    view = look(told, draft=True)
    assert not view.draft_at_hand
    assert gone not in [line.id for line in view.lines]
    with pytest.raises(NotFound):
        beside(told, gone, told.scoring_ids[0])


def test_an_amendment_under_way_stands_in_for_what_it_amends(told: Told) -> None:
    amendment = told.score(
        answers(), SEPTEMBER, status="draft", amends_id=told.scoring_ids[2], amendment_reason="The wrong visit."
    )
    view = look(told, draft=True)
    assert [line.id for line in view.lines] == [*told.scoring_ids[:2], amendment]
    assert view.story is not None
    assert view.story.reading.scorings[-1].status.endswith("Why: The wrong visit.")


def test_each_set_of_carers_has_its_own_progress_and_they_are_never_mixed(told: Told) -> None:
    jo = told.score(answers(A1a=5), carers=(told.jo_id,), carer_names="Jo")
    both = told.score(answers(A4=4), carers=(told.jo_id, told.family.carer_id), carer_names="Jo and Marek")
    first = look(told)
    assert first.chosen is not None
    assert first.chosen.names == "Marek"
    assert {one.names for one in first.sets} == {"Marek", "Jo", "Jo and Marek"}
    for names, only in (("Jo", jo), ("Jo and Marek", both)):
        key = next(one.key for one in first.sets if one.names == names)
        view = look(told, carers=key)
        assert [line.id for line in view.lines] == [only]
        assert view.story is not None
        assert f"care by {names} was scored for the first time" in view.story.headline
    with pytest.raises(NotFound):
        look(told, carers="nobody")


def test_two_carers_beside_each_other_are_not_read_as_change(told: Told) -> None:
    jo = told.score(answers(A1a=5), SEPTEMBER, carers=(told.jo_id,), carer_names="Jo")
    view = beside(told, jo, told.scoring_ids[0])
    assert view.other_carers
    assert "cannot be compared" in view.story.headline
    assert not view.story.changes.better + view.story.changes.worse


def test_carers_called_the_same_are_still_two_people(told: Told) -> None:
    jo = told.score(answers(), SEPTEMBER, carers=(told.jo_id,), carer_names="Marek")
    view = beside(told, jo, told.scoring_ids[0])
    assert view.other_carers
    assert "cannot be compared" in view.story.headline


def test_a_carer_who_goes_by_another_name_now_is_still_the_same_carer(told: Told) -> None:
    told.score(answers(), Window(date(2026, 11, 2), date(2026, 11, 20)), carer_names="Dad")
    view = look(told)
    assert view.story is not None
    assert len(view.lines) == 4
    assert "Hana’s care by Dad improved" in view.story.headline


def test_two_scorings_stand_in_order_of_time_however_they_were_named(told: Told) -> None:
    first, _, last = told.scoring_ids
    for view in (beside(told, last, first), beside(told, first, last)):
        assert (view.earlier.id, view.later.id) == (first, last)
        assert view.story.before == "5 to 20 January 2026"
    assert trail(told, "progress.read")[-1].details == {"scorings": [first, last]}


def test_a_scoring_is_not_compared_with_itself_nor_with_another_child(told: Told) -> None:
    first = told.scoring_ids[0]
    with pytest.raises(Blocked, match="one and the same"):
        beside(told, first, first)
    brother = Child(id=told.practice.ids.new(), family_id=told.family.id, called="Ilo", born=date(2018, 1, 1))
    build.put(told.practice, brother)
    his = told.score(answers(), child_id=brother.id, child_born=brother.born)
    with pytest.raises(NotFound):
        beside(told, first, his)
    with pytest.raises(NotFound):
        beside(told, first, "nothing")


def test_a_corrected_date_of_birth_makes_nobody_another_child(told: Told) -> None:
    with told.practice.database.open() as session:
        child = session.get(Child, told.child_id)
        assert child is not None
        child.born = date(2019, 5, 13)
        session.add(child)
    view = look(told)
    assert view.story is not None
    assert "improved in 3 of 13 parts" in view.story.headline


def test_with_nothing_signed_off_it_says_so_and_shows_a_draft_only_on_request(embedded_practice: Practice) -> None:
    told = stand(embedded_practice, 0)
    assert look(told).nothing.startswith("No scoring of this child is signed off yet")
    told.draft()
    empty = look(told)
    assert (empty.story, empty.draft_at_hand) == (None, True)
    drafted = look(told, draft=True)
    assert drafted.story is not None
    assert drafted.story.draft


def test_a_draft_that_cannot_be_scored_is_said_in_words(told: Told) -> None:
    told.draft(exclusions={"A1": "not allowed here"})
    with pytest.raises(Blocked, match="cannot be shown as it stands"):
        look(told, draft=True)
    assert look(told).story is not None


def test_one_scoring_alone_shows_its_profile_and_nothing_to_compare(embedded_practice: Practice) -> None:
    view = look(stand(embedded_practice, 1))
    assert view.story is not None
    assert (view.story.before, len(view.lines)) == ("", 1)
    assert "There is no earlier scoring" in view.story.sentences[0]


def queries(told: Told, act: Callable[[Desk], Any]) -> int:
    """How many statements an act sends to the database."""
    return len(told.statements(act))


def test_twenty_scorings_cost_no_more_queries_than_three(told: Told) -> None:
    def whole(desk: Desk) -> None:
        progress.look(desk, told.child_id)

    look(told)
    few = queries(told, whole)
    for number in range(17):
        start = date(2026, 10, 1) + timedelta(days=21 * number)
        told.score(answers(), Window(start, start + timedelta(days=14)))
    assert len(look(told).lines) == 20
    assert queries(told, whole) == few
    assert few <= 13


def test_what_the_service_returns_holds_no_row(told: Told) -> None:
    told.draft()
    view = look(told, draft=True)
    held = list(gathered(view))
    assert len(held) > 500
    assert not [value for value in held if isinstance(value, SQLModel | Head)]


def gathered(value: Any) -> Iterator[Any]:
    """A value and everything in it, dataclasses and their like opened."""
    yield value
    inner = vars(value).values() if is_dataclass(value) else value if isinstance(value, tuple) else ()
    for one in inner:
        yield from gathered(one)


def test_who_graded_together_is_named_and_who_leads_makes_no_other_scorer(told: Told) -> None:
    robin = build.person(told.practice, "robin", team="Health Team", agency="Example Health Trust")
    with_robin = told.score(answers(A1a=3), AUTUMN, by=told.lead)
    led_by_robin = told.score(answers(A1a=2), LATER, by=robin)
    facts = {"added_at": build.LONG_AGO, "added_by_id": told.lead.id}
    pairs = ((with_robin, robin), (led_by_robin, told.lead))
    build.put(told.practice, *(CoScorer(scoring_id=key, person_id=who.id, **facts) for key, who in pairs))
    with told.practice.open_for(told.lead.id) as desk:
        report = reporting.make(desk, "progress", told.child_id)
    before, last = report.body.reading.scorings[-2:]
    assert before.scorer == "Practitioner Example, Example Council with Robin Example, Example Health Trust"
    assert last.scorer == "Robin Example, Example Health Trust with Practitioner Example, Example Council"
    assert [one.other_scorer for one in report.body.timeline.moments][-2:] == [True, False]
