"""Where a one-time link leads: its token moves from the address into a cookie at once, then the password is chosen.

Opening the link does not use it up, so that a program that looks at links in messages breaks nothing.
"""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints

from workflow.rules.errors import NotFound
from workflow.services import links
from workflow.web import cookies
from workflow.web.cookies import caller_of
from workflow.web.dependencies import Public, ThePractice, Visiting
from workflow.web.fields import Fields
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.ways_in import go_on

router = APIRouter(prefix="/set-up", dependencies=[Public()])
_MOST_TYPED = 1_000
_TOO_LONG = "The password is too long. Choose one of 256 characters at most."


class NewPassword(Fields):
    """A password, chosen."""

    password: Annotated[str, StringConstraints(max_length=_MOST_TYPED)] = Field(title="a password")

    messages = {("password", "string_too_long"): _TOO_LONG}  # noqa: RUF012


@router.get("", name="set_up")
def set_up(request: Request, visit: Visiting, practice: ThePractice) -> Response:
    """The form for a password; or what to do where the link does not work."""
    with visit.open_to_all() as desk:
        try:
            found = links.opened(desk, cookies.LINK.of(request, practice.settings))
        except NotFound:
            return _no_link(request)
    return page(request, "set_up/set_up.html", {"form": Form(NewPassword), "link": found})


@router.post("", name="take_set_up")
def take_set_up(request: Request, visit: Visiting, practice: ThePractice, posted: PostedForm) -> Response:
    """On to the second step, or in; or the form again."""
    form, token = Form(NewPassword, posted), cookies.LINK.of(request, practice.settings)
    caller = caller_of(request, practice.settings)
    try:
        with visit.open_to_all() as desk:
            found = links.opened(desk, token)
        with form, visit.open_to_all() as desk:
            done = links.use(desk, token, form.value.password, caller)
    except NotFound:
        return _no_link(request)
    if form.errors:
        return page(request, "set_up/set_up.html", {"form": form, "link": found})
    answer = go_on(request, practice.settings, done, "/account" if practice.settings.second_step_needed else "/")
    cookies.LINK.drop(answer, practice.settings)
    return answer


def _no_link(request: Request) -> Response:
    return page(request, "set_up/set_up.html", {"form": Form(NewPassword), "link": None})


@router.get("/{token}", name="open_link")
def open_link(request: Request, practice: ThePractice, token: str) -> Response:
    """Take the token out of the address. Nothing is looked up: whether the link works is said on the page that follows."""
    answer = see_other(request, path_for("set_up"))
    answer.headers["Referrer-Policy"] = "no-referrer"
    cookies.LINK.put(answer, practice.settings, token)
    return answer
