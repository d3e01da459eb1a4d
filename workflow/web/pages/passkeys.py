"""Passkeys: adding and removing one's own. Making one needs a script; codes need none."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.services import passkeys
from workflow.services.passkeys import Answered, Site
from workflow.web.dependencies import SettingUp, SignedIn, ThePractice, Visiting
from workflow.web.fields import Fields, OpaqueId, one_line
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.sites import site_of
from workflow.web.ways_in import set_up_done

router = APIRouter(prefix="/account")
_NO_PASSKEY = "Your browser did not make a passkey. Press the button, then follow what your device asks."


class NewPasskey(Fields):
    """A passkey that the browser made, and what its owner calls it."""

    name: Annotated[str, one_line(80)] = Field(title="a name for the passkey")
    sealed: str = ""
    answer: str = ""


class OnePasskey(Fields):
    """Which passkey to remove."""

    passkey_id: OpaqueId = Field(title="the passkey")


@router.get("/passkeys/new", name="new_passkey", dependencies=[SettingUp()])
def new_passkey(request: Request, visit: Visiting, practice: ThePractice) -> Response:
    """The form for a passkey's name; its button asks the browser for the passkey."""
    return _form(request, visit, site_of(request, practice.settings), Form(NewPasskey))


@router.post("/passkeys/new", name="add_passkey", dependencies=[SettingUp()])
def add_passkey(request: Request, visit: Visiting, practice: ThePractice, posted: PostedForm) -> Response:
    """Keep it; on to the recovery codes where these are the first."""
    form, site = Form(NewPasskey, posted), site_of(request, practice.settings)
    if not form.errors and not form.value.answer:
        form.add_errors({"": _NO_PASSKEY})
    with form, visit.open() as desk:
        if site is None:
            return see_other(request, path_for("new_passkey"))
        if not form.errors:
            added = passkeys.add(desk, site, form.value.name, Answered(form.value.sealed, form.value.answer))
    if form.errors:
        return _form(request, visit, site, form)
    return set_up_done(request, practice, added, "passkey")


def _form(request: Request, visit: Visiting, site: Site | None, form: Form[NewPasskey]) -> Response:
    with visit.open() as desk:
        asked = passkeys.ask_to_add(desk, site) if site else None
    return page(request, "account/passkey.html", {"form": form, "asked": asked})


@router.post("/passkeys/remove", name="remove_passkey", dependencies=[SignedIn()])
def remove_passkey(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    """Remove one."""
    form = Form(OnePasskey, posted)
    with visit.open() as desk:
        passkeys.remove(desk, form.value.passkey_id)
    return see_other(request, path_for("account", done="passkey-removed"))
