"""Plain builders with defaults: what a test needs to stand in a practice, without saying what it does not care about.

People come through the services. Families and scorings are put down as rows, so that a test of storage or of access leans on no
service but the one it tests. Everybody is invented.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import SQLModel

from workflow.models import (
    Adult,
    Answer,
    Care,
    Child,
    Family,
    Household,
    InstrumentEdition,
    Involvement,
    Living,
    Part,
    Person,
    Scoring,
    ScoringCarer,
    ScoringVisit,
    Visit,
)
from workflow.services import accounts, signing_in
from workflow.services.accounts import NewPerson
from workflow.services.desk import Practice
from workflow.storage import locks

PASSWORD = "correct horse battery"
LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)


def put(practice: Practice, *rows: SQLModel) -> None:
    """Write rows as they are, in this order, in one transaction; what belongs to a scoring past the locks, which are back afterwards."""
    locked = any(row.__tablename__ in locks.WITH_ITS_SCORING for row in rows)
    with practice.database.open() as session:
        if locked:
            locks.remove(session.connection())
        for row in rows:
            session.add(row)
            session.flush()
        if locked:
            locks.put(session.connection())


def person(
    practice: Practice,
    username: str = "practitioner",
    *,
    roles: tuple[str, ...] = ("practitioner",),
    team: str = "Example Team",
    agency: str = "Example Council",
    **more: Any,
) -> Person:
    """An account that can sign in with PASSWORD, named after its username."""
    given = {"name": f"{username.title()} Example", "password": PASSWORD, **more}
    with practice.open_to_all() as desk:
        return accounts.add_person(desk, NewPerson(username=username, roles=roles, team=team, agency=agency, **given))


def token(practice: Practice, username: str = "practitioner", password: str = PASSWORD) -> str:
    """The token of a new sign-in."""
    with practice.open_to_all() as desk:
        found = signing_in.by_password(desk, username, password)
    assert isinstance(found, signing_in.Entered), f"{username} could not sign in"
    return found.token


@dataclass(frozen=True)
class BuiltFamily:
    """The ids of a family with one child, one carer who cares for the child, and one household where both live."""

    id: str
    child_id: str
    carer_id: str
    household_id: str


def family(
    practice: Practice,
    lead: Person | None = None,
    *,
    name: str = "Example",
    called: str = "Robin",
    born: date | None = date(2019, 5, 14),
    expected: date | None = None,
    carer: str = "Mum",
) -> BuiltFamily:
    """A family, with `lead` as its lead practitioner where one is given."""
    new = practice.ids.new
    built = BuiltFamily(new(), new(), new(), new())
    put(
        practice,
        Family(id=built.id, name=name, created_at=LONG_AGO),
        Household(id=built.household_id, family_id=built.id, name="Home"),
        Child(id=built.child_id, family_id=built.id, called=called, surname=name, born=born, expected=expected),
        Adult(id=built.carer_id, family_id=built.id, called=carer, name=f"{carer} {name}"),
        Care(id=new(), adult_id=built.carer_id, child_id=built.child_id, relationship="mother"),
        Living(id=new(), household_id=built.household_id, child_id=built.child_id),
        Living(id=new(), household_id=built.household_id, adult_id=built.carer_id),
    )
    if lead is not None:
        involve(practice, built.id, lead, Part.LEAD)
    return built


def carer(practice: Practice, of: BuiltFamily, called: str, *child_ids: str) -> str:
    """One more adult of the family, who cares for these children."""
    adult = Adult(id=practice.ids.new(), family_id=of.id, called=called)
    put(practice, adult, *(Care(id=practice.ids.new(), adult_id=adult.id, child_id=key) for key in child_ids))
    return adult.id


def sibling(
    practice: Practice,
    of: BuiltFamily,
    called: str = "Wren",
    *adult_ids: str,
    born: date | None = date(2022, 1, 1),
    **more: Any,
) -> str:
    """One more child of the family, cared for by these adults."""
    child = Child(id=practice.ids.new(), family_id=of.id, called=called, born=born, **more)
    put(practice, child, *(Care(id=practice.ids.new(), adult_id=key, child_id=child.id) for key in adult_ids))
    return child.id


def involve(
    practice: Practice, family_id: str, who: Person, part: Part = Part.CORE_GROUP, *, until: date | None = None
) -> None:
    """A professional's part in a family since the start of the year, ended where `until` is given."""
    row = Involvement(
        id=practice.ids.new(),
        family_id=family_id,
        person_id=who.id,
        part=part.value,
        since=LONG_AGO.date(),
        until=until,
    )
    put(practice, row)


def edition(practice: Practice, **more: Any) -> InstrumentEdition:
    """A stored instrument edition whose text is no instrument; for rows that only have to point at one."""
    facts: dict[str, Any] = {
        "id": practice.ids.new(),
        "key": "example",
        "edition": "2026.1",
        "fingerprint": "0" * 64,
        "text": "key: example",
        "first_used_at": LONG_AGO,
    }
    row = InstrumentEdition(**{**facts, **more})
    put(practice, row)
    return row


def scoring(practice: Practice, of: BuiltFamily, scorer: Person, edition_id: str, **more: Any) -> Scoring:
    """A draft scoring of the family's child with its carer, over three weeks of March 2026, with one visit."""
    facts: dict[str, Any] = {
        "id": practice.ids.new(),
        "family_id": of.id,
        "child_id": of.child_id,
        "edition_id": edition_id,
        "carer_names": "Mum",
        "window_start": date(2026, 3, 2),
        "window_end": date(2026, 3, 20),
        "child_born": date(2019, 5, 14),
        "age_months": 82,
        "age_band": "5-to-10",
        "scorer_id": scorer.id,
        "started_at": LONG_AGO,
    }
    row = Scoring(**{**facts, **more})
    visit = Visit(id=practice.ids.new(), family_id=of.id, on=row.window_start, announced=True)
    rests = ScoringVisit(scoring_id=row.id, visit_id=visit.id, child_seen=True)
    put(practice, row, ScoringCarer(scoring_id=row.id, adult_id=of.carer_id), visit, rests)
    return row


def answer(practice: Practice, of: Scoring, item_id: str = "A1a", grade: int | None = 2, **more: Any) -> Answer:
    """One answer of a scoring as it stands, at its first version."""
    facts: dict[str, Any] = {
        "id": practice.ids.new(),
        "scoring_id": of.id,
        "item_id": item_id,
        "grade": grade,
        "state": "not-observed" if grade is None else "scored",
        "changed_at": LONG_AGO,
        "changed_by_id": of.scorer_id,
    }
    row = Answer(**{**facts, **more})
    put(practice, row)
    return row
