"""Your account: who you are here, your password, your second step, your recovery codes, and where you are signed in."""

from io import BytesIO
from typing import Annotated

import segno
from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints

from workflow.rules.errors import Invalid, NotFound
from workflow.rules.roles import BY_KEY
from workflow.services import accounts, passkeys, second_factor, sign_ins
from workflow.services.second_factor import Offered
from workflow.web import cookies
from workflow.web.dependencies import SettingUp, SignedIn, ThePractice, Visiting
from workflow.web.fields import Fields, Line, OpaqueId
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.ways_in import codes_of, keep_codes, set_up_done

router = APIRouter(prefix="/account")
_OPEN = [SettingUp()]
_IN = [SignedIn()]
_MOST_TYPED = 1_000
_SCALE = 5
DONE = {
    "password": "Your password is changed. You are signed out everywhere else.",
    "app": "Your authenticator app is added.",
    "app-removed": "Your authenticator app is removed.",
    "passkey": "Your passkey is added.",
    "passkey-removed": "The passkey is removed.",
    "codes": "You have your recovery codes. Keep them where you can reach them without your phone.",
    "ended": "That sign-in is ended.",
    "others-ended": "You are signed out everywhere else.",
}
"""What the page says after something was done, by the word in its address."""


class OwnPassword(Fields):
    """The password one has, and the one to have instead."""

    current_password: Annotated[str, StringConstraints(max_length=_MOST_TYPED)] = Field(
        title="your password as it is now"
    )
    password: Annotated[str, StringConstraints(max_length=_MOST_TYPED)] = Field(title="a new password")

    messages = {  # noqa: RUF012
        ("current_password", "string_too_long"): "The password is too long. Check it and try again.",
        ("password", "string_too_long"): "The password is too long. Choose one of 256 characters at most.",
    }


class AppCode(Fields):
    """The code that a new app shows."""

    code: Line = Field(title="the code that the app shows")


class OneSignIn(Fields):
    """Which sign-in to end."""

    sign_in_id: OpaqueId = Field(title="the sign-in")


@router.get("", name="account", dependencies=_OPEN)
def account(request: Request, visit: Visiting, practice: ThePractice, done: str = "") -> Response:
    """Everything about one's own account."""
    with visit.open() as desk:
        who, found = desk.who, accounts.own(desk)
        ways, places, keys = second_factor.own(desk), sign_ins.places(desk), passkeys.mine(desk)
        may_end = sign_ins.may_end(desk)
        setting_up = practice.settings.second_step_needed and not ways.any
    roles = [BY_KEY[grant.role].name for grant in who.grants if grant.role in BY_KEY]
    context = {"account": found, "roles": roles, "ways": ways, "places": places, "keys": keys, "may_end": may_end}
    return page(request, "account/account.html", {**context, "setting_up": setting_up, "done": DONE.get(done, "")})


# --- the password


@router.get("/password", name="own_password", dependencies=_OPEN)
def own_password(request: Request, visit: Visiting) -> Response:
    """The form for another password."""
    with visit.open():
        pass
    return page(request, "account/password.html", {"form": Form(OwnPassword)})


@router.post("/password", name="change_own_password", dependencies=_OPEN)
def change_own_password(request: Request, visit: Visiting, practice: ThePractice, posted: PostedForm) -> Response:
    """Change it and go back to the account, with another key; or the form again."""
    form = Form(OwnPassword, posted)
    with form, visit.open() as desk:
        done = accounts.change_own_password(desk, form.value.current_password, form.value.password)
    if not form.errors and isinstance(done, Invalid):
        form.add_errors(done.fields)
    if form.errors:
        return page(request, "account/password.html", {"form": form})
    answer = see_other(request, path_for("account", done="password"))
    cookies.SIGN_IN.put(answer, practice.settings, str(done))
    return answer


# --- the app


@router.post("/app/new", name="offer_app", dependencies=_OPEN)
def offer_app(request: Request, visit: Visiting) -> Response:
    """Make a secret for an app, and go where it is shown."""
    with visit.open() as desk:
        second_factor.offer_app(desk)
    return see_other(request, path_for("new_app"))


@router.get("/app", name="new_app", dependencies=_OPEN)
def new_app(request: Request, visit: Visiting) -> Response:
    """What the app is to be told, as a picture and as words, and the form for the code that it shows then."""
    with visit.open() as desk:
        offered = second_factor.offered_app(desk)
        have = second_factor.own(desk)
    return _app_page(request, Form(AppCode), offered, have.app)


@router.post("/app", name="confirm_app", dependencies=_OPEN)
def confirm_app(request: Request, visit: Visiting, practice: ThePractice, posted: PostedForm) -> Response:
    """Add the app; on to the recovery codes where these are the first."""
    form = Form(AppCode, posted)
    with form, visit.open() as desk:
        added = second_factor.confirm_app(desk, form.value.code)
    if not form.errors:
        return set_up_done(request, practice, added, "app")
    with visit.open() as desk:
        offered, have = second_factor.offered_app(desk), second_factor.own(desk)
    if offered is None:
        return see_other(request, path_for("new_app"))
    return _app_page(request, form, offered, have.app)


def _app_page(request: Request, form: Form[AppCode], offered: Offered | None, has_one: bool) -> Response:  # noqa: FBT001
    return page(request, "account/app.html", {"form": form, "offered": offered, "has_one": has_one})


@router.get("/app/picture.svg", name="app_picture", dependencies=_OPEN)
def app_picture(visit: Visiting) -> Response:
    """What the app is to be told, as a picture that its camera reads; there for its owner alone, until the app is added."""
    with visit.open() as desk:
        offered = second_factor.offered_app(desk)
    if offered is None:
        raise NotFound
    drawn = BytesIO()
    segno.make(offered.address).save(drawn, kind="svg", scale=_SCALE, border=4)
    return Response(drawn.getvalue(), media_type="image/svg+xml")


@router.post("/app/remove", name="remove_app", dependencies=_IN)
def remove_app(request: Request, visit: Visiting) -> Response:
    """Remove the app."""
    with visit.open() as desk:
        second_factor.remove_app(desk)
    return see_other(request, path_for("account", done="app-removed"))


# --- recovery codes


@router.get("/recovery-codes", name="recovery_codes", dependencies=_IN)
def recovery_codes(request: Request, visit: Visiting, practice: ThePractice) -> Response:
    """The new codes, until they are written down; else how many are left."""
    with visit.open() as desk:
        ways = second_factor.own(desk)
        codes = codes_of(request, practice, desk.who.person_id)
    return page(request, "account/recovery_codes.html", {"codes": codes, "ways": ways})


@router.post("/recovery-codes", name="new_recovery_codes", dependencies=_IN)
def new_recovery_codes(request: Request, visit: Visiting, practice: ThePractice) -> Response:
    """Make new ones and show them."""
    with visit.open() as desk:
        codes, who = second_factor.new_codes(desk), desk.who
    answer = see_other(request, path_for("recovery_codes"))
    keep_codes(answer, practice, who.person_id, codes)
    return answer


@router.post("/recovery-codes/noted", name="codes_noted", dependencies=_IN)
def codes_noted(request: Request, visit: Visiting, practice: ThePractice) -> Response:
    """They are written down: nothing shows them again."""
    with visit.open():
        pass
    answer = see_other(request, path_for("account", done="codes"))
    cookies.CODES.drop(answer, practice.settings)
    return answer


# --- where one is signed in


@router.post("/sign-ins/end", name="end_one_sign_in", dependencies=_OPEN)
def end_one_sign_in(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    """End one elsewhere."""
    form = Form(OneSignIn, posted)
    with visit.open() as desk:
        sign_ins.end(desk, form.value.sign_in_id)
    return see_other(request, path_for("account", done="ended"))


@router.post("/sign-ins/end-others", name="end_other_sign_ins", dependencies=_OPEN)
def end_other_sign_ins(request: Request, visit: Visiting) -> Response:
    """End all elsewhere."""
    with visit.open() as desk:
        sign_ins.end_others(desk)
    return see_other(request, path_for("account", done="others-ended"))
