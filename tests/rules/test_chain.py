"""The chain of the trail: whatever is done to a sealed trail is found, named, and found at the right entry."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.chain import START, Break, Broken, Check, Entry, Facts, Head, key_of, seal

AT = datetime(2026, 3, 20, 12, tzinfo=UTC)
KEY, NEWER = key_of("the secret of this installation"), key_of("the one that came after it")

ids = st.none() | st.text("abcdefgh123", min_size=1, max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
facts = st.builds(
    Facts,
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["family.read", "answer.saved", "refused"]),
    *(ids, ids, ids),
    st.dictionaries(st.text(max_size=8), values, max_size=3),
    *(st.sampled_from(["", "192.0.2.7"]), st.sampled_from(["", "0123456789ab"]), ids),
)


def chained(said: list[Facts], key: bytes = KEY, before: Head | None = None) -> list[Entry]:
    """A trail of these facts, sealed as it should be."""
    entries, head = [], before or Head()
    for one in said:
        entry = Entry(head.number + 1, one, head.hash, seal(key, head.hash, one))
        entries.append(entry)
        head = Head(entry.number, entry.hash)
    return entries


def head_of(entries: list[Entry]) -> Head:
    return Head(entries[-1].number, entries[-1].hash) if entries else Head()


def walk(entries: list[Entry], *noted: Head, keys: tuple[bytes, ...] = (KEY,)) -> Broken | None:
    """The first break, of the trail itself or of a head that it should hold."""
    check = Check(keys, noted)
    return next((broken for one in entries if (broken := check.take(one))), None) or check.end()


trails = st.lists(facts, min_size=3, max_size=8).map(chained)


@given(trails)
def test_a_trail_as_it_was_written_holds(entries: list[Entry]) -> None:
    assert walk(entries, head_of(entries), head_of(entries[:2]), Head()) is None


@given(st.data(), trails)
def test_whatever_is_altered_is_found_at_its_entry(data: st.DataObject, entries: list[Entry]) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    old = entries[place]
    name = data.draw(st.sampled_from(Facts.__slots__))
    value = getattr(data.draw(facts), name)
    if value == getattr(old.facts, name):
        return
    entries[place] = replace(old, facts=replace(old.facts, **{name: value}))
    broken = walk(entries, head_of(entries))
    assert broken
    assert (broken.number, broken.how) == (place + 1, Break.ALTERED)


@given(st.data(), trails)
def test_what_is_removed_is_missed(data: st.DataObject, entries: list[Entry]) -> None:
    first = data.draw(st.integers(0, len(entries) - 1))
    last = data.draw(st.integers(first, len(entries) - 1))
    broken = walk(entries[:first] + entries[last + 1 :], head_of(entries))
    assert broken
    assert (broken.number, broken.how) == (first + 1, Break.REMOVED)


@given(st.data(), trails)
def test_two_that_changed_places_are_found(data: st.DataObject, entries: list[Entry]) -> None:
    here = data.draw(st.integers(0, len(entries) - 2))
    there = data.draw(st.integers(here + 1, len(entries) - 1))
    one, other = entries[here], entries[there]
    entries[here], entries[there] = replace(other, number=one.number), replace(one, number=other.number)
    broken = walk(entries, head_of(entries))
    assert broken
    assert (broken.number, broken.how) == (here + 1, Break.OUT_OF_ORDER)


@given(trails, st.data())
def test_a_gap_that_was_closed_again_is_found(entries: list[Entry], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(entries) - 2))
    closed = entries[:gone] + [replace(one, number=one.number - 1) for one in entries[gone + 1 :]]
    broken = walk(closed, head_of(closed))
    assert broken
    assert broken.number == gone + 1


@given(trails, facts)
def test_nobody_without_the_key_can_go_on_writing(entries: list[Entry], forged: Facts) -> None:
    more = [*entries, *chained([forged], key_of(""), head_of(entries))]
    broken = walk(more, head_of(more))
    assert broken
    assert (broken.number, broken.how) == (len(more), Break.ALTERED)


@given(trails)
def test_a_trail_written_anew_with_the_key_is_found_by_a_head_noted_elsewhere(entries: list[Entry]) -> None:
    anew = chained([replace(one.facts, kind="other") for one in entries])
    noted = head_of(entries[:2])
    assert walk(anew, head_of(anew)) is None
    broken = walk(anew, head_of(anew), noted)
    assert broken
    assert (broken.number, broken.how) == (2, Break.REWRITTEN)
    cut = walk(entries[:1], head_of(entries[:1]), noted)
    assert cut
    assert (cut.number, cut.how) == (2, Break.REMOVED)


@given(trails, trails)
def test_a_secret_that_was_changed_is_followed_and_never_used_again(old: list[Entry], said: list[Entry]) -> None:
    new = chained([one.facts for one in said], NEWER, head_of(old))
    assert walk(old + new, keys=(KEY, NEWER)) is None
    assert walk(old + new, keys=(NEWER,)) is not None
    back = chained([one.facts for one in said], KEY, head_of(new))
    broken = walk(old + new + back, keys=(KEY, NEWER))
    assert broken
    assert (broken.number, broken.how) == (len(old) + len(new) + 1, Break.ALTERED)


def test_what_stands_before_the_first_was_added() -> None:
    entry = Entry(0, Facts(AT, "family.read", None, None, None, {}, "", "", None), START, "0" * 64)
    assert walk([entry]) == Broken(0, Break.ADDED, "Entry 0 has no place in the trail: it was added.")


def test_a_seal_is_the_same_in_every_zone_and_order() -> None:
    one = Facts(AT, "family.read", "p", None, None, {"a": 1, "b": [1, 2]}, "", "", None)
    same = replace(one, at=AT.astimezone(timezone(timedelta(hours=5))), details={"b": (1, 2), "a": 1})
    assert seal(KEY, START, one) == seal(KEY, START, same)


def test_the_form_of_a_seal_never_changes() -> None:
    """A figure worked out once: whoever changes what is sealed breaks every trail there is, and finds it here."""
    said = Facts(AT, "answer.saved", "p", "f", "s", {"item": "A1a", "version": 2}, "192.0.2.7", "0123456789ab", None)
    assert seal(KEY, START, said) == FIGURE


FIGURE = "0c62c4e98d2e865d57f23c3e01497906a3c003dfff4911f4769f45256b6a3eb1"


@pytest.mark.parametrize("how", list(Break))
def test_every_break_has_a_word(how: Break) -> None:
    assert how.value.islower()


def test_heads_of_one_number_that_differ_are_found() -> None:
    entries = chained([Facts(AT, "family.read", None, None, None, {"n": n}, "", "", None) for n in range(3)])
    assert all(one.previous == before.hash for before, one in pairwise(entries))
    broken = walk(entries, head_of(entries), Head(3, "f" * 64))
    assert broken
    assert (broken.number, broken.how) == (3, Break.REWRITTEN)
