"""The JSON documents of the `careprofile` command: an answer sheet in; a profile, progress or agreement out.

Figures are rounded here and nowhere else.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from gcp.agreement import Agreement, Agreements
from gcp.answers import Answer, AnswerSheet, Child, Window
from gcp.errors import SheetFault
from gcp.grades import ItemState
from gcp.profile import AreaResult, ItemResult, Profile, SubAreaResult
from gcp.progress import AreaChange, Comparison, Counts, ItemChange, Relapse, Series, Standing, SubAreaChange
from gcp.scoring.faults import did_you_mean, shown
from gcp.words import listed

SHEET_KEYS = ("instrument", "child", "carer", "observed", "conditions", "answers", "exclude", "scorer")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters that no page and no paper can show; tabs and ends of lines are none of them."""
T = TypeVar("T")


def sheet_from(data: Mapping[str, Any]) -> AnswerSheet:
    """The answer sheet in a JSON document; `contracts.md` shows its shape.

    Strict about types and names. Raises SheetFault with one sentence for every fault. Whether the answers
    suit the instrument, and the days one another, is for `score` to say.
    """
    reader = _Reader(data)
    sheet = AnswerSheet(
        instrument=reader.text("instrument"),
        child=reader.child(),
        carer=reader.text("carer"),
        window=reader.window(),
        answers=reader.answers(),
        conditions=reader.conditions(),
        exclude=reader.exclude(),
        scorer=reader.text("scorer", required=False),
    )
    if reader.faults:
        raise SheetFault(tuple(reader.faults))
    return sheet


class _Reader:
    """Reads a document part by part and keeps every fault; a faulty part comes back as something empty."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.faults: list[str] = []
        self.data = self._mapping(data, "The answer sheet")
        self._known("The answer sheet", self.data, SHEET_KEYS)

    def text(self, key: str, *, required: bool = True) -> str:
        value = self.data.get(key, "")
        if not isinstance(value, str):
            return self._fault(f"{key} must be text, not {shown(value)}.", "")
        if required and not value.strip():
            return self._fault(f"{key} is missing. {MISSING[key]}", "")
        self._no_hidden(key, value)
        return value.strip()

    def child(self) -> Child:
        if "child" not in self.data:
            return self._fault(f"child is missing. {MISSING['child']}", Child())
        child = self._mapping(self.data["child"], "child")
        self._known("child", child, ("born", "expected"))
        if not child.keys() & {"born", "expected"}:
            return self._fault(f"child has no day of birth. {MISSING['child']}", Child())
        return Child(self._day(child, "child", "born"), self._day(child, "child", "expected"))

    def window(self) -> Window:
        if "observed" not in self.data:
            return self._fault(f"observed is missing. {MISSING['observed']}", Window(date.min, date.min))
        observed = self._mapping(self.data["observed"], "observed")
        self._known("observed", observed, ("from", "to"))
        for key in ("from", "to"):
            if key not in observed:
                self._fault(f"observed has no {key}. {MISSING['observed']}", None)
        start, end = self._day(observed, "observed", "from"), self._day(observed, "observed", "to")
        return Window(start or date.min, end or date.min)

    def answers(self) -> dict[str, Answer]:
        given = self._mapping(self.data.get("answers", {}), "answers")
        return {item_id: self._answer(item_id, value) for item_id, value in given.items()}

    def conditions(self) -> frozenset[str]:
        given = self.data.get("conditions", [])
        if not isinstance(given, list | tuple) or not all(isinstance(key, str) for key in given):
            return self._fault(f"conditions must be a list of names, not {shown(given)}.", frozenset())
        return frozenset(given)

    def exclude(self) -> dict[str, str]:
        given = self._mapping(self.data.get("exclude", {}), "exclude")
        for sub_area, reason in given.items():
            if not isinstance(reason, str):
                self._fault(f"exclude: the reason for {shown(sub_area)} must be text, not {shown(reason)}.", None)
            else:
                self._no_hidden(f"exclude: the reason for {shown(sub_area)}", reason)
        return {sub_area: str(reason) for sub_area, reason in given.items()}

    def _answer(self, item_id: str, value: object) -> Answer:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and value in STATES:
            return ItemState(value)
        said = f"{shown(item_id)} is answered with {shown(value)}. Give a grade as a whole number, or {listed(STATES, 'or')}."
        return self._fault(said, ItemState.UNANSWERED)

    def _day(self, part: Mapping[str, Any], name: str, key: str) -> date | None:
        if key not in part:
            return None
        try:
            return date.fromisoformat(part[key] if DAY.fullmatch(part[key]) else "")
        except (TypeError, ValueError):
            return self._fault(f"{name}: {key} is {shown(part[key])}. Write the day as 2026-03-20.", None)

    def _mapping(self, value: object, name: str) -> dict[str, Any]:
        if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
            return dict(value)
        return self._fault(f"{name} must be an object with named values, not {shown(value)}.", {})

    def _no_hidden(self, name: str, text: str) -> None:
        if found := HIDDEN.search(text):
            self._fault(f"{name} holds a hidden character (U+{ord(found[0]):04X}). Delete it.", None)

    def _known(self, name: str, part: Mapping[str, Any], keys: tuple[str, ...]) -> None:
        for key in part:
            if key not in keys:
                self._fault(f"{name} has no {shown(key)}. {did_you_mean(key, keys)}", None)

    def _fault(self, sentence: str, instead: T) -> T:
        self.faults.append(sentence)
        return instead


STATES = tuple(state.value for state in ItemState if state is not ItemState.SCORED)
MISSING = {
    "instrument": "Name it as key@edition.",
    "carer": "Say whose care was scored.",
    "child": 'Give {"born": "2019-05-14"}, or "expected" for a child not yet born.',
    "observed": 'Give {"from": "2026-03-02", "to": "2026-03-20"}.',
}


def profile_as(profile: Profile) -> dict[str, Any]:
    """A profile as `careprofile score` prints it."""
    return {
        "instrument": profile.instrument.name,
        "rule": profile.rule,
        "age_months": profile.age_months,
        "areas": [_part_as(a) | {"sub_areas": [_sub_area_as(s) for s in a.sub_areas]} for a in profile.areas],
    }


def _part_as(part: AreaResult | SubAreaResult) -> dict[str, Any]:
    return {
        "id": part.id,
        "name": part.name,
        "grade": part.grade,
        "state": part.state.value,
        "decided_by": part.decided_by.value if part.decided_by else None,
        "drivers": list(part.drivers),
        "scored": part.scored,
        "expected": part.expected,
    } | reasons_as(part.reasons)


def reasons_as(reasons: Mapping[ItemState, int]) -> dict[str, Any]:
    """Why items have no grade, where some have none."""
    return {"reasons": {state.value: number for state, number in reasons.items()}} if reasons else {}


def _sub_area_as(sub: SubAreaResult) -> dict[str, Any]:
    reason = {"reason": sub.reason} if sub.reason else {}
    return _part_as(sub) | reason | {"items": [_item_as(item) for item in sub.items]}


def _item_as(item: ItemResult) -> dict[str, Any]:
    return {"id": item.id, "name": item.name, "grade": item.grade, "state": item.state.value}


def progress_as(series: Series) -> dict[str, Any]:
    """Progress as `careprofile compare` prints it: every step between neighbours; beside them first to last, what stands and what relapsed."""
    return {
        "comparisons": [_comparison_as(step) for step in series.steps],
        "first_to_last": _comparison_as(series.first_to_last) if series.first_to_last else None,
        "standing": [_standing_as(standing) for standing in series.standing],
        "relapses": [_relapse_as(relapse) for relapse in series.relapses],
    }


def _comparison_as(step: Comparison) -> dict[str, Any]:
    return {
        "from": step.earlier.on.isoformat(),
        "to": step.later.on.isoformat(),
        "areas": [_area_change_as(area) for area in step.areas],
        "worst_two": {"from": step.worst_two_before.count, "to": step.worst_two_after.count},
        "caution": list(step.cautions),
    }


def _change_as(change: AreaChange | SubAreaChange | ItemChange) -> dict[str, Any]:
    moved = {
        "id": change.id,
        "from": change.before,
        "to": change.after,
        "change": change.change.value if change.change else None,
    }
    states = _states_as(change) if isinstance(change, ItemChange) else {}
    return moved | states | ({"why": change.why} if change.why else {})


def _states_as(item: ItemChange) -> dict[str, str]:
    """Why a scoring gave an item no grade, where it says why."""
    sides = (("from_state", item.before_state), ("to_state", item.after_state))
    return {name: state.value for name, state in sides if state.without_grade}


def _area_change_as(area: AreaChange) -> dict[str, Any]:
    sub_areas = [_change_as(sub) | {"items": [_change_as(item) for item in sub.items]} for sub in area.sub_areas]
    return _change_as(area) | {"items": _counts_as(area.counts), "sub_areas": sub_areas}


def _counts_as(counts: Counts) -> dict[str, int]:
    return {
        "better": counts.better,
        "same": counts.same,
        "worse": counts.worse,
        "not_comparable": counts.not_comparable,
    }


def _standing_as(standing: Standing) -> dict[str, Any]:
    return {
        "id": standing.id,
        "grade": standing.grade,
        "since": standing.since.isoformat(),
        "scorings": standing.scorings,
        "days": standing.days,
        "last_graded": standing.last_graded.isoformat() if standing.last_graded else None,
    }


def _relapse_as(relapse: Relapse) -> dict[str, Any]:
    turns = {"worst_before": relapse.worst_before, "best_between": relapse.best_between, "now": relapse.now}
    return {"id": relapse.id} | {name: {"on": on.isoformat(), "grade": grade} for name, (on, grade) in turns.items()}


def agreement_as(agreements: Agreements) -> dict[str, Any]:
    """Agreement as `careprofile agree` prints it, kappas to two decimals."""
    return {
        "items": _agreement_as(agreements.items),
        "sub_areas": _agreement_as(agreements.sub_areas),
        "areas": {area: _agreement_as(found) for area, found in agreements.areas.items()},
        "differences": [{"id": d.id, "first": d.first, "second": d.second} for d in agreements.differences],
        "one_graded": [{"id": one.id, "first": one.first, "second": one.second} for one in agreements.one_graded],
    }


def _agreement_as(found: Agreement) -> dict[str, Any]:
    figures = {
        "n": found.n,
        "exact": found.exact,
        "within_one": found.within_one,
        "kappa_linear": _rounded(found.kappa_linear),
        "kappa_quadratic": _rounded(found.kappa_quadratic),
        "interval_95": [_rounded(end) for end in found.interval_95] if found.interval_95 else None,
    }
    said = {"why": found.why, "caution": found.caution}
    return figures | {name: sentence for name, sentence in said.items() if sentence}


def _rounded(kappa: float | None) -> float | None:
    # Adding zero turns a rounded -0.0 into the 0.0 a reader expects.
    return None if kappa is None else round(kappa, 2) + 0.0
