"""Rules over a whole definition beyond its shape, and its worked examples."""

from gcp.errors import Fault
from gcp.instrument import Instrument


def check(instrument: Instrument) -> tuple[Fault, ...]:
    """Every fault and warning (`Fault.warning`) of a definition that could be read."""
    raise NotImplementedError
