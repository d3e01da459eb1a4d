"""What supervisors asked for next in a family, and when somebody looks again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflow.rules.statuses import COUNTS_IN_PROGRESS
from workflow.services.desk import Desk
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

    Only the newest signed-off scoring of a child with the same carers and instrument asks for anything: one after it has looked again.
    """
    newest: dict[tuple[str, frozenset[str], str], ScoringLine] = {}
    for line in lines:
        if line.status in COUNTS_IN_PROGRESS and line.second_of_id is None and not line.hidden:
            newest.setdefault((line.child_id, line.carers, line.instrument.partition(" ")[0]), line)
    said = countersigned.of_scorings(desk.session, [line.id for line in newest.values()]) if newest else {}
    due = [
        FollowUp(line, one.direction, one.follow_up_on, one.follow_up_on < desk.today)
        for line in newest.values()
        if (one := said.get(line.id)) and one.follow_up_on
    ]
    return tuple(sorted(due, key=lambda one: (one.on, one.scoring.id)))
