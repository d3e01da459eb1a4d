"""What does not fit the model of a definition, said in an author's words with its line and place."""

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from gcp.definition import types
from gcp.definition.model import DefinitionPart, Part
from gcp.definition.nodes import Node
from gcp.definition.words import nearest, shown
from gcp.errors import Fault
from gcp.scoring.faults import STATES_TO_GIVE
from gcp.words import listed

Sentence = Callable[[ErrorDetails, Node], str]

_FORMS: Final = {
    types.ID_FORM: "a letter first, then letters, digits, - and _, at most 20 altogether",
    types.HANDLE_FORM: "letters, digits, - and _, at most 40",
    types.KEY_FORM: "small letters, digits and -, at most 60",
    types.EDITION_FORM: "letters, digits, - and full stops, at most 30",
    types.NAME_FORM: "a name like key@edition",
    types.COLOUR_FORM: "a colour like #1b7f4b, in quotes",
    types.LANGUAGE_FORM: "a language like en-GB or cy",
}
"""How to write what has a fixed form."""


def shape_faults(root: Node) -> tuple[DefinitionPart | None, Iterator[Fault]]:
    """The definition as its model, and what does not fit it; the model is None where anything does not."""
    data = root.plain()
    readers: dict[int, type[Part]] = {}
    try:
        return DefinitionPart.model_validate(data, context=readers), iter(())
    except ValidationError as error:
        return None, _faults(error, root, data, readers)


def _faults(error: ValidationError, root: Node, data: Any, readers: Mapping[int, type[Part]]) -> Iterator[Fault]:
    for detail in error.errors(include_url=False, include_input=False):
        node = root.at(detail["loc"])
        if detail["type"] == "extra_forbidden":
            group = reduce(lambda part, step: part[step], detail["loc"][:-1], data)
            yield node.fault(_unknown_key(str(detail["loc"][-1]), readers[id(group)]))
        elif node.value is not None and not _only_seems_short(detail, node):  # a refused value has its fault already
            yield node.fault(_SENTENCES.get(detail["type"], _OTHERWISE)(detail, node))


def _only_seems_short(detail: ErrorDetails, node: Node) -> bool:
    """Whether a list counts as too short merely because some of its entries, which have their own faults, do not count."""
    return detail["type"] == "too_short" and max(len(node.rows), len(node.entries)) >= detail["ctx"]["min_length"]


def _unknown_key(key: str, reader: type[Part]) -> str:
    return f"Unknown key '{shown(key)}'.{nearest(key, reader.known_keys())}"


def _subject(node: Node) -> str:
    """What a sentence is about: the key, or the entry of a list."""
    if isinstance(node.key, int):
        listing = f" of '{node.parent.key}'" if node.parent else ""
        return f"Entry {node.key + 1}{listing}"
    return f"'{shown(node.key)}'" if node.key else "The definition"


def _given(node: Node) -> str:
    """What was written, as the end of a sentence."""
    if isinstance(node.value, str):
        return f"'{shown(node.value)}'" if node.text else "nothing"
    return "a list" if node.rows or node.value == [] else "a group of keys"


def _missing(detail: ErrorDetails, _: Node) -> str:
    return f"'{detail['loc'][-1]}' is missing. Add it."


def _must_be(what: str) -> Sentence:
    def say(_: ErrorDetails, node: Node) -> str:
        if node.value == "":
            return f"{_subject(node)} is empty. Write {what}, or remove the key."
        return f"{_subject(node)} must be {what}, not {_given(node)}."

    return say


def _form(detail: ErrorDetails, node: Node) -> str:
    how = _FORMS[detail["ctx"]["pattern"]]
    if detail["loc"][-1] == "[key]":
        return f"The key {_subject(node)} cannot be read. Write {how}."
    said = f"cannot be {_given(node)}" if node.text else "is empty"
    return f"{_subject(node)} {said}. Write {how}."


def _choice(detail: ErrorDetails, node: Node) -> str:
    return f"{_subject(node)} cannot be {_given(node)}.{nearest(node.text, detail['ctx']['known'])}"


def _bounded(detail: ErrorDetails, node: Node) -> str:
    limit = detail["ctx"].get("le")
    bound = "a negative number" if limit is None else f"more than {limit}"
    return f"{_subject(node)} cannot be {bound}."


def _counted(detail: ErrorDetails, node: Node) -> str:
    fewest, most = detail["ctx"].get("min_length"), detail["ctx"].get("max_length")
    number = max(len(node.rows), len(node.entries))
    allowed = f"at least {fewest}" if most is None else f"at most {most}"
    return f"{_subject(node)} must have {allowed} entr{'y' if fewest == 1 else 'ies'}, not {number}."


_OTHERWISE: Final = _must_be("written in another way")

_SENTENCES: Final[dict[str, Sentence]] = {
    "missing": _missing,
    "string_type": _must_be("text"),
    "string_too_short": lambda _, node: f"{_subject(node)} is empty. Write its text.",
    "string_pattern_mismatch": _form,
    "tuple_type": _must_be("a list, such as [one, two]"),
    "dict_type": _must_be("keys and values, indented below it"),
    "model_type": _must_be("keys and values, indented below it"),
    "whole": _must_be("a whole number in plain digits"),
    "answer": _must_be(listed(("a grade", *STATES_TO_GIVE), "or")),
    "switch": _must_be("true or false"),
    "day": _must_be("a day like 2026-03-20"),
    "choice": _choice,
    "greater_than_equal": _bounded,
    "less_than_equal": _bounded,
    "too_short": _counted,
    "too_long": _counted,
}
