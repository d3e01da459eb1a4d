"""The demonstration shows what it says it shows, and comes out of the services like anybody's work."""

from collections import Counter

from sqlalchemy import select

from gcp import progress
from workflow.models import Answer, AnswerChange, AuditEvent, Child, InstrumentEdition, Scoring, ScoringStatus
from workflow.services import demonstration, families
from workflow.services.demonstration.cases import CASES
from workflow.services.demonstration.other_kinds import MARKS, OTHERS
from workflow.services.demonstration.seconds import SECONDS
from workflow.services.desk import Practice
from workflow.services.instruments import instrument_of
from workflow.services.sheets import profile_of
from workflow.storage import people


def profiles(practice: Practice, called: str, carers: str) -> list[progress.Profile]:
    """The signed-off profiles of a child and carers, oldest first."""
    with practice.open_to_all() as desk:
        child = desk.session.scalars(select(Child).where(Child.called == called)).one()
        rows = desk.session.scalars(
            select(Scoring)
            .join(InstrumentEdition, InstrumentEdition.id == Scoring.edition_id)
            .where(
                InstrumentEdition.kind == "graded",
                Scoring.child_id == child.id,
                Scoring.carer_names == carers,
                Scoring.status == ScoringStatus.SIGNED_OFF,
                Scoring.second_of_id.is_(None),
            )
        ).all()
        scored = []
        for row in sorted(rows, key=lambda one: one.window_end):
            answers = desk.session.scalars(select(Answer).where(Answer.scoring_id == row.id)).all()
            scored.append(profile_of(row, instrument_of(desk, row.edition_id), answers, row.scorer_id))
        return scored


def test_it_loads_once_and_only_into_an_empty_database(practice: Practice) -> None:
    assert demonstration.load_if_empty(practice)
    assert not demonstration.load_if_empty(practice)
    with practice.open_to_all() as desk:
        statuses = Counter(desk.session.scalars(select(Scoring.status)))
        cases = [one for case in CASES for one in (*case.scorings, *OTHERS.get(case.name, ()))]
        assert sum(statuses.values()) == len(cases) + len(SECONDS)
        kinds = set(desk.session.scalars(select(InstrumentEdition.kind)))
        assert {"draft", "with supervisor", "returned", "signed off"} <= set(statuses)
        events = Counter(desk.session.scalars(select(AuditEvent.kind)))
        changes = len(desk.session.scalars(select(AnswerChange.id)).all())
    assert events["answer.saved"] == changes > 500
    assert events["scoring.started"] == sum(statuses.values()) - len(SECONDS)
    assert events["scoring.second-asked"] == len(SECONDS)
    assert events["scoring.settled"] == sum(len(second.settled) for second in SECONDS.values()) > 0
    assert events["scaling.saved"] == sum(len(marks) for marks in MARKS.values()) > 0
    assert events["family.created"] == len(CASES)
    assert kinds == {"graded", "counted", "scaled", "open"}


def test_it_shows_what_it_says(embedded_practice: Practice) -> None:
    demonstration.load_if_empty(embedded_practice)
    hana = [profile.by_id["A"].grade for profile in profiles(embedded_practice, "Hana", "Marek")]
    assert hana == [4, 4, 3]
    first, second, _ = profiles(embedded_practice, "Hana", "Marek")
    counts = progress.compare(first, second).counts
    assert counts.better > 2
    assert counts.worse < counts.better
    cara = progress.series(profiles(embedded_practice, "Cara", "Dee"))
    assert max(one.scorings for one in cara.standing) == 3
    assert progress.series(profiles(embedded_practice, "Dylan", "Rhian")).relapses
    mum, dad = profiles(embedded_practice, "Finn", "Mum"), profiles(embedded_practice, "Finn", "Dad")
    assert mum[0].by_id["C2"].state == "excluded"
    assert dad[0].by_id["B2"].grade == 5
    ela = profiles(embedded_practice, "Ela", "Jo")[0]
    assert ela.by_id["B"].grade is None
    assert ela.by_id["A1"].state == "provisional"
    bands = {profiles(embedded_practice, name, "Kofi and Lin")[0].band.key for name in ("Gus", "Ivy", "Noor")}
    assert bands == {"under-2", "2-to-4", "11-to-17"}


def test_everybody_sees_what_they_should(embedded_practice: Practice) -> None:
    demonstration.load_if_empty(embedded_practice)
    seen = {}
    with embedded_practice.open_to_all() as desk:
        ids = {name: people.by_username(desk.session, name).id for name, _ in demonstration.sign_ins()}
    for name in ("practitioner", "practitioner2", "supervisor", "chair", "quality"):
        with embedded_practice.open_for(ids[name]) as desk:
            seen[name] = len(families.mine(desk))
    assert seen["quality"] == len(CASES)
    assert 0 < seen["practitioner2"] <= len(CASES)
    assert seen["practitioner"] == seen["supervisor"]
