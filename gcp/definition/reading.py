"""YAML text -> nodes that know their line and their place; every scalar stays the text its author wrote.

Nothing is resolved: `no`, `1.10`, `05` and a date are text here, and the model's types decide later. What could hide or
repeat content (anchors, aliases, tags, further documents, keys given twice) is refused with its line.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import yaml

from gcp.definition.nodes import Node
from gcp.definition.words import shown
from gcp.errors import Fault

LARGEST: Final = 2_000_000
"""Characters a definition may have; the largest known one has a sixth of that."""

DEEPEST: Final = 50
"""Levels of lists and keys inside one another; a definition needs nine."""

MOST_VALUES: Final = 100_000
"""Values, keys included, that are read; the largest known definition has a twentieth of that."""

MOST_FAULTS: Final = 500
"""Faults reported at once. Nobody reads more, and a hostile text could make hundreds of thousands."""

_UNFIT = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_TABS_BEFORE_TEXT = re.compile(r"^ *\t", re.MULTILINE)
_LAST_PLANE_BEFORE_SURROGATES: Final = "\ud7ff"
_FIRST_PLANE_AFTER_SURROGATES: Final = "\ue000"

# libyaml is ten times as fast; both read alike, and only their wording (which nobody sees) differs.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_SYNTAX: Final = (
    (
        "mapping values are not allowed",
        "A ': ' stands where none can. Put text that holds ': ' in quotes, and check how far the line is indented.",
    ),
    (
        "could not find expected ':'",
        "A key here has no ': ' after it. Write 'key: value', or indent text like its block.",
    ),
    ("unexpected end of stream", "A quote opened here is never closed. Close it."),
    ("cannot start any token", "A value cannot start with this sign. Put the text in quotes."),
    ("',' or ']'", "A list in brackets is not closed or lacks a comma. Write it like [one, two]."),
    ("',' or '}'", "Keys in braces are not closed or lack a comma. Write them like {one: 1, two: 2}."),
    ("unknown escape character", "A backslash in double quotes means something else here. Use single quotes."),
    ("expected key", "This line does not fit the ones above. Indent it like its neighbours, and check the quotes."),
    ("'-' indicator", "This line does not fit the list above. Start it with '- ', indented like its neighbours."),
    ("block sequence entries are not allowed", "A list cannot start on this line. Put '- ' on a line of its own."),
    ("an anchor", "A value cannot start with '&'. Put the text in quotes."),
    ("an alias", "A value cannot start with '*'. Put the text in quotes."),
    ("a block scalar", "Text after '|' or '>' starts on the next line, indented. Move it there."),
    ("<document start>", "The definition ends above, yet text follows. Check how far this line is indented."),
)
_BLAMED_WHERE_BEGUN: Final = ("end of stream", "a simple key", "a flow sequence", "a flow mapping")
_SYNTAX_OTHERWISE: Final = "This line cannot be read. Check its indentation, its quotes and its brackets."


def compose(text: str) -> tuple[Node | None, list[Fault]]:
    """The nodes of a text, and what is wrong with it as YAML.

    The node is None where the text could not be read to its end; otherwise it holds all that could be read.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LARGEST:
        return None, [Fault(0, "", f"The text has more than {LARGEST:,} characters. A definition is far smaller.")]
    faults = list(islice(_unfit_lines(text), MOST_FAULTS + 1))
    if _TABS_BEFORE_TEXT.search(text):
        return None, faults
    composer = _Composer(_UNFIT.sub(lambda found: " " if found[0] == "\t" else "\ufffd", text))
    root = composer.root()
    return root, faults + composer.faults


def _unfit_lines(text: str) -> Iterator[Fault]:
    """One fault for each line with a character that has no place in a definition."""
    if not _UNFIT.search(text):
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _UNFIT.search(line):
            yield Fault(number, "", _unfit(found[0]))


def _unfit(character: str) -> str:
    if character == "\t":
        return "There is a tab. Use spaces instead."
    if _LAST_PLANE_BEFORE_SURROGATES < character < _FIRST_PLANE_AFTER_SURROGATES:
        return "This line is not UTF-8 text. Save the file as UTF-8."
    return f"There is a hidden character (U+{ord(character):04X}). Delete it."


class _StopReading(Exception):
    """Nothing sensible can be read after this."""


class _Composer:
    """Builds nodes from the parser's events, so that a bomb of aliases or depth is met before it grows."""

    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        self._loader = _Loader(text)
        self._values = 0

    def root(self) -> Node | None:
        """The whole text as a node; None, with a fault, where it breaks off."""
        try:
            return self._only_document()
        except yaml.MarkedYAMLError as error:
            self.faults.append(_syntax_fault(error))
        except _StopReading:
            pass
        finally:
            self._loader.dispose()
        return None

    def _only_document(self) -> Node:
        self._loader.get_event()  # the start of the stream
        start = self._loader.get_event()
        if isinstance(start, yaml.StreamEndEvent):
            self._stop(0, "The definition is empty. Start with 'key:', 'edition:' and 'areas:'.")
        node = self._node(None, "", None, 0)
        self._loader.get_event()  # the end of the document
        after = self._loader.get_event()
        if not isinstance(after, yaml.StreamEndEvent):
            self._stop(_line(after), "A second document starts here. Keep one definition a file; remove this '---'.")
        return node

    def _node(self, parent: Node | None, key: str | int, line: int | None, depth: int) -> Node:
        """The next node. `line` is that of its key where it has one."""
        event = self._loader.get_event()
        node = Node(line or _line(event), parent, key)
        if isinstance(event, yaml.AliasEvent):
            self.faults.append(
                node.fault("A reference (*) is not allowed. Write it out, or quote text that starts with '*'.")
            )
            return node
        self._values += 1
        if self._values > MOST_VALUES:
            self._stop(
                _line(event), f"There are more than {MOST_VALUES:,} values up to here. A definition has far fewer."
            )
        if depth > DEEPEST:
            self._stop(_line(event), f"This is more than {DEEPEST} levels deep. A definition needs far fewer.")
        if event.anchor is not None:
            self.faults.append(node.fault("An anchor (&) is not allowed. Quote text that starts with '&'."))
        if event.tag is not None:
            self.faults.append(node.fault("A type mark (!) is not allowed. Quote text that starts with '!'."))
        if isinstance(event, yaml.SequenceStartEvent):
            self._fill_list(node, depth)
        elif isinstance(event, yaml.MappingStartEvent):
            self._fill_keys(node, depth)
        else:
            node.value = event.value
        return node

    def _fill_list(self, node: Node, depth: int) -> None:
        rows: list[Node] = []
        node.value = rows
        while not self._loader.check_event(yaml.SequenceEndEvent):
            rows.append(self._node(node, len(rows), None, depth + 1))
        self._loader.get_event()

    def _fill_keys(self, node: Node, depth: int) -> None:
        entries: dict[str, Node] = {}
        node.value = entries
        while not self._loader.check_event(yaml.MappingEndEvent):
            key = self._node(node, "", None, depth + 1)
            value = self._node(node, key.text, key.line, depth + 1)
            if not isinstance(key.value, str):
                self.faults.append(
                    key.fault("A key must be plain text. Quote text that starts with a bracket or brace.")
                )
            elif (first := entries.setdefault(key.text, value)) is not value:
                again = f"The key '{shown(key.text)}' is given twice, on lines {first.line} and {key.line}. Keep one."
                self.faults.append(value.fault(again))
        self._loader.get_event()

    def _stop(self, line: int, message: str) -> None:
        self.faults.append(Fault(line, "", message))
        raise _StopReading


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _syntax_fault(error: yaml.MarkedYAMLError) -> Fault:
    """What broke the reading, in an author's words, at the line where it began."""
    problem = f"{error.context or ''} {error.problem or ''}"
    message = next((said for words, said in _SYNTAX if words in problem), _SYNTAX_OTHERWISE)
    begun = error.context_mark if any(words in problem for words in _BLAMED_WHERE_BEGUN) else None
    mark = begun or error.problem_mark
    return Fault(mark.line + 1 if mark else 0, "", message)
