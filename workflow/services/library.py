"""The instruments at hand: those that come with the product and those in the authority's own folder."""

import hashlib
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock

from gcp import definition
from gcp.errors import DefinitionFault, Fault
from gcp.instrument import Instrument


@dataclass(frozen=True)
class Shelved:
    """An edition as its file stands: the instrument, its text, the SHA-256 of the text, and whether it is the authority's own."""

    instrument: Instrument
    text: str
    fingerprint: str
    path: Path
    local: bool


def fingerprint(text: str) -> str:
    """SHA-256 of an edition's text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=64)
def _parse(text: str, source: str) -> Instrument:
    return definition.read(text, source)  # kept, because the same text always says the same


class Library:
    """Editions by name, read once from `own` (shipped) and `local` (licensed or local) folders."""

    def __init__(self, own: Path, local: Path | None = None) -> None:
        self._folders = [(own, False)] + ([(local, True)] if local else [])
        self._shelf: dict[str, Shelved] | None = None
        self.faulty: list[DefinitionFault] = []
        self.pinned: dict[str, Instrument] = {}
        self._lock = Lock()

    def paths(self) -> list[tuple[Path, bool]]:
        """Every definition file, and whether it is the authority's own."""
        return [
            (path, local)
            for folder, local in self._folders
            for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])
        ]

    def shelf(self) -> dict[str, Shelved]:
        """Every edition at hand, by `key@edition`.

        Files of one's own that cannot be used are left out and told in `faulty`, so that one slip of an author stops nobody's work.
        Raises DefinitionFault where a shipped file cannot be read, for then the installation is broken.
        """
        with self._lock:
            if self._shelf is None:
                self._shelf = {}
                self.faulty = []
                for path, local in self.paths():
                    self._put(self._shelf, path, local)
            return self._shelf

    def _put(self, shelf: dict[str, Shelved], path: Path, local: bool) -> None:  # noqa: FBT001  # the pair that paths() gives
        try:
            one = self._read(path, local)
            _refuse_twin(shelf.get(one.instrument.name), one)
        except DefinitionFault as fault:
            if not local:
                raise
            self.faulty.append(fault)
        else:
            shelf[one.instrument.name] = one

    def editions(self) -> Sequence[Shelved]:
        """Every edition at hand, in order of name."""
        return [self.shelf()[name] for name in sorted(self.shelf())]

    def newest(self, *, without: Container[str] = ()) -> Sequence[Shelved]:
        """The newest edition of each instrument, in order of name, of those that are not `without`; the editions before it stay at hand for the
        scorings that use them.
        """
        latest: dict[str, Shelved] = {}
        left = (one for one in self.editions() if one.instrument.name not in without)
        for one in sorted(left, key=lambda one: _in_order(one.instrument.edition)):
            latest[one.instrument.key] = one
        return [latest[key] for key in sorted(latest)]

    def find(self, name: str) -> Shelved | None:
        """The edition of that name, if it is at hand."""
        return self.shelf().get(name)

    def parsed(self, text: str, *, exportable: bool = True, source: str = "definition") -> Instrument:
        """The instrument in a stored text; parsed once a process. Not exportable where the text is the authority's own."""
        instrument = _parse(text, source)
        return instrument if exportable else replace(instrument, descriptors_exportable=False)

    def _read(self, path: Path, local: bool) -> Shelved:  # noqa: FBT001  # the pair that paths() gives
        text = definition.text_of(path)
        instrument = self.parsed(text, exportable=not local, source=path.name)
        return Shelved(instrument, text, fingerprint(text), path, local)


def _in_order(edition: str) -> list[tuple[int, str]]:
    """An edition's parts, numbers as numbers, so that 2026.10 comes after 2026.2."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|\D+", edition)]


def _refuse_twin(first: Shelved | None, second: Shelved) -> None:
    if first is not None:
        name = second.instrument.name
        words = f"{first.path.name} is {name} already. An edition never changes: give this one an edition of its own."
        raise DefinitionFault(second.path.name, (Fault(0, "edition", words),))
