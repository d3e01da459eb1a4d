"""What supervisors asked for next in a family, and when somebody looks again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gcp.errors import GcpError
from gcp.instrument import Kind
from workflow.rules.statuses import COUNTS_IN_PROGRESS
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.storage import countersigned
from workflow.storage.families import ScoringLine


@dataclass(frozen=True)
class FollowUp:
    """What happens next after one scoring, and the day on which somebody asks how it went; `overdue` once that day is past."""

    scoring: ScoringLine
    direction: str
    on: date
    overdue: bool


def follow_ups(desk: Desk, lines: Sequence[ScoringLine]) -> tuple[FollowUp, ...]:
    """What is due, the earliest day first. `lines` come newest first.

    A signed-off scoring asks until another of the same child's care has looked again, with the same instrument or with one that answers for it:
    the one that its instrument leads on to, or any that grades care where it leads on to none.
    """
    signed = [
        line for line in lines if line.status in COUNTS_IN_PROGRESS and line.second_of_id is None and not line.hidden
    ]
    newer, asking = dict[str, list[ScoringLine]](), list[ScoringLine]()
    for line in signed:
        of_child = newer.setdefault(line.child_id, [])
        if not any(_looked_again(desk, after, line) for after in of_child):
            asking.append(line)
        of_child.append(line)
    said = countersigned.of_scorings(desk.session, [line.id for line in asking]) if asking else {}
    due = [
        FollowUp(line, one.direction, one.follow_up_on, one.follow_up_on < desk.today)
        for line in asking
        if (one := said.get(line.id)) and one.follow_up_on
    ]
    return tuple(sorted(due, key=lambda one: (one.on, one.scoring.id)))


def _looked_again(desk: Desk, after: ScoringLine, line: ScoringLine) -> bool:
    """Whether a scoring of the same child, newer by its place on the list, has looked at what another asked for. The care of one carer says nothing of another's."""
    about_the_child = not (after.carers and line.carers)
    if not (about_the_child or after.carers & line.carers):
        return False
    if _key(after) == _key(line):
        return True
    if after.window_end <= line.window_end:
        return False
    onward = _leads_to(desk, line)
    return _key(after) in onward if onward else after.kind == Kind.GRADED


def _leads_to(desk: Desk, line: ScoringLine) -> tuple[str, ...]:
    """What its instrument leads on to; nothing where the text of its edition cannot be read any more, which the family's page survives."""
    try:
        return instrument_of(desk, line.edition_id).leads_to
    except GcpError:
        return ()


def _key(line: ScoringLine) -> str:
    return line.instrument.partition(" ")[0]
