"""What an author wrote, as nodes that know their line and their place; every scalar is still the text as written."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from gcp.definition.words import shown
from gcp.errors import Fault

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,5})")
_NAMED_BY: Final = ("id", "key", "value", "name")
_UNSAID: Final = frozenset({"sub_areas"})


class Node:
    """One value of the text: `value` is text, a list of nodes, or nodes by key; None where it was refused or is absent.

    `line` is that of its key, or of its own start in a list; `key` its key in the parent, or its index from 0.
    """

    __slots__ = ("key", "line", "parent", "value")

    def __init__(
        self,
        line: int,
        parent: "Node | None" = None,
        key: str | int = "",
        value: "str | list[Node] | dict[str, Node] | None" = None,
    ) -> None:
        self.line = line
        self.parent = parent
        self.key = key
        self.value = value

    @property
    def text(self) -> str:
        """The text without surrounding blanks; empty where this is no text."""
        return self.value.strip() if isinstance(self.value, str) else ""

    @property
    def number(self) -> int | None:
        """The whole number the text says; None where it says none."""
        return whole(self.value)

    @property
    def rows(self) -> "list[Node]":
        """The entries of a list; none where this is no list."""
        return self.value if isinstance(self.value, list) else []

    @property
    def entries(self) -> "dict[str, Node]":
        """The values by key; none where this has no keys."""
        return self.value if isinstance(self.value, dict) else {}

    def get(self, key: str) -> "Node":
        """The value of a key; an absent node in the same place where there is none."""
        return self.entries.get(key) or Node(self.line, self.parent, self.key)

    def at(self, place: Sequence[str | int]) -> "Node":
        """The node that a path of keys and indices leads to, or the last one on the way that is there."""
        node = self
        for step in place:
            children: Any = node.value if isinstance(node.value, (list, dict)) else {}
            try:
                node = children[step]
            except (KeyError, IndexError, TypeError):
                break
        return node

    def plain(self) -> Any:
        """The same as text, lists and dictionaries."""
        if isinstance(self.value, list):
            return [row.plain() for row in self.value]
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        return self.value

    @property
    def path(self) -> str:
        """Where this is, like `areas > A > A1 > items > A1a > plain`; list entries by their id, key, value or name."""
        steps: list[str] = []
        node = self
        while node.parent is not None:
            if node.key not in _UNSAID:
                steps.append(shown(node._step))
            node = node.parent
        return " > ".join(reversed(steps))

    @property
    def _step(self) -> str:
        if isinstance(self.key, str):
            return self.key
        return next((name for key in _NAMED_BY if (name := self.get(key).text)), f"#{self.key + 1}")

    def walk(self) -> "Iterator[Node]":
        """This node and every node under it."""
        yield self
        for child in [*self.rows, *self.entries.values()]:
            yield from child.walk()

    def fault(self, message: str) -> Fault:
        """A fault in this place."""
        return Fault(self.line, self.path, message)


def whole(value: object) -> int | None:
    """The whole number that a text says in plain digits (`05`, `5.0` and `1_000` say none), up to six of them."""
    return int(value) if isinstance(value, str) and _WHOLE.fullmatch(value.strip()) else None
