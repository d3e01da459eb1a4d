"""A family with many scorings: every child with every carer, so many times, all signed off. Put down as rows, for they are hundreds."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, update

from tests import build
from tests.build import LONG_AGO
from tests.scoring_ground import INSTRUMENT
from workflow.models import Adult, Answer, Care, Child, Family, Part, Person, Scoring, ScoringCarer, ScoringStatus
from workflow.services.desk import Practice
from workflow.services.instruments import pin

BORN = date(2019, 5, 14)
_FIRST_END = date(2024, 6, 20)
_APART = timedelta(days=60)


@dataclass(frozen=True)
class Grid:
    """The ids of the family, its children and its carers, and of the scorings made of it."""

    family_id: str
    children: tuple[str, ...]
    carers: tuple[str, ...]
    scorings: tuple[str, ...]


def stand_grid(practice: Practice, lead: Person, *, children: int, carers: int, scorings: int) -> Grid:
    """The family, led by `lead`, each child scored by them with each carer on so many windows two months apart."""
    new = practice.ids.new
    family_id = new()
    kids = tuple(new() for _ in range(children))
    adults = tuple(new() for _ in range(carers))
    build.put(practice, Family(id=family_id, name="Many", created_at=LONG_AGO))
    build.put(
        practice, *(Child(id=key, family_id=family_id, called=f"Child {n}", born=BORN) for n, key in enumerate(kids))
    )
    build.put(practice, *(Adult(id=key, family_id=family_id, called=f"Carer {n}") for n, key in enumerate(adults)))
    build.put(practice, *(Care(id=new(), adult_id=adult, child_id=kid) for kid in kids for adult in adults))
    build.involve(practice, family_id, lead, Part.LEAD)
    with practice.open_for(lead.id) as desk:
        edition_id = pin(desk, INSTRUMENT).id
        instrument = desk.library.shelf()[INSTRUMENT].instrument
    rows, links, marks = [], [], []
    for number in range(scorings):
        end = _FIRST_END + number * _APART
        months = (end.year - BORN.year) * 12 + end.month - BORN.month
        for kid in kids:
            for place, adult in enumerate(adults):
                facts: dict[str, Any] = {"id": new(), "family_id": family_id, "child_id": kid, "edition_id": edition_id}
                facts |= {"carer_names": f"Carer {place}", "window_start": end - timedelta(days=14), "window_end": end}
                facts |= {"child_born": BORN, "age_months": months, "age_band": "5-to-10", "scorer_id": lead.id}
                rows.append(Scoring(**facts, started_at=LONG_AGO).model_dump())
                links.append({"scoring_id": facts["id"], "adult_id": adult})
                asked = [one for one in instrument.items_for(months) if one.fits_conditions(frozenset())]
                for at, item in enumerate(asked):
                    grade = 1 + (at * 7 + number + place) % 5
                    mark = {
                        "id": new(),
                        "scoring_id": facts["id"],
                        "item_id": item.id,
                        "grade": grade,
                        "state": "scored",
                    }
                    marks.append(Answer(**mark, changed_at=LONG_AGO, changed_by_id=lead.id).model_dump())
    with practice.database.open() as session:
        session.execute(insert(Scoring), rows)
        session.execute(insert(ScoringCarer), links)
        session.execute(insert(Answer), marks)
        session.execute(
            update(Scoring)
            .where(Scoring.family_id == family_id)  # type: ignore[arg-type]
            .values(status=ScoringStatus.SIGNED_OFF.value)
            .execution_options(synchronize_session=False)
        )
    return Grid(family_id, kids, adults, tuple(row["id"] for row in rows))
