"""Making the progress report: what it rests on, who may make it, and what the trail keeps of it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from tests import build
from tests.progress_ground import Told, stand
from tests.reports.stock import SEPTEMBER, Window, answers
from workflow.models import AuditEvent, Part, Person
from workflow.reports import render
from workflow.reports.base import Report
from workflow.reports.core_group import CoreGroup
from workflow.reports.listing import REPORTS
from workflow.rules.errors import Blocked, NotFound, Refused
from workflow.services import family_people, progress, prompts, reporting
from workflow.services.desk import Practice
from workflow.services.prompts import Which
from workflow.services.reporting import Choice, Wanted
from workflow.settings import Settings


@pytest.fixture
def told(embedded_practice: Practice) -> Told:
    return stand(embedded_practice)


def make(told: Told, who: Person | None = None, **more: Any) -> Report:
    with told.practice.open_for((who or told.lead).id) as desk:
        return reporting.make(desk, "progress", told.child_id, Wanted(**more))


def choose(told: Told, who: Person | None = None, **more: Any) -> Choice:
    with told.practice.open_for((who or told.lead).id) as desk:
        return reporting.choose(desk, "progress", told.child_id, Wanted(**more))


def trail(told: Told, kind: str) -> list[AuditEvent]:
    with told.practice.database.open() as session:
        return list(session.exec(select(AuditEvent).where(AuditEvent.kind == kind)))


def test_the_report_rests_on_every_signed_scoring_and_renders_after_the_block(practice: Practice) -> None:
    told = stand(practice)
    report = make(told)
    assert report.scorings == told.scoring_ids
    assert report.scorers == ("Practitioner Example, Example Council", "Sam Example, Example Health Trust")
    assert (report.draft, report.language) == ("", "en-GB")
    html = render.html(report)
    assert report.body.headline in html
    assert report.fingerprint in html


def test_making_it_is_written_in_the_trail_with_its_fingerprint(told: Told) -> None:
    report = make(told)
    (written,) = trail(told, "report.made")
    assert (written.person_id, written.family_id, written.subject_id) == (told.lead.id, told.family.id, told.child_id)
    assert written.details == {
        "report": "progress",
        "scorings": list(told.scoring_ids),
        "fingerprint": report.fingerprint,
    }


def test_the_same_data_has_the_same_fingerprint_whoever_asks_and_other_data_another(told: Told) -> None:
    first = make(told)
    assert make(told, told.other).fingerprint == first.fingerprint
    told.score(answers(), SEPTEMBER)
    assert make(told).fingerprint != first.fingerprint


def test_it_can_be_made_as_it_stood_at_an_earlier_scoring(told: Told) -> None:
    report = make(told, upto=told.scoring_ids[1])
    assert report.scorings == told.scoring_ids[:2]
    assert report.dates == "2 to 20 March 2026"
    alone = make(told, upto=told.scoring_ids[0])
    assert "was scored for the first time" in alone.body.headline


def test_a_draft_is_in_it_only_where_it_was_chosen_and_marks_it(told: Told) -> None:
    under_way = told.draft()
    assert under_way not in make(told).scorings
    drafted = make(told, upto=under_way)
    assert (drafted.scorings[-1], drafted.draft) == (under_way, "Draft, not signed off")


def test_an_amendment_under_way_takes_the_place_of_what_it_amends(told: Told) -> None:
    amendment = told.score(answers(), SEPTEMBER, status="returned", amends_id=told.scoring_ids[2])
    assert make(told, upto=amendment).scorings == (*told.scoring_ids[:2], amendment)


@pytest.mark.parametrize("role", ["chair", "member", "quality", "supervisor"])
def test_those_who_sit_in_the_meeting_may_make_it(told: Told, role: str) -> None:
    who = build.person(told.practice, role + "2", roles=(role,), team="Meeting", agency="Example Partnership")
    if role != "quality":
        build.involve(told.practice, told.family.id, who, Part.CORE_GROUP)
    assert make(told, who).fingerprint == make(told).fingerprint


@pytest.mark.parametrize("role", ["practitioner", "chair", "administrator"])
def test_whoever_does_not_see_the_family_gets_nothing_and_leaves_a_trace(told: Told, role: str) -> None:
    who = build.person(told.practice, "stranger", roles=(role,), team="Elsewhere", agency="Example School")
    with pytest.raises(Refused):
        make(told, who)
    with pytest.raises(Refused):
        choose(told, who)
    assert [one.details["permission"] for one in trail(told, "refused")] == ["report:progress"] * 2
    assert not trail(told, "report.made")


def test_without_a_signed_scoring_there_is_no_report_but_a_sentence(embedded_practice: Practice) -> None:
    told = stand(embedded_practice, 0)
    with pytest.raises(Blocked, match="No scoring of this child is signed off yet"):
        make(told)
    assert choose(told).nothing.startswith("No scoring of this child is signed off yet")
    under_way = told.draft()
    with pytest.raises(Blocked):
        make(told)
    choice = choose(told)
    assert (choice.report, [line.id for line in choice.lines]) == (None, [under_way])
    assert make(told, upto=under_way).draft


def test_papers_for_a_meeting_say_who_the_carer_is_to_the_child_as_it_is_known_now(told: Told) -> None:
    def heads() -> tuple[str, str]:
        with told.practice.open_for(told.lead.id) as desk:
            sheet = reporting.make(desk, "core-group", told.child_id).body
            (child,) = reporting.make(desk, "conference", told.child_id).body.children
            return sheet.introduced, child.cares[0].introduced

    assert heads() == ("Marek (mother)", "Marek (mother)")
    with told.practice.open_for(told.lead.id) as desk:
        family_people.cares_for(desk, told.family.carer_id, told.child_id, "grandmother, kinship carer")
    assert heads() == ("Marek (grandmother, kinship carer)",) * 2


def test_a_scoring_of_somebody_else_cannot_be_named(told: Told) -> None:
    jo = told.score(answers(), SEPTEMBER, carers=(told.jo_id,), carer_names="Jo")
    with pytest.raises(NotFound):
        make(told, carers=told.family.carer_id, upto=jo)
    with pytest.raises(NotFound):
        make(told, carers="nobody")
    assert make(told, carers=told.jo_id).scorings == (jo,)


def test_the_choice_shows_what_the_report_will_say_without_making_it(told: Told) -> None:
    choice = choose(told)
    assert choice.report is not None
    assert choice.report.fingerprint == make(told).fingerprint
    assert [line.chosen for line in choice.lines] == [False, False, True]
    assert choice.upto == told.scoring_ids[-1]
    assert trail(told, "report.read")[0].details == {"report": "progress", "scorings": list(told.scoring_ids)}


def sheet(told: Told, who: Person | None = None) -> CoreGroup:
    with told.practice.open_for((who or told.lead).id) as desk:
        body: CoreGroup = reporting.make(desk, "core-group", told.child_id).body
    return body


def test_the_core_groups_sheet_knows_what_was_set_aside_and_why(practice: Practice) -> None:
    told = stand(practice)
    assert "No improvement" in [one.title for one in sheet(told).decide]
    with told.practice.open_for(told.lead.id) as desk:
        (mark,) = [
            one.prompt.mark for one in progress.look(desk, told.child_id).prompts if one.prompt.key == "no-improvement"
        ]
        prompts.set_aside(desk, told.child_id, Which("no-improvement", told.family.carer_id, mark), "It was a strike.")
    after = sheet(told, told.other)
    assert "No improvement" not in [one.title for one in after.decide]
    assert [(one.title, one.why) for one in after.aside] == [("No improvement", "It was a strike.")]
    told.score(answers(A3c=4, A5b=4), Window(SEPTEMBER.end, SEPTEMBER.end.replace(month=11)))
    assert "No improvement" in [one.title for one in sheet(told).decide]


def test_the_core_groups_sheet_keeps_to_the_limits_of_the_settings(told: Told) -> None:
    assert "No improvement" in [one.title for one in sheet(told).decide]
    told.practice.settings = Settings.model_construct(prompt_scorings=4)
    assert "No improvement" not in [one.title for one in sheet(told).decide]


def test_the_core_groups_sheet_asks_the_same_on_any_day(told: Told) -> None:
    with told.practice.open_for(told.lead.id) as desk:
        first = reporting.make(desk, "core-group", told.child_id)
        late = replace(desk, now=datetime(2031, 9, 1, tzinfo=UTC))
        assert "overdue" in [one.prompt.key for one in progress.look(late, told.child_id).prompts]
        assert reporting.make(late, "core-group", told.child_id).fingerprint == first.fingerprint


def test_a_report_on_every_carers_care_holds_each_of_them(told: Told) -> None:
    jo = told.score(answers(), SEPTEMBER, carers=(told.jo_id,), carer_names="Jo")
    with told.practice.open_for(told.lead.id) as desk:
        report = reporting.make(desk, "conference", told.child_id)
    assert set(report.scorings) == {*told.scoring_ids, jo}
    assert report.carers in {"Marek and by Jo", "Jo and by Marek"}


def test_another_child_of_the_family_is_part_of_it_only_where_asked_for(told: Told) -> None:
    sibling = build.sibling(told.practice, told.family, "Tom", told.family.carer_id)
    own = told.score(answers(), SEPTEMBER, child_id=sibling)
    with told.practice.open_for(told.lead.id) as desk:
        choice = reporting.choose(desk, "conference", told.child_id)
        both = reporting.make(desk, "conference", told.child_id, Wanted(others=(sibling,)))
    assert [(one.called, one.chosen) for one in choice.others] == [("Tom", False)]
    assert choice.report is not None
    assert own not in choice.report.scorings
    assert own in both.scorings
    assert both.child.endswith("and Tom")


def test_a_child_of_another_family_is_not_found(told: Told) -> None:
    stranger = build.family(told.practice, told.lead, called="Ada")
    with told.practice.open_for(told.lead.id) as desk, pytest.raises(NotFound):
        reporting.make(desk, "conference", told.child_id, Wanted(others=(stranger.child_id,)))


@pytest.mark.parametrize("key", [one.key for one in REPORTS])
def test_every_report_can_be_made_of_what_is_kept_and_is_written_in_the_trail(told: Told, key: str) -> None:
    with told.practice.open_for(told.lead.id) as desk:
        report = reporting.make(desk, key, told.child_id)
    assert report.key == key
    assert trail(told, "report.made")[0].details["report"] == key
    assert "Hana" in render.html(report)
