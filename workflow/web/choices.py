"""The fixed part of an item's form: help, descriptors and states, drawn once for each age band and choice.

An edition never changes, and these words are most of the scoring page: drawing them anew for every reader took most of its time.
"""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from gcp.grades import ItemState
from gcp.instrument import AgeBand, Instrument, Item, Kind
from workflow.rules.kinds import ANSWERING
from workflow.web.rendering import environment

_MOST = 4_000
"""Drawings kept: all items of four bands of a large instrument under every choice. Beyond that it begins anew."""
_CLEAR = (ItemState.UNANSWERED, "Clear")
STATES: Mapping[Kind, Sequence[tuple[ItemState, str]]] = {
    kind: [(ItemState.NOTED, "Written down"), *one.reasons.items()]
    if kind is Kind.OPEN
    else [*one.reasons.items(), _CLEAR]
    for kind, one in ANSWERING.items()
}
"""What can be chosen in place of a grade, and what it is called; the last takes an answer back, as do no words where words are the answer."""
_TEMPLATES: Mapping[Kind, str] = {Kind.COUNTED: "answers/yes_no.html", Kind.OPEN: "answers/prompt.html"}
"""Where an item's choices are not the grades of a scale."""
_drawn: dict[tuple[int, str, str], tuple[Item, Markup]] = {}


def choices(item: Item, band: AgeBand, instrument: Instrument, chosen: str) -> Markup:
    """The cards and states of an item for a child of this band, with the chosen one (a grade or state as posted; "" for none) marked."""
    scale = instrument.scale
    key = (id(item), band.key, chosen)
    kept = _drawn.get(key)
    if kept is not None and kept[0] is item:  # an id may be used again once its instrument is gone
        return kept[1]
    descriptors = {value: item.descriptor(value, band) for value in scale.values}
    template = environment().get_template(_TEMPLATES.get(instrument.kind, "answers/choices.html"))
    words = {"descriptors": descriptors, "states": STATES[instrument.kind]}
    drawn = Markup(template.render(item=item, scale=scale, chosen=chosen, **words))  # noqa: S704  # our own template
    if len(_drawn) >= _MOST:
        _drawn.clear()
    _drawn[key] = (item, drawn)
    return drawn
