"""Batches of reports: what there is to issue, one failure that stops nothing, stopping, and workers that die and lose nothing."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from tests import build
from tests.conftest import NOON
from tests.progress_ground import Told, stand
from workflow.models import AuditEvent, Involvement, JobState, MeetingKind, Person, ReportIssue, Restriction
from workflow.rules.errors import Blocked, Invalid, NotFound, Refused, Unavailable
from workflow.rules.restrictions import Category, Kind, Mode
from workflow.services import batches, meetings, working
from workflow.services.batches import BatchView
from workflow.services.desk import Practice
from workflow.services.meetings import NewMeeting

WHY = "For the meetings of next week."

WORKER = """
import sys
from datetime import datetime
from workflow import paths
from workflow.clock import Ids, SetClock
from workflow.services import working
from workflow.services.desk import Practice
from workflow.services.library import Library
from workflow.settings import Settings
from workflow.storage.engine import Database

def make(document):
    print("making", flush=True)
    sys.stdin.read()
    return b"never"

practice = Practice(
    Settings.model_construct(), Database(sys.argv[1]), SetClock(datetime.fromisoformat(sys.argv[2])), Ids(),
    Library(paths.questionnaires()),
)
working.work_once(practice, "killed", make)
"""


def paper(document: str) -> bytes:
    return b"%PDF " + document[-40:].encode()


@pytest.fixture
def told(practice: Practice) -> Told:
    return with_meetings(stand(practice))


@pytest.fixture
def embedded_told(embedded_practice: Practice) -> Told:
    return with_meetings(stand(embedded_practice))


def with_meetings(told: Told) -> Told:
    """A core group and a conference about Hana, and one about a sibling of whom nothing was scored; another is too far off."""
    sibling = build.sibling(told.practice, told.family, "Noor", told.family.carer_id)
    for kind, days, children in (
        (MeetingKind.CORE_GROUP, 2, (told.child_id,)),
        (MeetingKind.CORE_GROUP, 3, (sibling,)),
        (MeetingKind.REVIEW_CONFERENCE, 7, (told.child_id,)),
        (MeetingKind.REVIEW_CONFERENCE, 8, (told.child_id,)),
    ):
        with told.practice.open_for(told.lead.id) as desk:
            meetings.add(
                desk, told.family.id, NewMeeting(kind, desk.today + timedelta(days=days), "Chris Example", children)
            )
    return told


def start(told: Told, who: Person | None = None) -> str:
    with told.practice.open_for((who or told.lead).id) as desk:
        return batches.start(desk, [one.key for one in batches.coming(desk)], WHY)


def look(told: Told, batch_id: str, who: Person | None = None) -> BatchView:
    with told.practice.open_for((who or told.lead).id) as desk:
        view = batches.open_batch(desk, batch_id)
    assert view is not None
    return view


def states(view: BatchView) -> list[str]:
    return [line.job.state for line in view.lines]


def do_all(told: Told, make: Callable[[str], bytes] = paper, owner: str = "one") -> int:
    done = 0
    while working.work_once(told.practice, owner, make):
        done += 1
    return done


def issues(told: Told) -> list[ReportIssue]:
    with told.practice.database.open() as session:
        return list(session.exec(select(ReportIssue).order_by(ReportIssue.serial)))  # type: ignore[arg-type]  # a column


def test_all_reports_of_the_week_are_issued_and_one_failure_stops_nothing(told: Told) -> None:
    batch_id = start(told)
    assert states(look(told, batch_id)) == ["waiting"] * 3
    assert do_all(told) == 3
    view = look(told, batch_id)
    assert states(view) == ["done", "failed", "done"]
    assert (view.made, view.failed, view.going_on) == (2, 1, False)
    assert (
        view.lines[1].job.problem
        == "No scoring of this child is signed off yet, so there is nothing to show. It appears here once one is."
    )
    assert [(one.report, one.recipient, one.why) for one in issues(told)] == [
        ("core-group", "Chris Example", WHY),
        ("conference", "Chris Example", WHY),
    ]
    with told.practice.open_for(told.lead.id) as desk:
        assert [one.issued for one in batches.coming(desk)] == [("CP-2026-000001",), (), ("CP-2026-000002",)]
    with told.practice.database.open() as session:
        kinds = [one.kind for one in session.exec(select(AuditEvent)) if one.kind.startswith("batch.")]
    assert sorted(set(kinds)) == ["batch.not-made", "batch.read", "batch.started"]


def test_the_papers_come_together_in_a_file_that_names_nobody(embedded_told: Told) -> None:
    told = embedded_told
    batch_id = start(told)
    do_all(told)
    with told.practice.open_for(told.lead.id) as desk:
        held = zipfile.ZipFile(io.BytesIO(batches.papers(desk, batch_id)))
    assert held.namelist() == ["CP-2026-000001.pdf", "CP-2026-000002.pdf"]
    assert held.read("CP-2026-000001.pdf").startswith(b"%PDF")
    with told.practice.database.open() as session:
        downloads = session.exec(select(AuditEvent).where(AuditEvent.kind == "issued.downloaded")).all()
    assert len(downloads) == 2


def test_a_batch_says_nothing_of_a_family_that_its_owner_sees_no_more(embedded_told: Told) -> None:
    told = embedded_told
    other = build.family(told.practice, told.lead, name="Sample", called="Wren")
    with told.practice.open_for(told.lead.id) as desk:
        on = desk.today + timedelta(days=1)
        meetings.add(desk, other.id, NewMeeting(MeetingKind.CORE_GROUP, on, "Chris Example", (other.child_id,)))
    batch_id = start(told)
    do_all(told)
    assert {line.family for line in look(told, batch_id).lines} == {"Example", "Sample"}
    with told.practice.database.open() as session:
        gone = session.exec(select(Involvement).where(Involvement.family_id == told.family.id)).all()
        for one in gone:
            one.until = NOON.date() - timedelta(days=1)
    view = look(told, batch_id)
    assert [line.family for line in view.lines] == ["Sample"]
    with told.practice.open_for(told.lead.id) as desk:
        assert zipfile.ZipFile(io.BytesIO(batches.papers(desk, batch_id))).namelist() == []
        assert batches.open_batch(desk, batch_id) is not None


def test_a_paper_that_is_closed_to_somebody_does_not_keep_the_others_from_them(
    embedded_told: Told,
) -> None:
    told = embedded_told
    member = build.person(told.practice, "chair", roles=("chair",), team="Chairs")
    build.involve(told.practice, told.family.id, member, build.Part.CHAIR)
    batch_id = start(told, member)
    do_all(told)
    with told.practice.open_for(member.id) as desk:
        assert len(zipfile.ZipFile(io.BytesIO(batches.papers(desk, batch_id))).namelist()) == 2
    kept = Restriction(
        id=told.practice.ids.new(),
        family_id=told.family.id,
        kind=Kind.NOTE.value,
        scoring_id=told.scoring_ids[-1],
        key="A1a",
        mode=Mode.ONLY.value,
        category=Category.THIRD_PARTY.value,
        reason="x",
        decided_by_id=told.lead.id,
        decided_at=NOON + timedelta(hours=1),
        review_on=NOON.date() + timedelta(days=90),
    )
    build.put(told.practice, kept)
    with told.practice.open_for(member.id) as desk:
        assert zipfile.ZipFile(io.BytesIO(batches.papers(desk, batch_id))).namelist() == []


def test_what_has_not_begun_can_be_stopped(told: Told) -> None:
    batch_id = start(told)
    assert working.work_once(told.practice, "one", paper)
    with told.practice.open_for(told.lead.id) as desk:
        batches.cancel(desk, batch_id)
    assert do_all(told) == 0
    assert states(look(told, batch_id)) == ["done", "cancelled", "cancelled"]
    with pytest.raises(Blocked, match="nothing to stop"), told.practice.open_for(told.lead.id) as desk:
        batches.cancel(desk, batch_id)


def test_a_worker_that_is_killed_loses_nothing_and_nothing_is_issued_twice(told: Told) -> None:
    batch_id = start(told)
    url = told.practice.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", WORKER, url, NOON.isoformat()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout
        assert worker.stdout.readline() == "making\n"
        worker.kill()
    assert len(issues(told)) == 1
    first = look(told, batch_id).lines[0].job
    assert (first.state, first.owner, first.attempts) == (JobState.WORKING, "killed", 1)
    assert do_all(told) == 2
    told.practice.clock.forward(working.LEASE + timedelta(seconds=1))  # type: ignore[attr-defined]  # the clock of tests
    assert do_all(told) == 1
    view = look(told, batch_id)
    assert states(view) == ["done", "failed", "done"]
    assert view.lines[0].job.attempts == 2
    assert [one.serial for one in issues(told)] == [1, 2]


def test_workers_side_by_side_do_each_job_once(told: Told) -> None:
    batch_id = start(told)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda number: do_all(told, owner=f"worker {number}"), range(4)))
    assert sum(done) == 3
    assert [line.job.attempts for line in look(told, batch_id).lines] == [1, 1, 1]


def test_a_worker_whose_lease_is_over_says_nothing_any_more(embedded_told: Told) -> None:
    told = embedded_told
    batch_id = start(told)

    def late(document: str) -> bytes:
        told.practice.clock.forward(working.LEASE + timedelta(seconds=1))  # type: ignore[attr-defined]  # of tests
        assert working.work_once(told.practice, "two", paper)
        return paper(document)

    assert working.work_once(told.practice, "one", late)
    done = [line.job for line in look(told, batch_id).lines if line.job.state == JobState.DONE]
    assert [job.owner for job in done] == ["two"]


def test_what_may_pass_is_tried_again_and_given_up_at_last(embedded_told: Told) -> None:
    told = embedded_told

    def never(_document: str) -> bytes:
        raise Unavailable("The report took too long to make.")

    batch_id = start(told)
    do_all(told, never)
    view = look(told, batch_id)
    assert states(view) == ["failed"] * 3
    assert [line.job.attempts for line in view.lines] == [3, 1, 3]
    assert view.lines[0].job.problem == "The report took too long to make."


def test_a_batch_is_its_owner_s_and_needs_reports_and_a_reason(embedded_told: Told) -> None:
    told = embedded_told
    batch_id = start(told)
    with pytest.raises(NotFound):
        look(told, batch_id, told.other)
    member = build.person(told.practice, "member", roles=("member",), team="School", agency="Example School")
    with pytest.raises(Refused):
        start(told, member)
    for keys, why, field in ((["nothing"], WHY, "reports"), ([], WHY, "reports"), (None, " ", "why")):
        with pytest.raises(Invalid) as refused, told.practice.open_for(told.lead.id) as desk:
            batches.start(desk, [one.key for one in batches.coming(desk)] if keys is None else keys, why)
        assert list(refused.value.fields) == [field]
