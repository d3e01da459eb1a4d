"""The JSON documents of instruments without grades, as `careprofile score` prints them: counts, and what of a set of prompts is noted."""

from typing import Any

from gcp.answers import AnswerSheet
from gcp.completeness import AreaProgress, Completeness
from gcp.counts import AreaCount, Count, CountedSheet, SubAreaCount
from gcp.documents import reasons_as
from gcp.instrument import Instrument
from gcp.profile import ItemResult


def counts_as(counted: CountedSheet) -> dict[str, Any]:
    """A counted sheet: how many yes and no of how many asked, and why the others are neither. Nothing is scaled over those."""
    return {
        "instrument": counted.instrument.name,
        "kind": counted.instrument.kind.value,
        "age_months": counted.age_months,
        **_count_as(counted.count),
        "areas": [_area_as(area) for area in counted.areas],
    }


def _area_as(area: AreaCount) -> dict[str, Any]:
    named = {"id": area.area.id, "name": area.area.name}
    return named | _count_as(area.count) | {"sub_areas": [_sub_area_as(sub) for sub in area.sub_areas]}


def _sub_area_as(sub: SubAreaCount) -> dict[str, Any]:
    named = {"id": sub.sub_area.id, "name": sub.sub_area.name}
    return named | _count_as(sub.count) | {"items": [_item_as(item) for item in sub.items]}


def _count_as(count: Count) -> dict[str, Any]:
    figures = {"yes": count.yes, "no": count.no, "seen": count.seen, "asked": count.asked}
    return figures | reasons_as(count.reasons) | {"sentence": count.sentence}


def _item_as(item: ItemResult) -> dict[str, Any]:
    return {"id": item.id, "name": item.name, "answer": item.grade, "state": item.state.value}


def noted_as(instrument: Instrument, sheet: AnswerSheet, done: Completeness) -> dict[str, Any]:
    """How many prompts have words, and which have none yet. The words themselves are on no answer sheet."""
    return {
        "instrument": instrument.name,
        "kind": instrument.kind.value,
        "age_months": sheet.age_months,
        "areas": [_progress_as(area) for area in done.areas],
    }


def _progress_as(area: AreaProgress) -> dict[str, Any]:
    figures = {"id": area.id, "name": area.name, "noted": area.noted, "expected": area.expected}
    return figures | reasons_as(area.reasons) | {"unanswered": list(area.unanswered)}
