"""The children and adults of a family: adding them, correcting them, and saying who cares for whom."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.answering import Answers
from workflow.rules.errors import Conflict, Invalid, NotFound
from workflow.rules.identifiers import grouped_nhs_number, nhs_number
from workflow.rules.roles import Permission
from workflow.services import duplicates, families
from workflow.services.duplicates import TOO_MANY, WORDS_LENGTH, Hint, Looked
from workflow.services.families import FamilyView, NewAdult, NewChild
from workflow.services.family_people import NO_DATE
from workflow.services.family_views import AdultView, ChildView
from workflow.web.both import Met, differing, said, shown, status
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Day, Fields, OpaqueId, one_line, plain_text
from workflow.web.filters import day
from workflow.web.forms import Form
from workflow.web.per_person import as_typed, chosen_words, with_words
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other
from workflow.web.versions import NO_VERSION, Version

router = APIRouter(prefix="/families/{family_id}", dependencies=[Requires(Permission.FAMILY_EDIT)])
Name = Annotated[str, one_line(80)]
_MISSING = {
    "": {"stage": "Choose whether the child has been born."},
    "born": {"born": "Enter the date of birth."},
    "unborn": {"expected": "Enter the date the child is expected. An estimate will do."},
}


class ChildForm(Fields):
    """A child's own details. `stage` says which of the two dates is meant. The service says what is missing, so that all is said at once."""

    called: Name = Field("", title="the name the child is called by")
    surname: Name = Field("", title="the surname")
    stage: Literal["born", "unborn"] | None = Field(None, title="whether the child has been born")
    born: Day | None = Field(None, title="the date of birth")
    expected: Day | None = Field(None, title="the date the child is expected")
    nhs_number: Annotated[str, one_line(40)] = Field("", title="the NHS number")
    upn: Annotated[str, one_line(40)] = Field("", title="the unique pupil number")
    version: Version = NO_VERSION


class CareForm(Fields):
    """Who cares for a child; a field `relationship_…` an adult is added to it."""

    version: Version = NO_VERSION
    carers: list[OpaqueId] = Field([], title="who cares for the child")


class MayExist(Fields):
    """What somebody wants to do who was told that another record may be of the child."""

    then: Literal["go-on", "ask"] | None = Field(None, title="what to do about a record that may exist")
    about: Annotated[str, plain_text(WORDS_LENGTH)] = Field("", title="why you go on, or what you ask")


class CorrectedChildForm(ChildForm, MayExist):
    """A child's details as they are to be."""


class NewChildForm(ChildForm, CareForm, MayExist):
    """A child's details, who cares for them, and where they live."""

    homes: list[OpaqueId] = Field([], title="where the child lives")


class AdultForm(Fields):
    """What an adult is called; the service says what is missing."""

    called: Name = Field("", title="what the family calls this adult")
    name: Name = Field("", title="the full name")
    version: Version = NO_VERSION


class NewAdultForm(AdultForm):
    """What an adult is called, whom they care for, and where they live; a field `relationship_…` a child is added to it."""

    children: list[OpaqueId] = Field([], title="whom this adult cares for")
    homes: list[OpaqueId] = Field([], title="where this adult lives")


@router.get("/children/new", name="new_child")
def new_child(request: Request, visit: Visiting, family_id: str) -> Response:
    """The form for a child."""
    family = _family(visit, family_id)
    return _new_child_page(request, family, Form(_new_child_form(family)))


@router.post("/children/new", name="add_child")
def add_child(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Add the child; where a record may exist already, only once it is said why, or ask those who have it."""
    family = _family(visit, family_id)
    form = Form(_new_child_form(family), posted)
    hints: tuple[Hint, ...] = ()
    done = "child-added"
    with form, visit.open() as desk:
        value = form.value
        new = _child_facts(value, chosen_words(value, "relationship", value.carers), value.homes)
        hints = _hints(form, duplicates.look(desk, family_id, new))
    if form.errors or (hints and not form.value.then):
        return _new_child_page(request, family, form, hints)
    with form, _missing_date_at(form), visit.open() as desk:
        if hints and value.then == "ask":
            done = _asked(duplicates.ask(desk, family_id, new, value.about))
        else:
            families.add_child(desk, family_id, new)
            if hints:
                duplicates.go_on(desk, family_id, new, value.about)
    if form.errors:
        return _new_child_page(request, family, form, hints)
    return _done(request, family_id, done)


@router.get("/children/{child_id}/edit", name="edit_child")
def edit_child(request: Request, visit: Visiting, family_id: str, child_id: str) -> Response:
    """The form for a child's details."""
    family, child = _child(visit, family_id, child_id)
    form = Form(
        CorrectedChildForm,
        called=child.called,
        surname=child.surname,
        stage="born" if child.born else "unborn",
        born=child.born,
        expected=child.expected,
        nhs_number=child.nhs_number,
        upn=child.upn,
        version=child.version,
    )
    return _child_page(request, family, child, form)


@router.post("/children/{child_id}/edit", name="correct_child")
def correct_child(request: Request, visit: Visiting, family_id: str, child_id: str, posted: PostedForm) -> Response:
    """Correct a child's details; an unborn child is born here too. Where another record may be of it, only once it is said why, or ask."""
    family, child = _child(visit, family_id, child_id)
    form = Form(CorrectedChildForm, posted)
    hints: tuple[Hint, ...] = ()
    done = "child-changed"
    with form, visit.open() as desk:
        new = _child_facts(form.value)
        hints = _hints(form, duplicates.look(desk, family_id, new, child_id))
    if form.errors or (hints and not form.value.then):
        return _child_page(request, family, child, form, hints=hints)
    try:
        with form, _missing_date_at(form), visit.open() as desk:
            value = form.value
            if hints and value.then == "ask":
                done = _asked(duplicates.ask(desk, family_id, new, value.about, child_id))
            else:
                if hints:  # before it is written: it is told from what stands
                    duplicates.go_on(desk, family_id, new, value.about, child_id)
                families.correct_child(desk, child_id, new, value.version)
    except Conflict as met:
        return _child_page(request, *_child(visit, family_id, child_id), form, met.sentence, hints)
    if form.errors:
        return _child_page(request, family, child, form, hints=hints)
    return _done(request, family_id, done)


@router.get("/children/{child_id}/care", name="care")
def care(request: Request, visit: Visiting, family_id: str, child_id: str) -> Response:
    """The form for who cares for a child."""
    family, child = _child(visit, family_id, child_id)
    said = {carer.adult_id: carer.relationship for carer in child.carers}
    form = Form(_care_form(family), version=child.care_version, carers=list(said), **as_typed("relationship", said))
    return _care_page(request, family, child, form)


@router.post("/children/{child_id}/care", name="set_care")
def set_care(request: Request, visit: Visiting, family_id: str, child_id: str, posted: PostedForm) -> Response:
    """Say who cares for a child now."""
    family, child = _child(visit, family_id, child_id)
    form = Form(_care_form(family), posted)
    try:
        with form, visit.open() as desk:
            value = form.value
            families.set_care(desk, child_id, chosen_words(value, "relationship", value.carers), value.version)
    except Conflict as met:
        return _care_page(request, *_child(visit, family_id, child_id), form, met.sentence)
    if form.errors:
        return _care_page(request, family, child, form)
    return _done(request, family_id, "care-changed")


@router.get("/adults/new", name="new_adult")
def new_adult(request: Request, visit: Visiting, family_id: str) -> Response:
    """The form for an adult."""
    family = _family(visit, family_id)
    return _new_adult_page(request, family, Form(_new_adult_form(family)))


@router.post("/adults/new", name="add_adult")
def add_adult(request: Request, visit: Visiting, family_id: str, posted: PostedForm) -> Response:
    """Add the adult."""
    family = _family(visit, family_id)
    form = Form(_new_adult_form(family), posted)
    with form, visit.open() as desk:
        value = form.value
        cared_for = chosen_words(value, "relationship", value.children)
        families.add_adult(desk, family_id, NewAdult(value.called, value.name, cared_for, value.homes))
    if form.errors:
        return _new_adult_page(request, family, form)
    return _done(request, family_id, "adult-added")


@router.get("/adults/{adult_id}/edit", name="edit_adult")
def edit_adult(request: Request, visit: Visiting, family_id: str, adult_id: str) -> Response:
    """The form for what an adult is called."""
    family, adult = _adult(visit, family_id, adult_id)
    form = Form(AdultForm, called=adult.called, name=adult.name, version=adult.version)
    return _adult_page(request, family, adult, form)


@router.post("/adults/{adult_id}/edit", name="correct_adult")
def correct_adult(request: Request, visit: Visiting, family_id: str, adult_id: str, posted: PostedForm) -> Response:
    """Correct what an adult is called."""
    family, adult = _adult(visit, family_id, adult_id)
    form = Form(AdultForm, posted)
    try:
        with form, visit.open() as desk:
            value = form.value
            families.correct_adult(desk, adult_id, NewAdult(value.called, value.name), value.version)
    except Conflict as met:
        return _adult_page(request, *_adult(visit, family_id, adult_id), form, met.sentence)
    if form.errors:
        return _adult_page(request, family, adult, form)
    return _done(request, family_id, "adult-changed")


def _family(visit: Visiting, family_id: str) -> FamilyView:
    with visit.open() as desk:
        return families.family_to_edit(desk, family_id)


def _child(visit: Visiting, family_id: str, child_id: str) -> tuple[FamilyView, ChildView]:
    family = _family(visit, family_id)
    child = family.child(child_id)
    if child is None:
        raise NotFound
    return family, child


def _adult(visit: Visiting, family_id: str, adult_id: str) -> tuple[FamilyView, AdultView]:
    family = _family(visit, family_id)
    adult = family.adult(adult_id)
    if adult is None:
        raise NotFound
    return family, adult


def _new_child_page(
    request: Request, family: FamilyView, form: Form[NewChildForm], hints: tuple[Hint, ...] = ()
) -> Response:
    context = {"family": family, "child": None, "adults": _adults(family), "form": form, "hints": hints}
    return page(request, "people/new_child.html", context, status=422 if hints else None)


def _child_page(  # noqa: PLR0917  # what stands, what was typed, and what became of it
    request: Request,
    family: FamilyView,
    child: ChildView,
    form: Form[CorrectedChildForm],
    changed: str = "",
    hints: tuple[Hint, ...] = (),
) -> Response:
    stands = NewChild(child.called, child.surname, child.born, child.expected, child.nhs_number, child.upn)
    met = None
    if changed:
        differs = differing(_in_words(stands), _in_words(_child_facts(form.value), child))
        met = Met(changed, child.version, differs)
    context = {"family": family, "child": child, "form": form, "hints": hints, **shown(form, met)}
    return page(request, "people/edit_child.html", context, status=status(met) or (422 if hints else None))


def _hints(form: Form[Any], looked: Looked) -> tuple[Hint, ...]:
    """What is told of other records; the form says where no more is told today."""
    if looked.too_many:
        form.add_errors({"": TOO_MANY})
    return looked.hints


def _asked(who: Sequence[Answers]) -> str:
    """The word for who is asked; where that is not the same for every record, the one that leaves it open."""
    return f"record-asked-{who[0]}" if len(who) == 1 else "record-asked"


def _in_words(facts: NewChild, stands: ChildView | None = None) -> dict[str, str]:
    """What is written of a child, line by line. The day a child was expected on stays with one that `stands`, once it is born."""
    expected = facts.expected or (stands.expected if stands and facts.born else None)
    return {
        "Called": facts.called,
        "Surname": facts.surname,
        "Date of birth": day(facts.born, ""),
        "Date expected": day(expected, ""),
        "NHS number": grouped_nhs_number(nhs_number(facts.nhs_number) or facts.nhs_number),
        "Unique pupil number": facts.upn,
    }


def _adult_page(
    request: Request, family: FamilyView, adult: AdultView, form: Form[AdultForm], changed: str = ""
) -> Response:
    met = None
    if changed:
        stands = {"Called": adult.called, "Full name": adult.name}
        differs = differing(stands, {"Called": form.value.called, "Full name": form.value.name})
        met = Met(changed, adult.version, differs)
    context = {"family": family, "adult": adult, "form": form, **shown(form, met)}
    return page(request, "people/edit_adult.html", context, status=status(met))


def _care_page(
    request: Request, family: FamilyView, child: ChildView, form: Form[CareForm], changed: str = ""
) -> Response:
    met = None
    if changed:
        names = {adult.id: adult.called for adult in family.adults}
        stands = said({carer.adult_id: carer.relationship for carer in child.carers}, names)
        typed = said(chosen_words(form.value, "relationship", form.value.carers), names)
        met = Met(changed, child.care_version, differing({"Who cares": stands}, {"Who cares": typed}))
    context = {"family": family, "child": child, "adults": _adults(family), "form": form, **shown(form, met)}
    return page(request, "people/care.html", context, status=status(met))


def _new_adult_page(request: Request, family: FamilyView, form: Form[NewAdultForm]) -> Response:
    children = [(child.id, child.called, "") for child in family.children]
    return page(request, "people/new_adult.html", {"family": family, "children": children, "form": form})


def _adults(family: FamilyView) -> list[tuple[str, str, str]]:
    return [(adult.id, adult.called, adult.name if adult.name != adult.called else "") for adult in family.adults]


def _new_child_form(family: FamilyView) -> type[NewChildForm]:
    adults = [(adult.id, adult.called) for adult in family.adults]
    return with_words(NewChildForm, "relationship", adults, "how {name} is related to the child")


def _care_form(family: FamilyView) -> type[CareForm]:
    adults = [(adult.id, adult.called) for adult in family.adults]
    return with_words(CareForm, "relationship", adults, "how {name} is related to the child")


def _new_adult_form(family: FamilyView) -> type[NewAdultForm]:
    children = [(child.id, child.called) for child in family.children]
    return with_words(NewAdultForm, "relationship", children, "how this adult is related to {name}")


def _child_facts(value: ChildForm, carers: dict[str, str] | None = None, homes: list[str] | None = None) -> NewChild:
    """The child as typed, with the date that is meant."""
    born = None if value.stage == "unborn" else value.born
    expected = None if value.stage == "born" else value.expected
    return NewChild(value.called, value.surname, born, expected, value.nhs_number, value.upn, carers, homes or ())


@contextmanager
def _missing_date_at(form: Form[Any]) -> Iterator[None]:
    """Says that a date is missing where the page asked for it; the service does not know which of the two that was."""
    try:
        yield
    except Invalid as refused:
        fields = dict(refused.fields)
        if fields.get("born") == NO_DATE:
            del fields["born"]
            fields |= _MISSING[form.typed("stage").strip()]
        raise Invalid(fields) from None


def _done(request: Request, family_id: str, done: str) -> Response:
    return see_other(request, path_for("family", family_id=family_id, done=done))
