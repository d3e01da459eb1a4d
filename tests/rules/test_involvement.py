"""The days of a part, for whatever days somebody types."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workflow.models import Part
from workflow.rules.involvement import (
    BEGINS_WITHIN,
    ENDS_WITHIN,
    WRITTEN_DOWN_WITHIN,
    begins_too_early,
    begins_too_late,
    end_fault,
    overlap,
    why_it_cannot_end,
)

TODAY = date(2026, 3, 20)
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
NEAR = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))


@given(DAYS)
def test_a_part_begins_within_four_weeks_back_and_half_a_year_ahead(since: date) -> None:
    taken = not begins_too_early(since, TODAY) and not begins_too_late(since, TODAY)
    assert taken is (-WRITTEN_DOWN_WITHIN <= since - TODAY <= BEGINS_WITHIN)


@given(DAYS, DAYS)
def test_an_end_is_never_before_the_start_nor_more_than_two_years_ahead(since: date, until: date) -> None:
    taken = not end_fault(until, since, TODAY)
    assert taken is (since <= until <= max(since, TODAY) + ENDS_WITHIN)


@given(st.sampled_from([Part.CO_WORKER, Part.CORE_GROUP, Part.CHAIR]), st.none() | DAYS)
def test_an_end_that_lies_ahead_can_always_be_moved(part: Part, until: date | None) -> None:
    assert bool(why_it_cannot_end(part, until, TODAY)) is (until is not None and until < TODAY)


@given(st.none() | DAYS)
def test_the_end_of_the_lead_is_never_set_by_hand(until: date | None) -> None:
    assert why_it_cannot_end(Part.LEAD, until, TODAY)


@given(NEAR, st.none() | NEAR, NEAR, st.none() | NEAR)
def test_two_parts_overlap_where_they_share_a_day(one: date, ends: date | None, other: date, over: date | None) -> None:
    far = TODAY + timedelta(days=99)

    def days(since: date, until: date | None) -> set[date]:
        return {since + timedelta(days=n) for n in range(((until or far) - since).days + 1)}

    shared = days(one, ends) & days(other, over)
    if (ends or one) >= one and (over or other) >= other:
        assert overlap(one, ends, other, over) is bool(shared)
