"""Signing in, in one step or two, and signing out."""

from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints

from workflow.rules.errors import SignedOut
from workflow.services import passkeys, signing_in
from workflow.services.desk import Practice
from workflow.services.passkeys import Answered
from workflow.services.signing_in import Entered, HalfWay, Turned
from workflow.web import cookies
from workflow.web.cookies import caller_of
from workflow.web.dependencies import Public, ThePractice, Visit, Visiting
from workflow.web.fields import Fields, Line
from workflow.web.forms import Form
from workflow.web.navigation import safe_next
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.sites import site_of
from workflow.web.ways_in import go_on

router = APIRouter(dependencies=[Public()])
_MOST_TYPED = 1_000
_NO_PASSKEY = "The passkey was not used. Press the button and follow what your device asks, or type a code."


class SignIn(Fields):
    """A username and a password; `next` is the page to go on to, one of ours."""

    username: Line = Field(title="your username")
    password: Annotated[str, StringConstraints(max_length=_MOST_TYPED)] = Field(title="your password")
    next: str = ""

    messages = {("password", "string_too_long"): "The password is too long. Check it and try again."}  # noqa: RUF012


class SecondStep(Fields):
    """A code of an app, or a recovery code."""

    code: Line = Field(title="your code")
    next: str = ""


class Proof(Fields):
    """What the browser answered for a passkey."""

    sealed: str = ""
    answer: str = ""
    next: str = ""


@router.get("/sign-in", name="sign_in")
def sign_in(request: Request, next: str = "") -> Response:  # noqa: A002  # the word in the address
    """The form."""
    return page(request, "sign_in/sign_in.html", {"form": Form(SignIn, next=safe_next(next, otherwise=""))})


@router.post("/sign-in", name="take_sign_in")
def take_sign_in(request: Request, visit: Visiting, practice: ThePractice, posted: PostedForm) -> Response:
    """On to the second step, or to the page that was asked for; or the form again, with the username as typed and never the password."""
    form, caller = Form(SignIn, posted), caller_of(request, practice.settings)
    done: Entered | HalfWay | Turned = Turned("")
    with form, visit.open_to_all() as desk:
        done = signing_in.by_password(desk, form.value.username, form.value.password, caller)
    if not isinstance(done, Turned):
        return go_on(request, practice.settings, done, form.value.next)
    if not form.errors:
        form.add_errors({"username" if practice.settings.passwords else "": done.sentence})
    return page(request, "sign_in/sign_in.html", {"form": form})


@router.get("/sign-in/second-step", name="second_step")
def second_step(request: Request, visit: Visiting, practice: ThePractice, next: str = "") -> Response:  # noqa: A002
    """The form for a code and the button for a passkey; to the first step where that was not made."""
    onwards = safe_next(next, otherwise="")
    with suppress(SignedOut):
        return _ask(request, visit, practice, Form(SecondStep, next=onwards))
    return see_other(request, path_for("sign_in", **({"next": onwards} if onwards else {})))


@router.post("/sign-in/second-step", name="take_second_step")
def take_second_step(request: Request, visit: Visiting, practice: ThePractice, posted: PostedForm) -> Response:
    """To the page that was asked for; or the form again. Where the first step is too long ago, that is said on its own page."""
    form, caller = Form(SecondStep, posted), caller_of(request, practice.settings)
    token = cookies.STEP.of(request, practice.settings)
    done: Entered | Turned | None = None
    try:
        with form, visit.open_to_all() as desk:
            done = signing_in.by_code(desk, token, form.value.code, caller)
        if isinstance(done, Entered):
            return go_on(request, practice.settings, done, form.value.next)
        form.add_errors({"code": done.sentence} if done else {})
        return _ask(request, visit, practice, form)
    except SignedOut as gone:
        return _again(request, gone.sentence, form)


@router.post("/sign-in/passkey", name="take_passkey")
def take_passkey(request: Request, visit: Visiting, practice: ThePractice, posted: PostedForm) -> Response:
    """To the page that was asked for; or the form again. The script of the page has put the browser's answer into it."""
    form, caller = Form(Proof, posted), caller_of(request, practice.settings)
    site, token = site_of(request, practice.settings), cookies.STEP.of(request, practice.settings)
    done: Entered | Turned = Turned(_NO_PASSKEY)
    try:
        with form, visit.open_to_all() as desk:
            signing_in.half_way(desk, token)
            if site and form.value.answer:
                given = Answered(form.value.sealed, form.value.answer)
                done = passkeys.prove(desk, site, token, given, caller)
        if isinstance(done, Entered):
            return go_on(request, practice.settings, done, form.value.next)
        again = Form(SecondStep, next=safe_next(form.typed("next"), otherwise=""))
        again.add_errors({"": done.sentence})
        return _ask(request, visit, practice, again)
    except SignedOut as gone:
        return _again(request, gone.sentence, form)


def _ask(request: Request, visit: Visit, practice: Practice, form: Form[SecondStep]) -> Response:
    token, site = cookies.STEP.of(request, practice.settings), site_of(request, practice.settings)
    with visit.open_to_all() as desk:
        ways = signing_in.ways_on(desk, token)
        asked = passkeys.ask_to_prove(desk, site, token) if site else None
    return page(request, "sign_in/second_step.html", {"form": form, "ways": ways, "asked": asked})


def _again(request: Request, sentence: str, second: Form[Any]) -> Response:
    form = Form(SignIn, next=safe_next(second.typed("next"), otherwise=""))
    form.add_errors({"username": sentence})
    return page(request, "sign_in/sign_in.html", {"form": form})


@router.post("/sign-out", name="sign_out")
def sign_out(request: Request, visit: Visiting, practice: ThePractice) -> Response:
    """Back to the form, the key taken from the browser; also where the sign-in had ended by itself."""
    with suppress(SignedOut), practice.open(visit.token, origin=visit.origin, setting_up=True) as desk:
        signing_in.sign_out(desk)
    answer = see_other(request, path_for("sign_in"))
    cookies.forget(answer, practice.settings)
    for one in (cookies.STEP, cookies.CODES):
        if one.of(request, practice.settings):
            one.drop(answer, practice.settings)
    return answer
