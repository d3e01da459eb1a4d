"""Counted and open instruments: yes of what was seen, never of what was asked; prompts noted or not; no grade anywhere."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gcp.completeness import completeness
from gcp.count_documents import counts_as, noted_as
from gcp.counts import Count, count, together
from gcp.errors import SheetFault
from gcp.grades import NO_GRADE_REASONS, SCALING, YES_OR_NO, ItemState, Scale
from gcp.instrument import Instrument, Kind, RollUp
from gcp.scoring import score
from gcp.scoring.faults import fitting_faults
from tests.gcp.build import MARCH, NOT_APPLICABLE, NOT_OBSERVED, NOT_SAFE, REFUSED, SKELETON, given, sheet
from tests.gcp.strategies import births, thorough


def of_kind(kind: Kind, scale: Scale) -> Instrument:
    """The skeleton's items with another kind of answers; nothing may be left out of an area."""
    areas = tuple(
        replace(area, sub_areas=tuple(replace(sub, may_exclude=False) for sub in area.sub_areas))
        for area in SKELETON.areas
    )
    return replace(SKELETON, kind=kind, scale=scale, roll_up=RollUp(""), areas=areas)


COUNTED = of_kind(Kind.COUNTED, YES_OR_NO)
OPEN = of_kind(Kind.OPEN, Scale(()))
SCALED = of_kind(Kind.SCALED, SCALING)

states = st.sampled_from((NOT_OBSERVED, REFUSED, NOT_SAFE, NOT_APPLICABLE, ItemState.UNANSWERED))
given_answers = st.one_of(st.sampled_from(YES_OR_NO.values), states)


@st.composite
def counted_sheets(draw):
    """A whole counted sheet: yes, no, every state, and items nobody answered."""
    blank = sheet(born=draw(births))
    asked = [item.id for item in COUNTED.items_for(blank.age_months) if not item.conditions]
    return sheet({item: draw(given_answers) for item in asked if draw(st.booleans())}, born=blank.child.born)


def by_id(found):
    subs = [sub for area in found.areas for sub in area.sub_areas]
    return {one.area.id: one.count for one in found.areas} | {one.sub_area.id: one.count for one in subs}


def test_yes_is_of_what_was_seen():
    found = count(COUNTED, sheet(given("A2 1,0,- | A3 1,R,S | A4 NA | B2 0")))
    counts = by_id(found)
    assert counts["A2"] == Count(1, 1, {NOT_OBSERVED: 1})
    assert counts["A2"].sentence == "Yes to 1 of 2 seen (1 not observed)."
    assert (counts["A3"].seen, counts["A3"].asked) == (1, 3)
    assert counts["A3"].sentence == "Yes to 1 of 1 seen (1 refused and 1 not safe to ask)."
    assert counts["A4"] == Count(0, 0, {})
    assert counts["A4"].sentence == "Nothing is asked here of this child."
    assert counts["B2"].sentence == "Yes to 0 of 1 seen."
    assert counts["B1"].sentence == "Nothing was seen (5 not answered)."
    assert (found.count.yes, found.count.no) == (2, 2)
    assert (found.age_months, found.band.key) == (86, "5-to-10")


@thorough
@examples(st.data(), counted_sheets())
def test_a_gap_is_never_scaled_over(data, answered):
    before = by_id(count(COUNTED, answered))
    seen = [item for item, answer in answered.answers.items() if not isinstance(answer, ItemState)]
    if seen:
        item = data.draw(st.sampled_from(seen))
        reason = data.draw(st.sampled_from(sorted(NO_GRADE_REASONS)))
        after = by_id(count(COUNTED, answered.with_answer(item, reason)))
        parents = {parent.id for parent in COUNTED.parents(item)}
        for part, found in after.items():
            was = before[part]
            assert found.asked == was.asked
            if part in parents:
                assert found.seen == was.seen - 1
                assert (was.yes - found.yes, was.no - found.no) == ((1, 0) if answered.answers[item] else (0, 1))
                assert found.reasons.get(reason, 0) == was.reasons.get(reason, 0) + 1
            else:
                assert found == was


@thorough
@examples(counted_sheets())
def test_parts_add_up_and_account_for_every_item(answered):
    found, done = count(COUNTED, answered), completeness(COUNTED, answered)
    assert found.count == together(area.count for area in found.areas)
    for area, progress in zip(found.areas, done.areas, strict=True):
        assert area.count == together(sub.count for sub in area.sub_areas)
        assert area.count.seen == progress.graded
        assert area.count.reasons == progress.reasons
        for sub in area.sub_areas:
            applying = [item for item in sub.items if item.state is not NOT_APPLICABLE]
            assert sub.count.asked == len(applying)


@thorough
@examples(counted_sheets())
def test_a_count_is_plain_json_and_holds_no_grade(answered):
    document = counts_as(count(COUNTED, answered))
    assert json.loads(json.dumps(document)) == document
    assert '"grade"' not in json.dumps(document)


def test_the_document_of_a_count():
    document = counts_as(count(COUNTED, sheet(given("A2 1,0,R"))))
    a2 = document["areas"][0]["sub_areas"][1]
    assert (document["instrument"], document["kind"], document["yes"]) == ("skeleton@1", "counted", 1)
    assert a2.pop("items")[2] == {"id": "A2c", "name": "Item A2c", "answer": None, "state": "refused"}
    assert json.dumps(a2) == (
        '{"id": "A2", "name": "Part A2", "yes": 1, "no": 1, "seen": 2, "asked": 3, "reasons": {"refused": 1}, '
        '"sentence": "Yes to 1 of 2 seen (1 refused)."}'
    )


@pytest.mark.parametrize("kind", [Kind.GRADED, Kind.SCALED, Kind.OPEN])
def test_nothing_else_is_counted(kind):
    with pytest.raises(SheetFault) as refused:
        count(replace(COUNTED, kind=kind), sheet())
    assert refused.value.faults == (f"skeleton@1 is {kind}, so there is nothing to count.",)


@pytest.mark.parametrize("kind", [Kind.COUNTED, Kind.SCALED, Kind.OPEN])
def test_nothing_else_is_scored(kind):
    with pytest.raises(SheetFault):
        score(replace(SKELETON, kind=kind), sheet())


STATES = "not-observed, refused, not-safe-to-ask or not-applicable."


@pytest.mark.parametrize(
    ("instrument", "answers", "said"),
    [
        (COUNTED, {"A1a": 2}, f"A1a is answered with 2. Give 1 for yes, 0 for no, {STATES}"),
        (COUNTED, {"A1a": ItemState.NOTED}, f"A1a is answered with 'noted'. Give 1 for yes, 0 for no, {STATES}"),
        (COUNTED, {"A1a": True}, f"A1a is answered with true. Give 1 for yes, 0 for no, {STATES}"),
        (SCALED, {"A1a": 11}, f"A1a is answered with 11. Give a number from 0 to 10, {STATES}"),
        (OPEN, {"A1a": 1}, f"A1a is answered with 1. Give noted, {STATES}"),
        (COUNTED, {"D1a": 1}, "D1a is asked only at 2 to 4; this child is 7 years 2 months. Remove the answer."),
        (
            COUNTED,
            {"A5d": 1},
            "A5d is asked only where this holds: Disability or long-term illness. Record that, or remove the answer.",
        ),
    ],
)
def test_answers_that_do_not_fit(instrument, answers, said):
    assert fitting_faults(instrument, sheet(answers)) == (said,)


@pytest.mark.parametrize(
    ("instrument", "answers"),
    [(COUNTED, {"A1a": 0, "A1b": 1}), (SCALED, {"A1a": 0, "A1b": 10, "A1c": 5}), (OPEN, {"A1a": ItemState.NOTED})],
)
def test_answers_that_fit(instrument, answers):
    reasons = dict(zip(("A2a", "A2b", "A2c"), sorted(NO_GRADE_REASONS), strict=True))
    assert fitting_faults(instrument, sheet(answers | reasons)) == ()


def test_days_and_ages_are_judged_alike():
    with pytest.raises(SheetFault, match="is still to come"):
        count(COUNTED, sheet(), today=date(2026, 3, 1))
    with pytest.raises(SheetFault, match="is made for these ages"):
        count(COUNTED, sheet(born=date(1999, 1, 1)))


def test_prompts_are_noted_or_not():
    answered = sheet({"A2a": ItemState.NOTED, "A2b": REFUSED, "C1a": NOT_OBSERVED})
    done = completeness(OPEN, answered)
    assert (done.noted, done.graded, done.answered) == (1, 0, 3)
    assert [area.id for area in done.without_grade] == ["B", "C", "D"]
    document = noted_as(OPEN, answered, done)
    physical = document["areas"][0]
    assert (document["kind"], document["age_months"]) == ("open", 86)
    assert (physical["noted"], physical["expected"], physical["reasons"]) == (1, 15, {"refused": 1, "unanswered": 13})
    assert len(physical["unanswered"]) == 13
    assert MARCH.end.isoformat() not in json.dumps(document)
