"""Rules of a definition about its kind: which keys go with it, which answers its items take, and which of those have words."""

from collections.abc import Iterator
from typing import Final

from gcp.definition.bands import twice
from gcp.definition.nodes import Node, whole
from gcp.definition.words import shown
from gcp.errors import Fault
from gcp.grades import SCALING, YES_OR_NO
from gcp.instrument import About, Kind, Need
from gcp.words import listed

_BUILT_IN: Final = {
    Kind.COUNTED.value: sorted(YES_OR_NO.values),
    Kind.SCALED.value: sorted(SCALING.values),
    Kind.OPEN.value: [],
}
"""The answers of the kinds that have no scale of their own."""

_HAS_ITS_OWN: Final = {
    Kind.COUNTED.value: "is answered yes (1) or no (0)",
    Kind.SCALED.value: "is answered from 0 to 10",
    Kind.OPEN.value: "is answered in words",
}


def kind_of(root: Node) -> str:
    """The kind as written; graded where nothing is."""
    return root.get("kind").text or Kind.GRADED.value


def answer_values(root: Node) -> list[int]:
    """The numbers that items are answered with; none where there are none, or where any value of a scale cannot be read."""
    built_in = _BUILT_IN.get(kind_of(root))
    if built_in is not None:
        return built_in
    numbers = [row.get("value").number for row in root.get("scale").get("grades").rows]
    return [] if None in numbers else [number for number in numbers if number is not None]


def kind_faults(root: Node) -> Iterator[Fault]:
    """What does not go with the kind of instrument."""
    kind = kind_of(root)
    if kind == Kind.GRADED and "scale" not in root.entries:
        yield root.fault("'scale' is missing. Add the grades, or say 'kind: counted', 'kind: scaled' or 'kind: open'.")
    if kind == Kind.GRADED and root.get("about").text == About.CHILD:
        yield root.get("about").fault("Grades are of the care a carer gives. Remove 'about', or choose another kind.")
    if kind in _BUILT_IN:
        yield from _without_grades(root, kind)
    yield from twice(root.get("needs").rows)
    yield from twice(root.get("leads_to").rows)
    for name in root.get("leads_to").rows:
        if name.text and name.text == root.get("key").text:
            yield name.fault("This is this instrument itself. Name another one.")


def _without_grades(root: Node, kind: str) -> Iterator[Fault]:
    for key in ("roll_up", "worked_examples"):
        if key in root.entries:
            yield root.get(key).fault(f"An instrument of the kind '{kind}' is not scored. Remove '{key}'.")
    if "scale" in root.entries:
        yield root.get("scale").fault(f"An instrument of the kind '{kind}' {_HAS_ITS_OWN[kind]}. Remove 'scale'.")
    for need in root.get("needs").rows:
        if need.text == Need.BASIS:
            yield need.fault(f"Only grades have a basis, and the kind '{kind}' has none. Remove '{Need.BASIS}'.")
    for area in root.get("areas").rows:
        for sub_area in area.get("sub_areas").rows:
            node = sub_area.get("may_exclude")
            if node.text.lower() in {"true", "yes"}:
                yield node.fault("Nothing is rolled up here, so nothing is left out of it. Remove 'may_exclude'.")


def word_faults(item: Node, root: Node) -> Iterator[Fault]:
    """Words stand for answers there are: for every one or for none, or for both ends of a 0 to 10 question.

    The words of an age band may lean on the item's own.
    """
    kind, values = kind_of(root), answer_values(root)
    own = item.get("descriptors")
    for words in (own, *item.get("descriptors_by_age").entries.values()):
        if kind == Kind.OPEN and words.entries:
            yield words.fault(
                f"A prompt is answered in words, so '{shown(str(words.key))}' describes nothing. Remove it."
            )
        elif values:
            yield from _words(words, own, values, kind)


def wanted_words(kind: str, values: list[int]) -> list[int]:
    """The answers that have words where any has: both ends of a 0 to 10 question, otherwise all."""
    return [min(values), max(values)] if kind == Kind.SCALED else values


def _words(words: Node, own: Node, values: list[int], kind: str) -> Iterator[Fault]:
    answer, every = ("grade of the scale", "every grade") if kind not in _BUILT_IN else ("answer here", "both")
    given = {number: node for key, node in words.entries.items() if (number := whole(key)) is not None}
    for number, node in given.items():
        if number not in values:
            yield node.fault(f"{number} is no {answer}. Use {listed(values, 'or')}.")
    there = given.keys() | (set() if words is own else {whole(key) for key in own.entries})
    missing = [value for value in wanted_words(kind, values) if value not in there]
    if missing and words.entries:
        yield words.fault(f"Words for {listed(missing)} are missing. Give words for {every}.")
