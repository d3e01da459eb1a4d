"""When two records can be put together: each obstacle is a sentence that says what to do, and nobody becomes two."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.errors import Invalid
from workflow.rules.merging import ADULT_FIELDS, CHILD_FIELDS, Facts, Pairs, differing, in_the_way, one_each

IDS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdefgh"), max_size=4)
FULL = Facts(
    practice=True,
    closed_under_open="Example family",
    offered=("Example family",),
    in_an_emergency=("Example family", "Sample family"),
    being_made=("Example family",),
    graded_together=("Mum and Nan",),
    under_way_in_both=("Pat’s scoring of Robin",),
    nobody=True,
)


def test_nothing_is_in_the_way_of_two_ordinary_records() -> None:
    assert in_the_way(Facts()) == ()


def test_every_fact_has_its_sentence() -> None:
    assert len(in_the_way(FULL)) == len(fields(Facts)) + 1, (
        "one a fact, and one more for the second record that is open"
    )
    for sentence in in_the_way(FULL):
        assert sentence[0].isupper()
        assert sentence.endswith(".")


@given(IDS, IDS)
def test_nobody_is_in_two_pairs(children: dict[str, str], adults: dict[str, str]) -> None:
    pairs = Pairs(children, adults)
    everybody = [*pairs.everybody, *pairs.everybody.values()]
    if len(set(everybody)) == len(everybody):
        one_each(pairs)
    else:
        with pytest.raises(Invalid):
            one_each(pairs)


VALUES = st.fixed_dictionaries(dict.fromkeys(CHILD_FIELDS, st.sampled_from(["", None, "x", "y"])))


@given(VALUES, VALUES)
def test_only_what_the_one_that_goes_has_and_is_another_is_asked_about(
    stays: dict[str, object], goes: dict[str, object]
) -> None:
    asked = differing(stays, goes, CHILD_FIELDS)
    assert list(asked) == [name for name in CHILD_FIELDS if name in asked]
    for name in CHILD_FIELDS:
        assert (name in asked) == (bool(goes[name]) and goes[name] != stays[name])


def test_every_field_has_its_name() -> None:
    assert all(
        label[0].islower() or label[:3] in ("NHS", "UPN") for label in (*CHILD_FIELDS.values(), *ADULT_FIELDS.values())
    )
