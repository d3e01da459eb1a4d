"""What the pages of families show, gathered from rows into values: nothing here decides who may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gcp.answers import Child as Aged
from workflow.models import Adult, Care, Child, Family, Household, Living, Part
from workflow.rules.cases import CLOSED
from workflow.rules.identifiers import grouped_nhs_number
from workflow.rules.involvement import why_it_cannot_end
from workflow.rules.roles import Permission
from workflow.services.beginnings import History
from workflow.services.following_up import FollowUp
from workflow.services.latest_grades import GradesNow, newest
from workflow.storage.families import ScoringLine
from workflow.storage.involved import Professional

_NOT_YOURS = "You can read this family. Its people and their details are changed by those who work with it."
_NO_CHILD = "A scoring is of one child. Add a child first."
_NO_CARER = "A scoring is of a child with a carer. Say first who cares for the child."


@dataclass(frozen=True)
class CarerView:
    """Somebody who cares for a child: their id, what the family calls them, and how they are related ("" where nobody said)."""

    adult_id: str
    called: str
    relationship: str


@dataclass(frozen=True)
class ChildView:
    """A child as the family page shows them. `age_months` is None while unborn; `latest` is the newest signed-off scoring with each carer."""

    id: str
    called: str
    surname: str
    born: date | None
    expected: date | None
    age_months: int | None
    nhs_number: str
    upn: str
    carers: tuple[CarerView, ...]
    latest: tuple[ScoringLine, ...] = ()
    version: int = 0
    care_version: int = 0


@dataclass(frozen=True)
class AdultView:
    """An adult of the family, and what the children they care for are called."""

    id: str
    called: str
    name: str
    cares_for: tuple[str, ...]
    version: int = 0


@dataclass(frozen=True)
class AtHome:
    """Somebody who lives in a home: the child or the adult, and the note that goes with it, such as "weekends"."""

    child: ChildView | None
    adult: AdultView | None
    note: str

    @property
    def person_id(self) -> str:
        """The id of the child or the adult."""
        return self.child.id if self.child else self.adult.id if self.adult else ""


@dataclass(frozen=True)
class HouseholdView:
    """A home and who lives there, children first, eldest first."""

    id: str
    name: str
    people: tuple[AtHome, ...]
    version: int = 0


@dataclass(frozen=True)
class InvolvementView:
    """A professional's part; `closed` says that their account is. `cannot_end` is the sentence where it cannot be ended as it stands, "" where it can."""

    id: str
    person_id: str
    name: str
    job: str
    agency: str
    part: str
    since: date
    until: date | None
    reason: str
    end_reason: str
    closed: bool
    cannot_end: str

    @property
    def endless(self) -> bool:
        """Whether it runs until somebody ends it. The lead does not: it goes on until it is handed over."""
        return self.until is None and self.part != Part.LEAD


@dataclass(frozen=True)
class FamilyView:
    """Everything the family page shows, as it stands today. `alone` are people of whom nobody has said where they live.

    `due` is what supervisors asked for next, the earliest first.
    `grades` are those of each child's newest scorings, by scoring id; `titles` how the instruments are called that are not graded, by edition
    id. `cannot_start` says why no scoring can be started yet, "" where one can; `read_only` that this person changes nothing here; `practice`
    that the family is invented; `closed_on` since when the work is closed; `kept` until when the record is kept, "" for
    whoever has nothing to do with that.
    """

    id: str
    name: str
    today: date
    children: tuple[ChildView, ...]
    adults: tuple[AdultView, ...]
    households: tuple[HouseholdView, ...]
    alone: tuple[AtHome, ...]
    involved: tuple[InvolvementView, ...]
    involved_before: tuple[InvolvementView, ...]
    scorings: tuple[ScoringLine, ...]
    grades: Mapping[str, GradesNow]
    due: tuple[FollowUp, ...]
    titles: Mapping[str, str]
    history: History | None
    may_edit: bool
    may_involve: bool
    sees_issued: bool
    may_start: bool
    may_see_trail: bool
    cannot_start: str
    read_only: str
    practice: bool = False
    closed_on: date | None = None
    kept: str = ""
    may_close: bool = False
    may_keep: bool = False
    may_merge: bool = False

    @property
    def title(self) -> str:
        """How pages speak of the family: "Example family"."""
        return title_of(self.name)

    @property
    def shows_grid(self) -> bool:
        """Whether the grid of the family has something to set side by side."""
        return bool(self.grades)

    @property
    def lead(self) -> InvolvementView | None:
        """The lead practitioner today; on the day of a handover whoever takes over."""
        leads = [one for one in self.involved if one.part == Part.LEAD and one.since <= self.today]
        return max(leads, key=lambda one: one.since, default=None)

    def child(self, child_id: str) -> ChildView | None:
        """The child of that id, if it is one of this family."""
        return next((one for one in self.children if one.id == child_id), None)

    def adult(self, adult_id: str) -> AdultView | None:
        """The adult of that id, if it is one of this family."""
        return next((one for one in self.adults if one.id == adult_id), None)

    def household(self, household_id: str) -> HouseholdView | None:
        """The home of that id, if it is one of this family."""
        return next((one for one in self.households if one.id == household_id), None)

    def involvement(self, involvement_id: str) -> InvolvementView | None:
        """The part of that id, past or present, if it is in this family."""
        return next((one for one in (*self.involved, *self.involved_before) if one.id == involvement_id), None)


def title_of(name: str) -> str:
    """How pages speak of a family: "Example family"; as it is where its name says so itself."""
    return name if "family" in name.casefold() else f"{name} family"


@dataclass(frozen=True)
class FamilyRows:
    """The rows of one family, as storage gives them."""

    family: Family
    children: Sequence[Child]
    adults: Sequence[Adult]
    households: Sequence[Household]
    care: Sequence[Care]
    livings: Sequence[Living]
    professionals: Sequence[Professional]
    scorings: Sequence[ScoringLine]
    grades: Mapping[str, GradesNow]
    titles: Mapping[str, str]
    due: tuple[FollowUp, ...] = ()
    history: History | None = None


def family_view(rows: FamilyRows, permissions: frozenset[Permission], today: date) -> FamilyView:
    """The family page's values. `permissions` only decide which actions are offered."""
    children = tuple(_child(row, rows, today) for row in rows.children)
    adults = tuple(_adult(row, rows) for row in rows.adults)
    homes, alone = _homes(rows, children, adults)
    parts = [_involvement(one, today) for one in rows.professionals]
    may_edit = Permission.FAMILY_EDIT in permissions
    may_involve = Permission.INVOLVEMENT_EDIT in permissions
    return FamilyView(
        id=rows.family.id,
        name=rows.family.name,
        today=today,
        children=children,
        adults=adults,
        households=homes,
        alone=alone,
        involved=tuple(sorted((one for one in parts if _stands(one, today)), key=lambda one: one.part != Part.LEAD)),
        involved_before=tuple(one for one in parts if not _stands(one, today)),
        scorings=tuple(rows.scorings),
        grades=rows.grades,
        due=rows.due,
        titles=rows.titles,
        history=rows.history,
        closed_on=rows.family.closed_on,
        may_close=Permission.FAMILY_CLOSE in permissions,
        may_keep=Permission.RESTRICTION_LOOK_AFTER in permissions,
        may_merge=Permission.RECORD_MERGE in permissions and not rows.family.practice,
        may_edit=may_edit,
        may_involve=may_involve,
        sees_issued=Permission.ISSUED_READ in permissions,
        may_start=Permission.SCORING_START in permissions,
        may_see_trail=Permission.TRAIL_FAMILY in permissions,
        cannot_start=CLOSED if rows.family.closed_on else _cannot_start(children),
        read_only="" if may_edit or may_involve else _NOT_YOURS,
        practice=rows.family.practice,
    )


def _stands(one: InvolvementView, today: date) -> bool:
    """Whether a part runs today or has been agreed for later."""
    return one.until is None or one.until >= today


def _cannot_start(children: Sequence[ChildView]) -> str:
    if not children:
        return _NO_CHILD
    return "" if any(child.carers for child in children) else _NO_CARER


def _child(row: Child, rows: FamilyRows, today: date) -> ChildView:
    adults = {adult.id: adult for adult in rows.adults}
    carers = [
        CarerView(one.adult_id, adults[one.adult_id].called, one.relationship)
        for one in rows.care
        if one.child_id == row.id
    ]
    return ChildView(
        id=row.id,
        called=row.called,
        surname=row.surname,
        born=row.born,
        expected=row.expected,
        age_months=Aged(row.born, row.expected).age_months(today),
        nhs_number=grouped_nhs_number(row.nhs_number),
        upn=row.upn or "",
        carers=tuple(sorted(carers, key=lambda one: one.called)),
        latest=tuple(line for line, _ in newest(rows.scorings) if line.child_id == row.id),
        version=row.version,
        care_version=row.care_version,
    )


def _adult(row: Adult, rows: FamilyRows) -> AdultView:
    cared_for = {one.child_id for one in rows.care if one.adult_id == row.id}
    called = tuple(c.called for c in rows.children if c.id in cared_for)
    return AdultView(row.id, row.called, row.name, called, row.version)


def _homes(
    rows: FamilyRows, children: Sequence[ChildView], adults: Sequence[AdultView]
) -> tuple[tuple[HouseholdView, ...], tuple[AtHome, ...]]:
    people: list[tuple[str, ChildView | None, AdultView | None]] = [
        *((child.id, child, None) for child in children),
        *((adult.id, None, adult) for adult in adults),
    ]
    lives: Mapping[tuple[str, str], str] = {
        (one.household_id, one.child_id or one.adult_id or ""): one.note for one in rows.livings
    }
    homes = tuple(
        HouseholdView(
            home.id,
            home.name,
            tuple(AtHome(c, a, lives[home.id, key]) for key, c, a in people if (home.id, key) in lives),
            home.version,
        )
        for home in rows.households
    )
    housed = {person_id for _, person_id in lives}
    return homes, tuple(AtHome(c, a, "") for key, c, a in people if key not in housed)


def _involvement(one: Professional, today: date) -> InvolvementView:
    row = one.involvement
    return InvolvementView(
        *(row.id, row.person_id, one.name, one.job, one.agency, row.part, row.since, row.until, row.reason),
        end_reason=row.end_reason,
        closed=one.closed,
        cannot_end=why_it_cannot_end(row.part, row.until, today),
    )
