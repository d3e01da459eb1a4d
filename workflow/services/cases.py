"""Closing the work with a family, and opening it again. The record stays the same one: nobody starts again. The moves are a table in `rules.cases`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflow.models import CaseMove, CaseStatus, Family, Involvement, Part
from workflow.rules.cases import CASE, TYPED, CaseFacts
from workflow.rules.errors import Blocked, Invalid
from workflow.rules.events import Event
from workflow.rules.processes import Gap, Move
from workflow.rules.roles import Permission
from workflow.services.beginnings import CaseChange, changes
from workflow.services.desk import Desk
from workflow.services.family_people import family_to_change, found
from workflow.services.family_views import title_of
from workflow.services.involvements import part_ended
from workflow.services.names import take
from workflow.storage import cases as storage
from workflow.storage import families, involved, leads

REASON_LENGTH = 1000
CLOSED_WITH = "The work with the family was closed."


@dataclass(frozen=True)
class CasePage:
    """What the page of a family's work shows: where it stands, the one move that there is and what stands in its way, and what was done before."""

    family_id: str
    family: str
    closed_on: date | None
    move: Move
    gaps: tuple[Gap, ...]
    changes: tuple[CaseChange, ...]


def page_of(desk: Desk, family_id: str) -> CasePage:
    """Where the work with a family stands. Needs `family:close`; the reading is recorded."""
    family = found(families.family(desk.session, family_id))
    desk.require(Permission.FAMILY_CLOSE, families.network(desk.session, family_id, desk.today))
    desk.record(Event("family.read", family_id, family_id))
    (move,) = CASE.moves_from(_status(family))
    gaps = tuple(gap for gap in move.gaps(_facts(desk, family_id, "")) if gap.part not in TYPED)
    return CasePage(family_id, title_of(family.name), family.closed_on, move, gaps, changes(desk, family_id))


def close(desk: Desk, family_id: str, reason: str) -> None:
    """Close the work: every part but the lead's ends today, and no scoring can be started until it is opened again. Needs `family:close`.

    The lead stays, so that somebody can be asked. Raises Invalid without a reason; Blocked with what stands in the way.
    """
    family = _to_move(desk, family_id)
    words = _reason(desk, family, CASE.move("close"), reason)
    parts = [one.involvement for one in involved.professionals(desk.session, family_id)]
    ends = [one for one in parts if one.part != Part.LEAD and (one.until is None or one.until > desk.today)]
    events = [part_ended(one, max(desk.today, one.since)) for one in ends]
    for one in ends:
        one.until, one.end_reason = max(desk.today, one.since), CLOSED_WITH
    family.closed_on = desk.today
    _move(desk, family, "close", words, ended=ends, told=events)


def reopen(desk: Desk, family_id: str, reason: str) -> None:
    """Open the work again, on the same record; whoever is needed is involved anew. Needs `family:close`. Raises as `close`."""
    family = _to_move(desk, family_id)
    words = _reason(desk, family, CASE.move("reopen"), reason)
    family.closed_on = None
    _move(desk, family, "reopen", words)


def _to_move(desk: Desk, family_id: str) -> Family:
    family_to_change(desk, family_id, Permission.FAMILY_CLOSE)
    family = found(families.family(desk.session, family_id))
    desk.session.refresh(family)
    return family


def _reason(desk: Desk, family: Family, move: Move, reason: str) -> str:
    """The words for a move that can be made. Raises Blocked or Invalid."""
    if _status(family) not in move.from_:
        raise Blocked(f"The work with this family is {_status(family)}. Open its page again to see how it stands.")
    faults: dict[str, str] = {}
    words = take(faults, "reason", " ".join(reason.split()), longest=REASON_LENGTH)
    gaps = move.gaps(_facts(desk, family.id, words))
    in_the_way = [gap.sentence for gap in gaps if gap.part not in TYPED]
    if in_the_way:
        raise Blocked(" ".join(in_the_way))
    for gap in gaps:
        faults.setdefault("reason", gap.sentence)
    if faults:
        raise Invalid(faults)
    return words


def _facts(desk: Desk, family_id: str, words: str) -> CaseFacts:
    under_way = storage.under_way(desk.session, family_id)
    return CaseFacts(under_way, leads.open_for(desk.session, family_id) is not None, words)


def _status(family: Family) -> CaseStatus:
    return CaseStatus.CLOSED if family.closed_on else CaseStatus.OPEN


def _move(
    desk: Desk, family: Family, move: str, words: str, *, ended: Sequence[Involvement] = (), told: Sequence[Event] = ()
) -> None:
    me = desk.who.person_id
    row = CaseMove(id=desk.new_id(), family_id=family.id, move=move, on=desk.today, reason=words, at=desk.now, by_id=me)
    moved = Event("case.moved", family.id, row.id, {"move": move, "parts_ended": len(ended)})
    storage.move(desk.session, row, family, ended, events=[moved, *told], at=desk.now, by=me)
