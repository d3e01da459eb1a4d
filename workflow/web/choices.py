"""The fixed part of an item's form: help, descriptors and states, drawn once for each age band and choice.

An edition never changes, and these words are most of the scoring page: drawing them anew for every reader took most of its time.
"""

from collections.abc import Sequence

from markupsafe import Markup

from gcp.grades import ItemState, Scale
from gcp.instrument import AgeBand, Item
from workflow.web.rendering import environment

_MOST = 4_000
"""Drawings kept: all items of four bands of a large instrument under every choice. Beyond that it begins anew."""
STATES: Sequence[tuple[ItemState, str]] = (
    (ItemState.NOT_OBSERVED, "Not observed"),
    (ItemState.NOT_APPLICABLE, "Does not apply"),
    (ItemState.REFUSED, "Refused"),
    (ItemState.NOT_SAFE, "Not safe to ask"),
    (ItemState.UNANSWERED, "Clear"),
)
"""What can be chosen in place of a grade, and what it is called; the last takes an answer back."""
_drawn: dict[tuple[int, str, str], tuple[Item, Markup]] = {}


def choices(item: Item, band: AgeBand, scale: Scale, chosen: str) -> Markup:
    """The cards and states of an item for a child of this band, with the chosen one (a grade or state as posted; "" for none) marked."""
    key = (id(item), band.key, chosen)
    kept = _drawn.get(key)
    if kept is not None and kept[0] is item:  # an id may be used again once its instrument is gone
        return kept[1]
    descriptors = {value: item.descriptor(value, band) for value in scale.values}
    template = environment().get_template("answers/choices.html")
    drawn = Markup(template.render(item=item, scale=scale, descriptors=descriptors, chosen=chosen, states=STATES))  # noqa: S704  # our own template
    if len(_drawn) >= _MOST:
        _drawn.clear()
    _drawn[key] = (item, drawn)
    return drawn
