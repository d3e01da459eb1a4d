"""What was issued: the list of a family, one issued report, its very bytes, and whether a printed one is ours."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from workflow.models import MeetingKind
from workflow.reports.listing import BY_KEY
from workflow.rules import issuing as rules
from workflow.rules import meetings as meeting_rules
from workflow.rules.access import sees_family
from workflow.rules.errors import Blocked, NotFound, Refused
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.rules.second_ratings import HIDDEN
from workflow.services.blindness import hidden
from workflow.services.desk import Desk
from workflow.services.family_people import found
from workflow.services.family_views import title_of
from workflow.storage import families, restrictions
from workflow.storage import issuing as storage
from workflow.storage.issuing import Issued

NOT_MADE = "The paper of this report is not made yet. Open the report and make it, then download it."


@dataclass(frozen=True)
class IssuedView:
    """An issued report with what has become of it: `outdated` says that what it rests on was corrected, `overtaken` that there is a newer scoring, ""
    where there is none; `meeting` is what it was issued for, in words. `hidden` says why this person may not read it yet, "" where they may.
    """

    issued: Issued
    family: str
    outdated: str
    overtaken: str
    meeting: str
    may_issue: bool
    may_open: bool
    hidden: str = ""

    @property
    def short_mark(self) -> str:
        """The beginning of the fingerprint, as it is printed."""
        return self.issued.issue.fingerprint[:16]


@dataclass(frozen=True)
class IssuedPage:
    """Everything that was issued about a family, the newest first."""

    family_id: str
    family: str
    lines: tuple[IssuedView, ...]


@dataclass(frozen=True)
class Checked:
    """What somebody typed from a printed report, and the report it belongs to; None where there is none that they may see."""

    number: str
    mark: str
    found: IssuedView | None


def open_list(desk: Desk, family_id: str) -> IssuedPage:
    """What was issued about a family, to whom and why. Needs `issued:read`. Reading it is an event. Raises NotFound or Refused."""
    family = found(families.family(desk.session, family_id))
    desk.require(Permission.ISSUED_READ, families.network(desk.session, family_id, desk.today), family_id)
    every = storage.of_family(desk.session, family_id)
    gone = storage.given_way(desk.session, {one for issued in every for one in issued.scorings})
    signed = storage.signed(desk.session, {one.child_id for one in every})
    away = hidden(desk, family_id)
    lines = tuple(
        replace(_view(desk, one, title_of(family.name), gone, signed), hidden=_hidden(one, away)) for one in every
    )
    _read(desk, family_id, *(one.issued.issue.number for one in lines if not one.hidden))
    return IssuedPage(family_id, title_of(family.name), lines)


def open_one(desk: Desk, issue_id: str) -> IssuedView:
    """One issued report. Needs `issued:read`. Reading it is an event. Raises NotFound or Refused; Blocked where it rests on a rating that is
    hidden from this person.
    """
    one = _one(desk, issue_id)
    family = found(families.family(desk.session, one.family_id))
    _read(desk, one.family_id, one.issue.number)
    return _with_its_fate(desk, one, title_of(family.name))


def download(desk: Desk, issue_id: str) -> tuple[str, bytes]:
    """The name and the very bytes of an issued report, as it was issued. Needs `issued:read` and what the report itself needs. Every download
    is an event.

    Raises NotFound or Refused; Blocked while its paper is not made, and where it rests on a rating that is hidden from this person.
    """
    one = _one(desk, issue_id)
    if not _may_open(desk, one):
        raise Refused(Permission.ISSUED_READ, issue_id, one.family_id)
    paper = storage.paper(desk.session, issue_id)
    if paper is None:
        raise Blocked(NOT_MADE)
    details = {"number": one.issue.number, "sha256": paper.sha256}
    desk.record(Event("issued.downloaded", one.family_id, issue_id, details))
    return f"{one.issue.number}.pdf", paper.content


def opens(desk: Desk, issue_id: str) -> bool:
    """Whether whoever asks may open an issued report now."""
    try:
        return _may_open(desk, _one(desk, issue_id))
    except (Blocked, NotFound):
        return False


def check(desk: Desk, number: str, mark: str) -> Checked:
    """Whether a printed report with this number and the beginning of this fingerprint is one of ours. Every question is an event.

    It is answered to those who see the family and may make this report; to everybody else it is not there, as one that never was.
    """
    kept = rules.as_number(number)
    one = storage.numbered(desk.session, kept) if kept else None
    fits = one is not None and rules.mark_fits(one.issue.fingerprint, mark)
    shown = None
    if one is not None and fits and _may_confirm(desk, one):
        family = found(families.family(desk.session, one.family_id))
        shown = _with_its_fate(desk, one, title_of(family.name))
    about = one.family_id if one and shown else None
    details = {"number": kept, "found": shown is not None}
    desk.record(Event("issued.checked", about, one.issue.id if one and shown else None, details))
    return Checked(number, mark, shown)


def _may_confirm(desk: Desk, one: Issued) -> bool:
    network = families.network(desk.session, one.family_id, desk.today)
    listed = BY_KEY.get(one.issue.report)
    return sees_family(desk.who, network, listed.permission if listed else None) and _may_open(desk, one)


def _may_open(desk: Desk, one: Issued) -> bool:
    """Whether this person may make such a report, and so read one; one that is made no more is open to all who see the list.

    A paper leaves out whatever was kept for named people when it was issued. What is kept since may be on it, so it is not open to those from
    whom that is kept.
    """
    listed = BY_KEY.get(one.issue.report)
    allowed = listed is None or desk.who.may(listed.permission)
    return allowed and not restrictions.kept_since(desk.session, one.scorings, one.issue.issued_at)


def _one(desk: Desk, issue_id: str) -> Issued:
    one = found(storage.find(desk.session, issue_id))
    network = families.network(desk.session, one.family_id, desk.today)
    desk.require(Permission.ISSUED_READ, network, issue_id)
    if sentence := _hidden(one, hidden(desk, one.family_id)):
        raise Blocked(sentence)
    return one


def _hidden(one: Issued, away: AbstractSet[str]) -> str:
    """Why a paper is shut to one of two raters: it tells the other's grades, as a report made now would."""
    return HIDDEN if away & set(one.scorings) else ""


def _read(desk: Desk, family_id: str, *numbers: str) -> None:
    desk.record(Event("issued.read", family_id, details={"numbers": list(numbers)}))


def _with_its_fate(desk: Desk, one: Issued, family: str) -> IssuedView:
    gone = storage.given_way(desk.session, one.scorings)
    return _view(desk, one, family, gone, storage.signed(desk.session, [one.child_id]))


def _view(
    desk: Desk, one: Issued, family: str, gone: frozenset[str], signed: Sequence[tuple[str, str, datetime]]
) -> IssuedView:
    outdated = rules.SUPERSEDED if rules.outdated(one.scorings, gone) and not one.replaced_by else ""
    theirs = {scoring: at for child, scoring, at in signed if child == one.child_id}
    overtaken = "" if one.replaced_by else rules.overtaken(one.issue.issued_at, one.scorings, theirs)
    meeting = meeting_rules.line(MeetingKind(one.meeting.kind), one.meeting.on) if one.meeting else ""
    may_issue = desk.who.may(Permission.REPORT_ISSUE)
    return IssuedView(one, family, outdated, overtaken, meeting, may_issue, _may_open(desk, one))
