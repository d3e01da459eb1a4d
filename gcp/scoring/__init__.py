"""Answer sheet -> Profile. One small module per roll-up rule, registered in `RULES`."""

from gcp.answers import AnswerSheet
from gcp.instrument import Instrument
from gcp.profile import Profile


def score(instrument: Instrument, sheet: AnswerSheet, rule: str | None = None) -> Profile:
    """The profile of a sheet, by the instrument's own roll-up rule or the one named.

    Raises SheetFault with every sentence: unknown item, grade off the scale, age outside every band, an exclusion the instrument does not
    allow or without a reason, an answer to an item that does not apply at this age or without its condition, window that ends before it starts, birth after the window.
    """
    raise NotImplementedError
