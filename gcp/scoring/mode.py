"""`mode`: the commonest grade decides; a tie takes the worse grade. One part alone is decided by `only`."""

from collections import Counter
from collections.abc import Sequence

from gcp.grades import Scale
from gcp.instrument import RollUp
from gcp.profile import DecidedBy
from gcp.scoring.decision import Decision, Part


def mode(parts: Sequence[Part], scale: Scale, roll_up: RollUp) -> Decision:  # noqa: ARG001
    """The commonest grade; where several are equally common, the worst of those, reported as `tie`."""
    return commonest(parts, scale)


def commonest(parts: Sequence[Part], scale: Scale, tie: str = "worse") -> Decision:
    """The commonest grade; where several are equally common, the worst or (`tie="better"`) the best of those."""
    if len(parts) == 1:
        return Decision(parts[0].grade, DecidedBy.ONLY)
    times = Counter(part.grade for part in parts)
    leading = [grade for grade, number in times.items() if number == max(times.values())]
    if len(leading) == 1:
        return Decision(leading[0], DecidedBy.MODE)
    return Decision(scale.best(leading) if tie == "better" else scale.worst(leading), DecidedBy.TIE)
