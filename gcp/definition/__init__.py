"""YAML text -> Instrument, or every fault at once in an author's words. Only this package knows yaml and pydantic.

`reading` makes nodes of the text, `model` says their shape and `sentences` what does not fit it, `rules` (with `kinds`,
`bands` and `examples`) looks across keys, `build` makes the instrument; `schema` turns the model into the schema that editors read.
"""

from collections.abc import Mapping
from itertools import chain, islice
from pathlib import Path

from gcp.definition.build import build
from gcp.definition.reading import LARGEST, MOST_FAULTS, compose
from gcp.definition.rules import rule_faults
from gcp.definition.schema import schema_text
from gcp.definition.sentences import shape_faults
from gcp.errors import DefinitionFault, Fault
from gcp.instrument import Instrument


def read(text: str, source: str = "definition") -> Instrument:
    """The instrument in a YAML text. Raises DefinitionFault with every fault, in the order of their lines."""
    root, faults = compose(text)
    definition = None
    if root is not None and not isinstance(root.value, dict):
        faults.append(Fault(root.line, "", "A definition is made of keys and values. Start with 'key: ' and a name."))
    elif root is not None:
        definition, misshapen = shape_faults(root)
        faults += islice(chain(misshapen, rule_faults(root)), MOST_FAULTS + 1)
    if faults or definition is None:
        raise DefinitionFault(source, _in_order(faults))
    return build(definition)


def load(path: Path) -> Instrument:
    """The instrument in a file; `source` of its faults is the file's name. Raises DefinitionFault (also for an unreadable file)."""
    return read(text_of(path), path.name)


def text_of(path: Path) -> str:
    """The text of a definition's file, to be given to `read`. Raises DefinitionFault where there is none.

    Bytes that are not UTF-8 are kept as lone surrogates, so that `read` can name their lines.
    """
    try:
        if not path.is_file():
            said = "This is a folder. Name a file in it." if path.is_dir() else "There is no such file."
            raise DefinitionFault(path.name, (Fault(0, "", said),))
        with path.open("rb") as file:
            content = file.read(4 * LARGEST + 4)
    except OSError as error:
        why = error.strerror or "it cannot be opened"
        raise DefinitionFault(path.name, (Fault(0, "", f"The file cannot be read: {why}."),)) from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DefinitionFault(path.name, (Fault(0, "", "The file is UTF-16 text. Save it as UTF-8."),))
    return content.decode("utf-8", "surrogateescape")


def lines(text: str) -> Mapping[str, int]:
    """The line of every part of a text, by the path that faults give; empty where the text cannot be read."""
    root, _ = compose(text)
    return {} if root is None else {node.path: node.line for node in reversed(list(root.walk()))}


def schema() -> str:
    """JSON Schema (2020-12) of a definition, for editors (the text of questionnaires/schema.json)."""
    return schema_text()


def _in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    ordered = sorted(faults, key=lambda fault: fault.line)
    more = [Fault(0, "", f"There are more faults than these {MOST_FAULTS}. Mend these first.")]
    return tuple(ordered if len(ordered) <= MOST_FAULTS else ordered[:MOST_FAULTS] + more)
