"""The story of a child's care over some scorings: their series, what there is to say of it, and the lanes of its parts and items.

Made once for the very scorings it is told of (`services.kept`): the same scorings, as objects, have the same story.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gcp.changes import Series
from gcp.progress import series
from workflow.reports import progress
from workflow.reports.base import Scored, Subject
from workflow.reports.lanes import Block, blocks
from workflow.reports.progress import Progress
from workflow.services.desk import Desk


@dataclass(frozen=True, eq=False)
class Story:
    """What some scorings of a child tell together. It is equal to nothing but itself, and never changes."""

    told: tuple[Scored, ...]
    series: Series
    progress: Progress
    lanes: tuple[Block, ...]


def story_of(desk: Desk, subject: Subject, told: Sequence[Scored]) -> Story:
    """The story of one or more scorings, oldest first. Whoever asks may see all of them: what they may not see is not in `told`."""
    key = (subject, *(id(one) for one in told))
    kept: Story | None = desk.practice.stories.get(key)
    # An id is only as good as the object is alive; what is kept holds its own, so another object never has the same.
    if kept is not None and all(one is other for one, other in zip(kept.told, told, strict=True)):
        return kept
    found = series([one.profile for one in told])
    story = Story(tuple(told), found, progress.build(subject, told, found), blocks(found))
    if not any(one.draft for one in told):
        desk.practice.stories.put(key, story)
    return story
