"""Accounts, for those who look after them: finding and adding people, what they may do, their links and trainings, and whole lists of people."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.roles import ROLES, Permission
from workflow.services import accounts, administration, people_import, places, training
from workflow.services.accounts import NewPerson
from workflow.services.administration import PersonFacts, role_name
from workflow.services.people_import import Rehearsal
from workflow.web.dependencies import Requires, ThePractice, Visiting
from workflow.web.fields import Day, Fields, Line, WholeNumber, one_line, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.versions import NO_ID, Hidden

router = APIRouter(prefix="/accounts", dependencies=[Requires(Permission.PEOPLE_ADMINISTER)])
_LONGEST_LIST = 200_000
DONE = {
    "added": "The account is added. Make a link below, and hand it over yourself: with it they choose a password.",
    "changed": "The account is changed.",
    "role-given": "The role is given. They sign in again before it counts.",
    "role-ended": "The role is ended, and they are signed out everywhere.",
    "closed": "The account is closed, and they are signed out everywhere. What they did stays in their name.",
    "opened": "The account is open again, with the password and the roles it had.",
    "reset": "The second step is taken away, and they are signed out everywhere. The next sign-in sets up a new one.",
    "unlinked": "Nobody comes in with the account through the organisation any more, and it is signed out everywhere.",
    "trained": "The training is recorded.",
}
"""What an account's page says after something was done, by the word in its address."""


class FindForm(Fields):
    """Words to look for, and which page of what is found."""

    search: Annotated[str, one_line()] = Field("", title="what to look for")
    number: Annotated[WholeNumber, Field(ge=1, le=10_000)] = Field(1, title="the page")


class FactsForm(Fields):
    """Who somebody is and where they work."""

    name: Line = Field(title="the person's name")
    job: Annotated[str, one_line()] = Field("", title="the job")
    agency: Line = Field(title="the agency")
    team: Line = Field(title="the team")
    stamp: str = ""


class NewPersonForm(Fields):
    """Who is to be added."""

    username: Annotated[str, one_line(80)] = Field(title="a username")
    name: Line = Field(title="the person's name")
    job: Annotated[str, one_line()] = Field("", title="the job")
    agency: Line = Field(title="the agency")
    team: Line = Field(title="the team")
    roles: list[str] = Field(title="the roles", min_length=1)


class RoleForm(Fields):
    """A role, and the team it is for."""

    role: Line = Field(title="the role")
    role_agency: Line = Field(title="the agency")
    role_team: Line = Field(title="the team")


class HeldForm(Fields):
    """Which role to end."""

    role_id: str = ""


class TrainingForm(Fields):
    """What somebody was trained in, and when."""

    instrument: Line = Field(title="the instrument")
    on: Day = Field(title="the day of the training")


class ListForm(Fields):
    """A table of people, as text, and whether it is meant."""

    table: Annotated[str, plain_text(_LONGEST_LIST)] = Field(title="the list")
    do: Hidden = NO_ID


@router.get("", name="accounts")
def people(request: Request, visit: Visiting) -> Response:
    """Everybody with an account, the first page of them."""
    with visit.open() as desk:
        found = administration.find_people(desk)
    return page(request, "accounts/list.html", {"found": found, "form": Form(FindForm)})


@router.post("", name="find_accounts")
def find(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    """Those with some words in what is known of them, a page at a time. Sent as a form, so that no name stands in an address."""
    form = Form(FindForm, posted)
    with form, visit.open() as desk:
        found = administration.find_people(desk, form.value.search, form.value.number)
    if form.errors:
        with visit.open() as desk:
            found = administration.find_people(desk)
    return page(request, "accounts/list.html", {"found": found, "form": form})


@router.get("/new", name="new_account")
def new_account(request: Request, visit: Visiting) -> Response:
    """The form for an account."""
    return _new_page(request, visit, Form(NewPersonForm))


@router.post("/new", name="add_account")
def add_account(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    """Add the account, without a password, and go to it."""
    form = Form(NewPersonForm, posted)
    with form, visit.open() as desk:
        value = form.value
        facts = (value.username, value.name, "", value.agency, value.team)
        row = accounts.add_person(desk, NewPerson(*facts, roles=tuple(value.roles), job=value.job))
    if form.errors:
        return _new_page(request, visit, form)
    return see_other(request, path_for("one_account", account_id=row.id, done="added"))


def _new_page(request: Request, visit: Visiting, form: Form[NewPersonForm]) -> Response:
    with visit.open() as desk:
        offered = places.offered(desk)
    return page(request, "accounts/new.html", {"form": form, "roles": _ROLES, "offered": offered})


@router.get("/roles", name="roles")
def roles(request: Request, visit: Visiting) -> Response:
    """What each role is for and what it allows."""
    with visit.open():
        pass
    return page(request, "accounts/roles.html", {"roles": ROLES, "permissions": Permission, "form": None})


@router.get("/list", name="new_accounts")
def new_accounts(request: Request, visit: Visiting) -> Response:
    """The form for a whole list of people."""
    with visit.open():
        pass
    return _list_page(request, Form(ListForm))


@router.post("/list", name="add_accounts")
def add_accounts(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    """Rehearse the list, and show what would come of it; or, where that is meant, add everybody who is new."""
    form = Form(ListForm, posted)
    done = False
    found: Rehearsal | None = None
    with form, visit.open() as desk:
        found = people_import.rehearse(desk, form.value.table)
        done = form.value.do == "add" and not found.faults
        if done:
            people_import.add_all(desk, found)
    return _list_page(request, form, found, done=done)


def _list_page(
    request: Request, form: Form[ListForm], found: Rehearsal | None = None, *, done: bool = False
) -> Response:
    context = {"form": form, "found": found, "done": done, "columns": people_import.COLUMNS, "role_name": role_name}
    status = 422 if form.errors or (found and found.faults) else 200
    return page(request, "accounts/list_in.html", context, status=status)


@router.get("/{account_id}", name="one_account")
def one(request: Request, visit: Visiting, account_id: str, done: str = "") -> Response:
    """One account and everything that can be done about it."""
    return _person_page(request, visit, account_id, done=DONE.get(done, ""))


@router.post("/{account_id}", name="change_account")
def change(request: Request, visit: Visiting, account_id: str, posted: PostedForm) -> Response:
    """Correct who somebody is and where they work."""
    form = Form(FactsForm, posted)
    with form, visit.open() as desk:
        value = form.value
        facts = PersonFacts(value.name, value.job, value.agency, value.team)
        administration.change_person(desk, account_id, facts, value.stamp)
    return _done(request, visit, account_id, "changed", facts=form)


@router.post("/{account_id}/roles", name="give_role")
def give_role(request: Request, visit: Visiting, account_id: str, posted: PostedForm) -> Response:
    """Give a role."""
    form = Form(RoleForm, posted)
    with form, visit.open() as desk:
        administration.give_role(desk, account_id, form.value.role, form.value.role_agency, form.value.role_team)
    return _done(request, visit, account_id, "role-given", role=form)


@router.post("/{account_id}/roles/end", name="end_role")
def end_role(request: Request, visit: Visiting, account_id: str, posted: PostedForm) -> Response:
    """End a role."""
    form = Form(HeldForm, posted)
    with form, visit.open() as desk:
        administration.end_role(desk, account_id, form.value.role_id)
    return _done(request, visit, account_id, "role-ended", held=form)


@router.post("/{account_id}/trainings", name="record_training")
def record_training(request: Request, visit: Visiting, account_id: str, posted: PostedForm) -> Response:
    """Record a training."""
    form = Form(TrainingForm, posted)
    with form, visit.open() as desk:
        username = administration.username_of(desk, account_id)
        training.record(desk, username, form.value.instrument, form.value.on)
    return _done(request, visit, account_id, "trained", training=form)


@router.post("/{account_id}/close", name="close_account")
def close(request: Request, visit: Visiting, account_id: str) -> Response:
    """Close the account."""
    with visit.open() as desk:
        administration.close(desk, account_id)
    return see_other(request, path_for("one_account", account_id=account_id, done="closed"))


@router.post("/{account_id}/open", name="open_account")
def open_again(request: Request, visit: Visiting, account_id: str) -> Response:
    """Open a closed account again."""
    with visit.open() as desk:
        administration.open_again(desk, account_id)
    return see_other(request, path_for("one_account", account_id=account_id, done="opened"))


@router.post("/{account_id}/second-step", name="reset_second_step")
def reset_second_step(request: Request, visit: Visiting, account_id: str) -> Response:
    """Take the second step away from somebody who lost it."""
    with visit.open() as desk:
        administration.reset_second_step(desk, account_id)
    return see_other(request, path_for("one_account", account_id=account_id, done="reset"))


@router.post("/{account_id}/provider/remove", name="unlink_provider")
def unlink_provider(request: Request, visit: Visiting, account_id: str) -> Response:
    """Have nobody come in with the account through the organisation any more."""
    with visit.open() as desk:
        administration.unlink_provider(desk, account_id)
    return see_other(request, path_for("one_account", account_id=account_id, done="unlinked"))


@router.post("/{account_id}/link", name="make_link")
def make_link(request: Request, visit: Visiting, practice: ThePractice, account_id: str) -> Response:
    """Make a one-time link and show it, once: it stands in no address and is kept nowhere."""
    with visit.open() as desk:
        made = administration.make_link(desk, account_id)
        view = administration.open_person(desk, account_id)
    address = (
        f"{practice.settings.address or str(request.base_url).rstrip('/')}{path_for('open_link', token=made.token)}"
    )
    return page(request, "accounts/link.html", {"view": view, "made": made, "address": address, "form": None})


def _done(request: Request, visit: Visiting, account_id: str, word: str, **sent: Any) -> Response:
    """Back to the account; or the account again, with what was typed, where something is wrong with it."""
    if any(form.errors for form in sent.values()):
        return _person_page(request, visit, account_id, **sent)
    return see_other(request, path_for("one_account", account_id=account_id, done=word))


def _person_page(request: Request, visit: Visiting, account_id: str, *, done: str = "", **sent: Any) -> Response:
    with visit.open() as desk:
        view = administration.open_person(desk, account_id)
        instruments = [(one.instrument.key, one.instrument.title) for one in desk.library.newest()]
        offered = places.offered(desk)
    line = view.line
    forms = {
        "facts": Form(FactsForm, name=line.name, job=line.job, agency=line.agency, team=line.team, stamp=view.stamp),
        "role": Form(RoleForm, role_agency=line.agency, role_team=line.team),
        "training": Form(TrainingForm),
        **sent,
    }
    failed = next((form for form in sent.values() if form.errors), forms["facts"])
    context = {
        "view": view,
        "all": forms,
        "form": failed,
        "roles": _ROLES,
        "offered": offered,
        "instruments": list(dict(instruments).items()),
    }
    return page(request, "accounts/one.html", {**context, "done": done, "role_name": role_name})


_ROLES = [(role.key, role.name, role.held_by) for role in ROLES]
