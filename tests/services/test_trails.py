"""The trail of a person: what they did, and what was done to them. On both kinds of database."""

from typing import Any

import pytest
from sqlalchemy import event, text

from tests import build
from tests.build import BuiltFamily
from workflow.models import Part, Person
from workflow.services import cases, families, trails
from workflow.services.desk import Practice
from workflow.services.trails import Asked


@pytest.fixture
def lead(practice: Practice) -> Person:
    return build.person(practice)


@pytest.fixture
def family(practice: Practice, lead: Person) -> BuiltFamily:
    return build.family(practice, lead)


def told(practice: Practice, about: Person) -> list[str]:
    """The trail by or about somebody, the newest first, as a quality lead finds it."""
    reader = build.person(practice, f"reads.{about.username}", roles=("quality",), team="Quality")
    with practice.open_for(reader.id) as desk:
        page, _ = trails.search(desk, Asked(person=about.id))
    sentences = [line.sentence for day in page.days for line in day.lines]
    assert sentences.pop() == "Nobody signed in added an account"
    return sentences


def test_what_was_done_to_somebody_is_in_their_trail(practice: Practice, lead: Person, family: BuiltFamily) -> None:
    chris = build.person(practice, "chris", roles=("chair",), team="Chairs")
    with practice.open_for(lead.id) as desk:
        part = families.involve(desk, family.id, chris.id, Part.CHAIR, reason="Chairs the conference")
        families.end_involvement(desk, part.id, reason="Somebody else chairs")
    assert told(practice, chris) == [
        f"{lead.name} ended the part of {chris.name}: chair, last day 20 March 2026",
        f"{lead.name} gave {chris.name} a part: chair, from 20 March 2026 on",
    ]


def test_a_part_that_ends_with_the_work_is_in_the_trail_of_whose_it_was(
    practice: Practice, lead: Person, family: BuiltFamily
) -> None:
    chris = build.person(practice, "chris", roles=("chair",), team="Chairs")
    closes = build.person(practice, "manager", roles=("supervisor",))
    build.involve(practice, family.id, chris, Part.CHAIR)
    with practice.open_for(closes.id) as desk:
        cases.close(desk, family.id, "The plan is over.")
    assert told(practice, chris) == [f"{closes.name} ended the part of {chris.name}: chair, last day 20 March 2026"]


def test_what_names_somebody_is_found_by_its_kind(practice: Practice, lead: Person) -> None:
    """Whatever the database would rather do with so few rows, it can."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.append((statement, values))

    event.listen(practice.database.engine, "before_cursor_execute", note)
    told(practice, lead)
    event.remove(practice.database.engine, "before_cursor_execute", note)
    counted, values = next(one for one in asked if "count(" in one[0] and "audit_event" in one[0])
    explain = "EXPLAIN QUERY PLAN " if practice.database.embedded else "EXPLAIN "
    with practice.database.open() as session:
        if not practice.database.embedded:
            session.connection().execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.connection().exec_driver_sql(f"{explain}{counted}", values).all()
    assert "ix_audit_event_kind" in str(plan)
