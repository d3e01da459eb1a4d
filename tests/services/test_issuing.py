"""Issuing a report: its number, what is kept of it for ever, what cannot be issued, and what a correction does to it."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from tests import build
from tests.progress_ground import Told, stand
from tests.reports.stock import SEPTEMBER, Window, answers
from workflow.models import AuditEvent, IssuedDocument, IssuedPaper, MeetingKind, Person, RecipientKind, ReportIssue
from workflow.reports import render
from workflow.rules.errors import Blocked, Invalid, NotFound, Refused
from workflow.rules.restrictions import Category, Kind, Mode, Place
from workflow.services import issued, issuing, meetings, reporting, restricting
from workflow.services.desk import Practice
from workflow.services.issuing import NewIssue, ToMake
from workflow.services.meetings import NewMeeting
from workflow.services.reporting import Wanted
from workflow.services.restricting import NewRestriction

TO_THE_CHAIR = NewIssue("Chris Example, chair", RecipientKind.CHAIR, "For the review conference.")
PAPER = b"%PDF-1.7 the very bytes"


@pytest.fixture
def told(practice: Practice) -> Told:
    return stand(practice)


@pytest.fixture
def embedded_told(embedded_practice: Practice) -> Told:
    return stand(embedded_practice)


def issue(told: Told, new: NewIssue = TO_THE_CHAIR, who: Person | None = None, **wanted: Any) -> ToMake:
    with told.practice.open_for((who or told.lead).id) as desk:
        return issuing.issue(desk, "progress", told.child_id, Wanted(**wanted), new)


def keep(told: Told, made: ToMake, content: bytes = PAPER) -> None:
    with told.practice.open_for(told.lead.id) as desk:
        issuing.keep(desk, made.issue_id, content)


def row(told: Told, made: ToMake) -> ReportIssue:
    with told.practice.database.open() as session:
        return session.get_one(ReportIssue, made.issue_id)


def look(told: Told, made: ToMake) -> issued.IssuedView:
    with told.practice.open_for(told.lead.id) as desk:
        return issued.open_one(desk, made.issue_id)


def events(told: Told, kind: str) -> list[AuditEvent]:
    with told.practice.database.open() as session:
        return list(session.exec(select(AuditEvent).where(AuditEvent.kind == kind)))


def amend(told: Told) -> None:
    """The newest scoring gives way to its amendment, as signing one off does."""
    with told.practice.database.open() as session:
        session.connection().execute(
            text("UPDATE scoring SET status = 'superseded' WHERE id = :id"), {"id": told.scoring_ids[-1]}
        )
    told.score(answers(A3c=2), SEPTEMBER, amends_id=told.scoring_ids[-1])


def test_what_is_issued_is_numbered_and_kept_with_whom_and_why(told: Told) -> None:
    made = issue(told)
    kept = row(told, made)
    assert (kept.number, kept.year, kept.serial) == ("CP-2026-000001", 2026, 1)
    assert (kept.recipient, kept.recipient_kind, kept.why) == (
        "Chris Example, chair",
        "chair",
        "For the review conference.",
    )
    assert [one["scoring"] for one in kept.rests_on] == list(told.scoring_ids)
    assert all(one["version"] == 1 and one["signed_off"].startswith("2026-") for one in kept.rests_on)
    assert kept.made_with.startswith("0.1.0, templates ")
    assert "number CP-2026-000001" in made.html
    assert f"fingerprint of the data {kept.fingerprint[:16]}" in made.html
    (written,) = events(told, "report.issued")
    assert (written.person_id, written.family_id, written.subject_id) == (told.lead.id, told.family.id, kept.id)
    assert "Chris" not in str(written.details)


def test_the_paper_is_kept_once_and_downloaded_byte_for_byte(told: Told) -> None:
    made = issue(told)
    with pytest.raises(Blocked, match="not made yet"), told.practice.open_for(told.lead.id) as desk:
        issued.download(desk, made.issue_id)
    keep(told, made)
    keep(told, made, b"something else")
    for _ in range(2):
        with told.practice.open_for(told.lead.id) as desk:
            assert issued.download(desk, made.issue_id) == ("CP-2026-000001.pdf", PAPER)
    assert look(told, made).issued.sha256 == hashlib.sha256(PAPER).hexdigest()
    assert [one.details["number"] for one in events(told, "issued.downloaded")] == ["CP-2026-000001"] * 2
    assert len(events(told, "report.paper-kept")) == 1


def test_a_paper_that_was_broken_off_is_made_of_the_document_that_was_kept(told: Told) -> None:
    made = issue(told)
    amend(told)
    with told.practice.open_for(told.lead.id) as desk:
        assert issuing.to_make(desk, made.issue_id) == made
    keep(told, made)
    with told.practice.open_for(told.lead.id) as desk:
        assert issuing.to_make(desk, made.issue_id).html == ""


def test_the_database_lets_nobody_change_what_was_issued(told: Told) -> None:
    made = issue(told)
    keep(told, made)
    for model in (ReportIssue, IssuedDocument, IssuedPaper):
        table = model.__tablename__
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {_column(model)} = {_column(model)}"):  # noqa: S608
            with pytest.raises(Blocked, match="stays for ever"), told.practice.database.open() as session:
                session.connection().execute(text(statement))


def _column(model: Any) -> str:
    return {"report_issue": "why", "issued_document": "html", "issued_paper": "sha256"}[model.__tablename__]


def test_numbers_run_without_a_gap_also_where_one_was_refused(told: Told) -> None:
    issue(told)
    with pytest.raises(Invalid):
        issue(told, replace(TO_THE_CHAIR, why=" "))
    under_way = told.draft()
    with pytest.raises(Blocked, match="nobody has signed off"):
        issue(told, upto=under_way)
    second = issue(told, replace(TO_THE_CHAIR, recipient="Jo"))
    assert row(told, second).number == "CP-2026-000002"
    told.practice.clock.forward(timedelta(days=300))  # type: ignore[attr-defined]  # the clock of tests
    assert row(told, issue(told, replace(TO_THE_CHAIR, recipient="Lee"))).number == "CP-2027-000001"


def test_many_at_once_get_each_their_own_number(told: Told) -> None:
    others = [replace(TO_THE_CHAIR, recipient=f"Somebody {number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda new: issue(told, new), others))
    assert sorted(row(told, one).serial for one in made) == list(range(1, 9))


def test_the_same_button_twice_is_one_issue(told: Told) -> None:
    assert issue(told).issue_id == issue(told).issue_id
    assert issue(told, replace(TO_THE_CHAIR, recipient="Jo")).issue_id != issue(told).issue_id
    assert len(events(told, "report.issued")) == 2


def test_a_correction_shows_and_the_new_issue_says_what_it_replaces(told: Told) -> None:
    first = issue(told)
    assert look(told, first).outdated == ""
    amend(told)
    assert look(told, first).outdated.startswith("A newer version of what this rests on exists.")
    with told.practice.open_for(told.lead.id) as desk:
        form = issuing.open_form(desk, "progress", told.child_id, Wanted())
    assert form.outdated == first.issue_id
    second = issue(told, replace(TO_THE_CHAIR, replaces=first.issue_id))
    assert "It replaces CP-2026-000001 of 20 March 2026." in second.html
    assert (look(told, first).issued.replaced_by, look(told, first).outdated) == ("CP-2026-000002", "")
    assert look(told, second).issued.replaces == "CP-2026-000001"
    with pytest.raises(Invalid, match="replaced already"):
        issue(told, replace(TO_THE_CHAIR, replaces=first.issue_id, recipient="Jo"))


def test_a_scoring_that_was_signed_off_since_is_told_of_until_it_is_issued_too(told: Told) -> None:
    first = issue(told)
    assert look(told, first).overtaken == ""
    told.score(answers(A3c=2), Window(date(2026, 9, 14), date(2026, 10, 1)))
    assert look(told, first).overtaken.startswith("A scoring of this child was signed off since, on ")
    with told.practice.open_for(told.lead.id) as desk:
        assert issued.open_list(desk, told.family.id).lines[0].overtaken.endswith("It is not in this report.")
    second = issue(told, replace(TO_THE_CHAIR, replaces=first.issue_id))
    assert (look(told, first).overtaken, look(told, second).overtaken) == ("", "")


def test_it_is_made_for_the_meeting_and_the_recipient(embedded_told: Told) -> None:
    told = embedded_told
    with told.practice.open_for(told.lead.id) as desk:
        new = NewMeeting(MeetingKind.REVIEW_CONFERENCE, desk.today + timedelta(days=5), "Chris", (told.child_id,))
        meeting_id = meetings.add(desk, told.family.id, new).id
    made = issue(told, replace(TO_THE_CHAIR, meeting=meeting_id))
    assert row(told, made).meeting_id == meeting_id
    assert look(told, made).meeting == "Review conference, 25 March 2026"
    with pytest.raises(Invalid, match="Choose one of those"):
        issue(told, replace(TO_THE_CHAIR, meeting=told.child_id))


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("recipient", replace(TO_THE_CHAIR, recipient=" ")),
        ("why", replace(TO_THE_CHAIR, why="")),
        ("why", replace(TO_THE_CHAIR, why="x" * 2_001)),
    ],
)
def test_nobody_and_no_reason_is_no_issue(embedded_told: Told, field: str, new: NewIssue) -> None:
    with pytest.raises(Invalid) as refused:
        issue(embedded_told, new)
    assert list(refused.value.fields) == [field]


def test_a_practice_family_issues_nothing(embedded_told: Told) -> None:
    with embedded_told.practice.database.open() as session:
        session.connection().execute(text("UPDATE family SET practice = true"))
    with pytest.raises(Blocked, match="invented family"):
        issue(embedded_told)


def test_only_those_who_may_issue_do_and_a_stranger_finds_nothing(embedded_told: Told) -> None:
    told = embedded_told
    member = build.person(told.practice, "member", roles=("member",), team="School", agency="Example School")
    build.involve(told.practice, told.family.id, member, build.Part.CORE_GROUP)
    stranger = build.person(told.practice, "stranger", team="Elsewhere", agency="Example School")
    made = issue(told)
    for who in (member, stranger):
        with pytest.raises(Refused):
            issue(told, who=who)
        with pytest.raises(Refused), told.practice.open_for(who.id) as desk:
            issued.open_one(desk, made.issue_id)
    with pytest.raises(NotFound), told.practice.open_for(told.lead.id) as desk:
        issuing.issue(desk, "no-such-report", told.child_id, Wanted(), TO_THE_CHAIR)


def test_the_list_is_for_more_people_than_each_paper_is(embedded_told: Told) -> None:
    told = embedded_told
    reader = build.person(told.practice, "quality", roles=("quality",), team="Quality", agency="Example Partnership")
    with told.practice.open_for(told.lead.id) as desk:
        made = issuing.issue(desk, "court", told.child_id, Wanted(), TO_THE_CHAIR)
        issuing.keep(desk, made.issue_id, PAPER)
    with told.practice.open_for(reader.id) as desk:
        assert not issued.open_one(desk, made.issue_id).may_open
    with pytest.raises(Refused), told.practice.open_for(reader.id) as desk:
        issued.download(desk, made.issue_id)


SECRET = "Somebody at school told this and does not want to be named."


def with_a_note(told: Told) -> str:
    """A scoring whose note at one item only the two who work with the family may see."""
    return told.score(answers(A1a=4), SEPTEMBER, notes={"A1a": SECRET})


def keep_for_the_two(told: Told, scoring_id: str) -> None:
    place = Place(Kind.NOTE, scoring_id, "A1a").text
    new = NewRestriction(place, Mode.ONLY, (told.other.id,), Category.THIRD_PARTY, "They asked.", date(2026, 6, 1))
    with told.practice.open_for(told.lead.id) as desk:
        restricting.keep(desk, told.family.id, new)


def test_what_is_kept_for_named_people_is_on_no_paper_that_is_issued(told: Told) -> None:
    scoring_id = with_a_note(told)
    assert SECRET in issue(told).html
    keep_for_the_two(told, scoring_id)
    with told.practice.open_for(told.lead.id) as desk:
        assert SECRET in render.html(reporting.make(desk, "progress", told.child_id))
        form = issuing.open_form(desk, "progress", told.child_id, Wanted())
    assert form.choice.report is not None
    assert SECRET not in render.html(form.choice.report)
    made = issue(told, replace(TO_THE_CHAIR, recipient="Jo"))
    assert SECRET not in made.html


def test_a_paper_of_before_is_not_opened_by_those_from_whom_something_of_it_is_kept_since(told: Told) -> None:
    scoring_id = with_a_note(told)
    before = issue(told)
    keep(told, before)
    told.practice.clock.forward(timedelta(hours=1))  # type: ignore[attr-defined]  # the clock of tests
    keep_for_the_two(told, scoring_id)
    after = issue(told, replace(TO_THE_CHAIR, recipient="Jo"))
    keep(told, after)
    for who in (told.lead, told.other):
        with told.practice.open_for(who.id) as desk:
            assert issued.download(desk, before.issue_id)[1] == PAPER
    with told.practice.open_for(told.supervisor.id) as desk:
        assert issued.download(desk, after.issue_id)[1] == PAPER
        assert not issued.open_one(desk, before.issue_id).may_open
    with pytest.raises(Refused), told.practice.open_for(told.supervisor.id) as desk:
        issued.download(desk, before.issue_id)


def check(told: Told, who: Person, number: str, mark: str) -> issued.IssuedView | None:
    with told.practice.open_for(who.id) as desk:
        return issued.check(desk, number, mark).found


def test_a_printed_report_is_confirmed_to_those_who_may_see_it(told: Told) -> None:
    made = issue(told)
    mark = row(told, made).fingerprint
    stranger = build.person(told.practice, "stranger", team="Elsewhere", agency="Example School")
    member = build.person(told.practice, "member", roles=("member",), team="School", agency="Example School")
    build.involve(told.practice, told.family.id, member, build.Part.CORE_GROUP)
    for who in (told.lead, member):
        found = check(told, who, " cp-2026-000001 ", mark[:16].upper())
        assert found is not None
        assert found.issued.issue.id == made.issue_id
    wrong = ("CP-2026-000001", "0" * 16), ("CP-2026-000001", mark[:5]), ("CP-2026-000002", mark), ("", ""), ("x", mark)
    assert [check(told, told.lead, *one) for one in wrong] == [None] * 5
    assert check(told, stranger, "CP-2026-000001", mark) is None
    written = events(told, "issued.checked")
    assert [one.details["found"] for one in written] == [True, True, *[False] * 6]
    assert [one.family_id for one in written] == [told.family.id] * 2 + [None] * 6
