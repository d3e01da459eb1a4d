"""The carers' and the child's own grades: beside the practitioner's, never merged with it or with one another, and hidden until it is in where
they are kept apart.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gcp.grades import Scale
from gcp.worded import worded
from gcp.words import counted

CARER, CHILD = "voice.carer", "voice.child"
"""The families of entries that hold them. The key of a carer's goes on with who it is, and both end in the item's id."""
CARERS = "voice.carers"
"""What carers scored together gave as one, before each had a grade of their own. Nobody is asked for it any more; it is shown where it stands."""
KEPT_APART = (
    "What they say themselves of this is kept apart until your own answer is in. Answer it first, then open this again."
)
GRADES_FROM = 60
"""The age in completed months from which a child is asked for a grade. Before that a child tells and shows what a day is like, and a grown-up
writes it down; choosing among five descriptions that differ by how often and how much would be a number of ours in the child's mouth. Before
birth nobody speaks for a child at all.
"""
CHILD_ANSWERS = ("Yes, always", "Yes, mostly", "Sometimes", "Not often", "No, hardly ever")
"""What a child chooses among, the best first: answers to a question about a day, not to what a grown-up would write of a carer."""
CHILD_QUESTION = "Is this all right for you?"
"""What a child is asked where the instrument has no question of its own for them; the answers above fit it."""
WIDE = 2
"""Steps of the scale between two people's grades that a reader will ask about."""


@dataclass(frozen=True)
class Spoken:
    """What somebody says of one item: their grade (None where they gave none) and their words; `apart` is how many steps it lies from the
    practitioner's. Where it is `hidden`, nothing of it is here but whose it is.
    """

    name: str
    grade: int | None = None
    words: str = ""
    apart: int = 0
    hidden: bool = False

    @property
    def wide(self) -> bool:
        """Whether it lies so far from the practitioner's grade that a reader will ask."""
        return self.apart >= WIDE

    @property
    def difference(self) -> str:
        """How far it lies from the practitioner's grade, in words; "" where it does not."""
        return worded("{grades} apart", grades=counted(self.apart, "grade")) if self.apart else ""


def child_answers(scale: Scale) -> Mapping[int, str]:
    """A child's answers with the grade that each is kept as, the best first. A scale of more grades than answers has some that no child chooses;
    one of fewer leaves out answers between the first and the last.
    """
    last = min(len(CHILD_ANSWERS), len(scale.values)) - 1
    most, grades = len(CHILD_ANSWERS) - 1, len(scale.values) - 1
    return {scale.values[round(n * grades / last)]: CHILD_ANSWERS[round(n * most / last)] for n in range(last + 1)}


def asked_of_carer(question: str, child: str) -> str:
    """A question of the instrument with the child's name in place of "your child": a carer may be asked of several on one day."""
    if not question:
        return f"How is this for {child}, as you see it?"
    return re.sub(r"\b[Yy]our child\b", lambda _: child, question)


def is_voice(key: str) -> bool:
    """Whether an entry of that key is somebody's own grade or words on an item."""
    return key.startswith((f"{CARER}.", f"{CARERS}.", f"{CHILD}."))


def item_of(key: str) -> str:
    """The item that a voice of that key is about."""
    return key.rpartition(".")[2]


def of_carer(adult_id: str) -> str:
    """The family of one carer's entries."""
    return f"{CARER}.{adult_id}"


def families(carers: Mapping[str, str], together: str, child: str) -> dict[str, str]:
    """Who may have said something, by family of entries: each carer (`carers` are names by id), the carers as one, and the child."""
    return {of_carer(adult_id): name for adult_id, name in carers.items()} | {CARERS: together, CHILD: child}


def keys_of(of: Iterable[str], item_ids: Iterable[str]) -> list[str]:
    """The keys of the voices of these families of some items."""
    known = tuple(of)
    return [f"{family}.{item_id}" for item_id in item_ids for family in known]


def hidden(*, apart: bool, answered: bool, by_scorer: bool) -> bool:
    """Whether a voice is not shown yet: where they are kept apart, to those who score, until their own answer is in (peers page, 4.6)."""
    return apart and by_scorer and not answered


def spoken(
    scale: Scale, values: Mapping[str, Mapping[str, Any]], names: Mapping[str, str], item_id: str, mine: int | None
) -> tuple[Spoken, ...]:
    """What was said of an item, in the order of `names`, which are by family; `mine` is the practitioner's grade, if there is one."""
    found = []
    for family, name in names.items():
        value = values.get(f"{family}.{item_id}")
        if value:
            grade = value.get("grade")
            apart = abs(scale.rank(grade) - scale.rank(mine)) if grade is not None and mine is not None else 0
            found.append(Spoken(name, grade, value.get("words", ""), apart))
    return tuple(found)
