"""What may become of teams and agencies, in sentences."""

from hypothesis import given
from hypothesis import strategies as st

from workflow.rules import places

NUMBERS = st.integers(0, 3)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_whatever_is_still_there_stops_a_team_from_being_closed(people: int, roles: int, parts: int) -> None:
    stops = places.stops_closing_team(people, roles, parts)
    assert len(stops) == sum(number > 0 for number in (people, roles, parts))
    assert all(sentence.startswith("There ") and sentence.endswith(".") for sentence in stops)
    assert not [sentence for sentence in stops if "1 open accounts" in sentence or "are 1" in sentence]


def test_an_agency_is_closed_once_its_teams_are() -> None:
    assert places.stops_closing_agency(0) == ()
    assert places.stops_closing_agency(1) == ("There is 1 open team in it. Close it first.",)


@given(st.text(max_size=130), st.lists(st.text(max_size=10), max_size=3))
def test_a_name_that_is_taken_can_be_read_and_is_nobody_else_s(name: str, others: list[str]) -> None:
    if places.name_fault(name, "Now", others) is None:
        assert any(letter.isalnum() for letter in name)
        assert len(name) <= places.LONGEST_NAME
        assert name.casefold() not in {other.casefold() for other in others}
        assert name != "Now"


def test_capitals_alone_may_be_put_right() -> None:
    assert places.name_fault("North", "north", ["South"]) is None
    assert places.name_fault("south", "north", ["South"]) is not None


def test_a_reason_is_asked_for() -> None:
    assert places.reason_fault("  ") == places.NO_REASON
    assert places.reason_fault("Two teams became one.") is None
