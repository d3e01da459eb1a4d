"""The homes of a family: adding one, naming it, and saying who lives there."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.errors import Conflict, NotFound
from workflow.rules.roles import Permission
from workflow.services import families
from workflow.services.families import FamilyView
from workflow.services.family_views import HouseholdView
from workflow.web.both import Both, Met, differing, said, shown, status
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Fields, OpaqueId, one_line
from workflow.web.forms import Form
from workflow.web.per_person import as_typed, chosen_words, with_words
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.versions import NO_VERSION, Version

router = APIRouter(prefix="/families/{family_id}/households", dependencies=[Requires(Permission.FAMILY_EDIT)])


class HouseholdForm(Fields):
    """How a home is called and who lives there; a field `note_…` a person is added to it."""

    version: Version = NO_VERSION
    name: Annotated[str, one_line(80)] = Field("", title="what the family calls this home")
    people: list[OpaqueId] = Field([], title="who lives there")


@router.get("/new", name="new_household")
def new_household(request: Request, visit: Visiting, family_id: str) -> Response:
    """The form for a home."""
    family = _family(visit, family_id)
    return _page(request, family, None, Form(_form(family)))


@router.post("/new", name="add_household")
def add_household(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Add the home."""
    family = _family(visit, family_id)
    form = Form(_form(family), posted)
    with form, visit.open() as desk:
        value = form.value
        families.add_household(desk, family_id, value.name, chosen_words(value, "note", value.people))
    if form.errors:
        return _page(request, family, None, form)
    return see_other(request, path_for("family", family_id=family_id, done="home-added"))


@router.get("/{household_id}/edit", name="edit_household")
def edit_household(request: Request, visit: Visiting, family_id: str, household_id: str) -> Response:
    """The form for a home that is there."""
    family, home = _home(visit, family_id, household_id)
    notes = {one.person_id: one.note for one in home.people}
    stands = {"version": home.version, "name": home.name, "people": list(notes), **as_typed("note", notes)}
    form = Form(_form(family), **stands)
    return _page(request, family, home, form)


@router.post("/{household_id}/edit", name="set_household")
def set_household(request: Request, visit: Visiting, family_id: str, household_id: str, posted: PostedForm) -> Response:
    """Name the home and say who lives there now."""
    family, home = _home(visit, family_id, household_id)
    form = Form(_form(family), posted)
    try:
        with form, visit.open() as desk:
            value = form.value
            lives = chosen_words(value, "note", value.people)
            families.set_household(desk, household_id, value.name, lives, value.version)
    except Conflict as met:
        return _page(request, *_home(visit, family_id, household_id), form, met.sentence)
    if form.errors:
        return _page(request, family, home, form)
    return see_other(request, path_for("family", family_id=family_id, done="home-changed"))


def _family(visit: Visiting, family_id: str) -> FamilyView:
    with visit.open() as desk:
        return families.family_to_edit(desk, family_id)


def _home(visit: Visiting, family_id: str, household_id: str) -> tuple[FamilyView, HouseholdView]:
    family = _family(visit, family_id)
    home = family.household(household_id)
    if home is None:
        raise NotFound
    return family, home


def _page(
    request: Request, family: FamilyView, home: HouseholdView | None, form: Form[HouseholdForm], changed: str = ""
) -> Response:
    residents = [(child.id, child.called, "") for child in family.children]
    residents += [(adult.id, adult.called, adult.name) for adult in family.adults]
    met = None
    if changed and home:
        met = Met(changed, home.version, _differs(home, form.value, {key: name for key, name, _ in residents}))
    context = {"family": family, "home": home, "residents": residents, "form": form, **shown(form, met)}
    return page(request, "people/household.html", context, status=status(met))


def _differs(home: HouseholdView, value: HouseholdForm, names: dict[str, str]) -> list[Both]:
    lives, typed = {one.person_id: one.note for one in home.people}, chosen_words(value, "note", value.people)
    stands = {"Name": home.name, "Who lives there": said(lives, names)}
    return differing(stands, {"Name": value.name, "Who lives there": said(typed, names)})


def _form(family: FamilyView) -> type[HouseholdForm]:
    people = [*((child.id, child.called) for child in family.children), *((a.id, a.called) for a in family.adults)]
    return with_words(HouseholdForm, "note", people, "the note on {name}")
