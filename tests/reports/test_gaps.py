"""No report's totals hide a gap: every count carries what it is out of, and what has no grade is said, whatever was graded and whatever was not."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gcp.grades import ItemState
from tests.reports import stock
from tests.reports.stock import JANUARY, MARCH, answers, scored
from workflow.reports import render
from workflow.reports.base import Scored
from workflow.reports.listing import REPORTS, Listed

each = pytest.mark.parametrize("listed", REPORTS, ids=lambda one: one.key)
ITEMS = tuple(answers())
GAPS = (ItemState.NOT_OBSERVED, ItemState.REFUSED, ItemState.NOT_SAFE)
GIVEN = st.one_of(st.integers(1, 5), st.sampled_from(GAPS))
SHEETS = st.fixed_dictionaries(dict.fromkeys(ITEMS, GIVEN))
TOTAL = re.compile(r"[Ii]tems at 4 or 5: (\d+) of (\d+)(?: \(([^)]*)\))?")
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PLAIN = {"family", "young-person"}
"""What speaks without numbers of the scale; the gaps in it are looked for in other words."""


def text(listed: Listed, *scorings: Scored) -> str:
    return render.text(listed.build(stock.material(scorings)))


def gaps_in(said: str) -> int:
    """How many items a total says have no grade: "2 not observed; 1 refused", "3 not graded"."""
    now = [part for part in said.split("; ") if part and not part.startswith("was ")]
    return sum(int(number) for part in now for number in re.findall(r"^(\d+) (?:not|refused)", part))


@each
@FEW
@given(before=SHEETS, now=SHEETS)
def test_a_total_says_what_it_is_out_of_and_what_it_leaves_out(listed: Listed, before: dict, now: dict) -> None:
    newest = scored(now, MARCH)
    said = " ".join(text(listed, scored(before, JANUARY), newest).split())
    asked = [item for item in newest.profile.items if item.state is not ItemState.NOT_APPLICABLE]
    graded = [item for item in asked if item.grade is not None]
    whole = (len(graded), len(asked) - len(graded))
    if listed.key == "family":
        assert (
            f"We looked at {len(asked)} things. We could say how {'all' if len(graded) == len(asked) else len(graded)} of them are."
            in said
        )
        return
    if listed.key == "young-person":
        assert not re.search(r"\d+ of (?:the )?\d+", said), "a child is told no figures"
        return
    found = [(int(out_of), gaps_in(left or "")) for _count, out_of, left in TOTAL.findall(said)]
    assert found
    assert whole in found
    areas = {
        (sum(i.grade is not None for i in own), sum(i.grade is None for i in own))
        for area in newest.profile.areas
        for own in [[i for s in area.sub_areas for i in s.items if i.state is not ItemState.NOT_APPLICABLE]]
    }
    before_whole = sum(isinstance(one, int) for one in before.values())
    if listed.key in {"core-group", "progress", "full-profile"}:
        assert set(found) <= {*areas, whole}
    assert listed.key == "full-profile" or f"of {before_whole}" in said


@each
@FEW
@given(now=SHEETS)
def test_everything_without_a_grade_is_named_with_its_reason(listed: Listed, now: dict) -> None:
    newest = scored(now, MARCH)
    said = text(listed, newest)
    if listed.key == "young-person":
        return
    for sub in newest.profile.sub_areas:
        for item in sub.items:
            if item.grade is None and item.state is not ItemState.NOT_APPLICABLE:
                # A part without any grade is named once, with how many of its items that is; an area likewise.
                whole = sub.grade is None and sub.name in said
                assert whole or (item.item.plain if listed.key in PLAIN else item.name) in said
    words = {
        ItemState.NOT_OBSERVED: "not observed",
        ItemState.REFUSED: "refused",
        ItemState.NOT_SAFE: "not safe to ask",
    }
    if listed.key not in PLAIN:
        assert all(words[state] in said.lower() for state in set(now.values()) & set(words))


@each
@FEW
@given(now=SHEETS)
def test_nothing_graded_is_never_a_number(listed: Listed, now: dict) -> None:
    nothing = dict.fromkeys(now, ItemState.NOT_OBSERVED)
    said = text(listed, scored(nothing, MARCH))
    assert not re.search(r"[Gg]rade: \d|Now: \d", said)
