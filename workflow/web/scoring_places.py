"""Where things of a scoring are on the pages: the place where a gap is closed, and each move of the process as an action."""

from collections.abc import Iterable, Mapping

from gcp.instrument import Instrument, Kind, SubArea
from workflow.rules.basis import Caution
from workflow.rules.entry_kinds import section_of
from workflow.rules.processes import Gap
from workflow.services.parts import part_id
from workflow.services.scorings import ScoringView
from workflow.services.signing import OfferedMove
from workflow.web.entry_fields import field_id
from workflow.web.navigation import Action, Obstacle
from workflow.web.rendering import path_for

_PAGES: Mapping[str, str] = {
    "send": "sign_scoring",
    "sign-off": "review_scoring",
    "return": "review_scoring",
    "withdraw": "withdraw_scoring",
    "hand-on": "hand_on_scoring",
    "hand-on-returned": "hand_on_scoring",
    "amend": "amend_scoring",
}
"""The page on which each move of the process is made."""
_TEXTS: Mapping[str, str] = {"review_scoring": "Review: sign off or return"}
_WEIGHTS: Mapping[str, str] = {"sign_scoring": "primary", "review_scoring": "primary"}


def answering_url(scoring_id: str, instrument: Instrument, sub_area: SubArea, item_id: str = "") -> str:
    """The address where a sub-area, or an item of it, is answered."""
    if instrument.kind is Kind.SCALED:
        return f"{path_for('scaling', scoring_id=scoring_id)}#item-{item_id or sub_area.items[0].id}"
    page = part_id(instrument, sub_area)
    url = path_for("part", scoring_id=scoring_id, sub_area_id=page)
    place = f"item-{item_id}" if item_id else "" if page == sub_area.id else f"part-{sub_area.id}"
    return f"{url}#{place}" if place else url


def place_of(view: ScoringView, part: str) -> str:
    """The address where a gap is closed: the visits, what is recorded around the grades, an area's reason, or an item; "" where there is none."""
    details = path_for("scoring_details", scoring_id=view.scoring.id)
    section = section_of(part)
    if section:
        return f"{path_for('around', scoring_id=view.scoring.id, section_key=section)}#{field_id('entry', part)}"
    if part == "visits":
        return f"{details}#visits"
    if part in {area.id for area in view.instrument.areas}:
        line = next(line for line in view.parts if line.area.id == part)
        return answering_url(view.scoring.id, view.instrument, line.sub_area)
    for line in view.parts:
        if part in {item.id for item in line.items}:
            return answering_url(view.scoring.id, view.instrument, line.sub_area, part)
    return ""


def obstacles_of(view: ScoringView, gaps: Iterable[Gap]) -> tuple[Obstacle, ...]:
    """Gaps as the page shows them beside a disabled action."""
    return tuple(Obstacle(gap.sentence, place_of(view, gap.part)) for gap in gaps)


def cautions_of(view: ScoringView, told: Iterable[Caution]) -> list[tuple[Caution, list[tuple[str, str]]]]:
    """What a reader will ask, each with its items: the id, and the address where it is answered or read."""
    return [(one, [(item_id, place_of(view, item_id)) for item_id in one.items]) for one in told]


def actions_of(view: ScoringView, offered: Iterable[OfferedMove]) -> list[Action]:
    """The moves offered, one action for each page on which they are made, with everything that stands in their way."""
    found: dict[str, Action] = {}
    for one in offered:
        name = _PAGES[one.move.key]
        found[name] = Action(
            _TEXTS.get(name, one.move.label),
            path_for(name, scoring_id=view.scoring.id),
            method="get",
            weight=_WEIGHTS.get(name, "secondary"),
            obstacles=obstacles_of(view, one.gaps),
        )
    return list(found.values())
