"""A practice that has an instrument of every kind at hand, with odd sizes, beside those that come with the product."""

from datetime import date
from pathlib import Path
from typing import Any

from tests.scoring_ground import Ground
from workflow import paths
from workflow.models import Person, Voice
from workflow.services import scaling
from workflow.services.library import Library
from workflow.services.scaling import NewMark

FOLDER = Path(__file__).parent / "kinds"
COUNT, LONG, SCALE, WORDS = "quick-look@1", "long-list@1", "two-questions@1", "own-words@1"
KINDS = (COUNT, LONG, SCALE, WORDS)


def library_of_kinds() -> Library:
    """The instruments that come with the product and those of these tests."""
    return Library(paths.questionnaires(), FOLDER)


def a_mark(item_id: str = "S1", number: int | None = 4, **more: Any) -> NewMark:
    """Mum's number on a question."""
    facts: dict[str, Any] = {"instrument": SCALE, "who": "Mum", "part": Voice.CARER, "on": date(2026, 3, 12)}
    return NewMark(item_id=item_id, number=number, **{**facts, **more})


def mark(
    ground: Ground, new: NewMark, mark_id: str = "m1", *, on: int = 0, who: Person | None = None, scoring_id: str = ""
) -> int:
    """Write a number down; the version that stands."""
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        return scaling.save(desk, scoring_id or ground.scoring_id, mark_id, new, on)
