"""What somebody reads before they decide on a scoring: the grades with all that stands beside them, and what a reader will ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflow.rules.basis import Caution
from workflow.rules.targets import CameOut
from workflow.rules.voices import Spoken
from workflow.services import around, cautions, signing, targets, voices
from workflow.services.amended import Amended, amended
from workflow.services.around import AroundView
from workflow.services.as_shown import mark_of
from workflow.services.desk import Desk
from workflow.services.scorings import ScoringView, open_scoring
from workflow.services.signing import OfferedMove
from workflow.services.targets import TargetLine
from workflow.storage import regrades
from workflow.storage.comments import Said


@dataclass(frozen=True)
class Returned:
    """That the scoring was returned before: when and with what words, what was said of each item, and the grades of then that are others now."""

    at: datetime
    words: str
    said: Mapping[str, Said]
    was: Mapping[str, int | None]


@dataclass(frozen=True)
class Reading:
    """A scoring as it is decided on. `spoken` is what the carer and the child say of an item, by item id; `cautions` what a reader will ask;
    `targets` are those set in it, `earlier_targets` what became of those set before; `amended` what it corrects, `returned` when it came back last;
    `mark` that of all this as it is shown.
    """

    view: ScoringView
    offered: Sequence[OfferedMove]
    around: AroundView
    spoken: Mapping[str, tuple[Spoken, ...]]
    cautions: tuple[Caution, ...]
    targets: Sequence[TargetLine]
    earlier_targets: tuple[CameOut, ...]
    amended: Amended | None
    returned: Returned | None
    mark: str


def open_reading(desk: Desk, scoring_id: str, page: str) -> Reading:
    """A scoring to decide on: to sign it, or to sign it off or return it. Reading it is an event. Raises NotFound, Refused or Blocked."""
    view = open_scoring(desk, scoring_id, page)
    spoken = voices.of_view(desk, view)
    return Reading(
        view=view,
        offered=signing.moves(desk, view),
        around=around.around_view(desk, view),
        spoken=spoken,
        cautions=cautions.of(desk, view, spoken),
        targets=targets.targets_of(desk, view),
        earlier_targets=targets.earlier_targets(desk, view),
        amended=amended(desk, view),
        returned=_returned(desk, view),
        mark=mark_of(desk, view),
    )


def _returned(desk: Desk, view: ScoringView) -> Returned | None:
    """The last time that it was returned; None where it never was."""
    last = next((move for move in reversed(view.moves) if move.move == "return"), None)
    if last is None:
        return None
    said = {one.item_id: one for one in view.comments if one.move_id == last.id}
    return Returned(last.at, last.words, said, regrades.before(desk.session, view.scoring.id, last.at))
