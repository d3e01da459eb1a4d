"""`mode-override`: a grade at or beyond `override_from` on the worse side decides, the worst where there are several;
otherwise the mode, a tie taking the worse grade (or the better, where the instrument says `tie: better`).

Source: R1, R2 and R4 of the original manual as boards circulated it, from memory and not re-read; the tie is this project's
decision. Its purpose is that a single serious deficit is never outvoted.

One grade alone is `override` when it is that bad, not `only`: a reader of a 4 is always told which item it rests on.

What worsening one item can do. It never improves a parent while any grade is at or beyond `override_from` afterwards, nor
a parent that was decided by `mode` or `only` (with `tie: worse`). But it can break a tie: 3, 2, 1 is a tie taken as 3;
with the 1 worsened to a 2 it is 3, 2, 2, whose mode is 2. So a parent improves only where it was a `tie` before (with
`tie: better`, only where it was or became one). A tie is reported as such so that a practitioner looks at it again.
"""

from collections.abc import Sequence

from gcp.grades import Scale
from gcp.instrument import RollUp
from gcp.profile import DecidedBy
from gcp.scoring.decision import Decision, Part, held_by_worst
from gcp.scoring.mode import commonest


def mode_override(parts: Sequence[Part], scale: Scale, roll_up: RollUp) -> Decision:
    """Override by the worst serious grade, else the mode. `override_from` defaults to the second worst grade of the scale."""
    limit = override_from(scale, roll_up)
    serious = [part for part in parts if scale.at_or_beyond(part.grade, limit)]
    if serious:
        return held_by_worst(serious, scale, DecidedBy.OVERRIDE)
    return commonest(parts, scale, roll_up.tie)


def override_from(scale: Scale, roll_up: RollUp) -> int:
    """The grade from which one alone decides: the instrument's own, or the second worst of its scale."""
    return scale.values[-2] if roll_up.override_from is None else roll_up.override_from
