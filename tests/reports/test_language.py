"""The language of a report: our own words through a catalogue, days as that language writes them, English where nothing is known."""

from datetime import date

from workflow.reports import language
from workflow.reports.language import _, _n, day, month_name, speaking


def test_english_says_what_stands_in_the_code() -> None:
    assert _("{count} of {all} parts", count=3, all=13) == "3 of 13 parts"
    assert [_n("{number} visit", "{number} visits", n) for n in (1, 0, 1_200)] == [
        "1 visit",
        "0 visits",
        "1,200 visits",
    ]
    assert day(date(2026, 3, 20)) == "20 March 2026"


def test_a_language_nobody_knows_is_english() -> None:
    for tag in ("xx", "../../etc/passwd", ""):
        with speaking(tag):
            assert _("One sentence.") == "One sentence."
            assert month_name(3) == "March"


def test_days_are_written_as_the_language_writes_them() -> None:
    assert language.languages() == ("en-GB", "cy")
    with speaking("cy"):
        assert (day(date(2026, 3, 20)), month_name(9)) == ("20 Mawrth 2026", "Medi")
    assert language.spoken() == "en-GB"
