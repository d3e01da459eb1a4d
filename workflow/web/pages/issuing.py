"""Issued reports: issuing one, the list of what was given to whom, one of them, its very bytes, and the page that confirms a printed one."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from workflow.models import RecipientKind
from workflow.reports import pdf
from workflow.reports.language import NAMES
from workflow.rules import issuing as rules
from workflow.rules.errors import Blocked
from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON
from workflow.services import issued, issuing
from workflow.services.issuing import NewIssue, ToMake
from workflow.services.reporting import Wanted
from workflow.web.dependencies import Requires, SignedIn, Visit, Visiting
from workflow.web.fields import Fields, Tick, one_line, plain_text
from workflow.web.forms import Form, showable
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.versions import Hidden

router = APIRouter()
Others = Annotated[list[str] | None, Query(max_length=20)]
_ISSUE = [Requires(Permission.REPORT_ISSUE)]
_READ = [Requires(Permission.ISSUED_READ)]

DONE = {"issued": "The report is issued. It stays as it is now."}
"""What the page says after something was done, by the word in its address."""


class IssueFields(Fields):
    """To whom a report is given and why, for which meeting, and what it replaces. What the report rests on travels along."""

    carers: Hidden = ""
    upto: Hidden = ""
    others: list[Hidden] = Field([])
    reader: Hidden = ""
    kind: RecipientKind = Field(title="what they are")
    recipient: Annotated[str, one_line(issuing.LONGEST_RECIPIENT)] = Field(title="who it is given to")
    why: Annotated[str, plain_text(LONGEST_REASON)] = Field(title="why it is given")
    meeting: Hidden = Field("", title="the meeting it is for")
    replaces: Hidden = Field("", title="the report it replaces")
    language: Hidden = Field("", title="the language")
    large: Tick = Field(False, title="whether it is in large print")


@router.get("/children/{child_id}/reports/{report}/issue", name="new_issue", dependencies=_ISSUE)
def new_issue(
    request: Request,
    visit: Visiting,
    child_id: str,
    report: str,
    *,
    carers: str = "",
    upto: str = "",
    others: Others = None,
    language: str = "",
    reader: str = "",
) -> Response:
    """The form for issuing a report, or why it cannot be issued."""
    form = Form(IssueFields, carers=carers, upto=upto, others=others or [], language=language, reader=reader)
    return _form_page(request, visit, child_id, report, form)


@router.post("/children/{child_id}/reports/{report}/issue", name="issue_report", dependencies=_ISSUE)
def issue_report(request: Request, visit: Visiting, child_id: str, report: str, posted: PostedForm) -> Response:
    """Issue the report, make its paper, and go to it."""
    form = Form(IssueFields, posted)
    made = None
    with form, visit.open() as desk:
        value = form.value
        new = NewIssue(value.recipient, value.kind, value.why, value.meeting, value.replaces)
        made = issuing.issue(desk, report, child_id, _wanted(value), new)
    if made is None:
        return _form_page(request, visit, child_id, report, form)
    _make(visit, made)
    return see_other(request, path_for("issued_report", issue_id=made.issue_id, done="issued"))


@router.get("/families/{family_id}/issued", name="issued_reports", dependencies=_READ)
def issued_reports(request: Request, visit: Visiting, family_id: str) -> Response:
    """What was issued about a family, to whom and why."""
    with visit.open() as desk:
        shown = issued.open_list(desk, family_id)
    return page(request, "issued/list.html", {"shown": shown})


@router.get("/issued/{issue_id}.pdf", name="issued_paper", dependencies=_READ)
def issued_paper(visit: Visiting, issue_id: str) -> Response:
    """The very bytes that were issued."""
    with visit.open() as desk:
        name, content = issued.download(desk, issue_id)
    return Response(
        content, media_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@router.get("/issued/{issue_id}", name="issued_report", dependencies=_READ)
def issued_report(request: Request, visit: Visiting, issue_id: str, done: str = "") -> Response:
    """One issued report: to whom it was given and why, what it rests on, and what has become of it."""
    with visit.open() as desk:
        view = issued.open_one(desk, issue_id)
    return page(request, "issued/issued.html", {"view": view, "done": DONE.get(done, "")})


@router.post("/issued/{issue_id}/paper", name="make_issued_paper", dependencies=_ISSUE)
def make_issued_paper(request: Request, visit: Visiting, issue_id: str) -> Response:
    """Make the paper of an issued report whose making was broken off."""
    with visit.open() as desk:
        made = issuing.to_make(desk, issue_id)
    _make(visit, made)
    return see_other(request, path_for("issued_report", issue_id=issue_id))


@router.get("/check", name="check", dependencies=[SignedIn()])
def check(request: Request, visit: Visiting, number: str = "", mark: str = "") -> Response:
    """The form for a printed report's number and fingerprint; and, once they are given, whether it is one of ours."""
    asked = bool(number.strip() or mark.strip())
    with visit.open() as desk:
        checked = issued.check(desk, showable(number[:40]), showable(mark[:80])) if asked else None
    return page(request, "issued/check.html", {"checked": checked, "shortest": rules.SHORTEST_MARK})


def _make(visit: Visit, made: ToMake) -> None:
    """Make the paper after the desk's block, so that nobody waits for the database meanwhile, and keep it in another."""
    if made.html:
        content = pdf.make(made.html)
        with visit.open() as desk:
            issuing.keep(desk, made.issue_id, content)


def _wanted(value: IssueFields) -> Wanted:
    others = tuple(value.others)
    return Wanted(
        value.carers,
        value.upto,
        others=others,
        large_print=value.large,
        language=value.language,
        reader=value.reader,
    )


def _form_page(request: Request, visit: Visit, child_id: str, report: str, form: Form[IssueFields]) -> Response:
    wanted = Wanted(
        form.typed("carers"),
        form.typed("upto"),
        others=form.chosen("others"),
        language=form.typed("language"),
        reader=form.typed("reader"),
    )
    with visit.open() as desk:
        shown = issuing.open_form(desk, report, child_id, wanted)
    if form.errors and shown.cannot:  # the page has no form then
        raise Blocked(shown.cannot)
    return page(request, "issued/issue.html", {"shown": shown, "form": form, "report": report, **_choices(shown)})


def _choices(shown: issuing.IssueForm) -> Mapping[str, Any]:
    kinds = [(kind.value, kind.value.capitalize(), hint) for kind, hint in rules.RECIPIENTS.items()]
    meetings = [("", "No meeting"), *shown.meetings]
    earlier = [("", "It replaces none"), *shown.earlier]
    languages = [(one, NAMES[one]) for one in shown.choice.listed.languages]
    return {"kinds": kinds, "meetings": meetings, "earlier": earlier, "languages": languages}
