"""Rules of a definition about its worked examples: what they name is there. `checks` runs them."""

from collections.abc import Iterable, Iterator

from gcp.definition.bands import by_key, known, known_keys
from gcp.definition.nodes import Node
from gcp.definition.words import shown
from gcp.errors import Fault
from gcp.words import listed


def example_faults(root: Node, grades: list[int]) -> Iterator[Fault]:
    """Everything that worked examples name and the definition does not have."""
    areas = root.get("areas").rows
    sub_areas = [sub_area for area in areas for sub_area in area.get("sub_areas").rows]
    items = _ids(item for sub_area in sub_areas for item in sub_area.get("items").rows)
    parts = [*_ids(areas), *_ids(sub_areas), *items]
    name = f"{root.get('key').text}@{root.get('edition').text}"
    for example in root.get("worked_examples").rows:
        sheet, expect = example.get("sheet"), example.get("expect")
        yield from _instrument(sheet.get("instrument"), name)
        yield from _child(sheet.get("child"))
        yield from known(sheet.get("conditions").rows, by_key(root.get("conditions").rows), "condition")
        yield from known_keys(sheet.get("answers"), items, "item")
        yield from known_keys(sheet.get("exclude"), _ids(sub_areas), "sub-area")
        yield from known_keys(expect, parts, "area, sub-area or item")
        for part in expect.entries.values():
            yield from known(part.get("drivers").rows, parts, "item or sub-area")
        graded = [*sheet.get("answers").entries.values(), *(_grade(part) for part in expect.entries.values())]
        yield from _off_scale(graded, grades)


def _ids(parts: Iterable[Node]) -> list[str]:
    return [text for part in parts if (text := part.get("id").text)]


def _instrument(given: Node, name: str) -> Iterator[Fault]:
    if given.text and given.text != name:
        yield given.fault(f"The sheet names '{shown(given.text)}', but this is {shown(name)}. Leave 'instrument' out.")


def _child(child: Node) -> Iterator[Fault]:
    days = {"born", "expected"} & set(child.entries)
    if isinstance(child.value, dict) and len(days) != 1:
        said = "has both 'born' and 'expected'. Keep one" if days else "has neither 'born' nor 'expected'. Add one"
        yield child.fault(f"The child {said}.")


def _grade(expected: Node) -> Node:
    """The node that holds the expected grade: the value itself, or the `grade` in it."""
    return expected if expected.text else expected.get("grade")


def _off_scale(graded: Iterable[Node], grades: list[int]) -> Iterator[Fault]:
    for node in graded:
        if grades and node.number is not None and node.number not in grades:
            yield node.fault(f"{node.number} is no grade of the scale. Use {listed(grades, 'or')}.")
