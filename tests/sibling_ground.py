"""A family with two children and two carers who care for both, and scorings of them started together."""

from dataclasses import dataclass
from typing import Any

from tests import build
from tests.scoring_ground import END, INSTRUMENT, START, Ground, stand
from workflow.models import Scoring
from workflow.services import starting
from workflow.services.desk import Practice
from workflow.services.starting import ChildToScore, NewScorings


@dataclass(frozen=True)
class Siblings:
    """Robin and Wren, cared for by Mum and Dad; the ids of the three whom `ground` does not know."""

    ground: Ground
    wren: str
    dad: str

    @property
    def robin(self) -> str:
        return self.ground.family.child_id

    @property
    def mum(self) -> str:
        return self.ground.family.carer_id

    def start(self, *children: ChildToScore, **more: Any) -> tuple[Scoring, ...]:
        facts: dict[str, Any] = {"instrument": INSTRUMENT, "window_start": START, "window_end": END, **more}
        who = facts.pop("who", self.ground.scorer)
        family_id = facts.pop("family_id", self.ground.family.id)
        with self.ground.practice.open_for(who.id) as desk:
            return starting.start_together(desk, family_id, NewScorings(children, **facts))

    def both(self, **more: Any) -> tuple[Scoring, Scoring]:
        """A scoring of Robin and one of Wren with Mum."""
        robins, wrens = self.start(*(ChildToScore(key, (self.mum,)) for key in (self.robin, self.wren)), **more)
        return robins, wrens


def stand_siblings(practice: Practice) -> Siblings:
    """The family as the class says, with nothing scored yet."""
    ground = stand(practice, started=False)
    wren = build.sibling(practice, ground.family, "Wren", ground.family.carer_id)
    return Siblings(ground, wren, build.carer(practice, ground.family, "Dad", ground.family.child_id, wren))
