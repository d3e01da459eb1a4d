"""Signing in and out."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints

from workflow.rules.errors import SignedOut
from workflow.services import accounts
from workflow.web.dependencies import Public, ThePractice, Visiting, forget, remember
from workflow.web.fields import Fields, Line
from workflow.web.forms import Form
from workflow.web.navigation import safe_next
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other

router = APIRouter(dependencies=[Public()])
_MOST_TYPED = 1_000


class SignIn(Fields):
    """A username and a password; `next` is the page to go on to, one of ours."""

    username: Line = Field(title="your username")
    password: Annotated[str, StringConstraints(max_length=_MOST_TYPED)] = Field(title="your password")
    next: str = ""

    messages = {("password", "string_too_long"): "The password is too long. Check it and try again."}  # noqa: RUF012


@router.get("/sign-in", name="sign_in")
def sign_in(request: Request, next: str = "") -> Response:  # noqa: A002  # the word in the address
    """The form."""
    return page(request, "sign_in/sign_in.html", {"form": Form(SignIn, next=safe_next(next, otherwise=""))})


@router.post("/sign-in", name="take_sign_in")
def take_sign_in(request: Request, visit: Visiting, practice: ThePractice, posted: PostedForm) -> Response:
    """On to the page that was asked for; or the form again, with the username as typed and never the password."""
    form = Form(SignIn, posted)
    token = None
    with form, visit.open_to_all() as desk:
        token = accounts.sign_in(desk, form.value.username, form.value.password)
    if token is None and not form.errors:
        form.add_errors(accounts.wrong_sign_in().fields)
    if token is None:
        return page(request, "sign_in/sign_in.html", {"form": form})
    answer = see_other(request, safe_next(form.value.next))
    remember(answer, practice.settings, token)
    return answer


@router.post("/sign-out", name="sign_out")
def sign_out(request: Request, visit: Visiting, practice: ThePractice) -> Response:
    """Back to the form, the key taken from the browser; also where the sign-in had ended by itself."""
    with suppress(SignedOut), practice.open(visit.token, origin=visit.origin) as desk:
        accounts.sign_out(desk)
    answer = see_other(request, path_for("sign_in"))
    forget(answer, practice.settings)
    return answer
