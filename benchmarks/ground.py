"""What the benchmarks measure on: the demonstration, and in it a child with 20 signed-off scorings and a draft, and a family of 6 children with 3 carers
scored 10 times each. Never an empty database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import event

from gcp.grades import ItemState
from tests.grid_ground import stand_grid
from workflow.clock import Clock, Ids, SetClock
from workflow.models import Scoring
from workflow.paths import questionnaires
from workflow.rules.evidence import Basis, BasisKind, Evidence
from workflow.services import (
    answers,
    demonstration,
    entries,
    families,
    family_grid,
    family_people,
    scoring_details,
    scorings,
    signing,
    signing_in,
    starting,
)
from workflow.services.answers import Given
from workflow.services.demonstration.shapes import INSTRUMENT
from workflow.services.desk import Practice
from workflow.services.library import Library
from workflow.settings import Settings
from workflow.storage import migrate, people
from workflow.storage.engine import Database

SCORINGS = 20
APART = timedelta(days=45)
TOLD = Evidence((Basis(BasisKind.AGENCY, who="School"),))
DECIDED = signing.Decided(direction="Go on with the plan.", no_follow_up="It is looked at again by the next scoring.")


@dataclass(frozen=True)
class Ground:
    """Where to go: the child, the carer, a draft to answer, and a token that is signed in."""

    child_id: str
    adult_id: str
    draft_id: str
    token: str
    items: int
    family_id: str
    queries: dict[str, int]


def prepare(url: str) -> Ground:
    """Fill an empty database; the ground to measure on."""
    database = Database(url)
    migrate.upgrade(database)
    practice = Practice(Settings(database_url=url), database, Clock(), Ids(), Library(questionnaires()))
    demonstration.load_if_empty(practice)
    with practice.open_to_all() as desk:
        entered = signing_in.by_password(desk, "practitioner", demonstration.PASSWORD)
        token = entered.token if isinstance(entered, signing_in.Entered) else ""
        scorer = people.by_username(desk.session, "practitioner")
        supervisor = people.by_username(desk.session, "supervisor")
    clock = SetClock(practice.clock.now() - APART * (SCORINGS + 1))
    past = Practice(practice.settings, database, clock, practice.ids, practice.library)
    with past.open_for(scorer.id) as desk:
        family = families.create(desk, families.NewFamily("Measured"))
        adult = family_people.add_adult(desk, family.id, family_people.NewAdult("Ada"))
        born = desk.today - timedelta(days=365 * 6)
        new = family_people.NewChild("Max", born=born, carers={adult.id: "mother"})
        child = family_people.add_child(desk, family.id, new)
    for number in range(SCORINGS):
        clock.forward(APART)
        scoring = _scoring(past, scorer.id, child.id, adult.id, number)
        _move(past, scorer.id, scoring, "send")
        _move(past, supervisor.id, scoring, "sign-off")
    clock.put(practice.clock.now())
    draft = _scoring(past, scorer.id, child.id, adult.id, SCORINGS)
    with past.open_for(scorer.id) as desk:
        items = len(desk.library.shelf()[INSTRUMENT].instrument.items_for(draft.age_months))
    grid = stand_grid(practice, scorer, children=6, carers=3, scorings=10)
    queries = _queries(practice, scorer.id, grid.family_id)
    database.close()
    return Ground(child.id, adult.id, draft.id, token, items, grid.family_id, queries)


def _queries(practice: Practice, person_id: str, family_id: str) -> dict[str, int]:
    """How many statements the family grid sends, for the newest scorings alone and for the last ten of each."""
    counts = {}
    for name, most in (("newest", 1), ("over time", family_grid.MOST)):
        with practice.open_for(person_id) as desk, _statements(practice.database) as sent:
            family_grid.look(desk, family_id, most=most)
            counts[f"family grid, {name}"] = len(sent)
    return counts


@contextmanager
def _statements(database: Database) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def _scoring(practice: Practice, person_id: str, child_id: str, adult_id: str, number: int) -> Scoring:
    with practice.open_for(person_id) as desk:
        start, end = desk.today - timedelta(days=20), desk.today
        new = starting.NewScoring(child_id, (adult_id,), INSTRUMENT, start, end)
        scoring = starting.start(desk, new)
        scoring_details.add_visit(desk, scoring.id, scoring_details.NewVisit(end - timedelta(days=5), announced=False))
        instrument = desk.library.shelf()[INSTRUMENT].instrument
        for place, item in enumerate(instrument.items_for(scoring.age_months)):
            if item.fits_conditions(frozenset()):
                answer = ItemState.NOT_OBSERVED if (place + number) % 17 == 0 else 1 + (place * 7 + number) % 5
                note = (
                    f"What was seen on the visit about {item.name.lower()}, in a sentence or two."
                    if place % 3 == 0
                    else ""
                )
                answers.save(desk, scoring.id, item.id, Given(answer, note, TOLD), 0)
        entries.save(desk, scoring.id, "child-voice", {"words": "I like it when Nan comes.", "how": "talking"}, 0)
        entries.save(desk, scoring.id, f"seen.{adult_id}", {"how": "not-yet", "why-not": "Away."}, 0)
    return scoring


def _move(practice: Practice, person_id: str, scoring: Scoring, move: str) -> None:
    with practice.open_for(person_id) as desk:
        version = scorings.open_scoring(desk, scoring.id, "sign").scoring.version
        signing.move(desk, scoring.id, move, "", version, DECIDED)
