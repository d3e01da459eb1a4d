"""Rules of a definition about ages: its bands, and the ages at which its items are asked."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final

from gcp.definition.nodes import Node
from gcp.definition.words import nearest, shown
from gcp.errors import Fault

Span = tuple[int, int]
"""Months of age, the first inclusive and the second exclusive; a child not yet born is in month -1."""

_UNBORN: Final[Span] = (-1, 0)
_BEYOND_ANY_AGE: Final = 1_000_000


class Bands:
    """The age bands of a definition, as far as they can be read."""

    def __init__(self, root: Node) -> None:
        self._rows = root.get("age_bands").rows
        self.nodes = by_key(self._rows)
        self._spans = {row: span for row in self._rows if (span := _span(row)) is not None}
        self.spans: Mapping[str, Span] = {
            key: self._spans[row] for key, row in self.nodes.items() if row in self._spans
        }

    @property
    def readable(self) -> bool:
        """Whether every band could be read, so that it is known at which ages an item is asked."""
        return len(self.spans) == len(self._rows) > 0

    def faults(self) -> Iterator[Fault]:
        """Everything wrong with the bands themselves."""
        yield from repeated("age band", self._rows)
        for row in self._rows:
            yield from _months(row)
        unborn = [row for row in self._rows if _is_unborn(row)]
        for row in unborn[1:]:
            yield row.fault(f"There is a band for unborn children already, on line {unborn[0].line}. Keep one.")
        born = sorted((row for row in self._spans if not _is_unborn(row)), key=lambda row: self._spans[row])
        for earlier, later in pairwise(born):
            if self._spans[later][0] < self._spans[earlier][1]:
                other = f"'{shown(earlier.get('key').text)}' on line {earlier.line}"
                yield later.fault(f"This band shares ages with {other}. Let one start where the other ends.")

    def item_faults(self, item: Node) -> Iterator[Fault]:
        """Everything wrong with the ages of one item."""
        yield from known(item.get("ages").rows, self.nodes, "age band")
        yield from known_keys(item.get("descriptors_by_age"), self.nodes, "age band")
        yield from _order(item)
        if not self.readable or _in_order(item) is False:
            return
        asked = self.asked(item)
        if not asked and all(name.text in self.nodes for name in item.get("ages").rows):
            yield item.get("from" if "from" in item.entries else "to").fault(
                "No child is ever asked this: the months lie outside its age bands. Change the months or 'ages'."
            )
        for key, words in item.get("descriptors_by_age").entries.items():
            if asked and key in self.spans and not any(_meet(span, self.spans[key]) for span in asked):
                yield words.fault(f"This item is not asked in '{key}', so its words are never shown. Remove them.")

    def asked(self, item: Node) -> list[Span]:
        """The ages at which an item is asked, one span a band."""
        first, end = item.get("from").number, item.get("to").number
        keys = [name.text for name in item.get("ages").rows] or list(self.spans)
        spans = [self.spans[key] for key in keys if key in self.spans]
        narrowed = [
            (max(span[0], first or 0), min(span[1], _BEYOND_ANY_AGE if end is None else end))
            for span in spans
            if span != _UNBORN
        ]
        unborn = [_UNBORN] * (_UNBORN in spans and first is None)  # see Item.fits_age
        return unborn + [(start, stop) for start, stop in narrowed if start < stop]

    def share_ages(self, one: Node, other: Node) -> bool:
        """Whether some child is asked both items."""
        return any(_meet(span, another) for span in self.asked(one) for another in self.asked(other))


def by_key(rows: Iterable[Node]) -> dict[str, Node]:
    """Bands or conditions by their key, the first where two share one."""
    found: dict[str, Node] = {}
    for row in rows:
        if key := row.get("key").text:
            found.setdefault(key, row)
    return found


def repeated(thing: str, rows: Iterable[Node]) -> Iterator[Fault]:
    """Keys that two bands or two conditions share."""
    first: dict[str, Node] = {}
    for row in rows:
        key = row.get("key")
        if key.text and first.setdefault(key.text, key) is not key:
            line = first[key.text].line
            yield key.fault(f"The {thing} on line {line} has the key '{shown(key.text)}' too. Change one of them.")


def known(names: Iterable[Node], all_known: Iterable[str], thing: str) -> Iterator[Fault]:
    """Names in a list that the definition does not have."""
    for name in names:
        if name.text and name.text not in all_known:
            yield name.fault(f"There is no {thing} '{shown(name.text)}'.{nearest(name.text, all_known)}")


def twice(names: Iterable[Node]) -> Iterator[Fault]:
    """Names that are listed more than once."""
    seen: set[str] = set()
    for name in names:
        if name.text in seen:
            yield name.fault(f"'{shown(name.text)}' is listed twice. Keep one.")
        seen.update([name.text] * bool(name.text))


def known_keys(names: Node, all_known: Iterable[str], thing: str) -> Iterator[Fault]:
    """Keys that the definition does not have."""
    for name, node in names.entries.items():
        if name not in all_known:
            yield node.fault(f"There is no {thing} '{shown(name)}'.{nearest(name, all_known)}")


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _is_unborn(band: Node) -> bool:
    return band.get("unborn").text.lower() in {"true", "yes"}


def _span(band: Node) -> Span | None:
    """The months of a band; None where they cannot be read or make no sense."""
    if _is_unborn(band):
        return _UNBORN
    start, end = band.get("from").number, band.get("to").number
    return (start, end) if start is not None and end is not None and start < end else None


def _months(band: Node) -> Iterator[Fault]:
    """A band has both months, in order; a band for unborn children has none."""
    if _is_unborn(band):
        for key in sorted({"from", "to"} & set(band.entries)):
            yield band.get(key).fault(f"A band for unborn children has no months. Remove '{key}'.")
        return
    for key in sorted({"from", "to"} - set(band.entries)) if band.entries else ():
        yield band.fault(f"'{key}' is missing. Add the months of age, or 'unborn: true'.")
    yield from _order(band)


def _in_order(part: Node) -> bool | None:
    """Whether `from` is less than `to`; None where one of them is not there or cannot be read."""
    start, end = part.get("from").number, part.get("to").number
    return None if start is None or end is None else start < end


def _order(part: Node) -> Iterator[Fault]:
    if _in_order(part) is False:
        start, end = part.get("from").text, part.get("to").text
        yield part.get("to").fault(f"'to' must be more than 'from': {end} is not more than {start}.")
