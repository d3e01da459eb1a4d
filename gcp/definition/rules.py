"""Rules of a definition that look across its keys. They read nodes, so that one bad part does not hide another's faults.

What does not have its right shape is passed over here: `sentences` says so.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from gcp.definition.bands import Bands, by_key, known, repeated, twice
from gcp.definition.examples import example_faults
from gcp.definition.kinds import answer_values, kind_faults, word_faults
from gcp.definition.nodes import Node
from gcp.definition.words import shown
from gcp.errors import Fault
from gcp.words import listed

_MOST_NAMED: Final = 5


def rule_faults(root: Node) -> Iterator[Fault]:
    """Everything that does not fit together in what could be read."""
    bands = Bands(root)
    conditions = root.get("conditions").rows
    grades = answer_values(root)
    yield from kind_faults(root)
    yield from bands.faults()
    yield from repeated("condition", conditions)
    yield from _scale(root)
    yield from _roll_up(root, grades)
    yield from _ids(root, bands)
    for item in _items(root):
        yield from bands.item_faults(item)
        yield from known(item.get("conditions").rows, by_key(conditions), "condition")
        for key in ("ages", "conditions", "neglect_types"):
            yield from twice(item.get(key).rows)
        yield from word_faults(item, root)
    yield from _same_as(root)
    yield from example_faults(root, grades)


def _items(root: Node) -> Iterator[Node]:
    for area in root.get("areas").rows:
        for sub_area in area.get("sub_areas").rows:
            yield from sub_area.get("items").rows


def _scale(root: Node) -> Iterator[Fault]:
    """Values rise or fall all the way."""
    values = [
        (value, value.number)
        for row in root.get("scale").get("grades").rows
        if (value := row.get("value")).number is not None
    ]
    steps = [(before, node, number) for (_, before), (node, number) in pairwise(values)]
    rising = next((number > before for before, _, number in steps if number != before), True)
    for before, node, number in steps:
        if number == before:
            yield node.fault(f"The grade {number} is there twice. Keep one.")
        elif (number > before) is not rising:
            yield node.fault(f"{number} cannot come after {before}. List the grades best first or worst first.")


def _roll_up(root: Node, grades: list[int]) -> Iterator[Fault]:
    """An override starts on the scale; only `mode-override` has an override and a choice of tie."""
    roll_up = root.get("roll_up")
    start = roll_up.get("override_from")
    rule = roll_up.get("rule").text
    if rule in {"mode", "worst"}:
        for key in sorted({"override_from", "tie"} & set(roll_up.entries)):
            yield roll_up.get(key).fault(f"'{key}' belongs to the rule mode-override, not to {rule}. Remove it.")
    elif start.number is not None and grades and start.number not in grades:
        yield start.fault(f"{start.number} is no grade of the scale. Use {listed(grades, 'or')}.")


def _ids(root: Node, bands: Bands) -> Iterator[Fault]:
    """No id is used twice; only an item graded in its sub-area's stead shares the sub-area's id."""
    first: dict[str, Node] = {}
    for area in root.get("areas").rows:
        yield from _taken(area, first)
        for sub_area in area.get("sub_areas").rows:
            yield from _taken(sub_area, first)
            items = sub_area.get("items").rows
            for item in items:
                stands_for = item.get("id").text == sub_area.get("id").text
                if stands_for and first.get(item.get("id").text) is sub_area.get("id"):
                    first[item.get("id").text] = item.get("id")
                    yield from _shared_id(item, [other for other in items if other is not item], bands)
                else:
                    yield from _taken(item, first)


def _taken(part: Node, first: dict[str, Node]) -> Iterator[Fault]:
    node = part.get("id")
    if node.text and first.setdefault(node.text, node) is not node:
        line = first[node.text].line
        yield node.fault(f"The id '{shown(node.text)}' is used on line {line} already. Give this one an id of its own.")


def _shared_id(item: Node, others: list[Node], bands: Bands) -> Iterator[Fault]:
    """An item with its sub-area's id is the only one asked of any child it is asked of."""
    beside = [other.get("id").text for other in others if bands.readable and bands.share_ages(item, other)]
    if beside:
        some = listed(beside[:_MOST_NAMED])
        yield item.get("id").fault(
            f"This item has its sub-area's id, so no child may be asked another item beside it; "
            f"{some} would be. Give it an id of its own, or set 'ages' apart."
        )


def _same_as(root: Node) -> Iterator[Fault]:
    """Earlier editions are others than this one; their items map to items of this one, each to its own."""
    ids = [text for item in _items(root) if (text := item.get("id").text)]
    own = f"{root.get('key').text}@{root.get('edition').text}"
    for name, pairs in root.get("same_as").entries.items():
        if name == own:
            yield pairs.fault("This is this edition itself. Name an earlier one.")
        yield from known(pairs.entries.values(), ids, "item")
        yield from twice(pairs.entries.values())
