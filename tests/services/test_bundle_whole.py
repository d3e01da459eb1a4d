"""The court bundle holds everything that is signed off: also what has no grades, and what two raters settled on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from gcp.grades import ItemState
from tests import build
from tests.page_checks import text_of
from tests.progress_ground import Told, stand
from tests.reports.stock import MARCH, answers
from tests.reports.test_render import parsed
from workflow.models import InstrumentEdition, Part, Person, Reconciled, ScalingMark, Voice
from workflow.reports import render
from workflow.rules.errors import Blocked
from workflow.services import reporting
from workflow.services.desk import Practice

COUNTED, OPEN, SCALED = "home-conditions@2026.2", "three-houses@2026.1", "safety-scaling@2026.1"
SCALED_BAND = "0-to-17"
WORDS = "My house has a red door."


@pytest.fixture
def told(embedded_practice: Practice) -> Told:
    """Hana scored twice with Marek; the second of them was sent, so that it could be rated again."""
    told = stand(embedded_practice, 1)
    sent = told.score(answers(A1a=4), MARCH, sent_at=build.LONG_AGO)
    return replace(told, scoring_ids=(*told.scoring_ids, sent))


def edition(told: Told, name: str) -> InstrumentEdition:
    shelved = told.practice.library.find(name)
    assert shelved is not None
    key, _, number_of = name.partition("@")
    with told.practice.database.open() as session:
        here = select(InstrumentEdition).where(InstrumentEdition.key == key, InstrumentEdition.edition == number_of)
        if there := session.exec(here).first():
            return there
    facts = {"key": key, "edition": number_of, "kind": shelved.instrument.kind.value}
    return build.edition(told.practice, text=shelved.text, fingerprint=shelved.fingerprint, **facts)


def number(told: Told, scoring_id: str, edition_id: str, said: int, words: str, version: int = 1) -> ScalingMark:
    facts = {"mark_id": "m1", "item_id": "S1", "who": "Jo", "part": Voice.CARER, "on": date(2026, 3, 12)}
    changed = {"changed_at": build.LONG_AGO, "changed_by_id": told.lead.id, "version": version}
    ids = {"id": told.practice.ids.new(), "scoring_id": scoring_id, "edition_id": edition_id}
    return ScalingMark(number=said, words=words, **ids, **facts, **changed)


def second(told: Told, rater: Person, **more: Any) -> str:
    first = told.scoring_ids[1]
    return told.score(answers(A1a=3), MARCH, by=rater, second_of_id=first, **more)


def others(told: Told) -> None:
    """One record of each kind without grades, a number beside grades, and a second rating that was settled on one item."""
    counted, words, scaled = (edition(told, name) for name in (COUNTED, OPEN, SCALED))
    told.score({"A1a": 1}, MARCH, edition_id=counted.id, age_band="0-to-17")
    told.score({"W1a": ItemState.NOTED}, MARCH, edition_id=words.id, age_band="3-to-6", notes={"W1a": WORDS})
    alone = told.score({}, MARCH, edition_id=scaled.id, age_band=SCALED_BAND)
    again = second(told, told.other, sent_at=build.LONG_AGO)
    settled = Reconciled(
        id=told.practice.ids.new(),
        second_id=again,
        item_id="A1a",
        grade=3,
        words="We both saw the cupboard.",
        changed_at=build.LONG_AGO,
        changed_by_id=told.other.id,
    )
    taken = number(told, told.scoring_ids[0], scaled.id, 2, "I lie awake.")
    taken.mark_id = told.practice.ids.new()
    marks = [
        number(told, alone, scaled.id, 4, "Better than it was."),
        number(told, alone, scaled.id, 5, "Better again.", 2),
        taken,
    ]
    build.put(told.practice, settled, *marks)


def bundle(told: Told, who: Person | None = None) -> str:
    with told.practice.open_for((who or told.lead).id) as desk:
        report = reporting.make(desk, "court", told.child_id)
    return text_of(next(parsed(render.html(report)).iter("body")))


def test_everything_that_is_signed_off_is_in_it_under_its_own_heading(told: Told) -> None:
    others(told)
    whole = bundle(told)
    said = whole.partition("None of this is part of the care over time")[2].partition("The record")[0]
    for one in (
        "Home Conditions 2026.2, 2 to 20 March 2026",
        "yes to 1 of 1 seen",
        WORDS,
        "Jo (a carer): 5, 12 March 2026",
        "Better again.",
        "Scaling questions beside the scoring of 5 to 20 January 2026, care by Marek",
        "Jo (a carer): 2, 12 March 2026",
        "I lie awake.",
        "Second rating",
        "Scored by Sam Example, Example Health Trust.",
        "We both saw the cupboard.",
    ):
        assert one in said, one
    record = whole.rpartition("The record")[2]
    assert "4. Better than it was." in record, "an earlier version of a number stands in the record"
    assert "Second rating: care by Marek" in record


def test_without_any_it_says_so(told: Told) -> None:
    assert "Nothing was counted, scaled, answered in words or rated a second time and signed off." in bundle(told)


def test_what_is_not_signed_off_is_not_in_it(told: Told) -> None:
    told.score({}, MARCH, edition_id=edition(told, OPEN).id, age_band="3-to-6", status="with supervisor")
    assert "Nothing was counted" in bundle(told)


def test_an_issued_bundle_rests_on_all_of_them(told: Told) -> None:
    others(told)
    with told.practice.open_for(told.lead.id) as desk:
        report = reporting.make(desk, "court", told.child_id)
    assert len(report.scorings) == 2 + 4


def test_a_rating_that_is_hidden_from_a_rater_stops_their_bundle(told: Told) -> None:
    rater = build.person(told.practice, "rater", team="Raters", agency="Example School")
    build.involve(told.practice, told.family.id, rater, Part.CO_WORKER)
    second(told, rater, status="draft", carer_names="Marek")
    with pytest.raises(Blocked):
        bundle(told, rater)


def test_more_of_them_cost_no_more_statements(told: Told) -> None:
    def sent() -> Iterator[list[str]]:
        for _time in range(2):
            others(told)
            bundle(told)  # each edition is read once
            told.practice.scored.forget()
            told.practice.stories.forget()
            yield told.statements(lambda desk: reporting.make(desk, "court", told.child_id))

    few, many = sent()
    assert len(few) == len(many), [one for one in many if many.count(one) != few.count(one)]
    assert len(few) <= 60
