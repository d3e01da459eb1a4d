"""The meetings of a family: the list, adding one, changing it, cancelling it with the reason."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.models import MeetingKind
from workflow.rules import meetings as rules
from workflow.rules.errors import Blocked
from workflow.rules.roles import Permission
from workflow.rules.wording import LONGEST_REASON
from workflow.services import meetings
from workflow.services.meetings import MeetingForm, NewMeeting
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Day, Fields, OpaqueId, one_line, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.versions import NO_VERSION, Version

router = APIRouter()
_READ = [Requires(Permission.FAMILY_READ)]
_EDIT = [Requires(Permission.MEETING_EDIT)]

DONE = {
    "added": "The meeting is added.",
    "changed": "The meeting is changed.",
    "cancelled": "The meeting is cancelled.",
}
"""What the page says after something was done, by the word in its address."""


class MeetingFields(Fields):
    """What sort of meeting it is, when, who chairs it, and whom it is about."""

    version: Version = NO_VERSION
    kind: MeetingKind = Field(title="what sort of meeting it is")
    on: Day = Field(title="the day")
    chaired_by: Annotated[str, one_line(meetings.LONGEST_CHAIR)] = Field("", title="who chairs it")
    children: list[OpaqueId] = Field([], title="the children it is about")


class CancelFields(Fields):
    """Why a meeting does not take place."""

    version: Version = NO_VERSION
    reason: Annotated[str, plain_text(LONGEST_REASON)] = Field(title="why it does not take place")


@router.get("/families/{family_id}/meetings", name="meetings", dependencies=_READ)
def every_meeting(request: Request, visit: Visiting, family_id: str, done: str = "") -> Response:
    """The meetings ahead, and those that were."""
    with visit.open() as desk:
        shown = meetings.open_meetings(desk, family_id)
    return page(request, "meetings/meetings.html", {"shown": shown, "done": DONE.get(done, "")})


@router.get("/families/{family_id}/meetings/new", name="new_meeting", dependencies=_EDIT)
def new_meeting(request: Request, visit: Visiting, family_id: str) -> Response:
    """The form for a meeting."""
    with visit.open() as desk:
        shown = meetings.form_for(desk, family_id)
    form = Form(MeetingFields, children=[child.id for child in shown.children])
    return _form_page(request, shown, form)


@router.post("/families/{family_id}/meetings/new", name="add_meeting", dependencies=_EDIT)
def add_meeting(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Add the meeting."""
    form = Form(MeetingFields, posted)
    with form, visit.open() as desk:
        meetings.add(desk, family_id, _new(form.value))
    if form.errors:
        with visit.open() as desk:
            shown = meetings.form_for(desk, family_id)
        return _form_page(request, shown, form)
    return see_other(request, path_for("meetings", family_id=family_id, done="added"))


@router.get("/meetings/{meeting_id}/edit", name="edit_meeting", dependencies=_EDIT)
def edit_meeting(request: Request, visit: Visiting, meeting_id: str) -> Response:
    """The form for a meeting that stands."""
    with visit.open() as desk:
        shown = meetings.form_of(desk, meeting_id)
    return _form_page(request, shown, Form(MeetingFields, **shown.typed))


@router.post("/meetings/{meeting_id}/edit", name="change_meeting", dependencies=_EDIT)
def change_meeting(request: Request, visit: Visiting, meeting_id: str, posted: PostedForm) -> Response:
    """Change the meeting."""
    form = Form(MeetingFields, posted)
    with form, visit.open() as desk:
        meetings.change(desk, meeting_id, _new(form.value), form.value.version)
    with visit.open() as desk:
        shown = meetings.form_of(desk, meeting_id)
    if form.errors:
        return _form_page(request, shown, form)
    return see_other(request, path_for("meetings", family_id=shown.family_id, done="changed"))


@router.get("/meetings/{meeting_id}/cancel", name="new_cancel", dependencies=_EDIT)
def new_cancel(request: Request, visit: Visiting, meeting_id: str) -> Response:
    """The form for the reason."""
    with visit.open() as desk:
        shown = meetings.form_of(desk, meeting_id)
    return page(request, "meetings/cancel.html", {"shown": shown, "one": shown.meeting, "form": Form(CancelFields)})


@router.post("/meetings/{meeting_id}/cancel", name="cancel_meeting", dependencies=_EDIT)
def cancel_meeting(request: Request, visit: Visiting, meeting_id: str, posted: PostedForm) -> Response:
    """Cancel the meeting."""
    form = Form(CancelFields, posted)
    with form, visit.open() as desk:
        meetings.cancel(desk, meeting_id, form.value.reason, form.value.version)
    with visit.open() as desk:
        shown = meetings.form_of(desk, meeting_id)
    if form.errors:
        _still_stands(shown)
        return page(request, "meetings/cancel.html", {"shown": shown, "one": shown.meeting, "form": form})
    return see_other(request, path_for("meetings", family_id=shown.family_id, done="cancelled"))


def _new(value: MeetingFields) -> NewMeeting:
    return NewMeeting(value.kind, value.on, value.chaired_by, tuple(value.children))


def _still_stands(shown: MeetingForm) -> None:
    """Raise Blocked where the meeting is cancelled: its page has no form then."""
    if shown.meeting and shown.meeting.cancelled_at:
        raise Blocked(rules.CANCELLED)


def _form_page(request: Request, shown: MeetingForm, form: Form[MeetingFields]) -> Response:
    if form.errors:
        _still_stands(shown)
    kinds = [(kind.value, rules.spoken(kind), hint) for kind, hint in rules.HINTS.items()]
    children = [(child.id, child.called) for child in shown.children]
    context = {"shown": shown, "one": shown.meeting, "form": form, "kinds": kinds, "children": children}
    return page(request, "meetings/form.html", context)
