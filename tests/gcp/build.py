"""Plain builders for the engine's tests: the skeleton of the open instrument, bare scales, sheets."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from gcp.answers import Answer, AnswerSheet, Child, Window
from gcp.grades import Grade, ItemState, Scale
from gcp.instrument import AgeBand, Area, Condition, Instrument, Item, RollUp, SubArea
from gcp.profile import AreaResult, Profile, SubAreaResult
from gcp.scoring import score

NOT_OBSERVED = ItemState.NOT_OBSERVED
NOT_APPLICABLE = ItemState.NOT_APPLICABLE
REFUSED = ItemState.REFUSED
NOT_SAFE = ItemState.NOT_SAFE

FIVE = Scale(tuple(Grade(value) for value in (1, 2, 3, 4, 5)))
COLUMNS = Scale(tuple(Grade(value) for value in (5, 10, 15, 20)))
"""Four columns, 5 best and 20 worst."""
SCALING = Scale(tuple(Grade(value) for value in range(10, -1, -1)), lower_is_better=False)
"""0 to 10 where 10 is best."""

BANDS = (
    AgeBand("under-2", "Under 2", 0, 24),
    AgeBand("2-to-4", "2 to 4", 24, 60),
    AgeBand("5-to-10", "5 to 10", 60, 132),
    AgeBand("11-to-17", "11 to 17", 132, 216),
)
FROM_5 = ("5-to-10", "11-to-17")


def items(*ids: str, ages: tuple[str, ...] = ()) -> tuple[Item, ...]:
    """Items named by their ids."""
    return tuple(Item(item_id, f"Item {item_id}", ages=ages) for item_id in ids)


def sub_area(sub_area_id: str, *parts: Item, may_exclude: bool = False) -> SubArea:
    """A sub-area of those items, or graded directly where there are none."""
    return SubArea(sub_area_id, f"Part {sub_area_id}", parts or items(sub_area_id), may_exclude)


def flat(*ids: str, scale: Scale = FIVE, rule: str = "mode-override", **roll_up: Any) -> Instrument:
    """An instrument of one area X with one sub-area X1 of those items, for every age."""
    return Instrument(
        "flat",
        "1",
        "Flat",
        scale,
        RollUp(rule, **roll_up),
        (AgeBand("all", "All ages", 0, 216),),
        (Area("X", "Area X", (sub_area("X1", *items(*ids)),)),),
    )


def area(area_id: str, *sub_areas: SubArea) -> Area:
    return Area(area_id, {"A": "Physical", "B": "Safety", "C": "Love", "D": "Esteem"}[area_id], sub_areas)


SKELETON = Instrument(
    key="skeleton",
    edition="1",
    title="Skeleton",
    scale=FIVE,
    roll_up=RollUp("mode-override", 4, "worse"),
    age_bands=BANDS,
    conditions=(Condition("disability", "Disability or long-term illness"),),
    areas=(
        area(
            "A",
            sub_area("A1", *items("A1a", "A1b", "A1c", "A1d", "A1e")),
            sub_area("A2", *items("A2a", "A2b", "A2c")),
            sub_area("A3", *items("A3a", "A3b", "A3c")),
            sub_area("A4"),
            sub_area("A5", *items("A5a", "A5b", "A5c"), Item("A5d", "Disability", conditions=("disability",))),
        ),
        area(
            "B",
            sub_area(
                "B1",
                *items("B1a", "B1b", "B1c", "B1d"),
                *items("B1e", ages=FROM_5),
                Item("B1f", "Safety away from home", from_months=120),
            ),
            sub_area("B2"),
        ),
        area(
            "C",
            sub_area("C1", *items("C1a", "C1b", "C1c")),
            sub_area("C2", *items("C2a", "C2b"), may_exclude=True),
        ),
        area(
            "D",
            sub_area(
                "D1",
                *items("D1", ages=("under-2",)),
                *items("D1a", "D1b", "D1c", "D1d", ages=("2-to-4",)),
                *items("D1e", "D1f", "D1g", "D1h", ages=FROM_5),
            ),
            sub_area("D2"),
            sub_area("D3"),
            sub_area("D4"),
        ),
    ),
)
"""The original's areas and sub-areas with the items of the open instrument, without a word of description."""

ANTENATAL = replace(
    SKELETON,
    key="antenatal",
    age_bands=(AgeBand("unborn", "Before birth", unborn=True), AgeBand("newborn", "Birth to 3 months", 0, 3)),
    areas=(area("A", sub_area("A1", *items("A1a", ages=("unborn",)), *items("A1b", ages=("newborn",)))),),
)
"""An instrument for the unborn and the newborn."""

SEVEN = date(2019, 1, 15)
"""Born on this day, a child is 7 years old in `MARCH`."""
MARCH = Window(date(2026, 3, 2), date(2026, 3, 20))
JUNE = Window(date(2026, 6, 1), date(2026, 6, 19))
SEPTEMBER = Window(date(2026, 9, 1), date(2026, 9, 18))


def sheet(
    answers: Mapping[str, Answer] | None = None,
    *,
    born: date | None = SEVEN,
    expected: date | None = None,
    window: Window = MARCH,
    carer: str = "Mum",
    **more: Any,
) -> AnswerSheet:
    """One child's sheet with one carer; answers by item id."""
    return AnswerSheet(
        "", Child(born, expected), carer, window, answers or {}, **{"conditions": frozenset(), "exclude": {}} | more
    )


def given(rows: str) -> dict[str, Answer]:
    """Answers as the acceptance scenarios write them: `"A1 2,3,-,NA | A4 2 | D1e 2,2"`.

    A1 with several grades is A1a, A1b and so on; A4 with one is A4 itself; D1e with several is D1e, D1f and so on.
    `-` is not observed, `NA` not applicable, `R` refused, `S` not safe to ask.
    """
    found: dict[str, Answer] = {}
    for row in rows.split("|"):
        part, grades = row.split()
        values = [_answer(value) for value in grades.split(",")]
        if len(values) == 1:
            found[part] = values[0]
        else:
            first = part[2:] or "a"
            found |= {f"{part[:2]}{chr(ord(first) + n)}": value for n, value in enumerate(values)}
    return found


def _answer(written: str) -> Answer:
    states: dict[str, Answer] = {"-": NOT_OBSERVED, "NA": NOT_APPLICABLE, "R": REFUSED, "S": NOT_SAFE}
    return states.get(written) or int(written)


def flat_profile(
    *grades: Answer, instrument: Instrument | None = None, rule: str | None = None, **more: Any
) -> Profile:
    """The profile of a flat instrument with one item a grade: Xa, Xb, ..."""
    ids = [f"X1{chr(ord('a') + n)}" for n in range(len(grades))]
    return score(instrument or flat(*ids), sheet(dict(zip(ids, grades, strict=True)), **more), rule)


def part(profile: Profile, part_id: str) -> AreaResult | SubAreaResult:
    """An area or sub-area of a profile."""
    found = profile.by_id[part_id]
    assert isinstance(found, AreaResult | SubAreaResult)
    return found


def mirrored(instrument: Instrument) -> Instrument:
    """The same instrument with its 1-5 scale turned round: 5 is best, and 6 - g says what g said."""
    roll_up = replace(instrument.roll_up, override_from=2)
    scale = Scale(tuple(Grade(6 - value) for value in instrument.scale.values), lower_is_better=False)
    return replace(instrument, scale=scale, roll_up=roll_up)
