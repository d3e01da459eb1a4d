"""How a part of a profile stands, in words: its state, its coverage, and why its grade is what it is."""

from collections.abc import Callable, Mapping

from gcp.instrument import Instrument
from gcp.profile import AreaResult, DecidedBy, State, SubAreaResult
from workflow.web.filters import reasons, words

Part = AreaResult | SubAreaResult

_STATES: Mapping[State, str] = {
    State.COMPLETE: "Complete",
    State.PROVISIONAL: "Provisional",
    State.NOT_SCORED: "Not graded",
    State.EXCLUDED: "Left out",
    State.NOT_APPLICABLE: "Does not apply",
}


def state(part: Part) -> str:
    """Complete, Provisional, Not graded, Left out or Does not apply; never a number."""
    return _STATES[part.state]


def coverage(part: Part) -> str:
    """7 of 9 graded; 1 refused, 1 not observed: items for a sub-area, parts for an area. Empty where nothing is expected."""
    if not part.expected:
        return ""
    whole = isinstance(part, AreaResult)
    why = reasons(part.reasons, " of the items" if whole else "")
    return f"{part.scored} of {part.expected}{' parts' if whole else ''} graded{'; ' + why if why else ''}"


def item_coverage(area: AreaResult) -> str:
    """12 of 15 items graded; 2 refused, 1 not observed: over all the area's items that count. Empty where none is expected."""
    expected = sum(sub.expected for sub in area.sub_areas if sub.state is not State.EXCLUDED)
    if not expected:
        return ""
    scored = sum(sub.scored for sub in area.sub_areas if sub.state is not State.EXCLUDED)
    why = reasons(area.reasons, "")
    return f"{scored} of {expected} items graded{'; ' + why if why else ''}"


def decided(part: Part, instrument: Instrument) -> str:
    """Why the grade is what it is: "4 because of A3c Look". Empty where there is no grade."""
    if part.decided_by is None:
        return ""
    return _DECIDED[part.decided_by](part, instrument)


def _held(part: Part, instrument: Instrument) -> str:
    names = [f"{item_id} {_name(item_id, instrument)}" for item_id in part.drivers]
    return f"{part.grade} because of {words(names)}" if names else f"The worst grade given is {part.grade}"


def _name(item_id: str, instrument: Instrument) -> str:
    """The name of an item, or of a sub-area that is graded directly."""
    named = {item.id: item.name for item in instrument.items} | {sub.id: sub.name for sub in instrument.sub_areas}
    return named[item_id]


def _tie(part: Part, instrument: Instrument) -> str:
    counts = "better" if instrument.roll_up.rule == "mode-override" and instrument.roll_up.tie == "better" else "worse"
    return f"Two grades were given equally often; the {counts} one, {part.grade}, counts"


_DECIDED: Mapping[DecidedBy, Callable[[Part, Instrument], str]] = {
    DecidedBy.DIRECT: lambda _part, _instrument: "Graded directly",
    DecidedBy.MODE: lambda part, _instrument: f"{part.grade} is the grade given most often",
    DecidedBy.OVERRIDE: _held,
    DecidedBy.WORST: _held,
    DecidedBy.TIE: _tie,
    DecidedBy.ONLY: lambda part, _instrument: f"{part.grade} is the only grade given",
}
