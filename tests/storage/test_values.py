"""Values come back as they were given: times in UTC, days as days, words in every script, lists and maps whole."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from sqlmodel import col

from tests import build
from workflow.models import Answer, Child, Family, Scoring
from workflow.services.desk import Practice
from workflow.storage.engine import Database

LONDON = ZoneInfo("Europe/London")

TIMES = [
    datetime(2026, 3, 20, 12, tzinfo=UTC),
    datetime(2026, 7, 1, 9, 30, 15, 123456, tzinfo=LONDON),
    datetime(2026, 3, 29, 0, 59, 59, 999999, tzinfo=LONDON),
    # The hour that there is twice, before and after the clocks go back.
    datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=0),
    datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1),
    datetime(2026, 12, 31, 23, 30, tzinfo=timezone(-timedelta(hours=11))),
    datetime(1970, 1, 1, tzinfo=UTC),
]


@pytest.mark.parametrize("at", TIMES, ids=str)
def test_a_time_comes_back_as_the_same_instant_in_utc(database: Database, at: datetime) -> None:
    with database.open() as session:
        session.add(Family(id="f", name="Example", created_at=at))
    with database.open() as session:
        kept = session.get_one(Family, "f").created_at
    assert kept == at.astimezone(UTC)
    assert kept.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 3, 20, 12)  # noqa: DTZ001  # that is the point
    with pytest.raises(StatementError, match="timezone"), database.open() as session:
        session.add(Family(id="f", name="Example", created_at=naive))


def test_times_are_ordered_as_instants_whatever_their_zone(database: Database) -> None:
    with database.open() as session:
        session.add_all(Family(id=f"{n}", name="Example", created_at=at) for n, at in enumerate(TIMES))
    with database.open() as session:
        kept = session.scalars(select(col(Family.created_at)).order_by(col(Family.created_at))).all()
        later = session.scalars(select(col(Family.id)).where(col(Family.created_at) > TIMES[3])).all()
    assert list(kept) == sorted(at.astimezone(UTC) for at in TIMES)
    assert set(later) == {str(n) for n, at in enumerate(TIMES) if at.astimezone(UTC) > TIMES[3].astimezone(UTC)}


@pytest.mark.parametrize("born", [date(2008, 2, 29), date(2026, 3, 20), date(1900, 1, 1)], ids=str)
def test_a_day_comes_back_as_a_day(practice: Practice, born: date) -> None:
    built = build.family(practice, born=born)
    with practice.database.open() as session:
        kept = session.get_one(Child, built.child_id).born
    assert (kept, type(kept)) == (born, date)


@pytest.mark.parametrize(
    "words",
    [
        "Žofie 👩🏽‍👧 مرحبا \u202eright to left",
        "line one\r\nline two\ttabbed",
        "'; DROP TABLE family; --",
        "x" * 100_000,
        "",
    ],
    ids=["scripts", "lines", "quotes", "long", "none"],
)
def test_words_come_back_letter_for_letter(practice: Practice, words: str) -> None:
    scorer = build.person(practice)
    scoring = build.scoring(practice, build.family(practice), scorer, build.edition(practice).id)
    answer = build.answer(practice, scoring, note=words)
    with practice.database.open() as session:
        assert session.get_one(Answer, answer.id).note == words


def test_lists_and_maps_come_back_whole_and_are_kept_when_they_are_replaced(practice: Practice) -> None:
    scorer = build.person(practice)
    facts = {"conditions": ["disability"], "exclusions": {"C2": "the child's own behaviour — “so he said”"}}
    scoring = build.scoring(practice, build.family(practice), scorer, build.edition(practice).id, **facts)
    with practice.database.open() as session:
        kept = session.get_one(Scoring, scoring.id)
        assert (kept.conditions, kept.exclusions, kept.missing_reasons) == (*facts.values(), {})
        kept.conditions = []
    with practice.database.open() as session:
        assert session.get_one(Scoring, scoring.id).conditions == []
