"""How many requests one person may make: whoever works by hand is never held back, and whoever has to wait waits no longer than is said."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workflow.rules import pace

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
paces = st.integers(60, 600)
gaps = st.lists(st.floats(0, 90), max_size=60)


def walk(a_minute: int, waits: list[float]) -> list[timedelta]:
    left: pace.Left | None = None
    now, said = NOON, []
    for wait in waits:
        now += timedelta(seconds=wait)
        left, held = pace.spend(left, now, a_minute)
        said.append(held)
    return said


@given(paces, st.lists(st.floats(1, 90), max_size=60))
def test_whoever_asks_once_a_second_is_never_held_back(a_minute: int, waits: list[float]) -> None:
    assert not any(walk(a_minute, waits))


@given(paces, gaps)
def test_after_a_pause_so_many_are_taken_at_once_and_no_more(a_minute: int, waits: list[float]) -> None:
    burst = walk(a_minute, [*waits, 90.0, *[0.0] * (a_minute + 4)])[len(waits) :]
    assert [bool(one) for one in burst] == [False] * a_minute + [True] * 5


@given(paces)
def test_what_waited_as_long_as_was_said_is_taken(a_minute: int) -> None:
    left, held = None, timedelta(0)
    while not held:
        left, held = pace.spend(left, NOON, a_minute)
    _, again = pace.spend(left, NOON + held + timedelta(milliseconds=1), a_minute)
    assert not again
    _, back = pace.spend(left, NOON - MINUTE, a_minute)
    assert back


def test_the_sentence_says_how_long() -> None:
    assert "Try again in a second;" in pace.sentence(timedelta(milliseconds=200))
    assert "Try again in 3 seconds;" in pace.sentence(timedelta(milliseconds=2_001))
