"""The targets of the demonstration's scorings: one missed and then met late, some met, some not, and some still ahead."""

from collections.abc import Mapping
from typing import NamedTuple


class CaseTarget(NamedTuple):
    """A target: the item, the grade aimed at, how many weeks after the window, and who helps with what."""

    item_id: str
    aim: int
    weeks: int
    helps: str = ""


TARGETS: Mapping[tuple[str, str, int], tuple[CaseTarget, ...]] = {
    ("Hana", "Marek", 244): (
        CaseTarget("A1a", 3, 8, "Marek cooks on Sundays and Wednesdays. The school gives Hana breakfast until then."),
        CaseTarget("A1b", 3, 8, "Breakfast at home. Marek’s sister comes on his late days."),
    ),
    ("Hana", "Marek", 152): (
        CaseTarget(
            "A4",
            2,
            12,
            "The chart by the sink, which Hana keeps. School tells Marek when it helps, not when it does not.",
        ),
    ),
    ("Hana", "Marek", 61): (
        CaseTarget("A1a", 2, 26, "Fruit after school from the market on Fridays. Hana chooses."),
        CaseTarget("A4", 2, 26, "Marek and Hana, as now."),
    ),
    ("Ben", "Joy", 200): (
        CaseTarget("A5b", 2, 12, "Joy keeps the calendar. The hearing clinic rings the day before."),
    ),
    ("Ben", "Joy", 95): (
        CaseTarget("A2b", 2, 8, "Joy writes to the landlord; the housing officer answers her, not us."),
        CaseTarget("B1e", 2, 20, "The school’s helper shows Joy and Ben together."),
    ),
    ("Ben", "Joy", 2): (CaseTarget("A1a", 1, 12, "Ben wants to cook one thing by himself. Joy stands by."),),
    ("Cara", "Dee", 190): (
        CaseTarget("A4", 3, 12, "A washing machine from the fund, applied for with Dee. School nurse."),
        CaseTarget("D1e", 3, 12, "A walk to school with the neighbour’s girls."),
    ),
    ("Cara", "Dee", 12): (
        CaseTarget("A4", 3, 8, "The fund said no. The launderette collects, and the council pays until spring."),
        CaseTarget("A5d", 3, 4, "Asthma nurse at home every week. Dee and Cara fill the chart at breakfast."),
    ),
    ("Dylan", "Rhian", 350): (
        CaseTarget("B1f", 4, 8, "Rhian rings the police the first night. Dylan’s youth worker rings Rhian."),
    ),
    ("Dylan", "Rhian", 230): (CaseTarget("B2", 2, 12, "Dylan’s aunt has him on the nights that Rhian works."),),
    ("Finn", "Dad", 116): (CaseTarget("B2", 4, 8, "The neighbour stays until Theo is home. Finn learns her number."),),
}
"""By child, first carer, and how many days ago the window ended."""
