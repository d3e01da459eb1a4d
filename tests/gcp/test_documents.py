"""The JSON documents: their exact shape, and every fault of an answer sheet as a sentence."""

import json
from copy import deepcopy
from datetime import date

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gcp.agreement import Agreement, Agreements, agree
from gcp.answers import AnswerSheet, Child, Window
from gcp.documents import agreement_as, profile_as, progress_as, sheet_from
from gcp.errors import SheetFault
from gcp.grades import ItemState
from gcp.progress import series
from gcp.scoring import score
from tests.gcp.build import ANTENATAL, JUNE, SEPTEMBER, SKELETON, given, sheet
from tests.gcp.strategies import sheets, thorough

DOCUMENT = {
    "instrument": "care-profile@2026.1",
    "child": {"born": "2019-05-14"},
    "carer": "Mum",
    "observed": {"from": "2026-03-02", "to": "2026-03-20"},
    "conditions": ["disability"],
    "answers": {"A1a": 2, "A1b": "not-observed", "A5d": "not-applicable"},
    "exclude": {"C2": "child's own behaviour"},
}


def test_a_sheet_reads_as_written():
    assert sheet_from(DOCUMENT) == AnswerSheet(
        "care-profile@2026.1",
        Child(date(2019, 5, 14)),
        "Mum",
        Window(date(2026, 3, 2), date(2026, 3, 20)),
        {"A1a": 2, "A1b": ItemState.NOT_OBSERVED, "A5d": ItemState.NOT_APPLICABLE},
        frozenset({"disability"}),
        {"C2": "child's own behaviour"},
    )


def test_what_may_be_left_out_and_what_may_be_added():
    least = {key: DOCUMENT[key] for key in ("instrument", "child", "carer", "observed")}
    read = sheet_from(least | {"scorer": " Ann Example ", "child": {"expected": "2026-06-01"}})
    assert (read.answers, read.conditions, read.exclude, read.scorer) == ({}, frozenset(), {}, "Ann Example")
    assert read.child == Child(None, date(2026, 6, 1))


def test_any_language_and_several_lines_may_be_written():
    reason = "\u202bسلوك\u202c \U0001f600\n\tas the school says"
    assert sheet_from(DOCUMENT | {"exclude": {"C2": reason}}).exclude == {"C2": reason}


REMOVED = object()


def faults(change: dict) -> list[str]:
    document = {key: value for key, value in (deepcopy(DOCUMENT) | change).items() if value is not REMOVED}
    with pytest.raises(SheetFault) as caught:
        sheet_from(document)
    return list(caught.value.faults)


WHOLE = (
    "Give a grade as a whole number, or not-observed, refused, not-safe-to-ask, not-applicable, noted or unanswered."
)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"instrument": REMOVED}, "instrument is missing. Name it as key@edition."),
        ({"instrument": 7}, "instrument must be text, not 7."),
        ({"carer": " "}, "carer is missing. Say whose care was scored."),
        ({"carer": None}, "carer must be text, not null."),
        ({"scorer": ["Ann"]}, 'scorer must be text, not ["Ann"].'),
        ({"carers": "Mum"}, "The answer sheet has no 'carers'. Did you mean carer?"),
        ({"zzz": 1}, "The answer sheet has no 'zzz'. Remove it."),
        ({"child": REMOVED}, 'child is missing. Give {"born": "2019-05-14"}, or "expected" for a child not yet born.'),
        (
            {"child": {}},
            'child has no day of birth. Give {"born": "2019-05-14"}, or "expected" for a child not yet born.',
        ),
        ({"child": {"born": 20190514}}, "child: born is 20190514. Write the day as 2026-03-20."),
        ({"child": {"born": "20190514"}}, "child: born is '20190514'. Write the day as 2026-03-20."),
        ({"child": {"born": "2019-02-30"}}, "child: born is '2019-02-30'. Write the day as 2026-03-20."),
        ({"child": {"expected": None}}, "child: expected is null. Write the day as 2026-03-20."),
        ({"child": {"born": "2019-05-14", "name": "x"}}, "child has no 'name'. Remove it."),
        ({"observed": REMOVED}, 'observed is missing. Give {"from": "2026-03-02", "to": "2026-03-20"}.'),
        ({"observed": {"to": "2026-03-20"}}, 'observed has no from. Give {"from": "2026-03-02", "to": "2026-03-20"}.'),
        ({"observed": {"from": "2026-03-02", "to": "soon"}}, "observed: to is 'soon'. Write the day as 2026-03-20."),
        ({"conditions": "disability"}, "conditions must be a list of names, not 'disability'."),
        ({"conditions": [1]}, "conditions must be a list of names, not [1]."),
        ({"answers": [1, 2]}, "answers must be an object with named values, not [1, 2]."),
        ({"answers": {"A1a": True}}, f"'A1a' is answered with true. {WHOLE}"),
        ({"answers": {"A1a": 2.0}}, f"'A1a' is answered with 2.0. {WHOLE}"),
        ({"answers": {"A1a": "2"}}, f"'A1a' is answered with '2'. {WHOLE}"),
        ({"answers": {"A1a": None}}, f"'A1a' is answered with null. {WHOLE}"),
        ({"answers": {"A1a": "scored"}}, f"'A1a' is answered with 'scored'. {WHOLE}"),
        ({"answers": {"A1a": {"grade": 2}}}, f"'A1a' is answered with {{\"grade\": 2}}. {WHOLE}"),
        ({"exclude": ["C2"]}, 'exclude must be an object with named values, not ["C2"].'),
        ({"exclude": {"C2": True}}, "exclude: the reason for 'C2' must be text, not true."),
        ({"exclude": {"C2": "a\x1bb"}}, "exclude: the reason for 'C2' holds a hidden character (U+001B). Delete it."),
        ({"carer": "Mum\0"}, "carer holds a hidden character (U+0000). Delete it."),
    ],
)
def test_a_faulty_document_is_refused_with_one_sentence(change, sentence):
    assert faults(change) == [sentence]


def test_every_fault_comes_at_once():
    assert len(faults({"carer": 1, "child": {"born": "x"}, "observed": {}, "answers": {"a": 1.5, "b": None}})) == 6


@pytest.mark.parametrize("document", [[], "sheet", None, {1: 2}])
def test_what_is_no_object_is_refused(document):
    with pytest.raises(SheetFault, match="The answer sheet must be an object with named values"):
        sheet_from(document)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@thorough
@examples(st.dictionaries(st.sampled_from([*DOCUMENT, "scorer", "x"]), json_values))
def test_no_document_is_answered_with_anything_but_sentences(change):
    sentences: tuple[str, ...] = ()
    try:
        sheet_from(DOCUMENT | change)
    except SheetFault as fault:
        sentences = fault.faults
    assert all(sentence.endswith((".", "?")) and len(sentence) < 300 for sentence in sentences)


def test_a_profile():
    answers = given("A1 2,3,2,2,NA | A2 2,2,- | A3 2,2,4 | A4 3 | C1 1,1,2 | C2 4,4")
    document = profile_as(score(SKELETON, sheet(answers, exclude={"C2": "shyness"})))
    physical, safety, love, _ = document["areas"]
    assert (document["instrument"], document["rule"], document["age_months"]) == ("skeleton@1", "mode-override", 86)
    sub_areas = physical.pop("sub_areas")
    assert json.dumps(physical) == (
        '{"id": "A", "name": "Physical", "grade": 4, "state": "provisional", "decided_by": "override", '
        '"drivers": ["A3c"], "scored": 4, "expected": 5, "reasons": {"not-observed": 1, "unanswered": 3}}'
    )
    items = sub_areas[1].pop("items")
    assert json.dumps(sub_areas[1]) == (
        '{"id": "A2", "name": "Part A2", "grade": 2, "state": "provisional", "decided_by": "mode", '
        '"drivers": [], "scored": 2, "expected": 3, "reasons": {"not-observed": 1}}'
    )
    assert items[0] == {"id": "A2a", "name": "Item A2a", "grade": 2, "state": "scored"}
    assert items[2] == {"id": "A2c", "name": "Item A2c", "grade": None, "state": "not-observed"}
    assert (safety["grade"], safety["state"], safety["decided_by"]) == (None, "not-scored", None)
    assert (love["sub_areas"][1]["state"], love["sub_areas"][1]["reason"]) == ("excluded", "shyness")


def test_a_profile_of_an_unborn_child_has_no_age():
    unborn = score(ANTENATAL, sheet({"A1a": 2}, born=None, expected=date(2026, 6, 1)))
    assert profile_as(unborn)["age_months"] is None


def test_progress():
    before, after = sheet(given("A1 4,4,3,2,NA | B2 2")), sheet(given("A1 4,3,3,2,NA"), window=SEPTEMBER)
    document = progress_as(series([score(SKELETON, before), score(SKELETON, after)]))
    (step,) = document["comparisons"]
    physical, safety = step["areas"][:2]
    assert (step["from"], step["to"]) == ("2026-03-20", "2026-09-18")
    assert (physical["from"], physical["to"], physical["change"]) == (4, 4, "same")
    assert physical["items"] == {"better": 1, "same": 3, "worse": 0, "not_comparable": 0}
    a1 = physical["sub_areas"][0]
    assert (a1["id"], a1["from"], a1["to"], a1["change"]) == ("A1", 4, 4, "same")
    assert a1["items"][1] == {"id": "A1b", "from": 4, "to": 3, "change": "better"}
    assert a1["items"][4] == {"id": "A1e", "from": None, "to": None, "change": None}
    assert (safety["from"], safety["to"], safety["change"]) == (2, None, "no-longer-scored")
    assert step["worst_two"] == {"from": 2, "to": 1}
    assert step["caution"] == [
        "Provisional in at least one of the two scorings, because not everything was graded: A (Physical) and B (Safety)."
    ]
    assert document["first_to_last"] == step
    assert document["standing"] == [
        {"id": "A1a", "grade": 4, "since": "2026-03-20", "scorings": 2, "days": 182, "last_graded": None}
    ]
    assert document["relapses"] == []


def test_progress_says_why_something_is_not_comparable():
    mum, dad = score(SKELETON, sheet({"A4": 2})), score(SKELETON, sheet({"A4": 2}, carer="Dad", window=JUNE))
    area = progress_as(series([mum, dad]))["comparisons"][0]["areas"][0]
    assert area["change"] == area["sub_areas"][3]["items"][0]["change"] == "not-comparable"
    assert area["why"].startswith("Mum was scored on 20 March 2026 and Dad on 19 June 2026.")


def test_progress_over_three_scorings_and_over_one():
    windows = (Window(date(2026, 1, 5), date(2026, 1, 9)), JUNE, SEPTEMBER)
    profiles = [score(SKELETON, sheet({"B2": g}, window=w)) for g, w in zip((4, 2, 3), windows, strict=True)]
    document = progress_as(series([*profiles, score(SKELETON, sheet({}, window=SEPTEMBER))]))
    assert len(document["comparisons"]) == 3
    assert document["relapses"] == [
        {
            "id": "B2",
            "worst_before": {"on": "2026-01-09", "grade": 4},
            "best_between": {"on": "2026-06-19", "grade": 2},
            "now": {"on": "2026-09-18", "grade": 3},
        }
    ]
    alone = progress_as(series(profiles[:1]))
    assert (alone["comparisons"], alone["first_to_last"]) == ([], None)


def test_standing_tells_when_it_was_last_graded():
    profiles = [score(SKELETON, sheet({"B2": 4})), score(SKELETON, sheet({}, window=JUNE))]
    assert progress_as(series(profiles))["standing"][0]["last_graded"] == "2026-03-20"


def test_agreement():
    first, second = (score(SKELETON, sheet(given(rows))) for rows in ("A2 1,2,3 | A4 3", "A2 1,2,1 | A4 4"))
    document = agreement_as(agree(first, second))
    assert json.dumps(document["items"]) == (
        '{"n": 4, "exact": 2, "within_one": 3, "kappa_linear": 0.4, "kappa_quadratic": 0.44, "interval_95": [-0.11, 0.91], '
        '"caution": "Only 4 pairs of grades, fewer than 30: the interval is wide. Read it as a rough guide."}'
    )
    assert document["sub_areas"]["n"] == 2
    assert list(document["areas"]) == ["A", "B", "C", "D"]
    assert json.dumps(document["areas"]["B"]) == (
        '{"n": 0, "exact": 0, "within_one": 0, "kappa_linear": null, "kappa_quadratic": null, "interval_95": null, '
        '"why": "There is nothing that both raters graded."}'
    )
    assert document["differences"] == [{"id": "A2c", "first": 3, "second": 1}, {"id": "A4", "first": 3, "second": 4}]


def test_a_kappa_of_hardly_less_than_nought_is_written_as_nought():
    figures = Agreement(30, 5, 9, -0.001, -0.004, (-0.5, -0.0001))
    document = agreement_as(Agreements(figures, figures, {}, ()))
    assert json.dumps(document["items"]).endswith(
        '"kappa_linear": 0.0, "kappa_quadratic": 0.0, "interval_95": [-0.5, 0.0]}'
    )


@thorough
@examples(sheets())
def test_every_document_is_plain_json(answered):
    profile = score(SKELETON, answered)
    for document in (profile_as(profile), progress_as(series([profile])), agreement_as(agree(profile, profile))):
        assert json.loads(json.dumps(document, allow_nan=False)) == document
