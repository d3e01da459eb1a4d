"""What can be recorded around the grades: every entry by its key, and what of a value can be kept."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp.grades import Grade, Scale
from workflow.rules import entry_kinds
from workflow.rules.entries import About, EntryHere, Of, PartKind, checked
from workflow.rules.entry_kinds import KINDS, LONGEST_KEY, SECTIONS, entries_of, find
from workflow.rules.errors import NOT_THIS_PAGE
from workflow.rules.wording import LONGEST_NOTE

TODAY = date(2026, 3, 20)


def about(**more: Any) -> About:
    facts: dict[str, Any] = {
        "child": "Robin",
        "carers": {"m": "Mum", "d": "Dad"},
        "areas": {"A": "Physical care"},
        "items": {"A1a": "Quality"},
        "scale": Scale(tuple(Grade(value) for value in range(1, 6))),
        "graded": 1,
        "today": TODAY,
        "age_months": 82,
    }
    return About(**{**facts, **more})


def here(key: str, **more: Any) -> EntryHere:
    found = find(key, about(**more))
    assert found is not None, key
    return found


def everything(**more: Any) -> list[EntryHere]:
    """Every entry that a scoring of Robin can have."""
    sections = [*(section.key for section in SECTIONS), ""]
    return [one for section in sections for one in entries_of(section, about(**more))]


def test_every_entry_is_found_under_its_key_and_says_what_it_is() -> None:
    found = everything()
    assert len(found) > 20
    assert len({one.key for one in found}) == len(found)
    unborn = everything(age_months=None)
    assert {one.kind.key for one in [*found, *unborn]} == {kind.key for kind in KINDS}
    for one in found:
        assert find(one.key, about()) == one
        assert len(one.key) <= LONGEST_KEY
        texts = [one.title, *(one.say(text) for part in one.kind.parts for text in (part.title, part.hint))]
        assert all("{" not in text for text in texts)
        assert one.title


def test_there_is_one_entry_for_each_carer_each_area_and_each_item() -> None:
    keys = [one.key for one in everything()]
    assert {"agreement.m", "agreement.d", "seen.m", "seen.d", "meaning.A"} <= set(keys)
    assert {"voice.carer.m.A1a", "voice.carer.d.A1a", "voice.child.A1a"} <= set(keys)
    assert here("seen.d").title == "Dad and the scores"
    assert here("meaning.A").title == "What this means for Physical care"
    assert here("voice.carer.m.A1a").title == "Mum on Quality"
    assert here("voice.carers.A1a").title == "Mum and Dad together on Quality"


def test_nobody_speaks_for_a_child_before_birth() -> None:
    keys = {one.key for one in everything(age_months=None)}
    assert not keys & {"child-voice", "taking-part", "advocacy", "voice.child.A1a"}
    assert {"baby.m", "baby.d", "agreement.m", "voice.carer.m.A1a"} <= keys
    assert find("child-voice", about(age_months=None)) is None
    assert find("baby.m", about()) is None


@given(st.integers(0, 215))
def test_a_child_gives_a_grade_from_five_years_on_and_words_at_every_age(age: int) -> None:
    voice = here("voice.child.A1a", age_months=age)
    assert [part.name for part in voice.parts] == (["grade", "words"] if age >= 60 else ["words"])
    kept, faults = checked(voice, {"grade": "3", "words": "I showed it."})
    assert (kept, faults) == (
        ({"grade": 3, "words": "I showed it."}, {}) if age >= 60 else ({}, {"words": NOT_THIS_PAGE})
    )
    assert [part.name for part in here("voice.carer.m.A1a", age_months=age).parts] == ["grade", "words"]


@pytest.mark.parametrize(
    "key",
    [
        "",
        "nothing",
        "seen",
        "seen.",
        "seen.x",
        "meaning.Z",
        "voice.carer.m.Z9",
        "voice.carer.A1a",
        "why",
        "child-voice.m",
        "child-voice.",
    ],
)
def test_a_key_that_this_scoring_has_not_is_no_entry(key: str) -> None:
    assert find(key, about()) is None


def test_what_is_empty_is_left_out_and_the_rest_is_kept_as_it_is() -> None:
    value = {"words": "I like\r\nmy bed ", "how": "", "by": "  Ben  ", "why-not": "   "}
    assert checked(here("child-voice"), value) == ({"words": "I like\nmy bed ", "by": "Ben"}, {})
    assert checked(here("child-voice"), {}) == ({}, {})


def test_days_and_grades_are_kept_as_they_are_stored() -> None:
    assert checked(here("agreement.m"), {"on": date(2026, 3, 1)}) == ({"on": "2026-03-01"}, {})
    assert checked(here("agreement.m"), {"on": "2026-03-01"}) == ({"on": "2026-03-01"}, {})
    for grade in (4, "4"):
        assert checked(here("voice.child.A1a"), {"grade": grade}) == ({"grade": 4}, {})


WRONG = [
    ("agreement.m", {"answer": "perhaps"}, {"answer": "Choose one of the answers on the page."}),
    ("agreement.m", {"answer": ["agreed"]}, {"answer": "Choose one of the answers on the page."}),
    ("agreement.m", {"on": "soon"}, {"on": "Enter the day as a real date, such as 20 March 2026."}),
    ("agreement.m", {"on": "2026-03-21"}, {"on": "21 March 2026 is still to come. Enter the day on which it was."}),
    ("agreement.m", {"on": "0026-03-21"}, {"on": "21 March 26 is too long ago. Check the year."}),
    ("voice.child.A1a", {"grade": "6"}, {"grade": "Choose one of the grades: 1, 2, 3, 4 or 5."}),
    ("voice.child.A1a", {"grade": True}, {"grade": "Choose one of the grades: 1, 2, 3, 4 or 5."}),
    ("interpreter", {"who": "Two\nlines"}, {"who": "Put this on one line."}),
    ("interpreter", {"colour": "red"}, {"needed": NOT_THIS_PAGE}),
    ("identity", {"words": 7}, {"words": NOT_THIS_PAGE}),
]


@pytest.mark.parametrize(("key", "value", "faults"), WRONG)
def test_what_cannot_be_kept_says_why(key: str, value: dict[str, Any], faults: dict[str, str]) -> None:
    assert checked(here(key), value)[1] == faults


def test_too_much_is_said_in_numbers_and_nothing_is_cut() -> None:
    _, faults = checked(here("going-well"), {"words": "x" * (LONGEST_NOTE + 1)})
    assert "10,001" in faults["words"]
    _, faults = checked(here("interpreter"), {"language": "x" * 121})
    assert "121" in faults["language"]


@pytest.mark.parametrize("how", sorted(entry_kinds.SHOWN))
def test_scores_can_only_be_seen_where_there_are_some(how: str) -> None:
    assert "Nothing is graded yet" in checked(here("seen.m", graded=0), {"how": how})[1]["how"]
    assert checked(here("seen.m"), {"how": how}) == ({"how": how}, {})


def test_that_they_were_not_seen_can_be_said_at_any_time() -> None:
    value = {"how": "not-yet", "why-not": "Mum was out."}
    assert checked(here("seen.m", graded=0), value) == (value, {})


def test_a_kept_value_reads_as_people_write_it() -> None:
    kind = here("agreement.m").kind
    assert kind.part("answer").text("in-part") == "Agreed to part of it"
    assert kind.part("on").text("2026-03-01") == "1 March 2026"
    assert kind.part("words").text("As she said") == "As she said"


anything = st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.lists(st.text(max_size=3), max_size=2)


@given(st.data())
def test_whatever_is_sent_is_kept_or_refused_and_what_is_kept_stays_the_same(data: st.DataObject) -> None:
    """A kept value can be written as JSON, is taken again as it is, and holds only parts of its entry."""
    one = data.draw(st.sampled_from(everything()))
    offered = {part.name: _values(part.kind, part.choices) for part in one.kind.parts}
    value = data.draw(st.fixed_dictionaries({}, optional=offered))
    kept, faults = checked(one, value)
    assert set(kept) <= set(offered)
    assert set(faults) <= set(offered)
    if not faults:
        assert checked(one, kept) == (kept, {})
        assert all(isinstance(part, str | int) and part != "" for part in kept.values())
        given_words = {name: text for name, text in value.items() if isinstance(text, str) and text.strip()}
        assert set(given_words) <= set(kept)


def _values(kind: PartKind, choices: tuple[tuple[str, str], ...]) -> st.SearchStrategy[Any]:
    likely: dict[PartKind, st.SearchStrategy[Any]] = {
        PartKind.CHOICE: st.sampled_from([value for value, _ in choices] or ["x"]),
        PartKind.DAY: st.dates(date(1980, 1, 1), date(2027, 1, 1)) | st.dates().map(str),
        PartKind.GRADE: st.integers(-1, 7) | st.integers(0, 9).map(str),
    }
    return likely.get(kind, st.text(max_size=40)) | anything


def test_the_table_names_every_part_once() -> None:
    for kind in KINDS:
        names = [part.name for part in kind.parts]
        assert len(set(names)) == len(names)
        assert set(kind.rests_on_grades) <= set(names)
        assert kind.of is Of.NOTHING or any("{name}" in text for text in (kind.title, *(p.title for p in kind.parts)))
    assert len({section.key for section in SECTIONS}) == len(SECTIONS) == 6
