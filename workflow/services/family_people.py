"""The people of a family: adding and correcting children, adults and homes, who lives where, and who cares for whom.

Every function holds the family against other writers first, so that two people adding the same child are told so, and not both obeyed. What corrects
something says on which version of it; where another one stands, nothing is written (`CHANGED`), unless it says the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from gcp.answers import months_between
from gcp.words import day
from workflow.models import Adult, Care, Child, Household, Living
from workflow.rules.errors import Conflict, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.identifiers import NOT_NHS, NOT_UPN, nhs_number, pupil_number
from workflow.rules.roles import Permission
from workflow.services.desk import Desk
from workflow.services.names import one_line, take, taken_already
from workflow.storage import families as storage
from workflow.storage.facts import others_now

Row = TypeVar("Row")
OfFamily = TypeVar("OfFamily", Adult, Child, Household)
CHANGED = "Somebody else changed this while you had it open, so nothing of yours is saved yet. Look at both below, then save what is right."
ADULT_FROM_MONTHS = 18 * 12
LONGEST_WAIT = timedelta(days=300)
"""A child is expected at most this far ahead: a pregnancy, and some days for a date that was counted wrongly."""
NO_DATE = "Enter the date of birth or, for an unborn child, the date they are expected."
LONGEST_OVERDUE = timedelta(days=60)


@dataclass(frozen=True)
class NewChild:
    """A child as typed. Of `born` and `expected` exactly one is given, unless a child once expected has been born.

    `carers` maps ids of adults to how each is related to the child ("" where nobody said); `homes` are ids of households.
    """

    called: str
    surname: str = ""
    born: date | None = None
    expected: date | None = None
    nhs_number: str = ""
    upn: str = ""
    carers: Mapping[str, str] | None = None
    homes: Sequence[str] = ()


@dataclass(frozen=True)
class NewAdult:
    """An adult as typed: what the family calls them, and their full name where it is known.

    `cares_for` maps ids of children to how the adult is related to each ("" where nobody said); `homes` are ids of households.
    """

    called: str
    name: str = ""
    cares_for: Mapping[str, str] | None = None
    homes: Sequence[str] = ()


def found(row: Row | None) -> Row:
    """The row. Raises NotFound where there is none."""
    if row is None:
        raise NotFound
    return row


def family_to_change(desk: Desk, family_id: str, permission: Permission, subject_id: str | None = None) -> None:
    """Hold the family for this transaction. Raises NotFound where there is none, Refused where the person may not."""
    if storage.hold(desk.session, family_id) is None:
        raise NotFound
    desk.require(permission, storage.network(desk.session, family_id, desk.today), subject_id)


def _hold(desk: Desk, row: Child | Adult | Household) -> None:
    """Hold the family of a row that was found, and read the row anew: while we waited somebody else may have changed it."""
    family_to_change(desk, row.family_id, Permission.FAMILY_EDIT, row.id)
    storage.read_anew(desk.session, row)
    if not isinstance(row, Household) and row.merged_into_id:  # it turned out to be another meanwhile
        raise NotFound


def add_child(desk: Desk, family_id: str, new: NewChild) -> Child:
    """Add a child or unborn child, with who cares for them and where they live, as far as that is known. Needs `family:edit`.

    Raises Invalid with a sentence a field; NotFound where a carer or a home is not this family's.
    """
    family_to_change(desk, family_id, Permission.FAMILY_EDIT)
    row = Child(id=desk.new_id(), family_id=family_id, called="")
    _write_child(desk, row, new)
    carers, homes = new.carers or {}, list(dict.fromkeys(new.homes))
    _ours(carers, storage.adults(desk.session, family_id))
    at_home = _ours(homes, storage.households(desk.session, family_id))
    care = [_cares(desk, adult_id, row.id, adult_id, said) for adult_id, said in carers.items()]
    livings = [Living(id=desk.new_id(), household_id=home, child_id=row.id) for home in homes]
    _add(desk, [row, *care, *livings, *_further(at_home)], _changed(family_id, row.id, "child added"))
    return row


def correct_child(desk: Desk, child_id: str, new: NewChild, version: int) -> Child:
    """Correct what is written of a child, on top of the version that the page showed; for one that was expected and is now born, `expected` stays.
    Needs `family:edit`.

    Scorings keep the dates they were made with. Who cares and where the child lives is not changed here. Raises Conflict where another
    version stands that says something else.
    """
    row = found(storage.child(desk.session, child_id))
    _hold(desk, row)
    if row.version != version:
        as_typed = Child(**row.model_dump())
        _unless_same(row, as_typed, lambda: _write_child(desk, as_typed, new))
        return row
    before = row.model_dump()
    _write_child(desk, row, new)
    row.version += 1
    _change(desk, [row], _changed(row.family_id, row.id, "child corrected", others_now(row, before)))
    return row


def add_adult(desk: Desk, family_id: str, new: NewAdult) -> Adult:
    """Add a carer or another adult, with whom they care for and where they live, as far as that is known. Needs `family:edit`.

    Raises Invalid where the family calls somebody else the same; NotFound where a child or a home is not this family's.
    """
    family_to_change(desk, family_id, Permission.FAMILY_EDIT)
    row = Adult(id=desk.new_id(), family_id=family_id, called="")
    _write_adult(desk, row, new)
    cared_for, homes = new.cares_for or {}, list(dict.fromkeys(new.homes))
    children = _ours(cared_for, storage.children(desk.session, family_id))
    at_home = _ours(homes, storage.households(desk.session, family_id))
    care = [_cares(desk, row.id, child_id, child_id, said) for child_id, said in cared_for.items()]
    livings = [Living(id=desk.new_id(), household_id=home, adult_id=row.id) for home in homes]
    for child in children:
        child.care_version += 1
    _add(desk, [row, *care, *livings, *children, *_further(at_home)], _changed(family_id, row.id, "adult added"))
    return row


def correct_adult(desk: Desk, adult_id: str, new: NewAdult, version: int) -> Adult:
    """Correct what an adult is called, on top of the version that the page showed. Needs `family:edit`. Scorings keep the name they were made
    with. Raises Conflict where another version stands that says something else.
    """
    row = found(storage.adult(desk.session, adult_id))
    _hold(desk, row)
    if row.version != version:
        as_typed = Adult(**row.model_dump())
        _unless_same(row, as_typed, lambda: _write_adult(desk, as_typed, new))
        return row
    before = row.model_dump()
    _write_adult(desk, row, new)
    row.version += 1
    _change(desk, [row], _changed(row.family_id, row.id, "adult corrected", others_now(row, before)))
    return row


def add_household(desk: Desk, family_id: str, name: str, people: Mapping[str, str] | None = None) -> Household:
    """Add a home of the family, such as "Nan's house", and who lives there: as `set_household`. Needs `family:edit`."""
    family_to_change(desk, family_id, Permission.FAMILY_EDIT)
    row = Household(id=desk.new_id(), family_id=family_id, name=_home_name(desk, family_id, "", name))
    livings = _residents(desk, row, people or {}, {})
    _add(desk, [row, *livings], _changed(family_id, row.id, "household added"))
    return row


def set_household(desk: Desk, household_id: str, name: str, people: Mapping[str, str], version: int) -> Household:
    """Name a home and say who lives there: `people` maps ids of the family's children and adults to notes such as "weekends".

    Whoever is not named lives there no longer. Needs `family:edit`. Raises NotFound for somebody of another family; Conflict where another
    version stands than the page showed, and says something else.
    """
    row = found(storage.household(desk.session, household_id))
    _hold(desk, row)
    standing = _livings(desk, row)
    before, lives = row.model_dump(), {person_id: one.note for person_id, one in standing.items()}
    if row.version != version:
        if (row.name, lives) != (name.strip(), {key: note.strip() for key, note in people.items()}):
            raise Conflict(CHANGED)
        return row
    row.name = _home_name(desk, row.family_id, row.id, name)
    row.version += 1
    kept = _residents(desk, row, people, standing)
    gone = [living for person_id, living in standing.items() if person_id not in people]
    moved = lives != {one.child_id or one.adult_id: one.note for one in kept}
    fields = [*others_now(row, before), *(["living"] if moved else [])]
    _replace(desk, gone, [row, *kept], _changed(row.family_id, row.id, "household changed", fields))
    return row


def live_in(
    desk: Desk, household_id: str, *, child_id: str | None = None, adult_id: str | None = None, note: str = ""
) -> Living:
    """Say that one child or one adult lives in a home, wholly or in part (`note`). Repeated, it changes the note only.

    Needs `family:edit`. Raises NotFound for somebody of another family; ValueError unless exactly one person is named.
    """
    if (child_id is None) == (adult_id is None):
        raise ValueError("One child or one adult lives in a home.")
    row = found(storage.household(desk.session, household_id))
    _hold(desk, row)
    person_id = child_id or adult_id or ""
    if child_id:
        _ours([person_id], storage.children(desk.session, row.family_id))
    else:
        _ours([person_id], storage.adults(desk.session, row.family_id))
    (living,) = _residents(desk, row, {person_id: note}, _livings(desk, row))
    event = _changed(row.family_id, row.id, "household changed", ["living"])
    _change(desk, [living, *_further([row])], event)
    return living


def cares_for(desk: Desk, adult_id: str, child_id: str, relationship: str = "") -> Care:
    """Say that an adult cares for a child, and how they are related. Repeated, it changes the relationship only.

    Needs `family:edit`. Raises NotFound where the adult is not of the child's family.
    """
    child = found(storage.child(desk.session, child_id))
    _hold(desk, child)
    _ours([adult_id], storage.adults(desk.session, child.family_id))
    standing = {one.adult_id: one for one in storage.care(desk.session, child.family_id) if one.child_id == child.id}
    row = standing.get(adult_id) or Care(id=desk.new_id(), adult_id=adult_id, child_id=child.id)
    row.relationship = one_line("relationship", relationship)
    child.care_version += 1
    _change(desk, [row, child], _changed(child.family_id, child.id, "care changed"))
    return row


def set_care(desk: Desk, child_id: str, carers: Mapping[str, str], version: int) -> Child:
    """Say who cares for a child now: ids of adults with how each is related. Whoever is not named cares no longer. `version` is the
    `care_version` that the page showed.

    Needs `family:edit`. Raises NotFound for an adult of another family; Conflict where another version stands and says something else.
    Scorings keep the carers they were made with.
    """
    child = found(storage.child(desk.session, child_id))
    _hold(desk, child)
    _ours(carers, storage.adults(desk.session, child.family_id))
    standing = {one.adult_id: one for one in storage.care(desk.session, child.family_id) if one.child_id == child.id}
    if child.care_version != version:
        said_now = {adult_id: one.relationship for adult_id, one in standing.items()}
        if said_now != {adult_id: said.strip() for adult_id, said in carers.items()}:
            raise Conflict(CHANGED)
        return child
    gone = [care for adult_id, care in standing.items() if adult_id not in carers]
    kept: list[storage.FamilyRow] = [child]
    child.care_version += 1
    for adult_id, said in carers.items():
        care = standing.get(adult_id) or Care(id=desk.new_id(), adult_id=adult_id, child_id=child.id)
        care.relationship = one_line(f"relationship_{adult_id}", said)
        kept.append(care)
    _replace(desk, gone, kept, _changed(child.family_id, child.id, "care changed"))
    return child


def _write_child(desk: Desk, row: Child, new: NewChild) -> None:
    others = [other for other in storage.children(desk.session, row.family_id) if other.id != row.id]
    faults: dict[str, str] = {}
    called = take(faults, "called", new.called, "Enter the name that the child is called by.")
    surname = take(faults, "surname", new.surname)
    if called != row.called and taken_already(called, (other.called for other in others)):
        faults["called"] = f"There is already a {called} in this family. Add something that tells them apart."
    faults |= _born_faults(new, row, desk.today) | _expected_faults(new, row, desk.today)
    number = _number(faults, "nhs_number", new.nhs_number, {one.nhs_number: one.called for one in others})
    upn = _number(faults, "upn", new.upn, {one.upn: one.called for one in others})
    if faults:
        raise Invalid(faults)
    row.called, row.surname, row.born, row.nhs_number, row.upn = called, surname, new.born, number, upn
    row.expected = new.expected or row.expected


def _born_faults(new: NewChild, row: Child, today: date) -> dict[str, str]:
    """What is wrong with the date of birth, unless it stands there already: a child may turn 18 while the record is kept."""
    if new.born is None:
        return {} if new.expected else {"born": NO_DATE}
    if new.expected and not row.expected:
        return {"born": "Enter the date of birth or the date expected, not both."}
    if new.born > today:
        return {"born": f"{day(new.born)} has not come yet. For an unborn child, enter the date expected instead."}
    if new.born != row.born and months_between(new.born, today) >= ADULT_FROM_MONTHS:
        return {"born": "This child would be 18 or older. A care profile is for a child under 18; check the year."}
    return {}


def _expected_faults(new: NewChild, row: Child, today: date) -> dict[str, str]:
    if new.expected is None or new.expected == row.expected:
        return {}
    if new.expected > today + LONGEST_WAIT:
        return {"expected": f"{day(new.expected)} is more than 10 months away. Check the date expected."}
    if new.born is None and new.expected < today - LONGEST_OVERDUE:
        return {"expected": f"{day(new.expected)} is long past. If the child is born, enter the date of birth."}
    return {}


def _number(faults: dict[str, str], field: str, typed: str, others: Mapping[str | None, str]) -> str | None:
    """A child's number, tidied; None where nothing was typed, or with a sentence into `faults`. `others` are the numbers in the family."""
    if not typed.strip():
        return None
    number = nhs_number(typed) if field == "nhs_number" else pupil_number(typed)
    if number is None:
        faults[field] = NOT_NHS if field == "nhs_number" else NOT_UPN
    elif number in others:
        what = "NHS number" if field == "nhs_number" else "UPN"
        faults[field] = f"This is the {what} of {others[number]}. Each child has their own."
    return number


def _write_adult(desk: Desk, row: Adult, new: NewAdult) -> None:
    faults: dict[str, str] = {}
    called = take(faults, "called", new.called, "Enter what the family calls this adult, such as Mum or Marek.")
    name = take(faults, "name", new.name)
    others = [other.called for other in storage.adults(desk.session, row.family_id) if other.id != row.id]
    if called != row.called and taken_already(called, others):
        faults["called"] = f"There is already a {called} in this family. Add something, such as {called} (Marek)."
    if faults:
        raise Invalid(faults)
    row.called, row.name = called, name


def _home_name(desk: Desk, family_id: str, household_id: str, typed: str) -> str:
    faults: dict[str, str] = {}
    name = take(faults, "name", typed, "Enter what the family calls this home, such as Nan's house.")
    names = {one.id: one.name for one in storage.households(desk.session, family_id)}
    # Two that were called the same when their records were put together can stay so.
    if name != names.pop(household_id, "") and taken_already(name, names.values()):
        faults["name"] = f"There is already a home called {name}. Call this one something else."
    if faults:
        raise Invalid(faults)
    return name


def _ours(ids: Sequence[str] | Mapping[str, str], rows: Sequence[OfFamily]) -> list[OfFamily]:
    """The rows of these ids. Those of another family are not found, whatever they may be elsewhere."""
    if not set(ids) <= {row.id for row in rows}:
        raise NotFound
    return [row for row in rows if row.id in ids]


def _further(homes: Sequence[Household]) -> Sequence[Household]:
    """Homes in which somebody lives now who did not: the next version of each."""
    for home in homes:
        home.version += 1
    return homes


def _unless_same(row: Child | Adult, as_typed: Child | Adult, write: Callable[[], None]) -> None:
    """Raise Conflict where what was typed on an older version says something else than what stands."""
    try:
        write()
    except Invalid:
        raise Conflict(CHANGED) from None
    if as_typed.model_dump() != row.model_dump():
        raise Conflict(CHANGED)


def _changed(family_id: str, subject_id: str, what: str, fields: Sequence[str] = ()) -> Event:
    """What the trail says of it: which facts, and never what they are. What they were is kept beside it (`storage.facts`)."""
    return Event("family.changed", family_id, subject_id, {"what": what, "fields": list(fields)})


def _livings(desk: Desk, row: Household) -> dict[str, Living]:
    """Who lives in a home, by the id of the child or adult."""
    here = [one for one in storage.livings(desk.session, row.family_id) if one.household_id == row.id]
    return {one.child_id or one.adult_id or "": one for one in here}


def _residents(desk: Desk, row: Household, people: Mapping[str, str], standing: Mapping[str, Living]) -> list[Living]:
    """The rows that say who lives in a home, those that stand with their new notes. Raises NotFound for people of another family."""
    children = {child.id for child in storage.children(desk.session, row.family_id)}
    adults = {adult.id for adult in storage.adults(desk.session, row.family_id)}
    if not set(people) <= children | adults:
        raise NotFound
    rows = []
    for person_id, note in people.items():
        child_id, adult_id = (person_id, None) if person_id in children else (None, person_id)
        new = Living(id=desk.new_id(), household_id=row.id, child_id=child_id, adult_id=adult_id)
        living = standing.get(person_id, new)
        living.note = one_line(f"note_{person_id}", note)
        rows.append(living)
    return rows


def _cares(desk: Desk, adult_id: str, child_id: str, asked_by: str, said: str) -> Care:
    """Who cares for whom; `asked_by` is the id in the name of the field where the relationship was typed."""
    relationship = one_line(f"relationship_{asked_by}", said)
    return Care(id=desk.new_id(), adult_id=adult_id, child_id=child_id, relationship=relationship)


def _add(desk: Desk, rows: Sequence[storage.FamilyRow], event: Event) -> None:
    storage.add(desk.session, rows, event=event, at=desk.now, by=desk.who.person_id)


def _change(desk: Desk, rows: Sequence[storage.FamilyRow], event: Event) -> None:
    storage.change(desk.session, rows, event=event, at=desk.now, by=desk.who.person_id)


def _replace(desk: Desk, gone: Sequence[Care | Living], standing: Sequence[storage.FamilyRow], event: Event) -> None:
    storage.replace(desk.session, gone, standing, event=event, at=desk.now, by=desk.who.person_id)
