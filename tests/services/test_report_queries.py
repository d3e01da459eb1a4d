"""What each report asks of the database: the same few statements however many scorings, carers and children it tells of."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests import build
from tests.progress_ground import Told, stand
from tests.reports.stock import Window, answers
from workflow.models import Adult
from workflow.reports.listing import BY_KEY, REPORTS, Covers
from workflow.services import reporting
from workflow.services.desk import Desk, Practice
from workflow.services.reporting import Wanted

KEYS = [one.key for one in REPORTS]
MOST = 30


@pytest.fixture
def told(embedded_practice: Practice) -> Told:
    return stand(embedded_practice)


def sent(told: Told, act: Callable[[Desk], Any]) -> list[str]:
    """The statements that an act sends to the database, in a process that keeps nothing yet."""
    told.practice.scored.forget()
    told.practice.stories.forget()
    return told.statements(act)


def made(told: Told, key: str, others: tuple[str, ...] = (), **wanted: Any) -> list[str]:
    return sent(told, lambda desk: reporting.make(desk, key, told.child_id, Wanted(others=others, **wanted)))


def more_scorings(told: Told, number: int, **more: Any) -> None:
    for at in range(number):
        start = date(2026, 10, 1) + timedelta(days=21 * at)
        told.score(answers(), Window(start, start + timedelta(days=14)), **more)


@pytest.mark.parametrize("key", KEYS)
def test_twenty_scorings_cost_no_more_than_three(told: Told, key: str) -> None:
    made(told, key)  # the instrument is read once
    few = made(told, key)
    more_scorings(told, 17)
    many = made(told, key)
    assert len(many) == len(few), [one for one in many if many.count(one) != few.count(one)]
    assert len(few) <= MOST


@pytest.mark.parametrize("key", KEYS)
def test_six_carers_cost_no_more_than_two(told: Told, key: str) -> None:
    more_scorings(told, 2, carers=(told.jo_id,), carer_names="Jo")
    made(told, key)
    few = made(told, key)
    for name in ("Ana", "Lee", "Kit", "Max"):
        carer = Adult(id=told.practice.ids.new(), family_id=told.family.id, called=name)
        build.put(told.practice, carer)
        more_scorings(told, 2, carers=(carer.id,), carer_names=name)
    many = made(told, key)
    assert len(many) == len(few), [one for one in many if many.count(one) != few.count(one)]


@pytest.mark.parametrize("key", [one.key for one in REPORTS if one.covers is Covers.EVERY_CARE])
def test_six_children_cost_no_more_than_two(told: Told, key: str) -> None:
    assert BY_KEY[key]
    siblings = [
        build.sibling(told.practice, told.family, name, told.family.carer_id)
        for name in ("Tom", "Ada", "Ben", "Eve", "Ivo")
    ]
    for sibling in siblings:
        more_scorings(told, 2, child_id=sibling)
    made(told, key)
    few, many = made(told, key, tuple(siblings[:1])), made(told, key, tuple(siblings))
    assert len(many) == len(few), [one for one in many if many.count(one) != few.count(one)]


@pytest.mark.parametrize("key", KEYS)
def test_reading_it_costs_as_little_as_making_it(told: Told, key: str) -> None:
    def read(desk: Desk) -> None:
        reporting.choose(desk, key, told.child_id)

    sent(told, read)
    few = sent(told, read)
    more_scorings(told, 17)
    assert len(sent(told, read)) == len(few)
