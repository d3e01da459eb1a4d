"""What can go wrong in this package, each with a sentence a practitioner or an instrument's author understands."""

from dataclasses import dataclass


class GcpError(Exception):
    """The root of every error raised here; `str(error)` is the sentence to show."""


@dataclass(frozen=True)
class Fault:
    """One fault of a definition: where it is and what to do about it.

    `line` counts from 1 and is 0 where a fault belongs to no single line; `path` reads like `areas > A > A1 > items > A1a`.
    """

    line: int
    path: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        where = f"{self.path}: " if self.path else ""
        return f"{place}{where}{self.message}"


class DefinitionFault(GcpError):
    """A definition cannot be used; `faults` holds every fault found, never only the first."""

    def __init__(self, source: str, faults: tuple[Fault, ...]) -> None:
        self.source = source
        self.faults = faults
        super().__init__(
            f"{source} has {len(faults)} fault{'s' if len(faults) != 1 else ''}: " + "; ".join(map(str, faults))
        )


class SheetFault(GcpError):
    """An answer sheet cannot be scored; `faults` is every sentence that says why."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__(" ".join(faults))


class UnknownItem(GcpError):
    """An id that the instrument does not have."""

    def __init__(self, item_id: str, instrument: str) -> None:
        self.item_id = item_id
        super().__init__(f"{instrument} has no item {item_id!r}.")


class NotComparable(GcpError):
    """Two profiles, or parts of them, that may not be set side by side; the sentence is the reason."""
