"""The vocabulary of the trail: only known kinds, exactly their keys, and a sentence that only says what the event holds."""

from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.events import KINDS, Event, Kind, Nature


def kinds() -> list[Kind]:
    return list(KINDS.values())


def test_there_are_kinds_and_each_is_found_under_its_key() -> None:
    assert len(KINDS) > 15
    for key, kind in KINDS.items():
        assert key == kind.key


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.key)
def test_a_sentence_says_only_what_the_event_holds(kind: Kind) -> None:
    whole = kind.sentence + "".join(more for _, more in kind.further)
    asked = {name for _, name, _, _ in Formatter().parse(whole) if name}
    assert asked <= kind.keys | {"who"} | ({"person"} if "person_id" in kind.keys else set())
    assert kind.sentence
    assert not kind.sentence.endswith(".")


def test_only_what_changes_nothing_is_a_reading() -> None:
    assert {kind.key for kind in kinds() if kind.reading} == {
        *("family.read", "scoring.read", "progress.read", "reports.listed", "report.read", "report.made"),
        *("lead.offer-read", "record.checked", "record.matched", "record.question-read"),
        *("record.merges-read", "record.merge-looked", "record.unmerge-looked"),
        *("families.listed", "trail.read", "trail.family-read", "trail.exported"),
        *("meeting.read", "issued.read", "issued.downloaded", "issued.checked", "batch.read"),
    }


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.key)
def test_an_event_with_exactly_its_keys_is_taken(kind: Kind) -> None:
    event = Event(kind.key, "family", "subject", dict.fromkeys(kind.keys, "x"))
    assert set(event.details) == kind.keys


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.key)
def test_an_event_with_a_key_more_or_less_is_refused(kind: Kind) -> None:
    with pytest.raises(ValueError, match=r"has the details"):
        Event(kind.key, details=dict.fromkeys([*kind.keys, "name_of_the_child"], "x"))
    for missing in kind.keys:
        with pytest.raises(ValueError, match=r"has the details"):
            Event(kind.key, details=dict.fromkeys(kind.keys - {missing}, "x"))


@given(st.text().filter(lambda key: key not in KINDS))
def test_a_kind_that_nobody_declared_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="There is no audit event kind"):
        Event(key)


def test_an_event_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Event("family.read").kind = "family.created"  # type: ignore[misc]  # that is the point


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.key)
def test_a_sentence_is_told_with_names_whatever_is_missing(kind: Kind) -> None:
    details = {key: ["x", "y"] if key == "scorings" else "something" for key in kind.keys}
    for said in (details, {}):
        words = kind.told("Priya Example", said, "Sam Example")
        assert "{" not in words
        assert words.startswith("Priya Example ") == kind.sentence.startswith("{who} ")


def test_days_are_told_where_the_entry_has_them_and_entries_of_before_are_told_without() -> None:
    kind, of = KINDS["involvement.ended"], {"person_id": "x", "part": "chair"}
    assert kind.told("Ann", of, "Sam") == "Ann ended the part of Sam: chair"
    days = {"until": "2026-03-20", "before": ""}
    assert kind.told("Ann", {**of, **days}, "Sam") == "Ann ended the part of Sam: chair, last day 20 March 2026"
    moved = kind.told("Ann", {**of, **days, "before": "2026-05-01"}, "Sam")
    assert moved.endswith("last day 20 March 2026; before it was 1 May 2026")


def test_every_nature_is_that_of_some_kind() -> None:
    assert {kind.nature for kind in kinds()} == set(Nature)
    assert KINDS["person.sign-in-refused"].nature is Nature.REFUSAL
    assert KINDS["person.signed-in"].nature is Nature.COMING_AND_GOING
    assert KINDS["answer.saved"].nature is Nature.WRITING
