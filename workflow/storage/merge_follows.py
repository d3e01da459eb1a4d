"""What has to follow when two records are taken apart again: what was added since, and hangs on something that goes back.

Asked of the rows once the way back is done: a scoring goes where its child is, or where the scoring is that it amends or rates a second time; a part
that is kept goes with its scoring or home; and what ties somebody of the one record to somebody of the other is taken away, and kept whole.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from workflow.rules.restrictions import Kind
from workflow.storage.merge_rows import Step, moved, rows_of, table, went


def after_the_way_back(session: Session, one_id: str, other_id: str) -> Iterator[list[Step]]:
    """Steps to do one list after the other, for each rests on those before."""
    both = (one_id, other_id)
    while steps := _scorings(session, both):
        yield steps
    yield _visits(session, both)
    yield [*_kept_parts(session, both), *_of_children(session, both), *_questions(session, both)]
    yield list(_ties(session, both))


def _scorings(session: Session, both: tuple[str, str]) -> list[Step]:
    rows = {row["id"]: row for row in rows_of(session, "scoring", table("scoring").c.family_id.in_(both))}
    homes = _where(session, "child", both)
    steps: list[Step] = []
    for row in rows.values():
        root = rows.get(row["amends_id"] or row["second_of_id"] or "")
        child_id = root["child_id"] if root else row["child_id"]
        steps += moved("scoring", row, family_id=homes.get(child_id, row["family_id"]), child_id=child_id)
    return steps


def _visits(session: Session, both: tuple[str, str]) -> list[Step]:
    """A visit goes with its scorings, where all of them are in one record."""
    scoring, rests = table("scoring"), table("scoring_visit")
    pairs = session.connection().execute(
        select(rests.c.visit_id, scoring.c.family_id)
        .join(scoring, scoring.c.id == rests.c.scoring_id)
        .where(scoring.c.family_id.in_(both))
    )
    places: dict[str, set[str]] = {}
    for visit_id, family_id in pairs:
        places.setdefault(visit_id, set()).add(family_id)
    rows = rows_of(session, "visit", table("visit").c.family_id.in_(both))
    found = [(row, places.get(row["id"], set())) for row in rows]
    return [step for row, of in found if len(of) == 1 for step in moved("visit", row, family_id=next(iter(of)))]


def _kept_parts(session: Session, both: tuple[str, str]) -> list[Step]:
    """A part goes with the home or the visit that it is, or with the scoring that it is of."""
    places = {name: _where(session, name, both) for name in ("household", "visit", "scoring")}
    steps = []
    for row in rows_of(session, "restriction", table("restriction").c.family_id.in_(both)):
        name = {Kind.HOME: "household", Kind.VISIT: "visit"}.get(Kind(row["kind"]), "scoring")
        key = row["scoring_id"] if name == "scoring" else row["key"]
        steps += moved("restriction", row, family_id=places[name].get(key or "", row["family_id"]))
    return steps


def _of_children(session: Session, both: tuple[str, str]) -> list[Step]:
    homes = _where(session, "child", both)
    return [
        step
        for name in ("prompt_aside", "job")
        for row in rows_of(session, name, table(name).c.family_id.in_(both))
        for step in moved(name, row, family_id=homes.get(row["child_id"], row["family_id"]))
    ]


def _questions(session: Session, both: tuple[str, str]) -> list[Step]:
    homes = _where(session, "child", both)
    rows = rows_of(session, "record_question", table("record_question").c.about_family_id.in_(both))
    return [
        step
        for row in rows
        for step in moved(
            "record_question", row, about_family_id=homes.get(row["about_child_id"], row["about_family_id"])
        )
    ]


def _ties(session: Session, both: tuple[str, str]) -> Iterator[Step]:
    """Who cares for whom, who lives where and whom a meeting is about, across the two records."""
    places = {
        key: family
        for name in ("child", "adult", "household", "meeting")
        for key, family in _where(session, name, both).items()
    }
    for name, columns in (
        ("care", ("adult_id", "child_id")),
        ("living", ("household_id", "child_id", "adult_id")),
        ("meeting_child", ("meeting_id", "child_id")),
    ):
        of = table(name)
        people: Any = of.c[columns[0]]
        for row in rows_of(session, name, people.in_(places)):
            if len({places.get(row[column], "") for column in columns if row[column]}) > 1:
                yield went(name, row)


def _where(session: Session, name: str, both: tuple[str, str]) -> dict[str, str]:
    """In which of the two records each row of a table is, by its id."""
    of = table(name)
    found = session.connection().execute(select(of.c.id, of.c.family_id).where(of.c.family_id.in_(both)))
    return {row[0]: row[1] for row in found}
