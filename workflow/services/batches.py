"""All reports for the meetings of the coming week in one go: what there is to issue, asking for it, how far it has come, and the papers together."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflow.models import Batch, Job, JobState, Meeting, MeetingKind
from workflow.reports.listing import BY_KEY, Covers, Listed
from workflow.rules import meetings as meeting_rules
from workflow.rules.errors import Blocked, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON, words_fault
from workflow.services.ahead import MOST_FAMILIES, WEEK
from workflow.services.desk import Desk
from workflow.services.family_views import title_of
from workflow.services.gathering import open_case
from workflow.services.issued import download, opens
from workflow.storage import batches as storage
from workflow.storage import families, issuing, meetings
from workflow.storage.batches import JobLine

REPORT_OF = {
    MeetingKind.CORE_GROUP: "core-group",
    MeetingKind.OTHER: "core-group",
    MeetingKind.INITIAL_CONFERENCE: "conference",
    MeetingKind.REVIEW_CONFERENCE: "conference",
}
"""Which report is made for which meeting."""
NOTHING_LEFT = "Nothing of this is waiting any more, so there is nothing to stop."


@dataclass(frozen=True)
class Coming:
    """One report for one meeting ahead: its key, as the form posts it, what it is in words, and the numbers of what was issued for it already."""

    key: str
    meeting: Meeting
    kind: str
    family: str
    called: str
    title: str
    issued: tuple[str, ...] = ()


@dataclass(frozen=True)
class BatchView:
    """A batch as its owner sees it: its jobs, and how many there are, are settled, and wait."""

    batch: Batch
    lines: tuple[JobLine, ...]

    def count(self, *states: JobState) -> int:
        """How many jobs stand at one of these."""
        return sum(line.job.state in states for line in self.lines)

    @property
    def made(self) -> int:
        """How many reports are issued, with their paper."""
        return self.count(JobState.DONE)

    @property
    def failed(self) -> int:
        """How many could not be made."""
        return self.count(JobState.FAILED)

    @property
    def waiting(self) -> int:
        """How many have not begun."""
        return self.count(JobState.WAITING)

    @property
    def going_on(self) -> bool:
        """Whether something is still to come."""
        return bool(self.count(JobState.WAITING, JobState.WORKING))


def coming(desk: Desk) -> tuple[Coming, ...]:
    """The reports for the meetings of the coming week, of families that this person sees. Needs `report:issue`. Raises Refused."""
    desk.require(Permission.REPORT_ISSUE)
    seen, _ = families.seen_by(
        desk.session,
        desk.who,
        desk.today,
        Permission.REPORT_ISSUE,
        own=False,
        practice=False,
        start=0,
        limit=MOST_FAMILIES,
    )
    rows = meetings.ahead(desk.session, [one.id for one in seen], desk.today, desk.today + WEEK)
    before = issuing.for_meetings(desk.session, [row.meeting.id for row in rows])
    found = []
    for row in rows:
        kind = MeetingKind(row.meeting.kind)
        listed = BY_KEY[REPORT_OF[kind]]
        if desk.who.may(listed.permission):
            found += [
                Coming(
                    f"{row.meeting.id}.{child.id}",
                    row.meeting,
                    meeting_rules.spoken(kind),
                    title_of(row.family),
                    child.called,
                    listed.title,
                    tuple(
                        one.issue.number
                        for one in before
                        if (one.issue.meeting_id, one.child_id, one.issue.report, one.replaced_by)
                        == (row.meeting.id, child.id, listed.key, "")
                    ),
                )
                for child in row.children
            ]
    for family_id in dict.fromkeys(one.meeting.family_id for one in found):
        desk.record(Event("meeting.read", family_id))
    return tuple(found)


def start(desk: Desk, keys: Sequence[str], why: str) -> str:
    """Ask for these reports, each for the chair of its meeting, with the sentence why; the id of the batch. Needs `report:issue`.

    Where the carers of a child were scored apart, there is one report of each. Raises Refused, or Invalid with a sentence a field.
    """
    offered = {one.key: one for one in coming(desk)}
    faults = {}
    if not keys or not set(keys) <= set(offered):
        faults["reports"] = "Choose at least one report from the list."
    fault = words_fault(why, LONGEST_REASON)
    if fault or not why.strip():
        faults["why"] = fault or "Say why they are given, in a sentence: what they are for, and by what right."
    if faults:
        raise Invalid(faults)
    batch = Batch(
        id=desk.new_id(),
        started_by_id=desk.who.person_id,
        started_at=desk.now,
        until=desk.today + WEEK,
        why=why.strip(),
    )
    wanted = [pair for key in dict.fromkeys(keys) for pair in _wanted(desk, offered[key])]
    jobs = [_job(desk, batch, place, one, carers) for place, (one, carers) in enumerate(wanted, start=1)]
    by_family = dict.fromkeys(job.family_id for job in jobs)
    events = [
        Event("batch.started", family, batch.id, {"reports": sum(job.family_id == family for job in jobs)})
        for family in by_family
    ]
    storage.add(desk.session, batch, jobs, events=events)
    return batch.id


def _wanted(desk: Desk, one: Coming) -> Iterator[tuple[Coming, str]]:
    """The report once for each set of carers that it covers."""
    listed: Listed = BY_KEY[REPORT_OF[MeetingKind(one.meeting.kind)]]
    child_id = one.key.partition(".")[2]
    sets = open_case(desk, child_id, listed.permission).sets if listed.covers is Covers.CARE else ()
    scored = [each.key for each in sets if each.signed_off]
    yield from ((one, carers) for carers in scored or [""])


def _job(desk: Desk, batch: Batch, place: int, one: Coming, carers: str) -> Job:
    return Job(
        id=desk.new_id(),
        batch_id=batch.id,
        place=place,
        meeting_id=one.meeting.id,
        family_id=one.meeting.family_id,
        child_id=one.key.partition(".")[2],
        report=REPORT_OF[MeetingKind(one.meeting.kind)],
        carers=carers,
        changed_at=desk.now,
    )


def open_batch(desk: Desk, batch_id: str = "", *, again: bool = False) -> BatchView | None:
    """A batch of this person's own, the newest where none is named; None where there is none. Raises Refused, or NotFound for another's.

    Its reports are those of families that the person still sees: of one that is closed to them by now it says nothing.
    Reading it is an event for each family in it, but not each time the page looks `again` by itself.
    """
    desk.require(Permission.REPORT_ISSUE)
    batch = storage.find(desk.session, batch_id) if batch_id else storage.newest_of(desk.session, desk.who.person_id)
    if batch is None and not batch_id:
        return None
    if batch is None or batch.started_by_id != desk.who.person_id:
        raise NotFound
    view = BatchView(batch, tuple(storage.lines(desk.session, batch.id, desk.who, desk.today)))
    for family_id in () if again else dict.fromkeys(line.job.family_id for line in view.lines):
        desk.record(Event("batch.read", family_id, batch.id))
    return view


def cancel(desk: Desk, batch_id: str) -> None:
    """Stop what has not begun; what is being made goes on. Raises Refused, NotFound, or Blocked where nothing waits."""
    view = open_batch(desk, batch_id, again=True)
    if view is None:
        raise NotFound
    if not view.waiting:
        raise Blocked(NOTHING_LEFT)
    event = Event("batch.cancelled", None, view.batch.id, {"left": view.waiting})
    storage.cancel(desk.session, view.batch, event=event, at=desk.now, by=desk.who.person_id)


def papers(desk: Desk, batch_id: str = "") -> bytes:
    """The papers of a batch that the person may still open, as one file, each named by its number. Every paper in it is an event.

    Raises as `open_batch`.
    """
    view = open_batch(desk, batch_id, again=True)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as held:
        for line in view.lines if view else ():
            if line.made and opens(desk, line.job.issue_id or ""):
                name, content = download(desk, line.job.issue_id or "")
                held.writestr(zipfile.ZipInfo(name), content)
    return kept.getvalue()
