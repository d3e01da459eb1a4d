"""YAML text -> Instrument. The only module with yaml and pydantic; it reports every fault at once, in an author's words."""

from pathlib import Path

from gcp.errors import Fault
from gcp.instrument import Instrument


def read(text: str, source: str = "definition") -> Instrument:
    """The instrument in a YAML text. Raises DefinitionFault with every fault."""
    raise NotImplementedError


def load(path: Path) -> Instrument:
    """The instrument in a file; `source` of its faults is the file's name. Raises DefinitionFault (also for an unreadable file)."""
    raise NotImplementedError


def schema() -> str:
    """JSON Schema of a definition, for editors (the text of questionnaires/schema.json)."""
    raise NotImplementedError
