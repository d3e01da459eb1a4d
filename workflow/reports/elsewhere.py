"""Words of ours that reports say and that stand in tables below them, for whoever extracts what is to be translated."""

from workflow.models import MeetingKind, ScoringStatus
from workflow.rules import meetings
from workflow.rules.entry_kinds import SECTIONS
from workflow.rules.practice import MARK
from workflow.rules.targets import OUTCOMES


def words() -> tuple[str, ...]:
    """Each of them once. Where one is said, it is said through `_`."""
    found = (
        MARK,
        *(status.spoken for status in ScoringStatus),
        *(status.value for status in ScoringStatus),
        *(section.title for section in SECTIONS),
        *OUTCOMES.values(),
        *(meetings.spoken(kind) for kind in MeetingKind),
    )
    return tuple(dict.fromkeys(found))
