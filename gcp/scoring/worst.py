"""`worst`: the worst grade decides.

One part alone is still decided by `worst`, so that the reader is always told which items hold a part at its grade.
Worsening an item never improves its parents under this rule.
"""

from collections.abc import Sequence

from gcp.grades import Scale
from gcp.instrument import RollUp
from gcp.profile import DecidedBy
from gcp.scoring.decision import Decision, Part, held_by_worst


def worst(parts: Sequence[Part], scale: Scale, roll_up: RollUp) -> Decision:  # noqa: ARG001
    """The worst grade, by the scale's own direction; its holders are all parts at that grade."""
    return held_by_worst(parts, scale, DecidedBy.WORST)
