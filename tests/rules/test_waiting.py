"""How long somebody waits after tries that failed: nothing at first, then longer, never for good."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules import waiting
from workflow.rules.waiting import ADDRESS, PASSWORD, SECOND, Patience

ALL = (PASSWORD, ADDRESS, SECOND)
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (11, 900), (10**9, 900)]
)
def test_a_password_waits_half_a_minute_then_twice_as_long_up_to_a_quarter_of_an_hour(
    failures: int, seconds: int
) -> None:
    assert waiting.wait(PASSWORD, failures) == timedelta(seconds=seconds)


@given(st.sampled_from(ALL), st.integers(0, 10**6))
def test_a_wait_never_shrinks_and_never_passes_the_longest(patience: Patience, failures: int) -> None:
    here, there = waiting.wait(patience, failures), waiting.wait(patience, failures + 1)
    assert timedelta(0) <= here <= there <= patience.longest <= timedelta(minutes=30)
    assert (here == timedelta(0)) == (failures < patience.free)


@given(st.sampled_from(ALL), st.integers(0, 10**6), st.timedeltas(timedelta(0), timedelta(days=3)))
def test_whoever_waits_long_enough_is_let_try(patience: Patience, failures: int, passed: timedelta) -> None:
    standing = waiting.standing(patience, failures, NOON, NOON + passed)
    assert standing in (0, failures)
    assert waiting.opens_at(patience, standing, NOON) <= NOON + patience.longest
    assert waiting.standing(patience, failures, NOON, NOON + patience.forgotten) == 0
