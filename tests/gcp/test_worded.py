"""Words that remember what they are made of: their English everywhere, and all that another language needs."""

import json
from copy import deepcopy
from datetime import date

from gcp.worded import Day, Worded, row, worded, worded_n
from gcp.words import counted, day, listed, short_day


def test_words_are_their_english_and_remember_the_rest() -> None:
    said = worded("{items} had no grade on {day}.", items=listed(["A1", "A2"]), day=day(date(2026, 3, 20)))
    assert said == "A1 and A2 had no grade on 20 March 2026."
    assert json.dumps([said]) == '["A1 and A2 had no grade on 20 March 2026."]'
    assert said.template == "{items} had no grade on {day}."
    assert isinstance(said.values["items"], Worded)
    kept = said.values["day"]
    assert isinstance(kept, Day)
    assert (kept.on, kept.short) == (date(2026, 3, 20), False)


def test_a_copy_remembers_as_much() -> None:
    said = worded_n("{number} item of {all}", "{number} items of {all}", 2, all=3)
    assert (said, said.many, said.number) == ("2 items of 3", "{number} items of {all}", 2)
    assert deepcopy(said).values == {"number": 2, "all": 3}
    assert deepcopy(short_day(date(2026, 3, 20))).short


def test_a_row_without_words_of_ours_is_text() -> None:
    assert not isinstance(row(["Look", 4], ": "), Worded)
    both = row([counted(2, "year"), counted(1, "month")], " ")
    assert isinstance(both, Worded)
    assert both == "2 years 1 month"


def test_what_is_cut_or_joined_is_text() -> None:
    said = worded("not observed")
    assert not isinstance(said.upper(), Worded)
    assert not isinstance(f"{said}.", Worded)
