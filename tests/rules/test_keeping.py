"""Until when a record is kept: the longest time that was said, never while the work goes on, and no record that is past its day is missed."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from workflow.rules import keeping
from workflow.rules.keeping import Facts, Terms

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
years = st.integers(0, 150)
SOURCE = "Example schedule 2026, line 7"


@given(days, days, years, years)
def test_it_is_the_longest_of_what_was_said(closed_on: date, born: date, closing: int, birth: int) -> None:
    terms = Terms(closing, birth, SOURCE)
    kept = keeping.kept(Facts(closed_on, born), terms)
    by_closing, by_birth = keeping.years_after(closed_on, closing), keeping.years_after(born, birth)
    expected = [*([by_closing] if closing else []), *([by_birth] if birth else [])]
    assert kept.until == (max(expected) if expected else None)
    assert (SOURCE in kept.sentence) == terms.said


@given(days, years, years)
def test_while_the_work_goes_on_nothing_is_past(today: date, closing: int, birth: int) -> None:
    assert not keeping.kept(Facts(None, date(1990, 1, 1)), Terms(closing, birth, SOURCE)).past(today)


@given(days, days, st.integers(1, 150))
def test_what_is_past_its_day_began_before_the_day_so_many_years_ago(start: date, today: date, number: int) -> None:
    """What the database is asked for holds every record that the rule finds."""
    if today > keeping.years_after(start, number):
        assert start < keeping.years_after(today, -number)


def test_the_sentences() -> None:
    both = Terms(35, 25, SOURCE)
    assert both.sentence == (
        "Records are kept for 35 years after the work was closed and until the youngest child would be 25, whichever is longer: "
        "Example schedule 2026, line 7."
    )
    kept = keeping.kept(Facts(date(2024, 2, 29), date(2020, 5, 1)), both)
    assert (kept.until, kept.past(date(2059, 3, 1)), kept.past(date(2059, 3, 2))) == (date(2059, 3, 1), False, True)
    assert (
        kept.sentence == "Kept until 1 March 2059: 35 years after the work was closed (Example schedule 2026, line 7)."
    )
    assert keeping.kept(Facts(date(2026, 1, 1), None), Terms(0, 25, SOURCE)).sentence == keeping.UNKNOWN
    assert keeping.kept(Facts(date(2026, 1, 1), None), Terms()).sentence == keeping.NOT_SAID
    assert Terms(1, 0, SOURCE).sentence.startswith("Records are kept for a year after")
