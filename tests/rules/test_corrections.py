"""What the facts of a record are called: each has a name, and the trail tells of entries of every age without a value."""

import pytest

from workflow.models import Corrected, metadata
from workflow.rules.corrections import NAMES, done, shown
from workflow.rules.events import KINDS
from workflow.storage.facts import FACTS, NO_FACTS


def test_every_fact_has_a_name() -> None:
    assert {of for of, _ in FACTS.values()} == set(NAMES) == set(Corrected)
    for of, facts in FACTS.values():
        together = {"care", "living", "child"} & set(NAMES[of])
        assert set(NAMES[of]) == {*facts, *together}
        assert all("{other}" in NAMES[of][one] for one in together)


def test_every_column_is_a_fact_or_said_to_be_none() -> None:
    for table, (_, facts) in FACTS.items():
        assert set(metadata.tables[table.__name__.lower()].columns.keys()) - NO_FACTS == set(facts)


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"what": "child corrected", "fields": ["nhs_number"]}, "corrected the NHS number of a child"),
        (
            {"what": "child corrected", "fields": ["called", "born", "upn"]},
            "corrected the name, the date of birth and the UPN of a child",
        ),
        ({"what": "adult corrected", "fields": ["name"]}, "corrected the full name of an adult"),
        ({"what": "household changed", "fields": ["living"]}, "changed who lives in a home"),
        ({"what": "child corrected", "fields": []}, "saved the details of a child again, and changed nothing"),
        ({"what": "name corrected", "fields": ["name"]}, "changed the name of the family"),
        ({"what": "child added", "fields": []}, "added a child"),
        ({"what": "child corrected"}, "corrected what is written of a child"),
        ({"what": "household changed"}, "changed a home, or who lives there"),
        ({}, "changed the family's people"),
    ],
)
def test_the_trail_says_which_fact_and_tells_entries_of_before_as_far_as_they_go(details: dict, words: str) -> None:
    assert done(details) == words
    assert KINDS["family.changed"].told("Pat", details) == f"Pat {words}"


def test_what_stood_there_is_in_words() -> None:
    assert shown(Corrected.CHILD, "born", "2019-05-14", pair=False) == "14 May 2019"
    assert shown(Corrected.CHILD, "nhs_number", "9990000018", pair=False) == "999 000 0018"
    assert shown(Corrected.CHILD, "upn", None, pair=False) == "Nothing"
    assert shown(Corrected.MEETING, "kind", "core group", pair=False) == "Core group"
    assert [shown(Corrected.HOME, "living", said, pair=True) for said in (None, "", "weekends")] == [
        "No",
        "Yes",
        "Yes (weekends)",
    ]
