"""Issuing a report: the next number, the document that bears it, to whom and why, for ever; then its paper, made of that document.

Numbering and rendering are one transaction. The paper is made after it (`reports.pdf`) and kept in another; should anything break in between,
the document is there and gives the same bytes whenever somebody asks again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workflow.clock import BRITISH
from workflow.models import Child, IssuedDocument, IssuedPaper, MeetingKind, RecipientKind, ReportIssue
from workflow.reports import render
from workflow.reports.base import Meeting as MeetingWords
from workflow.reports.base import Report
from workflow.reports.language import _, day, speaking
from workflow.reports.listing import BY_KEY
from workflow.rules import issuing as rules
from workflow.rules import meetings as meeting_rules
from workflow.rules.errors import Blocked, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.issuing import Issuable
from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON, words_fault
from workflow.services import reporting
from workflow.services.desk import Desk
from workflow.services.family_people import family_to_change, found
from workflow.services.names import take
from workflow.services.reporting import Choice, Wanted
from workflow.services.restricting import as_read_by
from workflow.storage import families, meetings
from workflow.storage import issuing as storage
from workflow.storage.issuing import Issued
from workflow.storage.meetings import MeetingRow

LONGEST_RECIPIENT = 200
OUTSIDE = None
"""Who a recipient is to the restrictions: nobody in particular. What is kept for named people is on no paper that leaves the house."""
NOT_OFFERED = "Choose one of those on the page."


@dataclass(frozen=True)
class NewIssue:
    """To whom a report is given, and why. `meeting` and `replaces` are ids, "" for none."""

    recipient: str
    kind: RecipientKind
    why: str
    meeting: str = ""
    replaces: str = ""


@dataclass(frozen=True)
class IssueForm:
    """What the form needs: what the report says as chosen, why it cannot be issued ("" where it can), the meetings it could be for, and what was issued
    before that this one could replace.
    """

    choice: Choice
    cannot: str
    meetings: tuple[tuple[str, str], ...]
    earlier: tuple[tuple[str, str], ...]
    outdated: str


@dataclass(frozen=True)
class ToMake:
    """An issued report whose paper is to be made: its id and its document; "" where the paper is there already."""

    issue_id: str
    html: str


def open_form(desk: Desk, key: str, child_id: str, wanted: Wanted) -> IssueForm:
    """What a report would say, and what it could be issued for. Raises NotFound or Refused."""
    child = _child(desk, key, child_id)
    network = families.network(desk.session, child.family_id, desk.today)
    desk.require(Permission.REPORT_ISSUE, network, child_id)
    with as_read_by(desk, OUTSIDE):
        choice = reporting.choose(desk, key, child_id, wanted)
    draft = choice.report.draft if choice.report else ""
    cannot = rules.why_not(Issuable(bool(draft), network.practice)) if choice.report else choice.nothing
    before = _replaceable(desk, key, child_id, child.family_id)
    gone = storage.given_way(desk.session, {one for issued in before for one in issued.scorings})
    outdated = next((one.issue.id for one in before if rules.outdated(one.scorings, gone)), "")
    about = [(row.meeting.id, _meeting_line(row)) for row in _meetings_of(desk, child.family_id, child_id)]
    lines = [(one.issue.id, _issued_line(one)) for one in before]
    return IssueForm(choice, cannot, tuple(about), tuple(lines), outdated)


def issue(desk: Desk, key: str, child_id: str, wanted: Wanted, new: NewIssue) -> ToMake:
    """Issue a report: number it and keep its document, to whom it is given and why. Needs `report:issue`, and what the report needs.

    The same thing asked for again on the same day by the same person is the same issue. Raises NotFound, Refused; Invalid with a sentence a
    field; Blocked where the report is a draft, its family is invented, or there is nothing to report.
    """
    child = _child(desk, key, child_id)
    family_to_change(desk, child.family_id, Permission.REPORT_ISSUE, child_id)
    given = _checked(desk, key, child_id, child.family_id, new)
    meeting = meetings.find(desk.session, given.meeting) if given.meeting else None
    with speaking(wanted.language):
        about = _in_words(meeting) if meeting else None
    full = replace(wanted, recipient=given.recipient, meeting=about)
    with as_read_by(desk, OUTSIDE):
        report = reporting.make(desk, key, child_id, full)
    cannot = rules.why_not(Issuable(bool(report.draft), report.practice))
    if cannot:
        raise Blocked(cannot)
    before = _same(desk, child.family_id, child_id, report, given)
    return _again(desk, before) if before else _add(desk, child.family_id, child_id, report, given)


def to_make(desk: Desk, issue_id: str) -> ToMake:
    """The document of an issued report whose paper is still to be made. Needs `report:issue`. Raises NotFound or Refused."""
    issued = found(storage.find(desk.session, issue_id))
    family_to_change(desk, issued.family_id, Permission.REPORT_ISSUE, issue_id)
    return _again(desk, issued)


def keep(desk: Desk, issue_id: str, content: bytes) -> None:
    """Keep the paper of an issued report, where there is none yet. Needs `report:issue`. Raises NotFound or Refused."""
    issued = found(storage.find(desk.session, issue_id))
    family_to_change(desk, issued.family_id, Permission.REPORT_ISSUE, issue_id)
    if storage.paper(desk.session, issue_id):
        return
    sha256 = hashlib.sha256(content).hexdigest()
    row = IssuedPaper(issue_id=issue_id, sha256=sha256, content=content, made_at=desk.now)
    details = {"number": issued.issue.number, "sha256": sha256}
    event = Event("report.paper-kept", issued.family_id, issue_id, details)
    storage.keep_paper(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)


def _child(desk: Desk, key: str, child_id: str) -> Child:
    """The child, where there is such a report. Raises NotFound."""
    if key not in BY_KEY:
        raise NotFound
    return found(families.child(desk.session, child_id))


def _add(desk: Desk, family_id: str, child_id: str, report: Report, given: NewIssue) -> ToMake:
    """Number the report and keep it. The number is taken last, so that others wait for it no longer than they must."""
    row = _row(desk, family_id, child_id, report, given)
    replaced = found(storage.find(desk.session, given.replaces)) if given.replaces else None
    row.serial = storage.next_serial(desk.session, row.year)
    row.number = rules.number(row.year, row.serial)
    with speaking(report.language):
        before = _issued_on(replaced) if replaced else ""
    numbered = replace(report, number=row.number, replaces=before)
    html = render.html(numbered)
    details = {
        "report": row.report,
        "number": row.number,
        "fingerprint": row.fingerprint,
        "scorings": list(report.scorings),
        "recipient_kind": row.recipient_kind,
        "replaces": replaced.issue.number if replaced else "",
    }
    event = Event("report.issued", family_id, row.id, details)
    storage.add(desk.session, row, IssuedDocument(issue_id=row.id, html=html), event=event)
    return ToMake(row.id, html)


def _row(desk: Desk, family_id: str, child_id: str, report: Report, given: NewIssue) -> ReportIssue:
    versions = storage.versions(desk.session, report.scorings)
    rests_on = [
        {"scoring": one, "version": versions[one][0], "signed_off": str(versions[one][1] or "")}
        for one in report.scorings
    ]
    return ReportIssue(
        id=desk.new_id(),
        year=desk.today.year,
        serial=0,
        number="",
        family_id=family_id,
        child_id=child_id,
        meeting_id=given.meeting or None,
        report=report.key,
        title=report.title,
        carers=report.carers,
        dates=report.dates,
        recipient=given.recipient,
        recipient_kind=given.kind.value,
        why=given.why,
        language=report.language,
        large_print=report.asked.large_print,
        rests_on=rests_on,
        made_with=render.edition(),
        fingerprint=report.fingerprint,
        replaces_id=given.replaces or None,
        issued_at=desk.now,
        issued_by_id=desk.who.person_id,
    )


def _again(desk: Desk, issued: Issued) -> ToMake:
    document = found(storage.document(desk.session, issued.issue.id))
    return ToMake(issued.issue.id, "" if issued.sha256 else document.html)


def _same(desk: Desk, family_id: str, child_id: str, report: Report, given: NewIssue) -> Issued | None:
    """What the same person has issued today with the same values to the same recipient for the same reason: a button pressed twice."""
    asked = (child_id, report.fingerprint, given.recipient, given.kind.value, given.why, given.meeting or None)
    for one in storage.of_family(desk.session, family_id):
        row = one.issue
        same = (one.child_id, row.fingerprint, row.recipient, row.recipient_kind, row.why, row.meeting_id) == asked
        today = row.issued_at.astimezone(BRITISH).date() == desk.today
        if same and today and row.issued_by_id == desk.who.person_id and (row.replaces_id or "") == given.replaces:
            return one
    return None


def _checked(desk: Desk, key: str, child_id: str, family_id: str, new: NewIssue) -> NewIssue:
    """What was typed, tidied. Raises Invalid with a sentence a field."""
    faults: dict[str, str] = {}
    missing = "Enter who it is given to: a name, or what they are."
    recipient = take(faults, "recipient", new.recipient, missing, LONGEST_RECIPIENT)
    why = new.why.strip()
    fault = words_fault(why, LONGEST_REASON)
    if fault or not why:
        faults["why"] = fault or "Say why it is given, in a sentence: what it is for, and by what right."
    if new.meeting and new.meeting not in {one.meeting.id for one in _meetings_of(desk, family_id, child_id)}:
        faults["meeting"] = NOT_OFFERED
    if new.replaces and not _may_replace(desk, key, child_id, family_id, new.replaces):
        faults["replaces"] = "This was replaced already. Choose another, or none."
    if faults:
        raise Invalid(faults)
    return replace(new, recipient=recipient, why=why)


def _may_replace(desk: Desk, key: str, child_id: str, family_id: str, issue_id: str) -> bool:
    return issue_id in {one.issue.id for one in _replaceable(desk, key, child_id, family_id)}


def _replaceable(desk: Desk, key: str, child_id: str, family_id: str) -> Sequence[Issued]:
    """The issues of this report about this child that nothing has replaced yet."""
    every = storage.of_family(desk.session, family_id)
    mine = [one for one in every if (one.issue.report, one.child_id) == (key, child_id)]
    return [one for one in mine if rules.replaceable(one.replaced_by)]


def _meetings_of(desk: Desk, family_id: str, child_id: str) -> list[MeetingRow]:
    rows = meetings.of_family(desk.session, family_id)
    return [row for row in rows if not row.meeting.cancelled_at and any(one.id == child_id for one in row.children)]


def _in_words(row: MeetingRow) -> MeetingWords:
    one = row.meeting
    return MeetingWords(_(meeting_rules.spoken(MeetingKind(one.kind))), day(one.on), one.chaired_by)


def _meeting_line(row: MeetingRow) -> str:
    return meeting_rules.line(MeetingKind(row.meeting.kind), row.meeting.on)


def _issued_on(one: Issued) -> str:
    return _("{number} of {day}", number=one.issue.number, day=day(one.issue.issued_at.astimezone(BRITISH).date()))


def _issued_line(one: Issued) -> str:
    return f"{_issued_on(one)}, given to {one.issue.recipient}"
